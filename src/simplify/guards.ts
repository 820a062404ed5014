// Systems that are solved for a branch alone: they are solved, and a singular matrix refused, only where
// that branch is taken. Each gets the condition of its branches as a further argument.
import { nth } from "../diagnostics/known.js";
import type { Builder } from "../graph/builder.js";
import { reachable } from "../graph/evaluate.js";
import { argOf, asApplied, type Node, type NodeId } from "../graph/graph.js";
import { isChoice, joinsOf, keepsOrder, tensorOf } from "../graph/operation.js";
import { keptNodes, rootsOf, type Program } from "../graph/program.js";
import { rebuild } from "../graph/rebuild.js";
import { isContraction } from "../ops/contraction.js";
import { inBodies } from "../ops/in-bodies.js";

/** A condition that must hold, or fail. */
interface Literal {
  readonly node: NodeId;
  readonly holds: boolean;
}

/** When a node is needed: where all literals of one of the terms hold. A term without literals: always. */
type Need = readonly (readonly Literal[])[];

const ALWAYS: Need = [[]];
/** With more terms a node counts as needed always, and no term has more literals. */
const MAX_TERMS = 16;

/** The same program, where what only branches need has a condition. */
export function guardChecks(outer: Program): Program {
  const program = inBodies(outer, guardChecks);
  const from = program.builder;
  const order = reachable(from, keptNodes(program));
  if (!order.some((id) => tensorOf(from, from.node(id))?.refuses === true)) return program;
  const guards = guardsOf(from, order, rootsOf(program));
  return guards.size === 0 ? program : rebuilt(program, order, guards);
}

/** The needs of checked nodes that are not always needed, in conditions that need no check themselves. */
function guardsOf(b: Builder, order: readonly NodeId[], roots: readonly NodeId[]): Map<NodeId, Need> {
  const above = new Set<NodeId>();
  for (const id of order) if (tensorOf(b, b.node(id))?.refuses === true || b.node(id).args.some((a) => above.has(a))) above.add(id);
  const needs = new Map<NodeId, Need>(roots.map((id) => [id, ALWAYS]));
  for (let at = order.length - 1; at >= 0; at--) {
    const id = nth(order, at);
    const need = needs.get(id);
    if (need === undefined || !above.has(id)) continue;
    const node = b.node(id);
    node.args.forEach((arg, i) => {
      if (above.has(arg)) needs.set(arg, either(needs.get(arg) ?? [], within(b, node, i, need, above)));
    });
  }
  return new Map([...needs].filter(([id, need]) => tensorOf(b, b.node(id))?.refuses === true && need.every((term) => term.length > 0)));
}

/** The need of argument `index` of a node: in a branch of a choice by one condition, that too. */
function within(b: Builder, node: Node, index: number, need: Need, above: ReadonlySet<NodeId>): Need {
  const literals = literalsOf(b, node, index, above);
  return need.map((term) => {
    const further = literals.filter((literal) => !term.some((l) => isSame(l, literal)));
    return [...term, ...further].slice(0, Math.max(MAX_TERMS, term.length));
  });
}

/** What decides about an argument: the condition of its choice, or the other side of its `and` or `or`. */
function literalsOf(b: Builder, node: Node, index: number, above: ReadonlySet<NodeId>): readonly Literal[] {
  if (isChoice(b, node)) {
    return index === 0
      ? differing(b, argOf(node, 1), argOf(node, 2), above)
      : implied(b, { node: argOf(node), holds: index === 1 }, above);
  }
  const joins = joinsOf(b, node);
  return joins === undefined || node.args.length === 1 ? [] : implied(b, { node: argOf(node, 1 - index), holds: joins === "all" }, above);
}

/** What must hold for one branch to differ from the other, so that the condition says anything. */
function differing(b: Builder, then: NodeId, otherwise: NodeId, above: ReadonlySet<NodeId>): readonly Literal[] {
  const found: Literal[] = [];
  let [one, other] = isChoice(b, b.node(then)) ? [then, otherwise] : [otherwise, then];
  for (let node = b.node(one); isChoice(b, node) && one !== other; node = b.node(one)) {
    const [condition, x, y] = asApplied(node).args;
    if (x !== other && y !== other) break;
    found.push(...implied(b, { node: condition, holds: y === other }, above));
    one = y === other ? x : y;
  }
  return found;
}

/** How far a condition is looked into. */
const MAX_DEPTH = 8;

/** Conditions on single numbers that hold wherever an element of a condition does, but for those that would need a check. */
function implied(b: Builder, { node, holds }: Literal, above: ReadonlySet<NodeId>, depth = 0): readonly Literal[] {
  const joined = b.node(node);
  const { op, args, shape } = joined;
  const joins = joinsOf(b, joined);
  const of = (arg: NodeId, same = true): readonly Literal[] => implied(b, { node: arg, holds: holds === same }, above, depth + 1);
  if (joins === "none" && depth < MAX_DEPTH) return of(nth(args, 0), false);
  const whole = shape.length > 0 || above.has(node) ? [] : [{ node, holds }];
  // a sum that is not zero has a part that is not
  if ((joins !== undefined || op === "add" && holds) && depth < MAX_DEPTH) {
    const [x, y] = args.map((arg) => of(arg)) as [readonly Literal[], readonly Literal[]];
    return (joins === "all") === holds ? [...x, ...y] : [...whole, ...x.filter((l) => y.some((m) => isSame(l, m)))];
  }
  if (whole.length > 0) return whole;
  // nor is any factor of that part of a contraction
  const isSum = isContraction(joined) || keepsOrder(b, joined);
  const isAboveZero = op === "gt" && b.constantOf(nth(args, 1)) === 0;
  if (!holds || depth >= MAX_DEPTH || (!isSum && !isAboveZero)) return [];
  return (isSum ? args : args.slice(0, 1)).flatMap((arg) => of(arg));
}

/** One or the other, without terms that ask for more than another does. */
function either(x: Need, y: Need): Need {
  const covers = (few: readonly Literal[], many: readonly Literal[]): boolean => few.every((l) => many.some((m) => isSame(l, m)));
  const all = [...x];
  for (const term of y) if (!all.some((other) => covers(other, term))) all.push(term);
  const least = all.filter((term, i) => !all.some((other, k) => k !== i && covers(other, term) && (k < i || !covers(term, other))));
  return least.length > MAX_TERMS ? ALWAYS : least;
}

function isSame(x: Literal, y: Literal): boolean {
  return x.node === y.node && x.holds === y.holds;
}

/** The graph anew, with the conditions before what they guard. */
function rebuilt(program: Program, order: readonly NodeId[], guards: ReadonlyMap<NodeId, Need>): Program {
  return rebuild(program, (made) => ({
    order,
    needs: (id) => (guards.get(id) ?? []).flatMap((term) => term.map((l) => l.node)),
    make: (b, node, args, id) => {
      const need = guards.get(id);
      return need === undefined ? b.copy(node, args) : b.copy(node, [...args, conditionOf(b, need, made)]);
    },
  }));
}

function conditionOf(b: Builder, need: Need, made: (id: NodeId) => NodeId): NodeId {
  const literal = ({ node, holds }: Literal): NodeId => (holds ? made(node) : b.apply("not", [made(node)]));
  const terms = need.map((term) => term.map(literal).reduce((x, y) => b.apply("and", [x, y])));
  return terms.reduce((x, y) => b.apply("or", [x, y]));
}
