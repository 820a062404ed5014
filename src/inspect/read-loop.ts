// Loops as blocks of steps, from which the text is read again to the same loop.
import { nth } from "../diagnostics/known.js";
import { ownName } from "../graph/bodies.js";
import type { NodeId } from "../graph/graph.js";
import { argumentsOf, isOfState, liveIn, type Loop, type LoopResult } from "../ops/loop.js";
import { addDims, formatDim } from "../shape/dim.js";
import { summed } from "./reading.js";
import { block, index, infix, isInfix, name, number, prefix, withParts, type Block, type Written } from "./written.js";

/** What the reader of a whole program gives to that of one loop. */
export interface LoopReading {
  /** A value outside, by its name unless it is short. */
  readonly outside: (id: NodeId) => Written;
  /** The name of the number of the step. */
  readonly index: string;
  /** A name that is still free. */
  readonly fresh: (wanted: string) => string;
  /** The name that a result of the loop has been promised, or a new one. */
  readonly nameOf: (result: NodeId, wanted: string) => string;
  /** The formulas of a body: of its leaves what they are written as, of its wanted nodes their names. */
  readonly inside: (loop: Loop, leaves: ReadonlyMap<NodeId, Written>, wanted: readonly (readonly [string, NodeId])[]) => readonly LineOf[];
}

export interface LineOf {
  readonly name: string;
  readonly formula: Written;
}

export interface ReadLoop {
  readonly block: Block;
  /** The arrays that the block defines. */
  readonly arrays: readonly string[];
  /** Each result of the loop: an array of the block, or made of one. */
  readonly results: ReadonlyMap<NodeId, Written>;
}

type Result = LoopResult & { readonly id: NodeId };

export function readLoop(r: LoopReading, loop: Loop, results: readonly Result[]): ReadLoop {
  const { body, steps, down, args } = loop;
  const given = argumentsOf(loop, args);
  const live = liveIn(body, results);
  const t = r.index;
  const shape = (id: NodeId): number => body.builder.shape(id).length;
  const targets = targetsOf(r, loop, results, live.states);
  const past = (array: string): string => `${array}[${t} ${down ? "+" : "-"} 1]`;
  const stateOf = (i: number): string => targets.states.get(i) as string;
  const leaves = new Map<NodeId, Written>([[body.step, infix("-", name(t, false), number(1))]]);
  body.constants.forEach((leaf, i) => leaves.set(leaf, r.outside(nth(given.constants, i))));
  body.items.forEach(
    (leaf, i) => leaves.set(leaf, rowOf(r.outside(nth(given.sequences, i)), [t, ...whole(shape(leaf))], shape(leaf) > 0)),
  );
  for (const i of live.states) leaves.set(nth(body.states, i), name(past(stateOf(i)), shape(nth(body.states, i)) > 0));
  const isStep = new Set(targets.lines.map(([array]) => array));
  const lines = r.inside(loop, leaves, targets.lines).map(
    ({ name: own, formula }) => ({ name: own, isStep: isStep.has(own), value: atStep(formula, isStep, t) }),
  );
  const entries = results.filter((x) => x.role === "entry").map((x) => ({
    name: r.nameOf(x.id, beforeName(ownName(body, x.slot))), isStep: true, id: x.id,
    value: leaves.get(nth(body.states, x.slot)) as Written,
  }));
  const start = formatDim(down ? addDims(steps, 1) : 0);
  const found = new Map<NodeId, Written>();
  for (const { id, role, slot } of results) {
    const state = (): Written => name(stateOf(slot), true);
    const rank = shape(nth(role === "stack" ? body.outs : role === "sum" ? body.parts : body.states, slot));
    if (role === "last") found.set(id, index(state(), [down ? "1" : "end", ...whole(rank)], rank > 0));
    if (role === "stack") found.set(id, name(targets.of.get(nth(body.outs, slot)) as string, true));
    if (role === "sum") found.set(id, summed(name(targets.of.get(nth(body.parts, slot)) as string, true), [0], rank + 1));
  }
  for (const e of entries) found.set(e.id, name(e.name, true));
  return {
    arrays: [...isStep, ...entries.map((e) => e.name)], results: found,
    block: block({
      index: t, range: down ? `${formatDim(steps)}:-1:1` : `1:${formatDim(steps)}`, lines: [...entries, ...lines],
      starts: live.states.map((i) => ({ name: stateOf(i), at: start, value: r.outside(nth(given.starts, i)) })),
    }),
  };
}

/** A row of an array; a number times an array is the number times its row. */
function rowOf(w: Written, items: readonly string[], isArray: boolean): Written {
  if (w.kind === "prefix") return prefix(w.symbol, rowOf(w.arg, items, isArray));
  if (w.kind === "call" && w.name === "ones" && !isArray) return number(1);
  if (isInfix(w, "*") && !w.left.isArray) return infix(w.symbol, w.left, rowOf(w.right, items, isArray));
  return index(w, items, isArray);
}

function whole(rank: number): string[] {
  return new Array<string>(rank).fill(":");
}

interface Targets {
  /** The arrays of values that steps give. */
  readonly lines: readonly (readonly [string, NodeId])[];
  readonly of: ReadonlyMap<NodeId, string>;
  /** The array that a state is a past value of. */
  readonly states: ReadonlyMap<number, string>;
}

/** Of the values that a state has before each step. */
function beforeName(own: string | undefined): string {
  return own === undefined ? "s" : `${own}_before`;
}

/** A name for each value that is wanted of a step; a state has one of its own, since it has its own start. */
function targetsOf(r: LoopReading, { body }: Loop, results: readonly Result[], live: readonly number[]): Targets {
  const lines: [string, NodeId][] = [];
  const of = new Map<NodeId, string>();
  const states = new Map<number, string>();
  const add = (node: NodeId, own: string): string => {
    lines.push([own, node]);
    if (!of.has(node)) of.set(node, own);
    return own;
  };
  for (const { id, role, slot } of results) {
    if (isOfState(role)) continue;
    const node = nth(role === "stack" ? body.outs : body.parts, slot);
    const wanted = body.names.get(node) ?? (role === "sum" ? "p" : "s");
    if (role === "stack" && !of.has(node)) add(node, r.nameOf(id, wanted));
    if (role === "sum" && !of.has(node)) add(node, r.fresh(wanted));
  }
  const taken = new Set<string>();
  for (const i of live) {
    const next = nth(body.next, i);
    const known = of.get(next);
    const own = known === undefined || taken.has(known) ? add(next, r.fresh(ownName(body, i) ?? "s")) : known;
    taken.add(own);
    states.set(i, own);
  }
  return { lines, of, states };
}

/** The formula with the values of this step for the names of their arrays. */
function atStep(w: Written, arrays: ReadonlySet<string>, t: string): Written {
  if (w.kind === "name") return arrays.has(w.name) ? { ...w, name: `${w.name}[${t}]` } : w;
  const made = withParts(w, (part) => atStep(part, arrays, t));
  const offset = offsetOf(made, t);
  if (offset === undefined || made.kind !== "infix") return made;
  return offset === 0 ? name(t, false) : infix(offset > 0 ? "+" : "-", name(t, false), number(Math.abs(offset)));
}

/** The number that is added to the index of the step, of `1 + (t - 1)` 0; undefined for what is no such sum. */
function offsetOf(w: Written, t: string): number | undefined {
  if (w.kind === "name") return w.name === t ? 0 : undefined;
  if (!isInfix(w, "+", "-")) return undefined;
  const [x, y] = w.left.kind === "number" && w.symbol === "+" ? [w.right, w.left] : [w.left, w.right];
  const [before, more] = [offsetOf(x, t), y.kind === "number" && Number.isSafeInteger(y.value) ? y.value : undefined];
  return before === undefined || more === undefined ? undefined : w.symbol === "+" ? before + more : before - more;
}
