// A program over a new graph, made node by node from the old one: the one way in which passes do that.
import { nth } from "../diagnostics/known.js";
import { argumentsFirst } from "./arguments-first.js";
import { Builder } from "./builder.js";
import { reachable } from "./evaluate.js";
import type { Node, NodeId } from "./graph.js";
import { keptNodes, mapProgram, type Program } from "./program.js";

interface Walk {
  /** The nodes to make, arguments first; those that the program refers to unless given. */
  readonly order?: readonly NodeId[];
  /** Further nodes that must be there before a node is made; `at` gives what they became. */
  readonly needs?: (id: NodeId) => readonly NodeId[];
  /** What makes the nodes, if not a plain builder. */
  readonly builder?: Builder;
}

export interface Recipe extends Walk {
  /** What a node becomes, given its new arguments; a copy is `b.copy(node, args)`. */
  readonly make: (b: Builder, node: Node, args: readonly NodeId[], id: NodeId) => NodeId;
}

/** How nodes become values that may stand for a node with something done to it, as a sign or a factor that is carried along. */
export interface ValueRecipe<V> extends Walk {
  /** The value of a node; undefined where it is made within others. */
  readonly make: (b: Builder, node: Node, id: NodeId) => V | undefined;
  /** The value as a node. */
  readonly settle: (b: Builder, value: V) => NodeId;
  /** The node that is the value as it stands. */
  readonly plain: (value: V) => NodeId | undefined;
}

/** The same program over the graph that a recipe makes. `made` gives what an old node became. */
export function rebuild(program: Program, recipe: (made: (id: NodeId) => NodeId) => Recipe): Program {
  return rebuildValues<NodeId>(program, (made) => {
    const at = made as (id: NodeId) => NodeId;
    const { make, ...walk } = recipe(at);
    return { ...walk, make: (b, node, id) => make(b, node, mapped(node.args, at), id), settle: (_b, id) => id, plain: (id) => id };
  });
}

/** The same list where nothing in it changes. */
function mapped(args: readonly NodeId[], at: (id: NodeId) => NodeId): readonly NodeId[] {
  for (let i = 0; i < args.length; i++) if (at(nth(args, i)) !== args[i]) return args.map(at);
  return args;
}

/** The same, by values; `made` gives that of an old node, if it has one. */
export function rebuildValues<V>(program: Program, recipe: (made: (id: NodeId) => V | undefined) => ValueRecipe<V>): Program {
  const from = program.builder;
  const made = new Array<V | undefined>(from.graph.size);
  const at = (id: NodeId): V | undefined => made[id];
  const kept = keptNodes(program);
  const { make, settle, plain, needs, ...walk } = recipe(at);
  const order = walk.order ?? reachable(from, kept);
  const b = walk.builder ?? new Builder(from.ops, { from: order.length });
  const makeOne = (id: NodeId): void => {
    const node = from.node(id);
    b.origin = node.origin;
    made[id] = make(b, node, id);
  };
  if (needs === undefined) order.forEach(makeOne);
  else argumentsFirst(
    order,
    { isMade: (id) => made[id] !== undefined, needs: (id) => [...from.node(id).args, ...needs(id)], make: makeOne },
  );
  const settled = new Array<NodeId | undefined>(made.length);
  for (const id of kept) {
    const value = made[id];
    if (value !== undefined) settled[id] = settle(b, value);
  }
  return mapProgram(program, b, (id) => {
    const value = made[id];
    return settled[id] ?? (value === undefined ? undefined : plain(value));
  });
}
