// Quotients that are 0/0 at 0, as sin(x)/x and x/(exp(x) - 1), also where x has factors: their derivatives cancel near 0.
import { BELOW_ZERO, ZEROS } from "../../graph/classes.js";
import { argOf, type NodeId, asApplied } from "../../graph/graph.js";
import { lengthOf } from "../../graph/operation.js";
import { isModerate } from "../conditions.js";
import type { Context, StructuralRule } from "../rule.js";
import { productOf, sameButNumber, timesProduct, type Product } from "./terms.js";

const QUOTIENTS: ReadonlyMap<string, string> = new Map(["sin", "sinh", "expm1", "log1p"].map((f) => [f, `${f}_quotient`]));

/** The product with two numbers, where neither is so far from 1 that it could overflow. */
function multiple(c: Context, x: number, y: number, quotient: NodeId): NodeId | undefined {
  return [x, x * y].every(isModerate) ? c.b.apply("mul", [c.b.constant(x * y), quotient]) : undefined;
}

/** A multiple of f(x) over another of x. */
const quotientAtZero: StructuralRule = {
  name: "quotient-at-zero", op: "div", keeps: "value", phases: ["stabilize"],
  apply: (c, node) => {
    const [above, below] = node.args.map((a) => productOf(c, a)) as [Product, Product];
    const { op, args: [inside] } = c.b.node(above.factors[0] ?? node.args[0]);
    const quotient = QUOTIENTS.get(op);
    if (quotient === undefined || inside === undefined || above.factors.length > 1 || above.divisors.length > 0) return undefined;
    const inner = productOf(c, inside);
    if (!sameButNumber(inner, below)) return undefined;
    // a length is 0 at one point alone, where a rotation by it is none
    const length = onlyFactor(below);
    const isLength = op === "sin" && length !== undefined && lengthOf(c.b, length) !== undefined;
    if (isLength) return multiple(c, above.number / below.number, inner.number, c.b.apply("sinc", [inside]));
    return multiple(c, above.number / below.number, inner.number, c.b.apply(quotient, [inside, c.b.constant(0)]));
  },
};

/** f(k*t)/k among other factors, for exp(k*t) - 1, log(1 + k*t) and x^k - 1: their derivatives by k cancel near 0. */
const rateAtZero: StructuralRule = {
  name: "rate-at-zero", op: ["div", "mul"], keeps: "value", phases: ["stabilize"],
  apply: (c, node, id) => {
    if (!node.args.some((a) => RATES.has(c.b.node(a).op) || PRODUCTS.has(c.b.node(a).op))) return undefined;
    const whole = productOf(c, id);
    for (const [at, factor] of whole.factors.entries()) {
      const rate = rateOf(c, factor, whole.divisors);
      if (rate === undefined) continue;
      const { number, divisors } = { number: whole.number * rate.number, divisors: without(whole.divisors, rate.below) };
      if (isModerate(number)) return timesProduct(c, { number, factors: whole.factors.filter((_, i) => i !== at), divisors }, rate.id);
    }
    return undefined;
  },
};

const RATES: ReadonlyMap<string, string> = new Map([["expm1", "expm1_rate"], ["log1p", "log1p_rate"]]);
const PRODUCTS: ReadonlySet<string> = new Set(["mul", "div", "neg", "sub"]);

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
    const power = c.b.constantOf(y) === 1 ? left : c.b.constantOf(x) === 1 ? right : undefined;
    if (power?.op !== "pow") return undefined;
    const [base, exponent] = asApplied(power).args;
    const { number, factors, divisors: under } = productOf(c, exponent);
    if (factors.length === 0 || under.length > 0 || without(factors, divisors).length > 0) return undefined;
    return { number: power === left ? number : -number, below: factors, id: c.b.apply("power_rate", [base, exponent, zero]) };
  }
  const rate = RATES.get(node.op);
  if (rate === undefined) return undefined;
  const inner = productOf(c, x);
  const rest = without(inner.factors, divisors);
  const below = without(inner.factors, rest);
  if (below.length === 0) return undefined;
  const k = below.reduce((all, f) => c.b.apply("mul", [all, f]));
  const t = timesProduct(c, { ...inner, factors: rest }, c.b.constant(1));
  return { number: 1, below, id: c.b.apply(rate, [k, t, zero]) };
}

/** The factors that are left when others are taken out, each as often as it stands there. */
function without(factors: readonly NodeId[], taken: readonly NodeId[]): NodeId[] {
  const left = [...taken];
  return factors.filter((f) => {
    const at = left.indexOf(f);
    if (at >= 0) left.splice(at, 1);
    return at < 0;
  });
}

/** A multiple of x over exp(x) - 1. */
const bernoulliFunction: StructuralRule = {
  name: "bernoulli-function", op: "over_expm1", keeps: "value", phases: ["stabilize"],
  apply: (c, node) => {
    const [numerator, inside] = node.args;
    const [above, inner] = [productOf(c, numerator), productOf(c, inside)];
    if (!sameButNumber(above, inner)) return undefined;
    return multiple(c, above.number, 1 / inner.number, c.b.apply("bernoulli", [inside, c.b.constant(0)]));
  },
};

/** acos(x)/sin(acos(x)), the logarithm of a rotation: near none at all both parts vanish. */
const angleOverSine: StructuralRule = {
  name: "angle-over-sine", op: "div", keeps: "value", phases: ["stabilize"],
  apply: (c, node) => {
    const [above, below] = node.args.map((a) => productOf(c, a)) as [Product, Product];
    const [arc, sine] = [above, below].map(onlyFactor);
    const [angle, { op, args }] = [c.b.node(arc ?? node.args[0]), c.b.node(sine ?? node.args[1])];
    if (arc === undefined || angle.op !== "acos" || op !== "sin" || args[0] !== arc) return undefined;
    return multiple(c, above.number / below.number, 1, c.b.apply("acos_quotient", [argOf(angle), c.b.constant(0)]));
  },
};

/** exp(-x^2)/erfc(x) and exp(-x^2/2)/normcdf(x), with factors around them: both parts vanish in the tail. */
const millsRatio: StructuralRule = {
  name: "mills-ratio", op: "div", keeps: "value", phases: ["stabilize"],
  apply: (c, _node, id) => {
    const whole = productOf(c, id);
    for (const tail of whole.divisors) {
      const { op, args: [inside] } = c.b.node(tail);
      const scale = TAILS.get(op);
      const density = scale === undefined ? undefined : whole.factors.find((e) => isSquareOf(c, e, inside as NodeId, -scale));
      if (density === undefined) continue;
      const ratio = op === "erfc" ? c.b.apply("div", [c.b.constant(1), c.b.apply("erfcx", [inside as NodeId])])
        : c.b.apply("mul", [c.b.constant(Math.sqrt(2 * Math.PI)), c.b.apply("mills_ratio", [inside as NodeId])]);
      return timesProduct(c, { ...whole, factors: without(whole.factors, [density]), divisors: without(whole.divisors, [tail]) }, ratio);
    }
    return undefined;
  },
};

/** exp(x^2)*erfc(x). */
const scaledComplement: StructuralRule = {
  name: "scaled-complement", op: "mul", keeps: "value", phases: ["stabilize"],
  apply: (c, node) => {
    const [x, y] = node.args;
    const of = (tail: NodeId, e: NodeId): NodeId | undefined => {
      const { op, args: [inside] } = c.b.node(tail);
      return op === "erfc" && isSquareOf(c, e, inside as NodeId, 1) ? c.b.apply("erfcx", [inside as NodeId]) : undefined;
    };
    return of(x, y) ?? of(y, x);
  },
};

/** How much of its square the logarithm of a tail falls by. */
const TAILS: ReadonlyMap<string, number> = new Map([["erfc", 1], ["normcdf", 0.5]]);

/** Whether a value is exp(s*x^2), up to the rounding of the numbers in it. */
function isSquareOf(c: Context, id: NodeId, x: NodeId, s: number): boolean {
  const { op, args: [exponent] } = c.b.node(id);
  if (op !== "exp") return false;
  const [square, inner] = [productOf(c, exponent as NodeId), productOf(c, x)];
  const power = onlyFactor(square);
  if (power === undefined || c.b.node(power).op !== "pow") return false;
  const [base, two] = c.b.node(power).args as readonly [NodeId, NodeId];
  const root = productOf(c, base);
  const wanted = s * inner.number ** 2;
  return c.b.constantOf(two) === 2 && sameButNumber(root, inner) &&
    Math.abs(square.number * root.number ** 2 - wanted) <= 8 * Number.EPSILON * Math.abs(wanted);
}

/** What a product is but for its number, if that is one factor. */
function onlyFactor({ factors, divisors }: Product): NodeId | undefined {
  return factors.length === 1 && divisors.length === 0 ? factors[0] : undefined;
}

/** x over a hypotenuse that is nowhere 0, without its guard. */
const plainCosine: StructuralRule = {
  name: "plain-cosine", op: "cosine", keeps: "bits", phases: ["finish"],
  apply: (c, { args: [x, , h] }) => {
    const mayBeZero = (c.facts.classes(h as NodeId) & (ZEROS | BELOW_ZERO)) !== 0;
    return mayBeZero ? undefined : c.b.apply("div", [x as NodeId, h as NodeId]);
  },
};

export const quotientRules: readonly StructuralRule[] = [
  quotientAtZero, rateAtZero, bernoulliFunction, angleOverSine, millsRatio, scaledComplement, plainCosine,
];
