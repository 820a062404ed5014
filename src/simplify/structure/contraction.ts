// Rules of contractions. A transpose, a diagonal, a broadcast and an outer product are only labels,
// so they are read through; numbers, signs and identities leave; sums are merged where that is cheaper.
import type { Factor } from "../../graph/builder.js";
import { asApplied, type Node, type NodeId } from "../../graph/graph.js";
import { alignedFactor, partsOf, type Parts } from "../../ops/contraction.js";
import { productOfDims, type Dim } from "../../shape/dim.js";
import { MOST_MERGED_FACTORS } from "../limits.js";
import type { Context, StructuralRule } from "../rule.js";
import { bestCost, formBest } from "./order.js";
import { nominal, nominalSize } from "../../shape/nominal.js";
import { contractParts, freshLabel, isSummed, sameButOnes } from "./parts.js";

/** A factor that is itself a contraction without a sum gives its factors and relabels them. */
const readThrough: StructuralRule = {
  name: "read-through-labels", op: "contract", keeps: "bits",
  apply: (c, node) => {
    const parts = partsOf(node);
    for (const [i, factor] of parts.factors.entries()) {
      const inner = c.b.node(factor.node);
      if (inner.op !== "contract") continue;
      const own = partsOf(inner);
      if (isSummed(own) || parts.factors.length + own.factors.length > MOST_MERGED_FACTORS || !isOnlyLabels(c, factor.node, own)) continue;
      return contractParts(c.b, inlined(parts, i, own));
    }
    return undefined;
  },
};

/** Whether reading through it repeats no work: one factor, or factors that are smaller, or no other use. */
function isOnlyLabels(c: Context, id: NodeId, own: Parts): boolean {
  if (own.factors.length === 1 || c.uses(id) <= 1) return true;
  const size = nominalSize(c.b.shape(id));
  return own.factors.every((f) => c.b.node(f.node).op === "delta" || nominalSize(c.b.shape(f.node)) < size);
}

/** The parts with factor `at` replaced by its own factors; labels summed inside become labels of the whole. */
function inlined(parts: Parts, at: number, inner: Parts): Parts {
  const factor = parts.factors[at] as Factor;
  const dims = new Map(parts.dims);
  const renamed = new Map(inner.out.map((label, i) => [label, factor.labels[i] as number]));
  for (const [label, dim] of inner.dims) {
    if (renamed.has(label)) continue;
    const fresh = freshLabel(dims);
    renamed.set(label, fresh);
    dims.set(fresh, dim);
  }
  const own = inner.factors.map((f) => ({ node: f.node, labels: f.labels.map((l) => renamed.get(l) as number) }));
  return { factors: [...parts.factors.slice(0, at), ...own, ...parts.factors.slice(at + 1)], out: parts.out, dims };
}

/** A factor that is a sum of products, used here alone: the whole is formed in another order where that needs fewer operations. */
const mergeSum: StructuralRule = {
  name: "merge-contractions", op: "contract", keeps: "value", phases: ["stabilize", "canonicalize"],
  apply: (c, node) => {
    const parts = partsOf(node);
    for (const [i, factor] of parts.factors.entries()) {
      const inner = c.b.node(factor.node);
      if (inner.op !== "contract" || c.uses(factor.node) > 1) continue;
      const own = partsOf(inner);
      if (!isSummed(own) || parts.factors.length + own.factors.length > MOST_MERGED_FACTORS) continue;
      const merged = inlined(parts, i, own);
      if (bestCost(merged) < bestCost(parts) + bestCost(own)) return formBest(c.b, merged);
    }
    return undefined;
  },
};

/** sum(A .* B): the product is not formed. With further factors, where that is cheaper. */
const mergeProduct: StructuralRule = {
  name: "merge-product", op: "contract", keeps: "value", phases: ["canonicalize", "finish"],
  apply: (c, node) => {
    const parts = partsOf(node);
    if (!isSummed(parts)) return undefined;
    for (const [i, factor] of parts.factors.entries()) {
      const inner = c.b.node(factor.node);
      if (inner.op !== "mul" || c.uses(factor.node) > 1 || parts.factors.length >= MOST_MERGED_FACTORS) continue;
      if (inner.args.some((a) => c.b.shape(a).length === 0)) continue;
      const own = inner.args.map((a) => alignedFactor(c.b, a, factor.labels, inner.shape));
      const merged = { ...parts, factors: [...parts.factors.slice(0, i), ...own, ...parts.factors.slice(i + 1)] };
      const apart = bestCost(parts) + nominalSize(inner.shape);
      const isMask = own.some((f) => c.b.node(f.node).op === "delta" && f.labels.some((l) => !parts.out.includes(l)));
      if (parts.factors.length === 1 || isMask || bestCost(merged) < apart) return contractParts(c.b, merged);
    }
    return undefined;
  },
};

/** The identity with a summed label renames that label in the other factors. */
const dropIdentity: StructuralRule = {
  name: "drop-identity", op: "contract", keeps: "value",
  apply: (c, node) => {
    const parts = partsOf(node);
    const at = parts.factors.findIndex(
      (f) => c.b.node(f.node).op === "delta" && (f.labels[0] === f.labels[1] || f.labels.some((l) => !parts.out.includes(l))),
    );
    if (at < 0) return undefined;
    const [i, j] = (parts.factors[at] as Factor).labels as readonly [number, number];
    const others = parts.factors.filter((_, k) => k !== at);
    if (i === j) return contractParts(c.b, { ...parts, factors: others });
    const [gone, kept] = parts.out.includes(i) ? [j, i] : [i, j];
    const dims = new Map(parts.dims);
    dims.delete(gone);
    const factors = others.map((f) => ({ node: f.node, labels: f.labels.map((l) => (l === gone ? kept : l)) }));
    return contractParts(c.b, { factors, out: parts.out, dims });
  },
};

/** Factors that are single numbers leave the sum. */
const dropScalar: StructuralRule = {
  name: "scalar-out-of-sum", op: "contract", keeps: "value",
  apply: (c, node) => {
    const parts = partsOf(node);
    const arrays = parts.factors.filter((f) => f.labels.length > 0);
    if (arrays.length === parts.factors.length) return undefined;
    if (arrays.length === 0) {
      if (parts.factors.length === 1) return undefined;
      const product = parts.factors.map((f) => f.node).reduce((x, y) => c.b.apply("mul", [x, y]));
      return contractParts(c.b, { ...parts, factors: [{ node: product, labels: [] }] });
    }
    const rest = contractParts(c.b, { ...parts, factors: arrays });
    return parts.factors.filter((f) => f.labels.length === 0).reduce((all, f) => c.b.apply("mul", [f.node, all]), rest);
  },
};

/** -A, s*A and A/s as factors: the sign or the number is asApplied to the result, if that is not larger. */
const liftScalar: StructuralRule = {
  name: "lift-scalar-factor", op: "contract", keeps: "value", phases: ["canonicalize", "finish"],
  apply: (c, node) => {
    const parts = partsOf(node);
    for (const [i, factor] of parts.factors.entries()) {
      const inner = c.b.node(factor.node);
      // x/m twice is a guard against overflow: it stays as it is
      const isOnce = parts.factors.filter((f) => f.node === factor.node).length === 1;
      const isOwn = c.uses(factor.node) <= 1 || inner.args.some((a) => c.b.node(a).op === "delta");
      if (!isOnce || nominalSize(node.shape) > nominalSize(inner.shape) || !isOwn) continue;
      const split = withoutScalar(c, inner);
      if (split === undefined) continue;
      const factors = parts.factors.map((f, k) => (k === i ? { node: split.array, labels: f.labels } : f));
      return split.wrap(contractParts(c.b, { ...parts, factors }));
    }
    return undefined;
  },
};

function withoutScalar(c: Context, node: Node): { array: NodeId; wrap: (id: NodeId) => NodeId } | undefined {
  const [x, y] = asApplied(node).args;
  const isScalar = (id: NodeId): boolean => c.b.shape(id).length === 0;
  if (node.shape.length === 0) return undefined;
  if (node.op === "neg") return { array: x, wrap: (id) => c.b.apply("neg", [id]) };
  if (node.op === "div" && isScalar(y)) return { array: x, wrap: (id) => c.b.apply("div", [id, y]) };
  if (node.op !== "mul") return undefined;
  if (isScalar(x)) return { array: y, wrap: (id) => c.b.apply("mul", [x, id]) };
  return isScalar(y) ? { array: x, wrap: (id) => c.b.apply("mul", [y, id]) } : undefined;
}

/** A factor that was only given or robbed of dimensions of size 1 is taken as it was. */
const stripReshape: StructuralRule = {
  name: "strip-ones", op: "contract", keeps: "bits",
  apply: (c, node) => {
    const parts = partsOf(node);
    for (const [i, factor] of parts.factors.entries()) {
      const inner = c.b.node(factor.node);
      if (inner.op !== "reshape") continue;
      const [x] = asApplied(inner).args;
      const shape = c.b.shape(x);
      if (!sameButOnes(shape, inner.shape)) continue;
      const dims = new Map(parts.dims);
      const long = factor.labels.filter((_, k) => inner.shape[k] !== 1);
      const labels = shape.map((d) => {
        if (d !== 1) return long.shift() as number;
        const fresh = freshLabel(dims);
        dims.set(fresh, 1);
        return fresh;
      });
      const factors = parts.factors.map((f, k) => (k === i ? { node: x, labels } : f));
      return contractParts(c.b, { factors, out: parts.out, dims });
    }
    return undefined;
  },
};

/** Many factors in the cheapest order, two at a time; a product without a sum needs no order. */
const orderFactors: StructuralRule = {
  name: "order-factors", op: "contract", keeps: "value", phases: ["finish"],
  apply: (c, node) => {
    const parts = partsOf(node);
    return parts.factors.length < 2 || !isSummed(parts) ? undefined : formBest(c.b, parts);
  },
};

/** solve(A, B)*C is solve(A, B*C) where C has fewer columns than B; with the identity for B, inv(A)*C. */
const solveProduct: StructuralRule = {
  name: "solve-product", op: "contract", keeps: "value",
  apply: (c, node) => {
    const parts = partsOf(node);
    for (const [i, factor] of parts.factors.entries()) {
      const inner = c.b.node(factor.node);
      if (inner.op !== "solve" || inner.shape.length !== 2 || c.uses(factor.node) > 1) continue;
      const made = solvedProduct(c, parts, i, inner) ?? solvedTransposed(c, parts, i, inner);
      if (made !== undefined) return made;
    }
    return undefined;
  },
};

function solvedProduct(c: Context, parts: Parts, at: number, inner: Node): NodeId | undefined {
  const [row, col] = (parts.factors[at] as Factor).labels as readonly [number, number];
  const [a, right] = asApplied(inner).args;
  if (!canSolve(parts, at, row, col)) return undefined;
  const others = parts.factors.filter((_, k) => k !== at);
  const columns = parts.out.filter((l) => l !== row);
  const width = columns.reduce((p, l) => p * nominal(parts.dims.get(l) ?? 1), 1);
  if (c.b.node(right).op !== "delta" && width > nominal(parts.dims.get(col) ?? 1)) return undefined;
  const side = contractParts(c.b, { factors: [{ node: right, labels: [row, col] }, ...others], out: [row, ...columns], dims: parts.dims });
  return solvedInto(c, a, side, inner.attrs.transposed === true, row, columns, parts);
}

/** inv(A)' as a factor: the identity is summed over by the rows of the solution. */
function solvedTransposed(c: Context, parts: Parts, at: number, inner: Node): NodeId | undefined {
  const [row, col] = (parts.factors[at] as Factor).labels as readonly [number, number];
  const [a, right] = asApplied(inner).args;
  if (c.b.node(right).op !== "delta" || !canSolve(parts, at, col, row)) return undefined;
  const dims = new Map(parts.dims);
  dims.delete(row);
  const others = parts.factors.filter((_, k) => k !== at).map(
    (f) => ({ node: f.node, labels: f.labels.map((l) => (l === row ? col : l)) }),
  );
  const columns = parts.out.filter((l) => l !== col);
  const side = contractParts(c.b, { factors: others, out: [col, ...columns], dims });
  return solvedInto(c, a, side, inner.attrs.transposed !== true, col, columns, parts);
}

/** The free label is the solution's own and in the result; the other one is summed with some other factor. */
function canSolve(parts: Parts, at: number, free: number, summed: number): boolean {
  const others = parts.factors.filter((_, k) => k !== at);
  return parts.out.includes(free) && !parts.out.includes(summed)
    && others.some((f) => f.labels.includes(summed)) && !others.some((f) => f.labels.includes(free));
}

function solvedInto(
  c: Context, a: NodeId, side: NodeId, transposed: boolean, row: number, columns: readonly number[], parts: Parts,
): NodeId {
  const wide = columns.map((l) => parts.dims.get(l) as Dim);
  const rows = parts.dims.get(row) as Dim;
  const flat = columns.length <= 1 ? side : c.b.reshape(side, [rows, productOfDims(wide)]);
  const solved = c.b.reshape(c.b.apply("solve", [a, flat], { transposed }), [rows, ...wide]);
  return c.b.contract([{ node: solved, labels: [row, ...columns] }], parts.out, parts.dims);
}

export const contractionRules: readonly StructuralRule[] = [
  readThrough, stripReshape, dropIdentity, dropScalar, liftScalar, solveProduct, mergeProduct, mergeSum, orderFactors,
];
