// Sums over arrays that are zero but for a window, and over dimensions of size 1.
import { nth } from "../../diagnostics/known.js";
import type { Factor } from "../../graph/builder.js";
import type { Applied, Node, NodeId } from "../../graph/graph.js";
import { partsOf, type Parts } from "../../ops/contraction.js";
import { windowOf } from "../../ops/indexing.js";
import { sameDim, type Dim } from "../../shape/dim.js";
import { dimAt, type Shape } from "../../shape/shape.js";
import { areLabels, maskOf } from "./masks.js";
import type { Context, StructuralRule } from "../rule.js";
import { factorAt, fromFactor } from "./contraction.js";
import { contractParts, sameLabels, sumOf } from "./parts.js";
import { withoutAt } from "./terms.js";

/** A factor laid into zeros along summed labels: the other factors are taken in its window alone. */
const sumOfPlaced = fromFactor(
  { name: "sum-of-placed", keeps: "value", phases: ["canonicalize", "finish"] },
  (c, parts, at, inner) => inWindow(c, parts, at, inner) ?? ofOne(c, parts, at),
);

interface Stretch {
  readonly start: Dim;
  readonly step: number;
  readonly size: Dim;
}

function inWindow(c: Context, parts: Parts, at: number, placed: Applied): Parts | undefined {
  const { labels } = factorAt(parts, at);
  const [x] = placed.args;
  if (placed.op !== "place" || new Set(labels).size < labels.length) return undefined;
  const windows = windowsOf(placed, c.b.shape(x), labels);
  if (windows.size === 0 || [...windows.keys()].some((l) => parts.out.includes(l))) return undefined;
  const dims = new Map(parts.dims);
  for (const [label, { size }] of windows) {
    if (size === 1) dims.delete(label);
    else dims.set(label, size);
  }
  const factors = parts.factors.map((f, k) =>
    (f.labels.some((l) => windows.has(l)) ? withoutOnes(c, k === at ? { node: x, labels } : sliced(c, f, windows), dims) : f));
  return { factors, out: parts.out, dims };
}

/** The windows of the dimensions that are not filled as a whole, by their labels. */
function windowsOf(placed: Node, own: Shape, labels: readonly number[]): ReadonlyMap<number, Stretch> {
  const { starts, steps } = windowOf(placed.attrs);
  return new Map(own.flatMap((size, i): [number, Stretch][] => {
    const window = { start: nth(starts, i), step: steps[i] as number, size };
    const isWhole = window.step === 1 && sameDim(size, dimAt(placed.shape, i));
    return isWhole ? [] : [[labels[i] as number, window]];
  }));
}

function sliced(c: Context, { node, labels }: Factor, windows: ReadonlyMap<number, Stretch>): Factor {
  const shape = c.b.shape(node);
  const attrs = {
    starts: labels.map((l) => windows.get(l)?.start ?? 0), steps: labels.map((l) => windows.get(l)?.step ?? 1),
    sizes: labels.map((l, i) => windows.get(l)?.size ?? dimAt(shape, i)),
  };
  return { node: c.b.apply("slice", [node], attrs), labels };
}

/** Without the dimensions of size 1 whose labels are gone. */
function withoutOnes(c: Context, { node, labels }: Factor, dims: ReadonlyMap<number, Dim>): Factor {
  const kept = labels.map((_, i) => i).filter((i) => dims.has(labels[i] as number));
  const shape = c.b.shape(node);
  return { node: c.b.reshape(node, kept.map((i) => dimAt(shape, i))), labels: kept.map((i) => labels[i] as number) };
}

/** A list of zeros and one number times a softmax: of probabilities either all are numbers or none. */
function ofOne(c: Context, parts: Parts, at: number): NodeId | undefined {
  const { node, labels } = factorAt(parts, at);
  const [other, ...more] = withoutAt(parts.factors, at);
  const isSoftmax = other !== undefined && c.b.node(other.node).op === "softmax" && sameLabels(other.labels, labels);
  const mask = isSoftmax && more.length === 0 && parts.out.length === 0 ? maskOf(c, node) : undefined;
  if (other === undefined || mask?.place === undefined) return undefined;
  const one = c.b.apply("slice", [other.node], { starts: [mask.place], steps: [1], sizes: [1] });
  return c.b.apply("mul", [mask.factor ?? c.b.constant(mask.number), c.b.reshape(one, [])]);
}

/** A sum over dimensions of size 1 alone; a sum that is added up turns -0 into 0. */
const sumOfOne: StructuralRule = {
  name: "sum-of-one", op: "contract", keeps: "value",
  apply: (c, node, id) => {
    const { factors: [x, ...others], axes } = sumOf(c.b, id) ?? { factors: [], axes: [] };
    if (x === undefined || others.length > 0 || axes.length === 0) return undefined;
    return axes.every((axis) => c.b.shape(x)[axis] === 1) ? c.b.reshape(x, node.shape) : undefined;
  },
};

/** One class in each row. */
const sumOfLabels: StructuralRule = {
  name: "sum-of-labels", op: "contract", over: ["one_hot"], keeps: "value",
  apply: (c, node) => {
    const { factors: [mask, ...others], out, dims } = partsOf(node);
    const last = mask?.labels.at(-1);
    if (mask === undefined || last === undefined || others.length > 0 || out.includes(last) || !areLabels(c, c.b.node(mask.node)))
      return undefined;
    const kept = new Map(dims);
    kept.delete(last);
    return mask.labels.indexOf(last) < mask.labels.length - 1 ? undefined : contractParts(c.b, { factors: [], out, dims: kept });
  },
};

export const placedRules: readonly StructuralRule[] = [sumOfPlaced, sumOfOne, sumOfLabels];
