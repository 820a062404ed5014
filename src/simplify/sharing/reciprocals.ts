// Many divisions by one value as one reciprocal and products, for level `fast`: a product takes a
// fraction of a division's time, and is off by one more rounding.
import { Builder } from "../../graph/builder.js";
import { reachable } from "../../graph/evaluate.js";
import type { NodeId } from "../../graph/graph.js";
import { keptNodes, mapProgram, type Program } from "../../graph/program.js";
import { nominalSize } from "../../shape/nominal.js";

/** As many divisions, counted by element, must fall on each element of the divisor. */
const WORTH = 3;

/** The same program with x/y as x*(1/y) wherever enough values are divided by y. */
export function shareReciprocals(program: Program): Program {
  const from = program.builder;
  const order = reachable(from, keptNodes(program));
  const shared = sharedDivisors(from, order);
  if (shared.size === 0) return program;
  const b = new Builder(from.ops, { from: order.length });
  const made = new Map<NodeId, NodeId>();
  for (const id of order) {
    const node = from.node(id);
    const args = node.args.map((a) => made.get(a) as NodeId);
    b.origin = node.origin;
    const [x, y] = args;
    const isShared = isDivision(from, id) && shared.has(node.args[1] as NodeId);
    made.set(id, isShared ? b.apply("mul", [x as NodeId, b.apply("div", [b.constant(1), y as NodeId])]) : b.copy(node, args));
  }
  return mapProgram(program, b, (id) => made.get(id));
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
    const divisor = b.node(id).args[1] as NodeId;
    counts.set(divisor, (counts.get(divisor) ?? 0) + nominalSize(b.shape(id)) / nominalSize(b.shape(divisor)));
  }
  return new Set([...counts].flatMap(([divisor, count]) => (count >= WORTH ? [divisor] : [])));
}
