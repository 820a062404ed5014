// A plan to statements of the loop language: scalars as locals, arrays as loops over flat buffers.
import { invariant } from "../diagnostics/diagnostic.js";
import { located, type Located } from "../diagnostics/source.js";
import { NOWHERE } from "../graph/builder.js";
import type { Node, NodeId } from "../graph/graph.js";
import { tensorOf } from "../graph/operation.js";
import { contractionOf } from "../ops/contraction.js";
import type { Loop } from "../ops/loop.js";
import type { Dim } from "../shape/dim.js";
import { sameShape, type Shape } from "../shape/shape.js";
import { fullReduction, isScalar } from "../plan/kinds.js";
import type { Member, Plan, Step } from "../plan/plan.js";
import { reads } from "../plan/reads.js";
import {
  apply, counter, FIRST, loopOver, number, store, use, type Buffer, type Index, type Local, type NewLocal, type Num,
  type Stmt,
} from "./ir.js";
import { kernel } from "./kernels.js";
import { steps } from "./steps.js";
import { element, factorProduct, flatIndex, scalarCode, sizeNumber, type Values } from "./values.js";

/** Scalars larger than this many operations get a local of their own, for the reader's sake. */
const MAX_INLINE = 8;

export interface Naming {
  /** A hint for the name of a node's value. */
  readonly hint: (id: NodeId) => string | undefined;
  /** The name of a value that gets a local or memory: the hint, or a new one that is kept. */
  readonly name: (id: NodeId) => string;
  /** The comment over the block that computes a node. */
  readonly comment: (id: NodeId) => string;
  /** The names inside a loop. */
  readonly inside: (loop: Loop) => Inside;
}

/** Names and memory for the inside of a loop. */
export interface Inside {
  readonly naming: Naming;
  readonly bufferOf: BufferOf;
  /** Memory for something that is no node; the same for the same use of one loop. */
  readonly scratch: (use: string, hint: string, shape: Shape) => Buffer;
}

/** Memory for stored nodes; asked once a node. */
export type BufferOf = (id: NodeId) => Buffer;

export interface Lowered {
  readonly body: readonly Stmt[];
  readonly scalars: ReadonlyMap<NodeId, Num>;
  readonly buffers: ReadonlyMap<NodeId, Buffer>;
}

/** Memory into which the loop that computes a node stores its elements too, after all others, or adds them. */
export interface Sink {
  readonly buffer: Buffer;
  readonly add: boolean;
}

export type Sinks = ReadonlyMap<NodeId, readonly Sink[]>;

/** State while one function is lowered. */
export interface Lowering extends Values {
  readonly plan: Plan;
  readonly sinks: Sinks;
  readonly naming: Naming;
  readonly buffers: Map<NodeId, Buffer>;
  readonly scalars: Map<NodeId, Num>;
  readonly elements: Map<NodeId, Num>;
  readonly body: Stmt[];
  readonly sizes: Map<NodeId, number>;
  readonly newLocal: NewLocal;
  readonly nextId: () => number;
}

export function lower(
  plan: Plan, naming: Naming, bufferOf: BufferOf, scalarInputs: ReadonlyMap<NodeId, Num>, nextId: () => number,
  sinks: Sinks = new Map(),
): Lowered {
  const l: Lowering = {
    plan, naming, sinks, b: plan.builder, body: [], elements: new Map(), sizes: new Map(),
    scalars: new Map(scalarInputs), buffers: new Map([...plan.stored].map((id) => [id, bufferOf(id)])),
    nextId, newLocal: (hint, type = "number") => ({ id: nextId(), hint, type }),
  };
  for (const id of plan.uses.order) leaf(l, id);
  for (const step of plan.steps) lowerStep(l, step);
  return { body: l.body, scalars: l.scalars, buffers: l.buffers };
}

/** Where in the text a node comes from. */
export function originOf(l: Pick<Lowering, "b">, id: NodeId): { readonly origin: Located } | undefined {
  const { origin } = l.b.node(id);
  return origin === NOWHERE ? undefined : { origin: located(origin) };
}

function leaf(l: Lowering, id: NodeId): void {
  const node = l.b.node(id);
  if (node.op === "constant") l.scalars.set(id, number(node.attrs.value as number));
  if (node.op === "size") l.scalars.set(id, sizeNumber(node.attrs.dim as Dim));
}

function lowerStep(l: Lowering, step: Step): void {
  switch (step.kind) {
    case "scalars":
      for (const id of step.nodes) scalar(l, id);
      return;
    case "loop": return loop(l, step.shape, step.members);
    case "kernel": return kernel(l, step.node);
    case "steps": return steps(l, step.nodes);
  }
}

/** A scalar becomes part of its only user's expression, or a local. */
function scalar(l: Lowering, id: NodeId): void {
  const node = l.b.node(id);
  const record = l.b.ops.get(node.op);
  const value = record?.kind === "scalar" ? scalarCode(l.b, record, node.args.map((a) => scalarOf(l, a))) : element(l, id, []);
  const size = 1 + node.args.reduce((sum, a) => sum + (l.sizes.get(a) ?? 0), 0);
  if (isInlined(l, id, node, size)) {
    l.scalars.set(id, value);
    l.sizes.set(id, size);
    return;
  }
  defineScalar(l, id, value);
}

function defineScalar(l: Lowering, id: NodeId, value: Num): void {
  const isTest = value.kind === "fromCondition";
  const local = l.newLocal(l.naming.name(id), isTest ? "condition" : "number");
  l.body.push({ kind: "let", local, value: isTest ? value.test : value, mutable: false, ...originOf(l, id) });
  l.scalars.set(id, isTest ? { kind: "fromCondition", test: { kind: "condition", local } } : use(local));
}

export function scalarOf(l: Lowering, id: NodeId): Num {
  const known = l.scalars.get(id);
  invariant(known !== undefined, `scalar ${id} is not computed`);
  return known;
}

function isInlined(l: Lowering, id: NodeId, node: Node, size: number): boolean {
  if (size > MAX_INLINE || l.plan.uses.beside.has(id)) return false;
  const consumers = l.plan.uses.consumers.get(id) ?? [];
  if (l.plan.uses.roots.has(id)) return consumers.length === 0 && l.plan.resultsOf(id) === 1;
  if (l.naming.hint(id) !== undefined) return false;
  const [only] = consumers;
  if (only === undefined || consumers.length !== 1) return false;
  const user = l.b.node(only);
  const isOnce = user.args.filter((a) => a === id).length === 1;
  return isOnce && isScalar(user) && l.b.ops.get(user.op)?.kind === "scalar" && node.args.length > 0;
}

/** One loop over a shape for all its members: elements that are stored, and scalars that are reduced. */
function loop(l: Lowering, shape: Shape, members: readonly Member[]): void {
  const body: Stmt[] = [];
  const reductions = members.filter((m) => m.role !== "store");
  const stored = members.filter((m) => m.role === "store" && !m.isLocal);
  for (const m of reductions) body.push(startOf(l, m));
  const flat = members.every((m) => isFlat(l, m, shape));
  const single = l.newLocal("i", "index");
  const loops = loopsOver(l, shape);
  // in a flat loop the last dimension that is not 1, whose steps in memory are 1, has the place itself
  const along = shape.reduce((last, d, i) => (d === 1 ? last : i), 0);
  const index = flat ? shape.map((_, i) => (i === along ? counter(single) : FIRST)) : loops.map((at) => at.index);
  const reused = new Set([...l.sinks.keys(), ...members.flatMap((m) => [...reads(l.b, l.plan.stored, m.node).keys()])]);
  const inner = members.flatMap((m) => memberStatements(l, m, index, reused.has(m.node)));
  for (const { node } of members) inner.push(...sinkStatements(l, node, index));
  body.push(...(flat ? [loopOver(single, shape, inner)] : nest(loops, inner)));
  l.elements.clear();
  const shown = [...stored, ...reductions].map((m) => l.naming.comment(m.node));
  const first = [...stored, ...reductions, ...members][0] as Member;
  l.body.push({ kind: "block", comment: shown.join("\n"), body, ...originOf(l, first.node) });
}

/** One loop of a nest; a dimension of size 1 needs none, its index is 0. */
export interface LoopIndex {
  readonly local: Local | undefined;
  readonly count: Dim;
  readonly index: Index;
}

export function loopsOver(l: Lowering, shape: Shape): LoopIndex[] {
  return shape.map((count, i) => {
    if (count === 1) return { local: undefined, count, index: FIRST };
    const local = l.newLocal("ijklpq"[i] ?? "i", "index");
    return { local, count, index: counter(local) };
  });
}

/** Loops around statements, the first index outermost. */
export function nest(loops: readonly LoopIndex[], inner: readonly Stmt[]): readonly Stmt[] {
  return loops.reduceRight<readonly Stmt[]>((body, { local, count }) =>
    (local === undefined ? body : [loopOver(local, [count], body)]), inner);
}

/** Whether every array that a member reads has the shape of the loop and is read in its order. */
function isFlat(l: Lowering, m: Member, shape: Shape): boolean {
  if (shape.length < 2) return true;
  const stack: NodeId[] = [m.node];
  while (stack.length > 0) {
    const id = stack.pop() as NodeId;
    const node = l.b.node(id);
    if (id !== m.node && (isScalar(node) || ((l.buffers.has(id) || l.elements.has(id)) && sameRank(node, shape)))) continue;
    if (id !== m.node && l.buffers.has(id)) return false;
    if (!isOrdered(l, node, shape)) return false;
    stack.push(...node.args);
  }
  return true;
}

function sameRank(node: Node, shape: Shape): boolean {
  return node.shape.length === shape.length;
}

function isOrdered(l: Lowering, node: Node, shape: Shape): boolean {
  if ((tensorOf(l.b, node)?.access ?? "same") === "same") {
    return node.args.every((a) => l.b.shape(a).length === 0 || sameShape(l.b.shape(a), shape));
  }
  if (node.op === "contract") {
    const { labels, out } = contractionOf(node.attrs);
    const order = fullReduction(l.b, node) === undefined ? out : shape.map((_, i) => i);
    return labels.every((own) => own.length === 0 || (own.length === order.length && own.every((x, i) => x === order[i])));
  }
  return fullReduction(l.b, node) !== undefined;
}

function startOf(l: Lowering, m: Member): Stmt {
  const start = m.role === "sum" ? 0 : m.role === "prod" ? 1 : m.role === "max" ? -Infinity : Infinity;
  const local = l.newLocal(l.naming.name(m.node));
  l.scalars.set(m.node, use(local));
  return { kind: "let", local, value: number(start), mutable: true, ...originOf(l, m.node) };
}

/** `isReused`: other members read the element; V8 takes it sooner from a local than from the memory into which it has gone. */
function memberStatements(l: Lowering, m: Member, index: readonly Index[], isReused: boolean): readonly Stmt[] {
  if (m.role !== "store") {
    const total = scalarOf(l, m.node);
    invariant(total.kind === "local", "a reduction without a local");
    const value = combine(m.role, total, reducedElement(l, m.node, index));
    return [{ kind: "assign", local: total.local, value, ...originOf(l, m.node) }];
  }
  const value = ownElement(l, m.node, index);
  const place = m.isLocal ? undefined : { buffer: l.buffers.get(m.node) as Buffer, at: flatIndex(l.b.shape(m.node), index) };
  if (place !== undefined && !isReused) return [{ ...store(place.buffer, place.at, value), ...originOf(l, m.node) }];
  const local = l.newLocal(l.naming.name(m.node));
  l.elements.set(m.node, use(local));
  const made: Stmt = { kind: "let", local, value, mutable: false, ...originOf(l, m.node) };
  return place === undefined ? [made] : [made, { ...store(place.buffer, place.at, use(local)), ...originOf(l, m.node) }];
}

function sinkStatements(l: Lowering, id: NodeId, index: readonly Index[]): Stmt[] {
  const at = flatIndex(l.b.shape(id), index);
  return (l.sinks.get(id) ?? []).map(({ buffer, add }) => ({ ...store(buffer, at, l.elements.get(id) as Num, add), ...originOf(l, id) }));
}

/** The element of a stored node, computed rather than loaded. */
function ownElement(l: Lowering, id: NodeId, index: readonly Index[]): Num {
  const own = l.buffers.get(id);
  if (own === undefined) return element(l, id, index);
  l.buffers.delete(id);
  const value = element(l, id, index);
  l.buffers.set(id, own);
  return value;
}

function reducedElement(l: Lowering, id: NodeId, index: readonly Index[]): Num {
  const node = l.b.node(id);
  if (node.op !== "contract") return element(l, node.args[0] as NodeId, index);
  const { labels } = contractionOf(node.attrs);
  return factorProduct(l, node, labels, new Map(index.map((at, label) => [label, at])));
}

export function combine(role: Member["role"], total: Num, value: Num): Num {
  return apply(role === "max" || role === "min" ? role : role === "prod" ? "mul" : "add", total, value);
}
