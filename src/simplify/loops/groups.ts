// The loops of a program as passes change them: all results of one loop together, its body opened in a graph of its own.
import { atKey, nth } from "../../diagnostics/known.js";
import { batchAll } from "../../graph/batch.js";
import { closeBody, copyInto, namesIn, resultsOf } from "../../graph/bodies.js";
import type { Builder } from "../../graph/builder.js";
import { reachable } from "../../graph/evaluate.js";
import type { Node, NodeId } from "../../graph/graph.js";
import { keptNodes, type Program } from "../../graph/program.js";
import { rebuild } from "../../graph/rebuild.js";
import {
  argumentsOf, isLoop, liveIn, loopKey, loopOf, loopResult, loopsIn, wantedIn, type Loop, type LoopResult, type LoopRole,
} from "../../ops/loop.js";
import { open } from "../../ops/open-loop.js";
import type { Dim } from "../../shape/dim.js";
import type { Shape } from "../../shape/shape.js";

/** A loop and those of its results that the program has. */
export interface Group {
  readonly key: string;
  readonly loop: Loop;
  readonly results: readonly (LoopResult & { readonly id: NodeId })[];
}

export type ResultOf = (role: LoopRole, slot: number) => NodeId;

/** An open loop: leaves and results may be added. What nobody wants of the old one is left out. */
export interface Work {
  readonly outer: Builder;
  readonly b: Builder;
  readonly step: NodeId;
  readonly steps: Dim;
  readonly down: boolean;
  readonly constants: { readonly leaf: NodeId; readonly arg: NodeId }[];
  readonly states: { readonly leaf: NodeId; readonly start: NodeId; readonly next: NodeId }[];
  readonly items: { readonly leaf: NodeId; readonly arg: NodeId }[];
  readonly outs: NodeId[];
  readonly parts: NodeId[];
  readonly names: Map<NodeId, string>;
  /** A node of the old body in the new one. */
  readonly made: ReadonlyMap<NodeId, NodeId>;
  /** Where the results of the old loop are in the new one. */
  readonly slots: Readonly<Record<LoopRole, Map<number, number>>>;
  readonly leaf: (shape: Shape) => NodeId;
}

/** The loops of a program in the order of their first results. */
export function groupsOf(b: Builder, order: readonly NodeId[]): Group[] {
  return [...loopsIn(b, order).values()].map((ids) => {
    const results = ids.map((id) => ({ id, ...loopOf(b.node(id)) }));
    const loop = results[0] as Loop;
    return { key: loopKey(loop), loop, results };
  });
}

/** The body of a loop opened over new arguments. */
export function reopened(outer: Builder, { loop, results }: Group, args: readonly NodeId[]): Work {
  const { body, steps, down } = loop;
  const live = liveIn(body, results);
  const { b, constants, states, items, step, made, leaf } = open(outer, loop, wantedIn(body, live));
  const own = argumentsOf(loop, args);
  const node = (id: NodeId | undefined): NodeId => atKey(made, id as NodeId);
  const stateSlots = new Map(live.states.map((i, at) => [i, at]));
  return {
    outer, b, step, steps, down, made, leaf,
    constants: constants.map((id, i) => ({ leaf: id, arg: nth(own.constants, i) })),
    states: live.states.map((i) => ({ leaf: nth(states, i), start: nth(own.starts, i), next: node(body.next[i]) })),
    items: items.map((id, i) => ({ leaf: id, arg: nth(own.sequences, i) })),
    outs: live.outs.map((i) => node(body.outs[i])), parts: live.parts.map((i) => node(body.parts[i])),
    names: namesIn(made, body.names),
    slots: {
      last: stateSlots, entry: stateSlots,
      stack: new Map(live.outs.map((i, at) => [i, at])), sum: new Map(live.parts.map((i, at) => [i, at])),
    },
  };
}

/** The results of an open loop after it is closed, by their new slots. */
export function closedLoop(w: Omit<Work, "made" | "slots">): ResultOf {
  const { body, args } = closeBody(w);
  const loop: Loop = { body, args, steps: w.steps, down: w.down };
  return (role, slot) => loopResult(w.outer, loop, role, slot);
}

/** The results of the old loop, taken from the new one. */
export function inOldSlots({ slots }: Pick<Work, "slots">, result: ResultOf): ResultOf {
  return (role, slot) => result(role, atKey(slots[role], slot));
}

/** The leaf for an argument: the one that stands for it already, or a new one. */
export function leafFor(list: { readonly leaf: NodeId; readonly arg: NodeId }[], arg: NodeId, newLeaf: () => NodeId): NodeId {
  const known = list.find((one) => one.arg === arg);
  if (known !== undefined) return known.leaf;
  const leaf = newLeaf();
  list.push({ leaf, arg });
  return leaf;
}

/** The place of a value among the stacked ones. */
export function stacked({ outs }: Pick<Work, "outs">, id: NodeId): number {
  const known = outs.indexOf(id);
  return known >= 0 ? known : outs.push(id) - 1;
}

/** The values of a slot at each step, stacked. */
export function stackOf(result: ResultOf, slot: number): NodeId {
  return result("stack", slot);
}

/** The program with each loop as a pass makes it; undefined leaves one as it is. */
export function changeLoops(program: Program, change: (work: Work, group: Group) => ResultOf | undefined): Program {
  const from = program.builder;
  const order = reachable(from, keptNodes(program));
  const groups = new Map(groupsOf(from, order).map((group) => [group.key, group]));
  if (groups.size === 0) return program;
  const changed = new Map<string, ResultOf | undefined>();
  return rebuild(program, () => ({
    order,
    make: (to, node, args) => {
      if (!isLoop(node)) return to.copy(node, args);
      const loop = loopOf(node);
      const group = groups.get(loopKey(loop)) as Group;
      if (!changed.has(group.key)) changed.set(group.key, change(reopened(to, group, args), group));
      return changed.get(group.key)?.(loop.role, loop.slot) ?? to.copy(node, args);
    },
  }));
}

/** The program with loops that compute and read no more than is wanted of them. */
export function pruned(program: Program): Program {
  return changeLoops(program, (work, { loop: { body } }) => {
    const isWhole = work.states.length === body.states.length && work.outs.length === body.outs.length &&
      work.parts.length === body.parts.length;
    return isWhole ? undefined : inOldSlots(work, closedLoop(work));
  });
}

/** The nodes of an open body that depend on some. */
export function dependentOn(b: Builder, leaves: readonly NodeId[]): Uint8Array {
  const depends = new Uint8Array(b.graph.size);
  for (const leaf of leaves) depends[leaf] = 1;
  for (let id = 0; id < depends.length; id++) if (b.node(id).args.some((arg) => depends[arg] === 1)) depends[id] = 1;
  return depends;
}

/** The nodes of a kind that others use or that are results, with none of the kind above them. */
export function frontier(
  { b, states, outs, parts }: Pick<Work, "b" | "states" | "outs" | "parts">, isOfKind: (id: NodeId, node: Node) => boolean,
): NodeId[] {
  const found = new Set<NodeId>();
  const visited = new Set<NodeId>();
  const stack = resultsOf({ next: states.map((s) => s.next), outs, parts });
  while (stack.length > 0) {
    const id = stack.pop() as NodeId;
    if (visited.has(id)) continue;
    visited.add(id);
    const node = b.node(id);
    if (isOfKind(id, node)) found.add(id);
    else stack.push(...node.args);
  }
  return [...found].sort((x, y) => x - y);
}

/** The loop with leaves in the place of some of its nodes. */
export function withLeaves(work: Work, leaves: readonly { readonly of: NodeId; readonly leaf: NodeId }[]): Work {
  const { b, states, outs, parts } = work;
  const wanted = [...resultsOf({ next: states.map((s) => s.next), outs, parts }), ...work.made.values(), ...work.names.keys()];
  // what is the same over the same arguments is the same node
  const made = copyInto(b, b, wanted, new Map(leaves.map(({ of, leaf }) => [of, leaf])));
  const at = (id: NodeId): NodeId => atKey(made, id);
  return {
    ...work, states: states.map((s) => ({ ...s, next: at(s.next) })), outs: outs.map(at), parts: parts.map(at),
    made: new Map([...work.made].map(([id, inner]) => [id, at(inner)])),
    names: new Map([...work.names].map(([id, name]) => [at(id), name])),
  };
}

/** A value of the step for all steps, computed outside; `known` are those that are there already. */
export function overSteps(
  { outer, b, step, steps, constants, items }: Work, id: NodeId, known: ReadonlyMap<NodeId, NodeId> = new Map(),
): NodeId {
  const given = new Map(constants.map(({ leaf, arg }) => [leaf, arg]));
  const replacedBy = new Map<NodeId, NodeId>();
  // leaves that stand for the rows while the formula is copied
  const standIn = (leaf: NodeId, rows: NodeId): void => {
    const row = outer.variable(`row ${outer.graph.size}`, b.shape(leaf));
    given.set(leaf, row);
    replacedBy.set(row, rows);
  };
  for (const { leaf, arg } of items) standIn(leaf, arg);
  for (const [value, rows] of known) standIn(value, rows);
  standIn(step, outer.apply("range", [], { start: 0, step: 1, size: steps }));
  const inOuter = atKey(copyInto(outer, b, [id], given), id);
  batchAll(outer, [inOuter], replacedBy, [steps]);
  return replacedBy.get(inOuter) ?? outer.broadcastTo(inOuter, [steps, ...b.shape(id)]);
}
