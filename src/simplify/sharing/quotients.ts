// Products with a quotient by what another factor is divided by anyway: that quotient takes its place, and a division is spared.
import type { Builder } from "../../graph/builder.js";
import { reachable } from "../../graph/evaluate.js";
import type { NodeId } from "../../graph/graph.js";
import { keptNodes, type Program } from "../../graph/program.js";
import { rebuild } from "../../graph/rebuild.js";
import { inBodies } from "../../ops/in-bodies.js";

type Pair = readonly [NodeId, NodeId];

/** The same program with x*(g/y) for (x/y)*g, where every reader of x/y is such a product and all of the g/y are there. */
export function fewerQuotients(outer: Program): Program {
  const program = inBodies(outer, fewerQuotients);
  const from = program.builder;
  const kept = keptNodes(program);
  const order = reachable(from, kept);
  const spared = sparedIn(from, order, new Set(kept));
  if (spared.size === 0) return program;
  return rebuild(program, () => ({
    order,
    make: (b, node, args, id) => {
      const [x, y] = from.node(id).args as Pair;
      const at = node.op !== "mul" ? -1 : spared.has(x) ? 0 : spared.has(y) ? 1 : -1;
      if (at < 0) return b.copy(node, args);
      const [above, below] = b.node(args[at] as NodeId).args as Pair;
      return b.apply("mul", [above, b.apply("div", [args[1 - at] as NodeId, below])]);
    },
  }));
}

/** Quotients that no one needs when products take another one. */
function sparedIn(b: Builder, order: readonly NodeId[], kept: ReadonlySet<NodeId>): ReadonlySet<NodeId> {
  const quotients = new Set(order.filter((id) => isQuotient(b, id)).map((id) => b.node(id).args.join()));
  const spared = new Set(order.filter((id) => isQuotient(b, id) && !kept.has(id)));
  const read = new Set<NodeId>();
  for (const id of order) {
    const { op, args } = b.node(id);
    for (const [at, arg] of args.entries()) {
      if (!spared.has(arg)) continue;
      read.add(arg);
      const other = args[1 - at] as NodeId;
      const below = b.node(arg).args[1] as NodeId;
      if (op !== "mul" || spared.has(other) || !quotients.has(`${other},${below}`)) spared.delete(arg);
    }
  }
  return new Set([...spared].filter((id) => read.has(id)));
}

/** A number over a number, neither of them a constant. */
function isQuotient(b: Builder, id: NodeId): boolean {
  const { op, args, shape } = b.node(id);
  return op === "div" && shape.length === 0 && args.every((a) => b.constantOf(a) === undefined);
}
