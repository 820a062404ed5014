// Logarithms of the probability of one class, as cross-entropies have them for a label.
import { asApplied, type NodeId } from "../../graph/graph.js";
import { elementOf } from "../../ops/indexing.js";
import type { StructuralRule } from "../rule.js";
import { scalarsOf } from "./stacks.js";

/** logsumexp([z1, z2, …]) - z2: the elements of a list of scalars are no views of it. */
const lossOfListed: StructuralRule = {
  name: "logsumexp-less-listed", op: "sub", among: ["logsumexp"], keeps: "value", phases: ["stabilize", "canonicalize"],
  apply: (c, node) => {
    const [x, y] = node.args;
    const logarithm = (sum: NodeId, score: NodeId): NodeId | undefined => {
      const { op, args: [z], attrs } = asApplied(c.b.node(sum));
      const scalars = op === "logsumexp" && c.b.shape(z).length === 1 ? scalarsOf(c, z) ?? [] : [];
      return scalars.includes(score)
        ? elementOf(c.b, c.b.apply("log_softmax", [z], attrs), [scalars.length], scalars.indexOf(score))
        : undefined;
    };
    const loss = logarithm(x, y);
    return loss === undefined ? logarithm(y, x) : c.b.apply("neg", [loss]);
  },
};

export const ownLogarithmRules: readonly StructuralRule[] = [lossOfListed];
