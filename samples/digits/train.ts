// Trains the network of samples/mlp.grad on real handwritten digits by plain minibatch gradient
// descent. All derivatives come from the generated file; there is no library behind it.
import { readFileSync } from "node:fs";
import { gunzipSync } from "node:zlib";
import { createMlp } from "../mlp.gen.js";
import { progressBar } from "./progress.js";

const PIXELS = 64;
const CLASSES = 10;
const HIDDEN = 128;
const BATCH = 32;
const EPOCHS = 80;
const LEARNING_RATE = 0.2;
const LAMBDA = 1e-3;

const random = generator(7);
const digits = readDigits(process.argv[2] ?? "samples/digits/digits.csv.gz");
const heldOut = digits.filter((_, i) => i % 5 === 4);
const training = digits.filter((_, i) => i % 5 !== 4);

const weights = { W1: startWeights(PIXELS, HIDDEN), W2: startWeights(HIDDEN, CLASSES) };
const mlp = createMlp({ m: BATCH, n: PIXELS, h: HIDDEN, k: CLASSES });
const batch = { X: new Float64Array(BATCH * PIXELS), Y: new Float64Array(BATCH * CLASSES) };
const result = { value: 0, grad: { W1: new Float64Array(PIXELS * HIDDEN), W2: new Float64Array(HIDDEN * CLASSES) } };

const started = performance.now();
const steps = Math.floor(training.length / BATCH);
const bar = progressBar(EPOCHS);
for (let epoch = 1; epoch <= EPOCHS; epoch++) {
  const order = shuffled(training);
  let loss = 0;
  for (let step = 0; step < steps; step++) {
    fillBatch(order, step * BATCH);
    mlp.valueAndGrad({ ...batch, ...weights, lambda: LAMBDA }, result);
    descend(weights.W1, result.grad.W1);
    descend(weights.W2, result.grad.W2);
    loss += result.value / steps;
  }
  bar.show(epoch, `loss ${loss.toFixed(4)}  held out ${percent(accuracy(heldOut))}`);
}
bar.end();

const seconds = (performance.now() - started) / 1000;
const final = accuracy(heldOut);
console.log(`${training.length} digits trained on, ${heldOut.length} held out, in ${seconds.toFixed(1)} s`);
console.log(`held-out digits classified correctly: ${percent(final)}`);
if (final < 0.96) process.exitCode = 1;

interface Digit {
  readonly pixels: readonly number[];
  readonly label: number;
}

function readDigits(path: string): Digit[] {
  return gunzipSync(readFileSync(path)).toString("utf8").trim().split("\n").map((line) => {
    const values = line.split(",").map(Number);
    return { pixels: values.slice(0, PIXELS).map((v) => v / 16), label: values[PIXELS] ?? 0 };
  });
}

/** Uniform numbers from 0 to 1, the same ones for the same seed. */
function generator(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state * 1664525 + 1013904223) % 4294967296;
    return state / 4294967296;
  };
}

function shuffled<T>(items: readonly T[]): T[] {
  const out = [...items];
  for (let i = out.length - 1; i > 0; i--) {
    const j = Math.floor(random() * (i + 1));
    [out[i], out[j]] = [out[j] as T, out[i] as T];
  }
  return out;
}

/** Uniform in the range that keeps the variance of rectified units from layer to layer. */
function startWeights(rows: number, cols: number): Float64Array {
  const range = Math.sqrt(6 / rows);
  return Float64Array.from({ length: rows * cols }, () => range * (2 * random() - 1));
}

function fillBatch(order: readonly Digit[], from: number): void {
  batch.Y.fill(0);
  for (let row = 0; row < BATCH; row++) {
    const digit = order[from + row] as Digit;
    batch.X.set(digit.pixels, row * PIXELS);
    batch.Y[row * CLASSES + digit.label] = 1;
  }
}

function descend(values: Float64Array, gradient: Float64Array): void {
  for (let i = 0; i < values.length; i++) values[i] = (values[i] ?? 0) - LEARNING_RATE * (gradient[i] ?? 0);
}

function accuracy(of: readonly Digit[]): number {
  return of.filter((digit) => classify(digit) === digit.label).length / of.length;
}

function classify(digit: Digit): number {
  const hidden = Array.from(
    { length: HIDDEN },
    (_, j) => Math.max(0, digit.pixels.reduce((sum, p, i) => sum + p * (weights.W1[i * HIDDEN + j] ?? 0), 0)),
  );
  const scores = Array.from({ length: CLASSES }, (_, c) => hidden.reduce((sum, v, j) => sum + v * (weights.W2[j * CLASSES + c] ?? 0), 0));
  return scores.indexOf(Math.max(...scores));
}

function percent(share: number): string {
  return `${(100 * share).toFixed(1)} %`;
}
