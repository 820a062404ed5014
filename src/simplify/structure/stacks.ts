// Small arrays that are written as lists of scalars are computed as scalars, so that every rule of
// scalars holds for their elements and nothing is stored.
import { nth } from "../../diagnostics/known.js";
import { isOp } from "../../graph/attrs.js";
import { asOperands, type Applied, type Attrs, type NodeId } from "../../graph/graph.js";
import { listedScalars } from "../../graph/lists.js";
import { elementAt, generate, listOver, placeOf } from "../../graph/tensor.js";
import type { Dim } from "../../shape/dim.js";
import type { Shape } from "../../shape/shape.js";
import { contractionOf, contractOver } from "../../ops/contraction.js";
import { elementOf } from "../../ops/indexing.js";
import { windowOf } from "../../ops/windows.js";
import { axesOf, groupsOf } from "../../ops/reduction.js";
import { MOST_ELEMENTS, MOST_LISTED } from "../limits.js";
import type { Context, Keeps, StructuralRule } from "../rule.js";
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
  return shape.length === 0 ? nth(elements, 0) : c.b.apply("stack", elements, { lead: shape });
}

type Reader = (index: readonly number[]) => NodeId;

/** The element of an argument that broadcasts, at an index of the whole; undefined if it is not made of scalars. */
function reader(c: Context, id: NodeId): Reader | undefined {
  const shape = c.b.shape(id);
  const only = shape.every((d) => d === 1) ? c.b.reshape(id, []) : filledWith(c, id);
  if (only !== undefined) return () => only;
  const small = smallShape(shape);
  const isIdentity = small !== undefined && c.b.node(id).op === "delta";
  const data = isIdentity ? listOver(small, ([i, j]) => c.b.literal(i === j ? 1 : 0)) : scalarsOf(c, id);
  return data && ((index) => elementAt({ shape: shape as readonly number[], data }, index));
}

type IsZero = (scalar: NodeId) => boolean;

/** Readers of all arguments, or none. Where a factor has zeros that leave others out, those are read element by element. */
function readersOf(c: Context, ids: readonly NodeId[], isZero: IsZero): readonly Reader[] | undefined {
  const isSparse = ids.some((id) => scalarsOf(c, id)?.some(isZero));
  const readers = ids.map((id) => reader(c, id) ?? (isSparse ? slicer(c, id) : undefined));
  return readers.includes(undefined) ? undefined : readers as readonly Reader[];
}

function slicer(c: Context, id: NodeId): Reader | undefined {
  const shape = smallShape(c.b.shape(id));
  return shape && ((index) => elementOf(c.b, id, shape, placeOf({ shape }, index)));
}

/** An elementwise operation on stacks of scalars, or a mark on one, is a stack of operations on scalars. */
const elementwiseStack: StructuralRule = {
  name: "elementwise-of-stack", op: ["scalar", "stop_gradient"], arrays: true, keeps: "bits",
  apply: (c, node) => {
    const shape = smallShape(node.shape);
    if (shape === undefined || !node.args.some((a) => c.b.node(a).op === "stack")) return undefined;
    const read = readersOf(c, node.args, (s) => node.op === "mul" && c.b.isWrittenZero(s));
    return read && stackOf(c, listOver(shape, (index) => c.b.apply(node.op, read.map((r) => r(index)))), shape);
  },
};

/** A contraction of stacks of scalars is written out, if it has few terms. */
const contractStacks: StructuralRule = {
  name: "contract-stacks", op: "contract", keeps: "value",
  apply: (c, node) => {
    const contraction = contractionOf(node.attrs);
    const sizes = smallShape(contraction.dims);
    if (sizes === undefined || !node.args.some((a) => c.b.node(a).op === "stack")) return undefined;
    const isZero = zerosOf(c, node);
    const read = readersOf(c, node.args, isZero);
    return read && stackOf(c, contractOver<NodeId, NodeId>(contraction, sizes, {
      term: (at) => termOf(c, read.map((r, i) => r(at[i] as readonly number[])), isZero),
      add: (sum, term) => (sum === undefined ? term : c.b.apply("add", [sum, term])),
    }).map((sum) => sum ?? c.b.literal(0)), contraction.out.map((l) => sizes[l] as number));
  },
};

/** Which numbers are 0 by their place: those that are written, and any 0 in a sum of probabilities: all of these are numbers or none. */
function zerosOf(c: Context, { args, shape }: Applied): IsZero {
  const isShare = (id: NodeId): boolean => c.b.node(id).op === "softmax" && c.b.shape(id).length === 1;
  const areShares = shape.length === 0 && args.length === 2 && args.some(isShare);
  return (s) => c.b.isWrittenZero(s) || (areShares && c.b.constantOf(s) === 0);
}

/** The product of the factors, unless it is 0 by its place. */
function termOf(c: Context, factors: readonly NodeId[], isZero: IsZero): NodeId | undefined {
  const areNumbers = factors.every((f) => c.b.constantOf(f) !== undefined);
  const isNone = factors.some((f) => isZero(f) || (areNumbers && c.b.constantOf(f) === 0));
  return isNone ? undefined : factors.reduce((x, y) => c.b.apply("mul", [x, y]));
}

/**
 * A reduction of a stack of scalars: of all of them, as operations on numbers where `whole` gives them; along some axes, a
 * stack of such reductions.
 */
function reductionOfStack(
  op: string, keeps: Keeps, whole: (c: Context, scalars: readonly NodeId[]) => NodeId | undefined = () => undefined,
): StructuralRule {
  return {
    name: `${op.replace("reduce_", "")}-of-stack`, op, keeps,
    apply: (c, node) => {
      const [x] = node.args;
      const [scalars, shape] = [scalarsOf(c, x), smallShape(c.b.shape(x))];
      if (scalars === undefined || shape === undefined) return undefined;
      if (node.shape.length === 0) return whole(c, scalars);
      if (isBeforeDerivatives(c)) return undefined;
      const groups = groupsOf(shape, axesOf(node)).map((members) => stackOf(c, members.map((i) => nth(scalars, i)), [members.length]));
      return stackOf(c, groups.map((group) => c.b.apply(op, [group], { axes: [0] })), node.shape as readonly number[]);
    },
  };
}

function isBeforeDerivatives(c: Context): boolean {
  return c.phase === "stabilize";
}

/** A length of more than two only once nothing is differentiated any more. */
function lengthOf(c: Context, scalars: readonly NodeId[]): NodeId | undefined {
  if (c.phase !== "finish" && scalars.length > 2) return undefined;
  const [first, ...rest] = scalars as readonly [NodeId, ...NodeId[]];
  return rest.length === 0 ? c.b.apply("abs", [first]) : rest.reduce((x, y) => c.b.apply("hypot", [x, y]), first);
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

/** Lists of scalars whose elements are moved. One number laid into zeros is one too, so that several of them add up to one. */
const movedStack: StructuralRule = {
  name: "moved-stack", op: ["concat", "reshape", "place"], keeps: "bits",
  apply: (c, node) => {
    const shape = smallShape(node.shape);
    if (shape === undefined || (node.op === "place" && isBeforeDerivatives(c))) return undefined;
    const parts = node.args.map((a) => (node.op === "place" ? stretchedScalars(c, a) : scalarsOf(c, a)));
    const elements = parts.flatMap((part) => part ?? []);
    const sources = parts.includes(undefined) ? undefined : sourcesOf(c, node.op, node.args.map((a) => c.b.shape(a)), node.attrs, shape);
    return sources && stackOf(c, sources.map((at) => elements[at - 1] ?? c.b.constant(0)), shape);
  },
};

/** The elements of a small array that is made of scalars, stretched ones too. */
function stretchedScalars(c: Context, id: NodeId): readonly NodeId[] | undefined {
  const [shape, read] = [smallShape(c.b.shape(id)), reader(c, id)];
  return shape && read && listOver(shape, read);
}

/** A window of a stack: the elements in it. */
const sliceOfStack: StructuralRule = {
  name: "slice-of-stack", op: "slice", keeps: "bits",
  apply: (c, node) => {
    const inner = c.b.node(node.args[0]);
    if (!isOp(inner, "stack")) return undefined;
    const { lead } = inner.attrs;
    const { starts, steps, sizes } = windowOf(node.attrs);
    const along = (from: number, to?: number): Attrs =>
      ({ starts: starts.slice(from, to), steps: steps.slice(from, to), sizes: sizes.slice(from, to) });
    const outer = sizes.slice(0, lead.length);
    const sources = sourcesOf(c, "slice", [lead], along(0, lead.length), outer) ?? [];
    // in the dimensions of the elements themselves; a stack of none could not say their shape
    const elements = sources.map((at) => c.b.apply("slice", [nth(inner.args, at - 1)], along(lead.length)));
    if (elements.length === 1) return c.b.reshape(nth(elements, 0), node.shape);
    return elements.length === 0 ? undefined : c.b.apply("stack", elements, { lead: outer as readonly number[] });
  },
};

/** 1 - p of a list is the sum of the others. */
const restOfStack: StructuralRule = {
  name: "rest-of-stack", op: "softmax_rest", keeps: "value",
  apply: (c, node) => {
    const scalars = scalarsOf(c, node.args[0]) ?? [];
    const count = scalars.length;
    if (node.shape.length !== 1 || count < 2 || count > MOST_LISTED) return undefined;
    const shares = scalars.map((_, i) => elementOf(c.b, c.b.apply("softmax", node.args, node.attrs), [count], i));
    return stackOf(c, shares.map((_, own) => shares.filter((_, i) => i !== own).reduce((sum, p) => c.b.apply("add", [sum, p]))), [count]);
  },
};

export const stackRules: readonly StructuralRule[] = [
  restOfStack, movedStack, elementwiseStack, contractStacks,
  // as one operation of many arguments; a tie splits a derivative among those that were given
  ...(["max", "min"] as const).map((op) => reductionOfStack(`reduce_${op}`, "bits", (c, scalars) => {
    const distinct = [...new Set(scalars)];
    return distinct.length === 1 ? distinct[0] : isBeforeDerivatives(c) ? undefined : c.b.apply(op, distinct);
  })),
  reductionOfStack("reduce_norm", "value", lengthOf),
  reductionOfStack("reduce_prod", "value", (c, scalars) => scalars.reduce((x, y) => c.b.apply("mul", [x, y]))),
  reductionOfStack("logsumexp", "value", (c, scalars) => (scalars.length === 2 ? c.b.apply("logaddexp", scalars) : undefined)),
  sliceOfStack,
];
