// A program over a new graph, made node by node from the old one: the one way in which passes do that.
import { argumentsFirst } from "./arguments-first.js";
import { Builder } from "./builder.js";
import { reachable } from "./evaluate.js";
import type { Node, NodeId } from "./graph.js";
import { keptNodes, mapProgram, type Program } from "./program.js";

export interface Recipe {
  /** What a node becomes, given its new arguments; a copy is `b.copy(node, args)`. */
  readonly make: (b: Builder, node: Node, args: readonly NodeId[], id: NodeId) => NodeId;
  /** The nodes to make, arguments first; those that the program refers to unless given. */
  readonly order?: readonly NodeId[];
  /** Further nodes that must be there before a node is made; `at` gives what they became. */
  readonly needs?: (id: NodeId) => readonly NodeId[];
}

/** The same program over the graph that a recipe makes. `made` gives what an old node became. */
export function rebuild(program: Program, recipe: (made: (id: NodeId) => NodeId) => Recipe): Program {
  const from = program.builder;
  const made = new Map<NodeId, NodeId>();
  const at = (id: NodeId): NodeId => made.get(id) as NodeId;
  const { make, needs, order = reachable(from, keptNodes(program)) } = recipe(at);
  const b = new Builder(from.ops, { from: order.length });
  const makeOne = (id: NodeId): void => {
    const node = from.node(id);
    b.origin = node.origin;
    made.set(id, make(b, node, node.args.map(at), id));
  };
  if (needs === undefined) order.forEach(makeOne);
  else argumentsFirst(order, { isMade: (id) => made.has(id), needs: (id) => [...from.node(id).args, ...needs(id)], make: makeOne });
  return mapProgram(program, b, (id) => made.get(id));
}
