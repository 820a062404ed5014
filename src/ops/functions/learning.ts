// Losses and the softmax family, and log with its optional base.
import { nth } from "../../diagnostics/known.js";
import { argOf, type NodeId } from "../../graph/graph.js";
import { productOfDims, type Dim } from "../../shape/dim.js";
import { broadcastShapes, formatShape } from "../../shape/shape.js";
import type { Call, LanguageFunction } from "../call.js";
import { innerProduct } from "../products.js";

export const learningFunctions: readonly LanguageFunction[] = [
  {
    name: "softmax", usage: "softmax(A[, dim])",
    doc: "exp(A) over its sum along a dimension, the last one unless given.", arity: [1, 2],
    build: (c) => soft(c, "softmax"),
  },
  {
    name: "log_softmax", usage: "log_softmax(A[, dim])", doc: "log(softmax(A)), without overflow.", arity: [1, 2],
    build: (c) => soft(c, "log_softmax"),
  },
  {
    name: "cross_entropy", usage: "cross_entropy(U, Y)",
    doc: "The mean over the rows of -sum(Y .* log_softmax(U)); Y holds probabilities, or class numbers from 0.",
    arity: [2, 2], build: crossEntropy,
  },
  { name: "mse", usage: "mse(a, b)", doc: "The mean of the squared differences.", arity: [2, 2], build: mse },
  { name: "log", usage: "log(x[, base])", doc: "The natural logarithm, or that to another base.", arity: [1, 2], build: log },
];

function arg(c: Call, i: number): NodeId {
  return argOf(c, i);
}

function soft(c: Call, op: string): NodeId {
  const shape = c.shape(0);
  if (shape.length === 0) c.rank(0, 1, "a vector or a matrix");
  return c.b.apply(op, [arg(c, 0)], { axes: [c.args.length > 1 ? c.axis(1, shape) : shape.length - 1] });
}

function crossEntropy(c: Call): NodeId {
  const { b } = c;
  const shape = c.rank(0, 2, "a matrix, a row for each example,");
  const [rows, classes] = shape as readonly [Dim, Dim];
  const target = c.shape(1);
  if (target.length !== 1 && target.length !== 2) c.rank(1, 2, "a matrix of probabilities or a vector of class numbers");
  c.agree(rows, nth(target, 0), "U and Y must have one row for each example", c.spans[1]);
  if (target.length === 2) c.agree(classes, nth(target, 1), "U and Y must have one column for each class", c.spans[1]);
  const probabilities = target.length === 2 ? arg(c, 1) : b.apply("one_hot", [arg(c, 1)], { size: classes });
  const log = b.apply("log_softmax", [arg(c, 0)], { axes: [1] });
  return b.apply("neg", [b.apply("div", [innerProduct(b, probabilities, log), b.size(rows)])]);
}

function mse(c: Call): NodeId {
  const { b } = c;
  if (broadcastShapes(c.shape(0), c.shape(1)) === undefined)
    c.report.fail(c.span, "shapes-differ", "mse", formatShape(c.shape(0)), formatShape(c.shape(1)));
  const squared = b.apply("pow", [b.apply("sub", [arg(c, 0), arg(c, 1)]), b.constant(2)]);
  const shape = b.shape(squared);
  return b.apply("div", [b.sum(squared, shape.map((_, i) => i)), b.size(productOfDims(shape))]);
}

function log(c: Call): NodeId {
  if (c.args.length === 1) return c.b.apply("log", [arg(c, 0)]);
  const base = c.b.constantOf(arg(c, 1));
  if (base === 2) return c.b.apply("log2", [arg(c, 0)]);
  if (base === 10) return c.b.apply("log10", [arg(c, 0)]);
  if (base === Math.E) return c.b.apply("log", [arg(c, 0)]);
  if (broadcastShapes(c.shape(0), c.shape(1)) === undefined)
    c.report.fail(c.span, "shapes-differ", "log", formatShape(c.shape(0)), formatShape(c.shape(1)));
  return c.b.apply("logBase", c.args);
}
