// Which loops keep of their steps no more than some states to start from again, because a bound on memory asks for it.
import { nth } from "../diagnostics/known.js";
import type { NodeId } from "../graph/graph.js";
import { argumentsOf, isLoop, liveIn, loopOf } from "../ops/loop.js";
import { bytesOf, type ElementType } from "../shape/element.js";
import { addDims, multiplyDims, placesOf, productOfDims, sameDim, segmentOf, segmentsOf, type Dim } from "../shape/dim.js";
import type { Shape } from "../shape/shape.js";
import type { Plan } from "./plan.js";

/** A loop and the one that goes back through its steps: what only that one reads is computed again, segment by segment. */
export interface Checkpointed {
  readonly forth: readonly NodeId[];
  readonly back: readonly NodeId[];
  /** Results of the first loop that are there for one segment at a time. */
  readonly again: ReadonlySet<NodeId>;
  /** The bound, and what a row of the results and a state take, in bytes. */
  readonly memory: number;
  readonly row: Dim;
  readonly state: Dim;
  /** How many steps a segment has, but for the last one. */
  readonly length: Dim;
  readonly count: Dim;
  /** How many states at the start of segments are kept at a time. */
  readonly places: Dim;
}

/** By the first node of either loop. */
export type Checkpoints = ReadonlyMap<NodeId, Checkpointed>;

export function checkpointsOf(plan: Plan, memory: number | undefined, element: ElementType): Checkpoints {
  const found = new Map<NodeId, Checkpointed>();
  if (memory === undefined) return found;
  const loops = plan.steps.flatMap((step) => (step.kind === "kernel" && isLoop(plan.builder.node(first(step.nodes))) ? [step.nodes] : []));
  for (const back of loops) {
    const pair = loops.map((forth) => pairOf(plan, { forth, back, memory, element })).find((each) => each !== undefined);
    if (pair === undefined || found.has(first(pair.forth)) || found.has(first(back))) continue;
    found.set(first(pair.forth), pair);
    found.set(first(back), pair);
  }
  return found;
}

function first(nodes: readonly NodeId[]): NodeId {
  return nth(nodes, 0);
}

interface Loops extends Pick<Checkpointed, "forth" | "back" | "memory"> {
  readonly element: ElementType;
}

function pairOf({ builder: b, uses }: Plan, { forth, back, memory, element }: Loops): Checkpointed | undefined {
  const [there, here] = [loopOf(b.node(first(forth))), loopOf(b.node(first(back)))];
  if (there.down === here.down || !sameDim(there.steps, here.steps)) return undefined;
  const isOnlyBack = (id: NodeId): boolean => !uses.roots.has(id) && (uses.consumers.get(id) ?? []).every((user) => back.includes(user));
  const { constants, starts, sequences } = argumentsOf(here, here.args);
  const others = [...constants, ...starts];
  const again = new Set(sequences.filter((id) => forth.includes(id) && isOnlyBack(id) && !others.includes(id)));
  if (again.size === 0) return undefined;
  const row = sizeOf([...again].map((id) => b.shape(id).slice(1)), element);
  const length = segmentOf(there.steps, row, memory);
  if (length === there.steps) return undefined;
  const count = segmentsOf(there.steps, length);
  const { states } = liveIn(there.body, forth.map((id) => loopOf(b.node(id))));
  const state = sizeOf(states.map((i) => there.body.builder.shape(nth(there.body.states, i))), element);
  return { forth, back, again, memory, row, state, length, count, places: placesOf(count, state, memory) };
}

/** The bytes of arrays. */
function sizeOf(shapes: readonly Shape[], element: ElementType): Dim {
  return shapes.reduce<Dim>((sum, shape) => addDims(sum, multiplyDims(bytesOf(element), productOfDims(shape))), 0);
}
