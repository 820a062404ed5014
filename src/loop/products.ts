// Products of matrices by the kernels of src/runtime/multiply.ts, without materialised transposes:
// the kernels take the steps of rows and columns.
import { invariant } from "../diagnostics/diagnostic.js";
import type { Node } from "../graph/graph.js";
import { contractionOf, factorsOf } from "../ops/contraction.js";
import type { MatrixProduct, VectorProduct } from "../plan/products.js";
import { multiplyDims, productOfDims, type Dim } from "../shape/dim.js";
import { loopsOver, nest, type Lowering } from "./lower.js";
import { dim, plus, scale, ZERO, type Buffer, type Num, type RoutineArg, type Stmt } from "./ir.js";
import { strided, strides, type Strided } from "./values.js";

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
  const at = new Map(around.map((label, i) => [label, loops[i]?.index ?? ZERO]));
  const arg = (num: Num): RoutineArg => ({ num });
  const part = (o: Operand, row: number, col: number): RoutineArg[] => [
    { buffer: o.memory.buffer }, arg(offsetAt(o, at)), arg(stepOf(o, row)), arg(stepOf(o, col)),
  ];
  const call: Stmt = {
    kind: "routine", fn: "multiply",
    args: [
      arg(dim(dims[product.rows] as Dim)), arg(dim(dims[product.inner] as Dim)), arg(dim(dims[product.cols] as Dim)),
      ...part(x, product.rows, product.inner), ...part(y, product.inner, product.cols), ...part(result, product.rows, product.cols),
      { flag: product.summed.length > 0 },
    ],
    cost: multiplyDims(2, productOfDims([product.rows, product.inner, product.cols].map((label) => dims[label] as Dim))),
  };
  const all = nest(loops, [call]);
  return product.summed.length > 0 ? [{ kind: "fill", buffer: target, value: 0 }, ...all] : all;
}

export function vectorProduct(l: Lowering, node: Node, product: VectorProduct, target: Buffer): readonly Stmt[] {
  const { dims } = contractionOf(node.attrs);
  const both = operands(l, node);
  const matrix = both[product.matrix];
  const vector = both[product.matrix === 0 ? 1 : 0];
  const rows = dims[product.rows] as Dim;
  const inner = dims[product.inner] as Dim;
  const none = new Map<number, Num>();
  const arg = (num: Num): RoutineArg => ({ num });
  return [{
    kind: "routine", fn: "multiplyVector",
    args: [
      arg(dim(rows)), arg(dim(inner)),
      { buffer: matrix.memory.buffer }, arg(offsetAt(matrix, none)), arg(stepOf(matrix, product.rows)), arg(stepOf(matrix, product.inner)),
      { buffer: vector.memory.buffer }, arg(offsetAt(vector, none)), arg(stepOf(vector, product.inner)),
      { buffer: target }, arg(ZERO), arg(dim(1)), { flag: false },
    ],
    cost: multiplyDims(2, multiplyDims(rows, inner)),
  }];
}

function operands(l: Lowering, node: Node): readonly [Operand, Operand] {
  const [x, y] = factorsOf(node).map((f) => ({ memory: strided(l, f.node), labels: f.labels }));
  invariant(x !== undefined && y !== undefined, "a product of two factors");
  return [x, y];
}

function resultOperand(node: Node, target: Buffer): Operand {
  return { memory: { buffer: target, offset: ZERO, steps: strides(node.shape).map(dim) }, labels: contractionOf(node.attrs).out };
}

function stepOf(o: Operand, label: number): Num {
  return o.memory.steps[o.labels.indexOf(label)] ?? ZERO;
}

/** Where the operand's part begins, given the indices of the loops around the product. */
function offsetAt(o: Operand, at: ReadonlyMap<number, Num>): Num {
  return o.labels.reduce<Num>((sum, label, i) => {
    const index = at.get(label);
    return index === undefined ? sum : plus(sum, scale(index, o.memory.steps[i] as Num));
  }, o.memory.offset);
}
