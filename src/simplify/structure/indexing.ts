// Rules of windows and shapes: one window instead of two, parts of joined arrays, sums of placed parts.
import { nth } from "../../diagnostics/known.js";
import { attrsOf } from "../../graph/attrs.js";
import { argOf, asApplied, type Applied, type Node, type NodeId } from "../../graph/graph.js";
import { underShapes } from "../../graph/operation.js";
import { windowOf, type Window } from "../../ops/windows.js";
import { axesOf } from "../../ops/reduction.js";
import { addDims, multiplyDims, sameDim, type Dim } from "../../shape/dim.js";
import { sameShape, type Shape } from "../../shape/shape.js";
import type { Context, StructuralRule } from "../rule.js";
import { MOST_PARTS } from "../limits.js";

/** A rule on an operation of another one. */
export function onInner(
  rule: Pick<StructuralRule, "name" | "keeps" | "phases"> & { readonly op: string; readonly over: readonly [string] },
  make: (c: Context, node: Applied, inner: Applied) => NodeId | undefined,
): StructuralRule {
  return {
    ...rule,
    apply: (c, node) => {
      const inner = c.b.node(node.args[0]);
      return inner.op === rule.over[0] ? make(c, node, asApplied(inner)) : undefined;
    },
  };
}

const reshapeTwice = onInner(
  { name: "reshape-twice", op: "reshape", over: ["reshape"], keeps: "bits" }, (c, node, inner) => c.b.reshape(inner.args[0], node.shape),
);

/** A part of a number stretched to an array, or that in another shape, is the number stretched to the other shape. */
const viewOfFill: StructuralRule = {
  name: "view-of-fill", op: ["reshape", "slice"], over: ["contract"], keeps: "bits",
  apply: (c, node) => {
    const scalar = filledWith(c, node.args[0]);
    return scalar === undefined || node.shape.length === 0 ? scalar : c.b.broadcastTo(scalar, node.shape);
  },
};

/** The number that an array consists of. */
export function filledWith(c: Context, id: NodeId): NodeId | undefined {
  const node = c.b.node(id);
  const [x] = node.args;
  return node.op === "contract" && node.args.length === 1 && x !== undefined && c.b.shape(x).length === 0 ? x : undefined;
}

/** The window of the whole that a slice takes, or that a place fills. */
export function windowIn(c: Context, node: Node): Window {
  return { ...windowOf(node.attrs), sizes: node.op === "place" ? c.b.shape(argOf(node)) : node.shape };
}

/** The axes along which it is not all of the array: one as wide as that, and not in reverse, is. */
export function narrowAxes(c: Context, node: Node): readonly number[] {
  const whole = node.op === "place" ? node.shape : c.b.shape(argOf(node));
  const { steps, sizes } = windowIn(c, node);
  return whole.flatMap((dim, i) => (steps[i] === 1 && sameDim(nth(sizes, i), dim) ? [] : [i]));
}

/** Whether a part has one element in each group along the axes of another operation on the same array, or of that itself. */
export function isOneOfEach(c: Context, part: NodeId, along: NodeId): boolean {
  const [window, group] = [c.b.node(underShapes(c.b, part)), c.b.node(along)];
  if (window.op !== "slice" || ![along, argOf(group)].includes(argOf(window))) return false;
  const [narrow, axes] = [narrowAxes(c, window), axesOf(group)];
  return window.shape.every((d, axis) => (axes.includes(axis) ? d === 1 : !narrow.includes(axis)));
}

/** A window that is all of its array. */
const wholeWindow: StructuralRule = {
  name: "whole-window", op: ["slice", "place"], keeps: "bits",
  apply: (c, node) => (narrowAxes(c, node).length === 0 ? node.args[0] : undefined),
};

const sliceTwice = onInner({ name: "slice-twice", op: "slice", over: ["slice"], keeps: "bits" }, (c, node, inner) =>
  c.b.apply("slice", inner.args, { ...composed(windowIn(c, inner), windowIn(c, node)), sizes: node.shape }));

const placeTwice = onInner({ name: "place-twice", op: "place", over: ["place"], keeps: "bits" }, (c, node, inner) =>
  c.b.apply("place", inner.args, { ...composed(windowIn(c, node), windowIn(c, inner)), shape: node.shape }));

/** The window within a window. */
function composed(outer: Window, inner: Window): { starts: readonly Dim[]; steps: readonly number[] } {
  return {
    starts: outer.starts.map((s, i) => addDims(s, multiplyDims(outer.steps[i] as number, nth(inner.starts, i)))),
    steps: outer.steps.map((s, i) => s * (inner.steps[i] as number)),
  };
}

/** The same window that was filled, or one beside it. */
const sliceOfPlace = onInner({ name: "slice-of-place", op: "slice", over: ["place"], keeps: "bits" }, (c, node, inner) => {
  const [taken, filled] = [windowIn(c, node), windowIn(c, inner)];
  if (sameShape(taken.starts, filled.starts) && sameShape(taken.sizes, filled.sizes) && sameShape(taken.steps, filled.steps))
    return inner.args[0];
  const apart = taken.starts.some((_, axis) => areApart(taken, filled, axis) || areApart(filled, taken, axis));
  return apart ? c.b.fill(0, node.shape) : undefined;
});

/** Whether the first window ends before the second begins, along an axis; steps forward only. */
function areApart(a: Window, b: Window, axis: number): boolean {
  const [last, next] = [lastPlace(a, axis), b.starts[axis]];
  return last !== undefined && typeof next === "number" && (b.steps[axis] as number) >= 0 && last < next;
}

/** Where a window that goes forwards ends, if that is a number. */
function lastPlace({ starts, steps, sizes }: Window, axis: number): number | undefined {
  const [start, step, size] = [starts[axis], steps[axis] as number, sizes[axis]];
  return step < 0 || typeof start !== "number" || typeof size !== "number" ? undefined : start + (size - 1) * step;
}

/** A window that lies in one part of a joined array. */
const sliceOfConcat = onInner({ name: "slice-of-concat", op: "slice", over: ["concat"], keeps: "bits" }, (c, node, inner) => {
  const { axis } = attrsOf("concat", inner);
  const { starts, steps, sizes } = windowIn(c, node);
  const [start, last] = [starts[axis] as number, lastPlace({ starts, steps, sizes }, axis)];
  if (last === undefined) return undefined;
  let before = 0;
  for (const part of inner.args) {
    const length = c.b.shape(part)[axis];
    if (typeof length !== "number") return undefined;
    if (start >= before && last < before + length)
      return c.b.apply("slice", [part], { starts: starts.map((s, i) => (i === axis ? start - before : s)), steps, sizes });
    before += length;
  }
  return undefined;
});

/** Two parts laid side by side are one joined part. */
const addPlaces: StructuralRule = {
  name: "add-places", op: "add", over: ["place", "place"], keeps: "value", phases: ["canonicalize", "finish"],
  apply: (c, node) => {
    const [x, y] = node.args.map((a) => c.b.node(a)) as [Node, Node];
    if (!sameShape(x.shape, y.shape)) return undefined;
    return besides(c, x, y) ?? besides(c, y, x);
  },
};

function besides(c: Context, first: Node, second: Node): NodeId | undefined {
  const [a, d] = [windowIn(c, first), windowIn(c, second)];
  const isSame = (x: Shape, y: Shape, i: number): boolean => sameDim(nth(x, i), nth(y, i));
  const axis = a.starts.findIndex((_, i) => !isSame(a.starts, d.starts, i));
  const areLined = a.starts.every((_, i) => i === axis || (isSame(a.starts, d.starts, i) && isSame(a.sizes, d.sizes, i)));
  if (axis < 0 || !areLined || ![...a.steps, ...d.steps].every((s) => s === 1)) return undefined;
  if (!sameDim(addDims(nth(a.starts, axis), nth(a.sizes, axis)), nth(d.starts, axis))) return undefined;
  const joined = c.b.apply("concat", [argOf(first), argOf(second)], { axis });
  return c.b.apply("place", [joined], { starts: a.starts, steps: a.steps, shape: first.shape });
}

/** Joined arrays as parts of a joined array along the same axis are its parts. */
const concatTwice: StructuralRule = {
  name: "concat-twice", op: "concat", keeps: "bits",
  apply: (c, node) => {
    const { axis } = node.attrs;
    const parts = node.args.flatMap((a) => {
      const inner = c.b.node(a);
      return inner.op === "concat" && inner.attrs.axis === axis ? inner.args : [a];
    });
    return parts.length === node.args.length || parts.length > MOST_PARTS ? undefined : c.b.apply("concat", parts, node.attrs);
  },
};

export const indexingRules: readonly StructuralRule[] = [
  reshapeTwice, viewOfFill, wholeWindow, sliceTwice, placeTwice, sliceOfPlace, sliceOfConcat, addPlaces, concatTwice,
];
