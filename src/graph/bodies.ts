// The inside of a loop: a graph of its own that is closed. What it needs from outside comes in through its leaves,
// so that a body means the same wherever it stands; bodies with one text, which a digest tells, are one body.
import { atKey, nth } from "../diagnostics/known.js";
import { dimKey } from "../shape/dim.js";
import type { Shape } from "../shape/shape.js";
import { Builder } from "./builder.js";
import { attrsKey, type Closed, type NodeId } from "./graph.js";

/** The leaves of a body, which are variables of its graph, and what a step gives. */
export interface BodyParts {
  /** The same at every step. */
  readonly constants: readonly NodeId[];
  /** What the step before has left. */
  readonly states: readonly NodeId[];
  /** The step's row of each sequence. */
  readonly items: readonly NodeId[];
  /** The number of the step's row, from 0. */
  readonly step: NodeId;
  /** The states after the step. */
  readonly next: readonly NodeId[];
  /** One value a step, to be stacked. */
  readonly outs: readonly NodeId[];
  /** Values that are added over all steps. */
  readonly parts: readonly NodeId[];
}

export interface Body extends BodyParts, Closed {
  readonly builder: Builder;
  /** The user's names of its nodes, and names after those. */
  readonly names: ReadonlyMap<NodeId, string>;
}

/** A body in the making: what a loop hands in stands beside its leaf. */
export interface LoopDraft {
  readonly b: Builder;
  readonly constants: readonly { readonly leaf: NodeId; readonly arg: NodeId }[];
  readonly states: readonly { readonly leaf: NodeId; readonly start: NodeId; readonly next: NodeId }[];
  readonly items: readonly { readonly leaf: NodeId; readonly arg: NodeId }[];
  readonly step: NodeId;
  readonly outs: readonly NodeId[];
  readonly parts: readonly NodeId[];
  readonly names?: ReadonlyMap<NodeId, string>;
}

type States = Pick<Body, "names" | "states" | "next">;

/** The user's name of a state; of its cotangent that with `_bar`. */
export function ownName({ names, states, next }: States, slot: number): string | undefined {
  return names.get(nth(states, slot)) ?? names.get(nth(next, slot));
}

/** The user's name of a state, or what it is. */
export function stateName(body: States, slot: number): string {
  return ownName(body, slot) ?? `state${slot === 0 ? "" : slot + 1}`;
}

/** The results of a body, in one list. */
export function resultsOf(parts: Pick<BodyParts, "next" | "outs" | "parts">): NodeId[] {
  return [...parts.next, ...parts.outs, ...parts.parts];
}

/** The variable for a leaf of a body in the making. */
export function leafOf(b: Builder, kind: "c" | "s" | "x", number: number, shape: Shape): NodeId {
  return b.variable(`${kind}${number}`, shape);
}

export function stepLeaf(b: Builder): NodeId {
  return b.variable("t", []);
}

/** Marks what the given nodes need. */
export function neededIn(b: Builder, wanted: readonly NodeId[]): Uint8Array {
  const top = wanted.reduce((most, id) => Math.max(most, id), -1);
  const needed = new Uint8Array(top + 1);
  for (const id of wanted) needed[id] = 1;
  for (let id = top; id >= 0; id--) if (needed[id] === 1) for (const arg of b.node(id).args) needed[arg] = 1;
  return needed;
}

/** Copies the nodes that some need into another graph, with the given nodes for the leaves. */
export function copyInto(to: Builder, from: Builder, wanted: readonly NodeId[], leaves: ReadonlyMap<NodeId, NodeId>): Map<NodeId, NodeId> {
  const needed = neededIn(from, wanted);
  const made = new Map(leaves);
  const { origin } = to;
  for (let id = 0; id < needed.length; id++) {
    if (needed[id] === 0 || made.has(id)) continue;
    const node = from.node(id);
    to.origin = node.origin;
    made.set(id, to.copy(node, node.args.map((a) => atKey(made, a))));
  }
  to.origin = origin;
  return made;
}

/** The names of the nodes of a graph that another graph has, there. */
export function namesIn(made: ReadonlyMap<NodeId, NodeId>, names: ReadonlyMap<NodeId, string>): Map<NodeId, string> {
  return new Map([...names].flatMap(([id, name]) => {
    const at = made.get(id);
    return at === undefined ? [] : [[at, name] as const];
  }));
}

/** A body with leaves in order, without those that nothing needs but for the states, and what is left to hand in. */
export function closeBody(draft: LoopDraft): { readonly body: Body; readonly args: NodeId[] } {
  const wanted = [...draft.states.map((s) => s.next), ...draft.outs, ...draft.parts];
  const needed = neededIn(draft.b, wanted);
  const used = <T extends { readonly leaf: NodeId }>(all: readonly T[]): T[] => all.filter(({ leaf }) => needed[leaf] === 1);
  const [constants, items] = [used(draft.constants), used(draft.items)];
  const builder = new Builder(draft.b.ops, { from: wanted.length + needed.length });
  const leaves = (kind: "c" | "s" | "x", all: readonly { readonly leaf: NodeId }[]): NodeId[] =>
    all.map(({ leaf }, i) => leafOf(builder, kind, i, draft.b.shape(leaf)));
  const parts = {
    constants: leaves("c", constants), states: leaves("s", draft.states), items: leaves("x", items),
    step: stepLeaf(builder),
  };
  const given = new Map<NodeId, NodeId>([[draft.step, parts.step]]);
  constants.forEach(({ leaf }, i) => given.set(leaf, nth(parts.constants, i)));
  draft.states.forEach(({ leaf }, i) => given.set(leaf, nth(parts.states, i)));
  items.forEach(({ leaf }, i) => given.set(leaf, nth(parts.items, i)));
  const made = copyInto(builder, draft.b, wanted, given);
  const all = (ids: readonly NodeId[]): NodeId[] => ids.map((id) => atKey(made, id));
  const names = namesIn(made, draft.names ?? new Map<NodeId, string>());
  const body = closed(
    builder, { ...parts, next: all(draft.states.map((s) => s.next)), outs: all(draft.outs), parts: all(draft.parts) },
    names,
  );
  return { body, args: [...constants.map((c) => c.arg), ...draft.states.map((s) => s.start), ...items.map((x) => x.arg)] };
}

/** A body of leaves and results in a graph that has nothing else. */
export function closed(builder: Builder, parts: BodyParts, names: ReadonlyMap<NodeId, string>): Body {
  return { ...parts, builder, names, closure: digestOf(textOf(builder, parts)) };
}

/** A text that equal bodies share. */
function textOf(b: Builder, parts: BodyParts): string {
  const needed = neededIn(b, resultsOf(parts));
  const numbers = new Map<NodeId, number>();
  const leaves = [...parts.constants, "|", ...parts.states, "|", ...parts.items, "|", parts.step];
  for (const leaf of leaves) if (typeof leaf === "number") numbers.set(leaf, numbers.size);
  const head = leaves.map((leaf) => (typeof leaf === "string" ? leaf : `[${b.shape(leaf).map(dimKey).join(",")}]`)).join("");
  const lines: string[] = [head];
  for (let id = 0; id < needed.length; id++) {
    if (needed[id] === 0 || numbers.has(id)) continue;
    const { op, args, attrs } = b.node(id);
    numbers.set(id, numbers.size);
    lines.push(`${op}(${args.map((a) => numbers.get(a)).join(",")})${attrsKey(attrs)}`);
  }
  const results = [parts.next, parts.outs, parts.parts].map((ids) => ids.map((id) => numbers.get(id)).join(","));
  return `${lines.join(";")}=>${results.join("|")}`;
}

/** 128 bits of a text, by which a long one is told. */
function digestOf(text: string): string {
  let [a, b, c, d] = [0x811c9dc5, 0x9e3779b1, 0x85ebca6b, 0xc2b2ae35];
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i);
    a = b ^ Math.imul(a ^ code, 0x239b961b);
    b = c ^ Math.imul(b ^ code, 0xab0e9789);
    c = d ^ Math.imul(c ^ code, 0x38b34ae5);
    d = a ^ Math.imul(d ^ code, 0xa1e38b93);
  }
  return [a, b, c, d].map((lane) => (lane >>> 0).toString(36)).join(".");
}
