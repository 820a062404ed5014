// Contractions that are products of matrices, or of a matrix and a vector: which labels are the rows,
// the columns and the inner dimension; every other label is a loop around the product.
import { nth } from "../diagnostics/known.js";
import type { Builder } from "../graph/builder.js";
import { indicator } from "../graph/classes.js";
import { argOf, type Node, type NodeId } from "../graph/graph.js";
import { tensorOf } from "../graph/operation.js";
import { contractionOf, factorsOf, isContraction, summedLabels } from "../ops/contraction.js";
import { isFew, type Dim } from "../shape/dim.js";
import { isView } from "./kinds.js";
import type { Planning } from "./planning.js";

export interface MatrixProduct {
  readonly kind: "matrix";
  readonly rows: number;
  readonly cols: number;
  readonly inner: number;
  /** Labels of the result around the product, then summed ones around it. */
  readonly outer: readonly number[];
  readonly summed: readonly number[];
}

export interface VectorProduct {
  readonly kind: "vector";
  /** Which factor is the matrix. */
  readonly matrix: 0 | 1;
  readonly rows: number;
  readonly inner: number;
}

const SMALL = 64;

/** The product that a contraction is, if a kernel for products serves it better than a loop. */
export function productOf(b: Builder, node: Node, { writesOut = false }: Planning): MatrixProduct | VectorProduct | undefined {
  if (!isContraction(node) || node.args.length !== 2) return undefined;
  const [x, y] = factorsOf(node);
  const { out, dims } = contractionOf(node.attrs);
  if (x === undefined || y === undefined) return undefined;
  // ones and zeros by their places are no factors to multiply by
  if ([x, y].some((f) => new Set(f.labels).size !== f.labels.length || tensorOf(b, b.node(f.node))?.values === indicator)) return undefined;
  // a sum over one place, as over a slice of one, is none, and a matrix of one row is a vector
  const isLong = (l: number): boolean => dims[l] !== 1;
  const [summed, kept] = [summedLabels(node), out].map((labels) => labels.filter(isLong)) as [number[], number[]];
  const inner = summed.filter((l) => x.labels.includes(l) && y.labels.includes(l));
  const rows = kept.filter((l) => x.labels.includes(l) && !y.labels.includes(l));
  const cols = kept.filter((l) => y.labels.includes(l) && !x.labels.includes(l));
  if (inner.length === 0 || summed.some((l) => !inner.includes(l)) || isSmall(dims)) return undefined;
  if (kept.length === 1 && rows.length + cols.length === 1 && inner.length === 1) {
    const product = vectorProduct(x.labels.filter(isLong).length, y.labels.filter(isLong).length, rows, cols, inner);
    return product !== undefined && isMadeInLoops(b, (product.matrix === 0 ? x : y).node) ? undefined : product;
  }
  if (rows.length === 0 || cols.length === 0 || (writesOut && isOfFew(dims, inner, out))) return undefined;
  const [row, col, k] = [largest(rows, dims), largest(cols, dims), largest(inner, dims)];
  return {
    kind: "matrix", rows: row, cols: col, inner: k,
    outer: out.filter((l) => l !== row && l !== col), summed: inner.filter((l) => l !== k),
  };
}

function vectorProduct(
  left: number, right: number, rows: readonly number[], cols: readonly number[], [inner]: readonly number[],
): VectorProduct | undefined {
  if (left + right !== 3) return undefined;
  const matrix = left === 2 ? 0 : 1;
  return { kind: "vector", matrix, rows: nth(matrix === 0 ? rows : cols, 0), inner: inner as number };
}

/** A matrix whose elements are computed one by one: a loop takes them as they are made, and needs no memory for all. */
function isMadeInLoops(b: Builder, id: NodeId): boolean {
  let node = b.node(id);
  while (isView(b, node)) node = b.node(argOf(node));
  return b.ops.get(node.op)?.kind === "scalar" || (isContraction(node) && summedLabels(node).length === 0);
}

function isSmall(dims: readonly Dim[]): boolean {
  return dims.every((d) => typeof d === "number") && dims.reduce<number>((p, d) => p * d, 1) <= SMALL;
}

/** Products of blocks with so many terms are written out. */
const MOST_WRITTEN = 128;

/** Whether each number is a sum of few, or each block of the result is few by few: loops that are written out hold those in registers. */
function isOfFew(dims: readonly Dim[], inner: readonly number[], out: readonly number[]): boolean {
  const few = (labels: readonly number[]): number[] => labels.map((l) => nth(dims, l)).filter(isFew) as number[];
  if (few(inner).length < inner.length && few(out).length < 2) return false;
  return few(dims.map((_, label) => label)).reduce((all, d) => all * d, 1) <= MOST_WRITTEN;
}

/** The label of the largest dimension; a named one counts as large, the last of equals wins. */
function largest(labels: readonly number[], dims: readonly Dim[]): number {
  const size = (l: number): number => (typeof dims[l] === "number" ? dims[l] : Infinity);
  return labels.reduce((best, l) => (size(l) >= size(best) ? l : best));
}
