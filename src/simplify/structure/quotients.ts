// Quotients that are 0/0 at 0, as sin(x)/x and x/(exp(x) - 1), also where x has factors: their derivatives cancel near 0.
import { argOf, asApplied, type NodeId } from "../../graph/graph.js";
import { lengthOf } from "../../graph/operation.js";
import { zeroFunctions } from "../../ops/rates.js";
import type { Context, StructuralRule } from "../rule.js";
import { isModerate, onlyFactor, productOf, sameButNumber, timesProduct, without, withoutAt, type Product } from "./terms.js";

/** Functions that are 0 at 0, each with the operation that it is over its argument. */
const RATES: ReadonlyMap<string, string> = new Map([
  ["expm1", "expm1_rate"], ["log1p", "log1p_rate"], ["root_minus_one", "root_rate"],
  ...zeroFunctions.map((f) => [f, `${f}_rate`] as const),
]);
/** Those that have operations of their own where they are divisors. */
const INVERSES: ReadonlySet<string> = new Set(["expm1", "sinh"]);
const PRODUCTS: ReadonlySet<string> = new Set(["mul", "div", "neg", "sub", "compound_less_one"]);
/** What a quotient has above that is 0 where what is below is. */
const NUMERATORS: readonly string[] = [...RATES.keys(), "sub", "compound_less_one"];

/**
 * f(k*t)/k among other factors, and k/f(k*t), for functions that are 0 at 0, (1 + k)^n - 1 and x^k - 1: their
 * derivatives by k cancel near 0.
 */
const rateAtZero: StructuralRule = {
  name: "rate-at-zero", op: ["div", "mul"], among: NUMERATORS, keeps: "value", phases: ["stabilize"],
  apply: (c, node, id) => {
    if (!node.args.some((a) => RATES.has(c.b.node(a).op) || PRODUCTS.has(c.b.node(a).op))) return undefined;
    const whole = productOf(c, id);
    return withRate(c, whole) ?? withRate(c, { number: 1 / whole.number, factors: whole.divisors, divisors: whole.factors }, true);
  },
};

/** The product with a rate in place of a factor and divisors; as a divisor, where the product is upside down. */
function withRate(c: Context, { number, factors, divisors }: Product, isInverse = false): NodeId | undefined {
  for (const [at, factor] of factors.entries()) {
    if (isInverse && INVERSES.has(c.b.node(factor).op)) continue;
    const rate = rateOf(c, factor, divisors);
    const whole = rate === undefined ? NaN : number * rate.number;
    if (rate === undefined || !isModerate(whole)) continue;
    const [above, below] = [factors.filter((_, i) => i !== at), without(divisors, rate.below)];
    return isInverse
      ? timesProduct(c, { number: 1 / whole, factors: below, divisors: above }, c.b.apply("div", [c.b.constant(1), rate.id]))
      : timesProduct(c, { number: whole, factors: above, divisors: below }, rate.id);
  }
  return undefined;
}

interface Rate {
  readonly number: number;
  /** The divisors that are taken into it. */
  readonly below: readonly NodeId[];
  readonly id: NodeId;
}

function rateOf(c: Context, id: NodeId, divisors: readonly NodeId[]): Rate | undefined {
  const node = c.b.node(id);
  const [x, y] = asApplied(node).args;
  const zero = c.b.constant(0);
  if (node.op === "sub") {
    const [left, right] = [c.b.node(x), c.b.node(y)];
    if (left.op === "exp" && right.op === "exp") return exponentialsOver(c, argOf(left), argOf(right), divisors);
    const power = c.b.constantOf(y) === 1 ? left : c.b.constantOf(x) === 1 ? right : undefined;
    if (power?.op !== "pow") return undefined;
    const [base, exponent] = asApplied(power).args;
    return overWhole(c, exponent, divisors, power === left ? 1 : -1, () => c.b.apply("power_rate", [base, exponent, zero]));
  }
  if (node.op === "compound_less_one") return overWhole(c, x, divisors, 1, () => c.b.apply("compound_rate", [x, y]));
  const rate = RATES.get(node.op);
  if (rate === undefined) return undefined;
  const inner = productOf(c, x);
  const rest = without(inner.factors, divisors);
  const below = without(inner.factors, rest);
  if (below.length === 0) return undefined;
  const whole = rest.length + inner.divisors.length > 0 ? undefined : wholeQuotient(c, node.op, x, inner);
  if (whole !== undefined) return { number: inner.number, below, id: whole };
  const k = below.reduce((all, f) => c.b.apply("mul", [all, f]));
  const t = timesProduct(c, { ...inner, factors: rest }, c.b.constant(1));
  return { number: 1, below, id: c.b.apply(rate, rate === "root_rate" ? [k, t] : [k, t, zero]) };
}

/** A rate over the whole of a product, whose factors all are divisors. */
function overWhole(c: Context, id: NodeId, divisors: readonly NodeId[], sign: number, make: () => NodeId): Rate | undefined {
  const { number, factors, divisors: under } = productOf(c, id);
  const isWhole = factors.length > 0 && under.length === 0 && without(factors, divisors).length === 0;
  return isWhole ? { number: sign * number, below: factors, id: make() } : undefined;
}

/** f(x)/x, where that is an operation; a length is 0 at one point alone, where a rotation by it is none. */
function wholeQuotient(c: Context, f: string, x: NodeId, inner: Product): NodeId | undefined {
  const length = onlyFactor(inner);
  if (f === "sin" && length !== undefined && lengthOf(c.b, length) !== undefined) return c.b.apply("sinc", [x]);
  return c.b.ops.has(`${f}_quotient`) ? c.b.apply(`${f}_quotient`, [x, c.b.constant(0)]) : undefined;
}

/** exp(p*t) - exp(q*t) over the difference of p and q. */
function exponentialsOver(c: Context, above: NodeId, other: NodeId, divisors: readonly NodeId[]): Rate | undefined {
  const [a, b] = [productOf(c, above), productOf(c, other)];
  const [[p, ...moreOfP], [q, ...moreOfQ]] = [without(a.factors, b.factors), without(b.factors, a.factors)];
  if (p === undefined || q === undefined || moreOfP.length + moreOfQ.length > 0 || a.number !== b.number) return undefined;
  const common = { number: 1, factors: without(a.factors, [p]), divisors: a.divisors };
  if (!sameButNumber({ ...common, factors: [] }, { ...b, factors: [] })) return undefined;
  const gaps = [c.b.apply("sub", [p, q]), c.b.apply("sub", [q, p])];
  const below = gaps.find((gap) => divisors.includes(gap));
  if (below === undefined) return undefined;
  const [first, second] = [p, q].map((id) => timesProduct(c, { number: a.number, factors: [], divisors: [] }, id)) as [NodeId, NodeId];
  const t = timesProduct(c, common, c.b.constant(1));
  const number = below === gaps[0] ? a.number : -a.number;
  return { number, below: [below], id: c.b.apply("exp_difference", [first, second, t, c.b.constant(0)]) };
}

/** 1 - cos(k*t) over k among other factors, by the sine of half the angle, of which the quotient is one of those above. */
const versineQuotient: StructuralRule = {
  name: "one-minus-cos-over-factor", op: ["div", "mul"], among: ["versine"], keeps: "value", phases: ["stabilize"],
  apply: (c, _node, id) => {
    const whole = productOf(c, id);
    const isDivided = (x: NodeId): boolean => whole.divisors.some(
      (d) => d === x || (c.b.node(d).op === "pow" && argOf(c.b.node(d)) === x),
    );
    const at = whole.factors.map((f) => c.b.node(f)).findIndex(
      (node) => node.op === "versine" && productOf(c, argOf(node)).factors.some(isDivided),
    );
    if (at < 0) return undefined;
    const half = c.b.apply("mul", [c.b.constant(0.5), argOf(c.b.node(whole.factors[at] as NodeId))]);
    const square = c.b.apply("pow", [c.b.apply("sin", [half]), c.b.constant(2)]);
    const twice = c.b.apply("mul", [c.b.constant(2 * whole.number), square]);
    return timesProduct(c, { ...whole, number: 1, factors: withoutAt(whole.factors, at) }, twice);
  },
};

/** A multiple of x over exp(x) - 1. */
const bernoulliFunction: StructuralRule = {
  name: "bernoulli-function", op: "over_expm1", keeps: "value", phases: ["stabilize"],
  apply: (c, node) => {
    const [numerator, inside] = node.args;
    const [above, inner] = [productOf(c, numerator), productOf(c, inside)];
    if (!sameButNumber(above, inner)) return undefined;
    const number = above.number / inner.number;
    return isModerate(number) ? c.b.apply("mul", [c.b.constant(number), c.b.apply("bernoulli", [inside, c.b.constant(0)])]) : undefined;
  },
};

export const quotientRules: readonly StructuralRule[] = [versineQuotient, rateAtZero, bernoulliFunction];
