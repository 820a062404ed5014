// Kernels of their own: contractions that sum into an array, reductions along axes, scans, scatter,
// place, concat, stack, and the routines of linear algebra.
import { invariant } from "../diagnostics/diagnostic.js";
import type { Node, NodeId } from "../graph/graph.js";
import { windowOf } from "../ops/indexing.js";
import { axesOf } from "../ops/reduction.js";
import { isScalar } from "../plan/kinds.js";
import { productOf } from "../plan/products.js";
import { multiplyDims, type Dim } from "../shape/dim.js";
import { sumContraction } from "./contraction.js";
import { combine, nest, ownElement, type Lowering } from "./lower.js";
import { dim, number, plus, scale, use, ZERO, type Buffer, type Local, type Num, type Stmt } from "./ir.js";
import { matrixProduct, vectorProduct } from "./products.js";
import { routine } from "./routines.js";
import { element, flatIndex } from "./values.js";

export function kernel(l: Lowering, id: NodeId): void {
  const node = l.b.node(id);
  if (l.buffers.get(id)?.kind === "constant") return;
  const body = kernelBody(l, id, node);
  l.body.push({ kind: "block", comment: l.naming.comment(id), body });
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
  switch (node.op) {
    case "reduce_max": case "reduce_min": case "reduce_prod": return reduction(l, node, target);
    case "cumsum": case "recurrence": return scan(l, node, target);
    case "place": return place(l, node, target);
    case "scatter": return scatter(l, node, target);
    case "concat": return concat(l, node, target);
    case "stack": return stack(l, node, target);
    default: return routine(l, id, node, target);
  }
}

export function indicesFor(l: Lowering, shape: readonly Dim[]): Local[] {
  return shape.map((_, i) => l.newLocal("ijklpq"[i] ?? "i"));
}

function store(buffer: Buffer, at: Num, value: Num, add = false): Stmt {
  return { kind: "store", buffer, at, value, add };
}

/** Along some axes: a local for each element of the result. */
function reduction(l: Lowering, node: Node, target: Buffer): readonly Stmt[] {
  const [arg] = node.args as readonly [NodeId];
  const shape = l.b.shape(arg);
  const axes = axesOf(node);
  const role = node.op.slice("reduce_".length) as "max" | "min" | "prod";
  const indices = indicesFor(l, shape);
  const kept = indices.filter((_, i) => !axes.includes(i));
  const total = l.newLocal(role === "prod" ? "product" : role === "max" ? "greatest" : "least");
  const start = role === "prod" ? 1 : role === "max" ? -Infinity : Infinity;
  const inner: Stmt = { kind: "assign", local: total, value: combine(role, use(total), element(l, arg, indices.map(use))) };
  return nest(kept, shape.filter((_, i) => !axes.includes(i)), [
    { kind: "let", local: total, value: number(start), mutable: true },
    ...nest(indices.filter((_, i) => axes.includes(i)), shape.filter((_, i) => axes.includes(i)), [inner]),
    store(target, flatIndex(node.shape, kept.map(use)), use(total)),
  ]);
}

/** A running value along one axis, for each place of the others. */
function scan(l: Lowering, node: Node, target: Buffer): readonly Stmt[] {
  const { axis, reverse } = node.attrs as { axis: number; reverse: boolean };
  const indices = indicesFor(l, node.shape);
  const at = indices.map(use);
  const running = l.newLocal("running");
  const [x, y] = node.args.map((arg) => element(l, arg, at));
  invariant(x !== undefined, "a scan of nothing");
  const next: Num = y === undefined
    ? { kind: "infix", op: "+", left: use(running), right: x }
    : { kind: "infix", op: "+", left: { kind: "infix", op: "*", left: x, right: use(running) }, right: y };
  const others = indices.filter((_, i) => i !== axis);
  return nest(others, node.shape.filter((_, i) => i !== axis), [
    { kind: "let", local: running, value: ZERO, mutable: true },
    {
      kind: "for", local: indices[axis] as Local, count: node.shape[axis] as Dim, down: reverse,
      body: [{ kind: "assign", local: running, value: next }, store(target, flatIndex(node.shape, at), use(running))],
    },
  ]);
}

function place(l: Lowering, node: Node, target: Buffer): readonly Stmt[] {
  const [arg] = node.args as readonly [NodeId];
  const shape = l.b.shape(arg);
  const { starts, steps } = windowOf(node.attrs);
  const indices = indicesFor(l, shape);
  const at = indices.map((i, axis) => plus(dim(starts[axis] as Dim), scale(use(i), number(steps[axis] as number))));
  return [
    { kind: "fill", buffer: target, value: 0 },
    ...nest(indices, shape, [store(target, flatIndex(node.shape, at), element(l, arg, indices.map(use)))]),
  ];
}

function scatter(l: Lowering, node: Node, target: Buffer): readonly Stmt[] {
  const [arg, places] = node.args as readonly [NodeId, NodeId];
  const shape = l.b.shape(arg);
  const indices = indicesFor(l, shape);
  const at = indices.map((i, axis) => (axis === node.attrs.axis ? plus(element(l, places, [use(i)]), number(-1)) : use(i)));
  return [
    { kind: "fill", buffer: target, value: 0 },
    ...nest(indices, shape, [store(target, flatIndex(node.shape, at), element(l, arg, indices.map(use)), true)]),
  ];
}

function concat(l: Lowering, node: Node, target: Buffer): readonly Stmt[] {
  const axis = node.attrs.axis as number;
  let before: Num = ZERO;
  return node.args.flatMap((arg) => {
    const shape = l.b.shape(arg);
    const indices = indicesFor(l, shape);
    const at = indices.map((i, k) => (k === axis ? plus(use(i), before) : use(i)));
    before = plus(before, dim(shape[axis] as Dim));
    return nest(indices, shape, [store(target, flatIndex(node.shape, at), element(l, arg, indices.map(use)))]);
  });
}

function stack(l: Lowering, node: Node, target: Buffer): readonly Stmt[] {
  const shape = l.b.shape(node.args[0] as NodeId);
  const size = shape.reduce<Dim>(multiplyDims, 1);
  return node.args.flatMap((arg, part) => {
    const indices = indicesFor(l, shape);
    const at = plus(dim(multiplyDims(part, size)), flatIndex(shape, indices.map(use)));
    return nest(indices, shape, [store(target, at, element(l, arg, indices.map(use)))]);
  });
}

/** Fills the memory of a node element by element. */
export function fillFrom(l: Lowering, id: NodeId, target: Buffer): readonly Stmt[] {
  const shape = l.b.shape(id);
  const indices = indicesFor(l, shape);
  return nest(indices, shape, [store(target, flatIndex(shape, indices.map(use)), ownElement(l, id, indices.map(use)))]);
}
