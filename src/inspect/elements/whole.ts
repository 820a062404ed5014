// Whole arrays by their elements: `map(sum(x[i] - x[j], j = 1:n), i = 1:n)`.
import type { NodeId } from "../../graph/graph.js";
import { addDims, subtractDims } from "../../shape/dim.js";
import type { PartRead, Reading } from "../reading.js";
import { call, type Written } from "../written.js";
import { NoForm, type At } from "./at.js";
import { materialized, rangeOf } from "./element.js";
import { Letters, type Seen } from "./letters.js";
import type { Condition, Letter } from "./places.js";
import { elementAt, type Elements } from "./read.js";

/** An array by its elements. */
export interface ByElements {
  readonly whole: Written;
  /** One element, without the conditions under which it counts. */
  readonly element: Written;
  /** As a part of other formulas: the array of that for all places, and how it is read. */
  readonly part: Written;
  readonly axes: PartRead["axes"];
}

/** Elements may be rows unless they are to be numbers; a part of formulas may have dimensions of 1, which it loses. */
export type ElementsOf = "array" | "numbers" | "part";

const MOST_READ = 2000;
/** Letters of conditions alone are beyond those that are in use. */
const MOST_LETTERS = 12;

/** Undefined where there is no such form. */
export function byElements(r: Reading, id: NodeId, as: ElementsOf = "array"): ByElements | undefined {
  const rank = r.b.shape(id).length;
  if (as === "array" && r.b.shape(id).includes(1)) return undefined;
  for (const letters of rank > 1 && as !== "numbers" ? [rank - 1, rank] : [rank]) {
    try {
      const { elements } = readAll(r, id, letters, []);
      return readAll(r, id, letters, elements.letters.seen()).found;
    } catch (fault) {
      if (!(fault instanceof NoForm)) throw fault;
    }
  }
  return undefined;
}

function readAll(r: Reading, id: NodeId, rank: number, seen: readonly Seen[]): { readonly elements: Elements; readonly found: ByElements } {
  const shape = r.b.shape(id);
  const elements: Elements = { r, letters: new Letters(r, seen), left: MOST_READ };
  const letters = shape.slice(0, rank).map((dim, i) => elements.letters.take(dim, i));
  const at = [...letters.map((l): At => l.place), ...shape.slice(rank).map((): At => "whole")];
  const { value, where } = elementAt(elements, id, at, { depth: rank, held: [], deep: 0 });
  elements.letters.checkOpen();
  if (rank < shape.length && !value.isArray) throw new NoForm();
  // a part is for all places, also for those that no window shows, if each is read at one place alone
  const wide = letters.map(({ letter: { name, first, last } }, i): Letter => {
    const own = seen[shape.slice(0, i).filter((dim) => dim !== 1).length];
    if (own === undefined || own.least !== own.most) return { name, first, last };
    return { name, first: 1, last: own.end === undefined ? last : addDims(own.end, Math.max(own.most, 0)) };
  });
  const over = (element: Written, all: readonly Letter[]): Written => {
    const ranges = all.flatMap((letter, i) => (shape[i] === 1 ? [] : [rangeOf(letter)]));
    return ranges.length === 0 ? element : call("map", [element, ...ranges], true);
  };
  const axes = shape.map((size, i): PartRead["axes"][number] => {
    const [own, letter] = [letters[i]?.letter, wide[i]];
    if (size === 1) return undefined;
    if (own === undefined || letter === undefined) return { by: 0, size };
    // what begins at its own first number is read from 1 on
    const by = letter.first === 1 ? Number(own.first) - 1 : 0;
    return { by, size: subtractDims(letter.last, subtractDims(letter.first, 1)) };
  });
  const all = letters.map((l) => l.letter);
  return { elements, found: { element: value, whole: over(materialized({ value, where }), all), part: over(value, wide), axes } };
}

/** What must hold of a place, for an element to count. */
export function whereOf(r: Reading, id: NodeId, at: readonly At[]): readonly Condition[] {
  const elements: Elements = { r, letters: new Letters(r), left: MOST_READ };
  return elementAt(elements, id, at, { depth: MOST_LETTERS, held: [], deep: 0 }).where;
}
