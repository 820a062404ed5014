// Depth and length: what is deep is read without recursion, what is long in linear time.
import { describe, expect, test } from "vitest";
import { Report } from "../../src/diagnostics/diagnostic.js";
import { postorder, type Expr } from "../../src/syntax/ast.js";
import { parseProgram } from "../../src/syntax/parse.js";
import { rounds } from "../support/effort.js";
import { codesOf, expressionOf, statementsOf } from "./helpers.js";

function countOf(text: string): number {
  return postorder(expressionOf(text)).length;
}

describe("deep", () => {
  test.each<readonly [string, string, number]>([
    ["brackets", `${"(".repeat(10_000)}x${")".repeat(10_000)}`, 1],
    ["calls", `${"sin(".repeat(10_000)}x${")".repeat(10_000)}`, 10_001],
    ["brackets at the limit", `${"(".repeat(20_000)}x${")".repeat(20_000)}`, 1],
    ["arrays", `${"[".repeat(10_000)}x${"]".repeat(10_000)}`, 10_001],
    ["indices", `${"A[".repeat(10_000)}1${"]".repeat(10_000)}`, 20_001],
    ["second arguments", `${"f(1 + y, ".repeat(10_000)}x${")".repeat(10_000)}`, 40_001],
    ["sums in brackets", `${"(1 + ".repeat(10_000)}x${")".repeat(10_000)}`, 20_001],
    ["signs", `${"-".repeat(1000)}x`, 1001],
    ["powers", Array<string>(1500).fill("x").join("^"), 2999],
    ["choices", `${"c ? 1 : ".repeat(1500)}2`, 4501],
    ["choices in brackets", `${"c ? (".repeat(10_000)}2${") : 3".repeat(10_000)}`, 30_001],
    ["transposes", `x${"'".repeat(20_000)}`, 20_001],
    ["fields and indices", `p.x${"[1]".repeat(5000)}`, 10_002],
  ])("%s", (_, text, count) => {
    expect(countOf(text)).toBe(count);
  });

  test("too deep is said at once", () => {
    const text = `${"sin(".repeat(100_000)}x${")".repeat(100_000)}`;
    expect(codesOf(text)).toEqual(["nested-too-deeply"]);
  });

  test("places of deep nodes are exact", () => {
    const depth = 3000;
    let e: Expr = expressionOf(`${"sin(".repeat(depth)}x${")".repeat(depth)}`);
    for (let i = 0; i < depth; i++) {
      expect(e.span).toEqual({ start: 4 * i, end: 5 * depth + 1 - i });
      e = e.kind === "call" ? (e.args[0] as Expr) : e;
    }
    expect(e.kind).toBe("name");
  });
});

describe("long", () => {
  test("a sum of 100,000 terms", () => {
    const text = Array.from({ length: 100_000 }, (_, i) => `x${i}*2`).join(" + ");
    expect(countOf(text)).toBe(399_999);
  });

  test("an array of 100,000 items", () => {
    expect(countOf(`[${Array<string>(100_000).fill("1.5").join(", ")}]`)).toBe(100_001);
  });

  const COUNT = rounds(300_000);
  test(`${COUNT} statements`, () => {
    const lines = Array.from({ length: COUNT }, (_, i) => `a${i + 2} = sin(a${i + 1}) * 1.1 + a${i}`);
    expect(statementsOf(lines.join("\n"))).toHaveLength(COUNT);
  });

  test("faults of 100,000 kinds of brackets", () => {
    for (const text of [")".repeat(100_000), "(".repeat(100_000), "([".repeat(50_000) + ")".repeat(50_000), "f(\n".repeat(50_000)]) {
      parseProgram({ name: "m", text }, new Report({ name: "m", text }));
    }
  });
});
