// Sums and products of derivatives. Zeros are absent entries, ones are dropped, and a product goes
// into the branch of a select that is taken: a branch not taken contributes exactly 0, even where
// its local derivative is infinite or NaN.
import type { Builder } from "../graph/builder.js";
import type { NodeId } from "../graph/graph.js";
import type { Shape } from "../shape/shape.js";

/** The product of a cotangent (or tangent) and a partial; undefined is zero. */
export function times(b: Builder, ct: NodeId, factor: NodeId): NodeId {
  const inner = b.node(ct);
  if (inner.op === "select" && branchIsZero(b, inner.args)) {
    const [c, x, y] = inner.args as readonly [NodeId, NodeId, NodeId];
    return isZero(b, y) ? b.apply("select", [c, times(b, x, factor), y]) : b.apply("select", [c, x, times(b, y, factor)]);
  }
  return scaled(b, ct, factor);
}

function scaled(b: Builder, ct: NodeId, factor: NodeId): NodeId {
  const value = b.constantOf(factor);
  if (value === 1) return ct;
  if (value === -1) return negate(b, ct);
  const node = b.node(factor);
  if (node.op === "select") return scaledSelect(b, ct, node.args as readonly [NodeId, NodeId, NodeId]);
  if (b.constantOf(ct) === 1) return factor;
  if (b.constantOf(ct) === -1) return negate(b, factor);
  if (node.op === "neg") return negate(b, scaled(b, ct, node.args[0] as NodeId));
  if (node.op === "div") {
    const [x, y] = node.args as readonly [NodeId, NodeId];
    if (b.constantOf(x) === 1) return b.apply("div", [ct, y]);
  }
  return b.apply("mul", [ct, factor]);
}

/** ct * (c ? x : y) as a choice, where one of x and y is a number: no product with an infinity not chosen. */
function scaledSelect(b: Builder, ct: NodeId, [c, x, y]: readonly [NodeId, NodeId, NodeId]): NodeId {
  if (b.constantOf(x) === undefined && b.constantOf(y) === undefined) return b.apply("mul", [ct, b.apply("select", [c, x, y])]);
  const branch = (id: NodeId): NodeId => {
    const value = b.constantOf(id);
    return value === 0 || Number.isNaN(value) ? id : scaled(b, ct, id);
  };
  return b.apply("select", [c, branch(x), branch(y)]);
}

/** A sum that stays a choice where both terms are: what is 0 in either branch may be dropped there. */
export function plus(b: Builder, x: NodeId | undefined, y: NodeId | undefined): NodeId | undefined {
  if (x === undefined || y === undefined) return x ?? y;
  const left = b.node(x);
  const right = b.node(y);
  if (left.op === "select" && right.op === "select" && branchIsZero(b, left.args) && branchIsZero(b, right.args)) {
    return plusSelects(b, left.args as Triple, right.args as Triple);
  }
  return b.apply("add", [x, y]);
}

type Triple = readonly [NodeId, NodeId, NodeId];

function plusSelects(b: Builder, left: Triple, right: Triple): NodeId {
  const [c, x, y] = left;
  const [d, v, w] = right;
  if (c === d) return b.apply("select", [c, plusBranch(b, x, v), plusBranch(b, y, w)]);
  const either = b.apply("or", [taken(b, left), taken(b, right)]);
  return b.apply("select", [either, b.apply("add", [b.apply("select", left), b.apply("select", right)]), b.constant(0)]);
}

function plusBranch(b: Builder, x: NodeId, y: NodeId): NodeId {
  if (isZero(b, x)) return y;
  return isZero(b, y) ? x : plus(b, x, y) ?? x;
}

/** The condition under which a select with one zero branch is not zero. */
function taken(b: Builder, [c, , y]: Triple): NodeId {
  return isZero(b, y) ? c : b.apply("not", [c]);
}

/**
 * A cotangent summed over dimensions that were stretched. The mask of a choice is lost in the sum,
 * so where there was one the sum becomes a choice by itself: not zero, or exactly 0.
 */
export function unbroadcast(b: Builder, ct: NodeId, shape: Shape): NodeId {
  const summed = b.sumTo(ct, shape);
  const node = b.node(ct);
  if (summed === ct || node.op !== "select" || !branchIsZero(b, node.args)) return summed;
  return b.apply("select", [b.apply("ne", [summed, b.constant(0)]), summed, b.constant(0)]);
}

/** Applies a map that is linear in the cotangent; where one scalar condition guards it, only in the branch taken. */
export function linearly(b: Builder, ct: NodeId, map: (ct: NodeId) => NodeId | undefined): NodeId | undefined {
  const node = b.node(ct);
  if (node.op !== "select" || !branchIsZero(b, node.args) || b.shape(node.args[0] as NodeId).length > 0) return map(ct);
  const [c, x, y] = node.args as Triple;
  const mapped = linearly(b, b.broadcastTo(isZero(b, y) ? x : y, node.shape), map);
  if (mapped === undefined) return undefined;
  return b.apply("select", isZero(b, y) ? [c, mapped, b.constant(0)] : [c, b.constant(0), mapped]);
}

export function negate(b: Builder, id: NodeId): NodeId {
  const node = b.node(id);
  if (node.op === "neg") return node.args[0] as NodeId;
  const value = b.constantOf(id);
  return value === undefined ? b.apply("neg", [id]) : b.constant(-value);
}

function isZero(b: Builder, id: NodeId): boolean {
  return b.constantOf(id) === 0;
}

function branchIsZero(b: Builder, args: readonly NodeId[]): boolean {
  return isZero(b, args[1] as NodeId) || isZero(b, args[2] as NodeId);
}
