// Sums of many terms into arrays, running sums and products of matrices with long inner dimensions, against sums
// without rounding, in units of u = 2^-53 of the sum of the terms' sizes; infinities and NaN; the sizes around a block.
import { describe, expect, test } from "vitest";
import { compile } from "../../src/index.js";
import { difference, generated, interpreted, plainGraph, type Numbers } from "../support/agreement.js";
import { exactProducts, exactSum } from "../support/exact.js";
import { rounds, some } from "../support/effort.js";
import { randoms } from "../support/random.js";

const U = 2 ** -53;
const N = rounds(200_000, 20_000);
/** Terms of sums whose kernel does not know the number: as many blocks of it. */
const SOME = rounds(50_000, 10_000);

type Inputs = Readonly<Record<string, Float64Array>>;
interface Functions {
  readonly value: (inputs: Inputs) => Float64Array;
  readonly grad: (inputs: Inputs) => Readonly<Record<string, Float64Array>>;
}

function functionsOf(text: string, sizes: Readonly<Record<string, number>>): Functions {
  const { code, diagnostics } = compile(text, { name: "f", target: "body" });
  if (code === undefined) throw new Error(diagnostics.map((d) => d.message).join("\n"));
  const { createF } = new Function(code)() as { createF: (sizes: Readonly<Record<string, number>>) => Functions };
  return createF(sizes);
}

/** The same numbers in each run. */
function numbers(count: number, seed: number, of: (x: number) => number): Float64Array {
  const random = randoms(seed);
  return new Float64Array(count).map(() => of((random() + random() / 2 ** 20) / (1 + 2 ** -20)));
}

function column(matrix: Float64Array, width: number, j: number): Float64Array {
  return Float64Array.from({ length: matrix.length / width }, (_, i) => matrix[i * width + j] as number);
}

function transposed(matrix: Float64Array, width: number): Float64Array {
  const height = matrix.length / width;
  return Float64Array.from({ length: matrix.length }, (_, at) => matrix[(at % height) * width + Math.floor(at / height)] as number);
}

/** The greatest error of sums, each in units of u of the sum of its terms' sizes. */
function units(found: ArrayLike<number>, termsOf: (at: number) => Iterable<number>): number {
  return Math.max(...Array.from(found, (value, at) => {
    const terms = Float64Array.from(termsOf(at));
    return Math.abs(value - exactSum(terms)) / terms.reduce((sum, term) => sum + Math.abs(term), 0) / U;
  }));
}

const kinds: readonly (readonly [string, (x: number) => number])[] = [
  ["of one magnitude", (x) => x], ["of both signs", (x) => x - 0.3], ["of mixed magnitudes", (x) => 10 ** (16 * x - 8)],
];

describe.each(kinds)("terms %s", (_name, of) => {
  const width = 2;
  const A = numbers(N * width, 1, of);

  test("sums and means along the first axis, and into an axis between", () => {
    const { value } = functionsOf("input A[n, m]\noutput s = sum(A, 1)", { n: N, m: width });
    expect(units(value({ A }), (j) => column(A, width, j))).toBeLessThanOrEqual(4);
    const { value: mean } = functionsOf("input A[n, m]\noutput s = mean(A, 1)", { n: N, m: width });
    expect(units(mean({ A }).map((x) => x * N), (j) => column(A, width, j))).toBeLessThanOrEqual(5);
    const { value: rows } = functionsOf("input A[b, n, m]\noutput s = sum(A, 2)", { b: 2, n: N / 2, m: width });
    const row = (at: number): Float64Array => column(
      A.subarray(Math.floor(at / width) * N, (Math.floor(at / width) + 1) * N), width, at % width,
    );
    expect(units(rows({ A }), row)).toBeLessThanOrEqual(4);
    const { value: both } = functionsOf("input A[b, n, m]\noutput s = sum(sum(A, 2), 1)", { b: N / 10, n: 10, m: width });
    expect(units(both({ A }), (j) => column(A, width, j))).toBeLessThanOrEqual(4);
  });

  test("the gradient of a bias", () => {
    const { grad } = functionsOf("param b[m]\ninput A[n, m]\noutput s = sum((A + b).^2)", { n: N, m: width });
    const { b } = grad({ A, b: new Float64Array(width) });
    expect(units(b as Float64Array, (j) => column(A, width, j).map((x) => 2 * x))).toBeLessThanOrEqual(4);
  });

  test("running sums and their gradients", () => {
    const y = numbers(SOME, 2, of);
    const places = [0, 126, 127, 128, 129, 1000, SOME - 1];
    const { value } = functionsOf("input x[n]\noutput s = cumsum(x)", { n: SOME });
    const found = value({ x: y });
    expect(units(places.map((i) => found[i] as number), (at) => y.subarray(0, (places[at] as number) + 1))).toBeLessThanOrEqual(16);
    const { grad } = functionsOf("param x[n]\ninput w[n]\noutput s = dot(w, cumsum(x))", { n: SOME });
    const { x } = grad({ x: y, w: y });
    expect(units(places.map((i) => (x as Float64Array)[i] as number), (at) => y.subarray(places[at]))).toBeLessThanOrEqual(16);
  });

  test("products of matrices and vectors: by rows, by columns, small and in panels", () => {
    const [left, right] = [numbers(SOME * 5, 2, of), numbers(SOME * 5, 3, of)];
    const terms = (i: number, j: number): Iterable<number> => exactProducts(column(left, 5, i), column(right, 5, j));
    const sizes = { n: SOME, m: 5 };
    const rows = functionsOf("input A[m, n], y[n]\noutput s = A * y", sizes).value({ A: transposed(left, 5), y: column(right, 5, 0) });
    const columns = functionsOf("input A[n, m], y[n]\noutput s = A' * y", sizes).value({ A: left, y: column(right, 5, 0) });
    const panels = functionsOf("input A[n, m], B[n, m]\noutput s = A' * B", sizes).value({ A: left, B: right });
    const small = functionsOf("input A[n, m], B[n, 2]\noutput s = A' * B", sizes).value(
      { A: left, B: Float64Array.from({ length: 2 * SOME }, (_, i) => right[(i >> 1) * 5 + (i & 1)] as number) },
    );
    expect(
      units([rows[4] as number, columns[4] as number, panels[20] as number, small[8] as number], () => terms(4, 0)),
    ).toBeLessThanOrEqual(8);
  });

  test("a sum of products of matrices", () => {
    const text = "input X[n, 2, 3], D[n, 2, 4]\noutput s = sum(sum(reshape(X, [n, 2, 3, 1]) .* reshape(D, [n, 2, 1, 4]), 2), 1)";
    const [X, D] = [numbers(SOME * 6, 4, of), numbers(SOME * 8, 5, of)];
    const found = functionsOf(text, { n: SOME }).value({ X, D });
    expect(units([found[11] as number], () => exactProducts(column(X, 3, 2), column(D, 4, 3)))).toBeLessThanOrEqual(8);
  });
});

test("equal terms, whose roundings do not average out: at most half a block's", () => {
  const A = new Float64Array(SOME * 3).fill(0.1);
  const y = A.subarray(0, SOME);
  const { value } = functionsOf("input A[n, 3]\noutput s = sum(A, 1)", { n: SOME });
  expect(units(value({ A }), () => y)).toBeLessThanOrEqual(64);
  const { value: running } = functionsOf("input x[n]\noutput s = cumsum(x)", { n: SOME });
  expect(units(running({ x: y }).subarray(-1), () => y)).toBeLessThanOrEqual(64);
  const { value: rows } = functionsOf("input A[3, n], y[n]\noutput s = A * y", { n: SOME });
  expect(units(rows({ A, y }), () => exactProducts(y, y))).toBeLessThanOrEqual(512);
  const { value: product } = functionsOf("input A[n, 3]\noutput s = A' * A", { n: SOME });
  expect(units(product({ A }), () => exactProducts(y, y))).toBeLessThanOrEqual(256);
});

describe("sizes around a block", () => {
  const programs = [
    "input A[n, m]\noutput s = sum(A, 1)",
    "param b[m]\ninput A[n, m]\noutput s = sum((A + b).^2)",
    "input A[n, m]\noutput s = sum(sum(reshape(A, [n, m, 1]) .* ones(n, m, 2), 2), 1)",
    "param A[n, m]\noutput s = sum(cumsum(A, 1).^2)",
    "input A[n, m]\noutput s = sum(A, 1)\noutput t = sum(A, 2)\noutput u = A.^2\noutput v = sum(A)",
    "input A[n, m]\noutput s = A' * A",
  ];
  test.each([1, 2, 127, 128, 129, 256, 257])("%d rows, named and constant", (n) => {
    for (const text of programs) {
      for (const m of [1, 3]) {
        const A = Array.from({ length: n }, (_, i) => Array.from(numbers(m, i + 1, (x) => x - 0.25)));
        const inputs = text.includes("b[m]") ? { A, b: Array.from({ length: m }, () => 0.5) } : { A };
        const expected: Numbers = interpreted(plainGraph(text), inputs);
        const fixed = text.replace(/\bn\b/g, String(n)).replace(/\bm\b/g, String(m));
        for (const one of some([text, fixed], 2, (m - 1) / 2))
          expect(difference(expected, generated(one, inputs), 1e-13), `${one}, m = ${m}`).toBeUndefined();
      }
    }
  });

  test("a short constant sum stays as it is", () => {
    const code = (n: number): string => compile(`input A[${n}, m]\noutput s = sum(A, 1)`, { name: "f" }).code ?? "";
    expect(code(128)).not.toContain("joinBlock");
    expect(code(129)).toContain("joinBlock");
  });

  test("rows of a loop that is cut inside keep blocks of at most 256 terms", () => {
    const { value } = functionsOf("input A[b, n, m]\noutput s = sum(sum(A, 2), 1)", { b: SOME / 5, n: 5, m: 1 });
    const A = new Float64Array(SOME).fill(0.1);
    expect(units(value({ A }), () => A)).toBeLessThanOrEqual(128);
  });
});

describe("what is not finite is as in a plain sum", () => {
  const rows = 400;
  const { value: sums } = functionsOf("input A[n, 2]\noutput s = sum(A, 1)", { n: rows });
  const { value: running } = functionsOf("input x[n]\noutput s = cumsum(x)", { n: rows });
  const { value: product } = functionsOf("input A[m, n], y[n]\noutput s = A * y", { n: 3000, m: 2 });
  const places = [0, 127, 128, 300, 399];
  const cases: readonly (readonly [string, readonly number[]])[] = [
    ["an infinity", [Infinity]], ["both", [Infinity, -Infinity]], ["NaN", [NaN]], ["NaN and an infinity", [Infinity, NaN]],
    ["a sum too large", [1e308, 1e308]], ["one too far below 0", [-1e308, -1e308]],
  ];
  test.each(cases)("%s", (_name, odd) => {
    for (const first of places) {
      for (const second of places) {
        if (second <= first) continue;
        const x = new Float64Array(rows).fill(0.5);
        odd.forEach((v, i) => { x[i === 0 ? first : second] = v; });
        const A = Float64Array.from({ length: 2 * rows }, (_, i) => (i % 2 === 0 ? x[i / 2] as number : 1));
        const expected = x.reduce((a, b) => a + b);
        expect([...sums({ A })]).toEqual([expected, rows]);
        let sum = 0;
        expect([...running({ x })]).toEqual(Array.from(x, (v) => (sum += v)));
        const long = new Float64Array(6000).fill(0.5);
        odd.forEach((v, i) => { long[7 * (i === 0 ? first : second)] = v; });
        const y = new Float64Array(3000).fill(1);
        expect([...product({ A: long, y })]).toEqual([long.subarray(0, 3000).reduce((a, b) => a + b), 1500]);
      }
    }
  });
});

test("sums over steps that go down", () => {
  const n = 700;
  const text =
    "param W[2, 2], b[2]\ninput x[n, 2]\nfor t = 1:n, h[0] = zeros(2) { h[t] = tanh(W*h[t - 1] + x[t, :] + b) }\noutput J = sum(h.^2)/n";
  const inputs = { W: [[0.3, -0.2], [0.5, 0.1]], b: [0.2, -0.1], x: Array.from({ length: n }, (_, i) => [Math.sin(i), Math.cos(3 * i)]) };
  expect(difference(interpreted(plainGraph(text, {}), inputs), generated(text, inputs), 1e-13)).toBeUndefined();
});
