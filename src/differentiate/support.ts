// Cotangents and tangents of which some elements take no part, since they belong to a branch not taken.
// Such an element is exactly 0, and stays so whatever it is multiplied by. Which elements those are is told
// by conditions, never by the numbers: a cotangent may be 0 at a minimum too, and then its own derivative
// is not. The conditions become nodes only where a factor may be infinite or NaN.
import { atKey } from "../diagnostics/known.js";
import { argumentsFirst } from "../graph/arguments-first.js";
import type { Builder } from "../graph/builder.js";
import { asOperands, originVia, type NodeId, type Operands } from "../graph/graph.js";
import type { Shape } from "../shape/shape.js";
import { conditionsOf, isMasked, masked, plus, taken, times } from "./accumulate.js";
import { finitenessOf, type Cause, type Finiteness } from "./non-finite.js";

/** Where elements take part, made of what is known of the parts when it is asked for. */
export interface Support {
  readonly parts: readonly Support[];
  /** Given a node for each part as it makes one, a condition, or where it counts a number that is above 0 where elements take part. */
  readonly make: (parts: Operands) => NodeId;
  readonly counts: boolean;
  readonly cause: Cause;
}

/** A cotangent or tangent on its way. What its own choices tell of branches not taken is not in the support. */
export interface Sensitivity {
  readonly value: NodeId;
  readonly support?: Support | undefined;
}

/** State of one sweep over the graph. */
export interface Sweep {
  readonly b: Builder;
  readonly finiteness: Finiteness;
  readonly made: Map<Support, NodeId>;
}

export function newSweep(b: Builder): Sweep {
  return { b, finiteness: finitenessOf(b), made: new Map() };
}

const STRENGTH: readonly Cause[] = ["slope", "window", "branch"];

export function strongest(supports: readonly Support[]): Cause {
  return STRENGTH[Math.max(...supports.map((m) => STRENGTH.indexOf(m.cause)))] ?? "slope";
}

/** How conditions came to be that tell where a cotangent takes part. */
const SUPPORT = "support";

/** Makes conditions: what the program says of its branches remains so in higher derivatives. */
export function withCause<T>(b: Builder, reason: Cause, make: () => T): T {
  if (reason === "slope") return make();
  const { origin } = b;
  b.origin = originVia(origin, [SUPPORT]);
  const made = make();
  b.origin = origin;
  return made;
}

/** A number that is above 0 where elements take part, else 0. */
export function countOf(b: Builder, support: Support, node: NodeId): NodeId {
  return support.counts ? node : indicatorOf(b, node);
}

/**
 * The condition of a support, or its count, which is a condition too; its shape stretches to that of the value. Made
 * arguments first, without recursion.
 */
export function conditionOf({ b, made }: Sweep, support: Support): NodeId {
  argumentsFirst([support], {
    isMade: (at) => made.has(at),
    needs: (at) => at.parts,
    make: (at) => { made.set(at, withCause(b, at.cause, () => at.make(asOperands(at.parts.map((p) => atKey(made, p)))))); },
  });
  return atKey(made, support);
}

/** All that is known of where a sensitivity takes part: its support, and the choices that it is made of. */
export function supportOf(s: Sweep, { value, support }: Sensitivity): Support | undefined {
  const { b } = s;
  if (!isMasked(b, value)) return support;
  const own: Support = { parts: [], make: () => taken(b, value) ?? b.constant(0), counts: false, cause: ownCause(b, value) };
  return support === undefined ? own : bothSupports(s, own, support);
}

/** Whether the program wrote one of the choices in a value, or all are those of slopes. */
function ownCause(b: Builder, value: NodeId): Cause {
  const isWritten = conditionsOf(b, value).some((c) => !b.node(c).origin.via.some((pass) => pass === "vjp" || pass === "jvp"));
  return isWritten ? "branch" : "slope";
}

function bothSupports({ b }: Sweep, x: Support, y: Support): Support {
  return { parts: [x, y], counts: false, cause: strongest([x, y]), make: ([c, d]) => b.apply("and", [c, d]) };
}

/** Counts are added: what is counted in windows of one array is then gathered as the cotangents themselves are. */
export function eitherSupport({ b }: Sweep, x: Support, y: Support): Support {
  return {
    parts: [x, y], counts: true, cause: strongest([x, y]),
    make: ([c, d]) => b.apply("add", [countOf(b, x, c), countOf(b, y, d)]),
  };
}

/** The support behind a linear map that has no negative coefficients: what any taken element gets to. */
export function imageOf({ b }: Sweep, support: Support, shape: Shape, map: (count: NodeId) => NodeId): Support {
  return {
    parts: [support], counts: true, cause: support.cause,
    make: ([c]) => map(b.broadcastTo(countOf(b, support, c), shape)),
  };
}

/** 1 where a condition holds, else 0. */
export function indicatorOf(b: Builder, condition: NodeId): NodeId {
  return b.apply("select", [condition, b.constant(1), b.constant(0)]);
}

/** A sensitivity whose support is a choice in its value. */
export function applied(s: Sweep, sensitivity: Sensitivity, support = sensitivity.support): Sensitivity {
  if (support === undefined) return sensitivity;
  const condition = conditionOf(s, support);
  const { b } = s;
  return { value: support.cause === "branch"
    ? b.apply("select", [condition, sensitivity.value, b.constant(0)])
    : masked(b, condition, sensitivity.value) };
}

/** The product with a local derivative of one element by one element. */
export function timesPartial(s: Sweep, { value, support }: Sensitivity, factor: NodeId): Sensitivity {
  const product = { value: times(s.b, value, factor, () => !s.finiteness.isPossible(factor, ownCause(s.b, value))), support };
  return support !== undefined && s.finiteness.isPossible(factor, support.cause) ? applied(s, product) : product;
}

/** The sum takes part where a term does. */
export function plusSensitivity(s: Sweep, x: Sensitivity | undefined, y: Sensitivity | undefined): Sensitivity | undefined {
  if (x === undefined || y === undefined) return x ?? y;
  const value = plus(s.b, x.value, y.value) as NodeId;
  // what the choices in both tell is told by the choices in their sum
  if (x.support === undefined && y.support === undefined) return { value };
  const [first, second] = [supportOf(s, x), supportOf(s, y)];
  return { value, support: first === undefined || second === undefined ? undefined : eitherSupport(s, first, second) };
}

/** A cotangent summed over the dimensions that were stretched. */
export function unbroadcast(s: Sweep, sensitivity: Sensitivity, shape: Shape): Sensitivity {
  const { b } = s;
  const from = b.shape(sensitivity.value);
  const value = b.sumTo(sensitivity.value, shape);
  if (value === sensitivity.value) return sensitivity;
  const support = supportOf(s, sensitivity);
  return { value, support: support === undefined ? undefined : imageOf(s, support, from, (indicator) => b.sumTo(indicator, shape)) };
}
