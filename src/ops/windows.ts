// Windows of arrays: slices, and arrays laid into zeros, each the other's transpose; the nodes of them, along one axis or all.
import { nth } from "../diagnostics/known.js";
import { attrsOf, type OpAttrs } from "../graph/attrs.js";
import type { Builder } from "../graph/builder.js";
import { argOf, type Attrs, type Node, type NodeId } from "../graph/graph.js";
import { elementAt, forEachIndex, generate, isAbsentAt, stridesOf, withAbsent, zerosTensor, type Tensor } from "../graph/tensor.js";
import { sameDim, type Dim } from "../shape/dim.js";
import type { Shape } from "../shape/shape.js";
import { ofArguments, withZeros } from "../graph/classes.js";
import type { SizeOf, TensorOp } from "../graph/operation.js";
import { inOrder, inWindow, type Walk } from "../graph/reach.js";
import { linear } from "./linear.js";

export type Window = OpAttrs["slice"];

/** The window of a slice or of a place. */
export function windowOf(attrs: Attrs): Window {
  return attrsOf("slice", { attrs });
}

export const windows: readonly TensorOp[] = [
  linear("slice", "A window of an array, with a step for each dimension.", {
    flow: "reads a part", values: ofArguments, access: "view",
    shape: (_args, attrs) => windowOf(attrs).sizes,
    evaluate: ([x], attrs, shape, size) => movedFrom(x, shape, (index) => windowIndex(attrs, index, size)),
    transpose: (b, node, ct) => b.apply("place", [ct], { ...windowAttrs(node.attrs), shape: b.shape(node.args[0]) }),
    batch: (b, node, [x], _batched, lead) => b.apply(
      "slice", [x], { ...leadWindow(node.attrs, lead), sizes: [...lead, ...node.shape] },
    ),
    reach: (b, node) => [{ box: node.shape, to: inOrder(node.shape), from: windowIn(b.shape(node.args[0]), node.attrs) }],
  }),
  linear("place", "Zeros, with an array laid into a window.", {
    flow: "leaves zeros", values: withZeros, access: "loops",
    shape: (_args, attrs) => attrsOf("place", { attrs }).shape,
    evaluate: ([x], attrs, shape, size) => {
      const out = zerosTensor(shape);
      const strides = stridesOf(shape);
      forEachIndex(x.shape, (index, flat) => {
        const at = windowIndex(attrs, index, size).reduce((sum, i, axis) => sum + i * nth(strides, axis), 0);
        out.data[at] = nth(x.data, flat);
      });
      return out;
    },
    transpose: (b, node, ct) => b.apply("slice", [ct], { ...windowAttrs(node.attrs), sizes: b.shape(node.args[0]) }),
    batch: (b, node, [x], _batched, lead) => b.apply(
      "place", [x], { ...leadWindow(node.attrs, lead), shape: [...lead, ...node.shape] },
    ),
    reach: (b, node) => {
      const box = b.shape(node.args[0]);
      return [{ box, to: windowIn(node.shape, node.attrs), from: inOrder(box) }];
    },
    lays: (_args, attrs) => {
      const { starts, steps } = windowOf(attrs);
      return (_arg, axis) => ({ start: nth(starts, axis), step: nth(steps, axis), axis });
    },
  }),
];

function windowIn(whole: Shape, attrs: Attrs): Walk["to"] {
  const { starts, steps } = windowOf(attrs);
  return inWindow(whole, starts, steps);
}

/** A window with whole leading dimensions in front. */
function leadWindow(attrs: Attrs, lead: Shape): Attrs {
  const { starts, steps } = windowOf(attrs);
  return { starts: [...lead.map(() => 0), ...starts], steps: [...lead.map(() => 1), ...steps] };
}

/** The elements of an array at other places. */
function movedFrom(x: Tensor, shape: readonly number[], place: (index: readonly number[]) => readonly number[]): Tensor {
  const moved = generate(shape, (index) => elementAt(x, place(index)));
  return x.absent === undefined ? moved : withAbsent(moved, (index) => isAbsentAt(x, place(index)));
}

function windowAttrs(attrs: Attrs): Attrs {
  const { starts, steps } = windowOf(attrs);
  return { starts, steps };
}

/** Whether a node is some rows of its argument, one after the other. */
export function areRows(b: Builder, node: Node): boolean {
  if (node.op !== "slice") return false;
  const { starts, steps, sizes } = windowOf(node.attrs);
  const whole = b.shape(argOf(node));
  const isAll = (i: number): boolean => starts[i] === 0 && sameDim(nth(sizes, i), nth(whole, i));
  return steps.every((step, i) => step === 1 && (i === 0 || isAll(i)));
}

function windowIndex(attrs: Attrs, index: readonly number[], size: SizeOf): number[] {
  const { starts, steps } = windowOf(attrs);
  return index.map((i, axis) => size(nth(starts, axis)) + i * nth(steps, axis));
}

/** A range of places along one axis, whose other axes are whole. */
export interface AxisRange {
  readonly start: Dim;
  readonly step?: number;
  readonly size: Dim;
}

/** The part of an array that is a range of its places along one axis. */
export function sliceAlong(b: Builder, id: NodeId, axis: number, range: AxisRange): NodeId {
  return sliced(b, id, windowOnAxis(b.shape(id), axis, range));
}

/** The window that is all but a range of places along one axis. */
export function windowOnAxis(shape: Shape, axis: number, { start, step = 1, size }: AxisRange): Window {
  return { ...windowAlong(shape, axis, start, step), sizes: shape.map((d, i) => (i === axis ? size : d)) };
}

/** A window of an array, which may be the whole. */
export function sliced(b: Builder, id: NodeId, window: Window): NodeId {
  const isWhole = b.shape(id).every((dim, axis) => window.starts[axis] === 0 && window.steps[axis] === 1 &&
    sameDim(nth(window.sizes, axis), dim));
  return isWhole ? id : b.apply("slice", [id], { ...window });
}

/** Zeros of so many places along one axis, from one of which on an array lies. */
export function placeAlong(b: Builder, id: NodeId, axis: number, start: Dim, size: Dim): NodeId {
  const shape = b.shape(id).map((d, i) => (i === axis ? size : d));
  return b.apply("place", [id], { ...windowAlong(shape, axis, start, 1), shape });
}

function windowAlong(shape: Shape, axis: number, start: Dim, step: number): Pick<Window, "starts" | "steps"> {
  return { starts: shape.map((_, i) => (i === axis ? start : 0)), steps: shape.map((_, i) => (i === axis ? step : 1)) };
}

/** The elements at one place along an axis, which goes. */
export function takeAlong(b: Builder, id: NodeId, axis: number, place: Dim): NodeId {
  return b.reshape(sliceAlong(b, id, axis, { start: place, size: 1 }), b.shape(id).filter((_, i) => i !== axis));
}
