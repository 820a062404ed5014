// Every node's place in the text is exact, and trees are those that mathjs makes of the same text.
import fc from "fast-check";
import { parse as mathParse, type MathNode } from "mathjs";
import { describe, expect, test } from "vitest";
import { Report } from "../../src/diagnostics/diagnostic.js";
import { postorder, type Expr } from "../../src/syntax/ast.js";
import { parseProgram } from "../../src/syntax/parse.js";
import { expressionOf, shown } from "./helpers.js";
import { randomText, randomTokens } from "./random-text.js";

/** The node that a part of the text makes where an index item may stand. */
function itemsOf(slice: string): string[] {
  const e = expressionOf(`Q[${slice}\n]`);
  return e.kind === "index" ? e.items.map(shown) : [];
}

function checkNode(text: string, e: Expr): void {
  const slice = text.slice(e.span.start, e.span.end);
  const items = itemsOf(slice);
  if (items.length === 1 && items[0] === shown(e)) return;
  // A row of a matrix has no brackets of its own.
  expect(e.kind, slice).toBe("array");
  expect(`[${items.join(", ")}]`).toBe(shown(e));
}

/** The same form as `shown`, from a tree of mathjs. */
function shownMath(node: MathNode): string {
  const n = node as unknown as Record<string, never> & { type: string };
  const all = (list: readonly MathNode[]): string => list.map(shownMath).join(", ");
  switch (n.type) {
    case "ConstantNode": return String(n["value"]);
    case "SymbolNode": return String(n["name"]).normalize("NFC");
    case "ParenthesisNode": return shownMath(n["content"]);
    case "OperatorNode": return shownOperator(n["op"], n["fn"], n["args"]);
    case "RelationalNode": return `(${(n["params"] as MathNode[]).map((p, i) => (i === 0 ? shownMath(p) : `${RELATIONS.get((n["conditionals"] as string[])[i - 1] ?? "")} ${shownMath(p)}`)).join(" ")})`;
    case "ConditionalNode": return `(${shownMath(n["condition"])} ? ${shownMath(n["trueExpr"])} : ${shownMath(n["falseExpr"])})`;
    case "FunctionNode": return `${shownMath(n["fn"])}(${all(n["args"])})`;
    case "ArrayNode": return `[${all(n["items"])}]`;
    case "AccessorNode": return shownAccess(n["object"], n["index"]);
    case "RangeNode": return [n["start"], n["step"], n["end"]].filter((p) => p).map(shownMath).join(":");
    default: throw new Error(n.type);
  }
}

const RELATIONS = new Map([["smaller", "<"], ["smallerEq", "<="], ["larger", ">"], ["largerEq", ">="], ["equal", "=="], ["unequal", "!="]]);

function shownOperator(op: string, fn: string, [a, b]: readonly [MathNode, MathNode?]): string {
  if (b !== undefined) return `(${shownMath(a)} ${op} ${shownMath(b)})`;
  return fn === "ctranspose" || fn === "factorial" ? `(${shownMath(a)}${op})` : `(${op} ${shownMath(a)})`;
}

function shownAccess(object: MathNode, index: { dotNotation: boolean; dimensions: readonly MathNode[] }): string {
  if (index.dotNotation) return `${shownMath(object)}.${(index.dimensions[0] as unknown as { value: string }).value}`;
  return `${shownMath(object)}[${index.dimensions.map(shownMath).join(", ")}]`;
}

/** mathjs writes out the missing ends of a range. */
function withEnds(text: string): string {
  return text.replace(/(^|[[\s])(?=:)/g, "$11").replace(/:(?=[\],]|$)/g, ":end");
}

describe("places", () => {
  test("the text of every node makes the same node", () => {
    fc.assert(fc.property(randomText, (text) => {
      for (const e of postorder(expressionOf(`[${text}]`))) checkNode(`[${text}]`, e);
    }), { numRuns: 400 });
  });

  test("places are within those of the node above", () => {
    fc.assert(fc.property(randomText, (text) => {
      const root = expressionOf(`(${text})`);
      for (const e of postorder(root)) {
        expect(e.span.start).toBeGreaterThanOrEqual(root.span.start);
        expect(e.span.end).toBeLessThanOrEqual(root.span.end);
        expect(e.span.end).toBeGreaterThan(e.span.start);
      }
    }), { numRuns: 200 });
  });

  test.each([
    ["(a + b)*c", ["a", "b", "a + b", "c", "(a + b)*c"]],
    ["2 sin( x )", ["2", "x", "sin( x )", "2 sin( x )"]],
    ["A[1:end, :]'", ["A", "1", "end", "1:end", ":", "A[1:end, :]", "A[1:end, :]'"]],
    ["[1, 2; 3, 4,]", ["1", "2", "1, 2", "3", "4", "3, 4,", "[1, 2; 3, 4,]"]],
    ["p . x^2", ["p", "p . x", "2", "p . x^2"]],
  ])("%s", (text, slices) => {
    expect(postorder(expressionOf(text)).map((e) => text.slice(e.span.start, e.span.end))).toEqual(slices);
  });
});

describe("trees", () => {
  test("are those of mathjs", () => {
    fc.assert(fc.property(randomText, (text) => {
      const theirs = mathParse(`Q[${text.replaceAll("\r", "")}\n]`);
      expect(withEnds(shown(expressionOf(`Q[${text}\n]`)))).toBe(withEnds(shownMath(theirs)));
    }), { numRuns: 600 });
  });

  test("no text at all makes the parser fail", () => {
    fc.assert(fc.property(fc.oneof(randomTokens, fc.string({ unit: "binary" })), (text) => {
      const report = new Report({ name: "<expr>", text });
      parseProgram(report.source, report);
    }), { numRuns: 3000 });
  });
});
