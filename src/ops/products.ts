// Products of matrices and vectors as contractions.
import { nth } from "../diagnostics/known.js";
import type { Builder } from "../graph/builder.js";
import type { NodeId } from "../graph/graph.js";
import { sameDim, type Dim } from "../shape/dim.js";
import type { Shape } from "../shape/shape.js";
import { elementOf } from "./indexing.js";

/** Whether `*` of two arrays is defined: vectors and matrices whose inner dimensions agree. */
export function canMultiply(a: Shape, b: Shape): boolean {
  const inner = a[a.length - 1];
  const [other] = b;
  return a.length <= 2 && b.length <= 2 && inner !== undefined && other !== undefined && sameDim(inner, other);
}

/** The matrix product; a vector on the left is a row, on the right a column, two vectors make a dot product. */
export function multiply(b: Builder, x: NodeId, y: NodeId): NodeId {
  const left = b.shape(x);
  const right = b.shape(y);
  const rows = left.length === 2 ? [0] : [];
  const cols = right.length === 2 ? [2] : [];
  const dims = new Map<number, Dim>([[1, nth(right, 0)]]);
  if (rows.length === 1) dims.set(0, nth(left, 0));
  if (cols.length === 1) dims.set(2, nth(right, 1));
  return b.contract([{ node: x, labels: [...rows, 1] }, { node: y, labels: [1, ...cols] }], [...rows, ...cols], dims);
}

export function transpose(b: Builder, x: NodeId): NodeId {
  const shape = b.shape(x);
  if (shape.length < 2) return x;
  return b.contract([{ node: x, labels: [0, 1] }], [1, 0], new Map(shape.map((d, i) => [i, d])));
}

export function innerProduct(b: Builder, x: NodeId, y: NodeId): NodeId {
  const shape = b.shape(x);
  const labels = shape.map((_, i) => i);
  return b.contract([{ node: x, labels }, { node: y, labels }], [], new Map(shape.map((d, i) => [i, d])));
}

export function outerProduct(b: Builder, x: NodeId, y: NodeId): NodeId {
  const shape = [...b.shape(x), ...b.shape(y)];
  const labels = shape.map((_, i) => i);
  const rank = b.shape(x).length;
  return b.contract(
    [{ node: x, labels: labels.slice(0, rank) }, { node: y, labels: labels.slice(rank) }], labels,
    new Map(shape.map((d, i) => [i, d])),
  );
}

/** Up to 3 by 3 a polynomial of the elements, which is right in every order of derivative. */
export function smallDeterminant(b: Builder, id: NodeId, n: 1 | 2 | 3): NodeId {
  const at = (i: number, j: number): NodeId => elementOf(b, id, [n, n], i * n + j);
  if (n === 1) return b.reshape(id, []);
  const product = (x: NodeId, y: NodeId): NodeId => b.apply("mul", [x, y]);
  const minor = (i: number, j: number, k: number, l: number): NodeId => b.apply(
    "sub", [product(at(i, k), at(j, l)), product(at(i, l), at(j, k))],
  );
  if (n === 2) return minor(0, 1, 0, 1);
  const term = (col: number, k: number, l: number): NodeId => product(at(0, col), minor(1, 2, k, l));
  return b.apply("add", [b.apply("sub", [term(0, 1, 2), term(1, 0, 2)]), term(2, 0, 1)]);
}
