// Rules of windows and shapes: one window instead of two, parts of joined arrays, sums of placed parts.
import { isOp } from "../../graph/attrs.js";
import { argOf, type Node, type NodeId } from "../../graph/graph.js";
import { windowOf, type Window } from "../../ops/indexing.js";
import { addDims, multiplyDims, sameDim, type Dim } from "../../shape/dim.js";
import { sameShape, type Shape } from "../../shape/shape.js";
import type { Context, StructuralRule } from "../rule.js";
import { MOST_PARTS } from "../limits.js";

const reshapeTwice: StructuralRule = {
  name: "reshape-twice", op: "reshape", keeps: "bits",
  apply: (c, node) => {
    const inner = c.b.node(node.args[0]);
    return inner.op === "reshape" ? c.b.reshape(argOf(inner), node.shape) : undefined;
  },
};

/** A number stretched to an array and reshaped is a number stretched to the other shape. */
const reshapeOfFill: StructuralRule = {
  name: "reshape-of-fill", op: "reshape", keeps: "bits",
  apply: (c, node) => {
    const scalar = filledWith(c, node.args[0]);
    return scalar === undefined || node.shape.length === 0 ? scalar : c.b.broadcastTo(scalar, node.shape);
  },
};

const sliceOfFill: StructuralRule = {
  name: "slice-of-fill", op: "slice", keeps: "bits",
  apply: (c, node) => {
    const scalar = filledWith(c, node.args[0]);
    return scalar === undefined ? undefined : c.b.broadcastTo(scalar, node.shape);
  },
};

/** The number that an array consists of. */
export function filledWith(c: Context, id: NodeId): NodeId | undefined {
  const node = c.b.node(id);
  const [x] = node.args;
  return node.op === "contract" && node.args.length === 1 && x !== undefined && c.b.shape(x).length === 0 ? x : undefined;
}

const sliceOfWhole: StructuralRule = {
  name: "slice-of-whole", op: "slice", keeps: "bits",
  apply: (c, node) => (isWhole(windowOf(node.attrs), node.shape, c.b.shape(node.args[0])) ? node.args[0] : undefined),
};

const placeOfWhole: StructuralRule = {
  name: "place-of-whole", op: "place", keeps: "bits",
  apply: (c, node) => {
    const sizes = c.b.shape(node.args[0]);
    return isWhole({ ...windowOf(node.attrs), sizes }, sizes, node.shape) ? node.args[0] : undefined;
  },
};

function isWhole(window: Window, sizes: Shape, whole: Shape): boolean {
  return window.starts.every((s) => s === 0) && window.steps.every((s) => s === 1) && sameShape(sizes, whole);
}

const sliceTwice: StructuralRule = {
  name: "slice-twice", op: "slice", keeps: "bits",
  apply: (c, node) => {
    const inner = c.b.node(node.args[0]);
    if (inner.op !== "slice") return undefined;
    return c.b.apply("slice", inner.args, { ...composed(windowOf(inner.attrs), windowOf(node.attrs)), sizes: node.shape });
  },
};

const placeTwice: StructuralRule = {
  name: "place-twice", op: "place", keeps: "bits",
  apply: (c, node) => {
    const inner = c.b.node(node.args[0]);
    if (inner.op !== "place") return undefined;
    return c.b.apply("place", inner.args, { ...composed(windowOf(node.attrs), windowOf(inner.attrs)), shape: node.shape });
  },
};

/** The window within a window. */
function composed(outer: Omit<Window, "sizes">, inner: Omit<Window, "sizes">): { starts: readonly Dim[]; steps: readonly number[] } {
  return {
    starts: outer.starts.map((s, i) => addDims(s, multiplyDims(outer.steps[i] as number, inner.starts[i] as Dim))),
    steps: outer.steps.map((s, i) => s * (inner.steps[i] as number)),
  };
}

/** The same window that was filled, or one beside it. */
const sliceOfPlace: StructuralRule = {
  name: "slice-of-place", op: "slice", keeps: "bits",
  apply: (c, node) => {
    const inner = c.b.node(node.args[0]);
    if (inner.op !== "place") return undefined;
    const taken = windowOf(node.attrs);
    const filled = { ...windowOf(inner.attrs), sizes: c.b.shape(argOf(inner)) };
    if (sameWindow(taken, filled)) return inner.args[0];
    const apart = taken.starts.some((_, axis) => areApart(taken, filled, axis) || areApart(filled, taken, axis));
    return apart ? c.b.fill(0, node.shape) : undefined;
  },
};

function sameWindow(a: Window, b: Window): boolean {
  return sameShape(a.starts, b.starts) && sameShape(a.sizes, b.sizes) && a.steps.every((s, i) => s === b.steps[i]);
}

/** Whether the first window ends before the second begins, along an axis; steps forward only. */
function areApart(a: Window, b: Window, axis: number): boolean {
  const [step, other] = [a.steps[axis] as number, b.steps[axis] as number];
  const [start, size, next] = [a.starts[axis], a.sizes[axis], b.starts[axis]];
  if (step < 0 || other < 0 || typeof start !== "number" || typeof size !== "number" || typeof next !== "number") return false;
  return start + (size - 1) * step < next;
}

/** A window that lies in one part of a joined array. */
const sliceOfConcat: StructuralRule = {
  name: "slice-of-concat", op: "slice", keeps: "bits",
  apply: (c, node) => {
    const inner = c.b.node(node.args[0]);
    if (!isOp(inner, "concat")) return undefined;
    const { axis } = inner.attrs;
    const { starts, steps, sizes } = windowOf(node.attrs);
    const [start, size] = [starts[axis], sizes[axis]];
    if (typeof start !== "number" || typeof size !== "number" || (steps[axis] as number) < 0) return undefined;
    const last = start + (size - 1) * (steps[axis] as number);
    let before = 0;
    for (const part of inner.args) {
      const length = c.b.shape(part)[axis];
      if (typeof length !== "number") return undefined;
      if (start >= before && last < before + length) {
        return c.b.apply("slice", [part], { starts: starts.map((s, i) => (i === axis ? start - before : s)), steps, sizes });
      }
      before += length;
    }
    return undefined;
  },
};

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
  const [a, d] = [first, second].map((n) => ({ ...windowOf(n.attrs), sizes: c.b.shape(argOf(n)) })) as [Window, Window];
  if (![...a.steps, ...d.steps].every((s) => s === 1)) return undefined;
  const axis = a.starts.findIndex((s, i) => !sameDim(s, d.starts[i] as Dim));
  if (axis < 0 || !a.starts.every(
    (s, i) => i === axis || (sameDim(s, d.starts[i] as Dim) && sameDim(a.sizes[i] as Dim, d.sizes[i] as Dim)),
  )) return undefined;
  if (!sameDim(addDims(a.starts[axis] as Dim, a.sizes[axis] as Dim), d.starts[axis] as Dim)) return undefined;
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
  reshapeTwice, reshapeOfFill, sliceOfFill, sliceOfWhole, placeOfWhole, sliceTwice, placeTwice, sliceOfPlace,
  sliceOfConcat, addPlaces, concatTwice,
];
