// Quotients that are 0/0 at 0, as sin(x)/x and x/(exp(x) - 1), also where x has factors: their derivatives cancel near 0.
import type { NodeId } from "../../graph/graph.js";
import { isModerate } from "../conditions.js";
import type { Context, StructuralRule } from "../rule.js";

const MAX_DEPTH = 4;
const QUOTIENTS: ReadonlyMap<string, string> = new Map(["sin", "sinh", "expm1", "log1p"].map((f) => [f, `${f}_quotient`]));

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
    const [above, below] = node.args.map((a) => multipleOf(c, a)) as [Multiple, Multiple];
    const { op, args: [inside] } = c.b.node(above.base);
    const quotient = QUOTIENTS.get(op);
    if (quotient === undefined || inside === undefined) return undefined;
    const inner = multipleOf(c, inside);
    return inner.base === below.base ? multiple(c, above.factor / below.factor, inner.factor, c.b.apply(quotient, [inside, c.b.constant(0)])) : undefined;
  },
};

/** A multiple of x over exp(x) - 1. */
const bernoulliFunction: StructuralRule = {
  name: "bernoulli-function", op: "over_expm1", keeps: "value", phases: ["stabilize"],
  apply: (c, node) => {
    const [numerator, inside] = node.args as readonly [NodeId, NodeId];
    const [above, inner] = [multipleOf(c, numerator), multipleOf(c, inside)];
    return above.base === inner.base ? multiple(c, above.factor, 1 / inner.factor, c.b.apply("bernoulli", [inside, c.b.constant(0)])) : undefined;
  },
};

export const quotientRules: readonly StructuralRule[] = [quotientAtZero, bernoulliFunction];
