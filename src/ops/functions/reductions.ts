// Sums, means, products, extrema, norms, running sums and products: over all elements or along one dimension.
import { argOf, type NodeId } from "../../graph/graph.js";
import { productOfDims, subtractDims, type Dim } from "../../shape/dim.js";
import { broadcastShapes, dimAt, formatShape, type Shape } from "../../shape/shape.js";
import type { Call, LanguageFunction } from "../call.js";
import { runningProduct } from "../scan.js";

type Reduce = (c: Call, over: readonly number[]) => NodeId;

export const reductionFunctions: readonly LanguageFunction[] = [
  reducing("sum", "The sum of all elements, or along a dimension.", (c, over) => c.b.sum(first(c), over)),
  reducing("mean", "The mean of all elements, or along a dimension.", (c, over) => mean(c, first(c), over)),
  reducing("prod", "The product of all elements, or along a dimension.", reduceBy("reduce_prod")),
  reducing("logsumexp", "log(sum(exp(A))), without overflow.", reduceBy("logsumexp")),
  extremum("min", "The least element of an array, or of several arguments element by element."),
  extremum("max", "The greatest element of an array, or of several arguments element by element."),
  {
    name: "minimum", usage: "minimum(a, b, …)", doc: "The least of its arguments, element by element.",
    arity: [2, Infinity], build: (c) => between(c, "min"),
  },
  {
    name: "maximum", usage: "maximum(a, b, …)", doc: "The greatest of its arguments, element by element.",
    arity: [2, Infinity], build: (c) => between(c, "max"),
  },
  {
    name: "norm", paper: { between: [["\\lVert", "‖"], ["\\rVert", "‖"]] }, usage: "norm(x[, p = 2][, keep])",
    doc: "The p-norm of all elements; of a matrix with p = 2 the Frobenius norm.",
    arity: [1, 2], keeps: true, build: (c) => kept(c, allAxes(c), norm),
  },
  reducing("variance", "The sum of squared deviations over n - 1.", variance),
  reducing("std", "The square root of the variance; its derivative at equal entries is 0.", std),
  scanning(
    "cumsum", "Running sums along a dimension, the first one unless given.",
    (c, axis) => c.b.apply("cumsum", [first(c)], { axis, reverse: false }),
  ),
  scanning("cumprod", "Running products along a dimension, the first one unless given.", (c, axis) => runningProduct(c.b, first(c), axis)),
  scanning(
    "logcumsumexp", "log(cumsum(exp(A))), without overflow.",
    (c, axis) => c.b.apply("logcumsumexp", [first(c)], { axis, reverse: false }),
  ),
];

/** Over all elements or along a dimension, which vanishes or stays as 1. */
function reducing(name: string, doc: string, reduce: Reduce): LanguageFunction {
  return { name, usage: `${name}(A[, dim][, keep])`, doc, arity: [1, 2], keeps: true, build: (c) => kept(c, axes(c), reduce) };
}

function kept(c: Call, over: readonly number[], reduce: Reduce): NodeId {
  const id = reduce(c, over);
  return c.keep ? c.b.keepAxes(id, over) : id;
}

function scanning(name: string, doc: string, build: (c: Call, axis: number) => NodeId): LanguageFunction {
  return {
    name, usage: `${name}(A[, dim])`, doc, arity: [1, 2],
    build: (c) => (c.shape(0).length === 0 ? first(c) : build(c, c.args.length > 1 ? c.axis(1, c.shape(0)) : 0)),
  };
}

function first(c: Call): NodeId {
  return argOf(c);
}

function allAxes(c: Call): readonly number[] {
  return c.shape(0).map((_, i) => i);
}

function axes(c: Call): readonly number[] {
  return c.args.length > 1 ? [c.axis(1, c.shape(0))] : allAxes(c);
}

/** By an operation; of a scalar the value itself. */
function reduceBy(op: string): Reduce {
  return (c, over) => (c.shape(0).length === 0 ? first(c) : c.b.apply(op, [first(c)], { axes: over }));
}

function count(shape: Shape, over: readonly number[]): Dim {
  return productOfDims(over.map((i) => dimAt(shape, i)));
}

function mean(c: Call, id: NodeId, over: readonly number[]): NodeId {
  return c.b.apply("div", [c.b.sum(id, over), c.b.size(count(c.b.shape(id), over))]);
}

function extremum(name: "min" | "max", doc: string): LanguageFunction {
  return {
    name, usage: `${name}(A[, dim][, keep]) or ${name}(a, b, …)`, doc, arity: [1, Infinity], keeps: true,
    build: (c) => least(c, name),
  };
}

/** A whole number beside a matrix is a dimension; beside a vector it may be meant as a value. */
function least(c: Call, name: "min" | "max"): NodeId {
  const isLiteral = c.args.length === 2 && c.shape(0).length > 0 && c.isWholeLiteral(1);
  if (isLiteral && c.shape(0).length === 1) c.report.fail(c.span, "extremum-of-vector", name, String(c.constant(1)));
  if (c.args.length > 1 && !isLiteral && !c.keep) return between(c, name);
  return kept(c, axes(c), reduceBy(`reduce_${name}`));
}

function between(c: Call, op: "min" | "max"): NodeId {
  c.args.reduce<Shape>((joined, arg) => broadcastShapes(joined, c.b.shape(arg))
    ?? c.report.fail(c.span, "shapes-differ", c.name, formatShape(joined), formatShape(c.b.shape(arg))), []);
  return c.b.apply(op, c.args);
}

function norm(c: Call, all: readonly number[]): NodeId {
  const { b } = c;
  const p = c.args.length > 1 ? c.constant(1) : 2;
  if (p === 2) return all.length === 0 ? b.apply("abs", [first(c)]) : b.apply("reduce_norm", [first(c)], { axes: all });
  if (!(p > 0)) c.report.fail(c.spans[1], "wrong-argument", c.name, "p must be a number above 0");
  const size = b.apply("abs", [first(c)]);
  if (p === 1 || all.length === 0) return b.sum(size, all);
  return p === Infinity ? b.apply("reduce_max", [size], { axes: all }) : b.apply("reduce_norm_p", [first(c)], { axes: all, p });
}

function deviations(c: Call, over: readonly number[]): { deviation: NodeId; degrees: NodeId } {
  const centre = c.b.keepAxes(mean(c, first(c), over), over);
  const n = count(c.shape(0), over);
  if (n === 1) c.report.fail(c.spans[0], "wrong-argument", c.name, "it needs at least two elements");
  return { deviation: c.b.apply("sub", [first(c), centre]), degrees: c.b.size(subtractDims(n, 1)) };
}

function variance(c: Call, over: readonly number[]): NodeId {
  const { deviation, degrees } = deviations(c, over);
  return c.b.apply("div", [c.b.sum(c.b.apply("pow", [deviation, c.b.constant(2)]), over), degrees]);
}

function std(c: Call, over: readonly number[]): NodeId {
  const { deviation, degrees } = deviations(c, over);
  return c.b.apply("div", [c.b.apply("reduce_norm", [deviation], { axes: over }), c.b.apply("sqrt", [degrees])]);
}
