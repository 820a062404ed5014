// Value and gradient by --target wasm beside PyTorch (eager, one thread) and jax-js (WebAssembly, jit), in turns; medians of ratios.
// Usage: node bench/frameworks.mjs [rounds]
// PyTorch: a Python that has it, `python3` or the one that PYTHON names. jax-js: `npm install --no-save @jax-js/jax`.
// What is absent is left out.
import { spawn, spawnSync } from "node:child_process";
import { createInterface } from "node:readline";
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { loadLibrary, median } from "./library.mjs";

const rounds = Number(process.argv[2] ?? 9);
const library = await loadLibrary();
const sample = (name) => readFileSync(new URL(`../samples/${name}.grad`, import.meta.url), "utf8");

let state = 7;
function random() {
  state = (state * 16807) % 2147483647;
  return state / 2147483647 - 0.5;
}
const array = (...shape) => ({ shape, data: Array.from({ length: shape.reduce((a, b) => a * b, 1) }, random) });
const number = (value) => ({ shape: [], data: [value] });

function oneHot(m, k) {
  const data = Array(m * k).fill(0);
  for (let i = 0; i < m; i++) data[i * k + (i * 7) % k] = 1;
  return { shape: [m, k], data };
}

/** Where the numbers below the diagonal of a d x d matrix stand, column by column: rows and columns, and a mask of d x d for each. */
function lowerTriangle(d) {
  const below = (column) => Array.from({ length: d - column - 1 }, (_, i) => [column + 1 + i, column]);
  const places = Array.from({ length: d }, (_, column) => below(column)).flat();
  const masks = Array(((d * (d + 1)) / 2) * d * d).fill(0);
  places.forEach(([row, column], i) => { masks[(d + i) * d * d + row * d + column] = 1; });
  return {
    lower: { shape: [2, places.length], data: [...places.map((p) => p[0]), ...places.map((p) => p[1])] },
    place: { shape: [places.length + d, d, d], data: masks },
  };
}

const logistic = { w: array(50), X: array(1000, 50), y: { shape: [1000], data: Array.from({ length: 1000 }, () => Math.sign(random())) } };
const network = { W1: array(784, 128), W2: array(128, 10), X: array(64, 784), Y: oneHot(64, 10), lambda: number(1e-4) };
const { lower, place } = lowerTriangle(10);
const mixture = { alphas: array(25), means: array(25, 10), icf: array(25, 55), x: array(1000, 10) };
const WORKS = [
  {
    name: "logistic", title: "logistic regression, 1000 x 50", params: ["w"], sizes: { m: 1000, n: 50 }, inputs: logistic,
    text: "param w[n]\ninput X[m, n], y[m]\noutput J = mean(log(1 + exp(-y .* (X * w))))",
  },
  {
    name: "network", title: "network, 64 x 784-128-10", params: ["W1", "W2"], sizes: { m: 64, n: 784, h: 128, k: 10 }, inputs: network,
    text: sample("mlp"),
  },
  {
    name: "mixture", title: "Gaussian mixture, d = 10, K = 25, n = 1000", params: ["alphas", "means", "icf"],
    sizes: { K: 25, d: 10, c: 55, n: 1000 }, text: sample("gmm"),
    inputs: { ...mixture, width: number(1), m: number(0), place }, forOthers: { ...mixture, lower, width: number(1), m: number(0) },
  },
];

/** Microseconds of a call, of as many as fill some milliseconds: the lesser of the clock's and the processor's. */
function time(call, least = 20) {
  for (let count = 1; ; count *= 2) {
    const [start, { user, system }] = [performance.now(), process.cpuUsage()];
    for (let i = 0; i < count; i++) call();
    const after = process.cpuUsage();
    const spent = Math.min(performance.now() - start, (after.user + after.system - user - system) / 1000);
    if (spent > least) return (spent * 1000) / count;
  }
}

function gradc({ text, sizes, inputs, params }, precision) {
  const { code, diagnostics } = library.compile(text, { name: "f", target: "wasm-body", precision });
  if (code === undefined) throw new Error(diagnostics.map((d) => d.message).join("\n"));
  const { memory, valueAndGrad } = new Function(code)().createF(sizes);
  const own = Object.fromEntries(Object.entries(inputs).map(([key, { shape, data }]) => [key, shape.length === 0 ? data[0] : data]));
  for (const [key, view] of Object.entries(memory.inputs)) { view.set(inputs[key].data); own[key] = view; }
  const out = { value: 0, grad: memory.grad };
  const call = () => valueAndGrad(own, out);
  call();
  return { time: () => time(call), gradient: params.map((key) => [...memory.grad[key]]), close() {} };
}

const python = process.env.PYTHON ?? "python3";
const hasTorch = spawnSync(python, ["-c", "import torch"]).status === 0;

async function pytorch({ name, inputs, forOthers, params }, precision) {
  if (!hasTorch) return undefined;
  const script = fileURLToPath(new URL("pytorch.py", import.meta.url));
  const env = { ...process.env, OMP_NUM_THREADS: "1", OPENBLAS_NUM_THREADS: "1" };
  const child = spawn(python, [script], { env, stdio: ["pipe", "pipe", "inherit"] });
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  const ask = async (request) => {
    child.stdin.write(JSON.stringify(request) + "\n");
    return JSON.parse((await lines.next()).value);
  };
  const { gradient } = await ask({ work: name, precision, inputs: forOthers ?? inputs });
  if (gradient.length !== params.length) throw new Error(`${name}: PyTorch gives other gradients`);
  return { time: async () => (await ask({ time: 0.02 })).microseconds, gradient, close: () => child.stdin.end() };
}

const jax = await import("@jax-js/jax").catch(() => undefined);
if (jax !== undefined) {
  await jax.init("wasm");
  jax.defaultDevice("wasm");
}

/** Programs for jax-js, which takes each array once: `.ref` where it is read again. */
const JAX = {
  logistic: ({ numpy: np }) => (w, X, y) => np.mean(np.log(np.exp(y.mul(-1).mul(np.dot(X, w))).add(1))),
  network: ({ numpy: np, nn }) => ([W1, W2], X, Y, lambda) => {
    const scores = np.dot(nn.relu(np.dot(X, W1.ref)), W2.ref);
    const decay = np.square(W1).sum().add(np.square(W2).sum()).mul(lambda);
    return nn.logSoftmax(scores, 1).mul(Y).sum().mul(-1 / 64).add(decay);
  },
};

function jaxJs({ name, inputs, params }, precision) {
  const program = JAX[name]?.(jax ?? {});
  if (jax === undefined || program === undefined || precision !== "f32") return undefined;
  const arrays = Object.entries(inputs).map(([, { shape, data }]) => jax.numpy.array(Float32Array.from(data)).reshape(shape));
  const leaves = arrays.slice(0, params.length), rest = arrays.slice(params.length);
  const both = jax.jit(jax.valueAndGrad(program));
  const run = () => {
    const taken = leaves.map((a) => a.ref);
    const [value, gradient] = both(taken.length === 1 ? taken[0] : taken, ...rest.map((a) => a.ref));
    value.dataSync();
    return [gradient].flat().map((g) => g.dataSync());
  };
  return { time: () => time(run), gradient: run().map((g) => [...g]), close() {} };
}

function agree(title, ours, theirs, precision) {
  const bound = precision === "f32" ? 1e-3 : 1e-9;
  ours.forEach((part, i) => {
    const size = Math.max(...part.map(Math.abs));
    if (part.some((g, j) => !(Math.abs(g - theirs[i][j]) <= bound * size))) throw new Error(`${title}: gradients differ`);
  });
}

for (const work of WORKS) {
  for (const precision of ["f64", "f32"]) {
    const ours = gradc(work, precision);
    const peers = { PyTorch: await pytorch(work, precision), "jax-js": jaxJs(work, precision) };
    for (const [name, peer] of Object.entries(peers)) {
      if (peer === undefined) continue;
      agree(`${work.title}, ${name}`, ours.gradient, peer.gradient, precision);
      for (let i = 0; i < 3; i++) { ours.time(); await peer.time(); }
      const [own, their] = [[], []];
      for (let i = 0; i < rounds; i++) { own.push(ours.time()); their.push(await peer.time()); }
      const ratio = median(their.map((t, i) => t / own[i]));
      const [us, them] = [median(own).toFixed(0), median(their).toFixed(0)];
      console.log(`${work.title}, ${precision}: gradc ${us} us, ${name} ${them} us, ${ratio.toFixed(2)} times as long`);
      peer.close();
    }
  }
}
if (!hasTorch) console.log("PyTorch: not found, see the head of this file");
if (jax === undefined) console.log("jax-js: not found, see the head of this file");
