// Every node's place in the text is exact, and trees are those that mathjs makes of the same text.
import fc from "fast-check";
import { parse as mathParse } from "mathjs";
import { describe, expect, test } from "vitest";
import { Report } from "../../src/diagnostics/diagnostic.js";
import { postorder, type Expr } from "../../src/syntax/ast.js";
import { parseProgram } from "../../src/syntax/parse.js";
import { rounds } from "../support/effort.js";
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

/** The fields of the nodes of mathjs that we look at; each kind has some of them. */
interface Loose {
  readonly type: string;
  readonly value: unknown;
  readonly name: string;
  readonly op: string;
  readonly fn: string;
  readonly args: readonly Loose[];
  readonly params: readonly Loose[];
  readonly conditionals: readonly string[];
  readonly items: readonly Loose[];
  readonly content: Loose;
  readonly condition: Loose;
  readonly trueExpr: Loose;
  readonly falseExpr: Loose;
  readonly object: Loose;
  readonly index: { readonly dotNotation: boolean; readonly dimensions: readonly Loose[] };
  readonly start: Loose;
  readonly step: Loose | null;
  readonly end: Loose;
}

const RELATIONS = new Map([["smaller", "<"], ["smallerEq", "<="], ["larger", ">"], ["largerEq", ">="], ["equal", "=="], ["unequal", "!="]]);

/** The same form as `shown`, from a tree of mathjs. */
function shownMath(n: Loose): string {
  const all = (list: readonly Loose[]): string => list.map(shownMath).join(", ");
  switch (n.type) {
    case "ConstantNode": return String(n.value);
    case "SymbolNode": return n.name.normalize("NFC");
    case "ParenthesisNode": return shownMath(n.content);
    case "OperatorNode": return shownOperator(n);
    case "RelationalNode": return `(${n.params.map((p, i) => (i === 0 ? shownMath(p) : `${RELATIONS.get(n.conditionals[i - 1] ?? "")} ${shownMath(p)}`)).join(" ")})`;
    case "ConditionalNode": return `(${shownMath(n.condition)} ? ${shownMath(n.trueExpr)} : ${shownMath(n.falseExpr)})`;
    case "FunctionNode": return `${n.name}(${all(n.args)})`;
    case "ArrayNode": return `[${all(n.items)}]`;
    case "AccessorNode": return n.index.dotNotation
      ? `${shownMath(n.object)}.${String(n.index.dimensions[0]?.value)}`
      : `${shownMath(n.object)}[${all(n.index.dimensions)}]`;
    case "RangeNode": return [n.start, n.step, n.end].filter((p) => p !== null).map(shownMath).join(":");
    default: throw new Error(n.type);
  }
}

function shownOperator({ op, fn, args }: Loose): string {
  const [a, b] = args.map(shownMath);
  if (b !== undefined) return `(${a} ${op} ${b})`;
  return fn === "ctranspose" || fn === "factorial" ? `(${a}${op})` : `(${op} ${a})`;
}

/** mathjs writes out the missing ends of a range. */
function withEnds(text: string): string {
  return text.replace(/(^|[[\s])(?=:)/g, "$11").replace(/:(?=[\],]|$)/g, ":end");
}

describe("places", () => {
  test("the text of every node makes the same node", () => {
    fc.assert(fc.property(randomText, (text) => {
      for (const e of postorder(expressionOf(`[${text}]`))) checkNode(`[${text}]`, e);
    }), { numRuns: rounds(400, 25) });
  });

  test("places are within those of the node above", () => {
    fc.assert(fc.property(randomText, (text) => {
      const root = expressionOf(`(${text})`);
      for (const e of postorder(root)) {
        expect(e.span.start).toBeGreaterThanOrEqual(root.span.start);
        expect(e.span.end).toBeLessThanOrEqual(root.span.end);
        expect(e.span.end).toBeGreaterThan(e.span.start);
      }
    }), { numRuns: rounds(200, 20) });
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
      const theirs = mathParse(`Q[${text.replaceAll("\r", "")}\n]`) as unknown as Loose;
      expect(withEnds(shown(expressionOf(`Q[${text}\n]`)))).toBe(withEnds(shownMath(theirs)));
    }), { numRuns: rounds(600, 30) });
  });

  test("no text at all makes the parser fail", () => {
    fc.assert(fc.property(fc.oneof(randomTokens, fc.string({ unit: "binary" })), (text) => {
      const report = new Report({ name: "<expr>", text });
      parseProgram(report.source, report);
    }), { numRuns: rounds(3000, 100) });
  });
});
