// One step of a loop, its lowered body. Constants are read where they lie, items are the rows of their sequences; a state is
// a local or memory of its own that is set anew at the end of each step. Only what the wanted results need is computed.
import { nth } from "../diagnostics/known.js";
import { neededIn, stateName } from "../graph/bodies.js";
import type { Builder } from "../graph/builder.js";
import type { NodeId } from "../graph/graph.js";
import { argumentsOf, liveIn, loopOf, wantedIn, type Live, type Loop, type LoopResult } from "../ops/loop.js";
import { makePlan, type Plan, type Step } from "../plan/plan.js";
import type { Piece } from "../plan/pieces.js";
import { readsOf } from "../plan/reads.js";
import { readWhole } from "../plan/storage.js";
import { productOfDims } from "../shape/dim.js";
import type { Shape } from "../shape/shape.js";
import { copyLoop, copyLoops, type Copy } from "./copy.js";
import { apply, load, partOf, scale, size, store, use, ZERO, type Buffer, type Index, type Local, type Num, type Stmt } from "./ir.js";
import { originOf, scalarOf, type Inside, type Lowering, type Sink } from "./lowering.js";
import { strided } from "./values.js";

type Result = LoopResult & { readonly id: NodeId };

export interface Steps {
  readonly l: Lowering;
  readonly loop: Loop;
  readonly results: readonly Result[];
  readonly live: Live;
  readonly inside: Inside;
  /** The row of the step, and that of the arrays which hold one segment of the steps. */
  readonly row: Index;
  readonly inSegment: Index;
  readonly segmented: ReadonlySet<NodeId>;
  readonly readWhole: ReadonlySet<NodeId>;
  /** What the leaves of the body are. */
  readonly scalars: Map<NodeId, Num>;
  readonly buffers: Map<NodeId, Buffer>;
  readonly locals: Map<number, Local>;
  readonly before: Stmt[];
  readonly body: Stmt[];
}

export function newSteps(l: Lowering, nodes: readonly NodeId[], at: Pick<Steps, "row" | "inSegment" | "segmented">): Steps {
  const results = nodes.map((id) => ({ id, ...loopOf(l.b.node(id)) }));
  const loop = loopOf(l.b.node(nth(nodes, 0)));
  const s: Steps = {
    l, loop, results, live: liveIn(loop.body, results), inside: l.naming.inside(loop), readWhole: readWhole(loop.body.builder), ...at,
    scalars: new Map(), buffers: new Map(), locals: new Map(), before: [], body: [],
  };
  handIn(s);
  return s;
}

/** The statements of a step, once its states have a place. */
export function fillStep(s: Steps): void {
  storeEntries(s);
  const places = placesOf(s);
  const made = makeStep(s, places);
  finishScalars(s, made);
  finishArrays(s, places.filter((place) => !made.done.has(place)), made);
}

/** Constants and items, as far as a step needs them. */
function handIn(s: Steps): void {
  const { l, loop: { body, args } } = s;
  const { constants, sequences } = argumentsOf({ body }, args);
  const needed = neededIn(body.builder, wantedIn(body, s.live));
  s.scalars.set(body.step, { kind: "fromIndex", index: s.row });
  body.constants.forEach((leaf, i) => {
    if (needed[leaf] !== 1) return;
    const arg = nth(constants, i);
    if (body.builder.shape(leaf).length === 0) s.scalars.set(leaf, scalarOf(l, arg));
    else s.buffers.set(leaf, inWhole(s, leaf, memoryOf(l, arg), s.before));
  });
  body.items.forEach((leaf, i) => {
    if (needed[leaf] !== 1) return;
    const arg = nth(sequences, i);
    const [memory, row] = [memoryOf(l, arg), rowFor(s, arg)];
    const shape = body.builder.shape(leaf);
    if (shape.length === 0) s.scalars.set(leaf, load(memory, row));
    else s.buffers.set(leaf, inWhole(s, leaf, rowOf(memory, row, shape), s.body));
  });
}

/** Routines that read an array from its start get a part of one in memory of its own. */
function inWhole(s: Steps, leaf: NodeId, memory: Buffer, into: Stmt[]): Buffer {
  const { builder } = s.loop.body;
  if (memory.base === undefined || !s.readWhole.has(leaf)) return memory;
  const own = s.inside.scratch(`part ${leaf}`, memory.hint, builder.shape(leaf));
  into.push(...copyLoop(memory, own, s.l.newLocal));
  return own;
}

export function rowOf(memory: Buffer, row: Index, shape: Shape): Buffer {
  return partOf(memory, scale(row, size(productOfDims(shape))), shape);
}

/** The row of an array over the steps. */
function rowFor({ row, inSegment, segmented }: Steps, id: NodeId): Index {
  return segmented.has(id) ? inSegment : row;
}

/** The array, or the part of another one that it is. */
function memoryOf(l: Lowering, id: NodeId): Buffer {
  const found = l.buffers.get(id);
  if (found !== undefined) return found;
  const { buffer, offset } = strided(l, id);
  return partOf(buffer, offset, l.b.shape(id));
}

/** Where the states are, with what they start from. */
export function startStates(s: Steps): void {
  const { l, loop: { body, args }, locals, buffers } = s;
  const { starts } = argumentsOf({ body }, args);
  placeStates(s, "state", (i) => scalarOf(l, nth(starts, i)));
  const arrays = s.live.states.filter((i) => !locals.has(i));
  s.before.push(...copyLoops(
    arrays.map((i) => ({ from: memoryOf(l, nth(starts, i)), to: buffers.get(nth(body.states, i)) as Buffer })), l.newLocal,
  ));
}

/** A local for each scalar state; the others get memory, which is that of the last state where it is a result. */
export function placeStates(s: Steps, memory: string, start: (i: number) => Num = () => ZERO): void {
  const { l, loop: { body }, locals } = s;
  for (const i of s.live.states) {
    const leaf = nth(body.states, i);
    const last = s.results.find((r) => r.role === "last" && r.slot === i);
    if (body.builder.shape(leaf).length === 0) {
      const local = l.newLocal(last === undefined ? stateName(s.loop.body, i) : l.naming.name(last.id));
      s.before.push({ kind: "let", local, value: start(i), mutable: true });
      s.scalars.set(leaf, use(local));
      locals.set(i, local);
      if (last !== undefined) l.scalars.set(last.id, use(local));
      continue;
    }
    const own = (): Buffer => s.inside.scratch(`${memory} ${i}`, stateName(s.loop.body, i), body.builder.shape(leaf));
    s.buffers.set(leaf, last === undefined ? own() : memoryOf(l, last.id));
  }
}

function storeEntries(s: Steps): void {
  const copies: Copy[] = [];
  for (const { id, role, slot } of s.results) {
    if (role !== "entry") continue;
    const leaf = nth(s.loop.body.states, slot);
    const [scalar, target] = [s.scalars.get(leaf), memoryOf(s.l, id)];
    if (scalar !== undefined) s.body.push(store(target, rowFor(s, id), scalar));
    else copies.push({ from: s.buffers.get(leaf) as Buffer, to: rowOf(target, rowFor(s, id), s.loop.body.builder.shape(leaf)) });
  }
  s.body.push(...copyLoops(copies, s.l.newLocal));
}

/** Where an array of the step is to lie at its end, or is to be added. */
interface Place extends Sink {
  readonly node: NodeId;
  /** The state that lies there. */
  readonly state?: NodeId;
}

function placesOf(s: Steps): Place[] {
  const { l, loop: { body }, results, live, before, buffers } = s;
  const places: Place[] = [];
  const isArray = (id: NodeId): boolean => body.builder.shape(id).length > 0;
  for (const { id, role, slot } of results) {
    const node = role === "stack" ? nth(body.outs, slot) : role === "sum" ? nth(body.parts, slot) : undefined;
    if (node === undefined || !isArray(node)) continue;
    const whole = memoryOf(l, id);
    if (role === "sum") before.push({ kind: "fill", buffer: whole, value: 0 });
    places.push({ node, buffer: role === "sum" ? whole : rowOf(whole, rowFor(s, id), body.builder.shape(node)), add: role === "sum" });
  }
  for (const i of live.states) {
    const [state, node] = [nth(body.states, i), nth(body.next, i)];
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
  const plan = makePlan(body.builder, wanted, l.plan.how);
  const own = new Map<NodeId, Buffer>();
  const sinks = new Map<NodeId, Place[]>();
  const done = new Set<Place>();
  for (const place of places) {
    const { node, buffer, state, add } = place;
    const at = plan.steps.findIndex((step) => step.kind === "loop" && step.members.some((m) => m.role === "store" && m.node === node));
    if (at < 0 || (state !== undefined && !isReadBefore(body.builder, plan, wanted, state, at))) continue;
    if (state === undefined && !add && !own.has(node) && !s.readWhole.has(node)) own.set(node, buffer);
    else sinks.set(node, [...sinks.get(node) ?? [], place]);
    done.add(place);
  }
  const sunk = new Set([...sinks.keys()].filter((id) => !own.has(id) && places.every((p) => p.node !== id || done.has(p))));
  const of = (id: NodeId): Buffer => s.buffers.get(id) ?? own.get(id) ?? inside.bufferOf(id);
  const lowered = l.lower(makePlan(body.builder, wanted, l.plan.how, sunk), inside.naming, of, s.scalars, l.nextId, { sinks });
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
  return step.nodes;
}

/** Numbers of the step: rows of results, sums, and states, which change all at once. */
function finishScalars(s: Steps, { scalars }: Made): void {
  const { l, loop: { body }, live: { states }, locals } = s;
  for (const { id, role, slot } of s.results) {
    const node = role === "stack" ? body.outs[slot] : role === "sum" ? body.parts[slot] : undefined;
    const value = node === undefined ? undefined : scalars.get(node);
    if (node === undefined || value === undefined) continue;
    const origin = originOf({ b: body.builder }, node);
    if (role === "stack") {
      s.body.push({ ...store(memoryOf(l, id), rowFor(s, id), value), ...origin });
      continue;
    }
    const local = l.newLocal(l.naming.name(id));
    s.before.push({ kind: "let", local, value: ZERO, mutable: true });
    s.body.push({ kind: "assign", local, value: apply("add", use(local), value), ...origin });
    l.scalars.set(id, use(local));
  }
  const after: Stmt[] = [];
  for (const i of states) {
    const [local, next] = [locals.get(i), nth(body.next, i)];
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
  const leaves = new Set(live.states.map((i) => nth(body.states, i)));
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
