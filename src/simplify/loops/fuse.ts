// Loops over the same steps become one: those that read each other's values only at the same step, and those that do not
// read each other at all. A derivative of high order, which is made loop by loop, ends as one loop in each direction.
import { atKey, nth } from "../../diagnostics/known.js";
import { copyInto, leafOf, namesIn, stepLeaf } from "../../graph/bodies.js";
import { Builder } from "../../graph/builder.js";
import { reachable } from "../../graph/evaluate.js";
import type { Node, NodeId } from "../../graph/graph.js";
import { keptNodes, type Program } from "../../graph/program.js";
import { onceForEach } from "../../graph/once.js";
import { rebuild } from "../../graph/rebuild.js";
import { inBodies } from "../../ops/in-bodies.js";
import { argumentsOf, hasRows, isLoop, isOfState, liveIn, loopKey, loopOf, wantedIn } from "../../ops/loop.js";
import { sameDim } from "../../shape/dim.js";
import { closedLoop, groupsOf, inOldSlots, leafFor, pruned, type Group, type ResultOf, type Work } from "./groups.js";
import { rowsIn, splitBack } from "./rows.js";

/**
 * The program with fewer loops. They are taken apart before that where this leaves still fewer: sums over the steps may
 * then be added from the last step on, if `isFree`.
 */
export function fuseLoops(outer: Program, isFree: boolean): Program {
  let program = inBodies(outer, (inner) => fuseLoops(inner, isFree));
  for (let count = countLoops(program); count > 1;) {
    const near = fused(program);
    const far = fused(pruned(splitBack(pruned(rowsIn(program)), isFree)));
    const [ofNear, ofFar] = [countLoops(near), countLoops(far)];
    if (Math.min(ofNear, ofFar) >= count) break;
    program = ofFar < ofNear ? far : near;
    count = Math.min(ofNear, ofFar);
  }
  return program;
}

function countLoops({ builder, ...program }: Program): number {
  return groupsOf(builder, reachable(builder, keptNodes({ builder, ...program }))).length;
}

/** Loops that are to be one, in the order in which a step computes them. */
interface Cluster {
  readonly members: Group[];
  /** The clusters that this one reads of, itself not among them. */
  readonly reads: Set<Cluster>;
}

function fused(program: Program): Program {
  const from = program.builder;
  const order = reachable(from, keptNodes(program));
  const clusters = clustersOf(from, order);
  if ([...clusters.values()].every(({ members }) => members.length === 1)) return program;
  const joined = joinedIn(from, order, clusters);
  const clusterOf = (id: NodeId): Cluster | undefined => joined.get(id);
  const needs = onceForEach(
    (cluster: Cluster) => cluster.members.flatMap(({ loop }) => loop.args.filter((arg) => clusterOf(arg) !== cluster)),
  );
  const made = new Map<Cluster, ReadonlyMap<string, ResultOf>>();
  return rebuild(program, (at) => ({
    order,
    needs: (id) => {
      const cluster = clusterOf(id);
      return cluster === undefined ? [] : needs(cluster);
    },
    make: (to, node, args, id) => {
      const cluster = clusterOf(id);
      if (cluster === undefined) return to.copy(node, args);
      const results = made.get(cluster) ?? oneLoop(to, cluster.members, at);
      made.set(cluster, results);
      const { role, slot, ...loop } = loopOf(node);
      return (results.get(loopKey(loop)) as ResultOf)(role, slot);
    },
  }));
}

/** The cluster of each result of a loop that is joined with others. */
function joinedIn(b: Builder, order: readonly NodeId[], clusters: ReadonlyMap<string, Cluster>): ReadonlyMap<NodeId, Cluster> {
  return new Map(order.flatMap((id) => {
    const node = b.node(id);
    const cluster = isLoop(node) ? clusters.get(loopKey(loopOf(node))) : undefined;
    return cluster !== undefined && cluster.members.length > 1 ? [[id, cluster] as const] : [];
  }));
}

/** Which loops can be one, by their keys: each joins the first that it may. */
function clustersOf(b: Builder, order: readonly NodeId[]): Map<string, Cluster> {
  const groups = groupsOf(b, order);
  const found = new Map<string, Cluster>();
  const sources = sourcesOf(b, order);
  for (const group of groups) {
    const rows = new Set<Cluster>();
    const others = new Set<Cluster>();
    const { constants, starts, sequences } = argumentsOf(group.loop, group.loop.args);
    const clustersIn = (arg: NodeId): Cluster[] => [...sources.get(arg) ?? []].map((key) => found.get(key) as Cluster);
    for (const arg of [...constants, ...starts]) for (const cluster of clustersIn(arg)) others.add(cluster);
    for (const arg of sequences) for (const cluster of clustersIn(arg)) (isOverSteps(b.node(arg)) ? rows : others).add(cluster);
    const all = [...rows, ...others];
    const joined = [...new Set([...rows, ...found.values()])].find((cluster) =>
      isAlike(cluster, group) && !others.has(cluster) && !all.some((read) => read !== cluster && isReadBy(cluster, read)));
    const cluster = joined ?? { members: [], reads: new Set() };
    cluster.members.push(group);
    for (const read of all) if (read !== cluster) cluster.reads.add(read);
    found.set(group.key, cluster);
  }
  return found;
}

/** Whether a node is a result of a loop that has a row for each step. */
function isOverSteps(node: Node): boolean {
  return isLoop(node) && hasRows(loopOf(node).role);
}

function isAlike({ members: [first] }: Cluster, { loop }: Group): boolean {
  return first !== undefined && first.loop.down === loop.down && sameDim(first.loop.steps, loop.steps);
}

/** Whether one cluster has to be complete before another. */
function isReadBy(cluster: Cluster, other: Cluster): boolean {
  const seen = new Set<Cluster>([other]);
  for (const at of seen) {
    if (at.reads.has(cluster)) return true;
    for (const next of at.reads) seen.add(next);
  }
  return false;
}

/** The keys of the loops that a node reads of with no other loop between. */
function sourcesOf(b: Builder, order: readonly NodeId[]): Map<NodeId, ReadonlySet<string>> {
  const found = new Map<NodeId, ReadonlySet<string>>();
  for (const id of order) {
    const node = b.node(id);
    if (isLoop(node)) {
      found.set(id, new Set([loopKey(loopOf(node))]));
      continue;
    }
    const own = [...new Set(node.args.flatMap((arg) => found.get(arg) ?? []))];
    if (own.length === 1) found.set(id, own[0] as ReadonlySet<string>);
    else if (own.length > 1) found.set(id, new Set(own.flatMap((keys) => [...keys])));
  }
  return found;
}

/** One loop of several; the results of each by its key. */
function oneLoop(outer: Builder, members: readonly Group[], at: (id: NodeId) => NodeId): ReadonlyMap<string, ResultOf> {
  const { steps, down } = (members[0] as Group).loop;
  const b = new Builder(outer.ops, { from: members.reduce((sum, { loop }) => sum + loop.body.builder.graph.size, 0) });
  let leaves = 0;
  const all: Joined = {
    outer, b, steps, down, step: stepLeaf(b), leaf: (shape) => leafOf(b, "c", leaves++, shape),
    constants: [], states: [], items: [], outs: [], parts: [], names: new Map(), rows: new Map(),
  };
  const slots = members.map((group) => [group.key, join(all, group, at)] as const);
  const result = closedLoop(all);
  return new Map(slots.map(([key, own]) => [key, inOldSlots({ slots: own }, result)]));
}

/** A loop in the making. `rows` are values of the step by the results of loops that they are rows of. */
interface Joined extends Omit<Work, "made" | "slots"> {
  readonly rows: Map<NodeId, NodeId>;
}

/** Adds a loop; where its results are among those of all. */
function join(all: Joined, { loop, results }: Group, at: (id: NodeId) => NodeId): Work["slots"] {
  const { body } = loop;
  const live = liveIn(body, results);
  const own = argumentsOf(loop, loop.args);
  const given = new Map<NodeId, NodeId>([[body.step, all.step]]);
  const leafOfBody = (id: NodeId): NodeId => all.leaf(body.builder.shape(id));
  body.constants.forEach((id, i) => given.set(id, leafFor(all.constants, at(nth(own.constants, i)), () => leafOfBody(id))));
  body.states.forEach((id) => given.set(id, leafOfBody(id)));
  body.items.forEach((id, i) => {
    const arg = nth(own.sequences, i);
    given.set(id, all.rows.get(arg) ?? leafFor(all.items, at(arg), () => leafOfBody(id)));
  });
  const made = copyInto(all.b, body.builder, wantedIn(body, live), given);
  const node = (id: NodeId | undefined): NodeId => atKey(made, id as NodeId);
  const from = (count: number, slots: readonly number[]): Map<number, number> => new Map(slots.map((slot, k) => [slot, count + k]));
  const states = from(all.states.length, live.states);
  const slots = {
    last: states, entry: states, stack: from(all.outs.length, live.outs), sum: from(all.parts.length, live.parts),
  };
  for (const { id, role, slot } of results) {
    if (hasRows(role)) all.rows.set(id, isOfState(role) ? atKey(given, nth(body.states, slot)) : node(body.outs[slot]));
  }
  for (const i of live.states)
    all.states.push({ leaf: atKey(given, nth(body.states, i)), start: at(nth(own.starts, i)), next: node(body.next[i]) });
  all.outs.push(...live.outs.map((i) => node(body.outs[i])));
  all.parts.push(...live.parts.map((i) => node(body.parts[i])));
  for (const [id, name] of namesIn(made, body.names)) all.names.set(id, name);
  return slots;
}
