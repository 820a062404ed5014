// A contraction of which one factor is a cotangent or tangent: its terms of branches not taken are left out.
import type { Builder, Factor } from "../graph/builder.js";
import type { NodeId } from "../graph/graph.js";
import type { Terms } from "../ops/contraction.js";
import type { Dim } from "../shape/dim.js";
import { times } from "./accumulate.js";
import { conditionOf, countOf, factorIn, indicatorOf, maskOf, withReason, type Flow, type Mask, type Sweep } from "./masks.js";

/** The contraction; `keeps` says whether what takes no part is to be known behind it. */
export function contractFlow(s: Sweep, terms: Terms, at: number, flow: Flow, keeps: boolean): Flow {
  const { b } = s;
  const { factors, out, dims } = terms;
  const mask = maskOf(s, flow);
  if (mask === undefined) return { value: b.contract(factors, out, dims) };
  const behind = keeps || mask.reason !== "slope" ? maskBehind(s, terms, at, mask) : undefined;
  const others = factors.filter((_, i) => i !== at);
  const isSafe = (!keeps && mask.reason === "slope") || !others.some((f) => s.wild.isPossible(f.node, mask.reason));
  return { value: isSafe ? b.contract(factors, out, dims) : withoutTerms(s, terms, at, mask), mask: behind };
}

/** Where some term of an element of the result takes part. */
function maskBehind({ b }: Sweep, { factors, out, dims }: Terms, at: number, mask: Mask): Mask {
  return {
    parts: [mask], counts: true, reason: mask.reason,
    make: ([node]) => {
      const masked = factors[at] as Factor;
      const own = factorIn(b, countOf(b, mask, node as NodeId), masked.labels, b.shape(masked.node));
      return b.contract([own, ...factors.filter((f) => b.node(f.node).op === "delta")], out, dims);
    },
  };
}

/** 1 where the masked factor takes part, with labels as that factor has. */
function indicator(b: Builder, condition: NodeId, { node, labels }: Factor): Factor {
  return factorIn(b, indicatorOf(b, condition), labels, b.shape(node));
}

/**
 * Other factors that may be infinite or NaN are 0 where no term with them takes part. Where that depends on
 * more than their own labels, those that are computed are left to a choice for each term.
 */
function withoutTerms(s: Sweep, terms: Terms, at: number, mask: Mask): NodeId {
  const { b } = s;
  const { factors, out, dims } = terms;
  const own = indicator(b, conditionOf(s, mask), factors[at] as Factor);
  const isPlain = (f: Factor): boolean => new Set(f.labels).size === f.labels.length;
  const isExact = (f: Factor): boolean => own.labels.every((l) => f.labels.includes(l));
  const isWild = (f: Factor, i: number): boolean => i !== at && s.wild.isPossible(f.node, mask.reason);
  const isSum = factors.some((f) => f.labels.some((l) => !out.includes(l)));
  const needsTerms = !isSum || factors.some((f, i) => isWild(f, i) && (!isPlain(f) || (!isExact(f) && s.wild.isComputed(f.node))));
  if (needsTerms) return termByTerm(b, terms, at, own, mask);
  const cleaned = factors.map((f, i) => {
    if (!isWild(f, i)) return f;
    const used = whereAny(b, own, f.labels, dims, mask);
    return { node: b.apply("select", [used, f.node, b.constant(0)]), labels: f.labels };
  });
  return b.contract(cleaned, out, dims);
}

/** Whether an element with these labels has a term that takes part. */
function whereAny(b: Builder, own: Factor, labels: readonly number[], dims: ReadonlyMap<number, Dim>, { reason }: Mask): NodeId {
  return withReason(b, reason, () => b.apply("gt", [b.contract([own], labels, dims), b.constant(0)]));
}

/** The sum of a choice for each term. */
function termByTerm(b: Builder, { factors, out, dims }: Terms, at: number, own: Factor, mask: Mask): NodeId {
  const labels = [...new Set([...out, ...factors.flatMap((f) => f.labels)])];
  const whole = (f: Factor): NodeId => b.contract([f], labels, dims);
  const product = factors.filter((_, i) => i !== at).reduce((p, f) => times(b, p, whole(f)), whole(factors[at] as Factor));
  const term = b.apply("select", [whereAny(b, own, labels, dims, mask), product, b.constant(0)]);
  return b.contract([{ node: term, labels }], out, dims);
}
