// Quotients that are 0/0 at 0, as sin(x)/x and x/(exp(x) - 1), also where x has factors: their derivatives cancel near 0.
import type { NodeId } from "../../graph/graph.js";
import { isModerate } from "../conditions.js";
import type { Context, StructuralRule } from "../rule.js";
import { productOf, sameButNumber, type Product } from "./terms.js";

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
    const { op, args: [inside] } = c.b.node(above.factors[0] ?? node.args[0] as NodeId);
    const quotient = QUOTIENTS.get(op);
    if (quotient === undefined || inside === undefined || above.factors.length > 1 || above.divisors.length > 0) return undefined;
    const inner = productOf(c, inside);
    if (!sameButNumber(inner, below)) return undefined;
    return multiple(c, above.number / below.number, inner.number, c.b.apply(quotient, [inside, c.b.constant(0)]));
  },
};

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

export const quotientRules: readonly StructuralRule[] = [quotientAtZero, bernoulliFunction];
