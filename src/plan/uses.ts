// Who uses what, among the nodes that a generated function needs.
import type { Builder } from "../graph/builder.js";
import { reachable } from "../graph/evaluate.js";
import type { NodeId } from "../graph/graph.js";

export interface Uses {
  /** Every needed node, arguments first. */
  readonly order: readonly NodeId[];
  /** The nodes that take a node as an argument, each once. */
  readonly consumers: ReadonlyMap<NodeId, readonly NodeId[]>;
  readonly roots: ReadonlySet<NodeId>;
}

export function usesOf(b: Builder, roots: readonly NodeId[]): Uses {
  const order = reachable(b, roots);
  const consumers = new Map<NodeId, NodeId[]>();
  for (const id of order) {
    for (const arg of new Set(b.node(id).args)) {
      const known = consumers.get(arg);
      if (known === undefined) consumers.set(arg, [id]);
      else known.push(id);
    }
  }
  return { order, consumers, roots: new Set(roots) };
}
