// Products of matrices by the kernels of src/runtime/multiply.ts, without materialised transposes:
// the kernels take the steps of rows and columns.
import { invariant } from "../diagnostics/diagnostic.js";
import { nth } from "../diagnostics/known.js";
import type { Node, NodeId } from "../graph/graph.js";
import { contractionOf, factorsOf } from "../ops/contraction.js";
import type { MatrixProduct, VectorProduct } from "../plan/products.js";
import { isSymmetric } from "../plan/symmetry.js";
import { termsIn, type Region } from "../plan/triangles.js";
import { sameDim, type Dim } from "../shape/dim.js";
import { loopsOver, nest, type Lowering } from "./lowering.js";
import {
  counter, FIRST, greatest, int, least, load, loopOver, minus, plus, scale,
  size, store, type Buffer, type Index, type Local, type RoutineArg, type Stmt,
} from "./ir.js";
import { strides } from "../shape/shape.js";
import { strided, type Strided } from "./values.js";

/** An operand's memory, addressed by label. */
interface Operand {
  readonly memory: Strided;
  readonly labels: readonly number[];
}

export function matrixProduct(l: Lowering, id: NodeId, node: Node, all: MatrixProduct, target: Buffer): readonly Stmt[] {
  const { dims, out } = contractionOf(node.attrs);
  const operand = operands(l, node);
  const result = resultOperand(node, target);
  const halves = all.summed.length === 0 && !isSymmetric(l.b, node, all) ? termsIn(l.plan.triangles, id, node) : [];
  const edge = edgeOf(all, halves, dims, operand);
  const found = edge?.product ?? all;
  // the product is formed in the order in which the result lies in memory
  const isTurned = out.indexOf(found.rows) > out.indexOf(found.cols);
  const [x, y] = isTurned ? [operand[1], operand[0]] : operand;
  const product = isTurned ? { ...found, rows: found.cols, cols: found.rows } : found;
  // sums outside, so that all of the result is in one block of terms
  const around = [...product.summed, ...product.outer];
  const loops = loopsOver(l, around.map((label) => nth(dims, label)));
  const at = new Map(around.map((label, i) => [label, loops[i]?.index ?? FIRST]));
  if (isSymmetric(l.b, node, all)) return symmetricProduct(l, product, dims, [x, y, result]);
  const panels = edge?.isInPanels === true ? l.newLocal("start", "index") : undefined;
  const counts = new Map(edge === undefined ? [] : boundsOf(edge, dims, at, panels));
  const part = (o: Operand, row: number, col: number): RoutineArg => view(o, at, [row, col]);
  const call: Stmt = {
    kind: "routine", fn: "multiply",
    args: [
      ...[product.rows, product.inner, product.cols].map((label): RoutineArg => (
        { kind: "index", index: counts.get(label) ?? size(nth(dims, label)) }
      )),
      part(x, product.rows, product.inner), part(y, product.inner, product.cols), part(result, product.rows, product.cols),
      { kind: "flag", flag: product.summed.length > 0 },
    ],
  };
  const inner: Stmt = panels === undefined || edge === undefined
    ? call
    : { kind: "for", local: panels, from: FIRST, to: size(nth(dims, edge.along)), step: PANEL, body: [call] };
  const nested = nest(loops, [inner]);
  const isWhole = product.summed.length === 0 && (edge === undefined || !leavesZeros(l, id, node, edge));
  return isWhole ? nested : [{ kind: "fill", buffer: target, value: 0 }, ...nested];
}

/** The edge of a triangle: a label around the product, or its rows or columns panel by panel, that says how far another one goes. */
interface Edge {
  readonly product: MatrixProduct;
  readonly along: number;
  readonly bound: number;
  readonly isInPanels: boolean;
  /** By how much one is ahead of the other, at least. */
  readonly ahead: "along" | "bound";
  readonly least: number;
}

function edgeOf(
  product: MatrixProduct, halves: Region, dims: readonly Dim[], operand: readonly [Operand, Operand],
): Edge | undefined {
  const { rows, cols, inner, outer } = product;
  const own = [inner, rows, cols];
  for (const [ahead, behind, least] of halves) {
    if (!sameDim(nth(dims, ahead), nth(dims, behind))) continue;
    const edge = (along: number, isInPanels: boolean, changed = product): Edge => ({
      product: changed, along, bound: along === ahead ? behind : ahead, isInPanels, ahead: along === ahead ? "along" : "bound", least,
    });
    const both = [ahead, behind];
    const around = both.find((label) => outer.includes(label));
    if (around !== undefined && both.some((label) => own.includes(label))) return edge(around, false);
    const side = both.find((label) => label === cols) ?? both.find((label) => label === rows);
    if (side === undefined || !both.every((label) => own.includes(label))) continue;
    // another label of the same operand takes its place, so that each product ends at the edge itself
    const isOf = (o: Operand, label: number): boolean => o.labels.includes(label);
    const other = outer.find((label) => operand.every((o) => isOf(o, label) === isOf(o, side)) && dims[label] !== 1);
    if (other === undefined) return edge(side, true);
    const outside = outer.map((label) => (label === other ? side : label));
    return edge(side, false, { ...product, outer: outside, ...(side === cols ? { cols: other } : { rows: other }) });
  }
  return undefined;
}

/** Whether there are elements of the result beyond the edge that something reads. */
function leavesZeros({ plan }: Lowering, id: NodeId, node: Node, { product, along, bound, ahead, least: by }: Edge): boolean {
  const [first, other] = ahead === "along" ? [along, bound] : [bound, along];
  const read = termsIn({ nonzero: new Map(), read: plan.triangles.read }, id, node);
  return bound !== product.inner && !read.some((half) => half[0] === first && half[1] === other && half[2] >= by);
}

/** How long the rows, the columns or the terms of a product with an edge are; where they begin goes into `at`. */
function boundsOf(
  { along, bound, ahead, least: by }: Edge, dims: readonly Dim[], at: Map<number, Index>, panels: Local | undefined,
): [number, Index][] {
  const n = size(nth(dims, bound));
  const first = panels === undefined ? at.get(along) as Index : counter(panels);
  const end = panels === undefined ? plus(first, int(1)) : least(plus(first, int(PANEL)), n);
  at.set(along, first);
  const counts: [number, Index][] = panels === undefined ? [] : [[along, minus(end, first)]];
  if (ahead === "along") {
    const to = plus(end, int(-by));
    return [...counts, [bound, by < 0 ? least(to, n) : by > 1 ? greatest(to, FIRST) : to]];
  }
  const from = plus(first, int(by));
  const start = by < 0 ? greatest(from, FIRST) : by > 0 ? least(from, n) : from;
  at.set(bound, start);
  return [...counts, [bound, minus(n, start)]];
}

/** Rows of a symmetric result that are computed at once. */
const PANEL = 12;

/** Rows up to the diagonal, panel by panel; what is above it is copied. */
function symmetricProduct(
  l: Lowering, { rows, inner, cols }: MatrixProduct, dims: readonly Dim[], [x, y, result]: readonly [Operand, Operand, Operand],
): readonly Stmt[] {
  const n = size(nth(dims, rows));
  const [start, i, j] = ["start", "i", "j"].map((hint) => l.newLocal(hint, "index")) as [Local, Local, Local];
  const first = counter(start);
  const end: Index = { kind: "least", left: plus(first, int(PANEL)), right: n };
  const at = new Map([[rows, first]]);
  const none = new Map<number, Index>();
  const panel: Stmt = {
    kind: "routine", fn: "multiply",
    args: [
      { kind: "index", index: plus(end, scale(first, int(-1))) }, sizeArgument(nth(dims, inner)), { kind: "index", index: end },
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
    loopOver(i, [nth(dims, rows)], [
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
      sizeArgument(nth(dims, product.rows)), sizeArgument(nth(dims, product.inner)),
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
