// Operations that have a form in simpler ones are written in it, just before planning or as soon as nothing is differentiated.
import type { OpTable } from "../../graph/builder.js";
import type { StructuralRule } from "../rule.js";

/** One rule for each operation of the table that expands. */
export function expansions(ops: OpTable): StructuralRule[] {
  return [...ops.values()].flatMap((record) => {
    if (record.kind !== "tensor" || record.expand === undefined) return [];
    const { expand } = record;
    return [{
      name: `expand-${record.name.replaceAll("_", "-")}`, op: record.name, keeps: "bits" as const,
      phases: record.written === undefined ? ["finish"] : ["canonicalize", "finish"], apply: (c, node) => expand(c.b, node),
    } satisfies StructuralRule];
  });
}
