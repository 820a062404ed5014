// Kernels of their own: contractions that sum into an array, reductions along axes, scans, scatter,
// lists of numbers, and the routines of linear algebra.
import { invariant } from "../diagnostics/diagnostic.js";
import { asApplied, type Node, type NodeId } from "../graph/graph.js";
import { tensorOf, type TensorOp } from "../graph/operation.js";
import { isContraction } from "../ops/contraction.js";
import { axesOf } from "../ops/reduction.js";
import { isScalar } from "../plan/kinds.js";
import { productOf } from "../plan/products.js";
import { runningOf, type Running } from "../plan/running.js";
import { dimAt } from "../shape/shape.js";
import { sumContraction } from "./contraction.js";
import { combine, loopsOver, nest, originOf, type LoopIndex, type Lowering } from "./lowering.js";
import { counter, int, loopOver, number, store, use, type Buffer, type Index, type Stmt } from "./ir.js";
import { matrixProduct, vectorProduct } from "./products.js";
import { routine } from "./routines.js";
import { element, flatIndex, formulaValue, placeIn } from "./values.js";

/** The results of one computation, of which nearly every operation has one. */
export function kernel(l: Lowering, ids: readonly NodeId[]): void {
  const [id] = ids as readonly [NodeId];
  if (l.buffers.get(id)?.kind === "constant") return;
  l.body.push({ kind: "block", comment: l.naming.comment(...ids), body: kernelBody(l, ids), ...originOf(l, id) });
}

function kernelBody(l: Lowering, ids: readonly NodeId[]): readonly Stmt[] {
  const [id] = ids as readonly [NodeId];
  const node = l.b.node(id);
  const target = l.buffers.get(id);
  if (isContraction(node)) {
    const product = productOf(l.b, node, l.plan.how);
    invariant(target !== undefined, "a product that is not stored");
    if (product?.kind === "matrix") return matrixProduct(l, id, node, product, target);
    if (product?.kind === "vector") return vectorProduct(l, node, product, target);
    return sumContraction(l, id, node, target);
  }
  if (target === undefined || isScalar(node)) return routine(l, ids);
  const record = tensorOf(l.b, node);
  if (record?.combines !== undefined) return reduction(l, node, target, record.combines);
  const running = runningOf(l.b, node);
  if (running !== undefined) return scan(l, node, target, running);
  switch (node.op) {
    case "scatter": return scatter(l, node, target);
    case "stack": return stack(l, node, target);
    default: return routine(l, ids);
  }
}

/** Along some axes: a local for each element of the result. */
function reduction(l: Lowering, node: Node, target: Buffer, role: NonNullable<TensorOp["combines"]>): readonly Stmt[] {
  const [arg] = asApplied(node).args;
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
function scan(l: Lowering, node: Node, target: Buffer, { start, step, of, axis, reverse, isExclusive }: Running): readonly Stmt[] {
  const loops = loopsOver(l, node.shape);
  const along = l.newLocal("i", "index");
  const at = loops.map(({ index }, i) => (i === axis ? counter(along) : index));
  const running = l.newLocal("running");
  const elements = of.map((arg, i) => [i === 0 ? "x" : "y", element(l, arg, at)] as const);
  const next: Stmt = {
    kind: "assign", local: running, value: formulaValue(l.b, step, new Map([["before", use(running)], ...elements])),
  };
  const put = store(target, flatIndex(node.shape, at), use(running));
  return nest(loops.filter((_, i) => i !== axis), [
    { kind: "let", local: running, value: number(start), mutable: true },
    loopOver(along, [dimAt(node.shape, axis)], isExclusive ? [put, next] : [next, put], reverse),
  ]);
}

function scatter(l: Lowering, node: Node, target: Buffer): readonly Stmt[] {
  const [arg, places] = asApplied(node).args;
  const loops = loopsOver(l, l.b.shape(arg));
  const index = indicesOf(loops);
  const at = index.map((i, axis) => (axis === node.attrs.axis ? placeIn(l, places, i) : i));
  return [
    { kind: "fill", buffer: target, value: 0 },
    ...nest(loops, [store(target, flatIndex(node.shape, at), element(l, arg, index), true)]),
  ];
}

/** Numbers that are listed. */
function stack(l: Lowering, node: Node, target: Buffer): readonly Stmt[] {
  return node.args.map((arg, part) => store(target, int(part), element(l, arg, [])));
}

function indicesOf(loops: readonly LoopIndex[]): Index[] {
  return loops.map(({ index }) => index);
}
