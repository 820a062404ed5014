// Loops over arrays of cases: the body is batched, and a state has the further dimensions if its start has them or a step gives them.
import { atKey, nth } from "../diagnostics/known.js";
import { batchAll } from "../graph/batch.js";
import { resultsOf, type LoopDraft } from "../graph/bodies.js";
import type { Builder } from "../graph/builder.js";
import type { Applied, NodeId } from "../graph/graph.js";
import type { Shape } from "../shape/shape.js";
import { argumentsOf, loopOf, loopResult, type Loop, type LoopRole } from "./loop.js";
import { finished, open } from "./open-loop.js";

/** A result of a loop of which some arguments have further dimensions in front. */
export function batchLoop(outer: Builder, node: Applied, args: readonly NodeId[], batched: readonly boolean[], lead: Shape): NodeId {
  const { role, slot, ...loop } = loopOf(node);
  const { starts } = argumentsOf(loop, batched);
  let active: readonly number[] = starts.flatMap((is, i) => (is ? [i] : []));
  for (;;) {
    const made = batchWith(outer, loop, args, batched, lead, active);
    if (made.active.length === active.length) return made.result(role, slot);
    active = made.active;
  }
}

interface Batched {
  readonly active: readonly number[];
  readonly result: (role: LoopRole, slot: number) => NodeId;
}

function batchWith(
  outer: Builder, loop: Loop, args: readonly NodeId[], batched: readonly boolean[], lead: Shape,
  active: readonly number[],
): Batched {
  const o = open(outer, loop);
  const { b } = o;
  const { body, steps, down } = loop;
  const [own, is] = [argumentsOf(loop, args), argumentsOf(loop, batched)];
  const replaced = new Map<NodeId, NodeId>();
  /** The leaf with the leading dimensions, if it has them. */
  const lifted = (leaf: NodeId, isBatched: boolean): NodeId => {
    if (isBatched) replaced.set(leaf, o.leaf([...lead, ...b.shape(leaf)]));
    return replaced.get(leaf) ?? leaf;
  };
  const constants = o.constants.map((leaf, i) => ({ leaf: lifted(leaf, is.constants[i] === true), arg: nth(own.constants, i) }));
  const states = o.states.map((leaf, i) => lifted(leaf, active.includes(i)));
  const items = o.items.map((leaf, i) => {
    const arg = nth(own.sequences, i);
    return { leaf: lifted(leaf, is.sequences[i] === true), arg: is.sequences[i] === true ? exchanged(outer, arg, lead.length, 1) : arg };
  });
  const node = (inner: NodeId): NodeId => atKey(o.made, inner);
  batchAll(b, resultsOf(body).map(node), replaced, lead);
  const value = (inner: NodeId): NodeId => replaced.get(node(inner)) ?? node(inner);
  const stretched = (inner: NodeId): NodeId => replaced.get(node(inner)) ?? b.broadcastTo(node(inner), [...lead, ...b.shape(node(inner))]);
  const now = body.next.flatMap((inner, i) => (active.includes(i) || replaced.has(node(inner)) ? [i] : []));
  const result = (role: LoopRole, slot: number): NodeId => {
    const draft: LoopDraft = {
      b, step: o.step, constants, items, outs: body.outs.map(value), parts: body.parts.map(value),
      states: states.map((leaf, i) => {
        const start = nth(own.starts, i);
        if (!active.includes(i)) return { leaf, start, next: node(nth(body.next, i)) };
        const isBatched = is.starts[i] === true;
        return {
          leaf, start: isBatched ? start : outer.broadcastTo(start, [...lead, ...outer.shape(start)]),
          next: stretched(nth(body.next, i)),
        };
      }),
    };
    const whole = loopResult(outer, finished(draft, { ...loop, steps }, down), role, slot);
    const of = role === "stack" ? body.outs[slot] : body.parts[slot];
    const has = role === "last" || role === "entry" ? active.includes(slot) : replaced.has(node(of as NodeId));
    if (!has) return outer.broadcastTo(whole, [...lead, ...outer.shape(whole)]);
    return role === "entry" || role === "stack" ? exchanged(outer, whole, 1, lead.length) : whole;
  };
  return { active: now, result };
}

/** The first `count` dimensions behind the next `over`. */
function exchanged(b: Builder, id: NodeId, count: number, over: number): NodeId {
  const shape = b.shape(id);
  const labels = shape.map((_, i) => i);
  const out = [...labels.slice(count, count + over), ...labels.slice(0, count), ...labels.slice(count + over)];
  return b.contract([{ node: id, labels }], out, new Map(shape.map((d, i) => [i, d])));
}
