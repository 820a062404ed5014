// What a generated function computes, in which order, and what shares a loop. A plan is plain data.
import { invariant } from "../diagnostics/diagnostic.js";
import type { Builder } from "../graph/builder.js";
import type { Node, NodeId } from "../graph/graph.js";
import { contractionOf } from "../ops/contraction.js";
import { isLoop, loopKey, loopOf } from "../ops/loop.js";
import { dimKey } from "../shape/dim.js";
import type { Shape } from "../shape/shape.js";
import { fullReduction, isPointwise, isScalar } from "./kinds.js";
import { reads, type Read } from "./reads.js";
import { storedNodes } from "./storage.js";
import { usesOf, type Uses } from "./uses.js";

/** A node computed in a loop over a whole shape: stored element by element, or reduced to a scalar. */
export interface Member {
  readonly node: NodeId;
  readonly role: "store" | "sum" | "max" | "min" | "prod";
  /** Used only inside this loop, at the same element: it needs no memory. */
  readonly isLocal: boolean;
}

export type Step =
  | { readonly kind: "scalars"; readonly nodes: readonly NodeId[] }
  | { readonly kind: "loop"; readonly shape: Shape; readonly members: readonly Member[] }
  | { readonly kind: "kernel"; readonly node: NodeId }
  /** The results of one loop over steps. */
  | { readonly kind: "steps"; readonly nodes: readonly NodeId[] };

export interface Plan {
  readonly builder: Builder;
  readonly uses: Uses;
  readonly stored: ReadonlySet<NodeId>;
  readonly steps: readonly Step[];
  /** How many results a node is. */
  readonly resultsOf: (id: NodeId) => number;
}

/** A loop with more work than this would be too long for one function. */
const MAX_MEMBERS = 48;

interface Draft {
  readonly b: Builder;
  readonly stored: Set<NodeId>;
  readonly steps: { kind: Step["kind"]; shape: Shape; key: string; nodes: NodeId[] }[];
  readonly stepOf: Map<NodeId, number>;
  /** Where the results of each loop over steps are. */
  readonly loops: Map<string, number>;
}

/** `sunk` roots are results that the loops which compute them store themselves: they need no memory of their own. */
export function makePlan(b: Builder, roots: readonly NodeId[], sunk: ReadonlySet<NodeId> = new Set()): Plan {
  const uses = usesOf(b, roots);
  const draft: Draft = { b, stored: storedNodes(b, uses), steps: [], stepOf: new Map(), loops: new Map() };
  for (const id of uses.order) place(draft, id);
  const locals = loopLocals(draft, uses, sunk);
  const steps = draft.steps.map((s): Step => {
    if (s.kind === "scalars") return { kind: "scalars", nodes: s.nodes };
    if (s.kind === "kernel") return { kind: "kernel", node: s.nodes[0] as NodeId };
    if (s.kind === "steps") return { kind: "steps", nodes: s.nodes };
    return {
      kind: "loop", shape: s.shape,
      members: s.nodes.map((node) => ({ node, role: fullReduction(b, b.node(node)) ?? "store", isLocal: locals.has(node) })),
    };
  });
  const counts = new Map<NodeId, number>();
  for (const id of roots) counts.set(id, (counts.get(id) ?? 0) + 1);
  return {
    builder: b, uses, resultsOf: (id) => counts.get(id) ?? 0,
    stored: new Set([...draft.stored].filter((id) => !locals.has(id))), steps,
  };
}

function place(d: Draft, id: NodeId): void {
  const node = d.b.node(id);
  if (node.op === "variable" || node.op === "constant" || node.op === "size") return;
  if (isLoop(node)) return placeResult(d, id, loopKey(loopOf(node)));
  if (isScalar(node) && fullReduction(d.b, node) === undefined && isElementwise(d.b, node)) return placeScalar(d, id);
  if (!isScalar(node) && !d.stored.has(id)) return;
  const shape = loopShape(d.b, node);
  if (shape === undefined) return void push(d, "kernel", id, []);
  placeInLoop(d, id, shape);
}

function isElementwise(b: Builder, node: Node): boolean {
  return b.ops.get(node.op)?.kind === "scalar" || (node.op === "contract" && isPointwise(b, node)) || isPointwise(b, node);
}

/** The shape of the loop that computes a node, if it can be one of several in a plain loop. */
export function loopShape(b: Builder, node: Node): Shape | undefined {
  const reduction = fullReduction(b, node);
  if (reduction === "sum") return contractionOf(node.attrs).dims;
  if (reduction !== undefined) return b.shape(node.args[0] as NodeId);
  return !isScalar(node) && isPointwise(b, node) ? node.shape : undefined;
}

function push(d: Draft, kind: Step["kind"], id: NodeId, shape: Shape): void {
  d.stepOf.set(id, d.steps.length);
  d.steps.push({ kind, shape, key: shape.map(dimKey).join(","), nodes: [id] });
}

/** All results of a loop are made together: they need the same arguments. */
function placeResult(d: Draft, id: NodeId, key: string): void {
  const at = d.loops.get(key);
  if (at === undefined) {
    d.loops.set(key, d.steps.length);
    return push(d, "steps", id, []);
  }
  d.steps[at]?.nodes.push(id);
  d.stepOf.set(id, at);
}

function placeScalar(d: Draft, id: NodeId): void {
  const ready = latest(d, reads(d.b, d.stored, id).keys());
  const last = d.steps.length - 1;
  for (let at = last; at >= ready && at >= 0; at--) {
    const step = d.steps[at];
    if (step?.kind !== "scalars") continue;
    step.nodes.push(id);
    d.stepOf.set(id, at);
    return;
  }
  push(d, "scalars", id, []);
}

/** Joins the last loop over the same shape that comes after everything the node reads. */
function placeInLoop(d: Draft, id: NodeId, shape: Shape): void {
  const key = shape.map(dimKey).join(",");
  const read = reads(d.b, d.stored, id);
  for (let at = d.steps.length - 1; at >= 0; at--) {
    const step = d.steps[at];
    invariant(step !== undefined, "no step");
    if (step.kind === "loop" && step.key === key && step.nodes.length < MAX_MEMBERS && canJoin(d, at, read)) {
      step.nodes.push(id);
      d.stepOf.set(id, at);
      return;
    }
    if (at <= latest(d, read.keys())) break;
  }
  push(d, "loop", id, shape);
}

function canJoin(d: Draft, at: number, read: ReadonlyMap<NodeId, Read>): boolean {
  for (const [arg, how] of read) {
    const step = d.stepOf.get(arg) ?? -1;
    if (step > at) return false;
    if (step === at && (how !== "same" || isScalar(d.b.node(arg)))) return false;
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
  for (const [id, step] of d.stepOf) {
    for (const [arg, how] of reads(d.b, d.stored, id)) if (how !== "same" || d.stepOf.get(arg) !== step) elsewhere.add(arg);
  }
  return new Set([...d.stored].filter((id) => {
    const step = d.steps[d.stepOf.get(id) ?? -1];
    return step?.kind === "loop" && (!uses.roots.has(id) || sunk.has(id)) && !elsewhere.has(id);
  }));
}
