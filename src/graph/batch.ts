// Replaces a node by an array of its values: everything that depends on it gets the same dimensions
// in front. With the identity for a direction, a linear expression becomes the matrix of the map.
import { invariant } from "../diagnostics/diagnostic.js";
import type { Shape } from "../shape/shape.js";
import type { Builder } from "./builder.js";
import { reachable } from "./evaluate.js";
import { argOf, asApplied, asOperands, type Node, type NodeId } from "./graph.js";
import type { BatchRule } from "./operation.js";

/**
 * `result` with `variable` replaced by `values`, whose shape is `lead` and then that of the variable. A rule of one's
 * own comes before that of the operation.
 */
export function batch(b: Builder, result: NodeId, variable: NodeId, values: NodeId, lead: Shape, own?: OwnRule): NodeId {
  const replaced = new Map<NodeId, NodeId>([[variable, values]]);
  batchAll(b, [result], replaced, lead, own);
  return replaced.get(result) ?? b.broadcastTo(result, [...lead, ...b.shape(result)]);
}

export type OwnRule = (...args: Parameters<BatchRule>) => NodeId | undefined;

/** Adds what stands for the results, and for all on the way to them that depends on what is replaced already. */
export function batchAll(b: Builder, results: readonly NodeId[], replaced: Map<NodeId, NodeId>, lead: Shape, own?: OwnRule): void {
  for (const id of reachable(b, results)) {
    const node = b.node(id);
    if (replaced.has(id) || !node.args.some((a) => replaced.has(a))) continue;
    b.origin = node.origin;
    replaced.set(id, batchNode(b, node, replaced, lead, own));
  }
}

function batchNode(b: Builder, node: Node, replaced: ReadonlyMap<NodeId, NodeId>, lead: Shape, own: OwnRule | undefined): NodeId {
  const record = b.ops.get(node.op);
  const args = node.args.map((a) => replaced.get(a) ?? a);
  const batched = node.args.map((a) => replaced.has(a));
  if (record?.kind === "scalar") {
    return b.apply(
      node.op,
      args.map((arg, i) => (batched[i] === true ? aligned(b, arg, b.shape(argOf(node, i)), node.shape, lead) : arg)),
    );
  }
  const special = own?.(b, asApplied(node), asOperands(args), batched, lead);
  if (special !== undefined) return special;
  invariant(record?.batch !== undefined, `no batch rule for ${node.op}`);
  return record.batch(b, asApplied(node), asOperands(args), batched, lead);
}

/** Puts dimensions of size 1 between the leading ones and its own, so that those align at the right. */
function aligned(b: Builder, id: NodeId, own: Shape, result: Shape, lead: Shape): NodeId {
  const ones = new Array<number>(result.length - own.length).fill(1);
  return b.reshape(id, [...lead, ...ones, ...own]);
}
