// The shape of arrays: reshape, concat, squeeze, flatten, size.
import { argOf, type NodeId } from "../../graph/graph.js";
import { productOfDims, sameDim, type Dim } from "../../shape/dim.js";
import { dimAt, formatShape, sameShape } from "../../shape/shape.js";
import type { Call, LanguageFunction } from "../call.js";

export const arrayFunctions: readonly LanguageFunction[] = [
  {
    name: "reshape", usage: "reshape(X, [r, c])", doc: "The same elements in row-major order in another shape.",
    arity: [2, 2], build: reshape,
  },
  {
    name: "concat", usage: "concat(A, B, …[, dim])",
    doc: "Arrays one after the other along a dimension, the last one unless given.", arity: [2, Infinity],
    build: concat,
  },
  {
    name: "squeeze", usage: "squeeze(A)", doc: "The array without its dimensions of size 1.", arity: [1, 1],
    build: (c) => c.b.reshape(arg(c, 0), c.shape(0).filter((d) => d !== 1)),
  },
  {
    name: "flatten", usage: "flatten(A)", doc: "All elements in row-major order as a vector.", arity: [1, 1],
    build: (c) => c.b.reshape(arg(c, 0), [productOfDims(c.shape(0))]),
  },
  { name: "size", usage: "size(A[, dim])", doc: "The dimensions of an array as a vector, or one of them.", arity: [1, 2], build: size },
];

function arg(c: Call, i: number): NodeId {
  return argOf(c, i);
}

function reshape(c: Call): NodeId {
  const shape = c.dims(1);
  const from = productOfDims(c.shape(0));
  const to = productOfDims(shape);
  if (!sameDim(from, to)) c.report.fail(c.spans[1], "wrong-reshape", formatShape(c.shape(0)), formatShape(shape));
  return c.b.reshape(arg(c, 0), shape);
}

function concat(c: Call): NodeId {
  const last = c.args.length - 1;
  const hasDim = c.args.length > 1 && c.isWholeLiteral(last) && c.shape(0).length > 0;
  const parts = hasDim ? c.args.slice(0, last) : c.args;
  const shape = c.shape(0);
  if (shape.length === 0) c.rank(0, 1, "an array");
  const axis = hasDim ? c.axis(last, shape) : shape.length - 1;
  parts.forEach((_, i) => {
    const other = c.rank(i, shape.length, `of the rank of the first, ${formatShape(shape)},`);
    const rest = (s: readonly Dim[]): readonly Dim[] => s.filter((_d, k) => k !== axis);
    if (!sameShape(rest(shape), rest(other))) c.report.fail(c.spans[i], "shapes-differ", "concat", formatShape(shape), formatShape(other));
  });
  return parts.length === 1 ? arg(c, 0) : c.b.apply("concat", parts, { axis });
}

function size(c: Call): NodeId {
  const shape = c.shape(0);
  if (c.args.length > 1) return c.b.size(dimAt(shape, c.axis(1, shape)));
  if (shape.length === 0) c.rank(0, 1, "an array");
  return c.b.apply("stack", shape.map((d) => c.b.size(d)), { lead: [shape.length] });
}
