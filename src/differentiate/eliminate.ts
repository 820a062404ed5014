// Jacobians of small scalar programs by vertex elimination: the local derivative of every edge once,
// then one inner node after the other taken out, each path through it becoming an edge. Griewank and
// Walther, Evaluating Derivatives, 2nd edition, chapter 9. Four orders are tried, and what takes the
// fewest operations is kept: Markowitz's, from the outputs down as reverse mode goes, from the inputs up, chains first.
import type { Builder } from "../graph/builder.js";
import { reachable } from "../graph/evaluate.js";
import type { Formulas } from "../graph/formula.js";
import type { NodeId } from "../graph/graph.js";
import { plus, times } from "./accumulate.js";
import { isMark, isName, lawsOf } from "../graph/operation.js";
import { partial } from "./partials.js";
import { neededBy } from "./jvp.js";
import { reaches } from "./vjp.js";

/** Beyond so many inner nodes the search for the cheapest one would cost more than it saves. */
const MAX_INNER = 1500;

type Edges = Map<NodeId, Map<NodeId, NodeId>>;

/** Derivatives on the edges of a graph, seen from both ends. */
interface Linearized {
  /** For each node, its arguments. */
  readonly into: Edges;
  /** For each node, what it is an argument of. */
  readonly outOf: Edges;
}

/**
 * The derivative of each scalar of `outputs` by each scalar of `inputs`, row by row; undefined entries are
 * zero. Undefined as a whole where a node between them is not a function of single numbers.
 */
export function eliminated(
  b: Builder, formulas: Formulas, outputs: readonly NodeId[], inputs: readonly NodeId[],
): (NodeId | undefined)[][] | undefined {
  const inner = between(b, outputs, inputs);
  if (inner === undefined || inner.length > MAX_INNER) return undefined;
  const kept = new Set(outputs);
  const given = new Set(reachable(b, outputs));
  const taken = inner.filter((id) => !kept.has(id));
  const whole = linearized(b, formulas, inner, new Set(inputs));
  const tried = ORDERS.map(({ order, weight }) => {
    const graph = { into: copyOf(whole.into), outOf: copyOf(whole.outOf) };
    for (const id of order(b, graph, taken)) eliminate(b, graph, id);
    const rows = outputs.map((f) => inputs.map((x) => (f === x ? b.constant(1) : fromTo(b, graph, x, f, kept))));
    return { rows, cost: weight * countBeyond(b, given, rows.flat()) };
  });
  return tried.reduce((best, one) => (one.cost < best.cost ? one : best)).rows;
}

/** The nodes, which ascend, in the order in which they are taken out. */
type Order = (b: Builder, graph: Linearized, nodes: readonly NodeId[]) => Iterable<NodeId>;

/**
 * What is taken out from the outputs down serves derivatives of the same outputs by other variables too, which is not counted;
 * from the inputs up, those by one variable alone.
 */
const ORDERS: readonly { readonly order: Order; readonly weight: number }[] = [
  { order: cheapestFirst, weight: 1 }, { order: (_b, _graph, nodes) => [...nodes].reverse(), weight: 0.9 },
  { order: (_b, _graph, nodes) => nodes, weight: 1.15 },
  { order: chainsFirst, weight: 0.9 },
];

/**
 * What is a function of one number and has one reader, so that the rest of a chain is one edge for all outputs; then as reverse
 * mode goes. Other variables have the same chains.
 */
function* chainsFirst(b: Builder, { into, outOf }: Linearized, nodes: readonly NodeId[]): Iterable<NodeId> {
  const links = new Set<NodeId>();
  for (const id of nodes) {
    const { args } = b.node(id);
    const isUnary = args.filter((a) => b.constantOf(a) === undefined && lawsOf(b, a)?.logical !== true).length === 1;
    if (!isUnary || into.get(id)?.size !== 1 || outOf.get(id)?.size !== 1) continue;
    links.add(id);
    yield id;
  }
  yield* nodes.filter((id) => !links.has(id)).reverse();
}

function* cheapestFirst(b: Builder, graph: Linearized, nodes: readonly NodeId[]): Iterable<NodeId> {
  const rest = new Set(nodes);
  while (rest.size > 0) {
    const next = cheapest(b, graph, rest);
    rest.delete(next);
    yield next;
  }
}

/** How many nodes some nodes need beyond others, which need nothing else. */
function countBeyond(b: Builder, given: ReadonlySet<NodeId>, roots: readonly (NodeId | undefined)[]): number {
  return reachable(b, roots.filter((id) => id !== undefined)).filter((id) => !given.has(id)).length;
}

/** Every node on a path from an input to an output, inputs apart; undefined if one of them is no scalar operation. */
function between(b: Builder, outputs: readonly NodeId[], inputs: readonly NodeId[]): NodeId[] | undefined {
  const top = Math.max(-1, ...outputs);
  const moving = reaches(b, top, inputs);
  const needed = neededBy(b, top, outputs);
  const ends = new Set(inputs);
  const inner: NodeId[] = [];
  for (let id = 0; id <= top; id++) {
    if (moving[id] === 0 || needed[id] === 0 || ends.has(id)) continue;
    const node = b.node(id);
    if (node.shape.length > 0 || (!isMark(b, node) && b.ops.get(node.op)?.kind !== "scalar")) return undefined;
    inner.push(id);
  }
  return inner;
}

function linearized(b: Builder, formulas: Formulas, inner: readonly NodeId[], inputs: ReadonlySet<NodeId>): Linearized {
  const graph: Linearized = { into: new Map(), outOf: new Map() };
  const moving = new Set([...inputs, ...inner]);
  for (const id of inner) {
    const node = b.node(id);
    const record = b.ops.get(node.op);
    node.args.forEach((arg, index) => {
      if (!moving.has(arg)) return;
      if (isMark(b, node) && !isName(b, node)) return;
      const local = record?.kind === "scalar" ? partial(b, formulas, record, id, index) : b.constant(1);
      if (local !== undefined) addEdge(b, graph, arg, id, local);
    });
  }
  return graph;
}

function copyOf(edges: Edges): Edges {
  return new Map([...edges].map(([id, ends]) => [id, new Map(ends)]));
}

function addEdge(b: Builder, { into, outOf }: Linearized, from: NodeId, to: NodeId, value: NodeId): void {
  const sum = plus(b, into.get(to)?.get(from), value) as NodeId;
  entry(into, to).set(from, sum);
  entry(outOf, from).set(to, sum);
}

function entry(edges: Edges, id: NodeId): Map<NodeId, NodeId> {
  const known = edges.get(id);
  if (known !== undefined) return known;
  const made = new Map<NodeId, NodeId>();
  edges.set(id, made);
  return made;
}

/** The node whose elimination takes the fewest operations; of equal ones the last. */
function cheapest(b: Builder, graph: Linearized, rest: ReadonlySet<NodeId>): NodeId {
  let best = -1;
  let least = Infinity;
  for (const id of rest) {
    const cost = costOf(b, graph, id);
    if (cost > least) continue;
    best = id;
    least = cost;
  }
  return best;
}

/** A product for each pair of edges of which neither is 1 or -1, and a sum where the pair's own edge stands already. */
function costOf(b: Builder, { into, outOf }: Linearized, id: NodeId): number {
  let cost = 0;
  for (const [to, after] of outOf.get(id) ?? []) {
    for (const [from, before] of into.get(id) ?? []) {
      cost += (isUnit(b, after) || isUnit(b, before) ? 0 : 1) + (into.get(to)?.has(from) === true ? 1 : 0);
    }
  }
  return cost;
}

function isUnit(b: Builder, id: NodeId): boolean {
  return Math.abs(b.constantOf(id) ?? 0) === 1;
}

/** Every path of two edges through the node becomes an edge; the node's own edges vanish. */
function eliminate(b: Builder, graph: Linearized, id: NodeId): void {
  const { into, outOf } = graph;
  const [before, after] = [into.get(id) ?? new Map<NodeId, NodeId>(), outOf.get(id) ?? new Map<NodeId, NodeId>()];
  for (const [to, value] of after) {
    into.get(to)?.delete(id);
    for (const [from, local] of before) addEdge(b, graph, from, to, times(b, value, local));
  }
  for (const from of before.keys()) outOf.get(from)?.delete(id);
  into.delete(id);
  outOf.delete(id);
}

/** The derivative along every path that is left: straight, or through other outputs. */
function fromTo(b: Builder, graph: Linearized, x: NodeId, f: NodeId, outputs: ReadonlySet<NodeId>): NodeId | undefined {
  let sum: NodeId | undefined;
  for (const [from, value] of graph.into.get(f) ?? []) {
    if (from === x) sum = plus(b, sum, value);
    else if (outputs.has(from)) {
      const rest = fromTo(b, graph, x, from, outputs);
      if (rest !== undefined) sum = plus(b, sum, times(b, value, rest));
    }
  }
  return sum;
}
