// Many divisions by one value as one reciprocal and products, for level `fast`: a product takes a
// fraction of a division's time, and is off by one more rounding.
import type { Builder } from "../../graph/builder.js";
import { reachable } from "../../graph/evaluate.js";
import { argOf, type NodeId } from "../../graph/graph.js";
import { keptNodes, type Program } from "../../graph/program.js";
import { rebuild } from "../../graph/rebuild.js";
import { nominalSize } from "../../shape/nominal.js";

/** As many divisions, counted by element, must fall on each element of the divisor. */
const WORTH = 3;

/** The same program with x/y as x*(1/y) wherever enough values are divided by y. */
export function shareReciprocals(program: Program): Program {
  const from = program.builder;
  const order = reachable(from, keptNodes(program));
  const shared = sharedDivisors(from, order);
  if (shared.size === 0) return program;
  return rebuild(program, () => ({
    order,
    make: (b, node, args, id) => {
      const [x, y] = args as readonly [NodeId, NodeId];
      const isShared = isDivision(from, id) && shared.has(argOf(node, 1));
      return isShared ? b.apply("mul", [x, b.apply("div", [b.constant(1), y])]) : b.copy(node, args);
    },
  }));
}

/** Whether a node divides something that is not a number by something that is not a number. */
function isDivision(b: Builder, id: NodeId): boolean {
  const { op, args } = b.node(id);
  return op === "div" && args.every((a) => b.constantOf(a) === undefined);
}

function sharedDivisors(b: Builder, order: readonly NodeId[]): Set<NodeId> {
  const counts = new Map<NodeId, number>();
  for (const id of order) {
    if (!isDivision(b, id)) continue;
    const divisor = argOf(b.node(id), 1);
    counts.set(divisor, (counts.get(divisor) ?? 0) + nominalSize(b.shape(id)) / nominalSize(b.shape(divisor)));
  }
  return new Set([...counts].flatMap(([divisor, count]) => (count >= WORTH ? [divisor] : [])));
}
