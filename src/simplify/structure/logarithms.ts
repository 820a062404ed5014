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

/** log(sum(a .* exp(z))), the weights of any sign: m + log(sum(a .* exp(z - m))). */
const logOfWeightedSum: StructuralRule = {
  name: "log-of-weighted-sum", op: "log", keeps: "value", phases: ["stabilize"],
  apply: (c, node) => {
    const [x] = node.args;
    const found = sumWithin(c, x);
    const terms = found === undefined ? undefined : weighted(c, found.term);
    if (found === undefined || terms === undefined || isShifted(c, terms.exponent)) return undefined;
    const { axes, sum } = found;
    const shape = c.b.shape(found.term);
    const exponent = c.b.broadcastTo(terms.exponent, shape);
    const shift = shiftFrom(c, c.b.apply("reduce_max", [exponent], { axes }));
    const shifted = c.b.apply("exp", [c.b.apply("sub", [exponent, c.b.keepAxes(shift, axes)])]);
    return c.b.apply("add", [found.align(shift), c.b.apply("log", [found.around(sum(timesProduct(c, terms.rest, shifted)))])]);
  },
};

interface Sum {
  readonly term: NodeId;
  readonly axes: readonly number[];
  readonly sum: (term: NodeId) => NodeId;
  readonly around: (sum: NodeId) => NodeId;
  /** What is left of the exponents where they are not summed, in the place of the result's dimensions. */
  readonly align: (shift: NodeId) => NodeId;
}

/** A sum along axes of one product, within factors and divisors. */
function sumWithin(c: Context, id: NodeId): Sum | undefined {
  const product = productOf(c, id);
  for (const [at, factor] of product.factors.entries()) {
    const node = c.b.node(factor);
    const sum = node.op === "contract" ? plainSum(c, factor) ?? alone(c, node) : undefined;
    if (sum === undefined) continue;
    const rest = { ...product, factors: product.factors.filter((_, i) => i !== at) };
    return { ...sum, around: (s) => timesProduct(c, rest, s) };
  }
  return undefined;
}

/** One product, all of whose dimensions are those of the sum. */
function plainSum(c: Context, id: NodeId): Sum | undefined {
  const sum = sumOf(c.b, id);
  if (sum === undefined || sum.axes.length === 0) return undefined;
  // a product of vectors, w*exp(z), is a sum of one product too
  const term = sum.factors.reduce((x, y) => c.b.apply("mul", [x, y]));
  return { term, axes: sum.axes, sum: (t) => c.b.sum(t, sum.axes), around: (s) => s, align: (s) => s };
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
    term: factor.node, axes: labels.flatMap((l, i) => (parts.out.includes(l) ? [] : [i])), around: (s) => s,
    sum: (term) => contractParts(c.b, { ...parts, factors: parts.factors.map((f, i) => (i === at ? { node: term, labels } : f)) }),
    align: (shift) => c.b.reshape(shift, parts.out.map((l) => (kept.includes(l) ? parts.dims.get(l) as Dim : 1))),
  };
}

/** log(a*exp(x) + b*exp(y) + …), with factors of any sign, of scalars or element by element; some terms may have no exponential. */
const logOfWeightedTerms: StructuralRule = {
  name: "log-of-weighted-terms", op: "log", keeps: "value", phases: ["stabilize"],
  apply: (c, node) => {
    const [x] = node.args;
    const product = productOf(c, x);
    for (const [at, factor] of product.factors.entries()) {
      const shifted = shiftedSum(c, factor);
      if (shifted === undefined) continue;
      const whole = timesProduct(c, { ...product, factors: withoutAt(product.factors, at) }, shifted.sum);
      return c.b.apply("add", [shifted.shift, factor === x ? shifted.log : c.b.apply("log", [whole])]);
    }
    return undefined;
  },
};

/** A root of such a sum: exp(m/2) times the root of the sum without its greatest exponential. */
const rootOfWeightedTerms: StructuralRule = {
  name: "root-of-weighted-terms", op: "sqrt", keeps: "value", phases: ["stabilize"],
  apply: (c, node) => {
    const shifted = shiftedSum(c, node.args[0]);
    if (shifted === undefined || c.uses(node.args[0]) > 1) return undefined;
    const half = c.b.apply("exp", [c.b.apply("mul", [c.b.constant(0.5), shifted.shift])]);
    return c.b.apply("mul", [half, c.b.apply("sqrt", [shifted.sum])]);
  },
};

/** A sum of terms with exponentials, less the greatest exponent; of one with a 1 the logarithm is that of 1 + x. */
function shiftedSum(c: Context, id: NodeId): { readonly shift: NodeId; readonly sum: NodeId; readonly log: NodeId } | undefined {
  const { b } = c;
  const terms = termsOf(c, id).map((term) => termWithin(c, term));
  const exponents = terms.flatMap((t) => t.exponent ?? []);
  if (terms.length < 2 || exponents.length === 0 || exponents.some((e) => isShifted(c, e))) return undefined;
  // of numbers and exponentials alone there are shorter forms
  const isNumber = ({ rest }: Pick<Weighted, "rest">): boolean => [...rest.factors, ...rest.divisors].every(
    (f) => b.constantOf(f) !== undefined,
  );
  if (exponents.length < terms.length && terms.every(isNumber)) return undefined;
  const floor = exponents.length < terms.length ? [b.constant(0)] : [];
  const shift = shiftFrom(c, [...exponents, ...floor].reduce((x, y) => b.apply("max", [x, y])));
  const shrunk = terms.map(({ exponent, rest }) => timesProduct(
    c, rest, b.apply("exp", [exponent === undefined ? b.apply("neg", [shift]) : b.apply("sub", [exponent, shift])]),
  ));
  const total = (parts: readonly NodeId[]): NodeId => parts.reduce((x, y) => b.apply("add", [x, y]));
  const isOne = ({ exponent, rest }: Partial<Weighted> & Pick<Weighted, "rest">): boolean =>
    exponent === undefined && rest.number === 1 && b.constantOf(rest.factors[0] as NodeId) === 1;
  const one = terms.findIndex(isOne);
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

export const logarithmRules: readonly StructuralRule[] = [logOfWeightedSum, logOfWeightedTerms, rootOfWeightedTerms];
