// What a reviewer of generated code asks about: guards say why they stand there or are gone, sizes are short, a call with
// too few arguments is refused.
import { describe, expect, test } from "vitest";
import { compile, type CompileOptions } from "../../src/index.js";

function codeOf(text: string, options: CompileOptions = {}): string {
  const { code, diagnostics } = compile(text, { name: "f", ...options });
  if (code === undefined) throw new Error(diagnostics.map((d) => d.message).join("\n"));
  return code;
}

describe("guards", () => {
  test.each([
    ["hypot(x, y)", "  // A divisor of at least 5e-324 makes 0/0 zero.\n  out.x = x / Math.max("],
    ["x*log(y)", "  // NaN where there is no value, or no derivative.\n  out.y = y >= 0 ? x / y : NaN;"],
    ["x^y", "  // At 0 a quotient or a product would be 0/0 or 0 * Infinity.\n  out.x = y === 0 &&"],
    ["atan2(y, x)", "  // At 0 a quotient or a product would be 0/0 or 0 * Infinity.\n  const t2 = t1 === 0;"],
    ["param w[n]; output f = logsumexp(w)", "    // An infinity stays as it is: Infinity - Infinity would be NaN.\n    return Math.abs("],
    [
      "param w[n]; output f = sum(w)",
      "      // A long sum is formed in blocks; what is lost where a block is added goes to the next.\n      const rest = sumRest(",
    ],
  ])("%s: a guard is explained where it first stands", (text, lines) => {
    expect(codeOf(text)).toContain(lines);
  });

  test("each once in a function", () => {
    const gradient = /export function fGrad[^]*?\n}/.exec(codeOf("hypot(x, y) + hypot(y, z)"))?.[0] ?? "";
    expect(gradient.match(/5e-324\)/g)).toHaveLength(4);
    expect(gradient.match(/\/\//g)).toHaveLength(1);
  });

  test.each(
    ["hypot(x, 1)", "norm([x, y, 2])", "hypot(exp(x) + 1, y)", "sqrt(x^2 + y^2 + 1)"],
  )("%s: none where nothing can be 0", (text) => {
    expect(codeOf(text)).not.toContain("5e-324");
  });
});

describe("sizes", () => {
  test("many equal factors are a power, few are a product", () => {
    const code = codeOf("param a[n]\nb = flatten(outer(a, a))\nc = flatten(outer(b, b))\noutput f = sum(c.^2)");
    expect(code).toContain("new Float64Array(n ** 4)");
    expect(code).toContain("new Float64Array(n * n)");
    expect(code).not.toContain("n * n * n");
  });

  test("no brackets around a bound, and a range that is asked for once", () => {
    const code = codeOf("param a[n]\noutput f = sum(a[2:end].^2 .* a[1:n - 1]) + a[3]");
    expect(code).not.toMatch(/[<,] \(n/);
    expect(code.match(/ if \(n.*/g)).toEqual(
      [' if (n < 3) throw new RangeError("the index 3 in a dimension of size n is outside its range");'],
    );
  });

  test("new storage stands one step inside its function", () => {
    const code = codeOf("param first[n], second[n], third[n], fourth\noutput f = sum(first.*second.*third)*fourth");
    expect(code).toContain("  function grad(inputs: FInputs, out: FGrad = {\n    first: new Float64Array(n),\n");
    expect(code).toContain("    fourth: 0,\n  }): FGrad {\n");
  });
});

describe("arguments by their places", () => {
  const load = (text: string): Record<string, (...args: unknown[]) => unknown> =>
    (new Function(codeOf(text, { target: "body", hvp: true })) as () => Record<string, (...args: unknown[]) => unknown>)();

  test("one that is missing is told, whichever it is", () => {
    const { f, fGrad, fValueAndGrad, fHvp } = load("param x, y, z\noutput f = x^2*sin(y) + z");
    const fault = "z: expected a value, found none";
    for (const call of [f, fValueAndGrad]) expect(() => call?.(1, 2)).toThrow(fault);
    // the gradient has no use for z
    expect(() => fGrad?.(1)).toThrow("y: expected a value, found none");
    expect(() => fHvp?.()).toThrow();
    expect(f?.(1, 0, NaN)).toBeNaN();
    expect(f?.(2, 0, 3)).toBe(3);
  });

  test("so is a field of a record", () => {
    const { f } = load("param q{a, b}\ninput k\noutput f = k*q.a*q.b");
    expect(() => f?.({ a: 1 }, 2)).toThrow("q.b: expected a value, found none");
    expect(f?.({ a: 1, b: 3 }, 2)).toBe(6);
  });
});
