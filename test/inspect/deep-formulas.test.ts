// Formulas as on paper of what is long, deep or high: a formula, or those of the code, and never a fault.
import { describe, expect, it } from "vitest";
import { derive } from "../../src/derive.js";
import { some } from "../support/effort.js";

async function textOf(program: string): Promise<string> {
  const { text, diagnostics } = await derive(program);
  expect(diagnostics.filter((d) => d.severity === "error")).toEqual([]);
  return text as string;
}

const nest = (open: string, close: string, depth: number): string => `${open.repeat(depth)}x${close.repeat(depth)}`;

describe("a formula", () => {
  it.each(some([
    ["sin", nest("sin(", ")", 10_000)], ["powers of e", nest("exp(", ")", 60)], ["a tower", nest("x^(", ")", 40)],
    ["powers of powers", nest("(", ")^2", 500)], ["fractions", nest("1/(1 + ", ")", 500)], ["choices", nest("(x > 1 ? x^2 : ", ")", 300)],
    ["a sum", Array.from({ length: 1000 }, (_, i) => `${i + 2}*sin(x)`).join(" + ")],
    ["a product of sums", Array.from({ length: 60 }, (_, i) => `(x + ${i})`).join("*")],
    ["powers of e side by side", Array.from({ length: 100 }, (_, i) => `exp(${i}*x + ${i})`).join("*")],
  ] as const, 2))("of %s", async (_what, program) => {
    const text = await textOf(program);
    expect(text).toContain("output dx = ");
    for (const line of text.split("\n")) expect(line.length).toBeLessThan(600);
  });
});

it("is that of the code where numbers would be 0 or infinite", async () => {
  expect(await textOf(nest("sqrt(1 + ", ")", 1500))).not.toMatch(/\b0\*/);
});

it("is that of the code where formulas would be too long for anyone", async () => {
  expect(await textOf(Array.from({ length: 200 }, (_, i) => `(x + ${i})`).join("*"))).toContain("output dx = ");
});

it("has no more brackets in a condition than it needs, and no name that is not defined", async () => {
  expect(await textOf("max(x + 1, max(x + 2, 2*x))")).not.toContain("?1");
  expect(await textOf("x^x^x^x")).toContain("# for x > 0\n");
});
