// Sums of many terms to scalars against sums without rounding, in units of u = 2^-53 of the sum of the terms' sizes;
// infinities and NaN as a plain sum has them; the sizes around a block. Sums into arrays: array-sums.test.ts.
import { describe, expect, test } from "vitest";
import { compile } from "../../src/index.js";
import { generated, interpreted, plainGraph } from "../support/agreement.js";
import { exactProducts, exactSum } from "../support/exact.js";
import { randoms } from "../support/random.js";
import { rounds } from "../support/effort.js";

const U = 2 ** -53;
const N = rounds(1_000_000);

type Inputs = Readonly<Record<string, Float64Array | number>>;
interface Functions {
  readonly value: (inputs: Inputs) => number;
  readonly grad: (inputs: Inputs) => Readonly<Record<string, number>>;
}

function functionsOf(text: string, sizes: Readonly<Record<string, number>>): Functions {
  const { code, diagnostics } = compile(text, { name: "f", target: "body" });
  if (code === undefined) throw new Error(diagnostics.map((d) => d.message).join("\n"));
  const { createF } = new Function(code)() as { createF: (sizes: Readonly<Record<string, number>>) => Functions };
  return createF(sizes);
}

/** Numbers in (0, 1), the same in each run. */
function uniform(count: number, seed: number): Float64Array {
  const random = randoms(seed);
  const next = (): number => random() + 0.5 / 2 ** 32;
  return new Float64Array(count).map(() => (next() + next() / 2 ** 20) / (1 + 2 ** -20));
}

const mixed = uniform(N, 1).map((x) => 10 ** (16 * x - 8));
const signed = uniform(N, 2).map((x) => x - 0.3);
const plain = uniform(N, 3);

/** The error in units of u of `scale`. */
function units(found: number, exact: number, scale = Math.abs(exact)): number {
  return Math.abs(found - exact) / scale / U;
}

function variance(x: Float64Array): number {
  const mean = exactSum(x) / x.length;
  const deviations = x.map((v) => v - mean);
  return exactSum(exactProducts(deviations, deviations)) / (x.length - 1);
}

function logSumExp(x: Float64Array): number {
  const greatest = x.reduce((a, b) => Math.max(a, b));
  return greatest + Math.log(exactSum(x.map((v) => Math.exp(v - greatest))));
}

const programs: readonly (readonly [string, string, (x: Float64Array) => number])[] = [
  ["sum", "sum(x)", (x) => exactSum(x)],
  ["mean", "mean(x)", (x) => exactSum(x) / x.length],
  ["dot product", "dot(x, x)", (x) => exactSum(exactProducts(x, x))],
  ["norm", "norm(x)", (x) => Math.sqrt(exactSum(exactProducts(x, x)))],
  ["variance", "variance(x)", variance],
  ["logsumexp", "logsumexp(x)", logSumExp],
];

describe("a million terms", () => {
  for (const [name, formula, exact] of programs) {
    const { value } = functionsOf(`input x[n]\noutput s = ${formula}`, { n: N });
    test.each([["mixed magnitudes", mixed], ["one magnitude", plain]] as const)(`${name}, %s`, (_name, x) => {
      expect(units(value({ x }), exact(x))).toBeLessThanOrEqual(4);
    });
  }

  test("terms of both signs", () => {
    const { value } = functionsOf("input x[n]\noutput s = sum(x)", { n: N });
    expect(units(value({ x: signed }), exactSum(signed), exactSum(signed.map(Math.abs)))).toBeLessThanOrEqual(4);
  });

  test("equal terms, whose roundings do not average out: at most half a block's", () => {
    const { value } = functionsOf("input x[n]\noutput s = sum(x)", { n: N });
    const x = new Float64Array(N).fill(0.1);
    expect(units(value({ x }), exactSum(x))).toBeLessThanOrEqual(64);
  });

  test("the gradient by a scalar that every term has, and the loss", () => {
    const { value, grad } = functionsOf("param s\ninput x[n], y[n]\noutput loss = sum((s*x - y).^2)", { n: N });
    const inputs = { s: 0.75, x: plain, y: signed };
    const residual = plain.map((x, i) => 0.75 * x - (signed[i] as number));
    const sizes = residual.reduce((sum, r, i) => sum + Math.abs(r * (plain[i] as number)), 0);
    expect(units(value(inputs), exactSum(exactProducts(residual, residual)))).toBeLessThanOrEqual(4);
    expect(units(grad(inputs).s ?? NaN, 2 * exactSum(exactProducts(residual, plain)), 2 * sizes)).toBeLessThanOrEqual(4);
  });

  test("sums in rows, all in one", () => {
    const { value } = functionsOf("input A[m, 5], w[5]\noutput s = sum(abs(A .* reshape(w, [1, 5])))", { m: N / 5 });
    const w = Float64Array.of(1, 0.5, 2, 4, 0.25);
    expect(units(value({ A: mixed, w }), exactSum(mixed.map((x, i) => x * (w[i % 5] as number))))).toBeLessThanOrEqual(4);
  });
});

describe("sizes around a block", () => {
  const ones = (n: number): number[] => Array.from(uniform(n, n), (x) => 10 ** (6 * x));
  test.each([1, 2, 127, 128, 129, 255, 256, 257, 1000])("%d terms, named and constant", (n) => {
    const x = ones(n);
    const exact = exactSum(x);
    const { value } = functionsOf("input x[n]\noutput s = sum(x)", { n });
    expect(units(value({ x: Float64Array.from(x) }), exact)).toBeLessThanOrEqual(16);
    const text = `input x[${n}]\noutput s = sum(x)`;
    for (const found of [generated(text, { x }), interpreted(plainGraph(text), { x })]) {
      expect(units(found.get("s")?.[0] ?? NaN, exact)).toBeLessThanOrEqual(16);
    }
  });

  test("a short constant sum stays one loop", () => {
    expect(compile("input x[128]\noutput s = sum(x)", { name: "f" }).code).not.toContain("sumRest");
    expect(compile("input x[129]\noutput s = sum(x)", { name: "f" }).code).toContain("sumRest");
  });
});

describe("what is not finite is as in a plain sum", () => {
  const { value } = functionsOf("input x[n]\noutput s = sum(x)", { n: 400 });
  const places = [0, 127, 128, 300, 399];
  const cases: readonly (readonly [string, readonly number[]])[] = [
    ["an infinity", [Infinity]], ["a negative infinity", [-Infinity]], ["both", [Infinity, -Infinity]],
    ["NaN", [NaN]], ["NaN and an infinity", [Infinity, NaN]],
    ["a sum too large", [1e308, 1e308]], ["one too far below 0", [-1e308, -1e308]],
  ];
  test.each(cases)("%s", (_name, odd) => {
    for (const first of places) {
      for (const second of places) {
        if (second <= first) continue;
        const x = new Float64Array(400).fill(0.5);
        odd.forEach((v, i) => { x[i === 0 ? first : second] = v; });
        expect(value({ x })).toBe(x.reduce((a, b) => a + b));
      }
    }
  });
});
