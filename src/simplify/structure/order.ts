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

/** A way to form a product: one factor, or the product of two sides. */
type Tree = { readonly factor: number } | { readonly left: Tree; readonly right: Tree };

interface Order {
  readonly cost: number;
  readonly tree: Tree;
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
  return timesLost(b, parts, b.contract(isDirect ? parts.factors : formSide(b, parts, order.tree), parts.out, parts.dims));
}

/** The one or two factors at the top of a tree. */
function formSide(b: Builder, parts: Parts, tree: Tree): readonly Factor[] {
  if ("factor" in tree) return [reduced(b, parts, [parts.factors[tree.factor] as Factor], [tree.factor])];
  return [tree.left, tree.right].map((side) => reduced(b, parts, formSide(b, parts, side), leavesOf(side)));
}

/** The product of the factors, summed over the labels that neither the result nor any other factor has. */
function reduced(b: Builder, parts: Parts, factors: readonly Factor[], members: readonly number[]): Factor {
  const needed = neededLabels(parts, members);
  const own = [...new Set(factors.flatMap((f) => f.labels))];
  const kept = own.filter((l) => needed.has(l));
  const [only] = factors;
  if (factors.length === 1 && only !== undefined && kept.length === own.length) return only;
  return { node: b.contract(factors, kept, parts.dims), labels: kept };
}

function neededLabels(parts: Parts, members: readonly number[]): Set<number> {
  const needed = new Set(parts.out);
  parts.factors.forEach((f, i) => {
    if (!members.includes(i)) for (const l of f.labels) needed.add(l);
  });
  return needed;
}

function leavesOf(tree: Tree): number[] {
  const leaves: number[] = [];
  const stack: Tree[] = [tree];
  while (stack.length > 0) {
    const at = stack.pop() as Tree;
    if ("factor" in at) leaves.push(at.factor);
    else stack.push(at.right, at.left);
  }
  return leaves;
}

function sizeOfLabels(labels: Iterable<number>, parts: Parts): number {
  let size = 1;
  for (const l of labels) size *= nominal(parts.dims.get(l) ?? 1);
  return size;
}

/** A set of factors that has been formed: its labels, and the cheapest way to it. */
interface Formed extends Order {
  readonly labels: ReadonlySet<number>;
}

function single(parts: Parts, i: number): Formed {
  const own = new Set((parts.factors[i] as Factor).labels);
  const needed = neededLabels(parts, [i]);
  const labels = new Set([...own].filter((l) => needed.has(l)));
  return { labels, tree: { factor: i }, cost: labels.size === own.size ? 0 : sizeOfLabels(own, parts) };
}

function combined(parts: Parts, left: Formed, right: Formed, kept: ReadonlySet<number>): Formed {
  const union = new Set([...left.labels, ...right.labels]);
  const labels = new Set([...union].filter((l) => kept.has(l)));
  const steps = sizeOfLabels(union, parts) * (labels.size < union.size ? 2 : 1);
  return { labels, tree: { left: left.tree, right: right.tree }, cost: left.cost + right.cost + steps };
}

/** Rules make no product of more factors than are ordered. */
function bestOrder(parts: Parts): Order | undefined {
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
  return best[(1 << n) - 1] as Formed;
}
