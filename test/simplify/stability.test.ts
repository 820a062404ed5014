// Unstable texts: what they mean comes out, and so does their derivative, where the text itself overflows or cancels.
import { describe, expect, test } from "vitest";
import { tensor } from "../../src/graph/tensor.js";
import { listing, phases, resultsAt } from "./helpers.js";

/** A program of x, where it is looked at, its value there and its derivative. */
const cases: readonly (readonly [text: string, x: number, value: number, slope: number])[] = [
  ["log(1 + exp(x))", 1000, 1000, 1],
  ["log(1 + exp(x))", -40, 4.248354255291589e-18, 4.248354255291589e-18],
  ["log(exp(x) + 1)", 1000, 1000, 1],
  ["log(2 + exp(x))", 1000, 1000, 1],
  ["exp(-x^2/2)/normcdf(x)^2", 0.5, 1.8457631632348754, -2.8024607275236066],
  ["log(1 + x)", 1e-20, 1e-20, 1],
  ["log(1 - x)", 1e-20, -1e-20, -1],
  ["exp(x) - 1", 1e-20, 1e-20, 1],
  ["1 - exp(x)", 1e-20, -1e-20, -1],
  ["log(1 - exp(x))", -1e-20, Math.log(1e-20), -1e20],
  ["log(1 - exp(x))", -40, -4.248354255291589e-18, -4.248354255291589e-18],
  ["log(1 - exp(-abs(x)))", 1e-20, Math.log(1e-20), 1e20],
  ["1/(1 + exp(-x))", -1000, 0, 0],
  ["exp(x)/(1 + exp(x))", 1000, 1, 0],
  ["1 - 1/(1 + exp(-x))", 40, 4.248354255291589e-18, -4.248354255291589e-18],
  ["log(1/(1 + exp(-x)))", -1000, -1000, 1],
  ["1 - tanh(x)^2", 20, 1.699341702116636e-17, -3.398683404233272e-17],
  ["(exp(x) - exp(-x))/(exp(x) + exp(-x))", 800, 1, 0],
  ["(exp(2*x) - 1)/(exp(2*x) + 1)", 1e-20, 1e-20, 1],
  ["log(cosh(x))", 800, 800 - Math.LN2, 1],
  ["log(cosh(x))", 1e-9, 5e-19, 1e-9],
  ["sqrt(x^2 + 1e200^2)", 1e200, Math.SQRT2 * 1e200, Math.SQRT1_2],
  ["sqrt(x^2)", -3, 3, -1],
  ["sqrt(x^2)", 0, 0, 0],
  ["1 - cos(x)", 1e-9, 5e-19, 1e-9],
  ["1 - erf(x)", 10, 2.088487583762545e-45, (-2 / Math.sqrt(Math.PI)) * Math.exp(-100)],
  ["log(exp(x) + exp(999))", 1000, 1000 + Math.log1p(Math.exp(-1)), 1 / (1 + Math.exp(-1))],
  ["exp(x)/(exp(x) + exp(999))", 1000, 1 / (1 + Math.exp(-1)), 0.19661193324148185],
  ["log(exp(x))", 1000, 1000, 1],
  ["log(sum(exp([x, 999])))", 1000, 1000 + Math.log1p(Math.exp(-1)), 1 / (1 + Math.exp(-1))],
  ["-log(exp(x)/(exp(x) + exp(0) + exp(1)))", -1000, 1000 + Math.log(1 + Math.E), -1],
  ["norm([x, 1])^2", 3, 10, 6],
  ["x > 0 ? log(x) : 0", -1, 0, 0],
  ["x > 0 ? sqrt(x) : 0", 0, 0, 0],
  ["exp(log(x))", 0, 0, 1],
  ["exp(log(x))", -1, NaN, NaN],
  ["log(x)", -1, NaN, NaN],
  ["log(x^2 + 1)", 3, Math.log(10), 0.6],
];

describe.each(cases)("%s at %d", (text, x, value, slope) => {
  test("has its value and its derivative", () => {
    const { finish } = phases(`param x\noutput f = ${text}`);
    const [f, df] = resultsAt(finish, { values: new Map([["x", tensor([], [x])]]), sizes: new Map() });
    for (const [got, wanted] of [[f, value], [df, slope]] as const) {
      if (Number.isNaN(wanted)) expect(got).toBeNaN();
      else expect(Math.abs((got as number) - wanted)).toBeLessThanOrEqual(4e-15 * Math.abs(wanted));
    }
  });
});

test("the logarithm of a determinant keeps its domain", () => {
  const { finish } = phases("param A[4, 4]\noutput f = log(det(A))");
  const at = (first: number): number[] => {
    const data = [first, 0, 0, 0, 0, 2, 0, 0, 0, 0, 3, 0, 0, 0, 0, 4];
    return resultsAt(finish, { values: new Map([["A", tensor([4, 4], data)]]), sizes: new Map() });
  };
  expect(at(1)[0]).toBeCloseTo(Math.log(24), 12);
  expect(at(-1)[0]).toBeNaN();
});

test.each([
  ["A[2, 2]", "log(A[1, 1]*A[2, 2] + A[1, 2]*A[2, 1])", [1, 2, 3, 4], Math.log(10e-300)],
  ["A[2, 2, 2]", "sum(log(abs(A[1, 1, :] .* A[2, 2, :] - A[1, 2, :] .* A[2, 1, :])))", [1, 5, 2, 6, 3, 7, 4, 8], 2 * Math.log(2e-300)],
  ["A[2, 2]", "log(abs(A[1, 1]*A[2, 2] - A[1, 2]*A[2, 1]))", [1, 2, 3, 4], Math.log(2e-300)],
] as const)("of tiny %s the value of %s", (param, text, data, value) => {
  const { finish } = phases(`param ${param}\noutput f = ${text}`);
  const shape = data.length === 4 ? [2, 2] : [2, 2, 2];
  const [f] = resultsAt(finish, { values: new Map([["A", tensor(shape, data.map((x) => x * 1e-150))]]), sizes: new Map() });
  expect(Math.abs(f as number / value - 1)).toBeLessThan(1e-14);
});

test("an exponent that is no double stays lowered, and one that is becomes a plain power", () => {
  const isLowered = (text: string): boolean => listing(phases(`param x, y\noutput f = ${text}`).finish).includes("lowered_power");
  expect(["x^0.3", "x^y", "x^2.75"].map(isLowered)).toEqual([true, true, false]);
});
