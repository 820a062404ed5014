// Products, determinants, systems and special matrices.
import { nth } from "../../diagnostics/known.js";
import { argOf, type NodeId } from "../../graph/graph.js";
import { multiplyDims, sameDim, type Dim } from "../../shape/dim.js";
import { dimAt, formatShape, type Shape } from "../../shape/shape.js";
import type { Call, LanguageFunction } from "../call.js";
import { elementOf } from "../indexing.js";
import { innerProduct, outerProduct, smallDeterminant, transpose } from "../products.js";

export const linearAlgebraFunctions: readonly LanguageFunction[] = [
  {
    name: "transpose", usage: "transpose(A)", doc: "Rows and columns exchanged; a vector stays as it is.",
    arity: [1, 1], build: (c) => transposed(c),
  },
  { name: "dot", usage: "dot(x, y)", doc: "The sum of the products of two vectors.", arity: [2, 2], build: dot },
  { name: "outer", usage: "outer(x, y)", doc: "The matrix of the products of two vectors.", arity: [2, 2], build: outer },
  {
    name: "trace", paper: ["\\operatorname{tr}", "tr"], usage: "trace(A)", doc: "The sum of the diagonal.",
    arity: [1, 1], build: (c) => diagonal(c, []),
  },
  { name: "det", usage: "det(A)", doc: "The determinant.", arity: [1, 1], build: det },
  { name: "logdet", usage: "logdet(A)", doc: "log(abs(det(A))).", arity: [1, 1], build: (c) => c.b.apply("logdet", [square(c, 0)]) },
  { name: "inv", usage: "inv(A)", doc: "The inverse; prefer solve(A, b) to inv(A)*b.", arity: [1, 1], build: inv },
  { name: "solve", usage: "solve(A, b)", doc: "The x with A*x = b, for a vector or a matrix b.", arity: [2, 2], build: solve },
  {
    name: "cholesky", usage: "cholesky(A)",
    doc: "The lower L with L*L' = A, of a symmetric positive definite matrix of which the lower part is read.",
    arity: [1, 1], build: (c) => c.b.apply("cholesky", [square(c, 0)]),
  },
  {
    name: "triu", usage: "triu(A[, k = 0])", doc: "A with zeros below a diagonal: the main one, or the k-th above it.",
    arity: [1, 2], build: (c) => triangle(c, true),
  },
  {
    name: "tril", usage: "tril(A[, k = 0])", doc: "A with zeros above a diagonal: the main one, or the k-th above it.",
    arity: [1, 2], build: (c) => triangle(c, false),
  },
  {
    name: "diag", usage: "diag(x)", doc: "The matrix with a vector on its diagonal, or the diagonal of a matrix.",
    arity: [1, 1], build: diag,
  },
  {
    name: "identity", usage: "identity(n)", doc: "The n by n identity matrix.", arity: [1, 1],
    build: (c) => c.b.apply("delta", [], { size: c.dim(0) }),
  },
  { name: "zeros", usage: "zeros(n, …)", doc: "An array of zeros.", arity: [1, Infinity], build: (c) => filled(c, 0) },
  { name: "ones", usage: "ones(n, …)", doc: "An array of ones.", arity: [1, Infinity], build: (c) => filled(c, 1) },
  { name: "kron", usage: "kron(A, B)", doc: "The Kronecker product of two matrices or two vectors.", arity: [2, 2], build: kron },
  { name: "cross", usage: "cross(x, y)", doc: "The cross product of two vectors of length 3.", arity: [2, 2], build: cross },
];

function arg(c: Call, i: number): NodeId {
  return argOf(c, i);
}

function square(c: Call, i: number): NodeId {
  const [rows, cols] = c.rank(i, 2, "a square matrix");
  if (!sameDim(rows as Dim, cols as Dim)) c.report.fail(c.spans[i], "not-square", c.name, formatShape(c.shape(i)));
  return arg(c, i);
}

function transposed(c: Call): NodeId {
  if (c.shape(0).length > 2) c.rank(0, 2, "a matrix or a vector");
  return transpose(c.b, arg(c, 0));
}

function vectors(c: Call): readonly [NodeId, NodeId] {
  c.rank(0, 1, "a vector");
  c.rank(1, 1, "a vector");
  return [arg(c, 0), arg(c, 1)];
}

function dot(c: Call): NodeId {
  const [x, y] = vectors(c);
  c.agree(dimAt(c.shape(0), 0), dimAt(c.shape(1), 0), "The vectors of dot must have one length");
  return innerProduct(c.b, x, y);
}

function outer(c: Call): NodeId {
  const [x, y] = vectors(c);
  return outerProduct(c.b, x, y);
}

function diagonal(c: Call, out: readonly number[]): NodeId {
  const id = square(c, 0);
  return c.b.contract([{ node: id, labels: [0, 0] }], out, new Map([[0, dimAt(c.shape(0), 0)]]));
}

function diag(c: Call): NodeId {
  if (c.shape(0).length !== 1) return diagonal(c, [0]);
  const size = dimAt(c.shape(0), 0);
  const delta = c.b.apply("delta", [], { size });
  return c.b.contract([{ node: delta, labels: [0, 1] }, { node: arg(c, 0), labels: [0] }], [0, 1], new Map([[0, size], [1, size]]));
}

function triangle(c: Call, upper: boolean): NodeId {
  c.rank(0, 2, "a matrix");
  const diagonal = c.args.length > 1 ? c.constant(1) : 0;
  if (!Number.isInteger(diagonal)) c.report.fail(c.spans[1], "wrong-argument", c.name, "the diagonal must be a whole number");
  return c.b.apply("triangle", [arg(c, 0)], { upper, diagonal });
}

function det(c: Call): NodeId {
  const id = square(c, 0);
  const [n] = c.shape(0);
  return n === 1 || n === 2 || n === 3 ? smallDeterminant(c.b, id, n) : c.b.apply("det", [id]);
}

function difference(c: Call, [a, d]: readonly [NodeId, NodeId], [x, y]: readonly [NodeId, NodeId]): NodeId {
  return c.b.apply("sub", [c.b.apply("mul", [a, d]), c.b.apply("mul", [x, y])]);
}

function inv(c: Call): NodeId {
  const id = square(c, 0);
  return c.b.apply("solve", [id, c.b.apply("delta", [], { size: dimAt(c.shape(0), 0) })], { transposed: false });
}

function solve(c: Call): NodeId {
  square(c, 0);
  const rank = c.shape(1).length;
  if (rank !== 1 && rank !== 2) c.rank(1, 1, "a vector or a matrix");
  c.agree(dimAt(c.shape(0), 0), dimAt(c.shape(1), 0), "The rows of A and of b must agree");
  return c.b.apply("solve", [arg(c, 0), arg(c, 1)], { transposed: false });
}

function filled(c: Call, value: number): NodeId {
  return c.b.broadcastTo(c.b.literal(value), c.args.map((_, i) => c.dim(i)));
}

function kron(c: Call): NodeId {
  const a: Shape = c.shape(0);
  const rank = a.length;
  if (rank !== 1 && rank !== 2) c.rank(0, 2, "a matrix or a vector");
  const other = c.rank(1, rank, rank === 1 ? "a vector, as the first is," : "a matrix, as the first is,");
  const left = a.map((_, i) => 2 * i);
  const right = a.map((_, i) => 2 * i + 1);
  const dims = new Map<number, Dim>(a.flatMap((d, i) => [[2 * i, d], [2 * i + 1, nth(other, i)]] as const));
  const all = c.b.contract(
    [{ node: arg(c, 0), labels: left }, { node: arg(c, 1), labels: right }], [...dims.keys()].sort((x, y) => x - y),
    dims,
  );
  return c.b.reshape(all, a.map((d, i) => multiplyDims(d, nth(other, i))));
}

function cross(c: Call): NodeId {
  const [x, y] = vectors(c);
  for (const i of [0, 1]) c.agree(dimAt(c.shape(i), 0), 3, "cross takes vectors of length 3", c.spans[i]);
  const at = (v: NodeId, i: number): NodeId => elementOf(c.b, v, [3], i);
  const part = (i: number, j: number): NodeId => difference(c, [at(x, i), at(y, j)], [at(x, j), at(y, i)]);
  return c.b.apply("stack", [part(1, 2), part(2, 0), part(0, 1)], { lead: [3] });
}
