// A call as function records see it: arguments with their spans, and checks that fail with a place.
import type { Report } from "../diagnostics/diagnostic.js";
import type { Span } from "../diagnostics/source.js";
import { nth } from "../diagnostics/known.js";
import type { Call } from "../ops/call.js";
import { formatDim, sameDim, type Dim } from "../shape/dim.js";
import { formatShape, type Shape } from "../shape/shape.js";
import type { Expr } from "../syntax/ast.js";
import type { Builder } from "../graph/builder.js";
import type { NodeId } from "../graph/graph.js";
import { listed } from "../graph/lists.js";
import type { Affines } from "./affine.js";

const MAX_SIZE = 2 ** 31;

/** What a call needs of what is around it. */
export interface Calling {
  readonly b: Builder;
  readonly report: Report;
  readonly affines: Affines;
}

export function makeCall(
  { b, report, affines }: Calling, name: string, span: Span, args: readonly NodeId[], exprs: readonly Expr[],
  keep = false,
): Call {
  const spans = exprs.map((e) => e.span);
  const shape = (i: number): Shape => b.shape(nth(args, i));
  const toDim = (id: NodeId, at: Span | undefined): Dim => {
    const dim = b.shape(id).length === 0 ? affines.dim(id) : undefined;
    if (dim === undefined || (typeof dim === "number" && dim < 1)) return report.fail(at, "not-a-dimension", name);
    if (typeof dim === "number" && dim > MAX_SIZE) return report.fail(at, "too-large", "This dimension", "2^31 elements");
    return dim;
  };
  return {
    b, report, name, span, args, spans, keep, shape,
    isWholeLiteral: (i) => {
      const expr = exprs[i];
      return expr?.kind === "number" && Number.isInteger(expr.value);
    },
    constant: (i) => b.constantOf(nth(args, i)) ?? report.fail(spans[i], "not-constant", name),
    dim: (i) => toDim(nth(args, i), spans[i]),
    dims: (i) => {
      const parts = listed(b.node(nth(args, i)));
      return (parts.length > 0 ? parts : args.slice(i, i + 1)).map((a) => toDim(a, spans[i]));
    },
    axis: (i, of) => {
      const value = b.constantOf(nth(args, i));
      if (value === undefined) return report.fail(spans[i], "not-constant", name);
      if (!Number.isInteger(value) || value < 1 || value > of.length)
        return report.fail(spans[i], "no-such-dimension", name, String(value), formatShape(of));
      return value - 1;
    },
    rank: (i, rank, what) => (shape(i).length === rank ? shape(i) : report.fail(spans[i], "wrong-rank", name, what, formatShape(shape(i)))),
    agree: (x, y, message, at) => {
      if (!sameDim(x, y)) report.fail(at ?? span, "dims-differ", message, formatDim(x), formatDim(y));
    },
  };
}
