// A contraction taken apart, for rules that change it, and what arrays cost at nominal sizes.
import type { Builder } from "../../graph/builder.js";
import type { Node, NodeId } from "../../graph/graph.js";
import type { Parts } from "../../ops/contraction.js";
import { dimKey, productOfDims, type Dim } from "../../shape/dim.js";
import type { Shape } from "../../shape/shape.js";

/** The contraction of the parts; labels that no factor has any more are counted. */
export function contractParts(b: Builder, parts: Parts): NodeId {
  const kept = parts.factors.length > 0 ? parts.factors : [{ node: b.constant(1), labels: [] }];
  return timesLost(b, parts, b.contract(kept, parts.out, parts.dims));
}

/** Times the sizes of the labels that neither a factor nor the result has: a sum over nothing but them. */
export function timesLost(b: Builder, { factors, out, dims }: Parts, id: NodeId): NodeId {
  const left = new Set([...out, ...factors.flatMap((f) => f.labels)]);
  const times = productOfDims([...dims].flatMap(([label, dim]) => (left.has(label) ? [] : [dim])));
  return times === 1 ? id : b.apply("mul", [b.size(times), id]);
}

export function isSummed(parts: Parts): boolean {
  return parts.dims.size > parts.out.length;
}

/** A value seen through slices, reshapes and the like, of which the outermost comes first. */
export function throughViews(b: Builder, views: readonly Node[], id: NodeId): NodeId {
  return views.reduceRight((inner, view) => b.apply(view.op, [inner], view.attrs), id);
}

/** Whether two shapes differ by dimensions of size 1 alone. */
export function sameButOnes(a: Shape, b: Shape): boolean {
  const key = (shape: Shape): string => shape.filter((d) => d !== 1).map(dimKey).join(",");
  return key(a) === key(b);
}

/** A label that no part has yet. */
export function freshLabel(dims: ReadonlyMap<number, Dim>): number {
  let next = 0;
  for (const label of dims.keys()) next = Math.max(next, label + 1);
  return next;
}

/**
 * The axes over which an array with these labels is summed, where the result has its other dimensions in
 * their order; undefined where it has not, or a label occurs twice.
 */
export function summedAxes(labels: readonly number[], out: readonly number[]): readonly number[] | undefined {
  if (new Set(labels).size < labels.length || !sameLabels(labels.filter((l) => out.includes(l)), out)) return undefined;
  return labels.flatMap((l, axis) => (out.includes(l) ? [] : [axis]));
}

export function sameLabels(a: readonly number[], b: readonly number[]): boolean {
  return a.length === b.length && a.every((l, i) => l === b[i]);
}
