// sum, mean, prod, min, max, norm, variance, std, cumsum: over all elements or along one dimension.
import type { NodeId } from "../../graph/graph.js";
import { productOfDims, subtractDims, type Dim } from "../../shape/dim.js";
import { broadcastShapes, formatShape, type Shape } from "../../shape/shape.js";
import type { Call, LanguageFunction } from "../call.js";

export const reductionFunctions: readonly LanguageFunction[] = [
  { name: "sum", usage: "sum(A[, dim])", doc: "The sum of all elements, or along a dimension.", arity: [1, 2], build: (c) => c.b.sum(first(c), axes(c)) },
  { name: "mean", usage: "mean(A[, dim])", doc: "The mean of all elements, or along a dimension.", arity: [1, 2], build: (c) => mean(c, first(c), axes(c)) },
  { name: "prod", usage: "prod(A[, dim])", doc: "The product of all elements, or along a dimension.", arity: [1, 2], build: (c) => reduce(c, "reduce_prod") },
  { name: "logsumexp", usage: "logsumexp(A[, dim])", doc: "log(sum(exp(A))), without overflow.", arity: [1, 2], build: (c) => reduce(c, "logsumexp") },
  { name: "min", usage: "min(A[, dim]) or min(a, b, …)", doc: "The least element of an array, or of several arguments element by element.", arity: [1, Infinity], build: (c) => extremum(c, "min") },
  { name: "max", usage: "max(A[, dim]) or max(a, b, …)", doc: "The greatest element of an array, or of several arguments element by element.", arity: [1, Infinity], build: (c) => extremum(c, "max") },
  { name: "norm", usage: "norm(x[, p = 2])", doc: "The p-norm of all elements; of a matrix with p = 2 the Frobenius norm.", arity: [1, 2], build: norm },
  { name: "variance", usage: "variance(A[, dim])", doc: "The sum of squared deviations over n - 1.", arity: [1, 2], build: variance },
  { name: "std", usage: "std(A[, dim])", doc: "The square root of the variance; its derivative at equal entries is 0.", arity: [1, 2], build: std },
  { name: "cumsum", usage: "cumsum(A[, dim])", doc: "Running sums along a dimension, the first one unless given.", arity: [1, 2], build: cumsum },
];

function first(c: Call): NodeId {
  return c.args[0] as NodeId;
}

function axes(c: Call): readonly number[] {
  return c.args.length > 1 ? [c.axis(1, c.shape(0))] : c.shape(0).map((_, i) => i);
}

function reduce(c: Call, op: string): NodeId {
  return c.shape(0).length === 0 ? scalarCase(c, op) : c.b.apply(op, [first(c)], { axes: axes(c) });
}

function scalarCase(c: Call, op: string): NodeId {
  axes(c);
  return op === "reduce_norm" ? c.b.apply("abs", [first(c)]) : first(c);
}

function count(shape: Shape, over: readonly number[]): Dim {
  return productOfDims(over.map((i) => shape[i] as Dim));
}

function mean(c: Call, id: NodeId, over: readonly number[]): NodeId {
  return c.b.apply("div", [c.b.sum(id, over), c.b.size(count(c.b.shape(id), over))]);
}

function extremum(c: Call, op: "min" | "max"): NodeId {
  const alongDim = c.args.length === 2 && c.shape(0).length > 0 && c.isWholeLiteral(1);
  if (c.args.length === 1 || alongDim) return reduce(c, `reduce_${op}`);
  c.args.reduce<Shape>((joined, arg) => broadcastShapes(joined, c.b.shape(arg))
    ?? c.report.fail(c.span, "shapes-differ", c.name, formatShape(joined), formatShape(c.b.shape(arg))), []);
  return c.b.apply(op, c.args);
}

function norm(c: Call): NodeId {
  const { b } = c;
  const all = c.shape(0).map((_, i) => i);
  const p = c.args.length > 1 ? c.constant(1) : 2;
  if (p === 2) return all.length === 0 ? b.apply("abs", [first(c)]) : b.apply("reduce_norm", [first(c)], { axes: all });
  const size = b.apply("abs", [first(c)]);
  if (p === 1) return b.sum(size, all);
  if (!(p > 0)) c.report.fail(c.spans[1], "wrong-argument", c.name, "p must be a number above 0");
  const power = b.constant(p);
  return b.apply("pow", [b.sum(b.apply("pow", [size, power]), all), b.constant(1 / p)]);
}

function deviations(c: Call): { deviation: NodeId; over: readonly number[]; degrees: NodeId } {
  const over = axes(c);
  const centre = c.b.keepAxes(mean(c, first(c), over), over);
  const n = count(c.shape(0), over);
  if (n === 1) c.report.fail(c.spans[0], "wrong-argument", c.name, "it needs at least two elements");
  return { deviation: c.b.apply("sub", [first(c), centre]), over, degrees: c.b.size(subtractDims(n, 1)) };
}

function variance(c: Call): NodeId {
  const { deviation, over, degrees } = deviations(c);
  return c.b.apply("div", [c.b.sum(c.b.apply("pow", [deviation, c.b.constant(2)]), over), degrees]);
}

function std(c: Call): NodeId {
  const { deviation, over, degrees } = deviations(c);
  return c.b.apply("div", [c.b.apply("reduce_norm", [deviation], { axes: over }), c.b.apply("sqrt", [degrees])]);
}

function cumsum(c: Call): NodeId {
  if (c.shape(0).length === 0) return first(c);
  const axis = c.args.length > 1 ? c.axis(1, c.shape(0)) : 0;
  return c.b.apply("cumsum", [first(c)], { axis, reverse: false });
}
