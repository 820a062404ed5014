// Counts of branches that are taken, where only whether they are zero matters: conditions of masks.
import { asApplied, argOf, type Node, type NodeId } from "../../graph/graph.js";
import { lawsOf } from "../../graph/operation.js";
import { MOST_COUNT_DEPTH } from "../limits.js";
import type { Context, StructuralRule } from "../rule.js";

/** A sum or a multiple of conditions is a condition as they are: whether one of them holds. */
const countedCondition: StructuralRule = {
  name: "counted-condition", op: ["select", "and", "or", "not"], keeps: "bits", phases: ["canonicalize", "finish"],
  apply: (c, node) => {
    const conditions = node.op === "select" ? node.args.slice(0, 1) : node.args;
    return c.b.apply(node.op, [...conditions.map((id) => plainCondition(c, id)), ...node.args.slice(conditions.length)]);
  },
};

/** What holds exactly where a count is not zero; one step, since what it gives is looked at again. */
function plainCondition(c: Context, id: NodeId): NodeId {
  const node = c.b.node(id);
  if (!isCount(c, id, MOST_COUNT_DEPTH)) return id;
  const [x, y] = asApplied(node).args;
  return node.op === "add" ? c.b.apply("or", [x, y]) : isMultiple(c, node) ? y : id;
}

/** A whole number from 0 up that conditions alone make. */
function isCount(c: Context, id: NodeId, depth: number): boolean {
  const node = c.b.node(id);
  if (lawsOf(c.b, id)?.logical === true) return true;
  if (depth === 0) return false;
  if (isMultiple(c, node)) return isCount(c, argOf(node, 1), depth - 1);
  return node.op === "add" && node.args.every((a) => isCount(c, a, depth - 1));
}

function isMultiple(c: Context, { op, args }: Node): boolean {
  const times = op === "mul" ? c.b.constantOf(args[0] as NodeId) : undefined;
  return times !== undefined && times >= 1 && Number.isInteger(times);
}

export const countRules: readonly StructuralRule[] = [countedCondition];
