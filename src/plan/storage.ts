// Which arrays get a place in memory; all others are computed where they are used.
import type { Builder } from "../graph/builder.js";
import type { Node, NodeId } from "../graph/graph.js";
import { contractionOf } from "../ops/contraction.js";
import { sameShape } from "../shape/shape.js";
import { isPointwise, isScalar, isView } from "./kinds.js";
import { productOf } from "./products.js";
import type { Uses } from "./uses.js";

/** Beyond this many operations an expression in a loop is cut by storing a part of it. */
const MAX_FUSED = 48;

const READS_MEMORY = new Set(["lu", "lu_solve", "lu_det", "lu_logdet", "cofactor", "reshape"]);

/** The array nodes that are stored. */
export function storedNodes(b: Builder, uses: Uses): Set<NodeId> {
  const stored = new Set<NodeId>();
  const cost = new Map<NodeId, number>();
  for (const id of uses.order) {
    const node = b.node(id);
    if (isScalar(node) && node.op !== "stack") continue;
    const own = isView(b, node) ? 0 : 1;
    const total = node.args.reduce((sum, a) => sum + (stored.has(a) ? 0 : cost.get(a) ?? 0), own);
    cost.set(id, total);
    if (mustStore(b, uses, id, node, total)) {
      stored.add(id);
      cost.set(id, 0);
    }
  }
  return stored;
}

function mustStore(b: Builder, uses: Uses, id: NodeId, node: Node, cost: number): boolean {
  if (node.op === "variable" || uses.roots.has(id) || !isPointwise(b, node)) return true;
  const consumers = uses.consumers.get(id) ?? [];
  if (consumers.some((c) => needsMemory(b, b.node(c), id))) return true;
  if (cost === 0 || node.op === "delta") return false;
  return cost > MAX_FUSED || consumers.length > 1 || consumers.some((c) => repeats(b, uses, b.node(c), node));
}

/** Whether a consumer reads its argument from memory. */
function needsMemory(b: Builder, consumer: Node, arg: NodeId): boolean {
  if (consumer.op === "reshape") return !isView(b, consumer);
  if (READS_MEMORY.has(consumer.op) || productOf(b, consumer) !== undefined) return true;
  return (consumer.op === "gather" || consumer.op === "scatter") && consumer.args[1] === arg;
}

/** Whether a consumer would compute each element more than once: it works over more dimensions. */
function repeats(b: Builder, uses: Uses, consumer: Node, node: Node): boolean {
  if (isView(b, consumer)) {
    const id = [...(uses.consumers.get(consumer.args[0] as NodeId) ?? [])].find((c) => b.node(c) === consumer);
    const further = id === undefined ? [] : uses.consumers.get(id) ?? [];
    return consumer.shape.length > node.shape.length || further.some((c) => repeats(b, uses, b.node(c), consumer));
  }
  if (consumer.op === "contract") return contractionOf(consumer.attrs).dims.length > node.shape.length;
  if (b.ops.get(consumer.op)?.kind === "scalar") return !sameShape(consumer.shape, node.shape);
  return false;
}
