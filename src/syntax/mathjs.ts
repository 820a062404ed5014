// The one place that knows mathjs: its parser, made on first use, and the shape of its trees.
import { create, parseDependencies } from "mathjs/number";

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

/** A parser of its own, apart from any other use of mathjs in the process. */
export function newMathParser(): (text: string) => MathTree {
  const { parse } = create(parseDependencies ?? {}, {});
  Object.assign(parse, { isAlpha: (c: string) => c >= "a" && c <= "z", isWhitespace: (c: string) => c === " " });
  return (text) => parse(text) as unknown as MathTree;
}
