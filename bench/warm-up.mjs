// From the first call to full speed, of all samples and of programs of several kinds, each in a process of its own.
// Run: node bench/warm-up.mjs [program…]. The exit code is 1 where one takes more than half a second.
import { spawnSync } from "node:child_process";
import { readdirSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { cpuTime, loadLibrary, missed, table } from "./library.mjs";
import { rosenbrock } from "./problems.mjs";

const GOAL = 500;
const NEAR = 1.2;
const WATCHED = 2000; // ms after the first call
const CHUNK = 4; // ms

/** Layers of n rectifiers and a cross-entropy, by the first layer's weights. */
function deepNetwork(count) {
  const layers = Array.from({ length: count - 2 }, (_, i) => `a${i + 2} = relu(W[${i + 1}, :, :] * a${i + 1})`);
  return [
    "param W1[n, n]", `input W[${count - 1}, n, n], x[n], Y[n]`, "a1 = relu(W1 * x)", ...layers,
    `z = W[${count - 1}, :, :] * a${count - 1}`, "output f = log(sum(exp(z))) - Y * z",
  ].join("\n");
}

const samples = new URL("../samples/", import.meta.url);
const sample = (name, sizes, options = {}) => ({ name, text: readFileSync(new URL(`${name}.grad`, samples), "utf8"), sizes, options });
const others = [
  { name: "Rosenbrock n = 10", text: rosenbrock(10), options: {} },
  {
    name: "Rosenbrock n = 1000", text: "param x[n]\na = x[1:end - 1]\noutput f = sum(100 * (x[2:end] - a.^2).^2 + (1 - a).^2)",
    sizes: { n: 1000 },
  },
  { name: "product n = 1000", text: "param x[n]\noutput f = prod(x)", sizes: { n: 1000 } },
  {
    name: "logistic regression 1000 x 50", text: "param w[n]\ninput X[m, n], y[m]\noutput f = mean(log(1 + exp(-y .* (X * w))))",
    sizes: { m: 1000, n: 50 },
  },
  ...[50, 200].map((n) => ({
    name: `logistic regression, Hessian, n = ${n}`,
    text: "param w[n]\ninput X[m, n], y[m]\noutput f = sum(log(1 + exp(-y .* (X * w))))", sizes: { m: 2 * n, n },
    options: { hessian: true },
  })),
  ...[50, 100].map((n) => ({
    name: `factorisation, Hessian, n = ${n}`, text: "param U[n, k]\ninput T[n, n], V[n, k]\noutput f = sum((T - U * V').^2)",
    sizes: { n, k: 5 }, options: { hessian: true },
  })),
  ...[10, 20].map(
    (n) => ({ name: `network of ten layers, Hessian, n = ${n}`, text: deepNetwork(10), sizes: { n }, options: { hessian: true } }),
  ),
];
/** Sizes that a sample is used with, where they are not all 20. */
const SIZES = {
  gmm: { K: 25, d: 10, c: 55, n: 1000 }, lstm: { b: 14, n: 1024 }, mlp: { n: 784, h: 128, k: 10, m: 64 }, logistic: { m: 1000, n: 50 },
  tridiagonal: { n: 1000 }, swing: { n: 1000 },
};
const OPTIONS = { tridiagonal: { jacobian: true, sparse: true }, swing: { hessian: true, sparse: true } };

function problems() {
  const names = readdirSync(samples).filter((file) => file.endsWith(".grad")).map((file) => file.slice(0, -5));
  const over = sample("ba", { m: 1000 }, { over: "m" });
  return [...others, ...names.map((name) => sample(name, SIZES[name] ?? {}, OPTIONS[name])), { ...over, name: "ba, --over 1000" }];
}

/** Random inputs, by the names and shapes of a program. */
function inputsOf(graph, sizes, over) {
  const inputs = {};
  const count = (dim) => (typeof dim === "number" ? dim : dim.terms.reduce(
    (sum, { factor, names }) => sum + names.reduce((product, name) => product * sizes[name], factor), 0));
  const random = () => 0.1 + 0.8 * Math.random();
  for (const { name, shape, fields = [], role } of graph.variables) {
    const isEach = over !== undefined && role === "input";
    const length = shape.reduce((product, dim) => product * count(dim), isEach ? sizes[over] * Math.max(1, fields.length) : 1);
    const value = () => (shape.length === 0 && !isEach ? random() : Float64Array.from({ length }, random));
    inputs[name] = isEach || fields.length === 0 ? value() : Object.fromEntries(fields.map((field) => [field, value()]));
  }
  return inputs;
}

async function watch({ text, sizes: given = {}, options = {} }) {
  const { code, graph, diagnostics } = (await loadLibrary()).compile(text, { ...options, name: "f", target: "body", args: "object" });
  if (code === undefined) throw new Error(diagnostics.map(({ message }) => message).join("\n"));
  const { over } = options;
  const sizes = { ...Object.fromEntries([...graph.sizes, ...(over === undefined ? [] : [over])].map((size) => [size, 20])), ...given };
  const inputs = inputsOf(graph, sizes, over);
  const begun = cpuTime();
  const exports = new Function(code)();
  const made = exports.createF?.(sizes) ?? exports;
  const wanted = options.hessian ? /hessian$/i : options.jacobian ? /jacobian$/i : /valueAndGrad$/i;
  const fn = Object.entries(made).find(([name]) => wanted.test(name))?.[1] ?? made.value ?? made.f;
  let out = fn(inputs);
  const first = cpuTime() - begun;
  const chunks = [];
  for (let calls = 1; cpuTime() - begun < WATCHED;) {
    const start = cpuTime();
    for (let i = 0; i < calls; i++) out = fn(inputs, typeof out === "object" ? out : undefined);
    const took = cpuTime() - start;
    chunks.push({ after: cpuTime() - begun, each: took / calls });
    if (took < CHUNK / 2) calls *= 2;
    else if (took > CHUNK * 2 && calls > 1) calls = Math.ceil(calls / 2);
  }
  const late = chunks.slice(Math.floor(chunks.length * 0.6)).map(({ each }) => each).sort((a, b) => a - b);
  const full = late[Math.floor(late.length * 0.2)];
  const reached = chunks.findIndex(({ each }, i) => each <= full * NEAR && (chunks[i + 1]?.each ?? 0) <= full * (NEAR + 0.1));
  return { first, full, after: (chunks[reached] ?? chunks.at(-1)).after };
}

const [asked, ...more] = process.argv.slice(2);
if (asked === "--watch") {
  const problem = problems().find(({ name }) => name === more[0]);
  console.log(JSON.stringify(await watch(problem)));
} else {
  const chosen = problems().filter(({ name }) => asked === undefined || [asked, ...more].includes(name));
  const rows = chosen.map(({ name }) => {
    const run = spawnSync(process.execPath, [fileURLToPath(import.meta.url), "--watch", name], { encoding: "utf8" });
    if (run.status !== 0) throw new Error(`${name}: ${run.stderr}`);
    const { first, full, after } = JSON.parse(run.stdout);
    if (after > GOAL) missed(`${name} takes ${after.toFixed(0)} ms to full speed, at most ${GOAL}`);
    const row = [name, first.toFixed(1), (full * 1000).toPrecision(3), after.toFixed(0)];
    if (process.stdout.isTTY) console.log(row.join("  "));
    return row;
  });
  console.log(table(["program", "first call, ms", "full speed, µs", "reached after, ms"], rows));
}
