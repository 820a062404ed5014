// Speed of the matrix kernels of src/runtime/multiply.ts against the best handwritten code of fixed sizes.
// Run: node bench/multiply.mjs [rounds] [products|squares|vectors]. Medians of interleaved rounds in one process; only
// the ratios carry over.
// The exit code is 1 when the five products of the network take more than 1.15 of the best handwritten time.
import { build } from "esbuild";

const rounds = Number(process.argv[2] ?? 21);
const random = (n) => Float64Array.from({ length: n }, () => Math.random() - 0.5);
const median = (list) => [...list].sort((x, y) => x - y)[list.length >> 1];
const bundle = await build({
  entryPoints: [new URL("../src/runtime/multiply.ts", import.meta.url).pathname],
  format: "esm", bundle: true, write: false,
});
const text = bundle.outputFiles[0].text;
const runtime = await import("data:text/javascript;base64," + Buffer.from(text).toString("base64"));
const multiply = runtime.createMultiply();
const multiplyVector = runtime.createMultiplyVector();

/** Handwritten product of fixed sizes: i-k-j loops. */
function plain({ rows, inner, cols, a, b, c, aRow, aCol, bRow, bCol }) {
  return new Function("a", "b", "c", `return function plain() {
    c.fill(0);
    for (let i = 0; i < ${rows}; i++) for (let k = 0; k < ${inner}; k++) {
      const x = a[i * ${aRow} + k * ${aCol}];
      for (let j = 0; j < ${cols}; j++) c[i * ${cols} + j] += x * b[k * ${bRow} + j * ${bCol}];
    }
  }`)(a, b, c);
}

/** The sums of a tile of `high` x `wide` elements, as text: declarations, one step, and stores. */
function tileText(high, wide, cols, left, right) {
  const cells = [];
  for (let i = 0; i < high; i++) for (let j = 0; j < wide; j++) cells.push([i, j]);
  let step = "";
  for (let j = 0; j < wide; j++) step += `const b${j} = ${right(j)};`;
  for (let i = 0; i < high; i++) {
    step += `const a${i} = ${left(i)};`;
    for (let j = 0; j < wide; j++) step += `s${i}_${j} += a${i} * b${j};`;
  }
  return {
    sums: "let " + cells.map(([i, j]) => `s${i}_${j} = 0`).join(", ") + ";",
    step,
    stores: cells.map(([i, j]) => `c[(i + ${i}) * ${cols} + j + ${j}] = s${i}_${j};`).join(""),
  };
}

/** Handwritten register tiles that read A and B in place, sizes as literals, arrays captured; edges by narrower tiles. */
function tiled({ rows, inner, cols, a, b, c, aRow, aCol, bRow, bCol }, high, wide) {
  const area = (i0, i1, h, j0, j1, w) => {
    const tile = tileText(h, w, cols, (i) => `a[p + ${i * aRow}]`, (j) => `b[q + ${j * bCol}]`);
    return `for (let i = ${i0}; i < ${i1}; i += ${h}) for (let j = ${j0}; j < ${j1}; j += ${w}) {
      ${tile.sums}
      for (let k = 0, p = i * ${aRow}, q = j * ${bCol}; k < ${inner}; k++) {
        ${tile.step} p = (p + ${aCol}) | 0; q = (q + ${bRow}) | 0;
      }
      ${tile.stores}
    }`;
  };
  const m = rows - (rows % high);
  const n = cols - (cols % wide);
  const parts = [area(0, m, high, 0, n, wide)];
  if (n < cols) parts.push(area(0, m, high, n, cols, cols - n));
  if (m < rows) parts.push(area(m, rows, rows - m, 0, n, wide));
  if (m < rows && n < cols) parts.push(area(m, rows, rows - m, n, cols, cols - n));
  const functions = parts.map((part, index) => `function part${index}() { ${part} }`).join("\n");
  const calls = parts.map((_, index) => `part${index}();`).join(" ");
  return new Function("a", "b", "c", `${functions} return function tiled() { ${calls} }`)(a, b, c);
}

/** Handwritten packed product of fixed sizes: all of A and B packed into captured panels, padded at the edges. */
function packed({ rows, inner, cols, a, b, c, aRow, aCol, bRow, bCol }, high, wide) {
  const m = Math.ceil(rows / high) * high;
  const n = Math.ceil(cols / wide) * wide;
  const tile = tileText(high, wide, n, (i) => `left[p + ${i}]`, (j) => `right[q + ${j}]`);
  const padded = m !== rows || n !== cols;
  return new Function("a", "b", "out", `
    const left = new Float64Array(${m * inner}), right = new Float64Array(${n * inner});
    const c = ${padded ? `new Float64Array(${m * n})` : "out"};
    function packLeft() {
      for (let i = 0, p = 0; i < ${rows}; i += ${high}) for (let k = 0; k < ${inner}; k++, p += ${high}) {
        ${Array.from({ length: high }, (_, i) => `if (i + ${i} < ${rows}) left[p + ${i}] = a[(i + ${i}) * ${aRow} + k * ${aCol}];`).join("")}
      }
    }
    function packRight() {
      for (let j = 0, q = 0; j < ${cols}; j += ${wide}) for (let k = 0; k < ${inner}; k++, q += ${wide}) {
        ${Array.from({ length: wide }, (_, j) => `if (j + ${j} < ${cols}) right[q + ${j}] = b[k * ${bRow} + (j + ${j}) * ${bCol}];`).join("")}
      }
    }
    function tileAt(i, j) {
      ${tile.sums}
      const end = (i + ${high}) * ${inner};
      for (let p = i * ${inner}, q = j * ${inner}; p < end;) { ${tile.step} p = (p + ${high}) | 0; q = (q + ${wide}) | 0; }
      ${tile.stores}
    }
    return function packed() {
      packLeft(); packRight();
      for (let i = 0; i < ${m}; i += ${high}) for (let j = 0; j < ${n}; j += ${wide}) tileAt(i, j);
      ${padded ? `for (let i = 0; i < ${rows}; i++) for (let j = 0; j < ${cols}; j++) out[i * ${cols} + j] = c[i * ${n} + j];` : ""}
    }`)(a, b, c);
}

function product(name, rows, inner, cols, aTransposed, bTransposed) {
  return {
    name, rows, inner, cols, a: random(rows * inner), b: random(inner * cols), c: new Float64Array(rows * cols),
    aRow: aTransposed ? 1 : inner, aCol: aTransposed ? rows : 1, bRow: bTransposed ? 1 : cols, bCol: bTransposed ? inner : 1,
  };
}

function generic(p) {
  return () => multiply(p.rows, p.inner, p.cols, p.a, 0, p.aRow, p.aCol, p.b, 0, p.bRow, p.bCol, p.c, 0, p.cols, 1, false);
}

/** Medians, in milliseconds, of each candidate of each case; the candidates take turns. */
function measure(cases) {
  for (let round = -4; round < rounds; round++) {
    for (const { candidates, work } of cases) {
      const calls = Math.max(1, Math.ceil(1e6 / work));
      for (let turn = 0; turn < candidates.length; turn++) {
        // The first of a round finds cold caches: each candidate in turn is the first.
        const candidate = candidates[(turn + round + 4) % candidates.length];
        const start = performance.now();
        for (let call = 0; call < calls; call++) candidate.run();
        if (round >= 0) candidate.times.push((performance.now() - start) / calls);
      }
    }
  }
  for (const { candidates } of cases) for (const candidate of candidates) candidate.time = median(candidate.times);
}

const candidate = (name, run) => ({ name, run, times: [], time: 0 });
const rate = (work, time) => (2 * work) / time / 1e6;

function products() {
  const shapes = [
    product("X W1      64x784 . 784x128", 64, 784, 128, false, false),
    product("H W2      64x128 . 128x10", 64, 128, 10, false, false),
    product("H' D2     128x64 . 64x10", 128, 64, 10, true, false),
    product("D2 W2'    64x10  . 10x128", 64, 10, 128, false, true),
    product("X' D1     784x64 . 64x128", 784, 64, 128, true, false),
  ];
  const cases = shapes.map((p) => ({
    name: p.name, work: p.rows * p.inner * p.cols,
    candidates: [
      candidate("multiply", generic(p)), candidate("plain", plain(p)),
      ...[[2, 4], [4, 2], [3, 3], [4, 4]].map(([m, n]) => candidate(`tiled ${m}x${n}`, tiled(p, m, n))),
      ...[[2, 4], [4, 2], [3, 3], [4, 4], [2, 5]].map(([m, n]) => candidate(`packed ${m}x${n}`, packed(p, m, n))),
    ],
  }));
  measure(cases);
  let ours = 0, best = 0, loops = 0;
  for (const { name, work, candidates } of cases) {
    const [own, naive, ...others] = candidates;
    const winner = others.reduce((x, y) => (y.time < x.time ? y : x));
    ours += own.time; best += winner.time; loops += naive.time;
    console.log(`${name.padEnd(28)} multiply ${rate(work, own.time).toFixed(2)}, plain ${rate(work, naive.time).toFixed(2)}, ` +
      `best handwritten ${rate(work, winner.time).toFixed(2)} Gflop/s (${winner.name}); time ratio ${(own.time / winner.time).toFixed(2)}`);
  }
  console.log(
    `sum of the five: ${(ours / best).toFixed(3)} of the best handwritten, ${(ours / loops).toFixed(3)} of plain ` +
    `loops (${ours.toFixed(2)} ms)`,
  );
  if (ours > 1.15 * best) process.exitCode = 1;
}

function squares() {
  const cases = [1, 2, 3, 4, 6, 8, 12, 16, 24, 32, 64, 128, 256].map((n) => {
    const p = product(`${n}`, n, n, n, false, false);
    return { name: p.name, work: n * n * n, candidates: [candidate("multiply", generic(p)), candidate("plain", plain(p))] };
  });
  measure(cases);
  console.log("\nsquare products, Gflop/s (multiply, plain loops with the size as a literal)");
  for (const { name, work, candidates: [own, naive] } of cases) {
    console.log(`  ${name.padStart(4)}: ${rate(work, own.time).toFixed(2)}, ${rate(work, naive.time).toFixed(2)}`);
  }
}

/** Inline loops over captured arrays, as a generator would emit them: plain, and with a running index. */
function inlineVector(rows, cols, transposed, a, x, y) {
  const plain = transposed
    ? `y.fill(0); for (let k = 0; k < ${cols}; k++) { const t = x[k]; for (let i = 0; i < ${rows}; i++) y[i] += a[k * ${rows} + i] * t; }`
    : `for (let i = 0; i < ${rows}; i++) { let s = 0; for (let k = 0; k < ${cols}; k++) s += a[i * ${cols} + k] * x[k]; y[i] = s; }`;
  const running = transposed
    ? `y.fill(0); for (let k = 0, p = 0; k < ${cols}; k++) { const t = x[k]; for (let i = 0; i < ${rows}; i++) { ` +
      `y[i] += a[p] * t; p = (p + 1) | 0; } }`
    : `for (let i = 0, p = 0; i < ${rows}; i++) { let s = 0; for (let k = 0; k < ${cols}; k++) { s += a[p] * x[k]; p ` +
      `= (p + 1) | 0; } y[i] = s; }`;
  return [["plain", plain], ["running index", running]].map(([name, body]) =>
    candidate(name, new Function("a", "x", "y", `return function () { ${body} }`)(a, x, y)));
}

function vectors() {
  const shapes = [[8, 8], [50, 50], [1000, 50], [128, 784]].flatMap(([rows, cols]) => [[rows, cols, false], [rows, cols, true]]);
  const cases = shapes.map(([rows, cols, transposed]) => {
    const a = random(rows * cols), x = random(cols), y = new Float64Array(rows);
    const aRow = transposed ? 1 : cols, aCol = transposed ? rows : 1;
    return {
      name: `${rows} x ${cols}${transposed ? " transposed" : ""}`, work: rows * cols,
      candidates: [
        candidate("multiplyVector", () => multiplyVector(rows, cols, a, 0, aRow, aCol, x, 0, 1, y, 0, 1, false)),
        ...inlineVector(rows, cols, transposed, a, x, y),
      ],
    };
  });
  measure(cases);
  console.log("\nmatrix times vector, ns per element");
  for (const { name, work, candidates } of cases) {
    const best = Math.min(...candidates.slice(1).map((one) => one.time));
    const list = candidates.map((one) => `${one.name} ${((one.time / work) * 1e6).toFixed(2)}`).join(", ");
    console.log(`  ${name.padEnd(22)} ${list}; ratio to the best inline ${(candidates[0].time / best).toFixed(2)}`);
  }
}

const part = process.argv[3];
if (!part || part === "products") products();
if (!part || part === "squares") squares();
if (!part || part === "vectors") vectors();
