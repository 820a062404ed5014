// Back-propagation step by step, as algorithms 6.1, 6.2 and 6.5 of Goodfellow, Bengio and Courville do it: the forward
// pass in order, then every edge backward once, with what it adds to the table of gradients.
import { nth } from "../diagnostics/known.js";
import { vjp, type Visit } from "../differentiate/vjp.js";
import { evaluate, reachable, type Point } from "../graph/evaluate.js";
import { Formulas } from "../graph/formula.js";
import { argOf, type NodeId } from "../graph/graph.js";
import { isName } from "../graph/operation.js";
import type { Program } from "../graph/program.js";
import type { Tensor } from "../graph/tensor.js";
import { isLoop, loopKey, loopOf } from "../ops/loop.js";
import { formatDim } from "../shape/dim.js";
import { formulaOf } from "./formula.js";
import { ruleOf } from "./display/rule-names.js";
import { localRule } from "./rule-text.js";
import { namesOf } from "./naming.js";

/** A value at a point: a number, or arrays of numbers. */
export type Value = number | readonly Value[];

export interface ForwardStep {
  readonly name: string;
  readonly formula: string;
  readonly shape: readonly string[];
  readonly value?: Value;
}

/** One edge backward. */
export interface EdgeStep {
  readonly from: string;
  readonly to: string;
  /** By its name, such as `product rule` or `derivative of sin`. */
  readonly rule: string;
  /** The local derivative over the operation's own parameters, `d/dx x^y = y*x^(y - 1)`; of arrays what the rule says. */
  readonly local?: string;
  /** What the edge adds to the entry of `to`. */
  readonly adds: string;
  /** Whether the entry had something already: the contributions of several edges are summed. */
  readonly isSummed: boolean;
  /** The entry after it, at a point. */
  readonly entry?: Value;
}

export interface Explanation {
  readonly of: string;
  readonly wrt: readonly string[];
  readonly forward: readonly ForwardStep[];
  readonly backward: readonly EdgeStep[];
  /** The table at the end: the entry of each variable differentiated by. */
  readonly gradient: Readonly<Record<string, Value | undefined>>;
  /** Edges that are visited, each once. */
  readonly edges: number;
  /** What the sums over all paths would multiply, for every entry of the table. */
  readonly naive: bigint;
  readonly paths: bigint;
}

/** What is gone through: the values by name, in order, and every edge backward. @internal */
export interface Walk {
  readonly of: NodeId;
  readonly ofName: string;
  readonly wrt: readonly NodeId[];
  readonly names: ReadonlyMap<NodeId, string>;
  readonly order: readonly NodeId[];
  readonly visits: readonly Visit[];
  /** The entries of the variables at the end. */
  readonly table: ReadonlyMap<NodeId, NodeId>;
}

/** Undefined where there is no gradient. @internal */
export function walk(program: Program): Walk | undefined {
  const b = program.builder;
  const [first] = program.derivatives.gradient;
  const of = program.outputs.find((o) => o.name === first?.of)?.nodes[0];
  if (first === undefined || of === undefined) return undefined;
  const wrt = program.derivatives.gradient.flatMap((block) => program.variables.find((v) => v.name === block.wrt[0])?.nodes ?? []);
  const names = stepNames(program, of);
  const visits: Visit[] = [];
  const order = reachable(b, [of]).filter((id) => names.has(id) && b.node(id).args.length > 0);
  const loops = new Map(order.flatMap((id) => (isLoop(b.node(id)) ? [[loopKey(loopOf(b.node(id))), id] as const] : [])));
  // a result of a loop that nothing reads is told as the one that is read: they have the same arguments
  const told = (id: NodeId): NodeId => (names.has(id) || !isLoop(b.node(id)) ? id : loops.get(loopKey(loopOf(b.node(id)))) ?? id);
  const table = vjp(
    b, new Formulas(b), new Map([[of, b.constant(1)]]), wrt, (visit) => { visits.push({ ...visit, node: told(visit.node) }); },
  );
  return { of, ofName: first.of, wrt, names, order, visits, table };
}

/** Undefined where there is no gradient. `point` adds the numbers. */
export function explain(program: Program, point?: Point): Explanation | undefined {
  const walked = walk(program);
  return walked === undefined ? undefined : told(program, walked, point);
}

/** The steps of a walk. @internal */
export function told(program: Program, walked: Walk, point?: Point): Explanation {
  const b = program.builder;
  const { of, wrt, names, order, visits, table } = walked;
  const values = point === undefined
    ? undefined
    : evaluate(b, [...order, ...visits.flatMap((v) => [v.adds, v.after]), ...table.values()], point);
  const valueOf = (id: NodeId | undefined): { readonly value?: Value } => {
    const value = id === undefined ? undefined : values?.get(id);
    return value === undefined ? {} : { value: nested(value) };
  };
  const rules = localRules(b);
  return {
    of: walked.ofName, wrt: wrt.map((id) => names.get(id) ?? ""),
    forward: order.map((id) => ({
      name: names.get(id) as string, formula: formulaOf(program, id, without(names, id)),
      shape: b.shape(id).map(formatDim), ...valueOf(id),
    })),
    backward: visits.map((visit) => edgeStep(program, names, visits, visit, rules, valueOf(visit.after).value)),
    gradient: Object.fromEntries(wrt.map((id) => [names.get(id) ?? "", valueOf(table.get(id)).value])),
    edges: visits.length, ...allPaths(b, of, visits),
  };
}

function edgeStep(
  program: Program, names: ReadonlyMap<NodeId, string>, visits: readonly Visit[], visit: Visit, rules: LocalRules,
  entry: Value | undefined,
): EdgeStep {
  const { node: id, index, adds, before } = visit;
  const b = program.builder;
  const { op, args } = b.node(id);
  const from = names.get(id) as string;
  const to = names.get(nth(args, index)) as string;
  const own = [...visits].reverse().find((v) => b.node(v.node).args[v.index] === id)?.after;
  // the entry of the node itself has a name, unless it is a number
  const known = new Map(names);
  if (own !== undefined && b.constantOf(own) === undefined && !known.has(own)) known.set(own, gradientName(from));
  const rule = ruleOf(b, b.node(id));
  const local = b.ops.get(op)?.kind === "scalar" ? rules(op, args.length, index) : rule.formula;
  return {
    from, to, rule: rule.name, ...(local === undefined ? {} : { local }),
    adds: known.get(adds) ?? (isLoop(b.node(adds)) ? "what the loop backward ends with" : formulaOf(program, adds, known)),
    isSummed: before !== undefined, ...(entry === undefined ? {} : { entry }),
  };
}

type LocalRules = (op: string, count: number, index: number) => string | undefined;

/** The rules of elementwise operations, each worked out once. */
function localRules({ ops }: Program["builder"]): LocalRules {
  const known = new Map<string, string | undefined>();
  return (op, count, index) => {
    const key = `${op} ${count} ${index}`;
    const record = ops.get(op);
    if (!known.has(key) && record?.kind === "scalar") known.set(key, localRule(record, count, index));
    return known.get(key);
  };
}

export function gradientName(name: string): string {
  return `d${name}`;
}

function without(names: ReadonlyMap<NodeId, string>, id: NodeId): ReadonlyMap<NodeId, string> {
  const others = new Map(names);
  others.delete(id);
  return others;
}

/** The user's names; what has none is u1, u2, … in the order of the forward pass. What no variable reaches is written out. */
function stepNames(program: Program, of: NodeId): Map<NodeId, string> {
  const b = program.builder;
  const { fresh, isFree } = namesOf(program);
  const names = new Map<NodeId, string>();
  for (const v of program.variables) for (const id of v.nodes) names.set(id, String(b.node(id).attrs.name));
  let count = 0;
  for (const id of reachable(b, [of])) {
    const node = b.node(id);
    if (names.has(id) || isName(b, node) || !node.args.some((a) => names.has(a))) continue;
    const own = program.names.get(id) ?? program.outputs.find((o) => o.nodes[0] === id && o.nodes.length === 1)?.name;
    do count += own === undefined ? 1 : 0; while (own === undefined && !isFree(`u${count}`));
    names.set(id, own ?? fresh(`u${count}`));
  }
  return names;
}

/** The paths from the output to every node backward, and the multiplications along all of them. */
function allPaths(b: Program["builder"], of: NodeId, visits: readonly Visit[]): { readonly paths: bigint; readonly naive: bigint } {
  const paths = new Map<NodeId, { readonly count: bigint; readonly steps: bigint }>([[of, { count: 1n, steps: 0n }]]);
  for (const { node, index } of visits) {
    const to = argOf(b.node(node), index);
    const [from, known] = [paths.get(node) ?? { count: 0n, steps: 0n }, paths.get(to) ?? { count: 0n, steps: 0n }];
    paths.set(to, { count: known.count + from.count, steps: known.steps + from.steps + from.count });
  }
  const leaves = [...paths].filter(([id]) => b.node(id).args.length === 0);
  return {
    paths: leaves.reduce((sum, [, p]) => sum + p.count, 0n),
    naive: [...paths.values()].reduce((sum, p) => sum + p.steps, 0n),
  };
}

export function nested({ shape, data }: Tensor): Value {
  const at = (axis: number, from: number): Value => {
    if (axis === shape.length) return nth(data, from);
    const step = shape.slice(axis + 1).reduce((x, y) => x * y, 1);
    return Array.from({ length: nth(shape, axis) }, (_, i) => at(axis + 1, from + i * step));
  };
  return at(0, 0);
}
