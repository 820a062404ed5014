// Small arrays that are written as lists of scalars are computed as scalars, so that every rule of
// scalars holds for their elements and nothing is stored.
import { isOp } from "../../graph/attrs.js";
import { asOperands, type Attrs, type NodeId } from "../../graph/graph.js";
import { listedScalars } from "../../graph/lists.js";
import { forEachIndex, generate } from "../../graph/tensor.js";
import type { Dim } from "../../shape/dim.js";
import type { Shape } from "../../shape/shape.js";
import { contractionOf } from "../../ops/contraction.js";
import { elementOf, windowOf, type Window } from "../../ops/indexing.js";
import { axesOf } from "../../ops/reduction.js";
import { MOST_ELEMENTS } from "../limits.js";
import type { Context, StructuralRule } from "../rule.js";
import { filledWith } from "./indexing.js";

/** The scalars that make up a stack of them, in row-major order. */
export function scalarsOf(c: Context, id: NodeId): readonly NodeId[] | undefined {
  return listedScalars(c.b, id, MOST_ELEMENTS);
}

/** A shape of whole numbers with few elements. */
function smallShape(shape: Shape): readonly number[] | undefined {
  return isNumeric(shape) && shape.reduce((p, d) => p * d, 1) <= MOST_ELEMENTS ? shape : undefined;
}

function isNumeric(shape: Shape): shape is readonly number[] {
  return shape.every((d) => typeof d === "number");
}

export function stackOf(c: Context, elements: readonly NodeId[], shape: readonly number[]): NodeId {
  return shape.length === 0 ? elements[0] as NodeId : c.b.apply("stack", elements, { lead: shape });
}

type Reader = (index: readonly number[]) => NodeId;

/** The element of an argument that broadcasts, at an index of the whole; undefined if it is not made of scalars. */
function reader(c: Context, id: NodeId): Reader | undefined {
  const shape = c.b.shape(id);
  if (shape.length === 0) return () => id;
  if (shape.every((d) => d === 1)) return () => c.b.reshape(id, []);
  const filling = filledWith(c, id);
  if (filling !== undefined) return () => filling;
  const scalars = scalarsOf(c, id);
  if (scalars === undefined) return undefined;
  return (index) => scalars[flatPlace(index.slice(index.length - shape.length), shape as readonly number[])] as NodeId;
}

function flatPlace(index: readonly number[], shape: readonly number[]): number {
  return shape.reduce((flat, size, i) => flat * size + (size === 1 ? 0 : index[i] as number), 0);
}

function readersOf(c: Context, ids: readonly NodeId[], read = reader): readonly Reader[] | undefined {
  const readers = ids.map((id) => read(c, id));
  return readers.includes(undefined) ? undefined : readers as readonly Reader[];
}

/** Readers of all factors of a product; where one has zeros that are written, the others are read element by element. */
function factorReaders(c: Context, ids: readonly NodeId[], read = reader): readonly Reader[] | undefined {
  const isSparse = ids.some((id) => scalarsOf(c, id)?.some((s) => c.b.isWrittenZero(s)));
  return readersOf(c, ids, isSparse ? (_, id) => read(c, id) ?? slicer(c, id) : read);
}

function slicer(c: Context, id: NodeId): Reader | undefined {
  const shape = smallShape(c.b.shape(id));
  if (shape === undefined) return undefined;
  return (index) => elementOf(c.b, id, shape, flatPlace(index.slice(index.length - shape.length), shape));
}

/** As `reader`, for a factor whose index is exactly its own. */
function elementReader(c: Context, id: NodeId): Reader | undefined {
  return c.b.node(id).op === "delta" ? ([i, j]) => c.b.literal(i === j ? 1 : 0) : reader(c, id);
}

/** An elementwise operation on stacks of scalars is a stack of operations on scalars. */
const elementwiseStack: StructuralRule = {
  name: "elementwise-of-stack", op: "scalar", arrays: true, keeps: "bits",
  apply: (c, node) => {
    if (!node.args.some((a) => c.b.node(a).op === "stack")) return undefined;
    const shape = smallShape(node.shape);
    const read = node.op === "mul" ? factorReaders(c, node.args) : readersOf(c, node.args);
    if (shape === undefined || read === undefined) return undefined;
    const elements: NodeId[] = [];
    forEachIndex(shape, (index) => elements.push(c.b.apply(node.op, read.map((r) => r(index)))));
    return stackOf(c, elements, shape);
  },
};

/** A contraction of stacks of scalars is written out, if it has few terms. */
const contractStacks: StructuralRule = {
  name: "contract-stacks", op: "contract", keeps: "value",
  apply: (c, node) => {
    const { labels, out, dims } = contractionOf(node.attrs);
    const sizes = smallShape(dims);
    if (sizes === undefined || !node.args.some((a) => c.b.node(a).op === "stack")) return undefined;
    const read = factorReaders(c, node.args, elementReader);
    if (read === undefined) return undefined;
    const shape = out.map((l) => sizes[l] as number);
    const sums = new Array<NodeId | undefined>(shape.reduce((p, d) => p * d, 1)).fill(undefined);
    forEachIndex(sizes, (index) => {
      const factors = read.map((r, i) => r((labels[i] as readonly number[]).map((l) => index[l] as number)));
      const place = flatPlace(out.map((l) => index[l] as number), shape);
      sums[place] = addTerm(c, sums[place], factors);
    });
    return stackOf(c, sums as NodeId[], shape);
  },
};

function addTerm(c: Context, sum: NodeId | undefined, factors: readonly NodeId[]): NodeId {
  const isNone = factors.some((f) => c.b.isWrittenZero(f))
    || factors.some((f) => c.b.constantOf(f) === 0) && factors.every((f) => c.b.constantOf(f) !== undefined);
  if (isNone) return sum ?? c.b.literal(0);
  const term = factors.reduce((x, y) => c.b.apply("mul", [x, y]));
  return sum === undefined ? term : c.b.apply("add", [sum, term]);
}

/** The greatest or least of a stack of scalars along all its axes, as one operation of many arguments. */
function extremumOfStack(op: "max" | "min"): StructuralRule {
  return {
    name: `${op}-of-stack`, op: `reduce_${op}`, keeps: "bits",
    apply: (c, node) => {
      const scalars = scalarsOf(c, node.args[0]);
      if (scalars === undefined || node.shape.length > 0) return undefined;
      const distinct = [...new Set(scalars)];
      return distinct.length === 1 ? distinct[0] : isBeforeDerivatives(c) ? undefined : c.b.apply(op, distinct);
    },
  };
}

/** A tie splits a derivative among the elements that were given, so they are kept until then. */
function isBeforeDerivatives(c: Context): boolean {
  return c.phase === "stabilize";
}

const productOfStack: StructuralRule = {
  name: "product-of-stack", op: "reduce_prod", keeps: "value",
  apply: (c, node) => {
    const scalars = scalarsOf(c, node.args[0]);
    return scalars === undefined || node.shape.length > 0 ? undefined : scalars.reduce((x, y) => c.b.apply("mul", [x, y]));
  },
};

/** The length of a stack of scalars; of more than two only once nothing is differentiated any more. */
const lengthOfStack: StructuralRule = {
  name: "length-of-stack", op: "reduce_norm", keeps: "value",
  apply: (c, node) => {
    const scalars = scalarsOf(c, node.args[0]);
    if (scalars === undefined || node.shape.length > 0 || (c.phase !== "finish" && scalars.length > 2)) return undefined;
    const [first, ...rest] = scalars as readonly [NodeId, ...NodeId[]];
    return rest.length === 0 ? c.b.apply("abs", [first]) : rest.reduce((x, y) => c.b.apply("hypot", [x, y]), first);
  },
};

/** Along one axis of a stack of scalars: a stack of reductions over all axes. */
function reductionAlongAxis(op: string): StructuralRule {
  return {
    name: `${op.replace("_", "-")}-along-axis-of-stack`, op, keeps: "bits", phases: ["canonicalize", "finish"],
    apply: (c, node) => {
      const [x] = node.args;
      const scalars = scalarsOf(c, x);
      const shape = smallShape(c.b.shape(x));
      const axes = axesOf(node);
      if (scalars === undefined || shape === undefined || axes.length === shape.length) return undefined;
      const kept = shape.map((_, i) => i).filter((i) => !axes.includes(i));
      const out = kept.map((i) => shape[i] as number);
      const groups: NodeId[][] = Array.from({ length: out.reduce((p, d) => p * d, 1) }, () => []);
      forEachIndex(shape, (index, flat) => groups[flatPlace(kept.map((i) => index[i] as number), out)]?.push(scalars[flat] as NodeId));
      return stackOf(c, groups.map((g) => c.b.apply(op, [c.b.apply("stack", g, { lead: [g.length] })], { axes: [0] })), out);
    },
  };
}

/**
 * Where the elements of a result come from that an operation has only moved, counted from 1 through all arguments, as the
 * interpreter moves them; 0 is a zero.
 */
function sourcesOf(c: Context, op: string, shapes: readonly Shape[], attrs: Attrs, shape: Shape): readonly number[] | undefined {
  const record = c.b.ops.get(op);
  if (record?.kind !== "tensor" || !isNumeric(shape) || !shapes.every(isNumeric)) return undefined;
  let count = 0;
  let isKnown = true;
  const sizeOf = (dim: Dim): number => {
    isKnown &&= typeof dim === "number";
    return Number(dim);
  };
  const args = shapes.map((s) => generate(s, () => ++count));
  const { data } = record.evaluate(asOperands(args), attrs, shape, sizeOf);
  return isKnown ? [...data] : undefined;
}

/** Lists of scalars whose elements are moved. */
function movedStack(name: string, op: string, elementsOf = scalarsOf): StructuralRule {
  return {
    name, op, keeps: "bits",
    apply: (c, node) => {
      const parts = node.args.map((a) => elementsOf(c, a));
      const elements = parts.flatMap((part) => part ?? []);
      const shape = smallShape(node.shape);
      if (shape === undefined || parts.includes(undefined)) return undefined;
      const sources = sourcesOf(c, op, node.args.map((a) => c.b.shape(a)), node.attrs, shape);
      return sources && stackOf(c, sources.map((at) => elements[at - 1] ?? c.b.constant(0)), shape);
    },
  };
}

/** The elements of a small array that is made of scalars, stretched ones too. */
function stretchedScalars(c: Context, id: NodeId): readonly NodeId[] | undefined {
  const [shape, read] = [smallShape(c.b.shape(id)), reader(c, id)];
  if (shape === undefined || read === undefined) return undefined;
  const elements: NodeId[] = [];
  forEachIndex(shape, (index) => elements.push(read(index)));
  return elements;
}

/** A window of a stack: the elements in it. */
const sliceOfStack: StructuralRule = {
  name: "slice-of-stack", op: "slice", keeps: "bits",
  apply: (c, node) => {
    const inner = c.b.node(node.args[0]);
    if (!isOp(inner, "stack")) return undefined;
    const { lead } = inner.attrs;
    const { starts, steps, sizes } = windowOf(node.attrs);
    const window = (from: number, to?: number): Window =>
      ({ starts: starts.slice(from, to), steps: steps.slice(from, to), sizes: sizes.slice(from, to) });
    const [outer, rest] = [window(0, lead.length), window(lead.length)];
    const sources = sourcesOf(c, "slice", [lead], { ...outer }, outer.sizes);
    // the window in the dimensions of the elements themselves
    const elements = sources?.map((at) => inner.args[at - 1] as NodeId).map(
      (element) => (rest.sizes.length === 0 ? element : c.b.apply("slice", [element], { ...rest })),
    );
    const [first] = elements ?? [];
    // a stack of none could not say the shape of its elements
    if (elements === undefined || first === undefined) return undefined;
    if (elements.length > 1) return c.b.apply("stack", elements, { lead: outer.sizes as readonly number[] });
    return c.b.reshape(first, node.shape);
  },
};

/** A mark on a list of scalars is a mark on each of them. */
const markOfStack: StructuralRule = {
  name: "mark-of-stack", op: "stop_gradient", arrays: true, keeps: "bits", phases: ["stabilize"],
  apply: (c, node) => {
    const scalars = scalarsOf(c, node.args[0]);
    return scalars === undefined
      ? undefined
      : stackOf(c, scalars.map((id) => c.b.apply("stop_gradient", [id])), node.shape as readonly number[]);
  },
};

export const stackRules: readonly StructuralRule[] = [
  markOfStack, movedStack("concat-of-stacks", "concat"),
  elementwiseStack, contractStacks, extremumOfStack("max"), extremumOfStack("min"), productOfStack, lengthOfStack,
  ...["reduce_max", "reduce_min", "reduce_norm", "reduce_prod", "logsumexp"].map(reductionAlongAxis),
  sliceOfStack, movedStack("reshape-of-stack", "reshape"),
  // one number laid into a small array of zeros is a stack, so that several of them add up to one
  { ...movedStack("place-of-number", "place", stretchedScalars), phases: ["canonicalize", "finish"] },
];
