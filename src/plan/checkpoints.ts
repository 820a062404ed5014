// Which loops keep of their steps no more than some states to start from again, because a bound on memory asks for it.
import type { NodeId } from "../graph/graph.js";
import { argumentsOf, isLoop, loopOf } from "../ops/loop.js";
import { addDims, multiplyDims, productOfDims, sameDim, segmentOf, segmentsOf, type Dim } from "../shape/dim.js";
import type { Plan } from "./plan.js";

/** A loop and the one that goes back through its steps: what only that one reads is computed again, segment by segment. */
export interface Checkpointed {
  readonly forth: readonly NodeId[];
  readonly back: readonly NodeId[];
  /** Results of the first loop that are there for one segment at a time. */
  readonly again: ReadonlySet<NodeId>;
  /** How many steps a segment has, but for the last one. */
  readonly length: Dim;
  readonly count: Dim;
}

/** By the first node of either loop. */
export type Checkpoints = ReadonlyMap<NodeId, Checkpointed>;

export function checkpointsOf(plan: Plan, memory: number | undefined): Checkpoints {
  const found = new Map<NodeId, Checkpointed>();
  if (memory === undefined) return found;
  const loops = plan.steps.flatMap((step) => (step.kind === "kernel" && isLoop(plan.builder.node(first(step.nodes))) ? [step.nodes] : []));
  for (const back of loops) {
    const pair = loops.map((forth) => pairOf(plan, forth, back, memory)).find((each) => each !== undefined);
    if (pair === undefined || found.has(first(pair.forth)) || found.has(first(back))) continue;
    found.set(first(pair.forth), pair);
    found.set(first(back), pair);
  }
  return found;
}

function first(nodes: readonly NodeId[]): NodeId {
  return nodes[0] as NodeId;
}

function pairOf({ builder: b, uses }: Plan, forth: readonly NodeId[], back: readonly NodeId[], memory: number): Checkpointed | undefined {
  const [there, here] = [loopOf(b.node(first(forth))), loopOf(b.node(first(back)))];
  if (there.down === here.down || !sameDim(there.steps, here.steps)) return undefined;
  const isOnlyBack = (id: NodeId): boolean => !uses.roots.has(id) && (uses.consumers.get(id) ?? []).every((user) => back.includes(user));
  const { constants, starts, sequences } = argumentsOf(here, here.args);
  const others = [...constants, ...starts];
  const again = new Set(sequences.filter((id) => forth.includes(id) && isOnlyBack(id) && !others.includes(id)));
  if (again.size === 0) return undefined;
  const bytes = [...again].reduce<Dim>((sum, id) => addDims(sum, multiplyDims(8, productOfDims(b.shape(id)))), 0);
  const length = segmentOf(there.steps, bytes, memory);
  if (length === there.steps) return undefined;
  return { forth, back, again, length, count: segmentsOf(there.steps, length) };
}
