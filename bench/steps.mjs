// Loops of steps: the gradient of samples/lstm.grad over 1023 steps against loops written by hand and against its own value,
// and that of 10^6 steps with one number for a state, with all of them kept and with a bound on memory; in turns. The size of
// the module, how long it is compiled, how fast it is half a second after its first call, and compiling 10, 20 and 50 states.
// Run: node bench/steps.mjs [rounds]. The exit code is 1 where one takes more than its goal.
import { readFileSync } from "node:fs";
import { handwrittenLstm } from "./handwritten-lstm.mjs";
import { cpuTime, instantiate, loadLibrary, measure, missed, spread, table } from "./library.mjs";

const GOALS = { handwritten: 1.3, value: 2.5, million: 3, bytes: 30_000, compile: 2000, first: 1.1, state: 1.5 };
const rounds = Number(process.argv[2] ?? 15);
const library = await loadLibrary();

const sizes = { b: 14, n: 1024 };
const { b, n } = sizes;
const random = (count) => Float64Array.from({ length: count }, () => Math.random() - 0.5);
const sequence = new Float64Array(n * b);
for (let t = 0; t < n; t++) sequence[t * b + Math.floor(Math.random() * b)] = 1;
const inputs = {
  W1: random(4 * b), B1: random(4 * b), W2: random(4 * b), B2: random(4 * b), inward: random(b), outward: random(b), shift: random(b),
  state: random(4 * b), sequence,
};
const grad = () => Object.fromEntries(
  ["W1", "B1", "W2", "B2", "inward", "outward", "shift"].map((key) => [key, new Float64Array(inputs[key].length)]),
);
const text = readFileSync(new URL("../samples/lstm.grad", import.meta.url), "utf8");
const timed = (run) => {
  const start = cpuTime();
  const result = run();
  return { result, time: cpuTime() - start };
};
const module = timed(() => library.compile(text, { name: "lstm" }));
const bytes = module.result.code.length;

const lstm = instantiate(library, text, { name: "lstm" }).exports.createLstm(sizes);
const [own, out] = [grad(), { value: 0, grad: grad() }];
const byHand = handwrittenLstm(sizes, inputs, own);

// of calls one after the other, those between 0.4 and 0.5 s after the first
const early = [];
for (let [calls, spent] = [0, 0]; spent < 500; calls++) {
  const { time } = timed(() => { for (let i = 0; i < 4; i++) lstm.valueAndGrad(inputs, out); });
  spent += time;
  if (spent > 400) early.push(time / 4);
}
const value = byHand();
for (const [key, numbers] of Object.entries(own)) {
  const scale = Math.max(...numbers.map(Math.abs));
  if (!(Math.abs(value - out.value) < 1e-12) || numbers.some((x, i) => !(Math.abs(x - out.grad[key][i]) <= 1e-10 * scale)))
    throw new Error(`${key} differs`);
}

const listed = (title, results) => console.log(table([title, "ms", "ratio"], results.map((r) => [r.name, r.time.toFixed(2), spread(r)])));
const network = measure([
  { name: "value and gradient by hand", run: byHand },
  { name: "generated value and gradient", run: () => lstm.valueAndGrad(inputs, out) },
  { name: "generated value", run: () => lstm.value(inputs) },
], { rounds, milliseconds: 40, warm: 1000 });
listed("1023 steps of a language model", network);

const long = "param a, y0\ninput x[n]\nfor t = 1:n, y[0] = y0 { y[t] = y[t - 1] + 0.001*sin(a*y[t - 1] + x[t]) }\noutput J = y[end]^2";
const count = 1e6;
const at = { a: 1.1, y0: 0.3, x: Float64Array.from({ length: count }, (_, i) => Math.sin(i)) };
const [kept, bounded] = [{}, { memory: "1MB" }].map(
  (options) => instantiate(library, long, { name: "f", ...options }).exports.createF({ n: count }),
);
const result = { value: 0, grad: { a: 0, y0: 0 } };
const million = measure([
  { name: "value", run: () => kept.value(at) },
  { name: "value and gradient, all kept", run: () => kept.valueAndGrad(at, result) },
  { name: "value and gradient in 1 MB", run: () => bounded.valueAndGrad(at, result) },
], { rounds, milliseconds: 40, warm: 500 });
listed("10^6 steps of a number", million);

const states = (count) => {
  const all = Array.from({ length: count }, (_, i) => i + 1);
  const program = `param a, s\nfor t = 1:9, ${all.map((i) => `y${i}[0] = s`).join(", ")} {\n` +
    all.map((i) => `  y${i}[t] = sin(a*y${i}[t - 1] + y${(i % count) + 1}[t - 1])\n`).join("") +
    `}\noutput J = ${all.map((i) => `y${i}[end]`).join(" + ")}`;
  return Math.min(...[1, 2, 3].map(() => timed(() => library.compile(program)).time)) / count;
};
states(50);
const perState = [10, 20, 50].map(states);
const full = early.reduce((sum, time) => sum + time, 0) / early.length / network[1].time;
console.log(`The module has ${bytes} bytes and is compiled in ${module.time.toFixed(0)} ms; half a second after its first call it takes ` +
  `${full.toFixed(2)} of its time. Compiling 10, 20 and 50 states takes ${perState.map((t) => t.toFixed(1)).join(", ")} ms a state.`);

const check = (what, ratio, goal) => { if (ratio > goal) missed(`${what}: ${ratio.toFixed(2)}, at most ${goal}`); };
check("the gradient of the language model against loops by hand", network[1].ratio, GOALS.handwritten);
check("the gradient of the language model against its value", network[1].time / network[2].time, GOALS.value);
check("the gradient of 10^6 steps against its value, all kept", million[1].ratio, GOALS.million);
check("the gradient of 10^6 steps against its value, in 1 MB", million[2].ratio, GOALS.million);
check("the bytes of the language model's module", bytes, GOALS.bytes);
check("compiling the language model, in ms", module.time, GOALS.compile);
check("half a second after the first call against full speed", full, GOALS.first);
check("compiling 50 states against 10, a state", perState[2] / perState[0], GOALS.state);
