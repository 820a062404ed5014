// What derive prints beside text: MathML, TypeScript, Mermaid; higher orders, derivatives by values, and what rules are.
import { describe, expect, it } from "vitest";
import { derive, type DeriveOptions } from "../../src/derive.js";
import { readdirSync, readFileSync } from "node:fs";
import { some } from "../support/effort.js";
import { typeFaults } from "../support/typescript.js";

async function derived(program: string, options: DeriveOptions): Promise<string> {
  const { text, diagnostics } = await derive(program, options);
  if (text === undefined) throw new Error(diagnostics.map((d) => d.message).join("\n"));
  return text;
}

const samples = readdirSync("samples").filter((f) => f.endsWith(".grad") && !["shutter.grad", "slerp.grad", "ba.grad"].includes(f))
  .map((f) => [f, readFileSync(`samples/${f}`, "utf8")] as const);

/** The elements that are open at the end, and whether each end has its start. */
function unbalanced(xml: string): string[] {
  const open: string[] = [];
  for (const [, end, name] of xml.matchAll(/<(\/?)([a-z]+)[^<>]*>/g)) {
    if (end === "") open.push(name as string);
    else if (open.pop() !== name) return [`</${name}>`];
  }
  return open;
}

describe("MathML", () => {
  it.each(some(samples, 2))("of %s is well formed, with as many parts as each element takes", async (_file, program) => {
    const xml = await derived(program, { as: "mathml" });
    expect(unbalanced(xml)).toEqual([]);
    expect(xml).not.toMatch(/undefined|\[object|&(?!amp;|lt;|gt;|quot;)/);
    for (const name of ["mfrac", "msup", "msub", "mroot", "munder"])
      expect(childrenOf(xml, name).filter((count) => count !== 2)).toEqual([]);
  });

  it("has fractions, powers and what must hold", async () => {
    const xml = await derived("x^n/y", { as: "mathml" });
    expect(xml).toContain("<mfrac><msup><mi>x</mi><mi>n</mi></msup><mi>y</mi></mfrac>");
    expect(xml).toContain("<mtext>for\u00a0</mtext><mi>x</mi><mo>&gt;</mo><mn>0</mn>");
  });
});

/** How many children each element of a name has. */
function childrenOf(xml: string, name: string): number[] {
  const open: { name: string; children: number }[] = [];
  const found: number[] = [];
  for (const [, end, tag] of xml.matchAll(/<(\/?)([a-z]+)[^<>]*>/g)) {
    if (end === "") {
      const parent = open.at(-1);
      if (parent !== undefined) parent.children++;
      open.push({ name: tag as string, children: 0 });
      continue;
    }
    const closed = open.pop();
    if (closed?.name === name) found.push(closed.children);
  }
  return found;
}

describe("TypeScript", () => {
  it("computes the formulas that are shown", async () => {
    const code = await derived("a*x^2*sin(x)", { as: "ts" });
    expect(typeFaults(new Map([["f.ts", code]]))).toEqual([]);
    expect(code).toContain("export function f(a: number, x: number");
    expect(code).toContain("out.dx = ");
  });
});

describe("Mermaid", () => {
  it("has a node for each value, and arrows backward that are told apart", async () => {
    const chart = await derived("param x, y; h = x*y; output f = sin(h)", { as: "mermaid" });
    expect(chart).toContain('["h = x #42; y"]:::value');
    expect(chart).toContain(" -.-> ");
    for (const line of chart.trimEnd().split("\n").slice(1)) {
      expect(line).toMatch(/^ {2}(n\d+(\(\[|\[\[|\[)"[^"]*"(\]\)|\]\]|\]):::\w+|n\d+ (-->|-\.->) n\d+|classDef \w+ [\w:#,]+)$/);
    }
  });
});

describe("higher orders", () => {
  it("are those by numbers", async () => {
    expect(await derived("x^3*sin(y)", { order: 4 })).toContain("output dxdxdx = 6*sin(y)\noutput dxdxdy = 6*x*cos(y)\n");
    expect(await derived("x^3*sin(y)", { order: 4 })).toContain("output dxdxdxdy = 6*cos(y)\n");
    expect(await derived("x^4", { order: 3, as: "latex" })).toContain("\\frac{\\partial^{3} f}{\\partial x^{3}} &= 24\\,x");
  });
  it("up to the second by arrays", async () => {
    expect(await derived("param x[n]; sum(x.^3)", { order: 2 })).toContain("output dxdx = ");
    const { diagnostics } = await derive("param x[n]; sum(x.^3)", { order: 3 });
    expect(diagnostics).toMatchObject([{ code: "order-of-arrays", hint: "Choose numbers with --wrt, or --order 2." }]);
  });
});

describe("by values of the program", () => {
  const network = "param W[h, n]; input x[n]; H = tanh(W*x); output L = sum(H.^2)";
  it("are what the table of gradients holds for them", async () => {
    expect(await derived(network, { wrt: ["H"] })).toContain("output dH = 2 * H\n");
  });
  it("and a name that there is not has the nearest", async () => {
    const { diagnostics } = await derive("param x; hidden = x^2; output f = sin(hidden)", { wrt: ["hiden"] });
    expect(diagnostics).toMatchObject([{ code: "unknown-wrt", hint: expect.stringContaining("hidden") as string }]);
  });
});

describe("rules", () => {
  it("say what they are and where they fired", async () => {
    expect(await derived("param x\noutput f = log(1 + exp(x))", { explainRule: "softplus" })).toBe(
      "softplus: log(1 + exp(x)) becomes softplus(x). It is the same number up to rounding.\n" +
      "softplus: d/dx softplus(x) = sigmoid(x).\n  <expr>:2:12: log(exp(x) + 1) becomes softplus(x)\n",
    );
  });
  it("of derivatives by the names of operations", async () => {
    expect(await derived("x", { explainRule: "tanh" })).toBe("tanh: d/dx tanh(x) = 1 - tanh(x)^2.\n");
  });
  it("have near names", async () => {
    await expect(derived("x", { explainRule: "softplu" })).rejects.toThrow("There is no rule or operation \"softplu\".");
  });
});
