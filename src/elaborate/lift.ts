// The body of a sum or map over an index, lifted: what was made for one index becomes an array of the values for all of
// them, with the index as its first dimension. Reads at regular places become slices, so that x[i] is x itself.
import { nth } from "../diagnostics/known.js";
import { attrsOf } from "../graph/attrs.js";
import { batch, type OwnRule } from "../graph/batch.js";
import type { Builder } from "../graph/builder.js";
import { argOf, type Node, type NodeId } from "../graph/graph.js";
import { isGathered, isName, isPart, keepsOrder, tensorOf, underShapes } from "../graph/operation.js";
import { addDims, multiplyDims, sameDim, subtractDims, type Dim } from "../shape/dim.js";
import { dimAt, type Shape } from "../shape/shape.js";
import { contractionOf, isContraction } from "../ops/contraction.js";
import { sliced, takeAlong, windowOf, windowOnAxis, type AxisRange, type Window } from "../ops/windows.js";
import { moveDimension } from "../ops/places.js";
import type { Affines } from "./affine.js";

/** The numbers that an index runs through. */
export interface Steps {
  readonly first: Dim;
  readonly step: number;
  readonly size: Dim;
}

/** Thrown where an operation has no form for many values at once. */
export class NotLifted extends Error {
  readonly node: Node;
  constructor(node: Node) {
    super(node.op);
    this.node = node;
  }
}

/** The values of `body` at all steps of the index `leaf`: the shape of the body after the number of steps. */
export function lift(c: LiftContext, body: NodeId, leaf: NodeId, steps: Steps): NodeId {
  const { b } = c;
  const numbers = b.apply("range", [], { start: steps.first, step: steps.step, size: steps.size });
  const rule: OwnRule = (_b, node, args, batched) => ownRule({ ...c, leaf, steps }, node, args, batched);
  return batch(b, body, leaf, numbers, [steps.size], rule);
}

interface LiftContext {
  readonly b: Builder;
  readonly affines: Affines;
  readonly wholeVectors: boolean;
}

interface Lifting extends LiftContext {
  readonly leaf: NodeId;
  readonly steps: Steps;
}

function ownRule(l: Lifting, node: Node, args: readonly NodeId[], batched: readonly boolean[]): NodeId | undefined {
  const { b } = l;
  if (isPart(b, node)) {
    const { starts, steps } = windowOf(node.attrs);
    return part(b, nth(args, 0), { starts: [0, ...starts], steps: [1, ...steps], sizes: [l.steps.size, ...node.shape] });
  }
  // what is differentiated by stays a variable of its own
  if (isName(b, node)) return b.apply(node.op, args, { ...node.attrs, mark: b.graph.size });
  if (keepsOrder(b, node)) return b.reshape(underShapes(b, nth(args, 0)), [l.steps.size, ...node.shape]);
  if (isGathered(b, node)) return batched[1] === true ? gathered(l, node, nth(args, 0), batched[0] === true) : undefined;
  if (isContraction(node)) return l.wholeVectors ? undefined : shortSum(l, node, args, batched);
  if (node.op === "grad" || node.op === "derivative") return gradient(l, args as [NodeId, NodeId], batched);
  const record = tensorOf(b, node);
  if (record === undefined) return undefined;
  if (record.length === true) return l.wholeVectors ? undefined : shortLength(l, node, nth(args, 0));
  if (record.batch === undefined || (record.onlyLater === true && batched[0] === true)) throw new NotLifted(node);
  return undefined;
  }

/** Vectors of at most so many elements are taken apart, so that no array holds one for each index. */
const MAX_SHORT = 8;

/** norm(P[i, :] - P[j, :]) of short vectors, by its elements. */
function shortLength({ b }: Lifting, node: Node, x: NodeId): NodeId | undefined {
  const [size, ...others] = b.shape(argOf(node));
  if (typeof size !== "number" || size > MAX_SHORT || others.length > 0) return undefined;
  const parts = Array.from({ length: size }, (_, k) => elementOfLast(b, x, k));
  return parts.length === 1 ? b.apply("abs", parts) : parts.reduce((length, part) => b.apply("hypot", [length, part]));
}

/** A sum of all elements, or of products of elements, of short vectors. */
function shortSum({ b }: Lifting, node: Node, args: readonly NodeId[], batched: readonly boolean[]): NodeId | undefined {
  const { labels, out, dims } = contractionOf(node.attrs);
  const [size] = dims;
  const isShort = dims.length === 1 && out.length === 0 && typeof size === "number" && size <= MAX_SHORT &&
    labels.every((own) => own.length === 1);
  if (!isShort || !batched.some(Boolean)) return undefined;
  const terms = Array.from(
    { length: size },
    (_, k) => args.map((x) => elementOfLast(b, x, k)).reduce((p, x) => b.apply("mul", [p, x])),
  );
  return terms.reduce((sum, term) => b.apply("add", [sum, term]));
}

/** The element k of the last dimension, taken from the arguments of elementwise operations. */
function elementOfLast(b: Builder, id: NodeId, k: number, depth = 0): NodeId {
  const { op, args, shape, attrs } = b.node(id);
  const last = shape.length - 1;
  if (b.ops.get(op)?.kind === "scalar" && depth < MAX_TAKEN_APART) {
    const parts = args.map((a) => {
      const own = b.shape(a);
      if (own.length === 0) return a;
      return own.at(-1) === 1 ? b.reshape(a, own.slice(0, -1)) : elementOfLast(b, a, k, depth + 1);
    });
    return b.apply(op, parts, attrs);
  }
  return takeAlong(b, id, last, k);
}

const MAX_TAKEN_APART = 16;

/** No step depends on the variable of another one: the gradient of the sum holds that of each. */
function gradient({ b, steps }: Lifting, [f, x]: readonly [NodeId, NodeId], batched: readonly boolean[]): NodeId {
  if (batched[1] !== true) return b.apply("jacobian", [f, x]);
  return b.apply("grad", [batched[0] === true ? b.sum(f, [0]) : b.apply("mul", [f, b.size(steps.size)]), x]);
}

/** One place that moves with the index: a part of the array. */
function gathered({ b, ...l }: Lifting, node: Node, x: NodeId, isBatched: boolean): NodeId | undefined {
  const { axis } = attrsOf("gather", node);
  const window = movingWindow({ b, ...l }, argOf(node, 1));
  if (window === undefined) return undefined;
  const at = isBatched ? axis + 1 : axis;
  const all = part(b, x, windowOnAxis(b.shape(x), at, { ...window, size: l.steps.size }));
  return b.reshape(isBatched ? diagonal(b, all, at) : toFront(b, all, at), [l.steps.size, ...node.shape]);
}

/** A part of an array. Dimensions of 1 that shapes have put around the array stand around the part. */
function part(b: Builder, x: NodeId, window: Window): NodeId {
  const inner = underShapes(b, x);
  const [long, own] = [longAxes(b.shape(x)), longAxes(b.shape(inner))];
  const isSame = long.length === own.length &&
    own.every((axis, i) => sameDim(dimAt(b.shape(inner), axis), dimAt(b.shape(x), nth(long, i))));
  if (!isSame) return sliced(b, x, window);
  const along = (axis: number): number | undefined => long[own.indexOf(axis)];
  const of = b.shape(inner);
  const { starts, steps, sizes } = window;
  return b.reshape(sliced(b, inner, {
    starts: of.map((_, axis) => starts[along(axis) ?? -1] ?? 0),
    steps: of.map((_, axis) => steps[along(axis) ?? -1] ?? 1),
    sizes: of.map((_, axis) => sizes[along(axis) ?? -1] ?? 1),
  }), sizes);
}

/** The dimensions that are not of 1. */
function longAxes(shape: Shape): number[] {
  return shape.flatMap((dim, axis) => (dim === 1 ? [] : [axis]));
}

/** The same array with one dimension as the first; those of 1 go. */
function toFront(b: Builder, id: NodeId, axis: number): NodeId {
  const kept = b.shape(id).flatMap((dim, i) => (dim === 1 && i !== axis ? [] : [i]));
  return moveDimension(b, b.reshape(id, kept.map((i) => dimAt(b.shape(id), i))), kept.indexOf(axis), 0);
}

/** Where one place, which moves by a whole number with the index and depends on no other index, begins; counted from 0. */
function movingWindow({ b, affines, leaf, steps }: Lifting, places: NodeId): Omit<AxisRange, "size"> | undefined {
  const node = b.node(places);
  if (!keepsOrder(b, node)) return undefined;
  const place = affines.of(argOf(node));
  const by = place?.by.get(leaf);
  if (place === undefined || by === undefined || place.by.size !== 1) return undefined;
  return { start: subtractDims(addDims(place.dim, multiplyDims(by, steps.first)), 1), step: by * steps.step };
}

/** The elements whose first index and index along the axis are equal; the axis goes. */
function diagonal(b: Builder, id: NodeId, axis: number): NodeId {
  const shape = b.shape(id);
  const labels = shape.map((_, i) => (i === axis ? 0 : i));
  return b.contract([{ node: id, labels }], shape.map((_, i) => i).filter((i) => i !== axis), new Map(shape.map((d, i) => [i, d])));
}
