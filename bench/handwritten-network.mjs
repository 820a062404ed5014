// The network of samples/mlp.grad by hand, value and gradient, of fixed sizes: register tiles over packed panels, and plain loops.
// Sizes are literals, the arrays are captured, and what follows a product happens where a tile stores its sums.

/** The text of a function that computes C = A B in tiles of 4 x 2; `store(at, sum)` is the text that keeps one sum. */
function productText(name, { rows, inner, cols, a, b, store }) {
  const cells = [0, 1, 2, 3].flatMap((i) => [0, 1].map((j) => [i, j]));
  return `
    function ${name}Panels() {
      for (let i = 0, p = 0; i < ${rows}; i += 4) for (let k = 0; k < ${inner}; k++, p += 4) {
        ${[0, 1, 2, 3].map((i) => `left[p + ${i}] = ${a(`(i + ${i})`, "k")};`).join(" ")}
      }
      for (let j = 0, q = 0; j < ${cols}; j += 2) for (let k = 0; k < ${inner}; k++, q += 2) {
        right[q] = ${b("k", "j")}; right[q + 1] = ${b("k", "(j + 1)")};
      }
    }
    function ${name}Tile(i, j) {
      let ${cells.map(([r, c]) => `s${r}${c} = 0`).join(", ")};
      const end = (i + 4) * ${inner};
      for (let p = i * ${inner}, q = j * ${inner}; p < end;) {
        const b0 = right[q], b1 = right[q + 1];
        ${[0, 1, 2, 3].map((r) => `const a${r} = left[p + ${r}]; s${r}0 += a${r} * b0; s${r}1 += a${r} * b1;`).join("\n")}
        p = (p + 4) | 0; q = (q + 2) | 0;
      }
      ${cells.map(([r, c]) => store(`(i + ${r}) * ${cols} + j + ${c}`, `s${r}${c}`)).join("\n")}
    }
    function ${name}() {
      ${name}Panels();
      for (let i = 0; i < ${rows}; i += 4) for (let j = 0; j < ${cols}; j += 2) ${name}Tile(i, j);
    }`;
}

/** Loss and its derivative by the scores, row by row. */
const lossText = (m, k) => `
    function loss() {
      let sum = 0;
      for (let i = 0; i < ${m * k}; i += ${k}) {
        let top = u[i], total = 0, weight = 0, dot = 0;
        for (let j = 1; j < ${k}; j++) if (u[i + j] > top) top = u[i + j];
        for (let j = 0; j < ${k}; j++) {
          const z = u[i + j] - top, e = Math.exp(z), y = Y[i + j];
          d2[i + j] = e; total += e; weight += y; dot += y * z;
        }
        sum += weight * Math.log(total) - dot;
        const scale = weight / (total * ${m});
        for (let j = 0; j < ${k}; j++) d2[i + j] = d2[i + j] * scale - Y[i + j] * ${1 / m};
      }
      return sum / ${m};
    }`;

const decayText = (n, h, k) => `
    function decay() {
      let sum = 0;
      for (let i = 0; i < ${n * h}; i++) sum += W1[i] * W1[i];
      for (let i = 0; i < ${h * k}; i++) sum += W2[i] * W2[i];
      return lambda * sum;
    }`;

const memoryText = (m, h, k) =>
  `const H = new Float64Array(${m * h}), u = new Float64Array(${m * k}), d2 = new Float64Array(${m * k}), d1 = new Float64Array(${m * h});`;

function instantiate(text, { W1, W2, X, Y, lambda }, { dW1, dW2 }) {
  return new Function("W1", "W2", "X", "Y", "lambda", "dW1", "dW2", text)(W1, W2, X, Y, lambda, dW1, dW2);
}

/** Register tiles of 4 x 2 over packed panels. Sizes: multiples of 4 for m, n and h, of 2 for k. */
export function tiledNetwork({ m, n, h, k }, inputs, results) {
  const most = Math.max(n * m, n * h, m * h);
  const decay = (of) => (at, sum) => `d${of}[${at}] = twice * ${of}[${at}] + ${sum};`;
  return instantiate(`
    const twice = 2 * lambda, left = new Float64Array(${most}), right = new Float64Array(${most});
    ${memoryText(m, h, k)}
    ${productText("hidden", { rows: m, inner: n, cols: h, a: (i, p) => `X[${i} * ${n} + ${p}]`, b: (p, j) => `W1[${p} * ${h} + ${j}]`, store: (at, sum) => `H[${at}] = ${sum} > 0 ? ${sum} : 0;` })}
    ${productText("scores", { rows: m, inner: h, cols: k, a: (i, p) => `H[${i} * ${h} + ${p}]`, b: (p, j) => `W2[${p} * ${k} + ${j}]`, store: (at, sum) => `u[${at}] = ${sum};` })}
    ${productText("second", { rows: h, inner: m, cols: k, a: (i, p) => `H[${p} * ${h} + ${i}]`, b: (p, j) => `d2[${p} * ${k} + ${j}]`, store: decay("W2") })}
    ${productText("back", { rows: m, inner: k, cols: h, a: (i, p) => `d2[${i} * ${k} + ${p}]`, b: (p, j) => `W2[${j} * ${k} + ${p}]`, store: (at, sum) => `d1[${at}] = H[${at}] > 0 ? ${sum} : 0;` })}
    ${productText("first", { rows: n, inner: m, cols: h, a: (i, p) => `X[${p} * ${n} + ${i}]`, b: (p, j) => `d1[${p} * ${h} + ${j}]`, store: decay("W1") })}
    ${lossText(m, k)} ${decayText(n, h, k)}
    return function () { hidden(); scores(); const value = loss(); second(); back(); first(); return value + decay(); }`, inputs, results);
}

/** The loops that one writes first: i-k-j, inner loops over rows. */
export function plainNetwork({ m, n, h, k }, inputs, results) {
  return instantiate(`
    const twice = 2 * lambda;
    ${memoryText(m, h, k)}
    ${lossText(m, k)} ${decayText(n, h, k)}
    return function () {
      H.fill(0); u.fill(0);
      for (let i = 0; i < ${m}; i++) for (let p = 0; p < ${n}; p++) {
        const x = X[i * ${n} + p];
        for (let j = 0; j < ${h}; j++) H[i * ${h} + j] += x * W1[p * ${h} + j];
      }
      for (let i = 0; i < ${m * h}; i++) if (!(H[i] > 0)) H[i] = 0;
      for (let i = 0; i < ${m}; i++) for (let p = 0; p < ${h}; p++) {
        const x = H[i * ${h} + p];
        for (let j = 0; j < ${k}; j++) u[i * ${k} + j] += x * W2[p * ${k} + j];
      }
      const value = loss();
      for (let i = 0; i < ${h * k}; i++) dW2[i] = twice * W2[i];
      for (let i = 0; i < ${m}; i++) for (let p = 0; p < ${h}; p++) {
        const x = H[i * ${h} + p];
        let sum = 0;
        for (let j = 0; j < ${k}; j++) { dW2[p * ${k} + j] += x * d2[i * ${k} + j]; sum += d2[i * ${k} + j] * W2[p * ${k} + j]; }
        d1[i * ${h} + p] = x > 0 ? sum : 0;
      }
      for (let i = 0; i < ${n * h}; i++) dW1[i] = twice * W1[i];
      for (let i = 0; i < ${m}; i++) for (let p = 0; p < ${n}; p++) {
        const x = X[i * ${n} + p];
        for (let j = 0; j < ${h}; j++) dW1[p * ${h} + j] += x * d1[i * ${h} + j];
      }
      return value + decay();
    }`, inputs, results);
}
