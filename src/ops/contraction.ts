// The contraction: a product of any number of factors with a label on each dimension, summed over
// the labels that the result lacks. It is the dot, matrix and outer product, trace, sum, transpose,
// diagonal and broadcast; its derivative is a contraction again.
import { anyValue } from "../graph/classes.js";
import { attrsOf, type OpAttrs } from "../graph/attrs.js";
import type { Builder, Factor } from "../graph/builder.js";
import type { Attrs, Node, NodeId } from "../graph/graph.js";
import { elementAt, forEachIndex, generate, isAbsentAt, withAbsent, type Tensor } from "../graph/tensor.js";
import { sumRest } from "../runtime/arithmetic.js";
import type { Dim } from "../shape/dim.js";
import type { Shape } from "../shape/shape.js";
import type { SizeOf, TensorOp } from "../graph/operation.js";

export type Contraction = OpAttrs["contract"];

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
  shape: (_args, attrs) => {
    const { out, dims } = contractionOf(attrs);
    return out.map((l) => dims[l] as Dim);
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
};

function evaluate(args: readonly Tensor[], attrs: Attrs, shape: readonly number[], size: SizeOf): Tensor {
  const { labels, out, dims } = contractionOf(attrs);
  const sizes = dims.map((d) => size(d));
  const summed = sizes.map((_, l) => l).filter((l) => !out.includes(l));
  const at = new Array<number>(sizes.length).fill(0);
  const placeIn = (i: number): number[] => (labels[i] as readonly number[]).map((l) => at[l] as number);
  const isAbsent = (): boolean => args.some((arg, i) => isAbsentAt(arg, placeIn(i)));
  const result = generate(shape, (index) => {
    out.forEach((l, i) => { at[l] = index[i] as number; });
    const product = (): number => args.reduce((p, arg, i) => p * elementAt(arg, placeIn(i)), 1);
    // a product that is not summed keeps the sign of its zero
    if (summed.length === 0) return isAbsent() ? 0 : product();
    let sum = 0;
    let rest = 0;
    forEachIndex(summed.map((l) => sizes[l] as number), (inner) => {
      summed.forEach((l, i) => { at[l] = inner[i] as number; });
      if (isAbsent()) return;
      const term = product();
      rest += sumRest(sum, term);
      sum += term;
    });
    return sum + rest;
  });
  if (args.every((arg) => arg.absent === undefined)) return result;
  return withAbsent(result, (index) => {
    out.forEach((l, i) => { at[l] = index[i] as number; });
    let isNone = true;
    forEachIndex(summed.map((l) => sizes[l] as number), (inner) => {
      summed.forEach((l, i) => { at[l] = inner[i] as number; });
      isNone &&= isAbsent();
    });
    return isNone;
  });
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

function vjp(b: Builder, node: Node, ct: NodeId, index: number): NodeId {
  const { factors, out, dims } = pullback(b, node, ct, index);
  return b.contract(factors, out, dims);
}

/** The cotangent, which comes first, times the other factors; a label that occurs twice in the factor is a diagonal, so a delta. */
export function pullback(b: Builder, node: Node, ct: NodeId, index: number): Parts {
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
    const dim = byLabel.get(label) as Dim;
    byLabel.set(fresh, dim);
    factors.push({ node: b.apply("delta", [], { size: dim }), labels: [label, fresh] });
    result.push(fresh);
  }
  return { factors, out: result, dims: byLabel };
}

function jvp(b: Builder, node: Node, tangents: readonly (NodeId | undefined)[]): NodeId | undefined {
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
    node: b.reshape(id, kept.map((i) => own[i] as Dim)),
    labels: kept.map((i) => labels[lead + i] as number),
  };
}
