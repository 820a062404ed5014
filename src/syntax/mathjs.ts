// The one place that knows mathjs: its parser, made on first use, and the shape of its trees. The parser is handed nodes
// that hold their parts and nothing else: what those of mathjs compute and print stays out of what is bundled.
// @ts-expect-error: mathjs has no types for what its functions are made by
import { createParse } from "mathjs/number";

/** What we read of the nodes of mathjs. */
export type MathTree =
  | { readonly type: "ConstantNode" | "SymbolNode" }
  | { readonly type: "OperatorNode"; readonly fn: string; readonly args: readonly MathTree[]; readonly implicit: boolean }
  | { readonly type: "RelationalNode"; readonly params: readonly MathTree[] }
  | { readonly type: "ConditionalNode"; readonly condition: MathTree; readonly trueExpr: MathTree; readonly falseExpr: MathTree }
  | { readonly type: "ParenthesisNode"; readonly content: MathTree }
  | { readonly type: "FunctionNode"; readonly args: readonly MathTree[] }
  | {
    readonly type: "AccessorNode"; readonly object: MathTree;
    readonly index: { readonly dotNotation: boolean; readonly dimensions: readonly MathTree[] };
  }
  | { readonly type: "ArrayNode"; readonly items: readonly MathTree[] }
  | { readonly type: "RangeNode"; readonly start: MathTree; readonly end: MathTree; readonly step: MathTree | null };

/** The nodes that the parser makes, with their parts in the order of its constructors. */
const NODES = {
  AccessorNode: ["object", "index", "optionalChaining"], ArrayNode: ["items"], AssignmentNode: ["object", "index", "value"],
  BlockNode: ["blocks"], ConditionalNode: ["condition", "trueExpr", "falseExpr"], ConstantNode: ["value"],
  FunctionAssignmentNode: ["name", "params", "expr"], FunctionNode: ["fn", "args", "optional"], IndexNode: ["dimensions", "dotNotation"],
  ObjectNode: ["properties"], OperatorNode: ["op", "fn", "args", "implicit", "isPercentage"], ParenthesisNode: ["content"],
  RangeNode: ["start", "end", "step"], RelationalNode: ["conditionals", "params"], SymbolNode: ["name"],
} as const;

type Parse = (text: string) => MathTree;
type Signatures = Readonly<Record<string, Parse>>;

/** A parser of its own, apart from any other use of mathjs in the process. */
export function newMathParser(): Parse {
  const typed = Object.assign((_name: string, { string }: Signatures) => string as Parse, { addConversion: () => undefined });
  const nodes = Object.fromEntries(Object.entries(NODES).map(([type, parts]) => [type, nodeOf(type, parts)]));
  const parse = (createParse as (parts: object) => Parse)({ ...nodes, typed, numeric: Number, config: { number: "number" } });
  return Object.assign(parse, { isAlpha: (c: string) => c >= "a" && c <= "z", isWhitespace: (c: string) => c === " " });
}

function nodeOf(type: string, parts: readonly string[]): new (...values: readonly unknown[]) => object {
  class Node {
    readonly [part: string]: unknown;
    constructor(...values: readonly unknown[]) {
      for (let i = 0; i < parts.length; i++) (this as Record<string, unknown>)[parts[i] as string] = values[i] ?? null;
    }
  }
  Object.assign(Node.prototype, { type, isNode: true, [`is${type}`]: true });
  return Node;
}
