// Parts of arrays as people write them, `A[1:3, :]`, and their inverses as joins with zeros.
import { nth } from "../diagnostics/known.js";
import { attrsOf } from "../graph/attrs.js";
import { argOf, asApplied, type Node, type NodeId } from "../graph/graph.js";
import { isGathered, isPart, keepsOrder, underShapes } from "../graph/operation.js";
import { isContraction } from "../ops/contraction.js";
import { windowOf, type Window } from "../ops/windows.js";
import { addDims, formatDim, multiplyDims, sameDim, subtractDims, type Dim } from "../shape/dim.js";
import { sameShape, type Shape } from "../shape/shape.js";
import { filled, product, reshaped, sizeOf, type Reading } from "./reading.js";
import { times } from "./algebra.js";
import { call, index, list, name, number, transposed, type Item, type Written } from "./written.js";

/** A window as ranges; a dimension in `dropped` as one place. */
function ranges(w: Window, of: Shape, dropped: readonly number[] = []): Item[] {
  return of.map((dim, axis) => {
    const [start, step, size] = [nth(w.starts, axis), nth(w.steps, axis), nth(w.sizes, axis)];
    const first = addDims(start, 1);
    if (dropped.includes(axis)) return place(first, dim);
    if (start === 0 && step === 1 && sameDim(size, dim)) return ":";
    const last = addDims(first, multiplyDims(step, subtractDims(size, 1)));
    return step === 1 ? `${place(first, dim)}:${place(last, dim)}` : `${place(first, dim)}:${step}:${place(last, dim)}`;
  });
}

function place(at: Dim, dim: Dim): string {
  return typeof at === "object" && sameDim(at, dim) ? "end" : formatDim(at);
}

export function readSlice(r: Reading, node: Node): Written {
  const [x] = asApplied(node).args;
  return index(r.written(x), ranges(windowOf(node.attrs), r.b.shape(x)), true);
}

export function readReshape(r: Reading, node: Node): Written {
  // of several shapes only the last counts
  const x = underShapes(r.b, argOf(node), (id) => r.isOpen(id));
  const inner = r.b.node(x);
  if (sameShape(inner.shape, node.shape)) return r.written(x);
  const [filling] = isContraction(inner) && r.isOpen(x) ? inner.args : [];
  if (filling !== undefined && inner.args.length === 1 && r.b.shape(filling).length === 0)
    return filled(r.written(filling), node.shape, r.pretty);
  const part = isPart(r.b, inner) && r.isOpen(x) ? droppedPart(r, inner, node.shape) : undefined;
  if (part !== undefined) return part;
  const one = isGathered(r.b, inner) && r.isOpen(x) ? onePlace(r, inner, node.shape) : undefined;
  if (one !== undefined) return one;
  const written = r.written(x);
  if (node.shape.length === 0) return index(written, inner.shape.map(() => "1"), false);
  if (inner.shape.length === 0) return node.shape.reduce<Written>((w) => list([w]), written);
  if (isReshape(written) && r.isOpen(x)) {
    const whole = written.args[0] as Written;
    return isKronecker(written, inner.shape, node.shape) ? whole : reshaped(whole, node.shape);
  }
  const dropped = r.isOpen(x) ? droppedItems(written, inner.shape, node.shape) : undefined;
  if (dropped !== undefined) return dropped;
  const kept = r.isOpen(x) && r.hides?.("keep") !== true ? keptSum(written, inner.shape, node.shape) : undefined;
  if (kept !== undefined) return kept;
  if (node.shape.length === 1 && inner.shape.length > 1) return call("flatten", [written], true);
  return reshaped(written, node.shape);
}

/** `sum(A, 2, keep)`: a sum along a dimension that stays, with size 1. */
function keptSum(w: Written, from: Shape, to: Shape): Written | undefined {
  const along = w.kind === "call" && (w.name === "sum" || w.name === "mean") && w.args.length === 2 ? w.args[1] : undefined;
  if (w.kind !== "call" || along?.kind !== "number" || to.length !== from.length + 1) return undefined;
  const axis = along.value - 1;
  if (to[axis] !== 1 || !sameShape(to.filter((_, i) => i !== axis), from)) return undefined;
  return call(w.name, [...w.args, name("keep", false)], true);
}

function isReshape(w: Written): w is Extract<Written, { kind: "call" }> {
  return w.kind === "call" && w.name === "reshape";
}

/** A Kronecker product whose dimensions were taken apart and are put together again. */
function isKronecker(w: Extract<Written, { kind: "call" }>, apart: Shape, together: Shape): boolean {
  const [inner] = w.args;
  if (inner?.kind !== "call" || inner.name !== "kron" || apart.length !== 4) return false;
  const [a, b, c, d] = apart as readonly [Dim, Dim, Dim, Dim];
  return sameShape(together, [multiplyDims(a, b), multiplyDims(c, d)]);
}

/** `P[s, 3:3]` without the dimension of one place. */
function droppedItems(w: Written, from: Shape, to: Shape): Written | undefined {
  if (w.kind !== "index" || w.items.length !== from.length || from.length !== to.length + 1) return undefined;
  const places = w.items.map((item) => (typeof item === "string" ? /^(.+):\1$/.exec(item)?.[1] : undefined));
  const axis = places.findIndex((place, i) => place !== undefined && from[i] === 1);
  if (axis < 0 || !sameShape(from.filter((_, i) => i !== axis), to)) return undefined;
  return index(w.object, w.items.map((item, i) => (i === axis ? places[axis] as string : item)), to.length > 0);
}

/** `A[2, :]`: a window whose dimensions of one place are dropped. */
function droppedPart(r: Reading, slice: Node, shape: Shape): Written | undefined {
  const { sizes } = windowOf(slice.attrs);
  const dropped: number[] = [];
  let at = 0;
  sizes.forEach((size, axis) => {
    const wanted = shape[at];
    if (wanted !== undefined && sameDim(size, wanted)) at++;
    else if (size === 1) dropped.push(axis);
  });
  if (at !== shape.length || dropped.length + at !== sizes.length) return undefined;
  const [x] = asApplied(slice).args;
  return index(r.written(x), ranges(windowOf(slice.attrs), r.b.shape(x), dropped), shape.length > 0);
}

/** `A[:, c]`: a gather at a single place that is no dimension of its own. */
function onePlace(r: Reading, gather: Node, shape: Shape): Written | undefined {
  const [x, places] = asApplied(gather).args;
  const place = placeOf(r, places);
  const of = r.b.shape(x);
  const { axis } = attrsOf("gather", gather);
  if (place === undefined || !sameShape(of.filter((_, i) => i !== axis), shape)) return undefined;
  return index(r.written(x), of.map((_, i) => (i === axis ? place : ":")), shape.length > 0);
}

/** The single place of a vector of one. */
function placeOf(r: Reading, places: NodeId): Written | undefined {
  const node = r.b.node(places);
  const [place] = node.args;
  const isOne = keepsOrder(r.b, node) && place !== undefined && r.isOpen(places) && r.b.shape(place).length === 0;
  return isOne ? r.written(place) : undefined;
}

/** The vector that a matrix of one column is. */
function columnOf(r: Reading, id: NodeId): Written | undefined {
  const node = r.b.node(id);
  const [x] = node.args;
  if (!r.isOpen(id) || x === undefined) return undefined;
  if (keepsOrder(r.b, node) && r.b.shape(x).length === 1) return r.written(x);
  return isGathered(r.b, node) ? onePlace(r, node, node.shape.slice(0, 1)) : undefined;
}

/** Zeros around an array; one element alone is a number times a unit vector. */
export function readPlace(r: Reading, node: Node): Written {
  const [x] = asApplied(node).args;
  const own = r.b.shape(x);
  const w: Window = { ...windowOf(node.attrs), sizes: own };
  const { shape } = node;
  if (own.every((d) => d === 1) && shape.length <= 2 && shape.length > 0) return unit(r, x, w, shape);
  const turnedBack = w.steps.some((s) => s < 0) ? reversedAlong(r.written(x), w.steps) : r.written(x);
  if (w.steps.every((s) => Math.abs(s) === 1)) return padded(turnedBack, w, own, shape, r.pretty);
  if (shape.length <= 2) return selected(r.written(x), w, shape);
  return call("place", [r.written(x), name(`[${ranges(w, shape).join("; ")}]`, true)], true);
}

function unit(r: Reading, x: NodeId, w: Window, shape: Shape): Written {
  const vectors = shape.map((dim, axis) => index(identity(dim), [place(addDims(nth(w.starts, axis), 1), dim), ":"], true));
  const inner = r.b.node(x);
  const [of] = inner.args;
  const isWrapped = (keepsOrder(r.b, inner) || isContraction(inner)) && inner.args.length === 1 && r.isOpen(x);
  const scalar = isWrapped && of !== undefined && r.b.shape(of).length === 0
    ? r.written(of)
    : index(r.written(x), shape.map(() => "1"), false);
  return times(scalar, vectors.length === 1 ? vectors[0] as Written : call("outer", vectors, true), r.pretty || r.isPaper === true);
}

function identity(dim: Dim): Written {
  return call("identity", [sizeOf(dim)], true);
}

function reversedAlong(w: Written, steps: readonly number[]): Written {
  return index(w, steps.map((s) => (s < 0 ? "end:-1:1" : ":")), true);
}

/** `concat` with zeros before and after, one dimension after the other. */
function padded(w: Written, window: Window, own: Shape, shape: Shape, pretty: boolean): Written {
  let written = w;
  let current = own;
  shape.forEach((dim, axis) => {
    const size = nth(own, axis);
    if (sameDim(size, dim)) return;
    const step = nth(window.steps, axis);
    const start = step < 0 ? subtractDims(nth(window.starts, axis), subtractDims(size, 1)) : nth(window.starts, axis);
    const after = subtractDims(subtractDims(dim, start), size);
    const zeros = (count: Dim): Written[] =>
      (count === 0 ? [] : [filled(number(0), current.map((d, i) => (i === axis ? count : d)), pretty)]);
    const along = axis === shape.length - 1 ? [] : [number(axis + 1)];
    written = call("concat", [...zeros(start), written, ...zeros(after), ...along], true);
    current = current.map((d, i) => (i === axis ? dim : d));
  });
  return written;
}

/** A window with gaps: products with columns of identities. */
function selected(w: Written, window: Window, shape: Shape): Written {
  const columns = shape.map((dim, axis) => {
    const range = ranges(
      { starts: [0, nth(window.starts, axis)], steps: [1, nth(window.steps, axis)], sizes: [dim, nth(window.sizes, axis)] },
      [dim, dim],
    );
    return range.every((item) => item === ":") ? undefined : index(identity(dim), range, true);
  });
  const [rows, cols] = columns;
  const left = rows === undefined ? w : product(rows, w);
  return cols === undefined ? left : product(left, transposed(cols));
}

export function readGather(r: Reading, node: Node): Written {
  const [x, places] = asApplied(node).args;
  const at = r.written(places);
  return index(r.written(x), r.b.shape(x).map((_, axis) => (axis === node.attrs.axis ? movingRange(at) ?? at : ":")), true);
}

/** `t - 1:t + 1`, of `t + (0:2) - 1`: places one after the other, the first of which is a name and a whole number. */
function movingRange(places: Written): string | undefined {
  const terms = [{ part: places, sign: 1 }];
  const names: string[] = [];
  const ranges: number[][] = [];
  let first = 0;
  for (const { part, sign } of terms) {
    if (part.kind === "infix" && (part.symbol === "+" || part.symbol === "-"))
      terms.push({ part: part.left, sign }, { part: part.right, sign: part.symbol === "-" ? -sign : sign });
    else if (part.kind === "number" && Number.isInteger(part.value)) first += sign * part.value;
    else if (part.kind === "name" && sign === 1 && part.isArray)
      ranges.push((/^(\d+):(\d+)$/.exec(part.name) ?? []).slice(1).map(Number));
    else if (part.kind === "name" && sign === 1) names.push(part.name);
    else return undefined;
  }
  const [[from, to] = [], ...moreRanges] = ranges;
  const [at, ...more] = names;
  if (at === undefined || from === undefined || to === undefined || moreRanges.length + more.length > 0) return undefined;
  const text = (by: number): string => (by === 0 ? at : `${at} ${by > 0 ? "+" : "-"} ${Math.abs(by)}`);
  return `${text(first + from)}:${text(first + to)}`;
}

/** The transpose of a gather: a product with the columns of the identity that the places name. */
export function readScatter(r: Reading, node: Node): Written {
  const [x, places] = asApplied(node).args;
  const { axis, size: count } = attrsOf("scatter", node);
  const size = identity(count);
  const place = placeOf(r, places);
  const column = place === undefined ? undefined : columnOf(r, x);
  if (axis === 1 && node.shape.length === 2 && place !== undefined && column !== undefined)
    return call("outer", [column, index(size, [place, ":"], true)], true);
  if (node.shape.length > 2) return call("scatter", [r.written(x), r.written(places), number(axis + 1), sizeOf(count)], true);
  const written = r.written(places);
  const at = movingRange(written) ?? written;
  return axis === 0 ? product(index(size, [":", at], true), r.written(x)) : product(r.written(x), index(size, [at, ":"], true));
}

export function readConcat(r: Reading, node: Node): Written {
  const { axis } = attrsOf("concat", node);
  const along = axis === node.shape.length - 1 ? [] : [number(axis + 1)];
  return call("concat", [...node.args.map((a) => r.written(a)), ...along], true);
}

/** `[a, b]`, in lists of lists for more dimensions. */
export function readStack(r: Reading, node: Node): Written {
  let items = node.args.map((a) => r.written(a));
  for (const size of [...attrsOf("stack", node).lead].reverse()) {
    const rows: Written[] = [];
    for (let i = 0; i < items.length; i += size) rows.push(list(items.slice(i, i + size)));
    items = rows;
  }
  return items[0] as Written;
}

