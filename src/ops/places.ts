// Gather and scatter of many arrays at once, where the places differ from one to the next: the arrays become one, in which
// each has its own range of places.
import { attrsOf } from "../graph/attrs.js";
import type { Builder } from "../graph/builder.js";
import type { Node, NodeId } from "../graph/graph.js";
import type { BatchRule } from "../graph/operation.js";
import { multiplyDims, productOfDims, type Dim } from "../shape/dim.js";
import { dimAt, type Shape } from "../shape/shape.js";
import { batchedTo } from "./batch.js";

/** `x [lead, …, S, …]` or `[…, S, …]` at places `[lead, K]`, or `[K]`. */
export const batchGather: BatchRule = (b, node, [x, places], [isBatched, hasOwnPlaces], lead) => {
  const { axis } = attrsOf("gather", node);
  if (hasOwnPlaces !== true) return b.apply("gather", [x, places], { axis: axis + lead.length });
  const count = b.shape(places).at(-1) as Dim;
  if (isBatched !== true) {
    const before = node.shape.slice(0, axis);
    const all = b.apply("gather", [x, b.reshape(places, [productOfDims([...lead, count])])], { axis });
    const wide = b.reshape(all, [...before, ...lead, count, ...node.shape.slice(axis + 1)]);
    return lead.reduce<NodeId>((id, _, i) => moveDimension(b, id, axis + i, i), wide);
  }
  const size = dimAt(b.shape(x), lead.length + axis);
  const rows = b.apply("gather", [joined(b, x, lead, axis), ownPlaces(b, places, lead, size)], { axis: 0 });
  return apart(b, rows, lead, count, axis);
};

/** `x [lead, …, K, …]` added at places `[lead, K]`, or `[K]`, of zeros. */
export const batchScatter: BatchRule = (b, node, [x, places], [isBatched, hasOwnPlaces], lead) => {
  const { axis, size } = attrsOf("scatter", node);
  if (hasOwnPlaces !== true) return b.apply("scatter", [x, places], { axis: axis + lead.length, size });
  const wide = batchedTo(b, x, isBatched === true, lead);
  const rows = b.apply(
    "scatter", [joined(b, wide, lead, axis), ownPlaces(b, places, lead, size)],
    { axis: 0, size: productOfDims([...lead, size]) },
  );
  return apart(b, rows, lead, size, axis);
};

/** A scatter of rows of arrays `[steps, …, K, …]` together, each at its places of `[steps, K]`. */
export function scatterRows(b: Builder, node: Node, x: NodeId, places: NodeId): NodeId {
  const { axis, size } = attrsOf("scatter", node);
  const rows = joined(b, x, b.shape(x).slice(0, 1), axis);
  return moveDimension(b, b.apply("scatter", [rows, b.reshape(places, [productOfDims(b.shape(places))])], { axis: 0, size }), 0, axis);
}

/** The leading dimensions and the one along the axis as the first dimension. */
function joined(b: Builder, id: NodeId, lead: Shape, axis: number): NodeId {
  const shape = b.shape(id);
  const [size, others] = [dimAt(shape, lead.length + axis), shape.slice(lead.length).filter((_, i) => i !== axis)];
  return b.reshape(moveDimension(b, id, lead.length + axis, lead.length), [productOfDims([...lead, size]), ...others]);
}

/** The inverse of `joined`, for a dimension of another size. */
function apart(b: Builder, id: NodeId, lead: Shape, size: Dim, axis: number): NodeId {
  return moveDimension(b, b.reshape(id, [...lead, size, ...b.shape(id).slice(1)]), lead.length, lead.length + axis);
}

/** Places in arrays of `size` elements each as places in all of them, one after the other. */
function ownPlaces(b: Builder, places: NodeId, lead: Shape, size: Dim): NodeId {
  const rows = productOfDims(lead);
  const before = b.apply("mul", [b.apply("range", [], { start: 0, step: 1, size: rows }), b.size(size)]);
  const all = b.apply("add", [places, b.reshape(before, [...lead, 1])]);
  return b.reshape(all, [multiplyDims(rows, b.shape(places).at(-1) as Dim)]);
}

/** The same array with one dimension at another place. */
export function moveDimension(b: Builder, id: NodeId, from: number, to: number): NodeId {
  if (from === to) return id;
  const shape = b.shape(id);
  const labels = shape.map((_, i) => i);
  const out = labels.filter((i) => i !== from);
  out.splice(to, 0, from);
  return b.contract([{ node: id, labels }], out, new Map(shape.map((d, i) => [i, d])));
}
