// Probabilities less 1 at one class, as the slope of a cross-entropy and gradients by hand have them: p - 1 cancels
// where p is near 1. There it is the sum of the other probabilities instead, the operation softmax_rest.
import { nth } from "../../diagnostics/known.js";
import { argOf, type Node, type NodeId } from "../../graph/graph.js";
import { elementOf } from "../../ops/indexing.js";
import { axesOf } from "../../ops/reduction.js";
import { broadcastShapes, sameShape } from "../../shape/shape.js";
import { MOST_LISTED } from "../limits.js";
import type { Context, Phase, StructuralRule } from "../rule.js";
import { maskOf, type Mask } from "./masks.js";
import { throughViews, viewsOf } from "./parts.js";
import { scalarsOf } from "./stacks.js";
import { joined, numberIn, productOf, sameButNumber, withoutAt, withoutViews, type Product } from "./terms.js";

const STABLE: readonly Phase[] = ["stabilize", "canonicalize"];

/** A product that contains something once, and the rest of it. */
interface ProductWith<T> extends Product {
  readonly core: T;
}

function productWith<T>(c: Context, id: NodeId, coreOf: (id: NodeId) => T | undefined): ProductWith<T> | undefined {
  const product = productOf(c, id);
  const { factors } = product;
  for (let at = 0; at < factors.length; at++) {
    const core = coreOf(nth(factors, at));
    if (core !== undefined) return { ...product, factors: withoutAt(factors, at), core };
  }
  return undefined;
}

/** A softmax seen through windows and stretching. */
interface View {
  readonly softmax: Node;
  readonly seen: NodeId;
  readonly id: NodeId;
}

function softmaxView(c: Context, id: NodeId): View | undefined {
  const seen = viewsOf(c.b, id).at(-1) as NodeId;
  const softmax = c.b.node(seen);
  return softmax.op === "softmax" ? { softmax, seen, id } : undefined;
}

/** 1 - p where p is seen through the same views. */
function restOf(c: Context, { softmax, seen, id }: View): NodeId {
  return throughViews(c.b, id, seen, c.b.apply("softmax_rest", softmax.args, softmax.attrs));
}

/** mask*a - p*a as a times 1 - p where the mask is 1 and -p elsewhere; both ways round. */
const ownClass: StructuralRule = {
  name: "softmax-less-one", op: ["add", "sub"], among: ["softmax"], keeps: "value", phases: STABLE,
  apply: (c, node) => {
    const [x, y] = node.args;
    const isSum = node.op === "add";
    return difference(c, x, y, isSum) ?? negatedUnless(c, difference(c, y, x, isSum), isSum);
  },
};

function negatedUnless(c: Context, id: NodeId | undefined, isSame: boolean): NodeId | undefined {
  return id === undefined ? undefined : signed(c, id, !isSame);
}

/** left - right, or their sum, where the left is a masked number and the right a multiple of a softmax. */
function difference(c: Context, left: NodeId, right: NodeId, isSum: boolean): NodeId | undefined {
  const p = productWith(c, right, (id) => softmaxView(c, id));
  const side = p === undefined ? undefined : leftSide(c, left);
  if (p === undefined || side === undefined || !isRegular(c, side)) return undefined;
  const isSame = side.number === (isSum ? -p.number : p.number) && sameButNumber(side, p, (id) => withoutViews(c, id));
  return isSame ? lessShare(c, side, p.core) : undefined;
}

/** The masked number less its share of the softmax. */
function lessShare(c: Context, whole: ProductWith<Mask | undefined>, view: View): NodeId {
  return scaled(c, whole, listed(c, whole, view) ?? chosen(c, whole, view));
}

/** The slope of a cross-entropy whose target is at one place of each group, among factors that all elements of it have. */
const slopeOfLoss: StructuralRule = {
  name: "slope-of-own-class", op: "log_softmax_slope", keeps: "value", phases: ["canonicalize"],
  apply: (c, node) => {
    const [y, x] = node.args;
    const axes = axesOf(node);
    const view = softmaxView(c, c.b.apply("softmax", [x], node.attrs));
    const found = productWith(c, y, (i) => maskOf(c, i));
    const whole = found === undefined ? undefined : maskWhole(c, found);
    const flat = node.shape.map((d, axis) => (axes.includes(axis) ? 1 : d));
    const isFlat = (id: NodeId): boolean => sameShape(broadcastShapes(c.b.shape(id), flat) ?? [], flat);
    const isOwn = whole?.core.isOnce(axes) === true && isRegular(c, whole) && [...whole.factors, ...whole.divisors].every(isFlat);
    return isOwn && view !== undefined ? lessShare(c, whole, view) : undefined;
  },
};

/** Whether no number in it is 0, infinite or none. */
function isRegular(c: Context, { number, factors, divisors }: Product): boolean {
  const isPlain = (x: number | undefined): boolean => x === undefined || (Number.isFinite(x) && x !== 0);
  return isPlain(number) && [...factors, ...divisors].every((id) => isPlain(numberIn(c, id)));
}

/** What the softmax is taken from: a number, or a mask with its own number and factor among the others. */
function leftSide(c: Context, id: NodeId): ProductWith<Mask | undefined> | undefined {
  const value = numberIn(c, id);
  if (value !== undefined) return { core: undefined, number: value, factors: [], divisors: [] };
  const mask = productWith(c, id, (i) => maskOf(c, i));
  return mask === undefined ? undefined : maskWhole(c, mask);
}

function maskWhole(c: Context, mask: ProductWith<Mask>): ProductWith<Mask> {
  const { number, factor } = mask.core;
  const own = factor === undefined ? { number: 1, factors: [], divisors: [] } : productOf(c, factor);
  return { ...joined(mask, { ...own, number: own.number * number }), core: mask.core };
}

/** The sign is put into the choice, so that nothing is negated twice. */
function scaled(c: Context, { number, factors, divisors }: Product, id: NodeId): NodeId {
  const factor = factors.reduce((all, f) => c.b.apply("mul", [f, all]), c.b.constant(Math.abs(number)));
  return divisors.reduce((all, f) => c.b.apply("div", [all, f]), c.b.apply("mul", [factor, id]));
}

function signed(c: Context, id: NodeId, isNegative: boolean): NodeId {
  return isNegative ? c.b.apply("neg", [id]) : id;
}

function chosen(c: Context, { core, number }: ProductWith<Mask | undefined>, view: View): NodeId {
  const isNegative = number < 0;
  const own = signed(c, restOf(c, view), isNegative);
  return core === undefined ? own : c.b.apply("select", [core.id, own, signed(c, view.id, !isNegative)]);
}

/** For a list of scalars: the others, added up. */
function listed(c: Context, { core, number }: ProductWith<Mask | undefined>, { softmax, seen, id }: View): NodeId | undefined {
  const scalars = scalarsOf(c, argOf(softmax));
  if (scalars === undefined || softmax.shape.length !== 1 || scalars.length < 2 || scalars.length > MOST_LISTED) return undefined;
  const isNegative = number < 0;
  const whole = c.b.apply("softmax", softmax.args, softmax.attrs);
  const elements = scalars.map((_, i) => elementOf(c.b, whole, [scalars.length], i));
  const others = (own: number): NodeId => signed(
    c, elements.filter((_, i) => i !== own).reduce((sum, next) => c.b.apply("add", [sum, next])), isNegative,
  );
  if (core === undefined) {
    const own = elements.indexOf(id);
    return own < 0 ? undefined : others(own);
  }
  if (seen !== id || core.place === undefined) return undefined;
  return c.b.apply("stack", elements.map((e, i) => (i === core.place ? others(i) : signed(c, e, !isNegative))), { lead: [scalars.length] });
}

export const ownClassRules: readonly StructuralRule[] = [ownClass, slopeOfLoss];
