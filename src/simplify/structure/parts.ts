// A contraction taken apart, for rules that change it, and what arrays cost at nominal sizes.
import type { Builder, Factor } from "../../graph/builder.js";
import type { Node, NodeId } from "../../graph/graph.js";
import { contractionOf, dimsByLabel, factorsOf } from "../../ops/contraction.js";
import { dimKey, productOfDims, type Dim } from "../../shape/dim.js";
import type { Shape } from "../../shape/shape.js";

export interface Parts {
  readonly factors: readonly Factor[];
  readonly out: readonly number[];
  readonly dims: ReadonlyMap<number, Dim>;
}

export function partsOf(node: Node): Parts {
  const { out, dims } = contractionOf(node.attrs);
  return { factors: factorsOf(node), out, dims: dimsByLabel(dims) };
}

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
 * The labels that the dimensions of x have, if it stands aligned at the right, as NumPy aligns it,
 * within an array with these labels; dimensions of size 1 that stretch are dropped.
 */
export function alignedFactor(b: Builder, id: NodeId, labels: readonly number[], shape: Shape): Factor {
  const own = b.shape(id);
  const lead = shape.length - own.length;
  const kept = own.map((_, i) => i).filter((i) => own[i] !== 1 || shape[lead + i] === 1);
  return {
    node: b.reshape(id, kept.map((i) => own[i] as Dim)),
    labels: kept.map((i) => labels[lead + i] as number),
  };
}
