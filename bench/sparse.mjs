// Sparse Jacobians and Hessians against handwritten ones and against the same matrices told whole, in one process and in
// turns. Run: node bench/sparse.mjs [rounds]. The exit code is 1 where one misses its goal.
import { instantiate, loadLibrary, measure, missed, spread, table } from "./library.mjs";

const rounds = Number(process.argv[2] ?? 15);
const random = (count, low, high) => Float64Array.from({ length: count }, () => low + (high - low) * Math.random());

/** Three elements a row: f = (3 - 2 x) x - x before - 2 x after + 1. */
function broyden({ x }, values) {
  for (let i = 1, k = 0; i < x.length - 1; i++) {
    values[k++] = -1;
    values[k++] = 3 - 4 * x[i];
    values[k++] = -2;
  }
}

/** The diagonal and one beside it on each side. */
function chain({ x }, values) {
  const last = x.length - 1;
  for (let i = 0, k = 0; i <= last; i++) {
    if (i > 0) values[k++] = -400 * x[i - 1];
    values[k++] = (i > 0 ? 200 : 0) + (i < last ? 1200 * x[i] * x[i] - 400 * x[i + 1] + 2 : 0);
    if (i < last) values[k++] = -400 * x[i];
  }
}

/** 2 V'V for each row of U. */
function factorisation({ V }, values) {
  const k = 5;
  const n = V.length / k;
  for (let a = 0; a < k; a++) {
    for (let b = 0; b < k; b++) {
      let sum = 0;
      for (let j = 0; j < n; j++) sum += V[j * k + a] * V[j * k + b];
      values[a * k + b] = 2 * sum;
    }
  }
  for (let i = 1; i < n; i++) values.copyWithin(i * k * k, 0, k * k);
}

const problems = [100, 1000].flatMap((n) => [
  {
    name: `Broyden's tridiagonal function, Jacobian, n = ${n}`, kind: "jacobian", isBand: true, sizes: { n },
    inputs: { x: random(n, -1, 1) }, peer: broyden,
    text: "param x[n]\noutput F = (3 - 2*x[2:n-1]) .* x[2:n-1] - x[1:n-2] - 2*x[3:n] + 1",
  },
  {
    name: `Rosenbrock's function, Hessian, n = ${n}`, kind: "hessian", isBand: true, sizes: { n },
    inputs: { x: random(n, 0.5, 1.5) }, peer: chain,
    text: "param x[n]\na = x[1:end - 1]\noutput f = sum(100 * (x[2:end] - a.^2).^2 + (1 - a).^2)",
  },
]).concat([50, 100].map((n) => ({
  name: `factorisation, Hessian by U, n = ${n}`, kind: "hessian", sizes: { n, k: 5 }, peer: factorisation,
  inputs: { U: random(5 * n, -1, 1), T: random(n * n, -1, 1), V: random(5 * n, -1, 1) },
  text: "param U[n, k]\ninput T[n, n], V[n, k]\noutput f = sum((T - U * V').^2)",
})));

const library = await loadLibrary();
const rows = problems.map(({ name, kind, text, sizes, inputs, peer, isBand = false }) => {
  const [sparse, whole] = [true, false].map((is) => instantiate(library, text, { [kind]: true, sparse: is }).exports.createF(sizes)[kind]);
  const [out, all] = [sparse(inputs), whole(inputs)];
  const other = new Float64Array(out.values.length);
  peer(inputs, other);
  const scale = other.reduce((most, v) => Math.max(most, Math.abs(v)), 0);
  if (out.values.some((v, i) => !(Math.abs(v - other[i]) <= 1e-11 * scale))) throw new Error(`${name}: results differ`);
  const [first, second, third] = measure([
    { name: "by hand", run: () => peer(inputs, other) }, { name: "sparse", run: () => sparse(inputs, out) },
    { name: "whole", run: () => whole(inputs, all) },
  ], { rounds, warm: 300 });
  if (isBand && third.time < second.time) missed(`${name} is faster told whole`);
  const micro = ({ time }) => (time * 1000).toPrecision(3);
  return [name, out.values.length, micro(first), micro(second), spread(second), micro(third), (third.time / second.time).toFixed(1)];
});
console.log(table(["", "elements", "by hand, µs", "sparse, µs", "of by hand", "whole, µs", "whole / sparse"], rows));
