// The derivative of the greatest or least of many values: equal parts to all that reach it.
import { nth } from "../diagnostics/known.js";
import type { Builder } from "../graph/builder.js";
import type { NodeId } from "../graph/graph.js";

/** The partial of max or min of more than two values; NaN where any of them is NaN. */
export function tiePartial(b: Builder, args: readonly NodeId[], out: NodeId, index: number): NodeId | undefined {
  if (args.length <= 2) return undefined;
  const reached = args.map((arg) => b.apply("eq", [arg, out]));
  const count = reached.reduce((sum, r) => b.apply("add", [sum, r]));
  return b.apply("div", [nth(reached, index), count]);
}
