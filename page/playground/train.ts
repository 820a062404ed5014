// Trains a network on the handwritten digits by plain descent, with the gradient that gradc generates.
import { prepare } from "../../src/evaluate.js";
import type { StudiedVariable } from "../../src/study/index.js";

export interface Progress {
  readonly step: number;
  readonly loss: number;
  readonly heldOut?: number;
  readonly isDone: boolean;
}

const PIXELS = 64;
const CLASSES = 10;
const HIDDEN = 24;
const BATCH = 48;
const STEPS = 400;
const DECAY = 1e-3;

/** What inputs the digits can be: pixels X[m, n] and classes Y[m, k]. */
export function fitsDigits(variables: readonly StudiedVariable[]): boolean {
  const [x, y] = ["X", "Y"].map((name) => variables.find((v) => v.name === name && v.role === "input"));
  return x?.shape.length === 2 && y?.shape.length === 2 && x.shape[0] === y.shape[0] &&
    variables.every((v) => v.fields === undefined) && variables.some((v) => v.role === "param" && v.shape.includes(x.shape[1] as string));
}

/** Throws where the program does not fit. */
export async function* trainOnDigits(text: string, variables: readonly StudiedVariable[], rate: number): AsyncGenerator<Progress> {
  if (!fitsDigits(variables)) throw new Error("The digits fit inputs X[m, n] and Y[m, k].");
  const { at } = prepare(text);
  if (at === undefined) throw new Error("The program is wrong.");
  const digits = await readDigits();
  const [training, heldOut] = [digits.filter((_, i) => i % 5 !== 4), digits.filter((_, i) => i % 5 === 4).slice(0, 120)];
  const random = generator(7);
  const sizes = sizesOf(variables);
  const params = new Map(variables.filter((v) => v.role === "param").map((v) => [v.name, startOf(v, sizes, random)]));
  const scalars = Object.fromEntries(variables.filter((v) => v.role === "input" && v.shape.length === 0).map((v) => [v.name, DECAY]));
  for (let step = 0; step <= STEPS; step++) {
    const batch = Array.from({ length: BATCH }, () => training[Math.floor(random() * training.length)] as Digit);
    const { value, gradient } = at({ ...scalars, ...Object.fromEntries(params), ...tableOf(batch) });
    const isTold = step % 10 === 0;
    const held = isTold ? at({ ...scalars, ...Object.fromEntries(params), ...tableOf(heldOut) }).value : undefined;
    yield { step, loss: value as number, ...(held === undefined ? {} : { heldOut: held as number }), isDone: step === STEPS };
    for (const [name, values] of params) descend(values, gradient?.[name] as Nested, rate);
    // the page hears of it, and may say stop
    await new Promise((resolve) => { setTimeout(resolve, 0); });
  }
}

type Nested = number | Nested[];

interface Digit {
  readonly pixels: number[];
  readonly label: number;
}

async function readDigits(): Promise<Digit[]> {
  const response = await fetch(new URL("../../samples/digits/digits.csv.gz", import.meta.url));
  if (!response.ok || response.body === null) throw new Error("The digits can't be loaded.");
  const text = await new Response(response.body.pipeThrough(new DecompressionStream("gzip"))).text();
  return text.trim().split("\n").map((line) => {
    const values = line.split(",").map(Number);
    return { pixels: values.slice(0, PIXELS).map((v) => v / 16), label: values[PIXELS] ?? 0 };
  });
}

function tableOf(digits: readonly Digit[]): { X: number[][]; Y: number[][] } {
  return {
    X: digits.map((d) => d.pixels), Y: digits.map((d) => Array.from({ length: CLASSES }, (_, k) => (k === d.label ? 1 : 0))),
  };
}

function sizesOf(variables: readonly StudiedVariable[]): (dim: string) => number {
  const [x, y] = ["X", "Y"].map((name) => variables.find((v) => v.name === name)?.shape ?? []);
  return (dim) =>
    (dim === x?.[1] ? PIXELS : dim === y?.[1] ? CLASSES : dim === x?.[0] ? BATCH : Number.isFinite(Number(dim)) ? Number(dim) : HIDDEN);
}

/** Uniform in the range that keeps the variance of rectified units from layer to layer; vectors begin at 0. */
function startOf({ shape }: StudiedVariable, size: (dim: string) => number, random: () => number): Nested {
  const [first, ...rest] = shape.map(size);
  if (first === undefined) return 0;
  const bound = shape.length === 1 ? 0 : Math.sqrt(6 / first);
  const make = (dims: readonly number[]): Nested => {
    const [count, ...inner] = dims;
    return count === undefined ? (2 * random() - 1) * bound : Array.from({ length: count }, () => make(inner));
  };
  return make([first, ...rest]);
}

function descend(values: Nested, gradient: Nested, rate: number): void {
  if (!Array.isArray(values) || !Array.isArray(gradient)) return;
  values.forEach((value, i) => {
    const slope = gradient[i];
    if (typeof value === "number" && typeof slope === "number") values[i] = value - rate * slope;
    else descend(value, slope as Nested, rate);
  });
}

function generator(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state * 1664525 + 1013904223) % 4294967296;
    return state / 4294967296;
  };
}
