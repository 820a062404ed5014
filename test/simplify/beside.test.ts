// What is computed anyway takes the place of further calls, and keeps all digits.
import { describe, expect, test } from "vitest";
import { compile, type CompileOptions } from "../../src/index.js";
import { generated } from "../support/agreement.js";

const ROTATION = "param x\noutput y = [sin(x), cos(x), 1 - cos(x)]";
const LENGTH = "param v[3]\na = norm(v)\noutput y = [cos(a), sinc(a)]";

/** How often the last function that a module exports says something. */
function said(text: string, what: string, options: CompileOptions = {}): number {
  const { code = "" } = compile(text, { name: "f", ...options });
  return (code.slice(code.lastIndexOf("\nexport function ")).split("\n}\n")[0] ?? "").split(what).length - 1;
}

describe("a sine and a cosine that are there", () => {
  test("make 1 - cos", () => {
    expect(said(ROTATION, "Math.sin(", { valueOnly: true })).toBe(1);
    expect(said(ROTATION, "versineOf(", { valueOnly: true })).toBe(1);
    expect(said("param x\noutput y = [cos(x), 1 - cos(x)]", "versineOf(", { valueOnly: true })).toBe(0);
    expect(said(ROTATION, "versineOf(", { valueOnly: true, math: "strict" })).toBe(0);
  });

  test.each([1e-160, 1e-9, 0.3, 1.04, 1.05, 2, 3.1, -0.7])("with all digits at %d", (x) => {
    const half = Math.sin(0.5 * x);
    const found = generated(ROTATION, { x }, { valueOnly: true }).get("y")?.[2] ?? NaN;
    expect(Math.abs(found - 2 * half * half)).toBeLessThanOrEqual(1.4e-15 * half * half);
  });

  test("make the derivative of sin(x)/x, of a length too", () => {
    expect(said("param x\noutput y = sin(x)/x + cos(x)", "sinQuotientSlope(")).toBeGreaterThan(0);
    expect(said(LENGTH, "sinQuotientSlope(", { jacobian: true })).toBeGreaterThan(0);
  });

  test.each([1e-9, 0.2, 0.999, 1.001, 2.5, -1])("which is right at %d", (x) => {
    let [sum, term] = [0, -x / 3];
    for (let k = 1; k < 20; k++) {
      sum += term;
      term *= (-x * x) / (2 * k * (2 * k + 3));
    }
    const found = generated("param x\noutput y = sin(x)/x + cos(x)", { x }).get("d/dx")?.[0] ?? NaN;
    expect(Math.abs(found + Math.sin(x) - sum)).toBeLessThanOrEqual(4e-16);
  });

  test("at no angle the quotient has no derivative, and that of a length is 0", () => {
    expect(generated("param x\noutput y = sin(x)/x + cos(x)", { x: 0 }).get("d/dx")).toEqual([NaN]);
    expect(generated("param x\noutput y = sinc(x) + cos(x)", { x: 0 }).get("d/dx")?.map(Math.abs)).toEqual([0]);
  });

  test("within steps", () => {
    const step = "s[k] = sin(s[k - 1]) + cos(s[k - 1])*(1 - cos(s[k - 1]))";
    const text = `param x\ninput h[n]\nfor k = 1:n, s[0] = x { ${step} + h[k] }\noutput y = s[n]`;
    expect(said(text, "versineOf(", { valueOnly: true })).toBe(1);
  });
});

test("a product with a quotient is not made of another quotient, which may be infinite", () => {
  const at = { x: 0, y: 1e-300, g: 1e10 };
  expect(generated("param x, y, g\noutput e = [(x/y)*g, g/y]", at, { valueOnly: true }).get("e")).toEqual([0, Infinity]);
});
