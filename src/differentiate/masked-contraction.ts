// A contraction of which one factor is a cotangent or tangent: its terms of branches not taken are left out.
import type { Builder, Factor } from "../graph/builder.js";
import type { NodeId } from "../graph/graph.js";
import { alignedFactor, type Parts } from "../ops/contraction.js";
import type { Dim } from "../shape/dim.js";
import { times } from "./accumulate.js";
import { conditionOf, countOf, indicatorOf, withReason, type Flow, type Mask, type Sweep } from "./flow.js";

/** The contraction; `keeps` says whether what takes no part is to be known behind it. */
export function contractFlow(s: Sweep, terms: Parts, at: number, mask: Mask | undefined, keeps: boolean): Flow {
  const { b } = s;
  const { factors, out, dims } = terms;
  if (mask === undefined) return { value: b.contract(factors, out, dims) };
  const behind = keeps || mask.reason !== "slope" ? maskBehind(s, terms, at, mask) : undefined;
  const others = factors.filter((_, i) => i !== at);
  const isSafe = (!keeps && mask.reason === "slope") || !others.some((f) => s.wild.isPossible(f.node, mask.reason));
  return { value: isSafe ? b.contract(factors, out, dims) : withoutTerms(s, terms, at, mask), mask: behind };
}

/** Where some term of an element of the result takes part. */
function maskBehind({ b }: Sweep, { factors, out, dims }: Parts, at: number, mask: Mask): Mask {
  return {
    parts: [mask], counts: true, reason: mask.reason,
    make: ([node]) => {
      const masked = factors[at] as Factor;
      const own = alignedFactor(b, countOf(b, mask, node as NodeId), masked.labels, b.shape(masked.node));
      return b.contract([own, ...factors.filter((f) => b.node(f.node).op === "delta")], out, dims);
    },
  };
}

/**
 * Other factors that may be infinite or NaN are 0 where no term with them takes part. Where that depends on
 * more than their own labels, those that are computed are left to a choice for each term, as is a factor
 * whose copy would cost as much as the whole sum.
 */
function withoutTerms(s: Sweep, terms: Parts, at: number, mask: Mask): NodeId {
  const { b } = s;
  const { factors, out, dims } = terms;
  const masked = factors[at] as Factor;
  const condition = conditionOf(s, mask);
  const own = withReason(b, mask.reason, () => alignedFactor(b, condition, masked.labels, b.shape(masked.node)));
  // in the order in which the largest factor lies in memory
  const bySize = [...factors].sort((f, g) => g.labels.length - f.labels.length);
  const labels = [...new Set([...bySize.flatMap((f) => f.labels), ...out])];
  const isWild = (f: Factor, i: number): boolean => i !== at && s.wild.isPossible(f.node, mask.reason);
  const isClean = (f: Factor): boolean => {
    const isPlain = new Set(f.labels).size === f.labels.length && f.labels.length < labels.length;
    return isPlain && (own.labels.every((l) => f.labels.includes(l)) || !s.wild.isComputed(f.node));
  };
  const isSum = labels.length > out.length;
  if (!isSum || factors.some((f, i) => isWild(f, i) && !isClean(f)))
    return termByTerm(b, terms, at, labels, (all) => whereAny(b, own, all, dims, mask));
  const cleaned = factors.map((f, i) => {
    if (!isWild(f, i)) return f;
    return { node: b.apply("select", [whereAny(b, own, f.labels, dims, mask), f.node, b.constant(0)]), labels: f.labels };
  });
  return b.contract(cleaned, out, dims);
}

/** Whether an element of an array with these labels has a term that takes part: a condition that stretches to that array. */
function whereAny(b: Builder, own: Factor, labels: readonly number[], dims: ReadonlyMap<number, Dim>, { reason }: Mask): NodeId {
  const kept = labels.filter((l) => own.labels.includes(l));
  const isWhole = kept.length === own.labels.length && kept.every((l, i) => l === own.labels[i]);
  const shape = labels.map((l) => (kept.includes(l) ? dims.get(l) as Dim : 1));
  const small = shape.slice(Math.max(0, labels.findIndex((l) => kept.includes(l))));
  return withReason(b, reason, () => {
    const condition = isWhole
      ? own.node
      : b.apply("gt", [b.contract([{ node: indicatorOf(b, own.node), labels: own.labels }], kept, dims), b.constant(0)]);
    return b.reshape(condition, small);
  });
}

/** The sum of a choice for each term. */
function termByTerm(
  b: Builder, { factors, out, dims }: Parts, at: number, labels: readonly number[],
  where: (labels: readonly number[]) => NodeId,
): NodeId {
  const whole = (f: Factor): NodeId => b.contract([f], labels, dims);
  const product = factors.filter((_, i) => i !== at).reduce((p, f) => times(b, p, whole(f)), whole(factors[at] as Factor));
  const term = b.apply("select", [where(labels), product, b.constant(0)]);
  return b.contract([{ node: term, labels }], out, dims);
}
