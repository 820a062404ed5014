// Cotangents and tangents of which some elements take no part, since they belong to a branch not taken.
// Such an element is exactly 0, and stays so whatever it is multiplied by. Which elements those are is told
// by conditions, never by the numbers: a cotangent may be 0 at a minimum too, and then its own derivative
// is not. The conditions become nodes only where a factor may be infinite or NaN.
import { located } from "../diagnostics/source.js";
import { argumentsFirst } from "../graph/arguments-first.js";
import type { Builder } from "../graph/builder.js";
import type { NodeId } from "../graph/graph.js";
import type { Shape } from "../shape/shape.js";
import { conditionsOf, isMasked, masked, plus, taken, times } from "./accumulate.js";
import { wildnessOf, type Reason, type Wildness } from "./wild.js";

/** Where elements take part, made of what is known of the parts when it is asked for. */
export interface Mask {
  readonly parts: readonly Mask[];
  /** Given a node for each part as it makes one, a condition, or where it counts a number that is above 0 where elements take part. */
  readonly make: (parts: readonly NodeId[]) => NodeId;
  readonly counts: boolean;
  readonly reason: Reason;
}

/** A cotangent or tangent on its way. What its own choices tell of branches not taken is not in the mask. */
export interface Flow {
  readonly value: NodeId;
  readonly mask?: Mask | undefined;
}

/** State of one sweep over the graph. */
export interface Sweep {
  readonly b: Builder;
  readonly wild: Wildness;
  readonly made: Map<Mask, NodeId>;
}

export function newSweep(b: Builder): Sweep {
  return { b, wild: wildnessOf(b), made: new Map() };
}

const STRENGTH: readonly Reason[] = ["slope", "window", "branch"];

export function strongest(masks: readonly Mask[]): Reason {
  return STRENGTH[Math.max(...masks.map((m) => STRENGTH.indexOf(m.reason)))] ?? "slope";
}

/** Makes conditions: what the program says of its branches remains so in higher derivatives. */
export function withReason<T>(b: Builder, reason: Reason, make: () => T): T {
  if (reason === "slope") return make();
  const { origin } = b;
  b.origin = { ...located(origin), via: [] };
  const made = make();
  b.origin = origin;
  return made;
}

/** A number that is above 0 where elements take part, else 0. */
export function countOf(b: Builder, mask: Mask, node: NodeId): NodeId {
  return mask.counts ? node : indicatorOf(b, node);
}

/**
 * The condition of a mask, or its count, which is a condition too; its shape stretches to that of the flow. Made
 * arguments first, without recursion.
 */
export function conditionOf({ b, made }: Sweep, mask: Mask): NodeId {
  argumentsFirst([mask], {
    isMade: (at) => made.has(at),
    needs: (at) => at.parts,
    make: (at) => { made.set(at, withReason(b, at.reason, () => at.make(at.parts.map((p) => made.get(p) as NodeId)))); },
  });
  return made.get(mask) as NodeId;
}

/** All that is known of where a flow takes part: its mask, and the choices that it is made of. */
export function maskOf(s: Sweep, { value, mask }: Flow): Mask | undefined {
  const { b } = s;
  if (!isMasked(b, value)) return mask;
  const isWritten = conditionsOf(b, value).some((c) => !b.node(c).origin.via.some((pass) => pass === "vjp" || pass === "jvp"));
  const own: Mask = { parts: [], make: () => taken(b, value) ?? b.constant(0), counts: false, reason: isWritten ? "branch" : "slope" };
  return mask === undefined ? own : bothMasks(s, own, mask);
}

export function bothMasks({ b }: Sweep, x: Mask, y: Mask): Mask {
  return { parts: [x, y], counts: false, reason: strongest([x, y]), make: ([c, d]) => b.apply("and", [c as NodeId, d as NodeId]) };
}

/** Counts are added: what is counted in windows of one array is then gathered as the cotangents themselves are. */
export function eitherMask({ b }: Sweep, x: Mask, y: Mask): Mask {
  return {
    parts: [x, y], counts: true, reason: strongest([x, y]),
    make: ([c, d]) => b.apply("add", [countOf(b, x, c as NodeId), countOf(b, y, d as NodeId)]),
  };
}

/** The mask behind a linear map that has no negative coefficients: what any taken element gets to. */
export function carried({ b }: Sweep, mask: Mask, shape: Shape, map: (count: NodeId) => NodeId): Mask {
  return {
    parts: [mask], counts: true, reason: mask.reason,
    make: ([c]) => map(b.broadcastTo(countOf(b, mask, c as NodeId), shape)),
  };
}

/** 1 where a condition holds, else 0. */
export function indicatorOf(b: Builder, condition: NodeId): NodeId {
  return b.apply("select", [condition, b.constant(1), b.constant(0)]);
}

/** A flow whose mask is a choice in its value. */
export function applied(s: Sweep, flow: Flow, mask = flow.mask): Flow {
  if (mask === undefined) return flow;
  const condition = conditionOf(s, mask);
  const { b } = s;
  return { value: mask.reason === "branch" ? b.apply("select", [condition, flow.value, b.constant(0)]) : masked(b, condition, flow.value) };
}

/** The product with a local derivative of one element by one element. */
export function timesPartial(s: Sweep, { value, mask }: Flow, factor: NodeId): Flow {
  const product = { value: times(s.b, value, factor), mask };
  return mask !== undefined && s.wild.isPossible(factor, mask.reason) ? applied(s, product) : product;
}

/** The sum takes part where a term does. */
export function plusFlow(s: Sweep, x: Flow | undefined, y: Flow | undefined): Flow | undefined {
  if (x === undefined || y === undefined) return x ?? y;
  const value = plus(s.b, x.value, y.value) as NodeId;
  // what the choices in both tell is told by the choices in their sum
  if (x.mask === undefined && y.mask === undefined) return { value };
  const [first, second] = [maskOf(s, x), maskOf(s, y)];
  return { value, mask: first === undefined || second === undefined ? undefined : eitherMask(s, first, second) };
}

/** A cotangent summed over the dimensions that were stretched. */
export function unbroadcast(s: Sweep, flow: Flow, shape: Shape): Flow {
  const { b } = s;
  const from = b.shape(flow.value);
  const value = b.sumTo(flow.value, shape);
  if (value === flow.value) return flow;
  const mask = maskOf(s, flow);
  return { value, mask: mask === undefined ? undefined : carried(s, mask, from, (indicator) => b.sumTo(indicator, shape)) };
}
