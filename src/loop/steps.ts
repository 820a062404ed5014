// The steps of a loop: a counted loop around the lowered body. Constants are read where they lie, items are the rows of
// their sequences; a state is a local or memory of its own that is set anew at the end of each step. Only what the wanted
// results need is computed.
import { invariant } from "../diagnostics/diagnostic.js";
import { neededIn } from "../graph/bodies.js";
import type { NodeId } from "../graph/graph.js";
import { argumentsOf, liveIn, loopOf, wantedIn, type Live, type Loop, type LoopResult } from "../ops/loop.js";
import { isPointwise, isScalar } from "../plan/kinds.js";
import { makePlan } from "../plan/plan.js";
import { readsWhole } from "../plan/storage.js";
import { productOfDims, type Dim } from "../shape/dim.js";
import type { Shape } from "../shape/shape.js";
import { copyLoop } from "./copy.js";
import {
  apply, counter, load, loopOver, partOf, scale, size, store, use, ZERO, type Buffer, type Local, type Num, type Stmt,
} from "./ir.js";
import { lower, originOf, scalarOf, type Inside, type Lowering } from "./lower.js";

type Result = LoopResult & { readonly id: NodeId };

interface Steps {
  readonly l: Lowering;
  readonly loop: Loop;
  readonly results: readonly Result[];
  readonly live: Live;
  readonly inside: Inside;
  readonly row: Local;
  /** What the leaves of the body are. */
  readonly scalars: Map<NodeId, Num>;
  readonly buffers: Map<NodeId, Buffer>;
  readonly before: Stmt[];
  readonly body: Stmt[];
}

export function steps(l: Lowering, nodes: readonly NodeId[]): void {
  const results = nodes.map((id) => ({ id, ...loopOf(l.b.node(id)) }));
  const loop = loopOf(l.b.node(nodes[0] as NodeId));
  const s: Steps = {
    l, loop, results, live: liveIn(loop.body, results), inside: l.naming.inside(loop), row: l.newLocal("t", "index"),
    scalars: new Map(), buffers: new Map(), before: [], body: [],
  };
  handIn(s);
  const locals = startStates(s);
  storeEntries(s);
  const made = makeStep(s);
  giveOuts(s, made);
  addParts(s, made);
  endStep(s, locals, made);
  const comment = nodes.map((id) => l.naming.comment(id)).join("\n");
  const body = [...s.before, loopOver(s.row, [loop.steps], s.body, loop.down)];
  l.body.push({ kind: "block", comment, body, ...originOf(l, nodes[0] as NodeId) });
}

/** Constants and items, as far as a step needs them. */
function handIn(s: Steps): void {
  const { l, loop: { body, args } } = s;
  const { constants, sequences } = argumentsOf({ body }, args);
  const needed = neededIn(body.builder, wantedIn(body, s.live));
  s.scalars.set(body.step, { kind: "fromIndex", index: counter(s.row) });
  body.constants.forEach((leaf, i) => {
    if (needed[leaf] !== 1) return;
    const arg = constants[i] as NodeId;
    if (body.builder.shape(leaf).length === 0) s.scalars.set(leaf, scalarOf(l, arg));
    else s.buffers.set(leaf, inWhole(s, leaf, memoryOf(l, arg), s.before));
  });
  body.items.forEach((leaf, i) => {
    if (needed[leaf] !== 1) return;
    const memory = memoryOf(l, sequences[i] as NodeId);
    const shape = body.builder.shape(leaf);
    if (shape.length === 0) s.scalars.set(leaf, load(memory, counter(s.row)));
    else s.buffers.set(leaf, inWhole(s, leaf, rowOf(memory, s.row, shape), s.body));
  });
}

/** Routines that read an array from its start get a part of one in memory of its own. */
function inWhole(s: Steps, leaf: NodeId, memory: Buffer, into: Stmt[]): Buffer {
  const { builder } = s.loop.body;
  if (memory.base === undefined || !readsWhole(builder, leaf)) return memory;
  const own = s.inside.scratch(`part ${leaf}`, memory.hint, builder.shape(leaf));
  into.push(...copyLoop(memory, own, s.l.newLocal));
  return own;
}

function rowOf(memory: Buffer, row: Local, shape: Shape): Buffer {
  return partOf(memory, scale(counter(row), size(productOfDims(shape) as Dim)), shape);
}

function memoryOf(l: Lowering, id: NodeId): Buffer {
  const found = l.buffers.get(id);
  invariant(found !== undefined, "a loop over what is not stored");
  return found;
}

/** The local of each scalar state; the others get memory, which holds what they start from. */
function startStates(s: Steps): ReadonlyMap<number, Local> {
  const { l, loop: { body, args } } = s;
  const { starts } = argumentsOf({ body }, args);
  const locals = new Map<number, Local>();
  for (const i of s.live.states) {
    const [leaf, start] = [body.states[i] as NodeId, starts[i] as NodeId];
    const last = s.results.find((r) => r.role === "last" && r.slot === i);
    const hint = body.names.get(leaf) ?? body.names.get(body.next[i] as NodeId) ?? "state";
    if (body.builder.shape(leaf).length === 0) {
      const local = l.newLocal(last === undefined ? hint : l.naming.name(last.id));
      s.before.push({ kind: "let", local, value: scalarOf(l, start), mutable: true });
      s.scalars.set(leaf, use(local));
      locals.set(i, local);
      if (last !== undefined) l.scalars.set(last.id, use(local));
      continue;
    }
    const memory = last === undefined ? s.inside.scratch(`state ${i}`, hint, body.builder.shape(leaf)) : memoryOf(l, last.id);
    s.before.push(...copyLoop(memoryOf(l, start), memory, l.newLocal));
    s.buffers.set(leaf, memory);
  }
  return locals;
}

function storeEntries(s: Steps): void {
  for (const { id, role, slot } of s.results) {
    if (role === "entry") storeRow(s, id, s.loop.body.states[slot] as NodeId, s.scalars, s.buffers);
  }
}

interface Made {
  readonly scalars: ReadonlyMap<NodeId, Num>;
  readonly buffers: ReadonlyMap<NodeId, Buffer>;
  /** Values that are computed where they are to lie. */
  readonly placed: ReadonlySet<NodeId>;
}

function makeStep(s: Steps): Made {
  const { l, loop: { body }, inside } = s;
  const wanted = wantedIn(body, s.live);
  const plan = makePlan(body.builder, wanted);
  const placed = new Map<NodeId, Buffer>();
  for (const { id, role, slot } of s.results) {
    const node = body.outs[slot] as NodeId;
    if (role !== "stack" || placed.has(node) || !canBePlaced(s, node)) continue;
    placed.set(node, rowOf(memoryOf(l, id), s.row, body.builder.shape(node)));
  }
  const of = (id: NodeId): Buffer => s.buffers.get(id) ?? placed.get(id) ?? inside.bufferOf(id);
  const lowered = lower(plan, inside.naming, of, s.scalars, l.nextId);
  s.body.push(...lowered.body);
  return { ...lowered, placed: new Set(placed.keys()) };
}

/** Whether a value of a step is computed element by element, straight into its row. */
function canBePlaced({ loop: { body } }: Steps, id: NodeId): boolean {
  const node = body.builder.node(id);
  return !isScalar(node) && node.op !== "variable" && isPointwise(body.builder, node) && !readsWhole(body.builder, id);
}

function giveOuts(s: Steps, made: Made): void {
  const given = new Set<NodeId>();
  for (const { id, role, slot } of s.results) {
    if (role !== "stack") continue;
    const node = s.loop.body.outs[slot] as NodeId;
    if (!made.placed.has(node) || given.has(node)) storeRow(s, id, node, made.scalars, made.buffers);
    given.add(node);
  }
}

/** A value of the step becomes a row of a result. */
function storeRow(s: Steps, id: NodeId, node: NodeId, scalars: ReadonlyMap<NodeId, Num>, buffers: ReadonlyMap<NodeId, Buffer>): void {
  const target = memoryOf(s.l, id);
  const scalar = scalars.get(node);
  if (scalar !== undefined) {
    s.body.push(store(target, counter(s.row), scalar));
    return;
  }
  const from = buffers.get(node) as Buffer;
  s.body.push(...copyLoop(from, rowOf(target, s.row, s.loop.body.builder.shape(node)), s.l.newLocal));
}

/** Sums over the steps. */
function addParts(s: Steps, made: Made): void {
  const { l, loop: { body } } = s;
  for (const { id, role, slot } of s.results) {
    if (role !== "sum") continue;
    const node = body.parts[slot] as NodeId;
    const scalar = made.scalars.get(node);
    if (scalar === undefined) {
      const target = memoryOf(l, id);
      s.before.push({ kind: "fill", buffer: target, value: 0 });
      s.body.push(...copyLoop(made.buffers.get(node) as Buffer, target, l.newLocal, true));
      continue;
    }
    const local = l.newLocal(l.naming.name(id));
    s.before.push({ kind: "let", local, value: ZERO, mutable: true });
    s.body.push({ kind: "assign", local, value: apply("add", use(local), scalar), ...originOf({ b: body.builder }, node) });
    l.scalars.set(id, use(local));
  }
}

/** The states become what they are after the step, all at once. */
function endStep(s: Steps, locals: ReadonlyMap<number, Local>, made: Made): void {
  const { l, loop: { body }, live: { states } } = s;
  const after: Stmt[] = [];
  const isAlone = locals.size === 1;
  for (const i of states) {
    const [leaf, next] = [body.states[i] as NodeId, body.next[i] as NodeId];
    if (leaf === next) continue;
    const local = locals.get(i);
    if (local !== undefined) {
      const value = made.scalars.get(next) as Num;
      const now = isAlone || value.kind === "number" ? undefined : l.newLocal("next");
      const origin = originOf({ b: body.builder }, next);
      if (now !== undefined) s.body.push({ kind: "let", local: now, value, mutable: false, ...origin });
      after.push({ kind: "assign", local, value: now === undefined ? value : use(now), ...origin });
      continue;
    }
    const from = made.buffers.get(next) as Buffer;
    const isState = states.some((k) => body.states[k] === next);
    const held = isState ? s.inside.scratch(`next ${i}`, from.hint, body.builder.shape(leaf)) : from;
    if (isState) s.body.push(...copyLoop(from, held, l.newLocal));
    after.push(...copyLoop(held, s.buffers.get(leaf) as Buffer, l.newLocal));
  }
  s.body.push(...after);
}
