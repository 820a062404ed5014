// A contraction taken apart, for rules that change it, and what arrays cost at nominal sizes.
import type { Builder } from "../../graph/builder.js";
import { argOf, attrsKey, type Attrs, type Node, type NodeId } from "../../graph/graph.js";
import { isContraction, partsOf, type Parts } from "../../ops/contraction.js";
import { axesOf } from "../../ops/reduction.js";
import { dimKey, productOfDims, type Dim } from "../../shape/dim.js";
import { dimAt, sameShape, type Shape } from "../../shape/shape.js";
import { MOST_VIEWS } from "../limits.js";

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

/** The sizes of the other labels. */
export function withoutLabels(dims: ReadonlyMap<number, Dim>, gone: readonly number[]): Map<number, Dim> {
  return new Map([...dims].filter(([label]) => !gone.includes(label)));
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

/** A sum of one product along axes, whose result has the other dimensions in their order. */
export interface Sum {
  readonly factors: readonly NodeId[];
  readonly axes: readonly number[];
}

export function sumOf(b: Builder, id: NodeId): Sum | undefined {
  const node = b.node(id);
  if (!isContraction(node)) return undefined;
  const { factors, out } = partsOf(node);
  const [first, ...others] = factors;
  const axes = first === undefined ? undefined : summedAxes(first.labels, out);
  if (first === undefined || axes === undefined || !others.every((f) => sameLabels(f.labels, first.labels))) return undefined;
  return { factors: factors.map((f) => f.node), axes };
}

/** The sum along axes of a product of arrays, which is not formed where they have one shape. */
export function sumOfProduct(b: Builder, factors: readonly NodeId[], axes: readonly number[]): NodeId {
  const [first, ...others] = factors as readonly [NodeId, ...NodeId[]];
  const shape = b.shape(first);
  if (!others.every((f) => sameShape(b.shape(f), shape))) return b.sum(others.reduce((x, y) => b.apply("mul", [x, y]), first), axes);
  const labels = shape.map((_, i) => i);
  const out = labels.filter((l) => !axes.includes(l));
  return b.contract(factors.map((node) => ({ node, labels })), out, new Map(shape.map((d, i) => [i, d])));
}

/** What a sum or another operation along axes goes along: its attributes, its axes, and the shape of what it is taken of. */
export function alongOf(b: Builder, id: NodeId): { readonly attrs: Attrs; readonly axes: readonly number[]; readonly shape: Shape } {
  const node = b.node(id);
  if (!isContraction(node)) return { attrs: node.attrs, axes: axesOf(node), shape: b.shape(argOf(node)) };
  const { axes, factors: [x] } = sumOf(b, id) ?? { axes: [], factors: [] };
  return { attrs: { axes }, axes, shape: b.shape(x ?? argOf(node)) };
}

export function sameAlong(b: Builder, x: NodeId, y: NodeId): boolean {
  return attrsKey(alongOf(b, x).attrs) === attrsKey(alongOf(b, y).attrs);
}

/** How many elements each sum is of. */
export function countAlong(b: Builder, id: NodeId): Dim {
  const { axes, shape } = alongOf(b, id);
  return productOfDims(axes.map((axis) => dimAt(shape, axis)));
}

/** Whether an array of this shape stretches over what a sum or a reduction is taken of, as one that kept its axes does. */
export function isStretched(b: Builder, id: NodeId, shape: Shape): boolean {
  const along = alongOf(b, id);
  const wanted = along.shape.map((d, i) => (along.axes.includes(i) ? 1 : d));
  const padded = (dims: Shape): Shape => [...new Array<Dim>(Math.max(wanted.length, shape.length) - dims.length).fill(1), ...dims];
  return sameShape(padded(wanted), padded(shape));
}

/** A value and what is seen under its slices, reshapes and the like, from the outside in. */
export function viewsOf(b: Builder, id: NodeId): NodeId[] {
  const found = [id];
  for (let node = b.node(id); isView(node) && found.length <= MOST_VIEWS; node = b.node(argOf(node))) found.push(argOf(node));
  return found;
}

/** What shows elements of an array at other places, or stretches it. */
export function isView(node: Node): boolean {
  if (isContraction(node)) return node.args.length === 1 && !isSummed(partsOf(node));
  return node.op === "slice" || node.op === "reshape";
}

/** A value through the views that lie between another and what is seen there. */
export function throughViews(b: Builder, outer: NodeId, seen: NodeId, id: NodeId): NodeId {
  const views = viewsOf(b, outer);
  return views.slice(0, views.indexOf(seen)).reduceRight((inner, view) => b.apply(b.node(view).op, [inner], b.node(view).attrs), id);
}
