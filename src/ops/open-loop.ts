// Loops made from loops: the body opened in a graph of its own, to which more is added, and closed again.
import { nth } from "../diagnostics/known.js";
import { closeBody, copyInto, leafOf, resultsOf, stepLeaf, type LoopDraft } from "../graph/bodies.js";
import { Builder } from "../graph/builder.js";
import type { NodeId } from "../graph/graph.js";
import type { Shape } from "../shape/shape.js";
import type { Loop } from "./loop.js";

/**
 * The body of a loop, or what some of it needs, copied into a graph of its own, with its leaves: constants, states
 * before a step, items, the step.
 */
export interface Opened {
  readonly b: Builder;
  readonly constants: readonly NodeId[];
  readonly states: readonly NodeId[];
  readonly items: readonly NodeId[];
  readonly step: NodeId;
  readonly made: ReadonlyMap<NodeId, NodeId>;
  /** A further leaf. */
  readonly leaf: (shape: Shape) => NodeId;
}

export function open(outer: Builder, { body }: Pick<Loop, "body">, wanted: readonly NodeId[] = resultsOf(body)): Opened {
  const b = new Builder(outer.ops, { from: body.builder.graph.size });
  let count = 0;
  const leaf = (shape: Shape): NodeId => leafOf(b, "c", count++, shape);
  const like = (ids: readonly NodeId[]): NodeId[] => ids.map((id) => leaf(body.builder.shape(id)));
  const [constants, states, items, step] = [like(body.constants), like(body.states), like(body.items), stepLeaf(b)];
  const given = new Map<NodeId, NodeId>([[body.step, step]]);
  [[body.constants, constants], [body.states, states], [body.items, items]].forEach(([from, to]) =>
    (from as readonly NodeId[]).forEach((id, i) => given.set(id, nth(to as readonly NodeId[], i))));
  return { b, constants, states, items, step, leaf, made: copyInto(b, body.builder, wanted, given) };
}

/** A loop that a draft makes. */
export function finished(draft: LoopDraft, { steps }: Loop, down: boolean): Loop {
  const { body, args } = closeBody(draft);
  return { body, args, steps, down };
}
