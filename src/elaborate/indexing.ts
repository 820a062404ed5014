// Indexing: `A[i, j]`, ranges with `end`, and gathers by a vector of whole numbers.
// Places count from 1 in the text and from 0 in the graph; they are shifted here and nowhere else.
import type { Span } from "../diagnostics/source.js";
import { isOp } from "../graph/attrs.js";
import { reachable } from "../graph/evaluate.js";
import { addDims, dimKey, formatDim, multiplyDims, productOfDims, sameDim, subtractDims, type Dim } from "../shape/dim.js";
import { dimAt, formatShape } from "../shape/shape.js";
import type { Expr } from "../syntax/ast.js";
import type { Node, NodeId } from "../graph/graph.js";
import { listed } from "../graph/lists.js";
import { underShapes } from "../graph/operation.js";
import type { OperatorContext } from "./operators.js";
import type { IndexUse, Requirement } from "../graph/program.js";
import { builtinNames } from "./names.js";
import { countOf } from "./ranges.js";
import { extremeOf, type Index } from "./indices.js";
import type { Affine, Affines } from "./affine.js";

export interface IndexContext extends OperatorContext {
  readonly affines: Affines;
  readonly at: readonly Index[];
  /** Elaborates one item; `end` stands for the dimension at hand. */
  item(expr: Expr, end: Dim): NodeId;
  /** Whether the program has a function of this name. */
  isOwn(name: string): boolean;
  /** Whether a variable is given, and so may say where something stands. */
  isGiven(variable: NodeId): boolean;
  require(requirement: Requirement): void;
  useAsIndex(use: IndexUse): void;
}

interface Axis {
  readonly start: Dim;
  readonly step: number;
  readonly size: Dim;
  readonly drop: boolean;
  readonly gather?: NodeId;
  /** Whether a computed place is one of the array. */
  readonly valid?: NodeId;
}

export function applyIndex(c: IndexContext, object: NodeId, items: readonly Expr[], span: Span): NodeId {
  const shape = c.b.shape(object);
  if (shape.length === 0) return c.report.fail(span, "index-of-scalar", scalarMend(c, span));
  const [only] = items;
  if (items.length === 1 && only?.kind === "call" && only.name === "pairs" && !c.isOwn("pairs")) return applyPairs(c, object, only);
  if (items.length !== shape.length) return c.report.fail(span, "index-count", formatShape(shape), items.length);
  const axes = items.map((item, i) => axisOf(c, item, dimAt(shape, i)));
  const sliced = isWhole(axes, shape) ? object : c.b.apply("slice", [object], {
    starts: axes.map((a) => a.start), steps: axes.map((a) => a.step), sizes: axes.map((a) => a.size),
  });
  const gathered = axes.reduce((id, a, axis) => (a.gather === undefined ? id : c.b.apply("gather", [id, a.gather], { axis })), sliced);
  const kept = c.b.shape(gathered).filter((_, i) => axes[i]?.drop !== true);
  return c.b.reshape(onlyValid(c, gathered, axes), kept);
}

/** In `Sin[x]` a call was meant; else the name was to be declared as an array. */
function scalarMend({ report }: IndexContext, { start, end }: Span): string | undefined {
  const name = /^([A-Za-z_]\w*)\s*\[[^[\]]*\]$/.exec(report.source.text.slice(start, Math.min(end, start + 80)))?.[1];
  if (name === undefined) return undefined;
  const own = builtinNames().find((builtin) => builtin === name.toLowerCase());
  return own === undefined ? `An array is declared with its size: ${name}[n].` : `Write ${own}(x): arguments stand in round brackets.`;
}

/** NaN where a computed place is none of the array. */
function onlyValid({ b }: IndexContext, id: NodeId, axes: readonly Axis[]): NodeId {
  const tests = axes.flatMap(
    ({ valid }, axis) => (valid === undefined ? [] : [b.reshape(valid, b.shape(id).map((d, i) => (i === axis ? d : 1)))]),
  );
  if (tests.length === 0) return id;
  return b.apply("select", [tests.reduce((x, y) => b.apply("and", [x, y])), id, b.constant(NaN)]);
}

/** `A[pairs(r, c)]`: the elements at (r[k], c[k]). */
function applyPairs(c: IndexContext, object: NodeId, item: Extract<Expr, { kind: "call" }>): NodeId {
  const { b } = c;
  const shape = b.shape(object);
  if (item.args.length !== shape.length) return c.report.fail(item.span, "index-count", formatShape(shape), item.args.length);
  const parts = item.args.map((arg, i) => {
    const id = c.item(arg, dimAt(shape, i));
    if (b.shape(id).length !== 1) return c.report.fail(arg.span, "wrong-rank", "pairs", "a vector of places", formatShape(b.shape(id)));
    return vectorPlaces(c, id, arg.span, dimAt(shape, i));
  });
  const [count, ...others] = parts.map((part) => dimAt(b.shape(part.gather), 0));
  for (const other of others) if (!sameDim(other, count as Dim))
    c.report.fail(item.span, "dims-differ", "The places of pairs", formatDim(count as Dim), formatDim(other));
  const flat = parts.slice(1).reduce<NodeId>((row, part, i) => {
    const before = b.apply("mul", [b.apply("sub", [row, b.constant(1)]), b.size(dimAt(shape, i + 1))]);
    return b.apply("add", [before, part.gather]);
  }, (parts[0] as Places).gather);
  const picked = b.apply("gather", [b.reshape(object, [productOfDims(shape)]), flat], { axis: 0 });
  const tests = parts.flatMap((part) => part.valid ?? []);
  return tests.length === 0 ? picked : b.apply("select", [tests.reduce((x, y) => b.apply("and", [x, y])), picked, b.constant(NaN)]);
}

function isWhole(axes: readonly Axis[], shape: readonly Dim[]): boolean {
  return axes.every((a, i) => a.start === 0 && a.step === 1 && dimKey(a.size) === dimKey(dimAt(shape, i)));
}

function axisOf(c: IndexContext, item: Expr, size: Dim): Axis {
  if (item.kind === "range" && item.steps !== undefined) return stepPlaces(c, item, item.steps, size);
  if (item.kind === "range") return movingRange(c, item, size) ?? rangeOf(c, item, size);
  const id = c.item(item, size);
  if (c.b.shape(id).length === 1) return gatherOf(c, id, item.span, size);
  if (c.b.shape(id).length > 1) return c.report.fail(item.span, "index-whole");
  const place = c.b.shape(id).length === 0 ? c.affines.of(id) : undefined;
  if (place !== undefined && place.by.size === 0)
    return { start: subtractDims(checked(c, place.dim, item.span, size), 1), step: 1, size: 1, drop: true };
  const isSafe = place !== undefined && staysInside(c, place, item.span, size);
  return { start: 0, step: 1, size, drop: true, ...(isSafe ? { gather: c.b.reshape(id, [1]) } : computedPlace(c, id, item.span, size)) };
}

/** Whether the place is inside for all numbers of its indices, or has been refused; some may not count, and are left to the call. */
function staysInside(c: IndexContext, place: Affine, span: Span, size: Dim): boolean {
  const mayLeave = c.at.some((index) => index.test !== undefined && place.by.has(index.leaf));
  const [least, most] = [extremeOf(c.at, place, -1), extremeOf(c.at, place, 1)];
  const rooms = [subtractDims(least, 1), subtractDims(size, most)];
  if (mayLeave) return rooms.every((room) => typeof room === "number" && room >= 0);
  for (const room of rooms) {
    if (typeof room !== "number") c.require(
      { dim: room, least: 0, what: `the index from ${formatDim(least)} to ${formatDim(most)} in a dimension of size ${formatDim(size)}` },
    );
    else if (room < 0) return c.report.fail(span, "index-reach", formatDim(least), formatDim(most), formatDim(size), namesOf(c, place));
  }
  return true;
}

function namesOf(c: IndexContext, place: Affine): string {
  return c.at.filter((index) => place.by.has(index.leaf)).map(
    (index) => `${index.name} = ${formatDim(index.steps.first)}:${formatDim(index.last)}`,
  ).join(", ");
}

interface Places {
  readonly gather: NodeId;
  readonly valid?: NodeId;
}

/** A place, or a vector of them, that is computed from inputs and indices: what is no whole number inside is marked. */
function computedPlace(c: IndexContext, id: NodeId, span: Span, size: Dim): Places {
  const { b } = c;
  const isGiven = reachable(b, [id]).every((part) => b.node(part).op !== "variable" || c.isGiven(part));
  if (!isGiven || b.constantOf(id) !== undefined) return c.report.fail(span, "index-whole");
  const tests = [b.apply("eq", [id, b.apply("round", [id])]), b.apply("ge", [id, b.constant(1)]), b.apply("le", [id, b.size(size)])];
  const valid = tests.reduce((x, y) => b.apply("and", [x, y]));
  const safe = b.apply("select", [valid, id, b.constant(1)]);
  return { gather: b.shape(safe).length === 0 ? b.reshape(safe, [1]) : safe, valid };
}

/** A range of a fixed length that begins at a place which depends on indices: x[i:i + 2]. */
function movingRange(c: IndexContext, { start, step, end, span }: Extract<Expr, { kind: "range" }>, size: Dim): Axis | undefined {
  if (c.at.length === 0) return undefined;
  const bound = (expr: Expr | undefined, otherwise: Dim): Affine | undefined =>
    (expr === undefined ? { dim: otherwise, by: new Map() } : c.affines.of(c.item(expr, size)));
  const [first, last] = [bound(start, 1), bound(end, size)];
  if (first === undefined || last === undefined || first.by.size + last.by.size === 0) return undefined;
  const isFixed = first.by.size === last.by.size && [...first.by].every(([leaf, times]) => last.by.get(leaf) === times);
  if (!isFixed || step !== undefined || start === undefined) return c.report.fail(span, "index-length");
  const count = countOf(c, first.dim, last.dim, 1, span);
  if (!staysInside(c, first, span, size) || !staysInside(c, last, span, size)) return c.report.fail(span, "index-length");
  const places = c.b.apply("add", [c.item(start, size), c.b.apply("range", [], { start: 0, step: 1, size: count })]);
  return { start: 0, step: 1, size, drop: false, gather: places };
}

function rangeOf(c: IndexContext, range: Extract<Expr, { kind: "range" }>, size: Dim): Axis {
  const end = (expr: Expr | undefined, otherwise: Dim): Dim =>
    (expr === undefined ? otherwise : placeOf(c, c.item(expr, size), expr.span, size));
  const step = range.step === undefined ? 1 : c.b.constantOf(c.item(range.step, size));
  if (step === undefined || !Number.isInteger(step) || step === 0) return c.report.fail(range.step?.span, "range-step");
  const first = end(range.start, step > 0 ? 1 : size);
  const last = end(range.end, step > 0 ? size : 1);
  return { start: subtractDims(first, 1), step, size: countOf(c, first, last, step, range.span), drop: false };
}

/** The places of a loop's steps. Where there is none, the first may lie just outside. */
function stepPlaces(
  c: IndexContext, { start, step, end, span }: Extract<Expr, { kind: "range" }>, indices: string, size: Dim,
): Axis {
  const bound = (expr: Expr | undefined): Dim => c.affines.dim(c.item(expr as Expr, size)) ?? c.report.fail(expr?.span, "index-whole");
  const by = step === undefined ? 1 : c.b.constantOf(c.item(step, size)) as number;
  const [first, last] = [bound(start), bound(end)];
  const count = countOf(c, first, last, by, span, 0);
  const [low, high] = by > 0 ? [first, last] : [last, first];
  const isOutside = [subtractDims(low, 1), subtractDims(size, high)].some((room) => typeof room === "number" && room < 0);
  if (isOutside) return c.report.fail(span, "index-reach", formatDim(low), formatDim(high), formatDim(size), indices);
  checkRoom(c, subtractDims(low, 1), low, span, size);
  checkRoom(c, subtractDims(size, high), high, span, size);
  return { start: subtractDims(first, 1), step: by, size: count, drop: false };
}

/** A place counted from 1, checked against the size now or, where sizes are named, at set-up. */
function placeOf(c: IndexContext, id: NodeId, span: Span, size: Dim): Dim {
  const place = c.b.shape(id).length === 0 ? c.affines.dim(id) : undefined;
  return place === undefined ? c.report.fail(span, "index-whole") : checked(c, place, span, size);
}

function checked(c: IndexContext, place: Dim, span: Span, size: Dim): Dim {
  const before = subtractDims(place, 1);
  const after = subtractDims(size, place);
  for (const room of [before, after]) checkRoom(c, room, place, span, size);
  return place;
}

function checkRoom(c: IndexContext, room: Dim, place: Dim, span: Span, size: Dim): void {
  if (typeof room !== "number")
    c.require({ dim: room, least: 0, what: `the index ${formatDim(place)} in a dimension of size ${formatDim(size)}` });
  else if (room < 0) c.report.fail(span, "index-range", formatDim(place), formatDim(size));
}

/** An input array of places may be flattened or given another shape first. */
function indexVariable(c: IndexContext, id: NodeId): NodeId {
  return underShapes(c.b, id);
}

function unreshaped(c: IndexContext, id: NodeId): Node {
  return c.b.node(indexVariable(c, id));
}

function gatherOf(c: IndexContext, id: NodeId, span: Span, size: Dim): Axis {
  const node = c.b.node(id);
  if (!isOp(node, "range")) return { start: 0, step: 1, size, drop: false, ...vectorPlaces(c, id, span, size) };
  const { start, step, size: count } = node.attrs;
  for (const place of [start, addDims(start, multiplyDims(step, subtractDims(count, 1)))]) checked(c, place, span, size);
  return { start: subtractDims(start, 1), step, size: count, drop: false };
}

/** A vector of places: an input, which is checked when it is given, written out, or computed. */
function vectorPlaces(c: IndexContext, id: NodeId, span: Span, size: Dim): Places {
  const node = unreshaped(c, id);
  const constants = listed(node).map((a) => c.b.constantOf(a));
  if (node.op !== "variable" && (constants.length === 0 || constants.includes(undefined))) return computedPlace(c, id, span, size);
  for (const place of constants) {
    if (!Number.isInteger(place)) return c.report.fail(span, "index-whole");
    if ((place as number) < 1 || (typeof size === "number" && (place as number) > size))
      return c.report.fail(span, "index-range", String(place), formatDim(size));
  }
  c.useAsIndex({ node: node.op === "variable" ? indexVariable(c, id) : id, first: 1, size });
  return { gather: id };
}
