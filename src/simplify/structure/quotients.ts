// Quotients that are 0/0 at 0, as sin(x)/x and x/(exp(x) - 1), also where x has factors: their derivatives cancel near 0.
import type { Node, NodeId } from "../../graph/graph.js";
import { lengthOf } from "../../graph/operation.js";
import { isModerate } from "../conditions.js";
import type { Context, StructuralRule } from "../rule.js";
import { productOf, sameButNumber, timesProduct, type Product } from "./terms.js";

const QUOTIENTS: ReadonlyMap<string, string> = new Map(["sin", "sinh", "expm1", "log1p"].map((f) => [f, `${f}_quotient`]));

const MAX_DEPTH = 4;

interface Multiple {
  readonly factor: number;
  readonly base: NodeId;
}

/** A value as a number times another value. */
function multipleOf(c: Context, id: NodeId): Multiple {
  let [factor, base] = [1, id];
  for (let depth = 0; depth < MAX_DEPTH; depth++) {
    const { op, args } = c.b.node(base);
    const [x, y] = args as readonly [NodeId, NodeId];
    const [left, right] = [x, y].map((a) => (a === undefined ? undefined : c.b.constantOf(a)));
    if (op === "neg") [factor, base] = [-factor, x];
    else if (op === "mul" && left !== undefined) [factor, base] = [factor * left, y];
    else if (op === "div" && right !== undefined) [factor, base] = [factor / right, x];
    else break;
  }
  return { factor, base };
}

/** The product with two numbers, where neither is so far from 1 that it could overflow. */
function multiple(c: Context, x: number, y: number, quotient: NodeId): NodeId | undefined {
  return [x, x * y].every(isModerate) ? c.b.apply("mul", [c.b.constant(x * y), quotient]) : undefined;
}

/** A multiple of f(x) over another of x. */
const quotientAtZero: StructuralRule = {
  name: "quotient-at-zero", op: "div", keeps: "value", phases: ["stabilize"],
  apply: (c, node) => {
    const [above, below] = node.args.map((a) => productOf(c, a)) as [Product, Product];
    const { op, args: [inside] } = c.b.node(above.factors[0] ?? node.args[0] as NodeId);
    const quotient = QUOTIENTS.get(op);
    if (quotient === undefined || inside === undefined || above.factors.length > 1 || above.divisors.length > 0) return undefined;
    const inner = productOf(c, inside);
    if (!sameButNumber(inner, below)) return undefined;
    // a length is 0 at one point alone, where a rotation by it is none
    const isLength = op === "sin" && below.factors.length === 1 && below.divisors.length === 0 &&
      lengthOf(c.b, below.factors[0] as NodeId) !== undefined;
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
  const [x, y] = node.args as readonly [NodeId, NodeId];
  const zero = c.b.constant(0);
  if (node.op === "sub") {
    const [left, right] = [c.b.node(x), c.b.node(y)];
    const power = c.b.constantOf(y) === 1 ? left : c.b.constantOf(x) === 1 ? right : undefined;
    if (power?.op !== "pow") return undefined;
    const [base, exponent] = power.args as readonly [NodeId, NodeId];
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
    const [numerator, inside] = node.args as readonly [NodeId, NodeId];
    const [above, inner] = [productOf(c, numerator), productOf(c, inside)];
    if (!sameButNumber(above, inner)) return undefined;
    return multiple(c, above.number, 1 / inner.number, c.b.apply("bernoulli", [inside, c.b.constant(0)]));
  },
};

/** acos(x)/sin(acos(x)), the logarithm of a rotation: near none at all both parts vanish. */
const angleOverSine: StructuralRule = {
  name: "angle-over-sine", op: "div", keeps: "value", phases: ["stabilize"],
  apply: (c, node) => {
    const [above, below] = node.args.map((a) => multipleOf(c, a)) as [Multiple, Multiple];
    const [angle, sine] = [c.b.node(above.base), c.b.node(below.base)];
    if (angle.op !== "acos" || sine.op !== "sin" || sine.args[0] !== above.base) return undefined;
    return multiple(c, above.factor / below.factor, 1, c.b.apply("acos_quotient", [angle.args[0] as NodeId, c.b.constant(0)]));
  },
};

/** exp(-x^2)/erfc(x) and exp(-x^2/2)/normcdf(x), with factors around them: both parts vanish in the tail. */
const millsRatio: StructuralRule = {
  name: "mills-ratio", op: "div", keeps: "value", phases: ["stabilize"],
  apply: (c, node) => {
    const { above, below } = fractionOf(c, node);
    for (const tail of below) {
      const { op, args: [inside] } = c.b.node(tail);
      const scale = TAILS.get(op);
      const density = scale === undefined ? undefined : above.find((e) => isSquareOf(c, e, inside as NodeId, -scale));
      if (density === undefined) continue;
      const ratio = op === "erfc" ? c.b.apply("div", [c.b.constant(1), c.b.apply("erfcx", [inside as NodeId])])
        : c.b.apply("mul", [c.b.constant(Math.sqrt(2 * Math.PI)), c.b.apply("mills_ratio", [inside as NodeId])]);
      return fraction(c, [ratio, ...without(above, [density])], without(below, [tail]));
    }
    return undefined;
  },
};

/** exp(x^2)*erfc(x). */
const scaledComplement: StructuralRule = {
  name: "scaled-complement", op: "mul", keeps: "value", phases: ["stabilize"],
  apply: (c, node) => {
    const [x, y] = node.args as readonly [NodeId, NodeId];
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
  const [square, inner] = [multipleOf(c, exponent as NodeId), multipleOf(c, x)];
  const power = c.b.node(square.base);
  if (power.op !== "pow" || c.b.constantOf(power.args[1] as NodeId) !== 2) return false;
  const root = multipleOf(c, power.args[0] as NodeId);
  const wanted = s * inner.factor ** 2;
  return root.base === inner.base && Math.abs(square.factor * root.factor ** 2 - wanted) <= 8 * Number.EPSILON * Math.abs(wanted);
}

interface Fraction {
  readonly above: readonly NodeId[];
  readonly below: readonly NodeId[];
}

/** The factors of products and quotients. */
function fractionOf(c: Context, node: Node): Fraction {
  const [x, y] = node.args as readonly [NodeId, NodeId];
  const parts = (id: NodeId, depth: number): Fraction => {
    const { op, args: [a, b] } = c.b.node(id);
    if (depth > MAX_DEPTH || (op !== "mul" && op !== "div")) return { above: [id], below: [] };
    const [left, right] = [parts(a as NodeId, depth + 1), parts(b as NodeId, depth + 1)];
    return op === "mul" ? { above: [...left.above, ...right.above], below: [...left.below, ...right.below] }
      : { above: [...left.above, ...right.below], below: [...left.below, ...right.above] };
  };
  const [left, right] = [parts(x, 1), parts(y, 1)];
  return { above: [...left.above, ...right.below], below: [...left.below, ...right.above] };
}

function fraction(c: Context, above: readonly NodeId[], below: readonly NodeId[]): NodeId {
  const product = (factors: readonly NodeId[]): NodeId => factors.reduce((x, y) => c.b.apply("mul", [x, y]));
  return below.length === 0 ? product(above) : c.b.apply("div", [product(above), product(below)]);
}

export const quotientRules: readonly StructuralRule[] = [
  quotientAtZero, rateAtZero, bernoulliFunction, angleOverSine, millsRatio, scaledComplement,
];
