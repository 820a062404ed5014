// Quotients that are 0/0 at 0, as sin(x)/x and x/(exp(x) - 1), also where x has factors: their derivatives cancel near 0.
import type { NodeId } from "../../graph/graph.js";
import type { Context, StructuralRule } from "../rule.js";

const MAX_DEPTH = 4;
/** Numbers of a moderate size, which a quotient can take without overflow. */
const [LEAST, GREATEST] = [2 ** -64, 2 ** 64];
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

function isModerate(factor: number): boolean {
  return Math.abs(factor) >= LEAST && Math.abs(factor) <= GREATEST;
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
    const factors = [above.factor / below.factor * inner.factor, above.factor, below.factor, inner.factor];
    if (inner.base !== below.base || !factors.every(isModerate)) return undefined;
    return c.b.apply("mul", [c.b.constant(factors[0] as number), c.b.apply(quotient, [inside, c.b.constant(0)])]);
  },
};

/** A multiple of x over exp(x) - 1. */
const bernoulliFunction: StructuralRule = {
  name: "bernoulli-function", op: "over_expm1", keeps: "value", phases: ["stabilize"],
  apply: (c, node) => {
    const [numerator, inside] = node.args as readonly [NodeId, NodeId];
    const [above, inner] = [multipleOf(c, numerator), multipleOf(c, inside)];
    const factors = [above.factor / inner.factor, above.factor, inner.factor];
    if (above.base !== inner.base || !factors.every(isModerate)) return undefined;
    return c.b.apply("mul", [c.b.constant(factors[0] as number), c.b.apply("bernoulli", [inside, c.b.constant(0)])]);
  },
};

export const quotientRules: readonly StructuralRule[] = [quotientAtZero, bernoulliFunction];
