// A contraction of which one factor is a cotangent or tangent: its terms of branches not taken are left out.
import { atKey } from "../diagnostics/known.js";
import type { Builder, Factor } from "../graph/builder.js";
import type { NodeId } from "../graph/graph.js";
import { alignedFactor, type Parts } from "../ops/contraction.js";
import type { Dim } from "../shape/dim.js";
import { times } from "./accumulate.js";
import { conditionOf, countOf, indicatorOf, withCause, type Sensitivity, type Support, type Sweep } from "./support.js";

/** The contraction; `keeps` says whether what takes no part is to be known behind it. */
export function throughContraction(s: Sweep, terms: Parts, at: number, support: Support | undefined, keeps: boolean): Sensitivity {
  const { b } = s;
  const { factors, out, dims } = terms;
  if (support === undefined) return { value: b.contract(factors, out, dims) };
  const behind = keeps || support.cause !== "slope" ? supportBehind(s, terms, at, support) : undefined;
  const others = factors.filter((_, i) => i !== at);
  const isSafe = (!keeps && support.cause === "slope") || !others.some((f) => s.finiteness.isPossible(f.node, support.cause));
  return { value: isSafe ? b.contract(factors, out, dims) : withoutTerms(s, terms, at, support), support: behind };
}

/** Where some term of an element of the result takes part. */
function supportBehind({ b }: Sweep, { factors, out, dims }: Parts, at: number, support: Support): Support {
  return {
    parts: [support], counts: true, cause: support.cause,
    make: ([node]) => {
      const masked = factors[at] as Factor;
      const own = alignedFactor(b, countOf(b, support, node), masked.labels, b.shape(masked.node));
      return b.contract([own, ...factors.filter((f) => b.node(f.node).op === "delta")], out, dims);
    },
  };
}

/**
 * Other factors that may be infinite or NaN are 0 where no term with them takes part. Where that depends on
 * more than their own labels, those that are computed are left to a choice for each term, as is a factor
 * whose copy would cost as much as the whole sum.
 */
function withoutTerms(s: Sweep, terms: Parts, at: number, support: Support): NodeId {
  const { b } = s;
  const { factors, out, dims } = terms;
  const masked = factors[at] as Factor;
  const condition = conditionOf(s, support);
  const own = withCause(b, support.cause, () => alignedFactor(b, condition, masked.labels, b.shape(masked.node)));
  // in the order in which the largest factor lies in memory
  const bySize = [...factors].sort((f, g) => g.labels.length - f.labels.length);
  const labels = [...new Set([...bySize.flatMap((f) => f.labels), ...out])];
  const mayBeNonFinite = (f: Factor, i: number): boolean => i !== at && s.finiteness.isPossible(f.node, support.cause);
  const isClean = (f: Factor): boolean => {
    const isPlain = new Set(f.labels).size === f.labels.length && f.labels.length < labels.length;
    return isPlain && (own.labels.every((l) => f.labels.includes(l)) || !s.finiteness.isComputed(f.node));
  };
  const isSum = labels.length > out.length;
  if (!isSum || factors.some((f, i) => mayBeNonFinite(f, i) && !isClean(f)))
    return termByTerm(b, terms, at, labels, (all) => whereAny(b, own, all, dims, support));
  const cleaned = factors.map((f, i) => {
    if (!mayBeNonFinite(f, i)) return f;
    return { node: b.apply("select", [whereAny(b, own, f.labels, dims, support), f.node, b.constant(0)]), labels: f.labels };
  });
  return b.contract(cleaned, out, dims);
}

/** Whether an element of an array with these labels has a term that takes part: a condition that stretches to that array. */
function whereAny(b: Builder, own: Factor, labels: readonly number[], dims: ReadonlyMap<number, Dim>, { cause: reason }: Support): NodeId {
  const kept = labels.filter((l) => own.labels.includes(l));
  const isWhole = kept.length === own.labels.length && kept.every((l, i) => l === own.labels[i]);
  const shape = labels.map((l) => (kept.includes(l) ? atKey(dims, l) : 1));
  const small = shape.slice(Math.max(0, labels.findIndex((l) => kept.includes(l))));
  return withCause(b, reason, () => {
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
