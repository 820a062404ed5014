// The steps of a loop: a counted loop around the lowered body. Constants are read where they lie, items are the rows of
// their sequences; a state is a local or memory of its own that is set anew at the end of each step. Only what the wanted
// results need is computed.
import { invariant } from "../diagnostics/diagnostic.js";
import { neededIn } from "../graph/bodies.js";
import type { Builder } from "../graph/builder.js";
import type { NodeId } from "../graph/graph.js";
import { argumentsOf, liveIn, loopOf, wantedIn, type Live, type Loop, type LoopResult } from "../ops/loop.js";
import { makePlan, type Plan, type Step } from "../plan/plan.js";
import type { Piece } from "../plan/pieces.js";
import { readsOf } from "../plan/reads.js";
import { readsWhole } from "../plan/storage.js";
import { productOfDims, type Dim } from "../shape/dim.js";
import type { Shape } from "../shape/shape.js";
import { copyLoop, copyLoops, type Copy } from "./copy.js";
import {
  apply, counter, load, loopOver, partOf, scale, size, store, use, ZERO, type Buffer, type Local, type Num, type Stmt,
} from "./ir.js";
import { lower } from "./lower.js";
import { originOf, scalarOf, type Inside, type Lowering, type Sink } from "./lowering.js";

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
  const places = placesOf(s);
  const made = makeStep(s, places);
  finishScalars(s, locals, made);
  finishArrays(s, places.filter((place) => !made.done.has(place)), made);
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
  const copies: Copy[] = [];
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
    copies.push({ from: memoryOf(l, start), to: memory });
    s.buffers.set(leaf, memory);
  }
  s.before.push(...copyLoops(copies, l.newLocal));
  return locals;
}

function storeEntries(s: Steps): void {
  const copies: Copy[] = [];
  for (const { id, role, slot } of s.results) {
    if (role !== "entry") continue;
    const leaf = s.loop.body.states[slot] as NodeId;
    const [scalar, target] = [s.scalars.get(leaf), memoryOf(s.l, id)];
    if (scalar !== undefined) s.body.push(store(target, counter(s.row), scalar));
    else copies.push({ from: s.buffers.get(leaf) as Buffer, to: rowOf(target, s.row, s.loop.body.builder.shape(leaf)) });
  }
  s.body.push(...copyLoops(copies, s.l.newLocal));
}

/** Where an array of the step is to lie at its end, or is to be added. */
interface Place extends Sink {
  readonly node: NodeId;
  /** The state that lies there. */
  readonly state?: NodeId;
}

function placesOf({ l, loop: { body }, results, row, live, before, buffers }: Steps): Place[] {
  const places: Place[] = [];
  const isArray = (id: NodeId): boolean => body.builder.shape(id).length > 0;
  for (const { id, role, slot } of results) {
    const node = role === "stack" ? body.outs[slot] as NodeId : role === "sum" ? body.parts[slot] as NodeId : undefined;
    if (node === undefined || !isArray(node)) continue;
    const whole = memoryOf(l, id);
    if (role === "sum") before.push({ kind: "fill", buffer: whole, value: 0 });
    places.push({ node, buffer: role === "sum" ? whole : rowOf(whole, row, body.builder.shape(node)), add: role === "sum" });
  }
  for (const i of live.states) {
    const [state, node] = [body.states[i] as NodeId, body.next[i] as NodeId];
    if (state !== node && isArray(state)) places.push({ node, buffer: buffers.get(state) as Buffer, add: false, state });
  }
  return places;
}

interface Made {
  readonly scalars: ReadonlyMap<NodeId, Num>;
  readonly buffers: ReadonlyMap<NodeId, Buffer>;
  /** The places that the loops which compute elements have filled. */
  readonly done: ReadonlySet<Place>;
}

function makeStep(s: Steps, places: readonly Place[]): Made {
  const { l, loop: { body }, inside } = s;
  const wanted = wantedIn(body, s.live);
  const plan = makePlan(body.builder, wanted);
  const own = new Map<NodeId, Buffer>();
  const sinks = new Map<NodeId, Place[]>();
  const done = new Set<Place>();
  for (const place of places) {
    const { node, buffer, state, add } = place;
    const at = plan.steps.findIndex((step) => step.kind === "loop" && step.members.some((m) => m.role === "store" && m.node === node));
    if (at < 0 || (state !== undefined && !isReadBefore(body.builder, plan, wanted, state, at))) continue;
    if (state === undefined && !add && !own.has(node) && !readsWhole(body.builder, node)) own.set(node, buffer);
    else sinks.set(node, [...sinks.get(node) ?? [], place]);
    done.add(place);
  }
  const sunk = new Set([...sinks.keys()].filter((id) => !own.has(id) && places.every((p) => p.node !== id || done.has(p))));
  const of = (id: NodeId): Buffer => s.buffers.get(id) ?? own.get(id) ?? inside.bufferOf(id);
  const lowered = lower(makePlan(body.builder, wanted, sunk), inside.naming, of, s.scalars, l.nextId, sinks);
  s.body.push(...lowered.body);
  return { ...lowered, done };
}

/** Whether nothing reads a state once a step of the plan has stored elements into it, but for those at hand. */
function isReadBefore(b: Builder, plan: Plan, wanted: readonly NodeId[], state: NodeId, at: number): boolean {
  if (wanted.includes(state)) return false;
  return plan.steps.every((step, k) => computedIn(step).every((one) => {
    const read = readsOf(b, plan.stored, one).get(state);
    // a number may become part of an expression further down
    return read === undefined || (step.kind !== "scalars" && (k < at || (k === at && read === "same")));
  }));
}

function computedIn(step: Step): readonly (NodeId | Piece)[] {
  if (step.kind === "loop") return step.members.map((m) => (m.role === "piece" ? m.piece : m.node));
  return step.kind === "kernel" ? [step.node] : step.nodes;
}

/** Numbers of the step: rows of results, sums, and states, which change all at once. */
function finishScalars(s: Steps, locals: ReadonlyMap<number, Local>, { scalars }: Made): void {
  const { l, loop: { body }, live: { states } } = s;
  for (const { id, role, slot } of s.results) {
    const node = role === "stack" ? body.outs[slot] : role === "sum" ? body.parts[slot] : undefined;
    const value = node === undefined ? undefined : scalars.get(node);
    if (node === undefined || value === undefined) continue;
    const origin = originOf({ b: body.builder }, node);
    if (role === "stack") {
      s.body.push({ ...store(memoryOf(l, id), counter(s.row), value), ...origin });
      continue;
    }
    const local = l.newLocal(l.naming.name(id));
    s.before.push({ kind: "let", local, value: ZERO, mutable: true });
    s.body.push({ kind: "assign", local, value: apply("add", use(local), value), ...origin });
    l.scalars.set(id, use(local));
  }
  const after: Stmt[] = [];
  for (const i of states) {
    const [local, next] = [locals.get(i), body.next[i] as NodeId];
    if (local === undefined || next === body.states[i]) continue;
    const value = scalars.get(next) as Num;
    const now = locals.size === 1 || value.kind === "number" ? undefined : l.newLocal("next");
    const origin = originOf({ b: body.builder }, next);
    if (now !== undefined) s.body.push({ kind: "let", local: now, value, mutable: false, ...origin });
    after.push({ kind: "assign", local, value: now === undefined ? value : use(now), ...origin });
  }
  s.body.push(...after);
}

/** Arrays that no loop has put in their places: rows and sums first, then the states, which change all at once. */
function finishArrays(s: Steps, places: readonly Place[], { buffers }: Made): void {
  const { l, inside, loop: { body }, live } = s;
  const rows: Copy[] = [];
  const held: Copy[] = [];
  const states: Copy[] = [];
  const leaves = new Set(live.states.map((i) => body.states[i] as NodeId));
  for (const { node, buffer, add, state } of places) {
    const from = buffers.get(node) as Buffer;
    if (state === undefined) rows.push({ from, to: buffer, add });
    else if (!leaves.has(node)) states.push({ from, to: buffer });
    else {
      const copy = inside.scratch(`next ${state}`, from.hint, body.builder.shape(state));
      held.push({ from, to: copy });
      states.push({ from: copy, to: buffer });
    }
  }
  for (const copies of [rows, held, states]) s.body.push(...copyLoops(copies, l.newLocal));
}
