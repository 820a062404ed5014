// Logarithms of sums of exponentials, and exponentials over their sum: the forms that overflow become
// the operations that do not. They are recognised in sums of scalars and in sums over axes of arrays.
import { nth } from "../../diagnostics/known.js";
import { argOf, asApplied, type NodeId } from "../../graph/graph.js";
import { isContraction, partsOf } from "../../ops/contraction.js";
import { sameShape } from "../../shape/shape.js";
import { elementOf } from "../../ops/indexing.js";
import type { Context, Phase, StructuralRule } from "../rule.js";
import { replaced } from "./contraction.js";
import { contractParts, summedAxes, sumOf } from "./parts.js";
import { termsOf } from "./terms.js";

const STABLE: readonly Phase[] = ["stabilize", "canonicalize"];

/** z for exp(z), log(c)*z for c^z. */
function exponentOfPower(c: Context, id: NodeId): NodeId | undefined {
  const { op, args: [x, y] } = asApplied(c.b.node(id));
  if (op === "exp") return x;
  const base = op === "pow" ? c.b.constantOf(x) : undefined;
  return base !== undefined && base > 0 && base !== 1 ? c.b.apply("mul", [c.b.constant(Math.log(base)), y]) : undefined;
}

/** The exponents of a sum of exponentials and positive numbers of one shape. */
function exponents(c: Context, id: NodeId): readonly NodeId[] | undefined {
  const found: NodeId[] = [];
  const shape = c.b.shape(id);
  for (const term of termsOf(c, id)) {
    const own = term.isNegative ? undefined : exponentsOf(c, term.id);
    if (own === undefined || !own.every((e) => sameShape(c.b.shape(e), shape))) return undefined;
    found.push(...own);
  }
  return found.length > 1 && found.some((t) => c.b.constantOf(t) === undefined) ? found : undefined;
}

/** x for exp(x), log(c) for a positive number, x + log(c) for their product; two for a cosh. */
function exponentsOf(c: Context, id: NodeId): readonly NodeId[] | undefined {
  const node = c.b.node(id);
  const value = c.b.constantOf(id);
  if (value !== undefined) return value > 0 ? [c.b.constant(Math.log(value))] : undefined;
  const factor = node.op === "mul" ? c.b.constantOf(argOf(node)) : undefined;
  if (factor === undefined) return exponentsOfFactor(c, id);
  return factor > 0 ? exponentsOfFactor(c, argOf(node, 1))?.map((e) => plusNumber(c, e, Math.log(factor))) : undefined;
}

function exponentsOfFactor(c: Context, id: NodeId): readonly NodeId[] | undefined {
  const { op, args: [x] } = asApplied(c.b.node(id));
  if (op === "cosh") return [x, c.b.apply("neg", [x])].map((e) => plusNumber(c, e, -Math.LN2));
  if (op === "sigmoid") return [c.b.apply("neg", [c.b.apply("softplus", [c.b.apply("neg", [x])])])];
  const exponent = exponentOfPower(c, id);
  return exponent === undefined ? undefined : [exponent];
}

function plusNumber(c: Context, id: NodeId, x: number): NodeId {
  return x === 0 ? id : c.b.apply("add", [id, c.b.constant(x)]);
}

const logOfSum: StructuralRule = {
  name: "logsumexp-of-scalars", op: "log", keeps: "value", phases: STABLE,
  apply: (c, node) => {
    const [x] = node.args;
    const sum = c.b.node(x);
    // with one number there is a shorter form
    if (sum.op !== "add" || sum.args.some((a) => c.b.constantOf(a) !== undefined && c.b.node(argOf(sum)).op === "exp"))
      return undefined;
    const terms = exponents(c, x);
    if (terms === undefined) return undefined;
    if (terms.length === 2 && node.shape.length === 0) return c.b.apply("logaddexp", terms);
    return c.b.apply("logsumexp", [c.b.apply("stack", terms, { lead: [terms.length] })], { axes: [0] });
  },
};

/** sum(a .* exp(z)) over the sum of exp(z), where both are sums over the same axes: exp(z) over its sum is a softmax. */
const weightedMean: StructuralRule = {
  name: "mean-by-softmax", op: "div", over: ["contract", "contract"], keeps: "value", phases: STABLE,
  apply: (c, node) => {
    const above = c.b.node(node.args[0]);
    const { factors: [term, ...more], axes } = sumOf(c.b, node.args[1]) ?? { factors: [], axes: [] };
    const z = term === undefined || more.length > 0 || axes.length === 0 ? undefined : exponentOfPower(c, term);
    if (z === undefined || !isContraction(above)) return undefined;
    const parts = partsOf(above);
    for (const [at, { node: factor, labels }] of parts.factors.entries()) {
      const weight = weightOf(c, factor, z);
      if (weight === undefined || String(summedAxes(labels, parts.out)) !== String(axes)) continue;
      const softmax = c.b.apply("softmax", [z], { axes });
      return contractParts(c.b, replaced(parts, at, [{ node: weight === factor ? softmax : c.b.apply("mul", [weight, softmax]), labels }]));
    }
    return undefined;
  },
};

/** w for w .* exp(z), in the shape of z; exp(z) itself where there is no weight. */
function weightOf(c: Context, id: NodeId, z: NodeId): NodeId | undefined {
  const { op, args, shape } = c.b.node(id);
  if (exponentOfPower(c, id) === z) return id;
  const at = op === "mul" ? args.findIndex((a) => exponentOfPower(c, a) === z) : -1;
  return at >= 0 && sameShape(shape, c.b.shape(z)) ? args[1 - at] : undefined;
}

/** exp(x)/(exp(x) + exp(y) + …): the sigmoid of a difference, or an element of a softmax. */
const ratioOfScalars: StructuralRule = {
  name: "softmax-of-scalars", op: "div", keeps: "value", phases: STABLE,
  apply: (c, node) => {
    const [x, y] = node.args;
    const above = c.b.node(x);
    if (above.op !== "exp" || c.b.node(y).op !== "add") return undefined;
    const terms = exponents(c, y);
    const at = terms?.indexOf(argOf(above)) ?? -1;
    if (terms === undefined || at < 0) return undefined;
    if (terms.length === 2) return c.b.apply("sigmoid", [c.b.apply("sub", [nth(terms, at), nth(terms, 1 - at)])]);
    const softmax = c.b.apply("softmax", [c.b.apply("stack", terms, { lead: [terms.length] })], { axes: [0] });
    return elementOf(c.b, softmax, [terms.length], at);
  },
};

export const exponentialRules: readonly StructuralRule[] = [
  logOfSum, weightedMean, ratioOfScalars,
];
