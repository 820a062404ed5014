// Sums over arrays that are zero but for a window, and over dimensions of size 1.
import { nth } from "../../diagnostics/known.js";
import type { Factor } from "../../graph/builder.js";
import { alignedFactor } from "../../ops/contraction.js";
import type { StructuralRule } from "../rule.js";
import { factorAt, fromFactor, replaced } from "./contraction.js";
import { narrowAxes, windowIn } from "./indexing.js";
import { maskOf } from "./masks.js";
import { sumOf, withoutLabels } from "./parts.js";
import { productOf, timesProduct } from "./terms.js";

/** A factor laid into zeros along summed labels: the other factors are taken in its window alone. */
const sumOfPlaced = fromFactor({ name: "sum-of-placed", keeps: "value", phases: ["canonicalize", "finish"] }, (c, parts, at, placed) => {
  const { labels } = factorAt(parts, at);
  if (placed.op !== "place" || new Set(labels).size < labels.length) return undefined;
  const { starts, steps, sizes } = windowIn(c, placed);
  const axes = new Map(narrowAxes(c, placed).map((axis) => [labels[axis] as number, axis]));
  if (axes.size === 0 || parts.out.some((l) => axes.has(l))) return undefined;
  const inWindow = ({ node, labels: own }: Factor): Factor => {
    const along = <T>(list: readonly T[], whole: readonly T[]): T[] => own.map((l, i) => list[axes.get(l) ?? -1] ?? nth(whole, i));
    const attrs = { starts: along(starts, own.map(() => 0)), steps: along(steps, own.map(() => 1)), sizes: along(sizes, c.b.shape(node)) };
    return { node: c.b.apply("slice", [node], attrs), labels: own };
  };
  const factors = parts.factors.map((f, k) => (k === at ? { node: placed.args[0], labels } : inWindow(f)));
  return { factors, out: parts.out, dims: new Map([...parts.dims].map(([l, dim]) => [l, sizes[axes.get(l) ?? -1] ?? dim])) };
});

/** A sum over dimensions of size 1 alone; a sum that is added up turns -0 into 0. */
const sumOfOne: StructuralRule = {
  name: "sum-of-one", op: "contract", keeps: "value",
  apply: (c, node, id) => {
    const { factors: [x, ...others], axes } = sumOf(c.b, id) ?? { factors: [], axes: [] };
    if (x === undefined || others.length > 0 || axes.length === 0) return undefined;
    return axes.every((axis) => c.b.shape(x)[axis] === 1) ? c.b.reshape(x, node.shape) : undefined;
  },
};

/** One class in each row, times what is the same for all of it, and nothing else along it. */
const sumOfLabels = fromFactor({ name: "sum-of-labels", among: ["one_hot"], keeps: "value" }, (c, parts, at) => {
  const { node, labels } = factorAt(parts, at);
  const last = labels.at(-1);
  const beside = [...parts.out, ...replaced(parts, at, []).factors.flatMap((f) => f.labels), ...labels.slice(0, -1)];
  if (last === undefined || beside.includes(last)) return undefined;
  const product = productOf(c, node);
  const mask = product.factors.find((f) => c.b.node(f).op === "one_hot" && maskOf(c, f)?.once.includes(labels.length - 1) === true);
  const factors = product.factors.filter((f) => f !== mask);
  if (mask === undefined || [...factors, ...product.divisors].some((f) => (c.b.shape(f).at(-1) ?? 1) !== 1)) return undefined;
  const rest = timesProduct(c, { ...product, factors }, c.b.constant(1));
  return replaced(parts, at, [alignedFactor(c.b, rest, labels, c.b.shape(node))], withoutLabels(parts.dims, [last]));
});

export const placedRules: readonly StructuralRule[] = [sumOfPlaced, sumOfOne, sumOfLabels];
