// Operations with a definition in simpler ones, opened just before planning.
import type { StructuralRule } from "../rule.js";
import type { OpTable } from "../../graph/builder.js";

/** One rule for each operation whose record has an expansion. */
export function expansions(ops: OpTable): StructuralRule[] {
  return [...ops.values()].flatMap((op): StructuralRule[] => {
    if (op.kind !== "tensor" || op.expand === undefined) return [];
    const { expand } = op;
    return [{ name: `expand-${op.name}`, op: op.name, keeps: "bits", phases: ["finish"], apply: (c, node) => expand(c.b, node) }];
  });
}
