// Logarithms of products and of weighted sums of exponentials, which overflow and vanish as they are
// written: a product becomes a sum of logarithms, and the greatest exponent is taken out of a sum.
import { partsOf } from "../../ops/contraction.js";
import type { Dim } from "../../shape/dim.js";
import { argOf, type Node, type NodeId } from "../../graph/graph.js";
import { MOST_FACTOR_DEPTH } from "../limits.js";
import type { Context, StructuralRule } from "../rule.js";
import { contractParts, sameLabels, sumOf } from "./parts.js";
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

/** Whether a greatest exponent has been taken off already, here or by hand. */
function isShifted(c: Context, id: NodeId, depth = 0): boolean {
  const node = c.b.node(id);
  if (node.op === "stop_gradient") return true;
  return depth < MOST_FACTOR_DEPTH && SHIFTS.has(node.op) && node.args.some((a) => isShifted(c, a, depth + 1));
}

/** What a difference of an exponent and its greatest value is rewritten to. */
const SHIFTS = new Set(["add", "sub", "neg", "mul", "div", "reshape", "contract"]);

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

/** A sum along axes of one product. */
interface Sum {
  readonly term: NodeId;
  readonly axes: readonly number[];
  readonly sum: (term: NodeId) => NodeId;
  /** What is left of the exponents where they are not summed, in the place of the result's dimensions. */
  readonly align: (shift: NodeId) => NodeId;
}

/** sum(a .* exp(z)) as exp(m)*sum(a .* exp(z - m)). */
function shiftedAlong(c: Context, id: NodeId): Shifted | undefined {
  const node = c.b.node(id);
  const found = node.op === "contract" ? plainSum(c, id) ?? alone(c, node) : undefined;
  const terms = found === undefined ? undefined : weighted(c, found.term);
  if (found === undefined || terms === undefined || isShifted(c, terms.exponent)) return undefined;
  const exponent = c.b.broadcastTo(terms.exponent, c.b.shape(found.term));
  const shift = shiftFrom(c, c.b.apply("reduce_max", [exponent], { axes: found.axes }));
  const shifted = c.b.apply("exp", [c.b.apply("sub", [exponent, c.b.keepAxes(shift, found.axes)])]);
  const sum = found.sum(timesProduct(c, terms.rest, shifted));
  return { shift: found.align(shift), sum, log: c.b.apply("log", [sum]) };
}

/** One product, all of whose dimensions are those of the sum. */
function plainSum(c: Context, id: NodeId): Sum | undefined {
  const sum = sumOf(c.b, id);
  if (sum === undefined || sum.axes.length === 0) return undefined;
  // a product of vectors, w*exp(z), is a sum of one product too
  const term = sum.factors.reduce((x, y) => c.b.apply("mul", [x, y]));
  return { term, axes: sum.axes, sum: (t) => c.b.sum(t, sum.axes), align: (s) => s };
}

/** A factor with exponentials among others, as in A*exp(z): what is taken out of it must be the same for the whole sum. */
function alone(c: Context, node: Node): Sum | undefined {
  const parts = partsOf(node);
  const at = parts.factors.findIndex((f) => new Set(f.labels).size === f.labels.length
    && f.labels.some((l) => !parts.out.includes(l)) && weighted(c, f.node) !== undefined);
  const factor = parts.factors[at];
  if (factor === undefined || parts.factors.length < 2) return undefined;
  const { labels } = factor;
  const kept = labels.filter((l) => parts.out.includes(l));
  if (!sameLabels(kept, parts.out.filter((l) => kept.includes(l)))) return undefined;
  return {
    term: factor.node, axes: labels.flatMap((l, i) => (parts.out.includes(l) ? [] : [i])),
    sum: (term) => contractParts(c.b, { ...parts, factors: parts.factors.map((f, i) => (i === at ? { node: term, labels } : f)) }),
    align: (shift) => c.b.reshape(shift, parts.out.map((l) => (kept.includes(l) ? parts.dims.get(l) as Dim : 1))),
  };
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
    ({ exponent, rest }) => exponent === undefined && rest.number === 1 && b.constantOf(rest.factors[0] as NodeId) === 1,
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
