// Places in arrays as sums of letters and sizes, and what must hold of them, such as `j >= i + 1`.
import { addDims, formatDim, isNeverNegative, multiplyDims, type Dim } from "../../shape/dim.js";
import { BINDS, infix, name, type Written } from "../written.js";

/** The index of a sum or a map, with the numbers that it runs through. */
export interface Letter {
  readonly name: string;
  readonly first: Dim;
  readonly last: Dim;
}

/** A whole number: a size and whole multiples of letters. Places count from 1. */
export interface Place {
  readonly dim: Dim;
  readonly by: ReadonlyMap<Letter, number>;
}

/** A comparison of two places; of its other forms `difference >= 0` is one. */
export interface Condition {
  readonly symbol: string;
  readonly left: Place;
  readonly right: Place;
  /** What is never negative, or for `==` and `!=` (never) zero. */
  readonly difference: Place;
  readonly key: string;
  /** The numbers of ranges that it is made of. */
  readonly reads: readonly Place[];
}

export function fixedPlace(dim: Dim): Place {
  return { dim, by: new Map() };
}

export function addPlaces(x: Place, y: Place, times = 1): Place {
  const by = new Map(x.by);
  for (const [letter, k] of y.by) by.set(letter, (by.get(letter) ?? 0) + k * times);
  return { dim: addDims(x.dim, multiplyDims(times, y.dim)), by: new Map([...by].filter(([, k]) => k !== 0)) };
}

export function scalePlace(x: Place, times: number): Place {
  return addPlaces(fixedPlace(0), x, times);
}

export function movedPlace(x: Place, by: Dim): Place {
  return { ...x, dim: addDims(x.dim, by) };
}

export function condition(symbol: string, x: Place, y: Place): Condition | undefined {
  // a letter on both sides says nothing: it may be that of a sum inside
  const same = { dim: 0, by: new Map([...x.by].filter(([letter, k]) => y.by.get(letter) === k)) };
  const [left, right] = [x, y].map((side) => addPlaces(side, same, -1)) as [Place, Place];
  const found = differenceOf(symbol, left, right);
  if (found === undefined) return undefined;
  const kind = symbol === "==" || symbol === "!=" ? symbol : ">=";
  return { symbol, left, right, difference: found, key: `${kind} ${keyOf(found)}`, reads: [] };
}

function differenceOf(symbol: string, left: Place, right: Place): Place | undefined {
  switch (symbol) {
    case "==": case "!=": case ">=": return addPlaces(left, right, -1);
    case "<=": return addPlaces(right, left, -1);
    case ">": return movedPlace(addPlaces(left, right, -1), -1);
    case "<": return movedPlace(addPlaces(right, left, -1), -1);
    default: return undefined;
  }
}

function keyOf({ dim, by }: Place): string {
  return `${[...by].map(([letter, k]) => `${k}*${letter.name}`).sort().join(" + ")} + ${formatDim(dim)}`;
}

/** The least that a place is over all numbers of its letters. */
export function leastOf({ dim, by }: Place): Dim {
  return [...by].reduce<Dim>((sum, [{ first, last }, k]) => addDims(sum, multiplyDims(k, k > 0 ? first : last)), dim);
}

/** The greatest that a place is. */
export function mostOf(place: Place): Dim {
  return multiplyDims(-1, leastOf(scalePlace(place, -1)));
}

export function isAlwaysAtLeast(x: Place, y: Place): boolean {
  return isNeverNegative(leastOf(addPlaces(x, y, -1)));
}

/** Whether a condition holds for all numbers of its letters. */
export function isAlways({ symbol, difference }: Condition): boolean {
  return symbol !== "==" && symbol !== "!=" && isNeverNegative(leastOf(difference));
}

export interface Bound {
  readonly side: "first" | "last";
  readonly at: Place;
}

/** What a condition says of one letter: the least or the greatest number that it may be. */
export function boundOn(letter: Letter, { symbol, difference }: Condition): Bound | undefined {
  const times = difference.by.get(letter);
  if (symbol === "==" || symbol === "!=" || (times !== 1 && times !== -1)) return undefined;
  const rest = { ...difference, by: new Map([...difference.by].filter(([other]) => other !== letter)) };
  return times === 1 ? { side: "first", at: scalePlace(rest, -1) } : { side: "last", at: rest };
}

/** `i + 1`, `n - i`. */
export function placeText({ dim, by }: Place): string {
  const letters = [...by].sort(([, a], [, b]) => Number(b > 0) - Number(a > 0)).map(([{ name: letter }, k]) => multipleOf(letter, k));
  const parts = dim === 0 && letters.length > 0 ? [] : [formatDim(dim)];
  const all = letters[0]?.startsWith("-") === false ? [...letters, ...parts] : [...parts, ...letters];
  return all.reduce((text, part) => (part.startsWith("-") ? `${text} - ${part.slice(1)}` : `${text} + ${part}`));
}

function multipleOf(letter: string, k: number): string {
  if (k === 1) return letter;
  return k === -1 ? `-${letter}` : `${k}*${letter}`;
}

export function placeWritten(place: Place): Written {
  const text = placeText(place);
  return name(text, false, /^[\w]+$/.test(text) ? BINDS.atom : text.includes(" ") ? BINDS.add : BINDS.unary);
}

/** A number beside letters goes to the side that has none. */
export function conditionWritten({ symbol, left, right }: Condition): Written {
  const isMoved = right.by.size === 0 && typeof left.dim === "number" && left.by.size > 0;
  const [x, y] = isMoved ? [movedPlace(left, -left.dim), movedPlace(right, -left.dim)] : [left, right];
  return infix(symbol, placeWritten(x), placeWritten(y));
}

export function allOf(conditions: readonly Condition[]): Written {
  return conditions.map(conditionWritten).reduce((x, y) => infix("and", x, y));
}

/** Each once. */
export function union(x: readonly Condition[], y: readonly Condition[]): readonly Condition[] {
  const known = new Set(x.map((c) => c.key));
  return y.length === 0 ? x : [...x, ...y.filter((c) => !known.has(c.key))];
}

export function sameConditions(x: readonly Condition[], y: readonly Condition[]): boolean {
  return x.length === y.length && union(x, y).length === x.length;
}

export function letterAt(letter: Letter, shift: number): Place {
  return { dim: -shift, by: new Map([[letter, 1]]) };
}

/** How many numbers a range has. */
export function countOf(first: Place, last: Place): Place {
  return movedPlace(addPlaces(last, first, -1), 1);
}
