// Generated scalar gradients against handwritten code, in one process and in turns.
// Run: node bench/scalar.mjs [rounds]. The exit code is 1 where Rosenbrock n = 10 takes more than 1.1 of the best handwritten time.
import { instantiate, loadLibrary, measure, missed, spread, table } from "./library.mjs";
import { names, rosenbrock, rosenbrockArray, speelpenning, speelpenningArray } from "./problems.mjs";

const GOAL = 1.1;
const rounds = Number(process.argv[2] ?? 21);
const library = await loadLibrary();

const sink = { last: undefined };

/**
 * A loop of its own for each candidate, so that none shares a call site with another: positional arguments
 * from a ring of points. The results escape to `sink`: if they did not, V8 would drop the work where it inlines one.
 */
function caller(fn, points, calls) {
  const list = points[0].map((_, i) => `p[${i}]`).join(", ");
  return new Function("fn", "points", "sink", `return function () {
    for (let i = 0; i < ${calls}; i++) { const p = points[i & 15]; sink.last = fn(${list}); }
  }`)(fn, points, sink);
}

const randomPoints = (n) => Array.from({ length: 16 }, () => Array.from({ length: n }, () => 0.5 + Math.random()));

/**
 * Rosenbrock's gradient, or value and gradient, as one writes it by hand: shared residuals, `textbook` or with factors
 * taken out, entry by entry `in order`.
 */
function handwrittenRosenbrock(n, style, withValue) {
  if (style === "in order") return rosenbrockInOrder(n, withValue);
  const lines = [];
  const factored = style === "factored";
  if (factored && !withValue) for (let i = 1; i < n; i++) lines.push(`const s${i} = 200 * (x${i + 1} - x${i} * x${i});`);
  else for (let i = 1; i < n; i++)
    lines.push(`const r${i} = x${i + 1} - x${i} * x${i}, q${i} = 1 - x${i};${factored ? ` const s${i} = 200 * r${i};` : ""}`);
  const part = (i) => (factored ? [i > 1 ? `s${i - 1}` : "", i < n ? `- 2 * (x${i} * s${i} + ${withValue ? `q${i}` : `(1 - x${i})`})` : ""]
    : [i > 1 ? `200 * r${i - 1}` : "", i < n ? `- 400 * x${i} * r${i} - 2 * q${i}` : ""]);
  const grad = `{ ${names("x", n).map((x, i) => `${x}: ${part(i + 1).join(" ")}`).join(", ")} }`;
  const value = Array.from({ length: n - 1 }, (_, i) => `100 * r${i + 1} * r${i + 1} + q${i + 1} * q${i + 1}`).join(" + ");
  const result = withValue ? `{ value: ${value}, grad: ${grad} }` : grad;
  return new Function(`"use strict"; return function (${names("x", n).join(", ")}) { ${lines.join("\n")} return ${result}; }`)();
}

/** Each term with the entry of the gradient that it completes, so that few values live at once. */
function rosenbrockInOrder(n, withValue) {
  const lines = ["let value = 0;"];
  for (let i = 1; i < n; i++) {
    lines.push(`const r${i} = x${i + 1} - x${i} * x${i}, s${i} = 200 * r${i}, q${i} = 1 - x${i};`);
    lines.push(`const g${i} = ${i > 1 ? `s${i - 1} ` : ""}- 2 * (x${i} * s${i} + q${i});`);
    if (withValue) lines.push(`value += 100 * r${i} * r${i} + q${i} * q${i};`);
  }
  const grad = `{ ${names("x", n).map((x, i) => `${x}: ${i < n - 1 ? `g${i + 1}` : `s${n - 1}`}`).join(", ")} }`;
  return new Function(
    `"use strict"; return function (${names("x", n).join(", ")}) { ${lines.join("\n")} return ${withValue ? `{ value, grad: ${grad} }` : grad}; }`,
  )();
}

/** A handwritten loop over arrays behind positional arguments and an object as result. */
function positional(n, loop) {
  const xs = names("x", n);
  return new Function("loop", `"use strict"; const x = new Float64Array(${n}), g = new Float64Array(${n});
    return function (${xs.join(", ")}) {
      ${xs.map((name, i) => `x[${i}] = ${name};`).join("\n")}
      const value = loop(x, g);
      return { value, grad: { ${xs.map((name, i) => `${name}: g[${i}]`).join(", ")} } };
    }`)(loop);
}

function check(name, ours, theirs, point) {
  const flat = (r) => [...(r.value === undefined ? [] : [r.value]), ...Object.values(r.grad ?? r)];
  const [a, b] = [flat(ours(...point)), flat(theirs(...point))];
  const scale = Math.max(...b.map(Math.abs));
  if (a.length !== b.length || a.some((v, i) => !(Math.abs(v - b[i]) <= 1e-12 * scale))) throw new Error(`${name}: results differ`);
}

/** Each candidate's median time as a ratio to the first, which is the generated code; turned round for the report. */
function report(title, results) {
  const [ours, ...others] = results;
  const best = others.reduce((x, y) => (y.time < x.time ? y : x));
  console.log(`\n${title}\n` + table(
    ["candidate", "time per call", "ratio to generated"],
    results.map((r) => [r.name, `${(r.time * 1e6).toFixed(0)} ns`, spread(r)]),
  ));
  const ratio = 1 / best.ratio;
  console.log(`generated to the best handwritten: ${ratio.toFixed(2)} (${(1 / best.most).toFixed(2)}..${(1 / best.least).toFixed(2)})`);
  return { ours, ratio };
}

function small(n) {
  const { exports } = instantiate(library, rosenbrock(n));
  const points = randomPoints(n);
  for (const [name, withValue] of [["fGrad", false], ["fValueAndGrad", true]]) {
    const ours = exports[name];
    const hand = ["textbook", "factored", "in order"].map((style) => [`handwritten, ${style}`, handwrittenRosenbrock(n, style, withValue)]);
    for (const [, theirs] of hand) check(name, ours, theirs, points[0]);
    const candidates = [[`generated ${name}`, ours], ...hand].map(([title, fn]) => ({ name: title, run: caller(fn, points, 1000) }));
    const results = measure(candidates, { rounds }).map((r) => ({ ...r, time: r.time / 1000 }));
    const { ratio } = report(`Rosenbrock n = ${n}, ${name}, positional arguments, objects as results`, results);
    if (ratio > GOAL) missed(`${name}: ${ratio.toFixed(2)} of the best handwritten time, at most ${GOAL}`);
  }
}

function rosenbrockLoop(x, g) {
  const n = x.length;
  let value = 0, carry = 0;
  for (let i = 0; i < n - 1; i++) {
    const a = x[i], r = x[i + 1] - a * a, q = 1 - a, s = 200 * r;
    value += 100 * r * r + q * q;
    g[i] = carry - 2 * (a * s + q);
    carry = s;
  }
  g[n - 1] = carry;
  return value;
}

const suffix = new Float64Array(4096);
function speelpenningLoop(x, g) {
  const n = x.length;
  let product = 1;
  for (let i = n - 1; i >= 0; i--) { suffix[i] = product; product *= x[i]; }
  let prefix = 1;
  for (let i = 0; i < n; i++) { g[i] = prefix * suffix[i]; prefix *= x[i]; }
  return product;
}

/** Scalar arguments: with 1000, V8 goes on compiling the function for minutes and the process does not end. */
const SCALARS = 200;

function large(title, n, arrayText, scalarText, loop) {
  const array = instantiate(library, arrayText(n)).exports;
  const scalar = instantiate(library, scalarText(SCALARS)).exports;
  const ring = (count) => Array.from({ length: 16 }, () => Float64Array.from({ length: count }, () => 0.9 + 0.2 * Math.random()));
  const xs = ring(n), points = ring(SCALARS).map((x) => Array.from(x));
  const g = new Float64Array(n), out = { value: 0, grad: { x: new Float64Array(n) } };
  const expected = loop(xs[0], g);
  const close = (a, b) => Math.abs(a - b) <= 1e-10 * (1 + Math.abs(b));
  if (!close(array.fValueAndGrad({ x: xs[0] }, out).value, expected) || !g.every((v, i) => close(out.grad.x[i], v)))
    throw new Error(`${title}: results differ`);
  check(title, scalar.fValueAndGrad, positional(SCALARS, loop), points[0]);
  let at = 0, sum = 0;
  const next = () => xs[(at = (at + 1) & 15)];
  report(`${title} n = ${n}: value and gradient, arrays`, measure([
    { name: "generated, array program", run: () => (sum += array.fValueAndGrad({ x: next() }, out).value) },
    { name: "handwritten loop", run: () => (sum += loop(next(), g)) },
  ], { rounds }));
  report(`${title} n = ${SCALARS}: value and gradient, positional arguments, objects as results`, measure([
    { name: "generated, scalar program", run: caller(scalar.fValueAndGrad, points, 16) },
    { name: "handwritten loop", run: caller(positional(SCALARS, loop), points, 16) },
  ], { rounds }).map((r) => ({ ...r, time: r.time / 16 })));
}

small(10);
large("Speelpenning", 1000, speelpenningArray, speelpenning, speelpenningLoop);
large("Rosenbrock", 1000, rosenbrockArray, rosenbrock, rosenbrockLoop);
