// The rules of a level and a phase, ready to be tried: found by the operation of a node and those of
// its first two arguments, so that few are tried on each.
import type { OpTable } from "../graph/builder.js";
import { asApplied, asOperands, type Graph, type NodeId } from "../graph/graph.js";
import { onFirstUse } from "../graph/once.js";
import { isOfConstants, parseCondition, type Test } from "./conditions.js";
import { partsOf } from "../ops/contraction.js";
import {
  build, innerNodes, isElementwise, isSquare, matches, operationsIn, patternsOf, rootOf, type ArrayPattern, type Pattern, type Recipe,
} from "./pattern.js";
import { isAllowed, type Context, type DataRule, type Level, type Phase, type StructuralRule } from "./rule.js";
import type { ParsedRule } from "./rules/parsed.js";
import { patternsAmong, restAmong, restOfSum } from "./structure/among.js";
import { alongOf, contractParts, withoutLabels } from "./structure/parts.js";
import { productOf, timesProduct } from "./structure/terms.js";

export interface RuleChoice {
  readonly level: Level;
  readonly phase: Phase;
  readonly disable?: ReadonlySet<string> | undefined;
}

/** One way to rewrite a node; undefined if it does not apply. */
export interface Attempt {
  readonly name: string;
  readonly run: (c: Context, id: NodeId) => NodeId | undefined;
  /** The operations that the first two arguments must have, where that is known and there are so many. */
  readonly needs: readonly [Need, Need];
  readonly arrays: boolean;
  /** It applies in no graph that lacks what it speaks of. */
  readonly isPossible: (graph: Graph) => boolean;
}

type Need = string | undefined;
/** Any operation but that of constants. */
const NO_CONSTANT = "no constant";

/** What may apply to the nodes of a graph, in the order in which it is tried. */
export type FindAttempts = (graph: Graph) => (id: NodeId) => readonly Attempt[];

/** A rule with the operations that it starts from; what it tries on nodes of one is worked out when such a node comes. */
export interface ReadRule {
  readonly rule: DataRule | StructuralRule;
  readonly ops: readonly string[];
  readonly attempts: (op: string) => readonly Attempt[];
}

/** The rules in their order; those that are data come parsed, in the same order. */
export function readRules(ops: OpTable, rules: readonly (DataRule | StructuralRule)[], parsed: readonly ParsedRule[]): readonly ReadRule[] {
  let at = 0;
  return rules.map((rule) => ("from" in rule ? dataRule(rule, parsed[at++] as ParsedRule, ops) : structuralRule(rule, ops)));
}

/** The rules of a level and a phase, by the operations that they start from. */
export function chooseRules(rules: readonly ReadRule[], choice: RuleChoice): FindAttempts {
  const byOp = new Map<string, ReadRule[]>();
  for (const read of rules) {
    if (!isAllowed(read.rule, choice.level, choice.phase) || choice.disable?.has(read.rule.name) === true) continue;
    for (const op of read.ops) {
      const known = byOp.get(op);
      if (known === undefined) byOp.set(op, [read]);
      else known.push(read);
    }
  }
  return finder(byOp);
}

function structuralRule(rule: StructuralRule, ops: OpTable): ReadRule {
  const run: Attempt["run"] = (c, id) => rule.apply(c, asApplied(c.b.node(id)), id);
  const { name, over = [], among } = rule;
  const isPossible = (graph: Graph): boolean => among === undefined || among.some((op) => graph.has(op));
  const attempts = [{ name, needs: [over[0], over[1]] as const, arrays: rule.arrays === true, isPossible, run }];
  return { rule, ops: operationsOf(rule, ops), attempts: () => attempts };
}

function operationsOf(rule: StructuralRule, ops: OpTable): readonly string[] {
  const scalars = (): readonly string[] => [...ops.values()].filter((op) => op.kind === "scalar").map((op) => op.name);
  return [rule.op].flat().flatMap((op) => (op === "scalar" ? scalars() : [op]));
}

/** What is tried on nodes of an operation over others; of a graph, what of it may apply when it has so many operations. */
interface Found {
  readonly all: readonly Attempt[];
  readonly operations: number;
  readonly possible: readonly Attempt[];
}

/** More operations than a graph can have. */
const MOST_OPERATIONS = 1024;

/** Lists of attempts by operations, made when they are first needed. */
function finder(byOp: ReadonlyMap<string, readonly ReadRule[]>): FindAttempts {
  const lists = new Map<string, readonly Attempt[]>();
  return (graph) => {
    const found = new Map<number, Found>();
    return (id) => {
      const arity = graph.arity(id);
      const first = arity < 1 ? 0 : graph.opNumber(graph.argAt(id, 0)) + 1;
      const second = arity < 2 ? 0 : graph.opNumber(graph.argAt(id, 1)) + 1;
      const isArray = graph.shapeOf(id).length > 0;
      const key = ((graph.opNumber(id) * MOST_OPERATIONS + first) * MOST_OPERATIONS + second) * 2 + (isArray ? 1 : 0);
      const known = found.get(key);
      if (known?.operations === graph.operations) return known.possible;
      const all = known?.all ?? listed(lists, byOp, graph, id);
      const possible = all.filter((attempt) => attempt.isPossible(graph));
      found.set(key, { all, operations: graph.operations, possible });
      return possible;
    };
  };
}

function listed(
  lists: Map<string, readonly Attempt[]>, byOp: ReadonlyMap<string, readonly ReadRule[]>, graph: Graph, id: NodeId,
): readonly Attempt[] {
  const { op, args, shape } = graph.node(id);
  const [first, second] = [0, 1].map((i) => (args[i] === undefined ? "" : graph.opOf(args[i]))) as [string, string];
  const isArray = shape.length > 0;
  const key = `${op} ${first} ${second} ${isArray}`;
  const known = lists.get(key);
  if (known !== undefined) return known;
  const made = (byOp.get(op) ?? []).flatMap((rule) => rule.attempts(op)).filter(
    ({ needs, arrays }) => fits(needs[0], first) && fits(needs[1], second) && (!arrays || isArray),
  );
  lists.set(key, made);
  return made;
}

function fits(needed: Need, op: string): boolean {
  return needed === undefined || op === "" || (needed === NO_CONSTANT ? op !== "constant" : needed === op);
}

function dataRule(rule: DataRule, parsed: ParsedRule, ops: OpTable): ReadRule {
  const all = onFirstUse(() => dataAttempts(rule, parsed, ops));
  return { rule, ops: rootsOf(parsed.from), attempts: (op) => all().get(op) ?? [] };
}

/** The operations of the patterns that a left side stands for; a square is also a product. */
function rootsOf(from: Recipe): readonly string[] {
  return isSquare(from) ? ["pow", "mul"] : [rootOf(from) ?? []].flat();
}

function dataAttempts(
  rule: DataRule, { names, from, to }: ParsedRule, ops: OpTable,
): ReadonlyMap<string, readonly Attempt[]> {
  const conditions = (rule.when ?? []).map((text) => {
    const condition = parseCondition(text);
    return { word: condition.word, test: condition.test, slots: condition.names.map((n) => names.indexOf(n)), ids: [] };
  });
  const byOp = new Map<string, Attempt[]>(rootsOf(from).map((op) => [op, []]));
  for (const pattern of patternsOf(from, ops)) {
    const [x, y] = pattern.kind === "node" ? pattern.args : [];
    const isAmong = rule.among === true;
    const needs = isAmong ? [undefined, undefined] as const : [needOf(x, conditions), needOf(y, conditions)] as const;
    const run = !isAmong ? dataAttempt(rule, pattern, to, conditions)
      : pattern.kind === "array" ? amongSumAttempt(pattern, to, conditions) : amongAttempt(pattern, to, conditions);
    const arrays = isElementwise(pattern) && conditions.some(({ word }) => word === "array");
    const spokenOf = isAmong ? patternsAmong(pattern).flatMap((part) => operationsIn(part.pattern)) : operationsIn(pattern);
    const isPossible = (graph: Graph): boolean => spokenOf.every((op) => graph.has(op));
    byOp.get(rootOf(pattern) ?? "")?.push({ name: rule.name, needs, arrays, isPossible, run });
  }
  return byOp;
}

/** The operation that a part must have: that of its pattern, or the one that a condition on it speaks of. */
function needOf(part: Pattern | undefined, conditions: readonly BoundTest[]): Need {
  if (part?.kind !== "bind" && part?.kind !== "same") return rootOf(part);
  const words = conditions.filter(({ slots }) => slots.includes(part.slot)).map(({ word }) => word);
  return words.some(isOfConstants) ? "constant" : words.includes("variable") ? NO_CONSTANT : undefined;
}

interface BoundTest {
  readonly word: string;
  readonly test: Test;
  readonly slots: readonly number[];
  /** The nodes in the slots, while it is tested. */
  readonly ids: NodeId[];
}

function dataAttempt(rule: DataRule, pattern: Pattern, to: Recipe, conditions: readonly BoundTest[]): Attempt["run"] {
  const scratch: NodeId[] = [];
  return (c, id) => {
    if (!matches(c.b, pattern, id, scratch) || !holdAll(c, conditions, scratch)) return undefined;
    return rule.unshared === true && !isUnshared(c, pattern, id) ? undefined : build(c.b, to, [...scratch]);
  };
}

function isUnshared(c: Context, pattern: Pattern, id: NodeId): boolean {
  return innerNodes(c.b, pattern, id, (inner) => c.uses(inner) <= 1);
}

function holdAll(c: Context, conditions: readonly BoundTest[], slots: readonly NodeId[]): boolean {
  for (const { test, slots: own, ids } of conditions) {
    for (let i = 0; i < own.length; i++) ids[i] = slots[own[i] as number] as NodeId;
    if (!test(c, asOperands(ids))) return false;
  }
  return true;
}

function amongAttempt(pattern: Pattern, to: Recipe, conditions: readonly BoundTest[]): Attempt["run"] {
  const wanted = patternsAmong(pattern);
  const scratch: NodeId[] = [];
  const isAccepted = (c: Context): boolean => holdAll(c, conditions, scratch);
  return (c, id) => {
    const whole = productOf(c, id);
    const rest = restAmong(c, wanted, whole, scratch, isAccepted);
    return rest && timesProduct(c, { ...whole, ...rest }, build(c.b, to, [...scratch]));
  };
}

/** Where the rule says the axes of the sum, what is made of the factors has lost those; else it stands in their place. */
function amongSumAttempt({ arg, slot, isBound }: ArrayPattern, to: Recipe, conditions: readonly BoundTest[]): Attempt["run"] {
  const wanted = patternsAmong(arg);
  const scratch: NodeId[] = [];
  const isAccepted = (c: Context): boolean => holdAll(c, conditions, scratch);
  return (c, id) => {
    const parts = partsOf(c.b.node(id));
    const found = restOfSum(c, wanted, parts, scratch, isAccepted);
    if (found === undefined) return undefined;
    const { labels, others, isNegative } = found;
    const lost = isBound ? alongOf(c.b, scratch[slot] as NodeId).axes.map((axis) => labels[axis] as number) : [];
    if (lost.some((l) => parts.out.includes(l) || others.some((f) => f.labels.includes(l)))) return undefined;
    const node = build(c.b, to.kind === "array" && to.op === "sum" ? to.arg : to, [...scratch]);
    const factors = [{ node, labels: labels.filter((l) => !lost.includes(l)) }, ...others];
    const sum = contractParts(c.b, { factors, out: parts.out, dims: withoutLabels(parts.dims, lost) });
    return isNegative ? c.b.apply("neg", [sum]) : sum;
  };
}
