// Indices as sums of counters, each so many times, and a rest; how far they reach.
import { addDims, isNeverNegative, multiplyDims, productOfDims, subtractDims, termsOf, type Dim } from "../shape/dim.js";
import { counter, int, plus, scale, size, type For, type Index, type Local } from "./ir.js";

export interface Affine {
  /** By the id of a counter; none is 0. */
  readonly factors: ReadonlyMap<number, Factor>;
  readonly rest: Dim;
}

interface Factor {
  readonly local: Local;
  readonly times: Dim;
}

/** An index as a sum; undefined where it is none, as a place that data says. */
export function affineOf(index: Index): Affine | undefined {
  const factors = new Map<number, Factor>();
  const rest = addTo(factors, index, 1);
  return rest === undefined ? undefined : { factors, rest };
}

/** Adds the counters of an index, so many times, to those of a sum, and gives its rest; undefined where it is no sum. */
function addTo(factors: Map<number, Factor>, index: Index, times: Dim): Dim | undefined {
  switch (index.kind) {
    case "int": return multiplyDims(index.value, times);
    case "size": return multiplyDims(index.dim, times);
    case "extent": return multiplyDims(productOfDims(index.shape), times);
    case "counter": {
      addFactor(factors, index.local, times);
      return 0;
    }
    case "whole": case "least": case "greatest": return undefined;
    case "sum": {
      const [left, right] = [addTo(factors, index.left, times), addTo(factors, index.right, times)];
      return left === undefined || right === undefined ? undefined : addDims(left, right);
    }
    case "product": {
      const right = constantOf(index.right);
      if (right !== undefined) return addTo(factors, index.left, multiplyDims(times, right));
      const left = constantOf(index.left);
      return left === undefined ? undefined : addTo(factors, index.right, multiplyDims(times, left));
    }
  }
}

/** What an index without counters comes to. */
function constantOf(index: Index): Dim | undefined {
  if (index.kind === "counter") return undefined;
  const sum = affineOf(index);
  return sum?.factors.size === 0 ? sum.rest : undefined;
}

function addFactor(factors: Map<number, Factor>, local: Local, times: Dim): void {
  const sum = addDims(factors.get(local.id)?.times ?? 0, times);
  if (sum === 0) factors.delete(local.id);
  else factors.set(local.id, { local, times: sum });
}

export function added(left: Affine, right: Affine): Affine {
  const factors = new Map(left.factors);
  for (const { local, times } of right.factors.values()) addFactor(factors, local, times);
  return { factors, rest: addDims(left.rest, right.rest) };
}

export function multiplied({ factors, rest }: Affine, by: Dim): Affine {
  if (by === 0) return { factors: new Map(), rest: 0 };
  return {
    factors: new Map([...factors].map(([id, { local, times }]) => [id, { local, times: multiplyDims(times, by) }])),
    rest: multiplyDims(rest, by),
  };
}

/** How many times a counter is in a sum. */
export function timesOf(sum: Affine, id: number): Dim {
  return sum.factors.get(id)?.times ?? 0;
}

/** A sum without some of its counters. */
export function without({ factors, rest }: Affine, ids: ReadonlySet<number>): Affine {
  return { factors: new Map([...factors].filter(([id]) => !ids.has(id))), rest };
}

/** The sum as an index, its counters in the order of the factors. */
export function indexOf({ factors, rest }: Affine): Index {
  const all = [...factors.values()].reduce<Index | undefined>((sum, { local, times }) => {
    const part = scale(counter(local), size(times));
    return sum === undefined ? part : plus(sum, part);
  }, undefined);
  return all === undefined ? size(rest) : plus(all, size(rest));
}

/** How many steps a loop from 0 up, or down to 0, makes; undefined for other loops. */
export function countOf({ from, to, step }: For): Dim | undefined {
  const [low, high] = step === 1 ? [affineOf(from), affineOf(to)] : [affineOf(to), affineOf(from)];
  if (Math.abs(step) !== 1 || low === undefined || high === undefined || low.factors.size > 0 || high.factors.size > 0) return undefined;
  const [first, end] = step === 1 ? [low.rest, high.rest] : [addDims(low.rest, 1), addDims(high.rest, 1)];
  return first === 0 ? end : undefined;
}

export interface Reach {
  readonly least: Dim;
  readonly most: Dim;
}

/**
 * The least and the greatest that a sum comes to in loops; undefined where it has other counters or is not clear. Some sizes
 * may be known to be at least a number.
 */
export function reachOf({ factors, rest }: Affine, loops: readonly For[], atLeast?: ReadonlyMap<string, number>): Reach | undefined {
  let [least, most] = [rest, rest];
  for (const [id, { times }] of factors) {
    const loop = loops.find(({ local }) => local.id === id);
    const count = loop === undefined ? undefined : countOf(loop);
    if (count === undefined) return undefined;
    const far = multiplyDims(times, subtractDims(count, 1));
    if (isNeverNegative(times, atLeast)) most = addDims(most, far);
    else if (isNeverNegative(multiplyDims(-1, times), atLeast)) least = addDims(least, far);
    else return undefined;
  }
  return { least, most };
}

/** Whether one dimension is at most another, whatever the sizes are; some may be known to be at least a number. */
export function isAtMost(low: Dim, high: Dim, atLeast?: ReadonlyMap<string, number>): boolean {
  return isNeverNegative(subtractDims(high, low), atLeast);
}

/** How large sizes are at least where each of some counts is 1 at least: of `n - 2` it follows that n is 3. */
export function sizesFor(counts: readonly Dim[]): ReadonlyMap<string, number> {
  const found = new Map<string, number>();
  for (const count of counts) {
    const terms = termsOf(count);
    const named = terms.filter(({ names }) => names.length > 0);
    const name = named[0]?.names[0];
    if (name === undefined || named.length > 1 || named[0]?.factor !== 1 || named[0].names.length > 1) continue;
    const rest = terms.find(({ names }) => names.length === 0)?.factor ?? 0;
    found.set(name, Math.max(found.get(name) ?? 1, 1 - rest));
  }
  return found;
}

/** The most that an index comes to; of two of which the lesser counts, by the second. Counters are places, and so never below 0. */
export function mostOf(index: Index, around: readonly For[]): Dim | undefined {
  const sum = affineOf(index.kind === "least" ? index.right : index);
  let most = sum?.rest;
  for (const [id, { times }] of sum?.factors ?? []) {
    const at = around.findIndex(({ local }) => local.id === id);
    const loop = around[at];
    if (loop === undefined || most === undefined) return undefined;
    if (isAtMost(times, 0)) continue;
    const far = isAtMost(0, times) ? mostOf(loop.step > 0 ? minusOne(loop.to) : loop.from, around.slice(0, at)) : undefined;
    if (far === undefined) return undefined;
    most = addDims(most, multiplyDims(times, far));
  }
  return most;
}

function minusOne(index: Index): Index {
  return plus(index.kind === "least" ? index.right : index, int(-1));
}
