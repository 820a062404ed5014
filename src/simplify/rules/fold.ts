// Rules on single elementwise operations that need more than a pattern: numbers, signs, guards.
import { nth } from "../../diagnostics/known.js";
import { type Applied, asApplied, argOf, type Node, type NodeId } from "../../graph/graph.js";
import type { ScalarOp } from "../../graph/operation.js";
import { CLASS, ZEROS } from "../../graph/classes.js";
import { MOST_GUARD_DEPTH } from "../limits.js";
import type { Context, StructuralRule } from "../rule.js";

const { nan, minusInfinity, negative, positive, infinity } = CLASS;
const COMPARISONS = ["lt", "le", "gt", "ge", "eq", "ne"];

export const foldConstants: StructuralRule = {
  name: "fold-constants", op: "scalar", over: ["constant", "constant"], keeps: "bits",
  apply: (c, node) => {
    for (const arg of node.args) if (c.b.constantOf(arg) === undefined) return undefined;
    const values = node.args.map((arg) => c.b.constantOf(arg) as number);
    const result = (c.b.ops.get(node.op) as ScalarOp).evaluate(...values);
    // exp(1000) stays as it is: in log(exp(x) + exp(1000)) it is only a part of a stable form
    const overflows = !Number.isFinite(result) && node.op !== "div" && values.every(Number.isFinite);
    return overflows ? undefined : isWritten(c, node) ? c.b.literal(result) : c.b.constant(result);
  },
};

/** A zero that comes of written ones alone is written too. */
function isWritten(c: Context, node: Applied): boolean {
  return node.args.every((id) => c.b.isWrittenZero(id));
}

export const chooseByConstant: StructuralRule = {
  name: "choose-by-constant", op: "select", keeps: "bits",
  apply: (c, node) => {
    const [test, x, y] = node.args;
    const value = c.b.constantOf(test);
    if (value !== undefined) return Boolean(value) ? x : y;
    const classes = c.facts.classes(test);
    if ((classes & (nan | ZEROS)) === 0) return x;
    return (classes & ~(nan | ZEROS)) === 0 ? y : undefined;
  },
};

/** A comparison that has one outcome for all values that its sides may take. */
export const foldComparison: StructuralRule = {
  name: "fold-comparison", op: COMPARISONS, keeps: "bits",
  apply: (c, node) => {
    const outcome = outcomes(c, node);
    if (outcome === 1) return c.b.constant(0);
    return outcome === 2 ? c.b.constant(1) : undefined;
  },
};

/**
 * c ? x : NaN is x where c fails only for NaN, and x is NaN then too: the guards of logarithms
 * and of their like fall away where the sign is known.
 */
export const dropGuard: StructuralRule = {
  name: "drop-guard", op: "select", keeps: "bits",
  apply: (c, node) => {
    const [test, x, y] = node.args;
    if (!Number.isNaN(c.b.constantOf(y))) return undefined;
    const guard = c.b.node(test);
    if (!COMPARISONS.includes(guard.op) || guard.op === "ne") return undefined;
    if (outcomes(c, guard, true) !== 2) return undefined;
    return guard.args.every((a) => (c.facts.classes(a) & nan) === 0 || carriesNaN(c, x, unsigned(c, a), MOST_GUARD_DEPTH)) ? x : undefined;
  },
};

/** What is under signs, absolute values and squares: NaN where they are. */
function unsigned(c: Context, id: NodeId): NodeId {
  const isUnder = ({ op, args }: Node): boolean => op === "neg" || op === "abs" ||
    (op === "pow" && c.b.constantOf(nth(args, 1)) === 2);
  let at = id;
  for (let node = c.b.node(at); isUnder(node); node = c.b.node(at)) at = argOf(node);
  return at;
}

/** Bit 1: the comparison may be false; bit 2: it may be true. */
function outcomes(c: Context, node: Node, ignoreNaN = false): number {
  const [x, y] = asApplied(node).args;
  const left = c.facts.classes(x);
  const right = c.facts.classes(y);
  let all = ((left | right) & nan) !== 0 && !ignoreNaN ? (node.op === "ne" ? 2 : 1) : 0;
  for (const sign of orders(left, right, x === y, sizes(c, x, y))) all |= holds(node.op, sign) ? 2 : 1;
  return all;
}

/** The orders in which the two sides may be: -1, 0, 1. */
function orders(left: number, right: number, isSame: boolean, apart: number | undefined): readonly number[] {
  if (isSame) return [0];
  if (apart !== undefined) return [apart];
  const found = new Set<number>();
  for (const [a, i] of RANKS) {
    for (const [d, j] of RANKS) {
      if ((left & a) === 0 || (right & d) === 0) continue;
      found.add(Math.sign(i - j));
      if (i === j && (a === negative || a === positive)) [-1, 0, 1].forEach((s) => found.add(s));
    }
  }
  return [...found];
}

const RANKS: readonly (readonly [number, number])[] = [[minusInfinity, 0], [negative, 1], [ZEROS, 2], [positive, 3], [infinity, 4]];

/** The order of a value whose operation has a known range, and a number outside it. */
function sizes(c: Context, x: NodeId, y: NodeId): number | undefined {
  const value = c.b.constantOf(y);
  if (value === undefined) {
    const swapped = c.b.constantOf(x) === undefined ? undefined : sizes(c, y, x);
    return swapped === undefined ? undefined : -swapped;
  }
  const record = c.b.ops.get(c.b.node(x).op);
  const range = record?.kind === "scalar" ? record.laws?.range : undefined;
  if (range === undefined) return undefined;
  return value < range[0] ? 1 : value > range[1] ? -1 : undefined;
}

function holds(op: string, sign: number): boolean {
  switch (op) {
    case "lt": return sign < 0;
    case "le": return sign <= 0;
    case "gt": return sign > 0;
    case "ge": return sign >= 0;
    case "eq": return sign === 0;
    default: return sign !== 0;
  }
}

/** Whether a value is NaN wherever a part of it is. */
function carriesNaN(c: Context, id: NodeId, part: NodeId, depth: number): boolean {
  if (id === part) return true;
  const node = c.b.node(id);
  const record = c.b.ops.get(node.op);
  if (depth === 0 || record?.kind !== "scalar" || record.laws?.losesNaN === true) return false;
  return node.args.some((a) => carriesNaN(c, a, part, depth - 1));
}
