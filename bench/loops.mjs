// Generated loops against handwritten ones, in one process and in turns: gradients of neighbours and of products,
// Hessians with structure. Run: node bench/loops.mjs [rounds]. The exit code is 1 where one misses its goal.
import { factorisationHessian, logisticHessian, product, rosenbrock } from "./handwritten-loops.mjs";
import { instantiate, loadLibrary, measure, missed, spread, table } from "./library.mjs";

const rounds = Number(process.argv[2] ?? 15);
const random = (count, low, high) => Float64Array.from({ length: count }, () => low + (high - low) * Math.random());
const signs = (count) => Float64Array.from({ length: count }, () => (Math.random() < 0.5 ? -1 : 1));
const logistic = "param w[n]\ninput X[m, n], y[m]\noutput f = sum(log(1 + exp(-y .* (X * w))))";

const gradient = (name, text, n, x, peer, goal) => ({
  name: `${name}, n = ${n}`, text, sizes: { n }, inputs: { x }, peer, goal, options: {},
  storage: () => { const out = { value: 0, grad: { x: new Float64Array(n) } }; return { out, array: out.grad.x }; },
  call: (made, inputs, out) => made.valueAndGrad(inputs, out),
});
const hessian = (name, text, sizes, inputs, by, peer, goal) => ({
  name, text, sizes, inputs, peer, goal, options: { hessian: true },
  storage: () => {
    const out = { [by]: { [by]: new Float64Array(inputs[by].length ** 2) } };
    return { out, array: out[by][by] };
  },
  call: (made, all, out) => made.hessian(all, out),
});

const problems = [
  gradient(
    "Rosenbrock", "param x[n]\na = x[1:end - 1]\noutput f = sum(100 * (x[2:end] - a.^2).^2 + (1 - a).^2)", 1000, random(1000, 0.5, 1.5),
    rosenbrock, 2,
  ),
  gradient("product", "param x[n]\noutput f = prod(x)", 1000, random(1000, 0.9, 1.1), product, 1.6),
  ...[50, 200].map((n) => hessian(
    `logistic Hessian, n = ${n}`, logistic, { m: 2 * n, n }, { w: random(n, -0.5, 0.5), X: random(2 * n * n, -1, 1), y: signs(2 * n) },
    "w", logisticHessian, 1.3,
  )),
  ...[50, 100].map((n) => hessian(
    `factorisation Hessian, n = ${n}`, "param U[n, k]\ninput T[n, n], V[n, k]\noutput f = sum((T - U * V').^2)", { n, k: 5 },
    { U: random(5 * n, -1, 1), T: random(n * n, -1, 1), V: random(5 * n, -1, 1) }, "U",
    (inputs, out) => factorisationHessian(inputs, out, 5), 1.3,
  )),
];

const library = await loadLibrary();
const rows = problems.map(({ name, text, sizes, inputs, peer, goal, options, storage, call }) => {
  const { exports } = instantiate(library, text, options);
  const made = exports.createF(sizes);
  const [own, other] = [storage(), storage()];
  const byHand = peer(inputs, other.array);
  const generated = () => call(made, inputs, own.out);
  byHand();
  generated();
  const scale = other.array.reduce((most, v) => Math.max(most, Math.abs(v)), 0);
  if (own.array.some((v, i) => !(Math.abs(v - other.array[i]) <= 1e-11 * scale))) throw new Error(`${name}: results differ`);
  const [first, second] = measure([{ name: "by hand", run: byHand }, { name: "generated", run: generated }], { rounds, warm: 300 });
  if (second.ratio > goal) missed(`${name} takes ${second.ratio.toFixed(2)} of the handwritten time, at most ${goal}`);
  return [name, (first.time * 1000).toPrecision(3), (second.time * 1000).toPrecision(3), spread(second)];
});
console.log(table(["", "by hand, µs", "generated, µs", "ratio"], rows));
