// Rules of contractions. A transpose, a diagonal, a broadcast and an outer product are only labels,
// so they are read through; numbers, signs and identities leave; sums are merged where that is cheaper.
import { atKey } from "../../diagnostics/known.js";
import type { Factor } from "../../graph/builder.js";
import { asApplied, type Applied, type Node, type NodeId } from "../../graph/graph.js";
import { alignedFactor, isContraction, partsOf, type Parts } from "../../ops/contraction.js";
import { productOfDims, type Dim } from "../../shape/dim.js";
import type { Shape } from "../../shape/shape.js";
import { MOST_MERGED_FACTORS } from "../limits.js";
import type { Context, StructuralRule } from "../rule.js";
import { bestCost, formBest } from "./order.js";
import { nominalSize } from "../../shape/nominal.js";
import { contractParts, isSummed, sameButOnes, withoutLabels } from "./parts.js";

/** What becomes of a product, looked at from one of its factors: other parts, or the whole. */
type FromFactor = (c: Context, parts: Parts, at: number, inner: Applied, shape: Shape) => Parts | NodeId | undefined;

export function fromFactor(rule: Pick<StructuralRule, "name" | "keeps" | "phases" | "among">, make: FromFactor): StructuralRule {
  return {
    ...rule, op: "contract",
    apply: (c, node) => onFactors(c, node, (parts, at) => make(c, parts, at, asApplied(c.b.node(factorAt(parts, at).node)), node.shape)),
  };
}

/** The first that is made of a sum of products from one of its factors. */
export function onFactors(c: Context, node: Node, make: (parts: Parts, at: number) => Parts | NodeId | undefined): NodeId | undefined {
  if (!isContraction(node)) return undefined;
  const parts = partsOf(node);
  for (const at of parts.factors.keys()) {
    const made = make(parts, at);
    if (made !== undefined) return typeof made === "number" ? made : contractParts(c.b, made);
  }
  return undefined;
}

/** The parts with others in place of one factor. */
export function replaced(parts: Parts, at: number, factors: readonly Factor[], dims = parts.dims): Parts {
  return { factors: parts.factors.toSpliced(at, 1, ...factors), out: parts.out, dims };
}

/** A label that no part has yet. */
function labelled(dims: Map<number, Dim>, dim: Dim): number {
  const label = Math.max(-1, ...dims.keys()) + 1;
  dims.set(label, dim);
  return label;
}

/** The parts of a factor that is a contraction, where both together are not too many. */
function within(parts: Parts, inner: Node): Parts | undefined {
  const own = inner.op === "contract" ? partsOf(inner) : undefined;
  return own !== undefined && parts.factors.length + own.factors.length <= MOST_MERGED_FACTORS ? own : undefined;
}

/** A factor that is itself a contraction without a sum gives its factors and relabels them. */
const readThrough = fromFactor({ name: "read-through-labels", keeps: "bits" }, (c, parts, at, inner) => {
  const own = within(parts, inner);
  return own === undefined || isSummed(own) || !isOnlyLabels(c, factorAt(parts, at).node, own) ? undefined : inlined(parts, at, own);
});

export function factorAt(parts: Parts, at: number): Factor {
  return parts.factors[at] as Factor;
}

/** Whether reading through it repeats no work: one factor, or factors that are smaller, or no other use. */
function isOnlyLabels(c: Context, id: NodeId, own: Parts): boolean {
  if (own.factors.length === 1 || c.uses(id) <= 1) return true;
  const size = nominalSize(c.b.shape(id));
  return own.factors.every((f) => c.b.node(f.node).op === "delta" || nominalSize(c.b.shape(f.node)) < size);
}

/** The parts with factor `at` replaced by its own factors; labels summed inside become labels of the whole. */
function inlined(parts: Parts, at: number, inner: Parts): Parts {
  const dims = new Map(parts.dims);
  const renamed = new Map(inner.out.map((label, i) => [label, factorAt(parts, at).labels[i] as number]));
  for (const [label, dim] of inner.dims) if (!renamed.has(label)) renamed.set(label, labelled(dims, dim));
  return replaced(parts, at, inner.factors.map((f) => ({ node: f.node, labels: f.labels.map((l) => renamed.get(l) as number) })), dims);
}

/** A factor that is a sum of products, used here alone: the whole is formed in another order where that needs fewer operations. */
const mergeSum = fromFactor(
  { name: "merge-contractions", keeps: "value", phases: ["stabilize", "canonicalize"] }, (c, parts, at, inner) => {
    const own = c.uses(factorAt(parts, at).node) > 1 ? undefined : within(parts, inner);
    if (own === undefined || !isSummed(own)) return undefined;
    const merged = inlined(parts, at, own);
    return bestCost(merged) < bestCost(parts) + bestCost(own) ? formBest(c.b, merged) : undefined;
  },
);

/** sum(A .* B): the product is not formed. With further factors, where that is cheaper. */
const mergeProduct = fromFactor({ name: "merge-product", keeps: "value", phases: ["canonicalize", "finish"] }, (c, parts, at, inner) => {
  const { node, labels } = factorAt(parts, at);
  if (!isSummed(parts) || inner.op !== "mul" || c.uses(node) > 1 || parts.factors.length >= MOST_MERGED_FACTORS) return undefined;
  if (inner.args.some((a) => c.b.shape(a).length === 0)) return undefined;
  const own = inner.args.map((a) => alignedFactor(c.b, a, labels, inner.shape));
  const merged = replaced(parts, at, own);
  const isMask = own.some((f) => c.b.node(f.node).op === "delta" && f.labels.some((l) => !parts.out.includes(l)));
  const isCheaper = parts.factors.length === 1 || isMask || bestCost(merged) < bestCost(parts) + nominalSize(inner.shape);
  return isCheaper ? merged : undefined;
});

/** The identity with a summed label renames that label in the other factors. */
const dropIdentity = fromFactor({ name: "drop-identity", keeps: "value" }, (_c, parts, at, inner) => {
  const [i, j] = factorAt(parts, at).labels as readonly [number, number];
  if (inner.op !== "delta" || (i !== j && [i, j].every((l) => parts.out.includes(l)))) return undefined;
  const others = replaced(parts, at, []);
  if (i === j) return others;
  const [gone, kept] = parts.out.includes(i) ? [j, i] : [i, j];
  const factors = others.factors.map((f) => ({ node: f.node, labels: f.labels.map((l) => (l === gone ? kept : l)) }));
  return { ...others, factors, dims: withoutLabels(parts.dims, [gone]) };
});

/** Factors that are single numbers leave the sum. */
const dropScalar: StructuralRule = {
  name: "scalar-out-of-sum", op: "contract", keeps: "value",
  apply: (c, node) => {
    const parts = partsOf(node);
    const numbers = parts.factors.filter((f) => f.labels.length === 0);
    if (numbers.length === 0 || parts.factors.length === 1) return undefined;
    const rest = contractParts(c.b, { ...parts, factors: parts.factors.filter((f) => f.labels.length > 0) });
    return numbers.reduce((all, f) => c.b.apply("mul", [f.node, all]), rest);
  },
};

/** -A, s*A and A/s as factors: the sign or the number is applied to the result, if that is not larger. */
const liftScalar = fromFactor(
  { name: "lift-scalar-factor", keeps: "value", phases: ["canonicalize", "finish"] }, (c, parts, at, inner, shape) => {
    const { node, labels } = factorAt(parts, at);
    // x/m twice is a guard against overflow: it stays as it is
    const isOnce = parts.factors.filter((f) => f.node === node).length === 1;
    const isOwn = c.uses(node) <= 1 || inner.args.some((a) => c.b.node(a).op === "delta");
    if (!isOnce || nominalSize(shape) > nominalSize(inner.shape) || !isOwn) return undefined;
    const [array, ...more] = inner.args.filter((a) => c.b.shape(a).length > 0);
    const isLinear = ["neg", "mul", "div"].includes(inner.op) && (inner.op !== "div" || inner.args[0] === array);
    if (array === undefined || more.length > 0 || !isLinear) return undefined;
    const rest = contractParts(c.b, replaced(parts, at, [{ node: array, labels }]));
    return c.b.apply(inner.op, inner.args.map((a) => (a === array ? rest : a)));
  },
);

/** A factor that was only given or robbed of dimensions of size 1 is taken as it was. */
const stripReshape = fromFactor({ name: "strip-ones", keeps: "bits" }, (c, parts, at, inner) => {
  const [x] = inner.args;
  if (inner.op !== "reshape" || !sameButOnes(c.b.shape(x), inner.shape)) return undefined;
  const dims = new Map(parts.dims);
  const long = factorAt(parts, at).labels.filter((_, k) => inner.shape[k] !== 1);
  const labels = c.b.shape(x).map((d) => (d === 1 ? labelled(dims, 1) : long.shift() as number));
  return replaced(parts, at, [{ node: x, labels }], dims);
});

/** Many factors in the cheapest order, two at a time; a product without a sum needs no order. */
const orderFactors: StructuralRule = {
  name: "order-factors", op: "contract", keeps: "value", phases: ["finish"],
  apply: (c, node) => {
    const parts = partsOf(node);
    return parts.factors.length < 2 || !isSummed(parts) ? undefined : formBest(c.b, parts);
  },
};

/**
 * solve(A, B)*C is solve(A, B*C) where C has fewer columns than B; with the identity for B, inv(A)*C, also where the rows of
 * the solution are summed: inv(A)'*C.
 */
const solveProduct = fromFactor({ name: "solve-product", keeps: "value" }, (c, parts, at, inner) => {
  const { node, labels: [row, col] } = factorAt(parts, at) as Factor & { readonly labels: readonly [number, number] };
  if (inner.op !== "solve" || inner.shape.length !== 2 || c.uses(node) > 1) return undefined;
  const [a, right] = inner.args;
  const isInverse = c.b.node(right).op === "delta";
  const others = replaced(parts, at, []).factors;
  // the free label is the solution's own and in the result; the other one is summed with some other factor
  const isFree = (free: number, summed: number): boolean => parts.out.includes(free) && !parts.out.includes(summed)
    && others.some((f) => f.labels.includes(summed)) && !others.some((f) => f.labels.includes(free));
  const isTransposed = !isFree(row, col);
  if (isTransposed && !(isInverse && isFree(col, row))) return undefined;
  const [free, summed] = isTransposed ? [col, row] : [row, col];
  const dims = (labels: readonly number[]): Dim[] => labels.map((l) => atKey(parts.dims, l));
  const columns = parts.out.filter((l) => l !== free);
  if (!isInverse && nominalSize(dims(columns)) > nominalSize(dims([summed]))) return undefined;
  const factors = [{ node: right, labels: [free, summed] }, ...others];
  const side = contractParts(c.b, { factors, out: [free, ...columns], dims: parts.dims });
  const flat = columns.length <= 1 ? side : c.b.reshape(side, [...dims([free]), productOfDims(dims(columns))]);
  const solved = c.b.apply("solve", [a, flat], { transposed: isTransposed !== (inner.attrs.transposed === true) });
  return c.b.contract([{ node: c.b.reshape(solved, dims([free, ...columns])), labels: [free, ...columns] }], parts.out, parts.dims);
});

export const contractionRules: readonly StructuralRule[] = [
  readThrough, stripReshape, dropIdentity, dropScalar, liftScalar, solveProduct, mergeProduct, mergeSum, orderFactors,
];
