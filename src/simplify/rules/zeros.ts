// Zeros that the program writes are no coupling: their products are 0, whatever the other factor holds.
import { attrsOf } from "../../graph/attrs.js";
import type { NodeId } from "../../graph/graph.js";
import { filledWith } from "../structure/indexing.js";
import type { Context, StructuralRule } from "../rule.js";

/** Not at the strict level, where such a product is what IEEE arithmetic gives. */
export const timesWrittenZero: StructuralRule = {
  name: "times-written-zero", op: "mul", keeps: "value",
  apply: (c, node) => {
    const [x, y] = node.args;
    return isZero(c, x) || isZero(c, y) ? c.b.broadcastTo(c.b.literal(0), node.shape) : undefined;
  },
};

function isZero(c: Context, id: NodeId): boolean {
  const scalar = c.b.shape(id).length === 0 ? id : filledWith(c, id);
  return scalar !== undefined && c.b.isWrittenZero(scalar);
}

/** Once all products are gone, a 0 is a 0. */
export const plainZero: StructuralRule = {
  name: "plain-zero", op: "constant", keeps: "bits", phases: ["finish"],
  apply: (c, node, id: NodeId) => (c.b.isWrittenZero(id) ? c.b.constant(attrsOf("constant", node).value) : undefined),
};
