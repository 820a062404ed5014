// At level fast, divisions by one value share a reciprocal; below it every division stays one.
import { describe, expect, test } from "vitest";
import { compile } from "../../src/index.js";
import { generated } from "../support/agreement.js";

const THREE = "param x, y, z, r\noutput n = [sin(x)/r, cos(y)/r, exp(z)/r]";
const ARRAY = "param v[50]\ns = sum(exp(v))\noutput n = sin(v)/s";

const divisions = (text: string, math: "safe" | "fast"): number =>
  (compile(text, { math, valueOnly: true }).code ?? "").split("\n").filter((line) => !/^\s*(\/\/|\/?\*)/.test(line)).join("\n").split(
    " / ",
  ).length - 1;

describe("shared reciprocals", () => {
  test.each([["three scalars", THREE, 3], ["an array by a scalar", ARRAY, 1]])("%s", (_, text, before) => {
    expect(divisions(text, "safe")).toBe(before);
    expect(divisions(text, "fast")).toBe(1);
  });

  test("an array is not divided inside its loop", () => {
    const code = compile(ARRAY, { math: "fast", valueOnly: true }).code ?? "";
    expect(code).toMatch(/^ {2}const \w+ = 1 \/ \w+;$/m);
  });

  test("two divisions stay, and one by a number", () => {
    expect(divisions("param x, y, r\noutput n = [sin(x)/r, cos(y)/r]", "fast")).toBe(2);
    expect(divisions("param x, y, z\noutput n = [x/3, y/3, z/3]", "fast")).toBe(3);
  });

  // 49*(1/49) is not 1
  test.each([
    [
      "one division by another number", "param x, y, z, r, s, w\noutput n = [x/r, y/r, z/r, w/s]",
      { x: 1, y: 1, z: 2, r: 7, s: 49, w: 49 }, 3, 1,
    ],
    ["a difference from a shared divisor", "param x, y, z, r\noutput n = [sin(x)/r, y/r, z/r, x - r]", { x: 2, y: 1, z: 2, r: 49 }, 3, -47],
    ["element by element", "param v[3], w[3]\noutput n = v ./ w", { v: [49, 49, 49], w: [49, 49, 49] }, 2, 1],
  ] as const)("%s", (_, text, point, place, expected) => {
    expect(generated(text, point, { math: "fast", valueOnly: true }).get("n")?.[place]).toBe(expected);
  });

  test("the values are those of the divisions", () => {
    const point = { x: 0.3, y: -2, z: 1.7, r: 0.37 };
    const [safe, fast] = (["safe", "fast"] as const).map((math) => generated(THREE, point, { math, valueOnly: true }).get("n") ?? []);
    safe?.forEach((value, i) => expect(Math.abs((fast?.[i] ?? NaN) / value - 1)).toBeLessThan(4e-16));
  });
});
