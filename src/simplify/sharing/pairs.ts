// Which pairs of elements to form first, so that chains share them: always the pair that most chains have.
// Works on numbers alone; the time is bounded by a budget of steps, after which what was found stands.
import { nth } from "../../diagnostics/known.js";
import type { Element, Pair } from "./chains.js";
import { joinCompanions } from "./companions.js";

export interface Shared {
  /** The node `from + i` is pair i. */
  readonly pairs: readonly Pair[];
  /** The elements of each chain; undefined where one has gone into a pair that stands elsewhere. */
  readonly chains: readonly (readonly (Element | undefined)[])[];
  readonly steps: number;
}

/** Elements of one chain that are paired with each other; the others wait until there is room. */
const MOST_ACTIVE = 12;
const STEPS_PER_ELEMENT = 12;
/** Keys of pairs are doubles: so many nodes can be told apart. */
const MOST_NODES = 2 ** 25;

interface Line {
  readonly places: (Element | undefined)[];
  /** Where each element stands that some chain may share. */
  readonly active: Map<Element, number[]>;
  /** The rarest first. */
  readonly waiting: (readonly [Element, number[]])[];
}

interface Entry {
  count: number;
  readonly lines: number[];
}

interface State {
  readonly lines: readonly Line[];
  readonly entries: Map<number, Entry>;
  /** Pairs by how often they occur, or once did. */
  readonly byCount: number[][];
  readonly pairs: Pair[];
  steps: number;
}

/** Greedy sharing over chains of one kind, whose nodes are all below `from`. */
export function sharePairs(chains: readonly (readonly Element[])[], from: number): Shared {
  const places = chains.map((chain): (Element | undefined)[] => [...chain]);
  const pairs = joinCompanions(places, from);
  const state: State = { lines: places.map(lineOf(places)), entries: new Map(), byCount: [], pairs, steps: 0 };
  const budget = STEPS_PER_ELEMENT * chains.reduce((sum, c) => sum + c.length, 0);
  state.lines.forEach((line, at) => {
    const known: Element[] = [];
    for (const e of line.active.keys()) {
      known.push(e);
      for (const other of known) add(state, at, e, other);
    }
  });
  for (const [key, { count }] of state.entries) enqueue(state, key, count);
  for (let count = state.byCount.length - 1; count >= 2; count--) {
    const queue = state.byCount[count] ?? [];
    for (let at = 0; at < queue.length && from + state.pairs.length < MOST_NODES && state.steps < budget; at++) {
      const key = nth(queue, at);
      const now = state.entries.get(key)?.count ?? 0;
      if (now < count) enqueue(state, key, now);
      else extract(state, key, from + state.pairs.length);
    }
  }
  return { pairs: state.pairs, chains: places, steps: state.steps };
}

/** What a chain has in common with others. */
function lineOf(chains: readonly (readonly (Element | undefined)[])[]): (places: (Element | undefined)[]) => Line {
  const frequency = new Map<number, number>();
  const often = (e: Element): number => frequency.get(e >> 1) ?? 0;
  for (const chain of chains) for (const e of chain) if (e !== undefined) frequency.set(e >> 1, often(e) + 1);
  return (places) => {
    const where = new Map<Element, number[]>();
    places.forEach((e, place) => {
      if (e === undefined || often(e) < 2) return;
      const known = where.get(e);
      if (known === undefined) where.set(e, [place]);
      else known.push(place);
    });
    const sorted = [...where].sort(([x], [y]) => often(y) - often(x) || x - y);
    return { places, active: new Map(sorted.slice(0, MOST_ACTIVE)), waiting: sorted.slice(MOST_ACTIVE).reverse() };
  };
}

/** A pair and its opposite have one key; the pair as it stands there comes first in a chain, or turned round. */
function keyOf(e: Element, f: Element): number {
  const [a, b] = e >> 1 <= f >> 1 ? [e, f] : [f, e];
  return ((a >> 1) * MOST_NODES + (b >> 1)) * 2 + ((a ^ b) & 1);
}

/** How many pairs of both elements the chain has side by side. */
function occurrences(line: Line, e: Element, f: Element): number {
  const many = line.active.get(e)?.length ?? 0;
  if (e === f) return many >> 1;
  return e >> 1 === f >> 1 ? 0 : Math.min(many, line.active.get(f)?.length ?? 0);
}

function add(state: State, at: number, e: Element, f: Element): number {
  state.steps++;
  const count = occurrences(state.lines[at] as Line, e, f);
  const key = keyOf(e, f);
  if (count === 0) return key;
  const known = state.entries.get(key);
  if (known === undefined) state.entries.set(key, { count, lines: [at] });
  else {
    known.count += count;
    if (known.lines[known.lines.length - 1] !== at) known.lines.push(at);
  }
  return key;
}

function remove(state: State, at: number, e: Element, f: Element): void {
  state.steps++;
  const count = occurrences(state.lines[at] as Line, e, f);
  const known = count === 0 ? undefined : state.entries.get(keyOf(e, f));
  if (known !== undefined) known.count -= count;
}

function enqueue(state: State, key: number, count: number): void {
  if (count < 2) return;
  const queue = state.byCount[count];
  if (queue === undefined) state.byCount[count] = [key];
  else queue.push(key);
}

/** Makes a pair a node of its own, in every chain that has it. */
function extract(state: State, key: number, node: number): void {
  const rest = Math.floor(key / 2);
  const [first, second, opposed] = [Math.floor(rest / MOST_NODES), rest % MOST_NODES, key % 2];
  const touched = new Set<number>();
  let turned = 0, straight = 0;
  for (const at of new Set((state.entries.get(key) as Entry).lines)) {
    for (const flipped of [0, 1]) {
      const count = replace(state, at, [first * 2 + flipped, second * 2 + (flipped ^ opposed)], node * 2 + flipped, touched);
      if (flipped === 1) turned += count;
      else straight += count;
    }
  }
  state.pairs.push({ first, second, isOpposed: opposed === 1, isTurned: turned > straight });
  for (const each of touched) enqueue(state, each, state.entries.get(each)?.count ?? 0);
}

/** Puts an element in the place of two others; says how often. */
function replace(state: State, at: number, [e, f]: readonly [Element, Element], by: Element, touched: Set<number>): number {
  const line = state.lines[at] as Line;
  const count = occurrences(line, e, f);
  if (count === 0) return 0;
  const both = e === f ? [e] : [e, f];
  forPairs(line, both, (x, y) => remove(state, at, x, y));
  const places: number[] = [];
  for (let i = 0; i < count; i++) {
    const [p, q] = [line.active.get(e)?.pop() as number, line.active.get(f)?.pop() as number];
    line.places[Math.max(p, q)] = undefined;
    line.places[Math.min(p, q)] = by;
    places.push(Math.min(p, q));
  }
  for (const x of both) if (line.active.get(x)?.length === 0) line.active.delete(x);
  line.active.set(by, places);
  const fresh = [...both, by];
  while (line.active.size < MOST_ACTIVE) {
    const next = line.waiting.pop();
    if (next === undefined) break;
    line.active.set(...next);
    fresh.push(next[0]);
  }
  forPairs(line, fresh, (x, y) => { touched.add(add(state, at, x, y)); });
  return count;
}

/** Every pair of active elements of which one is listed, once. */
function forPairs(line: Line, listed: readonly Element[], visit: (x: Element, y: Element) => void): void {
  listed.forEach((x, i) => {
    if (!line.active.has(x)) return;
    for (const y of line.active.keys()) if (listed.indexOf(y) < 0 || listed.indexOf(y) >= i) visit(x, y);
  });
}
