// The generated gradient of samples/mlp.grad, batch 64 of 784-128-10, against handwritten loops, in one process and in turns.
// Run: node bench/network.mjs [rounds]. The exit code is 1 where it takes more than 1.3 of the best handwritten time.
import { readFileSync } from "node:fs";
import { plainNetwork, tiledNetwork } from "./handwritten-network.mjs";
import { instantiate, loadLibrary, measure, missed, spread, table } from "./library.mjs";

const GOAL = 1.3;
const rounds = Number(process.argv[2] ?? 21);
const sizes = { m: 64, n: 784, h: 128, k: 10 };
const { m, n, h, k } = sizes;

const random = (count, scale) => Float64Array.from({ length: count }, () => (Math.random() - 0.5) * scale);
function oneHot() {
  const Y = new Float64Array(m * k);
  for (let i = 0; i < m; i++) Y[i * k + Math.floor(Math.random() * k)] = 1;
  return Y;
}

const inputs = { W1: random(n * h, 0.1), W2: random(h * k, 0.3), X: random(m * n, 2).map(Math.abs), Y: oneHot(), lambda: 1e-3 };
const results = () => ({ dW1: new Float64Array(n * h), dW2: new Float64Array(h * k) });
const library = await loadLibrary();
const text = readFileSync(new URL("../samples/mlp.grad", import.meta.url), "utf8");
const { createMlp } = instantiate(library, text, { name: "mlp" }).exports;

const mlp = createMlp(sizes);
const out = { value: 0, grad: { W1: new Float64Array(n * h), W2: new Float64Array(h * k) } };
const [tiled, plain] = [tiledNetwork, plainNetwork].map((create) => {
  const own = results();
  return { run: create(sizes, inputs, own), own };
});

function check(name, { run, own }) {
  const value = run();
  mlp.valueAndGrad(inputs, out);
  const far = (a, b, scale) => !(Math.abs(a - b) <= 1e-12 * scale);
  const differs = (a, b) => { const scale = Math.max(...b.map(Math.abs)); return a.some((v, i) => far(v, b[i], scale)); };
  if (far(value, out.value, Math.abs(value)) || differs(out.grad.W1, own.dW1) || differs(out.grad.W2, own.dW2))
    throw new Error(`${name}: results differ`);
}

check("tiles", tiled);
check("plain loops", plain);
const list = measure([
  { name: "handwritten, register tiles over packed panels", run: tiled.run },
  { name: "generated valueAndGrad, storage handed in", run: () => mlp.valueAndGrad(inputs, out) },
  { name: "generated value", run: () => mlp.value(inputs) },
  { name: "handwritten, plain i-k-j loops", run: plain.run },
], { rounds, milliseconds: 40, warm: 1000 });
console.log(table(["candidate", "ms", "ratio to the best handwritten"], list.map((r) => [r.name, r.time.toFixed(2), spread(r)])));
const ratio = list[1].ratio;
if (ratio > GOAL) missed(`the generated gradient takes ${ratio.toFixed(2)} of the best handwritten time, at most ${GOAL}`);
