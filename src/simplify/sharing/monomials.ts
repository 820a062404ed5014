// Numbers as a constant times a product of powers, by which equal ones are known however they were written.
import { nth } from "../../diagnostics/known.js";
import type { Builder } from "../../graph/builder.js";
import type { NodeId } from "../../graph/graph.js";

/** A node times a constant; a constant itself is so many times the node 1. */
export interface Scaled {
  readonly node: NodeId;
  readonly by: number;
}

/** Nodes and their exponents, by ascending node. */
type Monomial = readonly (readonly [node: NodeId, exponent: number])[];

/** A product of more different nodes is not looked into any further. */
const MOST_FACTORS = 8;

export interface Products {
  readonly b: Builder;
  readonly one: NodeId;
  readonly monomials: Map<NodeId, Monomial>;
  readonly byKey: Map<string, NodeId>;
}

export function noProducts(b: Builder): Products {
  const one = b.constant(1);
  return { b, one, monomials: new Map([[one, []]]), byKey: new Map([["", one]]) };
}

export function plain(node: NodeId): Scaled {
  return { node, by: 1 };
}

/** A number; one that is not finite is a node of its own. */
export function scaledConstant(p: Products, value: number): Scaled {
  return Number.isFinite(value) ? { node: p.one, by: value } : plain(p.b.constant(value));
}

export function product(p: Products, x: Scaled, y: Scaled): Scaled {
  const by = x.by * y.by;
  if (by === 0 && (x.by === 0 || y.by === 0)) return { node: p.one, by };
  if (!isModerate(by)) return plain(p.b.apply("mul", [settledScale(p, x), settledScale(p, y)]));
  return { node: powers(p, "mul", x.node, y.node), by };
}

export function quotient(p: Products, x: Scaled, y: Scaled): Scaled {
  // only by a power of two a division is a product, to the bit
  const isExact = Number.isInteger(Math.log2(Math.abs(y.by)));
  const [by, divisor] = isExact ? [x.by / y.by, y.node] : [x.by, settledScale(p, y)];
  if (!isModerate(by)) return plain(p.b.apply("div", [settledScale(p, x), settledScale(p, y)]));
  return { node: powers(p, "div", x.node, divisor), by };
}

/** Beyond such sizes constants might overflow where what was written does not. */
function isModerate(by: number): boolean {
  return Math.abs(by) < 2 ** 200 && Math.abs(by) > 2 ** -200;
}

/** The value itself. */
export function settledScale({ b, one }: Products, { node, by }: Scaled): NodeId {
  if (by === 1) return node;
  if (node === one) return b.constant(by);
  const { op, args } = b.node(node);
  if (op === "div" && args[0] === one) return b.apply("div", [b.constant(by), nth(args, 1)]);
  return by === -1 ? b.apply("neg", [node]) : b.apply("mul", [b.constant(by), node]);
}

function monomialOf(p: Products, id: NodeId): Monomial {
  return p.monomials.get(id) ?? [[id, 1]];
}

/** The product or quotient of two nodes: the node that is equal to it where there is one. */
function powers(p: Products, op: "mul" | "div", x: NodeId, y: NodeId): NodeId {
  const [left, right] = [monomialOf(p, x), monomialOf(p, y)];
  const merged = merge(left, right, op === "mul" ? 1 : -1);
  if (merged.length > MOST_FACTORS) return p.b.apply(op, [x, y]);
  const key = merged.map(([id, n]) => `${id}^${n}`).join();
  const known = p.byKey.get(key);
  if (known !== undefined) return known;
  const isReduced = degree(merged) < degree(left) + degree(right);
  const node = isReduced ? written(p, merged) : p.b.apply(op, [x, y]);
  p.byKey.set(key, node);
  p.monomials.set(node, merged);
  return node;
}

function degree(m: Monomial): number {
  return m.reduce((sum, [, n]) => sum + Math.abs(n), 0);
}

function merge(left: Monomial, right: Monomial, sign: number): Monomial {
  const all = new Map(left);
  for (const [id, n] of right) all.set(id, (all.get(id) ?? 0) + sign * n);
  return [...all].filter(([, n]) => n !== 0).sort(([x], [y]) => x - y);
}

/** A product of powers from nothing but its factors. */
function written({ b, one }: Products, m: Monomial): NodeId {
  const side = (sign: number): NodeId | undefined => {
    const factors = m.flatMap(([id, n]) => Array.from({ length: Math.max(0, sign * n) }, () => id));
    return factors.length === 0 ? undefined : factors.reduce((x, y) => b.apply("mul", [x, y]));
  };
  const [above, below] = [side(1), side(-1)];
  return below === undefined ? above ?? one : b.apply("div", [above ?? one, below]);
}
