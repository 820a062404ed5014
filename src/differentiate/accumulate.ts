// Sums and products of derivatives. Zeros are absent entries, ones are dropped, and a product goes
// into the branch of a select that is taken: a branch not taken contributes exactly 0, even where
// its local derivative is infinite or NaN.
import type { Builder } from "../graph/builder.js";
import { argOf, asApplied, type NodeId } from "../graph/graph.js";
import { isChoice, joinsOf } from "../graph/operation.js";

/** The product of a cotangent (or tangent) and a partial; `isFinite` tells whether the partial leaves a 0 what it is. */
export function times(b: Builder, ct: NodeId, factor: NodeId, isFinite = (): boolean => false): NodeId {
  if (!isMasked(b, ct)) return scaled(b, ct, factor);
  if (isManifold(b, ct, isChoice(b, b.node(factor)) ? 1 : MOST_BRANCHES)) {
    const product = scaled(b, ct, factor);
    return isFinite() ? product : masked(b, taken(b, ct) as NodeId, product);
  }
  const [c, x, y] = b.node(ct).args as Triple;
  const branch = (id: NodeId): NodeId => (isZero(b, id) ? id : times(b, id, factor, isFinite));
  return b.apply("select", [c, branch(x), branch(y)]);
}

function scaled(b: Builder, ct: NodeId, factor: NodeId): NodeId {
  const value = b.constantOf(factor);
  if (value === 1) return ct;
  if (value === -1) return negate(b, ct);
  const node = b.node(factor);
  if (isChoice(b, node)) return scaledSelect(b, ct, node.args as readonly [NodeId, NodeId, NodeId]);
  if (isOutside(b, ct)) {
    const [c, ...branches] = b.node(ct).args as Triple;
    return b.apply("select", [c, ...branches.map((id) => (Number.isNaN(b.constantOf(id)) ? id : scaled(b, id, factor)))]);
  }
  if (b.constantOf(ct) === 1) return factor;
  if (b.constantOf(ct) === -1) return negate(b, factor);
  if (node.op === "neg") return negate(b, scaled(b, ct, argOf(node)));
  if (node.op === "div") {
    const [x, y] = asApplied(node).args;
    if (b.constantOf(x) === 1) return b.apply("div", [ct, y]);
  }
  return b.apply("mul", [ct, factor]);
}

/** ct * (c ? x : y) as a choice, where that leaves a 0 a 0, or takes no product; else as one product, whichever is chosen. */
function scaledSelect(b: Builder, ct: NodeId, [c, x, y]: readonly [NodeId, NodeId, NodeId]): NodeId {
  const numbers = [x, y].map((id) => b.constantOf(id));
  const mayBeZero = [x, y].some((id, i) => numbers[i] === 0 || Number.isNaN(numbers[i]) || isChoice(b, b.node(id)));
  if (numbers.every((value) => value === undefined) || (numbers.includes(undefined) && !mayBeZero))
    return b.apply("mul", [ct, b.apply("select", [c, x, y])]);
  const branch = (id: NodeId): NodeId => {
    const value = b.constantOf(id);
    return value === 0 || Number.isNaN(value) ? id : scaled(b, ct, id);
  };
  return b.apply("select", [c, branch(x), branch(y)]);
}

/** A sum that stays a choice where both terms are: what is 0 in either branch may be dropped there. */
export function plus(b: Builder, x: NodeId | undefined, y: NodeId | undefined): NodeId | undefined {
  if (x === undefined || y === undefined) return x ?? y;
  if (!isMasked(b, x) || !isMasked(b, y)) return b.apply("add", [x, y]);
  return plusSelects(b, b.node(x).args as Triple, b.node(y).args as Triple);
}

type Triple = readonly [NodeId, NodeId, NodeId];

function plusSelects(b: Builder, left: Triple, right: Triple): NodeId {
  const [c, x, y] = left;
  const [d, v, w] = right;
  if (c === d) return b.apply("select", [c, plusBranch(b, x, v), plusBranch(b, y, w)]);
  const [first, second] = [b.apply("select", left), b.apply("select", right)];
  const either = b.apply("or", [taken(b, first) ?? c, taken(b, second) ?? d]);
  return masked(b, either, b.apply("add", [first, second]));
}

/** Made a choice of what is 0 already where it is not taken: readers of formulas need not see it. */
export const MASKED = "masked";

/** What is 0 where a condition does not hold, as a choice, so that it stays 0 whatever it is multiplied by. */
export function masked(b: Builder, condition: NodeId, value: NodeId): NodeId {
  const { origin } = b;
  b.origin = { ...origin, via: [...origin.via, MASKED] };
  const made = b.apply("select", [condition, value, b.constant(0)]);
  b.origin = origin;
  return made;
}

function plusBranch(b: Builder, x: NodeId, y: NodeId): NodeId {
  if (isZero(b, x)) return y;
  return isZero(b, y) ? x : plus(b, x, y) ?? x;
}

/** The condition under which a masked choice is not in a zero branch; undefined for what is no choice. */
export function taken(b: Builder, id: NodeId): NodeId | undefined {
  if (!isMasked(b, id)) return undefined;
  const [c, x, y] = b.node(id).args as Triple;
  const under = (condition: NodeId, branch: NodeId): NodeId | undefined => {
    if (isZero(b, branch)) return undefined;
    const inner = taken(b, branch);
    return inner === undefined ? condition : b.apply("and", [condition, inner]);
  };
  const [yes, no] = [under(c, x), under(b.apply("not", [c]), y)];
  return yes === undefined || no === undefined ? yes ?? no : b.apply("or", [yes, no]);
}

/**
 * Applies a map that is linear in the cotangent. Where one scalar condition guards it, only in the
 * branch taken.
 */
export function linearly(b: Builder, ct: NodeId, map: (ct: NodeId) => NodeId | undefined): NodeId | undefined {
  if (!isGuarded(b, ct)) return map(ct);
  const { args, shape } = b.node(ct);
  const [c, x, y] = args as Triple;
  const branch = (id: NodeId): NodeId | undefined => (isZero(b, id) ? id : linearly(b, b.broadcastTo(id, shape), map));
  const [then, otherwise] = [branch(x), branch(y)];
  return then === undefined || otherwise === undefined ? undefined : b.apply("select", [c, then, otherwise]);
}

/** A choice by one condition for all elements. */
export function isGuarded(b: Builder, ct: NodeId): boolean {
  return isMasked(b, ct) && b.shape(argOf(b.node(ct))).length === 0;
}

/** The conditions of a choice and of the choices in it, each once, as far as they are not made of others. */
export function conditionsOf(b: Builder, id: NodeId): NodeId[] {
  const found: NodeId[] = [];
  const choices = new Set([id]);
  const conditions = new Set<NodeId>();
  for (const at of choices) {
    const node = b.node(at);
    if (!isChoice(b, node) || choices.size > MOST_FOLLOWED) continue;
    const [c, x, y] = node.args as Triple;
    conditions.add(c);
    choices.add(x).add(y);
  }
  for (const at of conditions) {
    const node = b.node(at);
    if (conditions.size > MOST_FOLLOWED || joinsOf(b, node) === undefined) found.push(at);
    else for (const arg of node.args) conditions.add(arg);
  }
  return found;
}

export function negate(b: Builder, id: NodeId): NodeId {
  const node = b.node(id);
  if (node.op === "neg") return argOf(node);
  const value = b.constantOf(id);
  return value === undefined ? b.apply("neg", [id]) : b.constant(-value);
}

/** A choice between a value and NaN, outside of its domain. */
function isOutside(b: Builder, id: NodeId): boolean {
  const node = b.node(id);
  return isChoice(b, node) && node.args.slice(1).some((branch) => Number.isNaN(b.constantOf(branch)));
}

function isZero(b: Builder, id: NodeId): boolean {
  return b.constantOf(id) === 0;
}

/** Choices within choices are followed this far. */
const MAX_NESTED = 12;
/** So many choices, or conditions, are looked through. */
const MOST_FOLLOWED = 256;

/** A product goes into a choice of as many values; with more it would be written once for each path through a program. */
const MOST_BRANCHES = 2;
const MOST_CHOICES = 4;

/** Whether a masked choice has more values, or more choices within choices, than a product goes into. */
function isManifold(b: Builder, ct: NodeId, mostBranches: number): boolean {
  const open = [ct];
  for (let [branches, choices] = [0, 0]; open.length > 0;) {
    const id = open.pop() as NodeId;
    if (isMasked(b, id)) {
      open.push(...b.node(id).args.slice(1));
      choices++;
    } else if (!isZero(b, id) && !Number.isNaN(b.constantOf(id))) branches++;
    if (branches > mostBranches || choices > MOST_CHOICES) return true;
  }
  return false;
}

/** A choice in which some branch is exactly 0, itself or in a choice within. */
export function isMasked(b: Builder, id: NodeId, depth = 0): boolean {
  const node = b.node(id);
  if (!isChoice(b, node) || depth > MAX_NESTED) return false;
  const [, x, y] = node.args as Triple;
  return isZero(b, x) || isZero(b, y) || isMasked(b, x, depth + 1) || isMasked(b, y, depth + 1);
}
