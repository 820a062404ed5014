// Left sides that are products, among the factors and divisors of a longer product or among those of a sum of products.
import type { Factor } from "../../graph/builder.js";
import type { NodeId } from "../../graph/graph.js";
import type { Parts } from "../../ops/contraction.js";
import { sameShape } from "../../shape/shape.js";
import { matches, type Pattern } from "../pattern.js";
import type { Context } from "../rule.js";
import { sameLabels } from "./parts.js";
import { productOf, withoutAt, type Product } from "./terms.js";

interface Wanted {
  readonly pattern: Pattern;
  readonly isDivisor: boolean;
}

type Sides = Pick<Product, "factors" | "divisors">;

/** The factors and divisors that a left side consists of. */
export function patternsAmong(pattern: Pattern, isDivisor = false): readonly Wanted[] {
  if (pattern.kind !== "node" || (pattern.op !== "mul" && pattern.op !== "div")) return [{ pattern, isDivisor }];
  return pattern.args.flatMap((p, i) => patternsAmong(p, isDivisor !== (pattern.op === "div" && i === 1)));
}

/** What is left of a product without parts that are as they are wanted; fills the slots on the way. */
export function restAmong(
  c: Context, wanted: readonly Wanted[], product: Sides, slots: NodeId[], isAccepted: (c: Context) => boolean, from = 0,
): Sides | undefined {
  const next = wanted[from];
  if (next === undefined) return isAccepted(c) ? product : undefined;
  const side = next.isDivisor ? "divisors" : "factors";
  const parts = product[side];
  for (let at = 0; at < parts.length; at++) {
    if (!matches(c.b, next.pattern, parts[at] as NodeId, slots)) continue;
    const rest = restAmong(c, wanted, { ...product, [side]: withoutAt(parts, at) }, slots, isAccepted, from + 1);
    if (rest !== undefined) return rest;
  }
  return undefined;
}

/** What is left of a sum without factors of one shape that are as they are wanted: other ones, and perhaps a sign. */
interface RestOfSum {
  readonly labels: readonly number[];
  readonly others: readonly Factor[];
  readonly isNegative: boolean;
}

export function restOfSum(
  c: Context, wanted: readonly Wanted[], { factors }: Parts, slots: NodeId[], isAccepted: (c: Context) => boolean,
): RestOfSum | undefined {
  const products = factors.map((f) => productWithin(c, f));
  const all = products.flatMap((product, i) => product.factors.map((node): Factor => ({ node, labels: (factors[i] as Factor).labels })));
  const isNegative = products.reduce((sign, { number }) => sign * number, 1) < 0;
  for (const { labels } of all) {
    const own = all.filter((f) => sameLabels(f.labels, labels) && new Set(labels).size === labels.length);
    const rest = restAmong(c, wanted, { factors: own.map((f) => f.node), divisors: [] }, slots, isAccepted);
    if (rest === undefined) continue;
    return { labels, others: [...rest.factors.map((node) => ({ node, labels })), ...all.filter((f) => !own.includes(f))], isNegative };
  }
  return undefined;
}

/** A product of arrays of one shape, and of 1 or -1; any other array alone. */
function productWithin(c: Context, { node }: Factor): Product {
  const product = productOf(c, node);
  const isPlain = Math.abs(product.number) === 1 && product.divisors.length === 0 && product.factors.length > 0;
  const isOfOneShape = isPlain && product.factors.every((f) => sameShape(c.b.shape(f), c.b.shape(node)));
  return isOfOneShape ? product : { number: 1, factors: [node], divisors: [] };
}
