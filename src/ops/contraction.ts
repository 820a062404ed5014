// The contraction: a product of any number of factors with a label on each dimension, summed over
// the labels that the result lacks. It is the dot, matrix and outer product, trace, sum, transpose,
// diagonal and broadcast; its derivative is a contraction again.
import { atKey, nth } from "../diagnostics/known.js";
import { anyValue } from "../graph/classes.js";
import { attrsOf, isOp, type NodeOf, type OpAttrs } from "../graph/attrs.js";
import type { Builder, Factor } from "../graph/builder.js";
import type { Applied, Attrs, NodeId, Node } from "../graph/graph.js";
import { elementAt, forEachIndex, isAbsentAt, tensor, type Tensor } from "../graph/tensor.js";
import { addDims, multiplyDims, type Dim } from "../shape/dim.js";
import { strides, type Shape } from "../shape/shape.js";
import type { SizeOf, TensorOp } from "../graph/operation.js";
import { sumRest } from "../runtime/arithmetic.js";
import type { Going, Walk } from "../graph/reach.js";
import { inTriangle } from "./indexing.js";

export type Contraction = OpAttrs["contract"];

/** Whether a node sums products; its attributes are typed then. */
export function isContraction(node: Node): node is NodeOf<"contract"> {
  return isOp(node, "contract");
}

/** The labels that a contraction sums over; none of any other node. */
export function summedLabels(node: Node): number[] {
  if (!isContraction(node)) return [];
  const { out, dims } = node.attrs;
  return dims.map((_, label) => label).filter((label) => !out.includes(label));
}

export function contractionOf(attrs: Attrs): Contraction {
  return attrsOf("contract", { attrs });
}

export function factorsOf(node: Node): Factor[] {
  const { labels } = contractionOf(node.attrs);
  return node.args.map((arg, i) => ({ node: arg, labels: labels[i] ?? [] }));
}

export function dimsByLabel(dims: readonly Dim[]): Map<number, Dim> {
  return new Map(dims.map((dim, label) => [label, dim]));
}

export const contract: TensorOp = {
  kind: "tensor",
  name: "contract",
  doc: "The sum over the labels that the result lacks of the product of the factors.",
  flow: "mixes",
  values: anyValue,
  access: "loops",
  linear: "in each",
  shape: (_args, attrs) => {
    const { out, dims } = contractionOf(attrs);
    return out.map((l) => nth(dims, l));
  },
  evaluate,
  vjp,
  jvp,
  batch: (b, node, args, batched, lead) => {
    const { labels, out, dims } = contractionOf(node.attrs);
    const front = lead.map((_, i) => dims.length + i);
    const factors = args.map((arg, i) => ({ node: arg, labels: [...(batched[i] === true ? front : []), ...(labels[i] ?? [])] }));
    return b.contract(factors, [...front, ...out], dimsByLabel([...dims, ...lead]));
  },
  reach,
};

/** A constant factor of so many elements at most is looked at for zeros. */
const MAX_ELEMENTS = 256;

/**
 * Over the labels of the result and of the factor: labels that an identity joins are one, a triangle keeps one ahead of
 * another, and of a factor of constants its zeros are left out.
 */
function reach(b: Builder, node: Node, index: number): readonly Walk[] {
  const { out, dims } = contractionOf(node.attrs);
  const factors = factorsOf(node);
  const others = factors.filter((_, i) => i !== index);
  const joined = dims.map((_, label) => label);
  for (const { node: factor, labels: [first = 0, second = 0] } of others) {
    if (b.node(factor).op !== "delta") continue;
    const [kept, gone] = [nth(joined, first), nth(joined, second)];
    joined.forEach((label, i) => { if (label === gone) joined[i] = kept; });
  }
  const own = (factors[index] as Factor).labels;
  const axes = [...new Set([...out, ...own].map((label) => nth(joined, label)))];
  const going = (labels: readonly number[]): Going => {
    const steps = strides(labels.map((label) => nth(dims, label)));
    return [0, ...axes.map((axis) => labels.reduce<Dim>((sum, l, i) => (joined[l] === axis ? addDims(sum, nth(steps, i)) : sum), 0))];
  };
  const axisOf = (label: number): number => axes.indexOf(nth(joined, label));
  const where = others.flatMap(({ node: factor, labels }) => {
    if (b.node(factor).op !== "triangle") return [];
    const [ahead, behind, least] = inTriangle(b.node(factor).attrs, labels.length);
    const both = [axisOf(nth(labels, ahead)), axisOf(nth(labels, behind))] as const;
    return both.includes(-1) ? [] : [[...both, least] as const];
  });
  const box = axes.map((axis) => nth(dims, axis));
  const walk: Walk = { box, to: going(out), from: going(own), ...(where.length === 0 ? {} : { where }) };
  return others.reduce<readonly Walk[]>((walks, { node: factor, labels }) => {
    const zeros = zerosOf(b, factor);
    return zeros === undefined ? walks : walks.flatMap((one) => besideZeros(one, labels.map(axisOf), b.shape(factor), zeros));
  }, [walk]);
}

/** For each element of a small array of constants, whether it is 0; undefined where none is, or another value. */
function zerosOf(b: Builder, id: NodeId): readonly boolean[] | undefined {
  const { op, args, shape } = b.node(id);
  if (op !== "stack" || args.length > MAX_ELEMENTS || shape.some((d) => typeof d !== "number")) return undefined;
  const zeros = args.map((arg) => b.constantOf(arg) === 0);
  return zeros.includes(true) && b.shape(nth(args, 0)).length === 0 ? zeros : undefined;
}

/** The walk at each element of a factor that is none of the zeros: there its axes stand still. */
function besideZeros(walk: Walk, axes: readonly number[], shape: Shape, zeros: readonly boolean[]): Walk[] {
  if (axes.includes(-1) || walk.where !== undefined) return [walk];
  return zeros.flatMap((isZero, flat) => {
    const at = new Map<number, number>();
    let isOn = !isZero;
    let rest = flat;
    for (let i = axes.length - 1; i >= 0; i--) {
      const [axis, place] = [nth(axes, i), rest % (shape[i] as number)];
      rest = Math.floor(rest / (shape[i] as number));
      isOn &&= (at.get(axis) ?? place) === place;
      at.set(axis, place);
    }
    return isOn ? [stoodStill(walk, at)] : [];
  });
}

function stoodStill({ box, to, from }: Walk, at: ReadonlyMap<number, number>): Walk {
  const still = (going: Going): Going => [
    [...at].reduce<Dim>((sum, [axis, place]) => addDims(sum, multiplyDims(place, nth(going, axis + 1))), nth(going, 0)),
    ...going.slice(1).filter((_, axis) => !at.has(axis)),
  ];
  return { box: box.filter((_, axis) => !at.has(axis)), to: still(to), from: still(from) };
}

/** The index of an element in each factor. */
export type Places = readonly (readonly number[])[];

/** How terms are made and added up; a term that is undefined is 0 by its place. */
export interface Sums<Term, Sum> {
  readonly term: (at: Places) => Term | undefined;
  readonly add: (sum: Sum | undefined, term: Term) => Sum;
}

/** The elements of a contraction: numbers in the interpreter, nodes where a small array is written out; undefined without a term. */
export function contractOver<Term, Sum>(
  { labels, out }: Contraction, sizes: readonly number[], { term, add }: Sums<Term, Sum>,
): readonly (Sum | undefined)[] {
  const sums = new Array<Sum | undefined>(out.reduce((size, l) => size * nth(sizes, l), 1)).fill(undefined);
  forEachIndex(sizes, (at) => {
    const next = term(labels.map((own) => own.map((l) => nth(at, l))));
    const place = out.reduce((flat, l) => flat * nth(sizes, l) + nth(at, l), 0);
    if (next !== undefined) sums[place] = add(sums[place], next);
  });
  return sums;
}

function evaluate(args: readonly Tensor[], attrs: Attrs, shape: readonly number[], size: SizeOf): Tensor {
  const contraction = contractionOf(attrs);
  const sums = contractOver<number, { sum: number; rest: number }>(contraction, contraction.dims.map((d) => size(d)), {
    term: (at) => {
      const isAbsent = args.some((arg, i) => isAbsentAt(arg, at[i] as readonly number[]));
      return isAbsent ? undefined : args.reduce((p, arg, i) => p * elementAt(arg, at[i] as readonly number[]), 1);
    },
    add: (before, term) => {
      if (before === undefined) return { sum: term, rest: 0 };
      before.rest += sumRest(before.sum, term);
      before.sum += term;
      return before;
    },
  });
  // a product that is not summed keeps the sign of its zero
  const isSummed = contraction.dims.length > contraction.out.length;
  const result = tensor(shape, sums.map((s) => (s === undefined ? 0 : isSummed ? s.sum + s.rest : s.sum)));
  if (args.every((arg) => arg.absent === undefined)) return result;
  return { ...result, absent: Uint8Array.from(sums, (s) => Number(s === undefined)) };
}

/** What a contraction sums: its factors, the labels of the result, and the sizes. */
export interface Parts {
  readonly factors: readonly Factor[];
  readonly out: readonly number[];
  readonly dims: ReadonlyMap<number, Dim>;
}

export function partsOf(node: Node): Parts {
  const { out, dims } = contractionOf(node.attrs);
  return { factors: factorsOf(node), out, dims: dimsByLabel(dims) };
}

function vjp(b: Builder, node: Applied, ct: NodeId, index: number): NodeId {
  const { factors, out, dims } = pullback(b, node, ct, index);
  return b.contract(factors, out, dims);
}

/** The cotangent, which comes first, times the other factors; a label that occurs twice in the factor is a diagonal, so a delta. */
export function pullback(b: Builder, node: Applied, ct: NodeId, index: number): Parts {
  const { out, dims } = contractionOf(node.attrs);
  const all = factorsOf(node);
  const own = all[index] as Factor;
  const byLabel = dimsByLabel(dims);
  const factors: Factor[] = [{ node: ct, labels: out }, ...all.filter((_, i) => i !== index)];
  const result: number[] = [];
  for (const label of own.labels) {
    if (!result.includes(label)) {
      result.push(label);
      continue;
    }
    const fresh = byLabel.size;
    const dim = atKey(byLabel, label);
    byLabel.set(fresh, dim);
    factors.push({ node: b.apply("delta", [], { size: dim }), labels: [label, fresh] });
    result.push(fresh);
  }
  return { factors, out: result, dims: byLabel };
}

function jvp(b: Builder, node: Applied, tangents: readonly (NodeId | undefined)[]): NodeId | undefined {
  const { out, dims } = contractionOf(node.attrs);
  const factors = factorsOf(node);
  const terms = tangents.flatMap((tangent, i) => {
    if (tangent === undefined) return [];
    const replaced = factors.map((f, at) => (at === i ? { node: tangent, labels: f.labels } : f));
    return [b.contract(replaced, out, dimsByLabel(dims))];
  });
  return terms.length === 0 ? undefined : terms.reduce((sum, t) => b.apply("add", [sum, t]));
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
    node: b.reshape(id, kept.map((i) => nth(own, i))),
    labels: kept.map((i) => nth(labels, lead + i)),
  };
}
