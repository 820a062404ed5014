// Probabilities less 1 at one class, as every gradient of a cross-entropy has them: p - 1 cancels where
// p is near 1. There it is the sum of the other probabilities instead, the operation softmax_rest.
import type { Node, NodeId } from "../../graph/graph.js";
import { partsOf } from "../../ops/contraction.js";
import { elementOf } from "../../ops/indexing.js";
import { broadcastShapes, sameShape, type Shape } from "../../shape/shape.js";
import { maskOf, type Mask } from "./masks.js";
import type { Context, Phase, StructuralRule } from "../rule.js";
import { isSummed, summedAxes, throughViews } from "./parts.js";
import { scalarsOf } from "./stacks.js";

const STABLE: readonly Phase[] = ["stabilize", "canonicalize"];
const MAX_VIEWS = 4;
/** Factors around a mask or a softmax. */
const MAX_DEPTH = 5;
/** The other elements of a longer list are not added one by one. */
const MAX_LISTED = 16;

/** A product that contains something once: the sign and the numbers, and the other factors and divisors. */
interface Product<T> {
  readonly core: T;
  readonly number: number;
  readonly factors: readonly NodeId[];
  readonly divisors: readonly NodeId[];
}

function productWith<T>(c: Context, id: NodeId, coreOf: (id: NodeId) => T | undefined, depth = 0): Product<T> | undefined {
  const core = coreOf(id);
  if (core !== undefined) return { core, number: 1, factors: [], divisors: [] };
  const node = c.b.node(id);
  const [x, y] = node.args as readonly [NodeId, NodeId];
  if (depth > MAX_DEPTH) return undefined;
  if (node.op === "reshape" && c.b.shape(x).length === 0) return productWith(c, x, coreOf, depth + 1);
  if (node.op === "neg") return times(productWith(c, x, coreOf, depth + 1), -1);
  if (node.op === "div") return withFactor(c, productWith(c, x, coreOf, depth + 1), y, true);
  if (node.op !== "mul") return undefined;
  return withFactor(c, productWith(c, x, coreOf, depth + 1), y) ?? withFactor(c, productWith(c, y, coreOf, depth + 1), x);
}

function times<T>(product: Product<T> | undefined, number: number): Product<T> | undefined {
  return product === undefined ? undefined : { ...product, number: product.number * number };
}

/** With the parts of one more factor, or divisor: its sign and numbers are taken out of it. */
function withFactor<T>(c: Context, product: Product<T> | undefined, id: NodeId, isDivisor = false, depth = 0): Product<T> | undefined {
  if (product === undefined) return undefined;
  const value = numberIn(c, id);
  if (value !== undefined) return times(product, isDivisor ? 1 / value : value);
  const node = c.b.node(id);
  const [x, y] = node.args as readonly [NodeId, NodeId];
  if (node.op === "neg" && depth < MAX_DEPTH) return withFactor(c, times(product, -1), x, isDivisor, depth + 1);
  const factor = node.op === "mul" && depth < MAX_DEPTH ? c.b.constantOf(x) : undefined;
  if (factor !== undefined) return withFactor(c, times(product, isDivisor ? 1 / factor : factor), y, isDivisor, depth + 1);
  if (node.op === "div" && depth < MAX_DEPTH) return withFactor(c, withFactor(c, product, x, isDivisor, depth + 1), y, !isDivisor, depth + 1);
  return isDivisor ? { ...product, divisors: [...product.divisors, id] } : { ...product, factors: [...product.factors, id] };
}

/** The number that a scalar is, or that all elements of a list are. */
function numberIn(c: Context, id: NodeId): number | undefined {
  const bare = withoutViews(c, id);
  const value = c.b.constantOf(bare);
  if (value !== undefined) return value;
  const [first, ...others] = scalarsOf(c, bare) ?? [];
  return first !== undefined && others.every((s) => s === first) ? c.b.constantOf(first) : undefined;
}

/** A number without its stretching and its dimensions of size 1; where more elements stand matters, so those stay. */
function withoutViews(c: Context, id: NodeId): NodeId {
  let at = id;
  for (let inner = numberSeen(c, at); inner !== undefined; inner = numberSeen(c, at)) at = inner;
  return at;
}

function numberSeen(c: Context, id: NodeId): NodeId | undefined {
  const node = c.b.node(id);
  const [x] = node.args;
  return x !== undefined && isView(node) && c.b.shape(x).every((d) => d === 1) ? x : undefined;
}

/** A softmax seen through windows and stretching. */
interface View {
  readonly softmax: Node;
  readonly views: readonly Node[];
  readonly id: NodeId;
}

function softmaxView(c: Context, id: NodeId): View | undefined {
  const views: Node[] = [];
  let node = c.b.node(id);
  while (isView(node) && views.length <= MAX_VIEWS) {
    views.push(node);
    node = c.b.node(node.args[0] as NodeId);
  }
  return node.op === "softmax" ? { softmax: node, views, id } : undefined;
}

function isView(node: Node): boolean {
  if (node.op === "contract") return node.args.length === 1 && !isSummed(partsOf(node));
  return node.op === "slice" || node.op === "reshape";
}

/** 1 - p where p is seen through the same views. */
function restOf(c: Context, { softmax, views }: View): NodeId {
  const whole = c.b.apply("softmax_rest", softmax.args, softmax.attrs);
  return throughViews(c.b, views, whole);
}

/** mask*a - p*a as a times 1 - p where the mask is 1 and -p elsewhere; both ways round. */
const ownClass: StructuralRule = {
  name: "softmax-less-one", op: ["add", "sub"], keeps: "value", phases: STABLE,
  apply: (c, node) => {
    const [x, y] = node.args as readonly [NodeId, NodeId];
    const isSum = node.op === "add";
    return difference(c, x, y, isSum) ?? negatedUnless(c, difference(c, y, x, isSum), isSum);
  },
};

function negatedUnless(c: Context, id: NodeId | undefined, isSame: boolean): NodeId | undefined {
  return id === undefined ? undefined : signed(c, id, !isSame);
}

/** left - right, or their sum, where the left is a masked number and the right a multiple of a softmax. */
function difference(c: Context, left: NodeId, right: NodeId, isSum: boolean): NodeId | undefined {
  const found = productWith(c, right, (id) => softmaxView(c, id));
  const p = found === undefined ? undefined : withoutSums(c, found);
  if (p === undefined) return undefined;
  const side = leftSide(c, left);
  const whole = side === undefined ? undefined : withoutSums(c, side);
  if (whole === undefined || !Number.isFinite(whole.number) || whole.number === 0) return undefined;
  if (whole.number !== (isSum ? -p.number : p.number) || !isSameFactor(c, whole, p)) return undefined;
  return scaled(c, whole, listed(c, whole, p.core) ?? chosen(c, whole, p.core));
}

/** What the softmax is taken from: a number, or a mask with its own number and factor among the others. */
function leftSide(c: Context, id: NodeId): Product<Mask | undefined> | undefined {
  const value = numberIn(c, id);
  if (value !== undefined) return { core: undefined, number: value, factors: [], divisors: [] };
  const mask = productWith(c, id, (i) => maskOf(c, i));
  return mask === undefined ? undefined : maskWhole(c, mask);
}

function maskWhole(c: Context, mask: Product<Mask>): Product<Mask> {
  const { number, factor } = mask.core;
  const signed = { ...mask, number: mask.number * number };
  return factor === undefined ? signed : withFactor(c, signed, factor) ?? signed;
}

function isSameFactor(c: Context, a: Product<unknown>, b: Product<unknown>): boolean {
  const key = (ids: readonly NodeId[]): string => ids.map((id) => withoutViews(c, id)).sort((x, y) => x - y).join(" ");
  return key(a.factors) === key(b.factors) && key(a.divisors) === key(b.divisors);
}

/** With sums of masks along axes where each group has one place as what stands there: as every gradient of a weighted loss has them. */
function withoutSums<T>(c: Context, whole: Product<T>): Product<T> | undefined {
  const start: Product<T> | undefined = { ...whole, factors: [] };
  return whole.factors.reduce<Product<T> | undefined>((product, id) => {
    const own = sumOfMask(c, id);
    return own === undefined ? withFactor(c, product, id) : joined(product, own);
  }, start);
}

function joined<T>(product: Product<T> | undefined, { number, factors, divisors }: Product<unknown>): Product<T> | undefined {
  return product === undefined ? undefined : {
    ...product, number: product.number * number,
    factors: [...product.factors, ...factors], divisors: [...product.divisors, ...divisors],
  };
}

function sumOfMask(c: Context, id: NodeId): Product<Mask> | undefined {
  const bare = withoutViews(c, id);
  const node = c.b.node(bare);
  const sum = node.op === "reshape" ? c.b.node(node.args[0] as NodeId) : node;
  if (sum.op !== "contract" || sum.args.length > 1) return undefined;
  const { factors: [summed], out } = partsOf(sum);
  const axes = summed === undefined ? undefined : summedAxes(summed.labels, out);
  const found = summed === undefined ? undefined : productWith(c, summed.node, (i) => maskOf(c, i));
  if (axes === undefined || found === undefined || !found.core.isOnce(axes)) return undefined;
  const { shape } = found.core;
  const flat = shape.map((d, axis) => (axes.includes(axis) ? 1 : d));
  // the sum stands where its mask stood, and what stands at the places has one value along the axes
  const fits = (i: NodeId, into: Shape): boolean => sameShape(broadcastShapes(c.b.shape(i), into) ?? [], into);
  const own = maskWhole(c, found);
  return fits(sum.args[0] as NodeId, shape) && [bare, ...own.factors, ...own.divisors].every((i) => fits(i, flat)) ? own : undefined;
}

/** The sign is put into the choice, so that nothing is negated twice. */
function scaled(c: Context, { number, factors, divisors }: Product<unknown>, id: NodeId): NodeId {
  const factor = factors.reduce((all, f) => c.b.apply("mul", [f, all]), c.b.constant(Math.abs(number)));
  return divisors.reduce((all, f) => c.b.apply("div", [all, f]), c.b.apply("mul", [factor, id]));
}

function signed(c: Context, id: NodeId, isNegative: boolean): NodeId {
  return isNegative ? c.b.apply("neg", [id]) : id;
}

function chosen(c: Context, { core, number }: Product<Mask | undefined>, view: View): NodeId {
  const isNegative = number < 0;
  const own = signed(c, restOf(c, view), isNegative);
  return core === undefined ? own : c.b.apply("select", [core.id, own, signed(c, view.id, !isNegative)]);
}

/** For a list of scalars: the others, added up. */
function listed(c: Context, { core, number }: Product<Mask | undefined>, { softmax, views, id }: View): NodeId | undefined {
  const scalars = scalarsOf(c, softmax.args[0] as NodeId);
  if (scalars === undefined || softmax.shape.length !== 1 || scalars.length < 2 || scalars.length > MAX_LISTED) return undefined;
  const isNegative = number < 0;
  const whole = c.b.apply("softmax", softmax.args, softmax.attrs);
  const elements = scalars.map((_, i) => elementOf(c.b, whole, [scalars.length], i));
  const others = (own: number): NodeId => signed(c, elements.filter((_, i) => i !== own).reduce((sum, next) => c.b.apply("add", [sum, next])), isNegative);
  if (core === undefined) {
    const own = elements.indexOf(id);
    return own < 0 ? undefined : others(own);
  }
  if (views.length > 0 || core.place === undefined) return undefined;
  return c.b.apply("stack", elements.map((e, i) => (i === core.place ? others(i) : signed(c, e, !isNegative))), { lead: [scalars.length] });
}

export const ownClassRules: readonly StructuralRule[] = [ownClass];
