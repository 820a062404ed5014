// Zeros that a program writes are no coupling; every other zero is a number like any other.
import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { compile } from "../../src/index.js";
import { generated } from "../support/agreement.js";

type Level = "strict" | "safe" | "fast";

function valueAt(text: string, at: unknown, math: Level): number {
  return generated(text, at, { math }).get("y")?.[0] as number;
}

const INFINITE = { x: ["Infinity", 1], M: [["NaN", 2], [3, 4]], s: "-Infinity" };
const DECLARED = "param x[2], M[2, 2], s\noutput y = ";

/** With the value where the zeros are no coupling. */
const written: readonly (readonly [string, number])[] = [
  ["0 * s", 0],
  ["-0 * s + 1", 1],
  ["s * 0 .* s", 0],
  ["dot([0, 1], x)", 1],
  ["([0, 2; 1, 0] * x)[1]", 2],
  ["(M * [0; 1])[1, 1]", 2],
  ["sum([0, 1] .* x)", 1],
  ["sum(([0, 0; 1, 1] * (M .* [0, 1; 1, 1]))[2, :])", 9],
  ["(identity(2) * x)[2]", 1],
  ["sum(zeros(2) .* x)", 0],
  ["sum(zeros(2, 2) * M)", 0],
  ["(diag([3, 4]) * x)[2]", 4],
  ["([cos(s), 0; 0, 1] * [1, 5; s, 7])[2, 2]", 7],
  ["prod([0, s])", 0],
  ["sin(0) * s + sqrt(0) * s", 0],
  ["cross([0, 0, 1], [s, 2, s])[1]", -2],
];

/** No number at any of these levels: the zero is one that a computation gives. */
const computed: readonly (readonly [string, Level])[] = [
  ["0 * s", "strict"], ["dot([0, 1], x)", "strict"], ["prod([0, s])", "strict"],
  ["(s < s) * s", "safe"], ["(2*s - 2*s) * s", "safe"], ["exp(-1000) * s", "safe"], ["(sin(1) - sin(1)) * s", "safe"],
  ["sign(s - s) * s", "safe"], ["floor(0.5) * s", "safe"],
];

describe("a factor that is a written 0", () => {
  test.each(written)("%s", (expression, value) => {
    for (const math of ["safe", "fast"] as const) expect(valueAt(DECLARED + expression, INFINITE, math)).toBe(value);
  });

  test("by its name", () => {
    expect(valueAt("param s\nc = 0\nz = [0, 1]\noutput y = c*s + z[1]*s + 2", { s: "Infinity" }, "safe")).toBe(2);
  });

  test("has no derivative", () => {
    const text = "param x[2]\noutput y = sum([0, 3; 0, 0] * x)";
    expect(generated(text, { x: ["Infinity", 1] }).get("d/dx")).toEqual([0, 3]);
  });
});

test.each(computed)("%s at %s is NaN", (expression, math) => {
  expect(valueAt(DECLARED + expression, INFINITE, math)).toBeNaN();
});

test("a chain of joints costs no more than without its zeros", () => {
  const text = readFileSync(new URL("../../samples/kinematics.grad", import.meta.url), "utf8");
  expect(compile(text).counts?.valueAndGradient).toBeLessThanOrEqual(199);
  expect(compile(text, { math: "fast" }).counts?.valueAndGradient).toBeLessThanOrEqual(182);
});
