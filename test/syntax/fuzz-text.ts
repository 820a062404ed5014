// Random texts for the compiler, each determined by a seed and a number: characters, tokens, and damaged programs.
import { mixedRandoms } from "../support/random.js";
import { tokenTexts } from "./random-text.js";

export interface Random {
  /** A whole number from 0 up, below the limit. */
  readonly below: (limit: number) => number;
}

/** Started from two numbers. */
export function randomOf(seed: number, run: number): Random {
  const next = mixedRandoms(Math.imul(seed, 0x9e3779b1) ^ Math.imul(run + 1, 0x85ebca6b));
  return { below: (limit) => next() % limit };
}

/** Names of functions and declarations that make whole programs likelier. */
const words = [
  "sum", "mean", "max", "softmax", "det", "solve", "dot", "norm", "reshape", "concat", "diag", "grad", "hessian",
  "jacobian", "hvp", "transpose", "log", "exp",
  "zeros", "identity", "cross_entropy", "size", "x", "A", "v", "n", "t", "1", "2", "3", "param A[2, 3]\n",
  "param v[n]\n", "output y = ", "f(t) = ", "input X[m, n]\n",
];

/** Ranges of code points that are likely to matter, each with its width. */
const blocks: readonly (readonly [number, number])[] = [
  [0, 128], [32, 95], [32, 95], [0x80, 128], [0x370, 400], [0x200b, 40], [0x2028, 2], [0xd800, 2048], [0xfe00, 256],
  [0x1d400, 1024], [0x1f300, 800], [0, 0x110000],
];

function pick<T>(random: Random, all: readonly T[]): T {
  return all[random.below(all.length)] as T;
}

function times(random: Random, limit: number, one: () => string): string {
  return Array.from({ length: 1 + random.below(limit) }, one).join("");
}

function character(random: Random): string {
  const [start, width] = pick(random, blocks);
  return String.fromCodePoint(Math.min(0x10ffff, start + random.below(width)));
}

function bytes(random: Random): string {
  const all = Uint8Array.from({ length: 1 + random.below(60) }, () => random.below(256));
  return new TextDecoder().decode(all);
}

function tokens(random: Random): string {
  return times(random, 40, () => pick(random, random.below(2) === 0 ? tokenTexts : words));
}

/** Cuts, doubles, moves or replaces chunks of a program, up to four times. */
function damaged(random: Random, corpus: readonly string[]): string {
  let text = window(random, pick(random, corpus));
  for (let i = random.below(4); i >= 0; i--) {
    const from = random.below(text.length + 1);
    const to = Math.min(text.length, from + random.below(random.below(5) === 0 ? 80 : 6));
    const at = random.below(text.length + 1);
    const chunk = text.slice(from, to);
    switch (random.below(6)) {
      case 0: text = text.slice(0, from) + text.slice(to); break;
      case 1: text = text.slice(0, at) + chunk + text.slice(at); break;
      case 2: text = text.slice(0, from) + pick(random, tokenTexts) + text.slice(to); break;
      case 3: text = text.slice(0, from) + pick(random, words) + text.slice(to); break;
      case 4: text = text.slice(0, from) + character(random) + text.slice(to); break;
      default: text = text.slice(0, at) + window(random, pick(random, corpus)).slice(0, 60) + text.slice(at);
    }
  }
  return text;
}

/** The whole of a short text, or some hundred characters from a long one, from the start of a line. */
function window(random: Random, text: string): string {
  if (text.length <= 300 || random.below(8) === 0) return text;
  const start = text.lastIndexOf("\n", random.below(text.length)) + 1;
  return text.slice(start, start + 100 + random.below(300));
}

const leaves = ["x", "y", "v", "w", "A", "S", "1", "2", "0.5", "pi", "v[2]", "S[1, :]", "A[2, 3]", "[x, y]", "v[1:2]"];
const shapes = [
  "sin(#)", "exp(-#)", "log(#)", "abs(#)", "sqrt(#)", "tanh(#)", "relu(#)", "sum(#)", "mean(#)", "norm(#)", "max(#)",
  "softmax(#)", "cumsum(#)", "det(S)*#", "#'", "-#", "#^2", "#.^3",
  "# + #", "# - #", "# * #", "# .* #", "# / #", "# ./ #", "max(#, #)", "atan2(#, #)", "hypot(#, #)", "(# > # ? # : #)",
  "dot(v, w)*#", "solve(S, #)", "mse(#, #)", "grad(sum(#), x)", "[#, #]", "outer(#, #)",
];

/** A program that is right but for the shapes: up to five steps, each put in the place of a leaf. */
function formula(random: Random): string {
  let text = "#";
  for (let i = random.below(5); i >= 0; i--) text = text.replace("#", () => `(${pick(random, shapes)})`);
  const body = text.replace(/#/g, () => pick(random, leaves));
  return `param x, y, v[3], w[3], A[2, 3], S[3, 3]\n${random.below(3) === 0 ? body : `output f = sum(${body})`}`;
}

/** One input of the campaign. Half of them are programs of the corpus with a few faults. */
export function fuzzText(seed: number, run: number, corpus: readonly string[]): string {
  const random = randomOf(seed, run);
  switch (random.below(8)) {
    case 0: return bytes(random);
    case 1: return times(random, 40, () => character(random));
    case 2: return tokens(random);
    case 3: return random.below(2) === 0 ? formula(random) : tokens(random);
    default: return damaged(random, corpus);
  }
}
