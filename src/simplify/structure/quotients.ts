// Quotients that are 0/0 at 0, as sin(x)/x and x/(exp(x) - 1), also where x has factors: their derivatives cancel near 0.
import { BELOW_ZERO, ZEROS } from "../../graph/classes.js";
import { argOf, asApplied, type Node, type NodeId } from "../../graph/graph.js";
import { lengthOf } from "../../graph/operation.js";
import { zeroFunctions } from "../../ops/rates.js";
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

/**
 * f(k*t)/k among other factors, and k/f(k*t), for functions that are 0 at 0, (1 + k)^n - 1 and x^k - 1: their
 * derivatives by k cancel near 0.
 */
const rateAtZero: StructuralRule = {
  name: "rate-at-zero", op: ["div", "mul"], keeps: "value", phases: ["stabilize"],
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

/** Functions that are 0 at 0, each with the operation that it is over its argument. */
const RATES: ReadonlyMap<string, string> = new Map([
  ["expm1", "expm1_rate"], ["log1p", "log1p_rate"], ["root_minus_one", "root_rate"],
  ...zeroFunctions.map((f) => [f, `${f}_rate`] as const),
]);
/** Those that have operations of their own where they are divisors. */
const INVERSES: ReadonlySet<string> = new Set(["expm1", "sinh"]);
const PRODUCTS: ReadonlySet<string> = new Set(["mul", "div", "neg", "sub", "compound_less_one"]);

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
    const { number, factors, divisors: under } = productOf(c, exponent);
    if (factors.length === 0 || under.length > 0 || without(factors, divisors).length > 0) return undefined;
    return { number: power === left ? number : -number, below: factors, id: c.b.apply("power_rate", [base, exponent, zero]) };
  }
  if (node.op === "compound_less_one") {
    const { number, factors, divisors: under } = productOf(c, x);
    if (factors.length === 0 || under.length > 0 || without(factors, divisors).length > 0) return undefined;
    return { number, below: factors, id: c.b.apply("compound_rate", [x, y]) };
  }
  const rate = RATES.get(node.op);
  if (rate === undefined) return undefined;
  const inner = productOf(c, x);
  const rest = without(inner.factors, divisors);
  const below = without(inner.factors, rest);
  if (below.length === 0) return undefined;
  const k = below.reduce((all, f) => c.b.apply("mul", [all, f]));
  const t = timesProduct(c, { ...inner, factors: rest }, c.b.constant(1));
  return { number: 1, below, id: c.b.apply(rate, rate === "root_rate" ? [k, t] : [k, t, zero]) };
}

/** exp(p*t) - exp(q*t) over the difference of p and q. */
function exponentialsOver(c: Context, above: NodeId, other: NodeId, divisors: readonly NodeId[]): Rate | undefined {
  const [a, b] = [productOf(c, above), productOf(c, other)];
  const [[p, ...moreOfP], [q, ...moreOfQ]] = [without(a.factors, b.factors), without(b.factors, a.factors)];
  if (p === undefined || q === undefined || moreOfP.length + moreOfQ.length > 0 || a.number !== b.number) return undefined;
  const common = { number: 1, factors: without(a.factors, [p]), divisors: a.divisors };
  if (!sameButNumber({ ...common, factors: [] }, { ...b, factors: [] })) return undefined;
  const isGap = (d: NodeId, x: NodeId, y: NodeId): boolean => {
    const { op, args } = c.b.node(d);
    return op === "sub" && args[0] === x && args[1] === y;
  };
  const below = divisors.find((d) => isGap(d, p, q) || isGap(d, q, p));
  if (below === undefined) return undefined;
  const [first, second] = [p, q].map((id) => timesProduct(c, { number: a.number, factors: [], divisors: [] }, id)) as [NodeId, NodeId];
  const t = timesProduct(c, common, c.b.constant(1));
  const number = isGap(below, p, q) ? a.number : -a.number;
  return { number, below: [below], id: c.b.apply("exp_difference", [first, second, t, c.b.constant(0)]) };
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
      const { op, args: [inside] } = asApplied(c.b.node(tail));
      const scale = TAILS.get(op);
      const density = scale === undefined ? undefined : whole.factors.find((e) => isSquareOf(c, e, inside, -scale));
      if (density === undefined) continue;
      const ratio = op === "erfc" ? c.b.apply("div", [c.b.constant(1), c.b.apply("erfcx", [inside])])
        : c.b.apply("mul", [c.b.constant(Math.sqrt(2 * Math.PI)), c.b.apply("mills_ratio", [inside])]);
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
      const { op, args: [inside] } = asApplied(c.b.node(tail));
      return op === "erfc" && isSquareOf(c, e, inside, 1) ? c.b.apply("erfcx", [inside]) : undefined;
    };
    return of(x, y) ?? of(y, x);
  },
};

/** How much of its square the logarithm of a tail falls by. */
const TAILS: ReadonlyMap<string, number> = new Map([["erfc", 1], ["normcdf", 0.5]]);

/** Whether a value is exp(s*x^2), up to the rounding of the numbers in it. */
function isSquareOf(c: Context, id: NodeId, x: NodeId, s: number): boolean {
  const { op, args: [exponent] } = asApplied(c.b.node(id));
  if (op !== "exp") return false;
  const [square, inner] = [productOf(c, exponent), productOf(c, x)];
  const power = onlyFactor(square);
  if (power === undefined || c.b.node(power).op !== "pow") return false;
  const [base, two] = asApplied(c.b.node(power)).args;
  const root = productOf(c, base);
  const wanted = s * inner.number ** 2;
  return c.b.constantOf(two) === 2 && sameButNumber(root, inner) &&
    Math.abs(square.number * root.number ** 2 - wanted) <= 8 * Number.EPSILON * Math.abs(wanted);
}

/** What a product is but for its number, if that is one factor. */
function onlyFactor({ factors, divisors }: Product): NodeId | undefined {
  return factors.length === 1 && divisors.length === 0 ? factors[0] : undefined;
}

/** A rate that is not differentiated any more, as the quotient that it is. */
const plainRate: StructuralRule = {
  name: "plain-rate", op: zeroFunctions.map((f) => `${f}_rate`), keeps: "bits", phases: ["finish"],
  apply: (c, { op, args: [k, t, order] }) => {
    if (c.b.constantOf(order) !== 0) return undefined;
    const f = op.slice(0, -"_rate".length);
    return c.b.apply("div", [c.b.apply(f, [c.b.apply("mul", [k, t])]), k]);
  },
};

/** coth(x) - 1/x, Langevin's function, also by tanh. */
const langevinFunction: StructuralRule = {
  name: "langevin", op: "sub", keeps: "value", phases: ["stabilize"],
  apply: (c, { args }) => {
    const [above, x] = args.map((a) => reciprocalOf(c, a)) as [NodeId | undefined, NodeId | undefined];
    const { op, args: [inside] } = c.b.node(above ?? args[0]);
    const isOver = x !== undefined && inside === x && op === (above === undefined ? "coth" : "tanh");
    return isOver ? c.b.apply("langevin", [x, c.b.constant(0)]) : undefined;
  },
};

/** Of 1/x, x. */
function reciprocalOf(c: Context, id: NodeId): NodeId | undefined {
  const { op, args: [one, x] } = c.b.node(id);
  return op === "div" && one !== undefined && c.b.constantOf(one) === 1 ? x : undefined;
}

/** sqrt(x + d) - sqrt(x) and its kin: d over the sum of the two. */
const differenceOfRoots: StructuralRule = {
  name: "difference-of-roots", op: "sub", keeps: "value", phases: ["stabilize"],
  apply: (c, { args }) => {
    const [left, right] = args.map((a) => c.b.node(a)) as [Node, Node];
    if (left.op !== "sqrt" || right.op !== "sqrt") return undefined;
    const [x, y] = [argOf(left), argOf(right)];
    const [more, less] = [addedTo(c, x, y), addedTo(c, y, x)];
    if (more !== undefined) return c.b.apply("root_difference", [y, more]);
    return less && c.b.apply("neg", [c.b.apply("root_difference", [x, less])]);
  },
};

/** What is added to a value, or taken from it, to make a sum or a difference. */
function addedTo(c: Context, sum: NodeId, value: NodeId): NodeId | undefined {
  const { op, args: [x, y] } = c.b.node(sum);
  if (op === "add" && (x === value || y === value)) return x === value ? y : x;
  return op === "sub" && x === value && y !== undefined ? c.b.apply("neg", [y]) : undefined;
}

/** x over a hypotenuse that is nowhere 0, without its guard. */
const plainCosine: StructuralRule = {
  name: "plain-cosine", op: "cosine", keeps: "bits", phases: ["finish"],
  apply: (c, { args: [x, , h] }) => {
    const mayBeZero = (c.facts.classes(h) & (ZEROS | BELOW_ZERO)) !== 0;
    return mayBeZero ? undefined : c.b.apply("div", [x, h]);
  },
};

export const quotientRules: readonly StructuralRule[] = [
  quotientAtZero, angleOverSine, rateAtZero, bernoulliFunction, millsRatio, scaledComplement, plainCosine,
  plainRate, langevinFunction, differenceOfRoots,
];
