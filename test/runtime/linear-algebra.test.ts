// Factors, solutions, determinants and cofactors against exact arithmetic on whole numbers and binary fractions.
import { describe, expect, it } from "vitest";
import { cofactorChange } from "../../src/runtime/cofactor-change.js";
import { randoms } from "../support/random.js";
import {
  choleskyFactor, cofactors, lowerSolve, luDeterminant, luFactor, luLogDeterminant, luSolve,
} from "../../src/runtime/linear-algebra.js";

type Exact = readonly (readonly bigint[])[];

/** Doubles of moderate exponent times 2^80 are whole numbers: this makes every test matrix exact. */
const bits = 80;
const exactly = (x: number): bigint => BigInt(x * 2 ** bits);

const toExact = (n: number, a: Float64Array): Exact =>
  Array.from({ length: n }, (_, i) => Array.from({ length: n }, (_, j) => exactly(a[i * n + j] ?? NaN)));

/** The determinant by Bareiss' elimination without fractions. */
function determinant(matrix: Exact): bigint {
  const m = matrix.map((row) => [...row]);
  let sign = 1n;
  let previous = 1n;
  for (let k = 0; k < m.length; k++) {
    const pivot = m.findIndex((row, i) => i >= k && row[k] !== 0n);
    if (pivot < 0) return 0n;
    const top = m[pivot] as bigint[];
    if (pivot !== k) {
      m[pivot] = m[k] as bigint[];
      m[k] = top;
      sign = -sign;
    }
    const head = top[k] as bigint;
    for (const row of m.slice(k + 1)) {
      const first = row[k] as bigint;
      for (let j = k; j < m.length; j++) row[j] = ((row[j] as bigint) * head - first * (top[j] as bigint)) / previous;
    }
    previous = head;
  }
  return sign * previous;
}

const without = (m: Exact, i: number, j: number): Exact =>
  m.filter((_, row) => row !== i).map((row) => row.filter((_, col) => col !== j));

const cofactorOf = (m: Exact, i: number, j: number): bigint =>
  ((i + j) % 2 === 0 ? 1n : -1n) * determinant(without(m, i, j));

/** The double nearest to a / b, to within a few units of the last place. */
function quotient(a: bigint, b: bigint): number {
  if (a === 0n) return 0;
  const size = (x: bigint): number => x.toString(2).replace("-", "").length;
  const shift = 64 - size(a) + size(b);
  const scaled = shift >= 0 ? (a << BigInt(shift)) / b : a / (b << BigInt(-shift));
  return Number(scaled) * 2 ** -shift;
}

/** A determinant of order `n` of scaled entries, as a double. */
const unscaled = (x: bigint, n: number): number => quotient(x, 1n << BigInt(bits * n));

function exactCofactors(n: number, a: Float64Array): Float64Array {
  const m = toExact(n, a);
  return Float64Array.from({ length: n * n }, (_, i) => unscaled(cofactorOf(m, Math.floor(i / n), i % n), n - 1));
}

/** The largest error over the largest element. */
function error(computed: Float64Array, right: Float64Array): number {
  const scale = right.reduce((most, x) => Math.max(most, Math.abs(x)), 0);
  return right.reduce((most, x, i) => Math.max(most, Math.abs((computed[i] ?? NaN) - x)), 0) / (scale === 0 ? 1 : scale);
}

const whole = (random: () => number): number => Math.floor(random() * 19) - 9;
const randomMatrix = (random: () => number, n: number): Float64Array => Float64Array.from({ length: n * n }, () => whole(random));
const hilbert = (n: number): Float64Array => Float64Array.from({ length: n * n }, (_, i) => 1 / (1 + Math.floor(i / n) + (i % n)));

/** A matrix of whole numbers and of the given rank at most. */
function ofRank(random: () => number, n: number, rank: number): Float64Array {
  const left = Float64Array.from({ length: n * rank }, () => whole(random));
  const right = Float64Array.from({ length: rank * n }, () => whole(random));
  const entry = (i: number, j: number): number =>
    Array.from({ length: rank }, (_, k) => (left[i * rank + k] ?? NaN) * (right[k * n + j] ?? NaN)).reduce((x, y) => x + y, 0);
  return Float64Array.from({ length: n * n }, (_, i) => entry(Math.floor(i / n), i % n));
}

function factors(n: number, a: Float64Array): { lu: Float64Array; exchanges: Float64Array } {
  const lu = new Float64Array(n * n);
  const exchanges = new Float64Array(n);
  luFactor(n, a, 0, lu, exchanges);
  return { lu, exchanges };
}

function computedCofactors(n: number, a: Float64Array): Float64Array {
  const out = new Float64Array(n * n).fill(7);
  cofactors(n, a, out, new Float64Array(n * n + 2 * n).fill(7));
  return out;
}

/** The exact solution of A X = B, or of A' X = B, by Cramer's rule. */
function exactSolution(n: number, a: Float64Array, b: Float64Array, cols: number, transposed: boolean): Float64Array {
  const m = toExact(n, a);
  const det = determinant(m);
  const term = (i: number, k: number, c: number): bigint =>
    (transposed ? cofactorOf(m, i, k) : cofactorOf(m, k, i)) * exactly(b[k * cols + c] ?? NaN);
  return Float64Array.from({ length: n * cols }, (_, at) => {
    const [i, c] = [Math.floor(at / cols), at % cols];
    return quotient(Array.from({ length: n }, (_, k) => term(i, k, c)).reduce((x, y) => x + y, 0n), det);
  });
}

describe("luFactor and the determinant", () => {
  it("gives determinants of random matrices of whole numbers", () => {
    const random = randoms(1);
    for (let n = 0; n <= 9; n++) {
      for (let turn = 0; turn < 8; turn++) {
        const a = randomMatrix(random, n);
        const { lu, exchanges } = factors(n, a);
        const right = unscaled(determinant(toExact(n, a)), n);
        expect(Math.abs(luDeterminant(n, lu, exchanges) - right)).toBeLessThan(1e-12 * Math.max(1, Math.abs(right), 10 ** n));
        if (Math.abs(right) > 0.5) expect(Math.abs(luLogDeterminant(n, lu) - Math.log(Math.abs(right)))).toBeLessThan(1e-9);
      }
    }
  });

  it("reads the matrix at its offset and leaves it as it is", () => {
    const a = Float64Array.of(99, 0, 2, 3, 4);
    const lu = new Float64Array(4);
    const exchanges = new Float64Array(2);
    luFactor(2, a, 1, lu, exchanges);
    expect(luDeterminant(2, lu, exchanges)).toBe(-6);
    expect([...a]).toEqual([99, 0, 2, 3, 4]);
  });

  it("gives the determinant of a Hilbert matrix to within its condition", () => {
    for (const [n, bound] of [[4, 1e-12], [6, 1e-9], [8, 1e-6]] as const) {
      const { lu, exchanges } = factors(n, hilbert(n));
      const right = unscaled(determinant(toExact(n, hilbert(n))), n);
      expect(Math.abs(luDeterminant(n, lu, exchanges) / right - 1)).toBeLessThan(bound);
      expect(Math.abs(luLogDeterminant(n, lu) - Math.log(right))).toBeLessThan(bound);
    }
  });

  it("gives zero and -Infinity for a singular matrix, and does not throw", () => {
    const { lu, exchanges } = factors(3, Float64Array.of(1, 2, 3, 2, 4, 6, 1, 1, 1));
    expect(Math.abs(luDeterminant(3, lu, exchanges))).toBe(0);
    expect(luLogDeterminant(3, lu)).toBe(-Infinity);
  });

  it("lets NaN through", () => {
    for (let i = 0; i < 16; i++) {
      const a = randomMatrix(randoms(2), 4);
      a[i] = NaN;
      const { lu, exchanges } = factors(4, a);
      expect(luDeterminant(4, lu, exchanges)).toBeNaN();
      const spoilt = computedCofactors(4, a);
      expect(spoilt.some(Number.isNaN)).toBe(true);
    }
  });
});

describe("luSolve", () => {
  it.each([false, true])("solves random systems, transposed %s", (transposed) => {
    const random = randoms(3);
    for (let n = 1; n <= 7; n++) {
      for (const cols of [1, 2, 5]) {
        const a = randomMatrix(random, n);
        if (determinant(toExact(n, a)) === 0n) continue;
        const b = Float64Array.from({ length: n * cols }, () => whole(random));
        const { lu, exchanges } = factors(n, a);
        const x = new Float64Array(n * cols);
        luSolve(n, lu, exchanges, b, cols, x, transposed, "solve: the matrix A");
        expect(error(x, exactSolution(n, a, b, cols, transposed))).toBeLessThan(1e-12);
      }
    }
  });

  it.each([false, true])("solves a Hilbert system to within its condition, transposed %s", (transposed) => {
    const b = Float64Array.from({ length: 12 }, (_, i) => (i % 5) - 2);
    const { lu, exchanges } = factors(6, hilbert(6));
    const x = new Float64Array(12);
    luSolve(6, lu, exchanges, b, 2, x, transposed);
    expect(error(x, exactSolution(6, hilbert(6), b, 2, transposed))).toBeLessThan(1e-9);
  });

  it("solves in place", () => {
    const x = Float64Array.of(4, 9);
    const { lu, exchanges } = factors(2, Float64Array.of(0, 2, 3, 0));
    luSolve(2, lu, exchanges, x, 1, x, false);
    expect([...x]).toEqual([3, 2]);
    luSolve(2, lu, exchanges, x, 1, x, true);
    expect([...x]).toEqual([1, 1]);
  });

  it("solves for no columns and for an empty matrix", () => {
    const empty = new Float64Array(0);
    const { lu, exchanges } = factors(2, Float64Array.of(1, 2, 3, 4));
    luSolve(2, lu, exchanges, empty, 0, empty, false);
    luSolve(0, empty, empty, empty, 3, empty, true);
  });

  it("names the matrix and the pivot of a singular system", () => {
    const { lu, exchanges } = factors(3, Float64Array.of(1, 2, 3, 2, 4, 6, 1, 2, 5));
    const b = new Float64Array(3);
    expect(() => luSolve(3, lu, exchanges, b, 1, b, false)).toThrow("solve: the matrix A is singular (pivot 2 of 3 is zero)");
    expect(() => luSolve(3, lu, exchanges, b, 1, b, true, "inv: the matrix M")).toThrow(
      "inv: the matrix M is singular (pivot 2 of 3 is zero)",
    );
  });
});

describe("choleskyFactor and lowerSolve", () => {
  it("give back the factor of a product, whatever is above the diagonal", () => {
    const l = Float64Array.of(2, 0, 0, -1, 3, 0, 4, 0.5, 1.5);
    const a = Float64Array.of(4, NaN, NaN, -2, 10, NaN, 8, -2.5, 18.5);
    const out = new Float64Array(9).fill(7);
    choleskyFactor(3, a, out);
    expect([...out]).toEqual([...l]);
    const b = Float64Array.of(2, 5, 8);
    lowerSolve(3, l, b, 1, b, false);
    expect([...b]).toEqual([1, 2, 2]);
    lowerSolve(3, l, Float64Array.of(12, 7.5, 4.5), 1, b, true);
    expect([...b]).toEqual([1, 2, 3]);
  });

  it("name the pivot of a matrix that is not positive definite, and hand NaN on", () => {
    const out = new Float64Array(4);
    expect(() => choleskyFactor(2, Float64Array.of(1, 2, 2, 1), out)).toThrow(
      "cholesky: the matrix A is not positive definite (pivot 2 of 2 is -3)",
    );
    expect(() => choleskyFactor(1, Float64Array.of(0), out)).toThrow("(pivot 1 of 1 is 0)");
    choleskyFactor(2, Float64Array.of(1, 2, NaN, 1), out);
    expect([...out]).toEqual([1, 0, NaN, NaN]);
  });
});

describe("cofactors", () => {
  it("are right for random matrices of whole numbers", () => {
    const random = randoms(4);
    for (let n = 1; n <= 7; n++) {
      for (let turn = 0; turn < 6; turn++) {
        const a = randomMatrix(random, n);
        expect(error(computedCofactors(n, a), exactCofactors(n, a)), `n = ${n}`).toBeLessThan(1e-13);
      }
    }
  });

  it("are right for matrices of rank n - 1", () => {
    const random = randoms(5);
    for (let n = 1; n <= 7; n++) {
      for (let turn = 0; turn < 6; turn++) {
        const a = ofRank(random, n, n - 1);
        expect(error(computedCofactors(n, a), exactCofactors(n, a)), `n = ${n}`).toBeLessThan(1e-12);
      }
    }
  });

  it("are known for a path's Laplacian: each is 1", () => {
    for (const n of [4, 5, 10]) {
      const a = new Float64Array(n * n);
      for (let i = 0; i < n - 1; i++) {
        for (const [row, col, value] of [[i, i, 1], [i + 1, i + 1, 1], [i, i + 1, -1], [i + 1, i, -1]] as const) {
          a[row * n + col] = (a[row * n + col] ?? NaN) + value;
        }
      }
      expect(error(computedCofactors(n, a), new Float64Array(n * n).fill(1))).toBeLessThan(1e-14);
    }
  });

  it("vanish for a rank below n - 1", () => {
    const random = randoms(6);
    for (let n = 2; n <= 8; n++) {
      for (let rank = 0; rank <= n - 2; rank++) {
        const a = ofRank(random, n, rank);
        const size = a.reduce((most, x) => Math.max(most, Math.abs(x)), 0);
        for (const x of computedCofactors(n, a)) expect(Math.abs(x)).toBeLessThanOrEqual(1e-13 * (n * size) ** (n - 1));
      }
    }
    expect([...computedCofactors(5, new Float64Array(25))].every((x) => x === 0)).toBe(true);
  });

  it("of a singular matrix with one zero row or column are the minors of the rest", () => {
    const random = randoms(7);
    for (let line = 0; line < 5; line++) {
      for (const step of [1, 5]) {
        const a = randomMatrix(random, 5);
        for (let j = 0; j < 5; j++) a[(step === 1 ? line * 5 : line) + j * step] = 0;
        expect(error(computedCofactors(5, a), exactCofactors(5, a))).toBeLessThan(1e-13);
      }
    }
  });

  it("of a Hilbert matrix are right to within its condition", () => {
    for (const [n, bound] of [[3, 1e-13], [4, 1e-12], [6, 1e-9], [8, 1e-6]] as const) {
      expect(error(computedCofactors(n, hilbert(n)), exactCofactors(n, hilbert(n))), `n = ${n}`).toBeLessThan(bound);
    }
  });

  it("are right for rows of very different size", () => {
    const a = randomMatrix(randoms(8), 5).map((x, i) => x * 2 ** (8 * (Math.floor(i / 5) - 2)));
    const [computed, right] = [computedCofactors(5, a), exactCofactors(5, a)];
    for (let i = 0; i < 5; i++) expect(error(computed.slice(5 * i, 5 * i + 5), right.slice(5 * i, 5 * i + 5))).toBeLessThan(1e-13);
  });

  it("make their own working memory when given none", () => {
    const a = randomMatrix(randoms(9), 6);
    const out = new Float64Array(36);
    cofactors(6, a, out);
    expect(out).toEqual(computedCofactors(6, a));
  });
});

describe("cofactorChange", () => {
  const removed = (m: readonly (readonly bigint[])[], i: number, j: number): bigint[][] =>
    m.filter((_, r) => r !== i).map((row) => row.filter((_, c) => c !== j));
  /** The derivative of the determinant of M along N: with each row in turn from N. */
  const slope = (m: bigint[][], n: bigint[][]): bigint =>
    m.reduce((sum, _, r) => sum + determinant(m.map((row, i) => (i === r ? n[r] ?? [] : row))), 0n);

  it.each([0, 1, 2, 3])("is right for matrices of whole numbers of rank n - %d", (missing) => {
    const random = randoms(6 + missing);
    for (let n = Math.max(1, missing); n <= 6; n++) {
      const whole = (rows: number, cols: number): number[][] => Array.from(
        { length: rows }, () => Array.from({ length: cols }, () => Math.round(8 * random() - 4)),
      );
      const [left, right] = [whole(n, n - missing), whole(n - missing, n)];
      const a = missing === 0
        ? whole(n, n)
        : left.map((row) => Array.from({ length: n }, (_, j) => row.reduce((sum, x, k) => sum + x * (right[k]?.[j] ?? 0), 0)));
      const directions = [whole(n, n), whole(n, n)];
      const out = new Float64Array(2 * n * n);
      cofactorChange(n, Float64Array.from(a.flat()), 2, Float64Array.from(directions.flat(2)), out);
      const exact = directions.flatMap((e) => a.flatMap((row, i) => row.map((_, j) => {
        const big = (m: number[][]): bigint[][] => removed(m.map((r) => r.map(BigInt)), i, j);
        return Number(slope(big(a), big(e))) * ((i + j) % 2 === 0 ? 1 : -1);
      })));
      const size = Math.max(1, ...exact.map(Math.abs), ...a.flat().map((x) => Math.abs(x) ** (n - 2)));
      expect(Math.max(...exact.map((x, k) => Math.abs(x - (out[k] ?? NaN)))) / size, `n = ${n}`).toBeLessThan(1e-12);
    }
  });
});
