// The derivatives of loops are loops. Backwards, one runs in the other direction over the states that the first one
// started its steps from: what was constant is summed, a sequence becomes a stack, and the last state's cotangent is
// where it starts. Forwards, one runs beside it. Both are made of the derivative of the body, so any order is the same.
import { atKey, nth } from "../diagnostics/known.js";
import { ownName, resultsOf, type LoopDraft } from "../graph/bodies.js";
import type { Builder } from "../graph/builder.js";
import { Formulas } from "../graph/formula.js";
import type { NodeId } from "../graph/graph.js";
import { isChoice } from "../graph/operation.js";
import { argumentsOf, loopOf, loopResult, type Loop, type LoopRole } from "../ops/loop.js";
import { finished, open, type Opened } from "../ops/open-loop.js";
import type { Support } from "./support.js";
import type { Shape } from "../shape/shape.js";

/** The sweeps over a body, which call what is here for the loops in it. */
export type SweepBack = (
  b: Builder, formulas: Formulas, outputs: ReadonlyMap<NodeId, NodeId>, wrt: readonly NodeId[], given: ReadonlyMap<NodeId, Support>,
) => { readonly cotangents: ReadonlyMap<NodeId, NodeId>; readonly partOf: (id: NodeId) => NodeId | undefined };
export type Jvp = (b: Builder, formulas: Formulas, outputs: readonly NodeId[], seeds: ReadonlyMap<NodeId, NodeId>) => Map<NodeId, NodeId>;

/** Cotangents of the results of one loop, by role and slot. */
export type LoopCotangents = Readonly<Record<LoopRole, ReadonlyMap<number, NodeId>>>;

/** The cotangents of the results of a loop, as far as there are any. */
export function cotangentsOf(b: Builder, results: readonly NodeId[], of: (id: NodeId) => NodeId | undefined): LoopCotangents | undefined {
  const found: Record<LoopRole, Map<number, NodeId>> = { last: new Map(), entry: new Map(), stack: new Map(), sum: new Map() };
  let isAny = false;
  for (const id of results) {
    const { role, slot } = loopOf(b.node(id));
    const cotangent = of(id);
    if (cotangent === undefined) continue;
    isAny = true;
    found[role].set(slot, cotangent);
  }
  return isAny ? found : undefined;
}

/** What a loop made from another one reads of it: its constants, the states before each step, and its sequences. */
function readsOf(outer: Builder, loop: Loop, o: Opened): Pick<LoopDraft, "constants" | "items"> {
  const { constants, sequences } = argumentsOf(loop, loop.args);
  return {
    constants: o.constants.map((leaf, i) => ({ leaf, arg: nth(constants, i) })),
    items: [
      // each is made only if it is read
      ...o.states.map((leaf, i) => ({ leaf, get arg() { return loopResult(outer, loop, "entry", i); } })),
      ...o.items.map((leaf, i) => ({ leaf, arg: nth(sequences, i) })),
    ],
  };
}

function add(b: Builder, seeds: Map<NodeId, NodeId>, id: NodeId, seed: NodeId): void {
  const before = seeds.get(id);
  seeds.set(id, before === undefined ? seed : b.apply("add", [before, seed]));
}

/** The cotangents of the arguments of a loop; those that are not wanted, or are zero, are left out. */
export function reverse(
  outer: Builder, loop: Loop, given: LoopCotangents, wanted: readonly boolean[], back: SweepBack,
): readonly (NodeId | undefined)[] {
  let active: readonly number[] = [...given.last.keys()].sort((x, y) => x - y);
  for (;;) {
    const made = reverseWith(outer, loop, given, wanted, active, back);
    if (made.active.length === active.length) return made.cotangents();
    active = made.active;
  }
}

interface Reversed {
  /** The states whose cotangents are not zero, as far as one step tells. */
  readonly active: readonly number[];
  readonly cotangents: () => readonly (NodeId | undefined)[];
}

interface Seed {
  readonly slot: number;
  readonly leaf: NodeId;
  readonly arg: NodeId;
}

/** The leaves that stand for cotangents in a step back, and what they are the cotangents of. */
interface Seeded {
  readonly states: readonly { readonly i: number; readonly leaf: NodeId }[];
  readonly stacks: readonly Seed[];
  readonly entries: readonly Seed[];
  readonly sums: readonly Seed[];
  readonly seeds: ReadonlyMap<NodeId, NodeId>;
  /** The results of a step that have cotangents beside the states. */
  readonly others: readonly (NodeId | undefined)[];
}

function seeded(o: Opened, { body }: Loop, given: LoopCotangents, active: readonly number[]): Seeded {
  const { b } = o;
  const node = (id: NodeId | undefined): NodeId => atKey(o.made, id as NodeId);
  const states = active.map((i) => ({ i, leaf: o.leaf(body.builder.shape(nth(body.states, i))) }));
  const leavesFor = (cts: ReadonlyMap<number, NodeId>, shapeOf: (slot: number) => Shape): Seed[] =>
    [...cts].map(([slot, arg]) => ({ slot, leaf: o.leaf(shapeOf(slot)), arg }));
  const stacks = leavesFor(given.stack, (slot) => b.shape(node(body.outs[slot])));
  const entries = leavesFor(given.entry, (slot) => body.builder.shape(nth(body.states, slot)));
  const sums = leavesFor(given.sum, (slot) => b.shape(node(body.parts[slot])));
  const seeds = new Map<NodeId, NodeId>();
  for (const { i, leaf } of states) add(b, seeds, node(body.next[i]), leaf);
  for (const { slot, leaf } of stacks) add(b, seeds, node(body.outs[slot]), leaf);
  for (const { slot, leaf } of sums) add(b, seeds, node(body.parts[slot]), leaf);
  const others = [...stacks.map(({ slot }) => body.outs[slot]), ...sums.map(({ slot }) => body.parts[slot])];
  return { states, stacks, entries, sums, seeds, others };
}

function reverseWith(
  outer: Builder, loop: Loop, given: LoopCotangents, wanted: readonly boolean[], active: readonly number[], back: SweepBack,
): Reversed {
  const o = open(outer, loop);
  const { b } = o;
  const { body } = loop;
  const want = argumentsOf(loop, wanted);
  const { states, stacks, entries, sums, seeds, others } = seeded(o, loop, given, active);
  const chosen = (leaves: readonly NodeId[], which: readonly boolean[]): NodeId[] => leaves.filter((_, i) => which[i]);
  const takes = participation(o, loop, states, others);
  const wrt = [...o.states, ...chosen(o.constants, want.constants), ...chosen(o.items, want.sequences)];
  const { cotangents: table, partOf } = back(b, new Formulas(b), seeds, wrt, takes.supports);
  const before = new Map(table);
  for (const { slot, leaf } of entries) add(b, before, nth(o.states, slot), leaf);
  const moving = body.states.map((_, i) => i).filter((i) => active.includes(i) || before.has(nth(o.states, i)));
  const cotangents = (): readonly (NodeId | undefined)[] => {
    const reads = readsOf(outer, loop, o);
    const outs = o.items.flatMap(
      (leaf, i) => (want.sequences[i] === true && table.has(leaf) ? [{ i, ct: atKey(table, leaf) }] : []),
    );
    const parts = o.constants.flatMap(
      (leaf, i) => (want.constants[i] === true && table.has(leaf) ? [{ i, ct: atKey(table, leaf) }] : []),
    );
    const ends = states.map(({ i, leaf }) => ({
      leaf, start: given.last.get(i) ?? outer.fill(0, b.shape(leaf)), next: before.get(nth(o.states, i)) ?? b.fill(0, b.shape(leaf)),
    }));
    const takers = !takes.isAsked() ? [] : states.map(({ i, leaf }) => {
      const [state, shape] = [nth(o.states, i), b.shape(leaf)];
      const part = given.entry.has(i) ? b.constant(1) : table.has(state) ? partOf(state) ?? b.constant(1) : b.constant(0);
      return {
        leaf: atKey(takes.leaves, i), start: outer.fill(given.last.has(i) ? 1 : 0, shape), next: b.broadcastTo(part, shape),
      };
    });
    const mirror = finished({
      b, step: o.step,
      constants: [...reads.constants, ...sums],
      states: [...ends, ...takers],
      items: [...reads.items, ...stacks, ...entries],
      outs: outs.map(({ ct }) => ct), parts: parts.map(({ ct }) => ct),
      names: new Map(states.flatMap(({ i, leaf }) => {
        const own = ownName(body, i);
        return own === undefined ? [] : [[leaf, `${own}_bar`] as const];
      })),
    }, loop, !loop.down);
    const result = (role: LoopRole, slot: number): NodeId | undefined => (slot < 0 ? undefined : loopResult(outer, mirror, role, slot));
    return [
      ...o.constants.map((_, i) => result("sum", parts.findIndex((p) => p.i === i))),
      ...o.states.map((_, i) => (want.starts[i] === true ? result("last", active.indexOf(i)) : undefined)),
      ...o.items.map((_, i) => result("stack", outs.findIndex((x) => x.i === i))),
    ];
  };
  return { active: moving, cotangents };
}

interface Participation {
  readonly supports: ReadonlyMap<NodeId, Support>;
  readonly leaves: ReadonlyMap<number, NodeId>;
  /** Whether a step needs to know. */
  readonly isAsked: () => boolean;
}

/**
 * Where the cotangents of states take part: a later step may have taken a branch without them. That is a state beside each,
 * 1 or 0, if a step has choices and meets a slope that may be infinite. What is seeded by more than a state takes part.
 */
function participation(
  o: Opened, { body }: Loop, states: readonly { readonly i: number; readonly leaf: NodeId }[], others: readonly (NodeId | undefined)[],
): Participation {
  const leaves = new Map<number, NodeId>();
  const supports = new Map<NodeId, Support>();
  let isAsked = false;
  if (body.builder.graph.idsOf((op) => isChoice(body.builder, { op })).length > 0) {
    for (const { i, leaf } of states) {
      const taker = o.leaf(o.b.shape(leaf));
      const make = (): NodeId => {
        isAsked = true;
        return taker;
      };
      leaves.set(i, taker);
      const next = nth(body.next, i);
      const isAlone = !others.includes(next) && states.every((s) => s.i === i || body.next[s.i] !== next);
      if (isAlone) supports.set(atKey(o.made, next), { parts: [], counts: true, cause: "branch", make });
    }
  }
  return { supports, leaves, isAsked: () => isAsked };
}

/** The tangents of the results of a loop, given those of its arguments. */
export function forward(
  outer: Builder, loop: Loop, tangents: readonly (NodeId | undefined)[], jvp: Jvp,
): (role: LoopRole, slot: number) => NodeId | undefined {
  const { starts } = argumentsOf(loop, tangents);
  let active: readonly number[] = starts.flatMap((t, i) => (t === undefined ? [] : [i]));
  for (;;) {
    const made = forwardWith(outer, loop, tangents, active, jvp);
    if (made.active.length === active.length) return made.result;
    active = made.active;
  }
}

interface Forwarded {
  readonly active: readonly number[];
  readonly result: (role: LoopRole, slot: number) => NodeId | undefined;
}

function forwardWith(
  outer: Builder, loop: Loop, tangents: readonly (NodeId | undefined)[], active: readonly number[], jvp: Jvp,
): Forwarded {
  const o = open(outer, loop);
  const { b } = o;
  const { body } = loop;
  const given = argumentsOf(loop, tangents);
  const moving = (leaves: readonly NodeId[], args: readonly (NodeId | undefined)[]): { of: NodeId; leaf: NodeId; arg: NodeId }[] =>
    leaves.flatMap((of, i) => (args[i] === undefined ? [] : [{ of, leaf: o.leaf(b.shape(of)), arg: args[i] }]));
  const constants = moving(o.constants, given.constants);
  const items = moving(o.items, given.sequences);
  const states = active.map((i) => ({ i, of: nth(o.states, i), leaf: o.leaf(b.shape(nth(o.states, i))) }));
  const node = (id: NodeId): NodeId => atKey(o.made, id);
  const all = resultsOf(body).map(node);
  const table = jvp(b, new Formulas(b), all, new Map([...constants, ...items, ...states].map(({ of, leaf }) => [of, leaf])));
  const now = body.next.flatMap((id, i) => (active.includes(i) || table.has(node(id)) ? [i] : []));
  const moved = (ids: readonly NodeId[]): { i: number; tangent: NodeId }[] =>
    ids.flatMap((id, i) => (table.has(node(id)) ? [{ i, tangent: b.broadcastTo(atKey(table, node(id)), b.shape(node(id))) }] : []));
  const [outs, parts] = [moved(body.outs), moved(body.parts)];
  let beside: Loop | undefined;
  const made = (): Loop => {
    const reads = readsOf(outer, loop, o);
    const next = (id: NodeId): NodeId => b.broadcastTo(table.get(node(id)) ?? b.constant(0), b.shape(node(id)));
    return beside ??= finished({
      b, step: o.step, constants: [...reads.constants, ...constants], items: [...reads.items, ...items],
      states: states.map(
        ({ i, leaf }) => ({ leaf, start: given.starts[i] ?? outer.fill(0, b.shape(leaf)), next: next(nth(body.next, i)) }),
      ),
      outs: outs.map((x) => x.tangent), parts: parts.map((x) => x.tangent),
    }, loop, loop.down);
  };
  const result = (role: LoopRole, slot: number): NodeId | undefined => {
    const at = role === "stack"
      ? outs.findIndex((x) => x.i === slot)
      : role === "sum"
      ? parts.findIndex((x) => x.i === slot)
      : active.indexOf(slot);
    return at < 0 ? undefined : loopResult(outer, made(), role, at);
  };
  return { active: now, result };
}
