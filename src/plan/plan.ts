// What a generated function computes, in which order, and what shares a loop. A plan is plain data.
import { invariant } from "../diagnostics/diagnostic.js";
import type { Builder } from "../graph/builder.js";
import { argOf, type Node, type NodeId } from "../graph/graph.js";
import { computationOf, type Combining } from "../graph/operation.js";
import { contractionOf } from "../ops/contraction.js";
import { addDims, dimKey, type Dim } from "../shape/dim.js";
import { dimAt, type Shape } from "../shape/shape.js";
import { fullReduction, isPointwise, isScalar } from "./kinds.js";
import { assembliesOf, isBase, type Assemblies, type Assembly, type Piece } from "./pieces.js";
import type { Planning } from "./planning.js";
import { readsOf, type Read } from "./reads.js";
import { runningOf } from "./running.js";
import { storedNodes } from "./storage.js";
import { trianglesOf, type Triangles } from "./triangles.js";
import { usesOf, type Uses } from "./uses.js";

/** What a loop over a whole shape does for a node: its elements are stored, reduced to a number, or run along the loop. */
export interface Member {
  readonly node: NodeId;
  readonly role: "store" | "running" | "sum" | Combining;
  /** Used only inside this loop, at the same element: it needs no memory. */
  readonly isLocal: boolean;
}

/** The elements of a vector from one place up to another. */
export interface Window {
  readonly from: number;
  readonly to: Dim;
}

/** Elements of a node that are stored in their places of a whole. */
export interface PieceMember {
  readonly role: "piece";
  readonly piece: Piece;
  /** Whether they are added to what is there. */
  readonly adds: boolean;
  /** The part of the whole that is set to 0 before, by the first of its pieces: all, or what lies outside of a window. */
  readonly clears: "nothing" | "all" | Window;
}

export type Step =
  | { readonly kind: "scalars"; readonly nodes: readonly NodeId[] }
  | { readonly kind: "loop"; readonly shape: Shape; readonly isDown: boolean; readonly members: readonly (Member | PieceMember)[] }
  /** The results of one computation: one, but for operations with several. */
  | { readonly kind: "kernel"; readonly nodes: readonly NodeId[] };

export interface Plan {
  readonly builder: Builder;
  readonly uses: Uses;
  readonly stored: ReadonlySet<NodeId>;
  readonly steps: readonly Step[];
  readonly triangles: Triangles;
  readonly how: Planning;
  /** How many results a node is. */
  readonly resultsOf: (id: NodeId) => number;
}

/** A loop with more work than this would be too long for one function. */
const MAX_MEMBERS = 48;

interface DraftStep {
  readonly kind: Step["kind"];
  readonly shape: Shape;
  readonly key: string;
  /** Pieces in loops alone. */
  readonly members: (NodeId | Piece)[];
  /** The direction that a running value or a reduction needs. */
  isDown: boolean | undefined;
}

interface Draft {
  readonly b: Builder;
  readonly assemblies: Assemblies;
  readonly stored: Set<NodeId>;
  readonly steps: DraftStep[];
  readonly stepOf: Map<NodeId, number>;
  /** Where computations with several results are. */
  readonly computations: Map<string, number>;
}

/** `sunk` roots are results that the loops which compute them store themselves: they need no memory of their own. */
export function makePlan(b: Builder, roots: readonly NodeId[], how: Planning = {}, sunk: ReadonlySet<NodeId> = new Set()): Plan {
  const uses = usesOf(b, roots);
  const assemblies = assembliesOf(b, uses);
  const stored = storedNodes(b, uses, assemblies, how);
  const draft: Draft = { b, assemblies, stored, steps: [], stepOf: new Map(), computations: new Map() };
  for (const id of uses.order) if (!assemblies.inner.has(id)) place(draft, id);
  const locals = loopLocals(draft, uses, sunk);
  const begun = new Set<NodeId>();
  const steps = draft.steps.map((s): Step => {
    const nodes = s.members.filter((m) => typeof m === "number");
    if (s.kind !== "loop") return { kind: s.kind, nodes };
    return {
      kind: "loop", shape: s.shape, isDown: s.isDown === true,
      members: s.members.map((m) => (typeof m === "number" ? memberOf(b, m, locals) : pieceMember(draft, s, m, begun))),
    };
  });
  const counts = new Map<NodeId, number>();
  for (const id of roots) counts.set(id, (counts.get(id) ?? 0) + 1);
  return {
    builder: b, uses, how, triangles: trianglesOf(b, uses, how.isExact === true), resultsOf: (id) => counts.get(id) ?? 0,
    stored: new Set([...draft.stored].filter((id) => !locals.has(id))), steps,
  };
}

function memberOf(b: Builder, node: NodeId, locals: ReadonlySet<NodeId>): Member {
  const role = isRunning(b, b.node(node)) ? "running" : fullReduction(b, b.node(node)) ?? "store";
  return { node, role, isLocal: locals.has(node) };
}

function pieceMember(d: Draft, step: DraftStep, piece: Piece, begun: Set<NodeId>): PieceMember {
  const whole = d.assemblies.of.get(piece.target) as Assembly;
  const { adds, hasGaps, hasBase } = whole;
  const isFirst = !begun.has(piece.target);
  begun.add(piece.target);
  const leader = leaderOf(d.b, step, whole);
  const isStored = !adds || (isFirst && hasBase) || leader?.piece === piece;
  const clears = !isFirst || hasBase || !(adds || hasGaps) ? "nothing" : leader?.window ?? "all";
  return { role: "piece", piece, adds: !isStored, clears };
}

/** Of windows of a vector that one loop goes along together, the one that is ahead: it meets each of its elements first. */
function leaderOf(
  b: Builder, step: DraftStep, { pieces, adds, hasBase }: Assembly,
): { readonly piece: Piece; readonly window: Window } | undefined {
  if (!adds || hasBase || step.isDown === true || step.shape.length !== 1) return undefined;
  const starts = pieces.map(({ at }) => (at.length === 1 && at[0]?.step === 1 && typeof at[0].start === "number" ? at[0].start : NaN));
  const ahead = Math.max(...starts);
  const piece = step.members.find((m): m is Piece => typeof m !== "number" && starts[pieces.indexOf(m)] === ahead);
  if (piece === undefined || !pieces.every((p) => step.members.includes(p))) return undefined;
  return { piece, window: { from: ahead, to: addDims(ahead, dimAt(b.shape(piece.node), 0)) } };
}

function place(d: Draft, id: NodeId): void {
  const node = d.b.node(id);
  if (node.op === "variable" || node.op === "table" || node.op === "constant" || node.op === "size") return;
  const computation = computationOf(d.b, node);
  if (computation !== undefined) return placeResult(d, id, computation);
  if (isScalar(node) && fullReduction(d.b, node) === undefined && isPointwise(d.b, node)) return placeScalar(d, id);
  if (!isScalar(node) && !d.stored.has(id)) return;
  const whole = d.assemblies.of.get(id);
  if (whole !== undefined) return placePieces(d, id, whole);
  const shape = loopShape(d.b, node);
  if (shape === undefined) return void push(d, "kernel", id, []);
  placeInLoop(d, id, shape, readsOf(d.b, d.stored, id));
}

/** A value that runs along a vector; of arrays of more dimensions, kernels see to them. */
function isRunning(b: Builder, node: Node): boolean {
  return node.shape.length === 1 && runningOf(b, node) !== undefined;
}

/**
 * Each piece goes into a loop over its elements. One that is as large as the whole comes before the others, which may meet
 * an element before it, as one that is laid backwards does.
 */
function placePieces(d: Draft, id: NodeId, { pieces, hasBase }: Assembly): void {
  let last = -1, first = 0;
  pieces.forEach((piece, i) => {
    const from = hasBase && i > 0 && !isBase(d.b, piece) ? first + 1 : first;
    const at = placeInLoop(d, piece, d.b.shape(piece.node), readsOf(d.b, d.stored, piece), from);
    if (i === 0 && hasBase) first = at;
    last = Math.max(last, at);
  });
  d.stepOf.set(id, last);
}

/** The shape of the loop that computes a node, if it can be one of several in a plain loop. */
export function loopShape(b: Builder, node: Node): Shape | undefined {
  const reduction = fullReduction(b, node);
  if (reduction === "sum") return contractionOf(node.attrs).dims;
  if (reduction !== undefined) return b.shape(argOf(node));
  return !isScalar(node) && (isPointwise(b, node) || isRunning(b, node)) ? node.shape : undefined;
}

function push(d: Draft, kind: Step["kind"], member: NodeId | Piece, shape: Shape): number {
  if (typeof member === "number") d.stepOf.set(member, d.steps.length);
  d.steps.push({ kind, shape, key: shape.map(dimKey).join(","), members: [member], isDown: undefined });
  return d.steps.length - 1;
}

/** All results of a computation are made together: they need the same arguments. */
function placeResult(d: Draft, id: NodeId, key: string): void {
  const at = d.computations.get(key);
  if (at === undefined) {
    d.computations.set(key, d.steps.length);
    return void push(d, "kernel", id, []);
  }
  d.steps[at]?.members.push(id);
  d.stepOf.set(id, at);
}

function placeScalar(d: Draft, id: NodeId): void {
  const ready = latest(d, readsOf(d.b, d.stored, id).keys());
  const last = d.steps.length - 1;
  for (let at = last; at >= ready && at >= 0; at--) {
    const step = d.steps[at];
    if (step?.kind !== "scalars") continue;
    step.members.push(id);
    d.stepOf.set(id, at);
    return;
  }
  push(d, "scalars", id, []);
}

/** Joins the last loop over the same shape that comes after everything that is read, and not before a step; gives the step. */
function placeInLoop(d: Draft, member: NodeId | Piece, shape: Shape, read: ReadonlyMap<NodeId, Read>, first = 0): number {
  const key = shape.map(dimKey).join(",");
  const isDown = typeof member === "number" ? directionOf(d.b, member) : undefined;
  const ready = latest(d, read.keys());
  for (let at = d.steps.length - 1; at >= Math.max(0, first); at--) {
    const step = d.steps[at];
    invariant(step !== undefined, "no step");
    const isOpen = step.kind === "loop" && step.key === key && step.members.length < MAX_MEMBERS;
    if (isOpen && (isDown ?? step.isDown) === (step.isDown ?? isDown) && canJoin(d, at, read)) {
      step.isDown ??= isDown;
      step.members.push(member);
      if (typeof member === "number") d.stepOf.set(member, at);
      return at;
    }
    if (at <= ready) break;
  }
  const made = push(d, "loop", member, shape);
  (d.steps[made] as DraftStep).isDown = isDown;
  return made;
}

/** Whether a loop with a node has to go down, or up; undefined where it may go either way. */
function directionOf(b: Builder, id: NodeId): boolean | undefined {
  const node = b.node(id);
  const running = runningOf(b, node);
  return running?.reverse ?? (fullReduction(b, node) === undefined ? undefined : false);
}

function canJoin(d: Draft, at: number, read: ReadonlyMap<NodeId, Read>): boolean {
  for (const [arg, how] of read) {
    const step = d.stepOf.get(arg) ?? -1;
    if (step > at) return false;
    if (step === at && (how !== "same" || isScalar(d.b.node(arg)) || d.assemblies.of.has(arg))) return false;
  }
  return true;
}

function latest(d: Draft, nodes: Iterable<NodeId>): number {
  let step = -1;
  for (const id of nodes) step = Math.max(step, d.stepOf.get(id) ?? -1);
  return step;
}

/** Stored nodes whose every use is in the loop that makes them, at the same element. */
function loopLocals(d: Draft, uses: Uses, sunk: ReadonlySet<NodeId>): Set<NodeId> {
  const elsewhere = new Set<NodeId>();
  d.steps.forEach(({ members }, at) => {
    for (const member of members) {
      for (const [arg, how] of readsOf(d.b, d.stored, member)) if (how !== "same" || d.stepOf.get(arg) !== at) elsewhere.add(arg);
    }
  });
  return new Set([...d.stored].filter((id) => {
    const step = d.steps[d.stepOf.get(id) ?? -1];
    const isKept = uses.roots.has(id) && !sunk.has(id);
    return step?.kind === "loop" && !isKept && !elsewhere.has(id) && !d.assemblies.of.has(id);
  }));
}
