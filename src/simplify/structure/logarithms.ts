// Logarithms of products and of weighted sums of exponentials, which overflow and vanish as they are
// written: a product becomes a sum of logarithms, and the greatest exponent is taken out of a sum.
import { atKey, nth } from "../../diagnostics/known.js";
import type { Factor } from "../../graph/builder.js";
import { isContraction, partsOf } from "../../ops/contraction.js";
import { argOf, type NodeId } from "../../graph/graph.js";
import { linearIn } from "../../graph/operation.js";
import { MOST_FACTOR_DEPTH } from "../limits.js";
import type { Context, StructuralRule } from "../rule.js";
import { contractParts, sameLabels } from "./parts.js";
import { productOf, termsOf, timesProduct, withoutAt, type Product, type Term } from "./terms.js";

/** A product with exponentials among its factors: the sum of their exponents, and what is left without them. */
interface Weighted {
  readonly exponent: NodeId;
  readonly rest: Product;
}

function weighted(c: Context, id: NodeId): Weighted | undefined {
  const product = productOf(c, id);
  const isExponential = (f: NodeId): boolean => c.b.node(f).op === "exp";
  const exponents = product.factors.filter(isExponential).map((f) => argOf(c.b.node(f)));
  if (exponents.length === 0) return undefined;
  const rest = { ...product, factors: product.factors.filter((f) => !isExponential(f)) };
  return { exponent: exponents.reduce((x, y) => c.b.apply("add", [x, y])), rest };
}

/** Whether a greatest exponent has been taken off already, here or by hand, whatever the difference has been rewritten to. */
function isShifted(c: Context, id: NodeId, depth = 0): boolean {
  const node = c.b.node(id);
  const isLinear = linearIn(c.b, node) !== undefined || node.op === "div";
  return node.op === "stop_gradient" || (depth < MOST_FACTOR_DEPTH && isLinear && node.args.some((a) => isShifted(c, a, depth + 1)));
}

/** The greatest exponent, or 0 where it is infinite; the result does not depend on it. */
function shiftFrom(c: Context, greatest: NodeId): NodeId {
  const isInfinite = c.b.apply("eq", [c.b.apply("abs", [greatest]), c.b.constant(Infinity)]);
  return c.b.apply("stop_gradient", [c.b.apply("select", [isInfinite, c.b.constant(0), greatest])]);
}

/** A sum without its greatest exponential, which is exp(shift), and its logarithm. */
interface Shifted {
  readonly shift: NodeId;
  readonly sum: NodeId;
  readonly log: NodeId;
}

/** The logarithm of a sum of products with exponentials, their weights of any sign, and of factors around the sum. */
const logOfWeightedSum: StructuralRule = {
  name: "log-of-weighted-sum", op: "log", keeps: "value", phases: ["stabilize"],
  apply: (c, node) => {
    const [x] = node.args;
    const product = productOf(c, x);
    for (const [at, factor] of product.factors.entries()) {
      const found = shiftedAlong(c, factor) ?? shiftedTerms(c, factor);
      if (found === undefined) continue;
      const whole = timesProduct(c, { ...product, factors: withoutAt(product.factors, at) }, found.sum);
      return c.b.apply("add", [found.shift, factor === x ? found.log : c.b.apply("log", [whole])]);
    }
    return undefined;
  },
};

/** A root of such a sum: exp(m/2) times the root of the sum without its greatest exponential. */
const rootOfWeightedTerms: StructuralRule = {
  name: "root-of-weighted-terms", op: "sqrt", keeps: "value", phases: ["stabilize"],
  apply: (c, node) => {
    const found = c.uses(node.args[0]) > 1 ? undefined : shiftedTerms(c, node.args[0]);
    if (found === undefined) return undefined;
    const half = c.b.apply("exp", [c.b.apply("mul", [c.b.constant(0.5), found.shift])]);
    return c.b.apply("mul", [half, c.b.apply("sqrt", [found.sum])]);
  },
};

/**
 * sum(a .* exp(z)) as exp(m)*sum(a .* exp(z - m)), also with further factors as in A*exp(z): what is taken out must be the same
 * for the whole sum. Factors of the same dimensions are one term.
 */
function shiftedAlong(c: Context, id: NodeId): Shifted | undefined {
  const node = c.b.node(id);
  if (!isContraction(node)) return undefined;
  const { factors, out, dims } = partsOf(node);
  const found = factors.find((f) => new Set(f.labels).size === f.labels.length
    && f.labels.some((l) => !out.includes(l)) && weighted(c, f.node) !== undefined);
  if (found === undefined) return undefined;
  const { labels } = found;
  const [own, others] = [true, false].map((isOwn) => factors.filter((f) => sameLabels(f.labels, labels) === isOwn)) as [Factor[], Factor[]];
  const terms = weighted(c, own.map((f) => f.node).reduce((x, y) => c.b.apply("mul", [x, y])));
  const kept = labels.filter((l) => out.includes(l));
  if (terms === undefined || isShifted(c, terms.exponent) || !sameLabels(kept, out.filter((l) => kept.includes(l)))) return undefined;
  const axes = labels.flatMap((l, i) => (out.includes(l) ? [] : [i]));
  const exponent = c.b.broadcastTo(terms.exponent, c.b.shape(found.node));
  const shift = shiftFrom(c, c.b.apply("reduce_max", [exponent], { axes }));
  const shifted = timesProduct(c, terms.rest, c.b.apply("exp", [c.b.apply("sub", [exponent, c.b.keepAxes(shift, axes)])]));
  const sum = contractParts(c.b, { factors: [{ node: shifted, labels }, ...others], out, dims });
  // in the place of the result's dimensions
  const aligned = c.b.reshape(shift, out.map((l) => (kept.includes(l) ? atKey(dims, l) : 1)));
  return { shift: aligned, sum, log: c.b.apply("log", [sum]) };
}

/** The same of terms, some of which may have no exponential; of a sum with a 1 the logarithm is that of 1 + x. */
function shiftedTerms(c: Context, id: NodeId): Shifted | undefined {
  const { b } = c;
  const terms = termsOf(c, id).map((term) => termWithin(c, term));
  const exponents = terms.flatMap((t) => t.exponent ?? []);
  if (terms.length < 2 || exponents.length === 0 || exponents.some((e) => isShifted(c, e))) return undefined;
  // of numbers and exponentials alone there are shorter forms
  const areNumbers = terms.every(({ rest }) => [...rest.factors, ...rest.divisors].every((f) => b.constantOf(f) !== undefined));
  if (exponents.length < terms.length && areNumbers) return undefined;
  const floor = exponents.length < terms.length ? [b.constant(0)] : [];
  const shift = shiftFrom(c, [...exponents, ...floor].reduce((x, y) => b.apply("max", [x, y])));
  const shrunk = terms.map(({ exponent, rest }) => timesProduct(
    c, rest, b.apply("exp", [exponent === undefined ? b.apply("neg", [shift]) : b.apply("sub", [exponent, shift])]),
  ));
  const total = (parts: readonly NodeId[]): NodeId => parts.reduce((x, y) => b.apply("add", [x, y]));
  const one = terms.findIndex(
    ({ exponent, rest }) => exponent === undefined && rest.number === 1 && b.constantOf(nth(rest.factors, 0)) === 1,
  );
  const sum = total(shrunk);
  const log = one < 0
    ? b.apply("log", [sum])
    : b.apply("log1p", [total([b.apply("expm1", [b.apply("neg", [shift])]), ...shrunk.filter((_, i) => i !== one)])]);
  return { shift, sum, log };
}

/** A term without its exponentials; one that has none is left as it is. */
function termWithin(c: Context, { id, isNegative }: Term): Partial<Weighted> & Pick<Weighted, "rest"> {
  const found = weighted(c, id) ?? { rest: { number: 1, factors: [id], divisors: [] } };
  return isNegative ? { ...found, rest: { ...found.rest, number: -found.rest.number } } : found;
}

export const logarithmRules: readonly StructuralRule[] = [logOfWeightedSum, rootOfWeightedTerms];
