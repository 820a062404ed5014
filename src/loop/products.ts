// Products of matrices by the kernels of src/runtime/multiply.ts, without materialised transposes:
// the kernels take the steps of rows and columns.
import { invariant } from "../diagnostics/diagnostic.js";
import type { Node } from "../graph/graph.js";
import { contractionOf, factorsOf } from "../ops/contraction.js";
import type { MatrixProduct, VectorProduct } from "../plan/products.js";
import { isSymmetric } from "../plan/symmetry.js";
import type { Dim } from "../shape/dim.js";
import { loopsOver, nest, type Lowering } from "./lowering.js";
import {
  counter, FIRST, int, load, loopOver, plus, scale, size, store, type Buffer, type Index, type Local, type RoutineArg, type Stmt,
} from "./ir.js";
import { strides } from "../shape/shape.js";
import { strided, type Strided } from "./values.js";

/** An operand's memory, addressed by label. */
interface Operand {
  readonly memory: Strided;
  readonly labels: readonly number[];
}

export function matrixProduct(l: Lowering, node: Node, found: MatrixProduct, target: Buffer): readonly Stmt[] {
  const { dims } = contractionOf(node.attrs);
  const [first, second] = operands(l, node);
  // the product is formed in the order in which the result lies in memory
  const isTurned = contractionOf(node.attrs).out.indexOf(found.rows) > contractionOf(node.attrs).out.indexOf(found.cols);
  const [x, y] = isTurned ? [second, first] : [first, second];
  const product = isTurned ? { ...found, rows: found.cols, cols: found.rows } : found;
  const result = resultOperand(node, target);
  // sums outside, so that all of the result is in one block of terms
  const around = [...product.summed, ...product.outer];
  const loops = loopsOver(l, around.map((label) => dims[label] as Dim));
  const at = new Map(around.map((label, i) => [label, loops[i]?.index ?? FIRST]));
  if (isSymmetric(l.b, node, found)) return symmetricProduct(l, product, dims, [x, y, result]);
  const part = (o: Operand, row: number, col: number): RoutineArg => view(o, at, [row, col]);
  const call: Stmt = {
    kind: "routine", fn: "multiply",
    args: [
      ...[product.rows, product.inner, product.cols].map((label) => sizeArgument(dims[label] as Dim)),
      part(x, product.rows, product.inner), part(y, product.inner, product.cols), part(result, product.rows, product.cols),
      { kind: "flag", flag: product.summed.length > 0 },
    ],
  };
  const all = nest(loops, [call]);
  return product.summed.length > 0 ? [{ kind: "fill", buffer: target, value: 0 }, ...all] : all;
}

/** Rows of a symmetric result that are computed at once. */
const PANEL = 12;

/** Rows up to the diagonal, panel by panel; what is above it is copied. */
function symmetricProduct(
  l: Lowering, { rows, inner, cols }: MatrixProduct, dims: readonly Dim[], [x, y, result]: readonly [Operand, Operand, Operand],
): readonly Stmt[] {
  const n = size(dims[rows] as Dim);
  const [start, i, j] = ["start", "i", "j"].map((hint) => l.newLocal(hint, "index")) as [Local, Local, Local];
  const first = counter(start);
  const end: Index = { kind: "least", left: plus(first, int(PANEL)), right: n };
  const at = new Map([[rows, first]]);
  const none = new Map<number, Index>();
  const panel: Stmt = {
    kind: "routine", fn: "multiply",
    args: [
      { kind: "index", index: plus(end, scale(first, int(-1))) }, sizeArgument(dims[inner] as Dim), { kind: "index", index: end },
      view(x, at, [rows, inner]), view(y, none, [inner, cols]), view(result, at, [rows, cols]), { kind: "flag", flag: false },
    ],
  };
  const { buffer } = result.memory;
  const place = (row: Local, col: Local): Index => plus(scale(counter(row), n), counter(col));
  return [
    {
      kind: "block", comment: "symmetric: rows up to the diagonal",
      body: [{ kind: "for", local: start, from: FIRST, to: n, step: PANEL, body: [panel] }],
    },
    loopOver(i, [dims[rows] as Dim], [
      { kind: "for", local: j, from: FIRST, to: counter(i), step: 1, body: [store(buffer, place(j, i), load(buffer, place(i, j)))] },
    ]),
  ];
}

export function vectorProduct(l: Lowering, node: Node, product: VectorProduct, target: Buffer): readonly Stmt[] {
  const { dims } = contractionOf(node.attrs);
  const both = operands(l, node);
  const matrix = both[product.matrix];
  const vector = both[product.matrix === 0 ? 1 : 0];
  const none = new Map<number, Index>();
  return [{
    kind: "routine", fn: "multiplyVector",
    args: [
      sizeArgument(dims[product.rows] as Dim), sizeArgument(dims[product.inner] as Dim),
      view(matrix, none, [product.rows, product.inner]), view(vector, none, [product.inner]),
      { kind: "view", buffer: target, offset: FIRST, steps: [size(1)] }, { kind: "flag", flag: false },
    ],
  }];
}

function operands(l: Lowering, node: Node): readonly [Operand, Operand] {
  const [x, y] = factorsOf(node).map((f) => ({ memory: strided(l, f.node), labels: f.labels }));
  invariant(x !== undefined && y !== undefined, "a product of two factors");
  return [x, y];
}

function resultOperand(node: Node, target: Buffer): Operand {
  return { memory: { buffer: target, offset: FIRST, steps: strides(node.shape).map(size) }, labels: contractionOf(node.attrs).out };
}

/** The part of an operand at the indices of the loops around the product, along some labels. */
function view(o: Operand, at: ReadonlyMap<number, Index>, along: readonly number[]): RoutineArg {
  return {
    kind: "view", buffer: o.memory.buffer, offset: offsetAt(o, at),
    steps: along.map((label) => o.memory.steps[o.labels.indexOf(label)] ?? FIRST),
  };
}

function sizeArgument(dim: Dim): RoutineArg {
  return { kind: "index", index: size(dim) };
}

/** Where the operand's part begins, given the indices of the loops around the product. */
function offsetAt(o: Operand, at: ReadonlyMap<number, Index>): Index {
  return o.labels.reduce<Index>((sum, label, i) => {
    const index = at.get(label);
    return index === undefined ? sum : plus(sum, scale(index, o.memory.steps[i] as Index));
  }, o.memory.offset);
}
