// Rules of batching shared by operations: leading dimensions pass through the other ones untouched.
import type { Builder } from "../graph/builder.js";
import type { Attrs, NodeId } from "../graph/graph.js";
import type { Shape } from "../shape/shape.js";
import type { BatchRule } from "../graph/operation.js";

/** For an operation of one batched argument whose attributes name axes. */
export const batchAxes: BatchRule = (b, node, args, batched, lead) =>
  b.apply(node.op, args.map((arg, i) => batchedTo(b, arg, batched[i] === true, lead)), shiftAxes(node.attrs, lead.length));

/** An argument with the leading dimensions, stretched over them if it lacks them. */
export function batchedTo(b: Builder, id: NodeId, isBatched: boolean, lead: Shape): NodeId {
  return isBatched ? id : b.broadcastTo(id, [...lead, ...b.shape(id)]);
}

function shiftAxes(attrs: Attrs, by: number): Attrs {
  const shifted: Record<string, Attrs[string]> = { ...attrs };
  if (typeof attrs.axis === "number") shifted.axis = attrs.axis + by;
  if (Array.isArray(attrs.axes)) shifted.axes = (attrs.axes as readonly number[]).map((a) => a + by);
  return shifted;
}
