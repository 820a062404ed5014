// Elements as they are written: a value and where it counts, and what products, sums and ranges of them are.
import { negated, times } from "../algebra.js";
import { product } from "../reading.js";
import { BINDS, call, choice, isNumber, name, number, type Written } from "../written.js";
import { NoForm } from "./at.js";
import type { Letters } from "./letters.js";
import {
  allOf, boundOn, condition, countOf, fixedPlace, isAlwaysAtLeast, letterAt, mostOf, movedPlace, placeText, union,
  type Condition, type Letter, type Place,
} from "./places.js";

/** A value, where conditions hold; 0 elsewhere. */
export interface Element {
  readonly value: Written;
  readonly where: readonly Condition[];
  /** A sum of so many terms. */
  readonly count?: Place;
}

interface Range {
  first: Place;
  last: Place;
}

export function plainly(value: Written): Element {
  return { value, where: [] };
}

export function counted(value: Written, where: readonly Condition[], count: Place | undefined): Element {
  return { value, where, ...(count === undefined ? {} : { count }) };
}

/** By itself: elsewhere 0. */
export function materialized({ value, where }: Element): Written {
  return where.length === 0 ? value : choice(allOf(where), value, number(0));
}

export function productOf(factors: readonly Element[]): Element {
  return factors.reduce((x, y) => counted(times(x.value, y.value, false), union(x.where, y.where), x.count ?? y.count));
}

/** `sum(a)`, `a * b`, `sum(a .* b .* c)`, with factors that are numbers before. */
export function sumOfRows(factors: readonly Element[]): Element {
  const where = factors.reduce<readonly Condition[]>((all, f) => union(all, f.where), []);
  const [rows, scalars] = [factors.filter((f) => f.value.isArray), factors.filter((f) => !f.value.isArray)];
  if (rows.length === 0) throw new NoForm();
  const [x, y, ...more] = rows.map((f) => f.value) as [Written, Written?, ...Written[]];
  const sum = y !== undefined && more.length === 0
    ? product(x, y, false)
    : call("sum", [[x, ...(y === undefined ? [] : [y]), ...more].reduce((a, b) => times(a, b, false))], false);
  return { value: scalars.reduceRight((w, s) => times(s.value, w, false), sum), where };
}

/**
 * A sum over letters. Bounds that its conditions set become ranges, the others stand inside; what knows none of the letters
 * goes outwards.
 */
export function summedOver(known: Letters, letters: readonly Letter[], term: Element): Element {
  return reducedOver(known, letters, term, "sum", 0);
}

/** The same for other reductions; where its conditions do not hold a term is `otherwise`, which changes nothing. */
export function reducedOver(
  known: Letters, letters: readonly Letter[], { value, where }: Element, reduction: string, otherwise: number,
): Element {
  const isOwn = (c: Condition): boolean => letters.some((l) => c.difference.by.has(l));
  const ranges = new Map<Letter, Range>(letters.map((l) => [l, { first: fixedPlace(l.first), last: fixedPlace(l.last) }]));
  const free = where.filter((c) => isOwn(c) && !setsBound(c, letters, ranges));
  const close = (): void => { for (const [letter, range] of ranges) if (dependsOnOthers(range)) known.close(letter); };
  close();
  const left = free.flatMap((c) => (known.isOpenIn(letters) ? movedBound(c, letters, ranges, close) : undefined) ?? c);
  const term = left.length === 0 ? value : choice(allOf(left), value, number(otherwise));
  const isNegative = reduction === "sum" && term.kind === "prefix" && term.symbol === "-";
  const sum = call(reduction, [isNegative ? term.arg : term, ...letters.map((l) => rangeOf(l, ranges.get(l)))], term.isArray);
  const [only, ...more] = letters.map((l) => ranges.get(l) as Range);
  const count = only === undefined || more.length > 0 ? undefined : countOf(only.first, only.last);
  return counted(isNegative ? negated(sum) : sum, where.filter((c) => !isOwn(c)), count);
}

/** Whether a condition makes the range of the last of the letters that it knows shorter; it may only lie inside of the whole range. */
function setsBound(c: Condition, letters: readonly Letter[], ranges: ReadonlyMap<Letter, Range>): boolean {
  const letter = [...letters].reverse().find((l) => c.difference.by.has(l)) as Letter;
  const range = ranges.get(letter) as Range;
  const bound = boundOn(letter, c);
  if (bound === undefined || range[bound.side].by.size > 0) return false;
  const isInside = bound.side === "first" ? isAlwaysAtLeast(bound.at, range.first) : isAlwaysAtLeast(range.last, bound.at);
  if (isInside) range[bound.side] = bound.at;
  return isInside;
}

function dependsOnOthers({ first, last }: Range): boolean {
  return first.by.size + last.by.size > 0;
}

/**
 * Where places may lie outside of arrays, a condition sets a bound that also lies outside of the whole range, whose own
 * bound becomes the condition: `sum(k >= 1 ? y[i + k - 4]*h[k] : 0, k = 5 - i:4)`. Undefined where it sets none.
 */
function movedBound(
  c: Condition, letters: readonly Letter[], ranges: ReadonlyMap<Letter, Range>, close: () => void,
): Condition | undefined {
  const letter = [...letters].reverse().find((l) => c.difference.by.has(l)) as Letter;
  const range = ranges.get(letter) as Range;
  const bound = boundOn(letter, c);
  if (bound === undefined || bound.at.by.size === 0 || dependsOnOthers(range)) return undefined;
  const own = range[bound.side];
  const moved = { ...range, [bound.side]: bound.at };
  if (!isAlwaysAtLeast(fixedPlace(mostOf(countOf(moved.first, moved.last))), fixedPlace(0))) return undefined;
  range[bound.side] = bound.at;
  close();
  return condition(bound.side === "first" ? ">=" : "<=", letterAt(letter, 0), own);
}

/** `sum(e, i = 1:n)/sum(1, i = 1:n)` is the mean. */
export function meanOf(sum: Written, count: Written): Written | undefined {
  if (sum.kind !== "call" || count.kind !== "call" || sum.name !== "sum" || count.name !== "sum") return undefined;
  const [one, ...ranges] = count.args;
  const textOf = (w: Written | undefined): string | undefined => (w?.kind === "name" ? w.name : undefined);
  const isCount = one !== undefined && isNumber(one, 1) && ranges.length > 0 && sum.args.length === count.args.length;
  return isCount && ranges.every((range, i) => textOf(range) === textOf(sum.args[i + 1])) ? { ...sum, name: "mean" } : undefined;
}

/** `i = 1:n`. */
export function rangeOf(letter: Letter, range?: Readonly<Range>): Written {
  const { first, last } = range ?? { first: fixedPlace(letter.first), last: fixedPlace(letter.last) };
  return name(`${letter.name} = ${placeText(first)}:${placeText(last)}`, false, BINDS.choice);
}

/** Whether a sum has no terms where a condition does not hold. */
export function isEmptyWithout({ difference }: Condition, count: Place | undefined): boolean {
  return count !== undefined && isAlwaysAtLeast(movedPlace(difference, 1), count);
}

