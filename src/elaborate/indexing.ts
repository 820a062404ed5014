// Indexing: `A[i, j]`, ranges with `end`, and gathers by a vector of whole numbers.
// Places count from 1 in the text and from 0 in the graph; they are shifted here and nowhere else.
import type { Span } from "../diagnostics/source.js";
import { addDims, dimKey, formatDim, subtractDims, type Dim } from "../shape/dim.js";
import { formatShape } from "../shape/shape.js";
import type { Expr } from "../syntax/ast.js";
import type { Node, NodeId } from "../graph/graph.js";
import type { OperatorContext } from "./operators.js";
import type { IndexUse, Requirement } from "../graph/program.js";
import { dimOf } from "./sizes.js";

export interface IndexContext extends OperatorContext {
  /** Elaborates one item; `end` stands for the dimension at hand. */
  item(expr: Expr, end: Dim): NodeId;
  require(requirement: Requirement): void;
  useAsIndex(use: IndexUse): void;
}

interface Axis {
  readonly start: Dim;
  readonly step: number;
  readonly size: Dim;
  readonly drop: boolean;
  readonly gather?: NodeId;
}

export function applyIndex(c: IndexContext, object: NodeId, items: readonly Expr[], span: Span): NodeId {
  const shape = c.b.shape(object);
  if (shape.length === 0) return c.report.fail(span, "index-of-scalar");
  if (items.length !== shape.length) return c.report.fail(span, "index-count", formatShape(shape), items.length);
  const axes = items.map((item, i) => axisOf(c, item, shape[i] as Dim));
  const sliced = isWhole(axes, shape) ? object : c.b.apply("slice", [object], {
    starts: axes.map((a) => a.start), steps: axes.map((a) => a.step), sizes: axes.map((a) => a.size),
  });
  const gathered = axes.reduce((id, a, axis) => (a.gather === undefined ? id : c.b.apply("gather", [id, a.gather], { axis })), sliced);
  const kept = c.b.shape(gathered).filter((_, i) => axes[i]?.drop !== true);
  return c.b.reshape(gathered, kept);
}

function isWhole(axes: readonly Axis[], shape: readonly Dim[]): boolean {
  return axes.every((a, i) => a.start === 0 && a.step === 1 && dimKey(a.size) === dimKey(shape[i] as Dim));
}

function axisOf(c: IndexContext, item: Expr, size: Dim): Axis {
  if (item.kind === "range") return rangeOf(c, item, size);
  const id = c.item(item, size);
  if (c.b.shape(id).length === 1) return gatherOf(c, id, item.span, size);
  const place = placeOf(c, id, item.span, size);
  return { start: subtractDims(place, 1), step: 1, size: 1, drop: true };
}

function rangeOf(c: IndexContext, range: Extract<Expr, { kind: "range" }>, size: Dim): Axis {
  const end = (expr: Expr | undefined, otherwise: Dim): Dim => (expr === undefined ? otherwise : placeOf(c, c.item(expr, size), expr.span, size));
  const step = range.step === undefined ? 1 : c.b.constantOf(c.item(range.step, size));
  if (step === undefined || !Number.isInteger(step) || step === 0) return c.report.fail(range.step?.span, "range-step");
  const first = end(range.start, step > 0 ? 1 : size);
  const last = end(range.end, step > 0 ? size : 1);
  return { start: subtractDims(first, 1), step, size: countOf(c, first, last, step, range.span), drop: false };
}

function countOf(c: IndexContext, first: Dim, last: Dim, step: number, span: Span): Dim {
  const distance = step > 0 ? subtractDims(last, first) : subtractDims(first, last);
  const stride = Math.abs(step);
  if (typeof distance === "number") {
    const count = Math.floor(distance / stride) + 1;
    return count >= 1 ? count : c.report.fail(span, "range-empty", formatDim(first), formatDim(last));
  }
  if (stride !== 1) return c.report.fail(span, "range-step");
  const count = addDims(distance, 1);
  c.require({ dim: count, least: 1, what: `the range ${formatDim(first)}:${formatDim(last)}` });
  return count;
}

/** A place counted from 1, checked against the size now or, where sizes are named, at set-up. */
function placeOf(c: IndexContext, id: NodeId, span: Span, size: Dim): Dim {
  const place = c.b.shape(id).length === 0 ? dimOf(c.b, id) : undefined;
  if (place === undefined) return c.report.fail(span, "index-whole");
  const before = subtractDims(place, 1);
  const after = subtractDims(size, place);
  for (const room of [before, after]) {
    if (typeof room !== "number") c.require({ dim: room, least: 0, what: `the index ${formatDim(place)} in a dimension of size ${formatDim(size)}` });
    else if (room < 0) return c.report.fail(span, "index-range", formatDim(place), formatDim(size));
  }
  return place;
}

/** An input array of places may be flattened or given another shape first. */
function indexVariable(c: IndexContext, id: NodeId): NodeId {
  let at = id;
  while (c.b.node(at).op === "reshape") at = c.b.node(at).args[0] as NodeId;
  return at;
}

function unreshaped(c: IndexContext, id: NodeId): Node {
  return c.b.node(indexVariable(c, id));
}

function gatherOf(c: IndexContext, id: NodeId, span: Span, size: Dim): Axis {
  const node = unreshaped(c, id);
  const constants = node.op === "stack" ? node.args.map((a) => c.b.constantOf(a)) : [];
  if (node.op !== "variable" && (constants.length === 0 || constants.includes(undefined))) return c.report.fail(span, "index-whole");
  for (const place of constants) {
    if (!Number.isInteger(place)) return c.report.fail(span, "index-whole");
    if ((place as number) < 1 || (typeof size === "number" && (place as number) > size)) return c.report.fail(span, "index-range", String(place), formatDim(size));
  }
  c.useAsIndex({ node: node.op === "variable" ? indexVariable(c, id) : id, first: 1, size });
  return { start: 0, step: 1, size, drop: false, gather: id };
}
