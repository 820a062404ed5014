// Choices that derivatives make at points where no derivative exists, or outside a domain: on paper the formula
// stands alone, with the points that it does not hold for said beside it.
import { nth } from "../../diagnostics/known.js";
import type { Builder } from "../../graph/builder.js";
import { argOf, asApplied, type Node, type NodeId } from "../../graph/graph.js";
import { MASKED } from "../../differentiate/accumulate.js";
import type { Sheet } from "./sheet.js";
import type { Sum } from "./sum.js";
import { writeSum } from "./write.js";

/** Whether a test is that of a computed place, a whole number inside the size, which the language makes of every index. */
export function isPlaceCheck(b: Builder, test: NodeId): boolean {
  const { op, args: [stretched, ...more] } = b.node(test);
  const isStretched = (op === "contract" || op === "reshape") && more.length === 0;
  const [inner, last] = argsOf(b, isStretched ? stretched : test, "and");
  const [first, second] = argsOf(b, inner, "and");
  const [place, rounded] = argsOf(b, first, "eq");
  const [[x], [y], [z]] = [argsOf(b, rounded, "round"), argsOf(b, second, "ge"), argsOf(b, last, "le")];
  return place !== undefined && [x, y, z].every((other) => other === place);
}

/** Choices that people never see. */
export function isReadThrough(b: Builder, { op, args, origin }: Node): boolean {
  return op === "select" && (origin.via.includes(MASKED) || isPlaceCheck(b, nth(args, 0)));
}

function argsOf(b: Builder, id: NodeId | undefined, op: string): readonly NodeId[] {
  const node = id === undefined ? undefined : b.node(id);
  return node?.op === op ? node.args : [];
}

type SumAt = (s: Sheet, id: NodeId) => Sum;

/** A choice without its conventions: one of its branches, or a choice between two. */
export interface Plain {
  readonly branches: readonly NodeId[];
  /** The branch that its conditions come from. */
  readonly from: NodeId;
}

/** Undefined for a choice that people make. */
export function choiceOf(s: Sheet, node: Node, at: SumAt): Plain | undefined {
  const [test, then, otherwise] = directed(s, node.args as readonly [NodeId, NodeId, NodeId]);
  if (hasNoValue(s, otherwise) && s.raw.constantOf(then) === undefined) {
    note(s, test, at);
    return { branches: [then], from: then };
  }
  const otherwhere = isNumbers(s, then) && !isNumbers(s, otherwise) ? opposite(s, test, at) : undefined;
  if (otherwhere !== undefined) {
    if (!isNever(s, test) && !isLength(s, test)) s.noted.add(otherwhere);
    return { branches: [otherwise], from: otherwise };
  }
  return twoSided(s, node, at);
}

/** A choice by what holds but for single points, by those points: `x != y ? a : b` as `x == y ? b : a`. */
function directed(s: Sheet, [test, then, otherwise]: readonly [NodeId, NodeId, NodeId]): readonly [NodeId, NodeId, NodeId] {
  const { op, args } = s.raw.node(test);
  const [x] = args as readonly [NodeId];
  if (op === "not") return [x, otherwise, then];
  return op === "ne" ? [s.raw.apply("eq", args), otherwise, then] : [test, then, otherwise];
}

/** `x > y ? a : x < y ? b : …`: a choice between two, but for a tie. */
function twoSided(s: Sheet, node: Node, at: SumAt): Plain | undefined {
  const [test, then, otherwise] = asApplied(node).args;
  const [first, inner] = [s.raw.node(test), s.raw.node(otherwise)];
  const second = inner.op === "select" ? s.raw.node(argOf(inner)) : undefined;
  const isTie = second !== undefined && [first.op, second.op].sort().join() === "gt,lt" && first.args.every((a, i) => a === second.args[i]);
  if (!isTie) return undefined;
  const [x, y] = asApplied(first).args;
  s.noted.add(s.b.apply("ne", [shown(s, x, at), shown(s, y, at)]));
  return { branches: [test, then, argOf(inner, 1)], from: then };
}

/** Numbers and choices among them, of which some is not a number: outside the domain. */
function hasNoValue(s: Sheet, id: NodeId): boolean {
  return numbersIn(s, id)?.some(Number.isNaN) === true;
}

/** Numbers and choices among them. */
function isNumbers(s: Sheet, id: NodeId): boolean {
  return numbersIn(s, id) !== undefined;
}

function numbersIn(s: Sheet, id: NodeId): number[] | undefined {
  const [left, found]: [NodeId[], number[]] = [[id], []];
  for (let next = left.pop(); next !== undefined; next = left.pop()) {
    const { op, args } = s.raw.node(next);
    const value = s.raw.constantOf(next);
    if (op === "select") left.push(...args.slice(1));
    else if (value === undefined) return undefined;
    else found.push(value);
  }
  return found;
}

/** Where a convention for single points does not apply; a value next to 0 counts as 0. */
function opposite(s: Sheet, test: NodeId, at: SumAt): NodeId | undefined {
  const { op, args } = s.raw.node(test);
  const [x, y] = args as readonly [NodeId, NodeId];
  if (op === "eq") {
    const [left, right] = [shown(s, x, at), shown(s, y, at)];
    const isRoot = s.b.node(left).op === "sqrt" && s.b.constantOf(right) === 0;
    return s.b.apply("ne", [isRoot ? argOf(s.b.node(left)) : left, right]);
  }
  if (op === "lt" && s.raw.node(x).op === "abs" && (s.raw.constantOf(y) ?? 1) < TINY)
    return s.b.apply("ne", [shown(s, argOf(s.raw.node(x)), at), s.b.constant(0)]);
  if (op !== "and") return undefined;
  const [first, second] = [opposite(s, y, at), opposite(s, x, at)];
  return first === undefined || second === undefined ? undefined : s.b.apply("or", [first, second]);
}

/** Powers of e are never 0. */
function isNever(s: Sheet, test: NodeId): boolean {
  const { op, args } = s.raw.node(test);
  const [x, y] = args as readonly [NodeId, NodeId];
  return op === "eq" && s.raw.constantOf(y) === 0 && s.raw.node(x).op === "exp";
}

/** Formulas with a length hold at the origin by continuity, or are divided by it. */
function isLength(s: Sheet, test: NodeId): boolean {
  let [x] = s.raw.node(test).args;
  while (x !== undefined && s.raw.node(x).op === "reshape") [x] = s.raw.node(x).args;
  return x !== undefined && s.raw.node(x).op === "reduce_norm";
}

const TINY = 1e-290;

function shown(s: Sheet, id: NodeId, at: SumAt): NodeId {
  return s.asWritten.get(id) ?? writeSum(s, at(s, id));
}

function note(s: Sheet, test: NodeId, at: SumAt): void {
  const { op, args } = s.raw.node(test);
  if (args.length !== 2) return void s.noted.add(shown(s, test, at));
  s.noted.add(s.b.apply(op, args.map((a) => shown(s, a, at))));
}
