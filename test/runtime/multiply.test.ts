// The matrix products against sums of their definition, on random sizes, strides and offsets.
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { describe, expect, it } from "vitest";
import { createMultiply, createMultiplyVector, multiplySmall } from "../../src/runtime/multiply.js";
import { some } from "../support/effort.js";
import { randoms } from "../support/random.js";

const multiply = createMultiply();
const multiplyVector = createMultiplyVector();

/** A repeatable generator of random numbers in [0, 1). */
interface View {
  readonly data: Float64Array;
  readonly offset: number;
  readonly row: number;
  readonly col: number;
}

/** A rows x cols view over an array of random small whole numbers, whose products and sums are exact. */
function view(random: () => number, rows: number, cols: number): View {
  const whole = (n: number): number => Math.floor(random() * n);
  const offset = whole(10);
  const minor = 1 + whole(3);
  const byRows = random() < 0.5;
  const major = minor * Math.max(1, byRows ? cols : rows) + whole(4);
  const [row, col] = byRows ? [major, minor] : [minor, major];
  const length = offset + row * rows + col * cols + 10;
  return { data: Float64Array.from({ length }, () => whole(19) - 9), offset, row, col };
}

const at = (v: View, i: number, j: number): number => v.offset + i * v.row + j * v.col;

/** What C's whole array should hold after the product: places outside the view keep what they had. */
function expected(rows: number, inner: number, cols: number, a: View, b: View, c: View, add: boolean): Float64Array {
  const data = c.data.slice();
  for (let i = 0; i < rows; i++) {
    for (let j = 0; j < cols; j++) {
      let sum = add ? (data[at(c, i, j)] ?? NaN) : 0;
      for (let k = 0; k < inner; k++) sum += (a.data[at(a, i, k)] ?? NaN) * (b.data[at(b, k, j)] ?? NaN);
      data[at(c, i, j)] = sum;
    }
  }
  return data;
}

function check(random: () => number, rows: number, inner: number, cols: number, add: boolean, product: typeof multiply): void {
  const [a, b, c] = [view(random, rows, inner), view(random, inner, cols), view(random, rows, cols)];
  const right = expected(rows, inner, cols, a, b, c, add);
  product(
    rows, inner, cols, a.data, a.offset, a.row, a.col, b.data, b.offset, b.row, b.col,
    c.data, c.offset, c.row, c.col, add,
  );
  const bad = right.findIndex((value, i) => !Object.is(value + 0, (c.data[i] ?? NaN) + 0));
  expect(bad, `${rows} x ${inner} x ${cols}, add ${add}`).toBe(-1);
}

describe("multiply", () => {
  it("agrees with the definition for all sizes from 0 to 9", () => {
    const random = randoms(1);
    for (let size = 0; size < 1000; size++) {
      const [rows, inner, cols] = [size % 10, Math.floor(size / 10) % 10, Math.floor(size / 100)];
      for (const add of [false, true]) check(random, rows, inner, cols, add, multiply);
    }
  });

  it("agrees with the definition in the form for small matrices", () => {
    const random = randoms(2);
    for (let size = 0; size < 343; size++) {
      const [rows, inner, cols] = [size % 7, Math.floor(size / 7) % 7, Math.floor(size / 49)];
      for (const add of [false, true]) check(random, rows, inner, cols, add, multiplySmall);
    }
  });

  it.each([
    [64, 784, 128], [64, 128, 10], [128, 64, 10], [64, 10, 128], [5, 256, 125], [5, 257, 126], [7, 512, 127], [6, 513, 253],
    [100, 1, 100], [1, 300, 200], [300, 200, 1], [2, 50, 130], [130, 50, 4], [5, 0, 200], [31, 1025, 5], [10, 10, 10],
  ])("agrees with the definition for %i x %i x %i", (rows, inner, cols) => {
    const random = randoms(3);
    for (const add of some([false, true], 2, rows + cols)) check(random, rows, inner, cols, add, multiply);
  });

  it("reads backwards with negative strides", () => {
    const data = Float64Array.from({ length: 60 }, (_, i) => i);
    const c = new Float64Array(100);
    multiply(10, 6, 10, data, 59, -6, -1, data, 59, -10, -1, c, 99, -10, -1, false);
    const right = new Float64Array(100);
    for (let i = 0; i < 10; i++) {
      for (let j = 0; j < 10; j++) {
        for (let k = 0; k < 6; k++) right[99 - 10 * i - j]! += (59 - 6 * i - k) * (59 - 10 * k - j);
      }
    }
    expect(c).toEqual(right);
  });

  it("keeps infinities and NaN where they belong", () => {
    for (const n of [2, 3, 7, 11, 64]) {
      const a = new Float64Array(n * n).fill(1);
      const b = new Float64Array(n * n).fill(1);
      const c = new Float64Array(n * n);
      a[(n - 1) * n] = Infinity;
      b[n - 1] = NaN;
      multiply(n, n, n, a, 0, n, 1, b, 0, n, 1, c, 0, n, 1, false);
      for (let i = 0; i < n; i++) {
        for (let j = 0; j < n; j++) expect(c[i * n + j]).toBe(j === n - 1 ? NaN : i === n - 1 ? Infinity : n);
      }
    }
  });

  it("gives the same bits each time, and each function has its own working memory", () => {
    const random = randoms(4);
    const a = Float64Array.from({ length: 3000 }, random);
    const [first, second] = [new Float64Array(2500), new Float64Array(2500)];
    multiply(50, 60, 50, a, 0, 60, 1, a, 0, 1, 60, first, 0, 50, 1, false);
    createMultiply()(50, 60, 50, a, 0, 60, 1, a, 0, 1, 60, second, 0, 50, 1, false);
    expect(second).toEqual(first);
  });

  it("allocates nothing once it is compiled", () => {
    const a = new Float64Array(121).fill(0.5);
    const c = new Float64Array(121);
    const run = (calls: number): void => {
      for (let call = 0; call < calls; call++) multiply(11, 11, 11, a, 0, 11, 1, a, 0, 1, 11, c, 0, 11, 1, call % 2 === 0);
    };
    // right after a collection no other follows within a round: what a round leaves is what it allocated, and what
    // compiling allocates beside it is over after some rounds
    setFlagsFromString("--expose-gc");
    const collect = runInNewContext("gc") as () => void;
    let least = Infinity;
    for (let round = 0; round < 20 && least >= 1e5; round++) {
      collect();
      const before = process.memoryUsage().heapUsed;
      run(10000);
      least = Math.min(least, Math.abs(process.memoryUsage().heapUsed - before));
    }
    expect(least).toBeLessThan(1e5);
  });
});

describe("multiplyVector", () => {
  it("agrees with the definition for all sizes from 0 to 20", () => {
    const random = randoms(5);
    for (let size = 0; size < 441; size++) {
      const [rows, cols] = [size % 21, Math.floor(size / 21)];
      for (const add of [false, true]) {
        check(random, rows, cols, 1, add, (m, k, _n, a, ao, ar, ac, b, bo, br, _bc, c, co, cr, _cc, more) => {
          multiplyVector(m, k, a, ao, ar, ac, b, bo, br, c, co, cr, more);
        });
      }
    }
  });

  it("keeps infinities where they belong", () => {
    const a = new Float64Array(11 * 11).fill(1);
    a[120] = Infinity;
    for (const [row, col] of [[11, 1], [1, 11]] as const) {
      const y = new Float64Array(11);
      multiplyVector(11, 11, a, 0, row, col, new Float64Array(11).fill(1), 0, 1, y, 0, 1, false);
      expect([...y]).toEqual([...Array<number>(10).fill(11), Infinity]);
    }
  });

  it("takes a step of zero as one repeated element", () => {
    const y = new Float64Array(6);
    multiplyVector(6, 9, Float64Array.of(2), 0, 0, 0, Float64Array.of(3), 0, 0, y, 0, 1, false);
    expect([...y]).toEqual(Array<number>(6).fill(54));
  });
});
