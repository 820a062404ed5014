// Probabilities less 1 at one class, as the slope of a cross-entropy and gradients by hand have them: p - 1 cancels
// where p is near 1. There it is the sum of the other probabilities instead, the operation softmax_rest.
import type { NodeId } from "../../graph/graph.js";
import type { Context, StructuralRule } from "../rule.js";
import { maskOf, type Mask } from "./masks.js";
import { throughViews, viewsOf } from "./parts.js";
import { joined, numberIn, productOf, sameButNumber, timesProduct, withoutAt, withoutViews, type Product } from "./terms.js";

/** mask*a - p*a as a times 1 - p where the mask is 1 and -p elsewhere, or as a*(1 - p) without a mask; both ways round. */
const ownClass: StructuralRule = {
  name: "softmax-less-one", op: ["add", "sub"], among: ["softmax"], keeps: "value", phases: ["stabilize", "canonicalize"],
  apply: (c, node) => {
    const [x, y] = node.args.map((a) => productOf(c, a)) as [Product, Product];
    const second = node.op === "sub" ? { ...y, number: -y.number } : y;
    return lessShare(c, x, second) ?? lessShare(c, second, x);
  },
};

/** The sum of both, where the right one is a softmax that takes away its share of the left one. */
function lessShare(c: Context, left: Product, right: Product): NodeId | undefined {
  const share = split(right, (f) => softmaxSeen(c, f));
  if (share === undefined) return undefined;
  const mask = split(left, (f) => maskOf(c, f));
  const whole = mask === undefined ? left : joined(mask.rest, productOf(c, mask.core.factor ?? c.b.constant(1)));
  const isShare = whole.number === -share.rest.number && sameButNumber(whole, share.rest, (id) => withoutViews(c, id));
  // numbers that are left among the factors are 0, infinite or none
  const isRegular = [...whole.factors, ...whole.divisors].every((f) => numberIn(c, f) === undefined);
  return isShare && isRegular ? scaled(c, whole, chosen(c, mask?.core, share.core, whole.number < 0)) : undefined;
}

/** The first factor that is something, and the other ones. */
function split<T>(product: Product, coreOf: (id: NodeId) => T | undefined): { readonly core: T; readonly rest: Product } | undefined {
  for (const [at, factor] of product.factors.entries()) {
    const core = coreOf(factor);
    if (core !== undefined) return { core, rest: { ...product, factors: withoutAt(product.factors, at) } };
  }
  return undefined;
}

/** A softmax through windows and stretching, as [it, the softmax]. */
function softmaxSeen(c: Context, id: NodeId): readonly [NodeId, NodeId] | undefined {
  const seen = viewsOf(c.b, id).at(-1) as NodeId;
  return c.b.node(seen).op === "softmax" ? [id, seen] : undefined;
}

/** 1 - p at the places of a mask, or everywhere, and -p elsewhere; or all of it with the other sign. */
function chosen(c: Context, mask: Mask | undefined, [p, seen]: readonly [NodeId, NodeId], isNegative: boolean): NodeId {
  const { args, attrs } = c.b.node(seen);
  const rest = throughViews(c.b, p, seen, c.b.apply("softmax_rest", args, attrs));
  const signed = (id: NodeId, isOther: boolean): NodeId => (isOther ? c.b.apply("neg", [id]) : id);
  return mask === undefined ? signed(rest, isNegative) : c.b.apply("select", [mask.id, signed(rest, isNegative), signed(p, !isNegative)]);
}

/** Factors are multiplied before they meet the array; the sign of the number is in the choice already. */
function scaled(c: Context, { number, factors, divisors }: Product, id: NodeId): NodeId {
  const factor = factors.reduce((all, f) => c.b.apply("mul", [f, all]), c.b.constant(Math.abs(number)));
  return timesProduct(c, { number: 1, factors: [], divisors }, c.b.apply("mul", [factor, id]));
}

export const ownClassRules: readonly StructuralRule[] = [ownClass];
