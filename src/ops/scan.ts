// Running sums and first-order linear recurrences along an axis, and the product of all elements,
// whose derivative is two recurrences: right with zeros among the elements, in every order.
import { nth } from "../diagnostics/known.js";
import { attrsOf } from "../graph/attrs.js";
import type { Builder } from "../graph/builder.js";
import type { Applied, Attrs, Node, NodeId } from "../graph/graph.js";
import { forEachIndex, stridesOf, zerosTensor, type Tensor } from "../graph/tensor.js";
import { productOfDims, subtractDims } from "../shape/dim.js";
import { dimAt } from "../shape/shape.js";
import { batchAxes } from "./batch.js";
import { placeAlong, sliceAlong } from "./windows.js";
import { axesOf } from "./reduction.js";
import { anyValue } from "../graph/classes.js";
import type { TensorOp } from "../graph/operation.js";
import { running, type Walk } from "../graph/reach.js";
import { logAddExp } from "../runtime/stable.js";
import { recurrences } from "./recurrences.js";

export const scans: readonly TensorOp[] = [
  {
    kind: "tensor", name: "cumsum", doc: "The running sum along an axis, from the start or, reversed, from the end.",
    flow: "moves", values: anyValue, access: "loops",
    running: { start: 0, step: "before + x" },
    shape: ([x]) => x,
    evaluate: ([x], attrs) => scan(x, attrs, (before, at) => before + nth(x.data, at)),
    batch: batchAxes, reach: runningReach,
    vjp: (b, node, ct) => b.apply("cumsum", [ct], { ...node.attrs, reverse: !attrsOf("cumsum", node).reverse }),
    jvp: (b, node, [dx]) => (dx === undefined ? undefined : b.apply("cumsum", [dx], node.attrs)),
  },
  {
    kind: "tensor", name: "recurrence", doc: "y[i] = a[i]*y[i-1] + b[i] along an axis, from y = 0 before the first.",
    flow: "groups", values: anyValue, access: "loops",
    running: { start: 0, step: "x*before + y" }, helpers: recurrences,
    shape: ([a]) => a,
    evaluate: ([a, c], attrs) => scan(
      a, attrs,
      (before, at) => nth(a.data, at) * before + nth(c.data, at),
    ),
    batch: batchAxes, reach: runningReach,
    vjp: recurrenceVjp,
    jvp: recurrenceJvp,
  },
  {
    kind: "tensor", name: "logcumsumexp", doc: "log(cumsum(exp(x))) along an axis, without overflow.", flow: "groups",
    values: anyValue, access: "loops",
    running: { start: -Infinity, step: "logaddexp(before, x)" }, called: { name: "logcumsumexp", along: "first" },
    shape: ([x]) => x,
    evaluate: ([x], attrs) => scan(x, attrs, (before, at) => logAddExp(before, nth(x.data, at)), -Infinity),
    batch: batchAxes, reach: runningReach,
    // with y the result: dy[i] = exp(y[i-1] - y[i])*dy[i-1] + exp(x[i] - y[i])*dx[i], factors of at most 1
    vjp: (b, node, ct, _index, id) => {
      const { axis } = attrsOf("recurrence", node);
      const weights = shifted(b, carriedWeights(b, id, axis), axis, true);
      return b.apply("mul", [ownWeights(b, node, id), b.apply("recurrence", [weights, ct], { axis, reverse: true })]);
    },
    jvp: (b, node, [dx], id) => {
      const { axis } = attrsOf("recurrence", node);
      return dx === undefined
        ? undefined
        : b.apply("recurrence", [carriedWeights(b, id, axis), b.apply("mul", [ownWeights(b, node, id), dx])], { axis, reverse: false });
    },
  },
  {
    kind: "tensor", name: "reduce_prod", doc: "The product of the elements along the axes.", flow: "reduces",
    values: anyValue, access: "loops", combines: "prod", called: { name: "prod", along: "each" },
    shape: ([x], attrs) => x.filter((_, i) => !axesOf({ attrs }).includes(i)),
    evaluate: ([x], attrs, shape) => product(x, axesOf({ attrs }), shape),
    batch: batchAxes,
    vjp: (b, node, ct) => b.apply("mul", [b.keepAxes(ct, axesOf(node)), productOfOthers(b, node)]),
    jvp: (b, node, [dx]) => (dx === undefined ? undefined : b.sum(b.apply("mul", [productOfOthers(b, node), dx]), axesOf(node))),
  },
];

/** exp(x[i] - y[i]), the part of the newest term in a running sum of exponentials. */
function ownWeights(b: Builder, node: Applied, y: NodeId): NodeId {
  return b.apply("exp", [b.apply("sub", [node.args[0], y])]);
}

/** exp(y[i-1] - y[i]), the part of the terms before; 0 at the first. */
function carriedWeights(b: Builder, y: NodeId, axis: number): NodeId {
  const size = dimAt(b.shape(y), axis);
  const [before, at] = [0, 1].map((start) => sliceAlong(b, y, axis, { start, size: subtractDims(size, 1) })) as [NodeId, NodeId];
  return placeAlong(b, b.apply("exp", [b.apply("sub", [before, at])]), axis, 1, size);
}

function scan(x: Tensor, attrs: Attrs, step: (before: number, at: number) => number, start = 0): Tensor {
  const out = zerosTensor(x.shape);
  const { axis, reverse } = attrsOf("cumsum", { attrs });
  const size = nth(x.shape, axis);
  const stride = nth(stridesOf(x.shape), axis);
  forEachIndex(x.shape.map((d, i) => (i === axis ? 1 : d)), (index) => {
    const base = stridesOf(x.shape).reduce((sum, s, i) => sum + s * nth(index, i), 0);
    let value = start;
    for (let i = 0; i < size; i++) {
      const at = base + stride * (reverse ? size - 1 - i : i);
      value = step(value, at);
      out.data[at] = value;
    }
  });
  return out;
}

/** With s the reversed recurrence of ct over a shifted by one: the cotangent of b is s, that of a is s*y[i-1]. */
function recurrenceVjp(b: Builder, node: Applied, ct: NodeId, index: number, id: NodeId): NodeId {
  const { axis, reverse } = attrsOf("recurrence", node);
  const next = shifted(b, node.args[0], axis, !reverse);
  const s = b.apply("recurrence", [next, ct], { axis, reverse: !reverse });
  return index === 1 ? s : b.apply("mul", [s, shifted(b, id, axis, reverse)]);
}

function recurrenceJvp(b: Builder, node: Applied, tangents: readonly (NodeId | undefined)[], id: NodeId): NodeId | undefined {
  const { axis, reverse } = attrsOf("recurrence", node);
  const [da, db] = tangents;
  const fromA = da === undefined ? undefined : b.apply("mul", [da, shifted(b, id, axis, reverse)]);
  const source = fromA === undefined ? db : db === undefined ? fromA : b.apply("add", [fromA, db]);
  return source === undefined ? undefined : b.apply("recurrence", [node.args[0], source], node.attrs);
}

function runningReach(_b: Builder, node: Node): readonly Walk[] {
  const { axis, reverse } = attrsOf("cumsum", node);
  return [running(node.shape, axis, reverse)];
}

/** Moves every element one place on along an axis, or back; the place left free is 0. */
export function shifted(b: Builder, id: NodeId, axis: number, back: boolean): NodeId {
  const size = dimAt(b.shape(id), axis);
  const part = sliceAlong(b, id, axis, { start: back ? 1 : 0, size: subtractDims(size, 1) });
  return placeAlong(b, part, axis, back ? 0 : 1, size);
}

function product(x: Tensor, axes: readonly number[], shape: readonly number[]): Tensor {
  const out = { shape, data: new Float64Array(shape.reduce((p, d) => p * d, 1)).fill(1) };
  const strides = stridesOf(shape);
  forEachIndex(x.shape, (index, flat) => {
    const kept = index.filter((_, i) => !axes.includes(i));
    const at = kept.reduce((sum, i, k) => sum + i * nth(strides, k), 0);
    out.data[at] = nth(out.data, at) * nth(x.data, flat);
  });
  return out;
}

/** For each element the product of all others: products before it times products after it, never y/x. */
function productOfOthers(b: Builder, node: Applied): NodeId {
  const [x] = node.args;
  const shape = b.shape(x);
  const axes = axesOf(node);
  const [only] = axes;
  if (axes.length === 1 && only !== undefined) return othersAlong(b, x, only);
  return b.reshape(othersAlong(b, b.reshape(x, [productOfDims(shape)]), 0), shape);
}

function othersAlong(b: Builder, x: NodeId, axis: number): NodeId {
  return b.apply("mul", [productBefore(b, x, axis, false), productBefore(b, x, axis, true)]);
}

/** For each element the product of those before it along an axis, or reversed of those after it. */
function productBefore(b: Builder, x: NodeId, axis: number, reverse: boolean): NodeId {
  const shape = b.shape(x);
  const one = b.fill(1, shape.map((d, i) => (i === axis ? 1 : d)));
  const size = dimAt(shape, axis);
  const seed = placeAlong(b, one, axis, reverse ? subtractDims(size, 1) : 0, size);
  return b.apply("recurrence", [shifted(b, x, axis, reverse), seed], { axis, reverse });
}

/** The running product along an axis: right with zeros and infinities among the elements, in every order of derivative. */
export function runningProduct(b: Builder, x: NodeId, axis: number): NodeId {
  return b.apply("mul", [x, productBefore(b, x, axis, false)]);
}
