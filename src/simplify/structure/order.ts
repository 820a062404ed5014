// The cheapest order in which to form a product of several factors: dynamic programming over sets of
// factors, with named sizes at a nominal value.
import type { Builder, Factor } from "../../graph/builder.js";
import type { NodeId } from "../../graph/graph.js";
import type { Parts } from "../../ops/contraction.js";
import { nominal } from "../../shape/nominal.js";
import { timesLost } from "./parts.js";
import { MOST_ORDERED_FACTORS } from "../limits.js";

/** How much cheaper two steps must be than one nest of loops, which needs no memory between them. */
const WORTH = 1.5;

/** A set of factors in the cheapest order: what forming it costs, the labels that are left, and the one or two factors at its top. */
interface Formed {
  readonly cost: number;
  readonly labels: ReadonlySet<number>;
  readonly top: (b: Builder) => readonly Factor[];
}

/** Operations of the contraction as one nest of loops: a product of all sizes times products and sums. */
function directCost(parts: Parts): number {
  const labels = new Set([...parts.out, ...parts.factors.flatMap((f) => f.labels)]);
  const sums = [...labels].some((l) => !parts.out.includes(l)) ? 1 : 0;
  return sizeOfLabels(labels, parts) * (parts.factors.length - 1 + sums);
}

/** Operations of the contraction in its best order. */
export function bestCost(parts: Parts): number {
  return Math.min(directCost(parts), bestOrder(parts)?.cost ?? Infinity);
}

/** The contraction in its best order, two factors at a time; every inner product is summed over what is needed nowhere else. */
export function formBest(b: Builder, parts: Parts): NodeId {
  const order = bestOrder(parts);
  const isDirect = order === undefined || (parts.factors.length <= 2 && order.cost * WORTH >= directCost(parts));
  return timesLost(b, parts, b.contract(isDirect ? parts.factors : order.top(b), parts.out, parts.dims));
}

/** The product of the factors, summed over the labels that are not needed any more. */
function reduced(b: Builder, parts: Parts, factors: readonly Factor[], needed: ReadonlySet<number>): Factor {
  const own = [...new Set(factors.flatMap((f) => f.labels))];
  const kept = own.filter((l) => needed.has(l));
  const [only] = factors;
  if (factors.length === 1 && only !== undefined && kept.length === own.length) return only;
  return { node: b.contract(factors, kept, parts.dims), labels: kept };
}

/** The labels that the result or another factor has. */
function neededLabels(parts: Parts, members: readonly number[]): ReadonlySet<number> {
  return new Set([...parts.out, ...parts.factors.flatMap((f, i) => (members.includes(i) ? [] : f.labels))]);
}

function sizeOfLabels(labels: Iterable<number>, parts: Parts): number {
  let size = 1;
  for (const l of labels) size *= nominal(parts.dims.get(l) ?? 1);
  return size;
}

function both(x: ReadonlySet<number>, y: ReadonlySet<number>): ReadonlySet<number> {
  return new Set([...x].filter((l) => y.has(l)));
}

function single(parts: Parts, i: number): Formed {
  const factor = parts.factors[i] as Factor;
  const own = new Set(factor.labels);
  const labels = both(own, neededLabels(parts, [i]));
  return { labels, top: (b) => [reduced(b, parts, [factor], labels)], cost: labels.size === own.size ? 0 : sizeOfLabels(own, parts) };
}

function combined(parts: Parts, left: Formed, right: Formed, kept: ReadonlySet<number>): Formed {
  const union = new Set([...left.labels, ...right.labels]);
  const labels = both(union, kept);
  const steps = sizeOfLabels(union, parts) * (labels.size < union.size ? 2 : 1);
  const top = (b: Builder): readonly Factor[] => [left, right].map((side) => reduced(b, parts, side.top(b), side.labels));
  return { labels, top, cost: left.cost + right.cost + steps };
}

/** Rules make no product of more factors than are ordered. */
function bestOrder(parts: Parts): Formed | undefined {
  const n = parts.factors.length;
  if (n > MOST_ORDERED_FACTORS) return undefined;
  const best: Formed[] = [];
  for (let set = 1; set < 1 << n; set++) {
    const members = parts.factors.map((_, i) => i).filter((i) => (set & (1 << i)) !== 0);
    if (members.length === 1) {
      best[set] = single(parts, members[0] as number);
      continue;
    }
    const kept = neededLabels(parts, members);
    const lowest = set & -set;
    let chosen: Formed | undefined;
    // every split once: the side that holds the lowest member
    for (let side = (set - 1) & set; side > 0; side = (side - 1) & set) {
      if ((side & lowest) === 0) continue;
      const option = combined(parts, best[side] as Formed, best[set ^ side] as Formed, kept);
      if (chosen === undefined || option.cost < chosen.cost) chosen = option;
    }
    best[set] = chosen as Formed;
  }
  return best[(1 << n) - 1];
}
