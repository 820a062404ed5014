// Kernels of their own: contractions that sum into an array, reductions along axes, scans, scatter,
// place, concat, stack, and the routines of linear algebra.
import { invariant } from "../diagnostics/diagnostic.js";
import type { Node, NodeId } from "../graph/graph.js";
import { tensorOf, type TensorOp } from "../graph/operation.js";
import { windowOf } from "../ops/indexing.js";
import { axesOf } from "../ops/reduction.js";
import { isScalar } from "../plan/kinds.js";
import { productOf } from "../plan/products.js";
import { multiplyDims, productOfDims, type Dim } from "../shape/dim.js";
import { sumContraction } from "./contraction.js";
import { combine, loopsOver, nest, originOf, type LoopIndex, type Lowering } from "./lower.js";
import { counter, FIRST, int, loopOver, number, plus, scale, size, store, use, type Buffer, type Index, type Stmt } from "./ir.js";
import { matrixProduct, vectorProduct } from "./products.js";
import { routine } from "./routines.js";
import { element, flatIndex, formulaValue, placeIn } from "./values.js";

export function kernel(l: Lowering, id: NodeId): void {
  const node = l.b.node(id);
  if (l.buffers.get(id)?.kind === "constant") return;
  const body = kernelBody(l, id, node);
  l.body.push({ kind: "block", comment: l.naming.comment(id), body, ...originOf(l, id) });
}

function kernelBody(l: Lowering, id: NodeId, node: Node): readonly Stmt[] {
  const target = l.buffers.get(id);
  if (node.op === "contract") {
    const product = productOf(l.b, node);
    invariant(target !== undefined, "a product that is not stored");
    if (product?.kind === "matrix") return matrixProduct(l, node, product, target);
    if (product?.kind === "vector") return vectorProduct(l, node, product, target);
    return sumContraction(l, node, target);
  }
  if (target === undefined || isScalar(node)) return routine(l, id, node, target);
  const record = tensorOf(l.b, node);
  if (record?.combines !== undefined) return reduction(l, node, target, record.combines);
  if (record?.running !== undefined) return scan(l, node, target, record.running);
  switch (node.op) {
    case "place": return place(l, node, target);
    case "scatter": return scatter(l, node, target);
    case "concat": return concat(l, node, target);
    case "stack": return stack(l, node, target);
    default: return routine(l, id, node, target);
  }
}

/** Along some axes: a local for each element of the result. */
function reduction(l: Lowering, node: Node, target: Buffer, role: NonNullable<TensorOp["combines"]>): readonly Stmt[] {
  const [arg] = node.args as readonly [NodeId];
  const axes = axesOf(node);
  const loops = loopsOver(l, l.b.shape(arg));
  const kept = loops.filter((_, i) => !axes.includes(i));
  const total = l.newLocal(role === "prod" ? "product" : role === "max" ? "greatest" : "least");
  const start = role === "prod" ? 1 : role === "max" ? -Infinity : Infinity;
  const inner: Stmt = { kind: "assign", local: total, value: combine(role, use(total), element(l, arg, indicesOf(loops))) };
  return nest(kept, [
    { kind: "let", local: total, value: number(start), mutable: true },
    ...nest(loops.filter((_, i) => axes.includes(i)), [inner]),
    store(target, flatIndex(node.shape, indicesOf(kept)), use(total)),
  ]);
}

/** A running value along one axis, for each place of the others. */
function scan(l: Lowering, node: Node, target: Buffer, { start, step }: NonNullable<TensorOp["running"]>): readonly Stmt[] {
  const axis = node.attrs.axis as number;
  const reverse = node.attrs.reverse === true;
  const loops = loopsOver(l, node.shape);
  const along = l.newLocal("i", "index");
  const at = loops.map(({ index }, i) => (i === axis ? counter(along) : index));
  const running = l.newLocal("running");
  const elements = node.args.map((arg, i) => [i === 0 ? "x" : "y", element(l, arg, at)] as const);
  const next = formulaValue(l.b, step, new Map([["before", use(running)], ...elements]));
  const body: Stmt[] = [{ kind: "assign", local: running, value: next }, store(target, flatIndex(node.shape, at), use(running))];
  return nest(loops.filter((_, i) => i !== axis), [
    { kind: "let", local: running, value: number(start), mutable: true },
    loopOver(along, [node.shape[axis] as Dim], body, reverse),
  ]);
}

function place(l: Lowering, node: Node, target: Buffer): readonly Stmt[] {
  const { starts, steps } = windowOf(node.attrs);
  return [
    { kind: "fill", buffer: target, value: 0 },
    ...moveTo(l, node, target, node.args[0] as NodeId, (index) =>
      index.map((i, axis) => plus(size(starts[axis] as Dim), scale(i, int(steps[axis] as number))))),
  ];
}

function scatter(l: Lowering, node: Node, target: Buffer): readonly Stmt[] {
  const [arg, places] = node.args as readonly [NodeId, NodeId];
  return [
    { kind: "fill", buffer: target, value: 0 },
    ...moveTo(l, node, target, arg, (index) =>
      index.map((i, axis) => (axis === node.attrs.axis ? placeIn(l, places, i) : i)), true),
  ];
}

function concat(l: Lowering, node: Node, target: Buffer): readonly Stmt[] {
  const axis = node.attrs.axis as number;
  let before: Index = FIRST;
  return node.args.flatMap((arg) => {
    const start = before;
    before = plus(before, size(l.b.shape(arg)[axis] as Dim));
    return moveTo(l, node, target, arg, (index) => index.map((i, k) => (k === axis ? plus(i, start) : i)));
  });
}

/** Stores each element of an argument at a place of the result. */
function moveTo(
  l: Lowering, node: Node, target: Buffer, arg: NodeId, placeOf: (index: readonly Index[]) => Index[], add = false,
): readonly Stmt[] {
  const loops = loopsOver(l, l.b.shape(arg));
  const index = indicesOf(loops);
  return nest(loops, [store(target, flatIndex(node.shape, placeOf(index)), element(l, arg, index), add)]);
}

function stack(l: Lowering, node: Node, target: Buffer): readonly Stmt[] {
  const shape = l.b.shape(node.args[0] as NodeId);
  return node.args.flatMap((arg, part) => {
    const loops = loopsOver(l, shape);
    const at = plus(size(multiplyDims(part, productOfDims(shape))), flatIndex(shape, indicesOf(loops)));
    return nest(loops, [store(target, at, element(l, arg, indicesOf(loops)))]);
  });
}

function indicesOf(loops: readonly LoopIndex[]): Index[] {
  return loops.map(({ index }) => index);
}
