// Logarithms of sums of exponentials, and exponentials over their sum: the forms that overflow become
// the operations that do not. They are recognised in sums of scalars and in sums over axes of arrays.
import { nth } from "../../diagnostics/known.js";
import { argOf, asApplied, type NodeId } from "../../graph/graph.js";
import { sameShape } from "../../shape/shape.js";
import { elementOf } from "../../ops/indexing.js";
import type { Context, Phase, StructuralRule } from "../rule.js";
import { factorAt, onFactors, replaced } from "./contraction.js";
import { summedAxes, sumOf } from "./parts.js";
import { scalarsOf } from "./stacks.js";
import { productOf, termsOf, timesProduct, withoutAt } from "./terms.js";

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
  const shape = c.b.shape(id);
  const found = termsOf(c, id).map((term) => (term.isNegative ? undefined : exponentsOf(c, term.id)));
  const all = found.flatMap((own) => own ?? []);
  const areAll = !found.includes(undefined) && all.length > 1 && all.every((e) => sameShape(c.b.shape(e), shape));
  return areAll && all.some((e) => c.b.constantOf(e) === undefined) ? all : undefined;
}

/** x for exp(x), log(c) for a positive number, x + log(c) for their product; two for a cosh. */
function exponentsOf(c: Context, id: NodeId): readonly NodeId[] | undefined {
  const { number, factors: [factor, ...more], divisors } = productOf(c, id);
  if (number <= 0 || more.length + divisors.length > 0) return undefined;
  const exponents = factor === undefined ? [c.b.constant(0)] : exponentsOfFactor(c, factor);
  return exponents?.map((e) => c.b.apply("add", [e, c.b.constant(Math.log(number))]));
}

function exponentsOfFactor(c: Context, id: NodeId): readonly NodeId[] | undefined {
  const { op, args: [x] } = asApplied(c.b.node(id));
  const value = c.b.constantOf(id);
  if (value !== undefined) return value > 0 ? [c.b.constant(Math.log(value))] : undefined;
  if (op === "cosh") return [x, c.b.apply("neg", [x])].map((e) => c.b.apply("sub", [e, c.b.constant(Math.LN2)]));
  if (op === "sigmoid") return [c.b.apply("neg", [c.b.apply("softplus", [c.b.apply("neg", [x])])])];
  const exponent = exponentOfPower(c, id);
  return exponent === undefined ? undefined : [exponent];
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

/** logsumexp([z1, z2, …]) - z2: the elements of a list of scalars are no views of it. */
const lossOfListed: StructuralRule = {
  name: "logsumexp-less-listed", op: "sub", among: ["logsumexp"], keeps: "value", phases: STABLE,
  apply: (c, node) => {
    const [x, y] = node.args;
    const logarithm = (sum: NodeId, score: NodeId): NodeId | undefined => {
      const { op, args: [z], attrs } = asApplied(c.b.node(sum));
      const scalars = op === "logsumexp" && c.b.shape(z).length === 1 ? scalarsOf(c, z) ?? [] : [];
      const at = scalars.indexOf(score);
      return at < 0 ? undefined : elementOf(c.b, c.b.apply("log_softmax", [z], attrs), [scalars.length], at);
    };
    const loss = logarithm(x, y);
    return loss === undefined ? logarithm(y, x) : c.b.apply("neg", [loss]);
  },
};

/** sum(a .* exp(z)) over the sum of exp(z), where both are sums over the same axes: exp(z) over its sum is a softmax. */
const weightedMean: StructuralRule = {
  name: "mean-by-softmax", op: "div", over: ["contract", "contract"], keeps: "value", phases: STABLE,
  apply: (c, node) => {
    const { factors: [term, ...more], axes } = sumOf(c.b, node.args[1]) ?? { factors: [], axes: [] };
    const z = term === undefined || more.length > 0 || axes.length === 0 ? undefined : exponentOfPower(c, term);
    if (z === undefined) return undefined;
    return onFactors(c, c.b.node(node.args[0]), (parts, at) => {
      const { node: factor, labels } = factorAt(parts, at);
      const product = productOf(c, factor);
      const power = product.factors.findIndex((f) => exponentOfPower(c, f) === z);
      const isAlong = String(summedAxes(labels, parts.out)) === String(axes) && sameShape(c.b.shape(factor), c.b.shape(z));
      if (power < 0 || !isAlong) return undefined;
      const rest = { ...product, factors: withoutAt(product.factors, power) };
      return replaced(parts, at, [{ node: timesProduct(c, rest, c.b.apply("softmax", [z], { axes })), labels }]);
    });
  },
};

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
  logOfSum, lossOfListed, weightedMean, ratioOfScalars,
];
