// Ranges: how many numbers they hold, and as values.
import type { Report } from "../diagnostics/diagnostic.js";
import type { Span } from "../diagnostics/source.js";
import type { Builder } from "../graph/builder.js";
import type { NodeId } from "../graph/graph.js";
import type { Requirement } from "../graph/program.js";
import { addDims, divideDim, formatDim, leastOf, subtractDims, type Dim } from "../shape/dim.js";
import type { Expr } from "../syntax/ast.js";
import type { Affines } from "./affine.js";

type RangeExpr = Extract<Expr, { kind: "range" }>;

export interface RangeContext {
  readonly b: Builder;
  readonly report: Report;
  readonly affines: Affines;
  require(requirement: Requirement): void;
}

/** How many numbers a range from `first` to `last` holds: at least one, unless less is said to do. */
export function countOf(c: RangeContext, first: Dim, last: Dim, step: number, span: Span, least = 1): Dim {
  const distance = step > 0 ? subtractDims(last, first) : subtractDims(first, last);
  const stride = Math.abs(step);
  if (typeof distance === "number") {
    const count = Math.floor(distance / stride) + 1;
    return count >= least ? count : c.report.fail(span, "range-empty", formatDim(first), formatDim(last));
  }
  const count = addDims(divideDim(distance, stride), 1);
  if (leastOf(count) < least) c.require({ dim: count, least, what: `the range ${formatDim(first)}:${formatDim(last)}` });
  return count;
}

/** `1:n` as the vector of its numbers. */
export function rangeValue(c: RangeContext, range: RangeExpr, value: (e: Expr) => NodeId): NodeId {
  const part = (expr: Expr | undefined): NodeId => (expr === undefined ? c.b.constant(1) : value(expr));
  const [first, step, last] = [part(range.start), part(range.step), part(range.end)];
  const numbers = [first, step, last].map((id) => c.b.constantOf(id));
  if (numbers.every((x) => x !== undefined) && !numbers.every(Number.isInteger))
    return fractions(c, numbers as [number, number, number], range.span);
  const by = c.b.constantOf(step);
  if (by === undefined || !Number.isInteger(by) || by === 0) return c.report.fail(range.step?.span, "range-step");
  const bound = (id: NodeId, expr: Expr | undefined): Dim => c.affines.dim(id) ?? c.report.fail(expr?.span, "range-bound");
  const [start, end] = [bound(first, range.start), bound(last, range.end)];
  return c.b.apply("range", [], { start, step: by, size: countOf(c, start, end, by, range.span) });
}

/** `0:0.1:1`: each number is the first one and so many steps, and the last is reached in spite of rounding. */
function fractions(c: RangeContext, [first, step, last]: readonly [number, number, number], span: Span): NodeId {
  const steps = (last - first) / step;
  if (!Number.isFinite(steps)) return c.report.fail(span, "range-step");
  if (steps < 0) return c.report.fail(span, "range-empty", String(first), String(last));
  const whole = c.b.apply("range", [], { start: 0, step: 1, size: Math.floor(steps * (1 + 4 * Number.EPSILON) + 1e-12) + 1 });
  return c.b.apply("add", [c.b.constant(first), c.b.apply("mul", [whole, c.b.constant(step)])]);
}
