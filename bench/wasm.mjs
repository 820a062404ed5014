// WebAssembly, of doubles and of floats, beside the JavaScript of the same programs: value and gradient, alternating in one process,
// medians of ratios.
// Usage: node bench/wasm.mjs [rounds]. The best handwritten WebAssembly is measured by the kit named in docs/benchmarks.md.
import { readFileSync } from "node:fs";
import { compile } from "../dist/index.js";

const sample = (name) => readFileSync(new URL(`../samples/${name}.grad`, import.meta.url), "utf8");

/** Each with its sizes and the lengths of its arguments; 0 stands for a number. */
const WORK = [
  {
    name: "w3 logistic regression 1000 x 50", sizes: { m: 1000, n: 50 }, lengths: { w: 50, X: 50000, y: 1000 },
    text: "param w[n]\ninput X[m, n], y[m]\noutput J = mean(log(1 + exp(-y .* (X * w))))",
  },
  {
    name: "w4 network 64 x 784-128-10", sizes: { m: 64, n: 784, h: 128, k: 10 },
    lengths: { W1: 784 * 128, W2: 1280, X: 64 * 784, Y: 640, lambda: 0 }, text: sample("mlp"),
  },
  {
    name: "w7 LSTM, 1024 characters", sizes: { b: 14, n: 1024 },
    lengths: { W1: 56, B1: 56, W2: 56, B2: 56, inward: 14, outward: 14, shift: 14, state: 56, sequence: 14 * 1024 }, text: sample("lstm"),
  },
  {
    name: "elementwise tanh and exp, 10000", sizes: { n: 10000 }, lengths: { x: 10000, y: 10000 },
    text: "param x[n]\ninput y[n]\noutput J = sum((tanh(x) - exp(-y.^2)).^2)",
  },
  {
    name: "w1 Rosenbrock 1000", sizes: { n: 1000 }, lengths: { x: 1000 },
    text: "param x[n]\noutput J = sum(100*(x[2:n] - x[1:n-1].^2).^2 + (1 - x[1:n-1]).^2)",
  },
];

function load(text, target, precision = "f64") {
  const { code, diagnostics } = compile(text, { name: "f", target, precision });
  if (code === undefined) throw new Error(diagnostics.map((d) => d.message).join("\n"));
  return new Function(code)();
}

function inputsOf(lengths) {
  let state = 7;
  const next = () => {
    state = (state * 16807) % 2147483647;
    return state / 2147483647;
  };
  const argument = (n) => (n === 0 ? 1e-4 : Float64Array.from({ length: n }, () => next() - 0.5));
  return Object.fromEntries(Object.entries(lengths).map(([key, n]) => [key, argument(n)]));
}

/** Microseconds of a call, of as many as fill some milliseconds: the lesser of the clock's and the processor's. */
function time(call, least = 20) {
  let count = 1;
  for (;;) {
    const [start, { user }] = [performance.now(), process.cpuUsage()];
    for (let i = 0; i < count; i++) call();
    const spent = Math.min(performance.now() - start, (process.cpuUsage().user - user) / 1000);
    if (spent > least) return (spent * 1000) / count;
    count *= 2;
  }
}

const median = (values) => [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)];

const rounds = Number(process.argv[2] ?? 9);
for (const { name, text, sizes, lengths } of WORK) {
  const inputs = inputsOf(lengths);
  const js = load(text, "body").createF(sizes);
  const own = js.valueAndGrad(inputs);
  const calls = [() => js.valueAndGrad(inputs, own), ...["f64", "f32"].map((precision) => {
    const wasm = load(text, "wasm-body", precision).createF(sizes);
    const inPlace = { ...inputs, ...wasm.memory.inputs };
    for (const [key, view] of Object.entries(wasm.memory.inputs)) view.set(inputs[key]);
    const out = { value: 0, grad: wasm.memory.grad };
    return () => wasm.valueAndGrad(inPlace, out);
  })];
  for (const call of calls) time(call, 200);
  const all = Array.from({ length: rounds }, () => calls.map((call) => time(call)));
  const least = calls.map((_, i) => Math.min(...all.map((times) => times[i])).toFixed(1));
  const [doubles, floats] = [1, 2].map((i) => median(all.map((times) => times[0] / times[i])).toFixed(2));
  console.log(
    `${name}: JavaScript ${least[0]} us, WebAssembly ${least[1]} us (ratio ${doubles}), of floats ${least[2]} us (ratio ${floats})`,
  );
}
