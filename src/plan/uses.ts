// Who uses what, among the nodes that a generated function needs.
import { nth } from "../diagnostics/known.js";
import type { Builder } from "../graph/builder.js";
import { reachable } from "../graph/evaluate.js";
import type { NodeId } from "../graph/graph.js";
import { argumentsFor, isLoop, loopOf, loopsIn } from "../ops/loop.js";
import { sharedPartOf } from "../ops/shared-parts.js";
import { argsOf } from "./running.js";

export interface Uses {
  /** Every needed node, arguments first. */
  readonly order: readonly NodeId[];
  /** The nodes that take a node as an argument, each once. */
  readonly consumers: ReadonlyMap<NodeId, readonly NodeId[]>;
  readonly roots: ReadonlySet<NodeId>;
  /** The first of several nodes that have a part of their computation in common, by node; they follow each other in the order. */
  readonly beside: ReadonlyMap<NodeId, NodeId>;
}

export function usesOf(b: Builder, roots: readonly NodeId[]): Uses {
  const { needed, read } = neededFor(b, roots);
  const { order, beside } = sideBySide(b, needed);
  const consumers = new Map<NodeId, NodeId[]>();
  for (const id of order) {
    for (const arg of new Set(read(id))) {
      const known = consumers.get(arg);
      if (known === undefined) consumers.set(arg, [id]);
      else known.push(id);
    }
  }
  return { order, consumers, roots: new Set(roots), beside };
}

/** Every node that is computed, arguments first, and what each is computed from. */
function neededFor(b: Builder, roots: readonly NodeId[]): { readonly needed: NodeId[]; readonly read: (id: NodeId) => readonly NodeId[] } {
  const order = reachable(b, roots);
  const needed = new Set(roots);
  const loops = loopsIn(b, order);
  const ofLoop = new Map<NodeId, readonly NodeId[]>();
  const read = (id: NodeId): readonly NodeId[] => ofLoop.get(id) ?? argsOf(b, b.node(id));
  for (const id of [...order].reverse()) {
    // a loop needs what those of its results need that are needed: that is known at the first of them
    const wanted = loops.get(id)?.filter((result) => needed.has(result)) ?? [];
    if (wanted.length > 0) {
      const args = argumentsFor(loopOf(b.node(id)), wanted.map((result) => loopOf(b.node(result))));
      for (const result of wanted) ofLoop.set(result, args);
      for (const arg of args) needed.add(arg);
    } else if (needed.has(id) && !isLoop(b.node(id))) for (const arg of argsOf(b, b.node(id))) needed.add(arg);
  }
  return { needed: order.filter((id) => needed.has(id)), read };
}

/** Nodes that have a part in common are moved to the first of them: what one loop computes together, it computes once. */
function sideBySide(b: Builder, order: readonly NodeId[]): Pick<Uses, "order" | "beside"> {
  const groups = new Map<string, NodeId[]>();
  const keyOf = (id: NodeId): string | undefined => {
    const node = b.node(id);
    const record = b.ops.get(node.op);
    const part = record?.kind === "scalar" ? sharedPartOf(record) : undefined;
    return part === undefined ? undefined : `${part.family} ${node.args[0]}`;
  };
  for (const id of order) {
    const key = keyOf(id);
    if (key !== undefined) groups.set(key, [...(groups.get(key) ?? []), id]);
  }
  const several = [...groups.values()].filter((group) => group.length > 1);
  if (several.length === 0) return { order, beside: new Map() };
  const beside = new Map(several.flatMap((group) => group.map((id) => [id, nth(group, 0)] as const)));
  const followers = new Map(several.map((group) => [nth(group, 0), group]));
  return {
    order: order.flatMap((id) => followers.get(id) ?? (beside.has(id) ? [] : [id])), beside,
  };
}
