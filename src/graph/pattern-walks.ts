// The elements of a sparse matrix as walks through its rows and columns, where they are known whatever the sizes are.
import { nth } from "../diagnostics/known.js";
import { addDims, dimKey, isNeverNegative, multiplyDims, productOfDims, sameDim, subtractDims, type Dim } from "../shape/dim.js";
import { strides } from "../shape/shape.js";
import type { ElementWalk, Pattern, Relation } from "./pattern.js";

/** Walks through all elements; undefined where a relation has conditions, tables, or rows of which only some take in others. */
export function elementWalks({ relations }: Pick<Pattern, "relations">): readonly ElementWalk[] | undefined {
  const all: (readonly ElementWalk[] | undefined)[] = [];
  for (const relation of relations) all.push(walksOf(relation, relations, all));
  return all.at(-1);
}

/** More walks than this are not followed. */
const MOST_WALKS = 64;

function walksOf(
  relation: Relation, relations: readonly Relation[], before: readonly (readonly ElementWalk[] | undefined)[],
): readonly ElementWalk[] | undefined {
  if (relation.kind === "own") return [{ box: [relation.rows], to: [0, 1], from: [relation.first, 1] }];
  const found = new Map<string, ElementWalk>();
  for (const part of relation.parts) {
    const inner = before[part.of];
    const rows = (relations[part.of] as Relation).rows;
    if (inner === undefined || part.where !== undefined || part.table !== undefined) return undefined;
    for (const walk of inner) {
      const through = goneThrough(part, walk, rows);
      if (through === undefined || found.size === MOST_WALKS) return undefined;
      found.set(JSON.stringify([through.box.map(dimKey), through.to.map(dimKey), through.from.map(dimKey)]), through);
    }
  }
  return [...found.values()];
}

/** An axis of a walk along which rows differ, and another along which only columns do. */
interface Axes {
  readonly ofRows: readonly number[];
  readonly others: readonly number[];
}

/** The axes of a walk that goes through all rows in order, at each through the same columns beside; undefined of others. */
function axesOf({ box, to }: ElementWalk, rows: Dim): Axes | undefined {
  const all = box.map((_, axis) => axis);
  const ofRows = all.filter((axis) => to[axis + 1] !== 0);
  const sizes = ofRows.map((axis) => nth(box, axis));
  const inOrder = strides(sizes).every((stride, i) => sameDim(stride, nth(to, nth(ofRows, i) + 1)));
  if (to[0] !== 0 || !inOrder || !sameDim(productOfDims(sizes), rows)) return undefined;
  return { ofRows, others: all.filter((axis) => !ofRows.includes(axis)) };
}

/** A walk to rows of a relation, and on from each of them to its columns. */
function goneThrough(part: ElementWalk, walk: ElementWalk, rows: Dim): ElementWalk | undefined {
  const axes = axesOf(walk, rows);
  const digits = axes && digitsOf(part, axes.ofRows.map((axis) => nth(walk.box, axis)));
  if (axes === undefined || digits === undefined) return undefined;
  const own = part.from.map((_, i) => digits.reduce<Dim>(
    (sum, digit, k) => addDims(sum, multiplyDims(nth(walk.from, nth(axes.ofRows, k) + 1), nth(digit, i))), 0,
  ));
  return withoutIdle({
    box: [...part.box, ...axes.others.map((axis) => nth(walk.box, axis))],
    to: [...part.to, ...axes.others.map(() => 0)],
    from: [addDims(nth(walk.from, 0), nth(own, 0)), ...own.slice(1), ...axes.others.map((axis) => nth(walk.from, axis + 1))],
  });
}

/** What each dimension of the rows is along a walk to them, as a number and a number a step of each axis. */
function digitsOf({ box, from }: ElementWalk, sizes: readonly Dim[]): readonly (readonly Dim[])[] | undefined {
  if (sizes.length === 1) return [from];
  if (from[0] !== 0) return undefined;
  const own = strides(sizes);
  const digits = sizes.map(() => from.map((): Dim => 0));
  const taken = new Set<number>();
  for (const [axis, size] of box.entries()) {
    const step = nth(from, axis + 1);
    if (step === 0) continue;
    const k = own.findIndex((stride, i) => sameDim(stride, step) && sameDim(nth(sizes, i), size) && !taken.has(i));
    const digit = digits[k];
    if (digit === undefined) return undefined;
    taken.add(k);
    digit[axis + 1] = 1;
  }
  return digits;
}

/** The walk without axes along which it stays where it is, if they are no empty ones. */
function withoutIdle({ box, to, from }: ElementWalk): ElementWalk {
  const kept = box.flatMap((size, axis) => {
    const isIdle = to[axis + 1] === 0 && from[axis + 1] === 0 && isNeverNegative(subtractDims(size, 1));
    return isIdle ? [] : [axis];
  });
  const going = (all: readonly Dim[]): Dim[] => [nth(all, 0), ...kept.map((axis) => nth(all, axis + 1))];
  return { box: kept.map((axis) => nth(box, axis)), to: going(to), from: going(from) };
}

/** A matrix of which each row has as many elements, at the same places from a first one on. */
export interface UniformRows {
  /** The dimensions of the rows; along each the first column goes on by so many. */
  readonly rows: readonly Dim[];
  readonly first: readonly Dim[];
  /** Where the columns begin in row 0. */
  readonly from: Dim;
  /** How many columns a row has, and which ones beside the first: all of them where none are told. */
  readonly width: Dim;
  readonly offsets?: readonly number[];
}

export function uniformRows({ relations, rows }: Pick<Pattern, "relations" | "rows">): UniformRows | undefined {
  const walks = elementWalks({ relations });
  const [one] = walks ?? [];
  const axes = one && axesOf(one, rows);
  if (walks === undefined || one === undefined || axes === undefined) return undefined;
  const key = rowsKey(one, axes);
  const alike = walks.every((walk) => {
    const own = axesOf(walk, rows);
    return own !== undefined && rowsKey(walk, own) === key;
  });
  if (!alike) return undefined;
  const common = {
    rows: axes.ofRows.map((axis) => nth(one.box, axis)), first: axes.ofRows.map((axis) => nth(one.from, axis + 1)),
  };
  const [along] = axes.others;
  if (along !== undefined) {
    const isRange = walks.length === 1 && axes.others.length === 1 && one.from[along + 1] === 1;
    return isRange ? { ...common, from: nth(one.from, 0), width: nth(one.box, along) } : undefined;
  }
  const offsets = walks.map((walk) => subtractDims(nth(walk.from, 0), nth(one.from, 0)));
  if (!offsets.every((offset) => typeof offset === "number")) return undefined;
  const least = Math.min(...offsets);
  const inOrder = [...new Set(offsets)].map((offset) => offset - least).sort((a, b) => a - b);
  return { ...common, from: addDims(nth(one.from, 0), least), width: inOrder.length, offsets: inOrder };
}

function rowsKey({ box, from }: ElementWalk, { ofRows, others }: Axes): string {
  return JSON.stringify([ofRows.map((axis) => [dimKey(nth(box, axis)), dimKey(nth(from, axis + 1))]), others.length]);
}
