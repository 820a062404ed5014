// Steps of which each starts from what the last one left. All results of one loop are nodes with the same arguments:
// the constants, the states at the start, and the sequences, whose rows are the items of the steps.
import { nth } from "../diagnostics/known.js";
import { neededIn, type Body } from "../graph/bodies.js";
import type { Builder } from "../graph/builder.js";
import type { Node, NodeId } from "../graph/graph.js";
import type { Dim } from "../shape/dim.js";

/** The state after all steps, the states before each, a value of each step, or the sum of one over all steps. */
export type LoopRole = "last" | "entry" | "stack" | "sum";

/** What the results of one loop have in common. */
export interface Loop {
  readonly body: Body;
  /** How many, 0 at least. */
  readonly steps: Dim;
  /** From the last row to the first. */
  readonly down: boolean;
  readonly args: readonly NodeId[];
}

export interface LoopResult {
  readonly role: LoopRole;
  /** Which state, value or sum. */
  readonly slot: number;
}

/** Whether a result has a row for each step. */
export function hasRows(role: LoopRole): boolean {
  return role === "entry" || role === "stack";
}

/** Whether a result is a state, and not something else that a step gives. */
export function isOfState(role: LoopRole): boolean {
  return role === "last" || role === "entry";
}

export function isLoop({ op }: Pick<Node, "op">): boolean {
  return op === "loop";
}

export function loopOf({ attrs, args }: Node): Loop & LoopResult {
  const { body, steps, down, role, slot } = attrs as unknown as Omit<Loop, "args"> & LoopResult;
  return { body, steps, down, role, slot, args };
}

/** The node of a result of a loop. */
export function loopResult(b: Builder, { body, steps, down, args }: Loop, role: LoopRole, slot: number): NodeId {
  return b.apply("loop", args, { body, steps, down, role, slot });
}

/** A text that the results of one loop share. */
export function loopKey({ body, steps, down, args }: Loop): string {
  return `${body.closure}|${typeof steps === "number" ? steps : steps.key}|${down}|${args.join(",")}`;
}

/** The results of each loop among some nodes, arguments first, by the first of them. */
export function loopsIn(b: Builder, order: Iterable<NodeId>): Map<NodeId, readonly NodeId[]> {
  const loops = new Map<string, NodeId[]>();
  for (const id of order) {
    const node = b.node(id);
    if (!isLoop(node)) continue;
    const key = loopKey(loopOf(node));
    const known = loops.get(key);
    if (known === undefined) loops.set(key, [id]);
    else known.push(id);
  }
  return new Map([...loops.values()].map((ids) => [nth(ids, 0), ids]));
}

/** The arguments of a loop by what they are handed in for. */
export function argumentsOf<T>(
  { body }: Pick<Loop, "body">, args: readonly T[],
): { constants: readonly T[]; starts: readonly T[]; sequences: readonly T[] } {
  const [first, second] = [body.constants.length, body.constants.length + body.states.length];
  return { constants: args.slice(0, first), starts: args.slice(first, second), sequences: args.slice(second) };
}

/** What a step has to compute. */
export interface Live {
  readonly states: readonly number[];
  readonly outs: readonly number[];
  readonly parts: readonly number[];
}

function slots(results: readonly LoopResult[], ...roles: readonly LoopRole[]): number[] {
  return [...new Set(results.filter((r) => roles.includes(r.role)).map((r) => r.slot))].sort((x, y) => x - y);
}

/** The results of a step that are wanted, and the states that those or other states need. */
export function liveIn(body: Body, results: readonly LoopResult[]): Live {
  const [outs, parts] = [slots(results, "stack"), slots(results, "sum")];
  let states = slots(results, "last", "entry");
  for (;;) {
    const needed = neededIn(body.builder, wantedIn(body, { states, outs, parts }));
    const all = body.states.flatMap((leaf, i) => (needed[leaf] === 1 || states.includes(i) ? [i] : []));
    if (all.length === states.length) return { states, outs, parts };
    states = all;
  }
}

export function wantedIn(body: Body, { states, outs, parts }: Live): NodeId[] {
  return [
    ...states.map((i) => nth(body.next, i)), ...outs.map((i) => nth(body.outs, i)),
    ...parts.map((i) => nth(body.parts, i)),
  ];
}

/** The arguments of a loop that some of its results need. */
export function argumentsFor({ body, args }: Loop, results: readonly LoopResult[]): NodeId[] {
  const live = liveIn(body, results);
  const needed = neededIn(body.builder, wantedIn(body, live));
  const { constants, starts, sequences } = argumentsOf({ body }, args);
  const read = (leaves: readonly NodeId[], own: readonly NodeId[]): NodeId[] => own.filter((_, i) => needed[nth(leaves, i)] === 1);
  return [...read(body.constants, constants), ...live.states.map((i) => nth(starts, i)), ...read(body.items, sequences)];
}
