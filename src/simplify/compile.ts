// The rules of a level and a phase, ready to be tried: found by the operation of a node and those of
// its first two arguments, so that few are tried on each.
import { Builder, type OpTable } from "../graph/builder.js";
import { Formulas } from "../graph/formula.js";
import type { Graph, NodeId } from "../graph/graph.js";
import { parseCondition, type Test } from "./conditions.js";
import { build, innerNodes, matches, patternsOf, readFormula, type Pattern, type Recipe } from "./pattern.js";
import { isAllowed, type Context, type DataRule, type Level, type Phase, type StructuralRule } from "./rule.js";

export interface Rules {
  readonly data: readonly DataRule[];
  readonly structural: readonly StructuralRule[];
}

export interface RuleChoice {
  readonly level: Level;
  readonly phase: Phase;
  readonly disable?: ReadonlySet<string> | undefined;
}

/** One way to rewrite a node; undefined if it does not apply. */
export interface Attempt {
  readonly name: string;
  readonly run: (c: Context, id: NodeId) => NodeId | undefined;
  /** The operations that the first two arguments must have, where that is known. */
  readonly needs: readonly [string | undefined, string | undefined];
  readonly arrays: boolean;
}

/** What may apply to a node, in the order in which it is tried. */
export type FindAttempts = (graph: Graph, id: NodeId) => readonly Attempt[];

/** A rule with the operations that it starts from, read once for all levels and phases. */
export interface ReadRule {
  readonly rule: DataRule | StructuralRule;
  readonly attempts: readonly (readonly [op: string, attempt: Attempt])[];
}

export function readRules(ops: OpTable, rules: Rules): readonly ReadRule[] {
  const formulas = new Formulas(new Builder(ops));
  return [
    ...rules.structural.map((rule) => ({ rule, attempts: structuralAttempts(rule, ops) })),
    ...rules.data.map((rule) => ({ rule, attempts: dataAttempts(rule, ops, formulas) })),
  ];
}

/** The rules of a level and a phase, by the operations that they start from. */
export function chooseRules(rules: readonly ReadRule[], choice: RuleChoice): FindAttempts {
  const byOp = new Map<string, Attempt[]>();
  for (const { rule, attempts } of rules) {
    if (!isAllowed(rule, choice.level, choice.phase) || choice.disable?.has(rule.name) === true) continue;
    for (const [op, attempt] of attempts) {
      const known = byOp.get(op);
      if (known === undefined) byOp.set(op, [attempt]);
      else known.push(attempt);
    }
  }
  return finder(byOp);
}

function structuralAttempts(rule: StructuralRule, ops: OpTable): [string, Attempt][] {
  const attempt: Attempt = { name: rule.name, needs: [undefined, undefined], arrays: rule.arrays === true, run: (c, id) => rule.apply(c, c.b.node(id), id) };
  return operationsOf(rule, ops).map((op) => [op, attempt]);
}

function operationsOf(rule: StructuralRule, ops: OpTable): readonly string[] {
  if (rule.op === "scalar") return [...ops.values()].filter((op) => op.kind === "scalar").map((op) => op.name);
  return typeof rule.op === "string" ? [rule.op] : rule.op;
}

/** Lists of attempts by operations, made when they are first needed. */
function finder(byOp: ReadonlyMap<string, readonly Attempt[]>): FindAttempts {
  const none: readonly Attempt[] = [];
  const lists = new Map<string, Map<string, Map<string, readonly Attempt[]>>>();
  return (graph, id) => {
    const { op, args, shape } = graph.node(id);
    const all = byOp.get(op);
    if (all === undefined) return none;
    const first = args[0] === undefined ? "" : graph.node(args[0]).op;
    const second = args[1] === undefined ? "" : graph.node(args[1]).op;
    const place = shape.length > 0 ? second : `${second}.`;
    const byFirst = entry(lists, op);
    const bySecond = entry(byFirst, first);
    const known = bySecond.get(place);
    if (known !== undefined) return known;
    const fitting = all.filter(({ needs, arrays }) => fits(needs[0], first) && fits(needs[1], second) && (!arrays || shape.length > 0));
    bySecond.set(place, fitting);
    return fitting;
  };
}

function fits(needed: string | undefined, op: string): boolean {
  return needed === undefined || needed === op;
}

function entry<V>(map: Map<string, Map<string, V>>, key: string): Map<string, V> {
  const known = map.get(key);
  if (known !== undefined) return known;
  const made = new Map<string, V>();
  map.set(key, made);
  return made;
}

function dataAttempts(rule: DataRule, ops: OpTable, formulas: Formulas): [string, Attempt][] {
  const names: string[] = [];
  const from = readFormula(rule.from, names, ops, formulas);
  const to = readFormula(rule.to, names, ops, formulas);
  const conditions = (rule.when ?? []).map((text) => {
    const condition = parseCondition(text);
    return { test: condition.test, slots: condition.names.map((n) => names.indexOf(n)) };
  });
  return patternsOf(from, ops).flatMap((pattern) => {
    if (pattern.kind !== "node") return [];
    const needs = [neededOp(pattern.args[0]), neededOp(pattern.args[1])] as const;
    return [[pattern.op, { name: rule.name, needs, arrays: false, run: dataAttempt(rule, pattern, to, conditions) }]];
  });
}

function neededOp(pattern: Pattern | undefined): string | undefined {
  if (pattern === undefined) return undefined;
  return pattern.kind === "node" ? pattern.op : pattern.kind === "constant" ? "constant" : undefined;
}

interface BoundTest {
  readonly test: Test;
  readonly slots: readonly number[];
}

function dataAttempt(rule: DataRule, pattern: Pattern, to: Recipe, conditions: readonly BoundTest[]): Attempt["run"] {
  const scratch: NodeId[] = [];
  return (c, id) => {
    const { graph } = c.b;
    if (!matches(graph, pattern, id, scratch)) return undefined;
    for (const { test, slots } of conditions) {
      if (!test(c, slots.map((s) => scratch[s] as NodeId))) return undefined;
    }
    if (rule.unshared === true && !innerNodes(graph, pattern, id, (inner) => c.uses(inner) <= 1)) return undefined;
    return build(c.b, to, [...scratch]);
  };
}

