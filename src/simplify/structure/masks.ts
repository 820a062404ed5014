// Arrays of zeros and one other number, at places that are known: what a label or an index makes of a derivative.
import { nth } from "../../diagnostics/known.js";
import { attrsOf } from "../../graph/attrs.js";
import { asApplied, type Node, type NodeId } from "../../graph/graph.js";
import { windowOf } from "../../ops/windows.js";
import { groupsOf } from "../../ops/reduction.js";
import { dimAt } from "../../shape/shape.js";
import type { Context } from "../rule.js";
import { filledWith, narrowAxes } from "./indexing.js";
import { scalarsOf } from "./stacks.js";

export interface Mask {
  /** 1 at the places, else 0. */
  readonly id: NodeId;
  /** What stands at the places, if it is not 1: the product of both. */
  readonly factor?: NodeId;
  /** The axes along each of which every group of elements has exactly one place. */
  readonly once: readonly number[];
}

export function maskOf(c: Context, id: NodeId): Mask | undefined {
  const node = c.b.node(id);
  switch (node.op) {
    case "delta": return { id, once: [0, 1] };
    case "one_hot": return { id, once: areLabels(c, node) ? [node.shape.length - 1] : [] };
    case "place": return placed(c, node);
    case "stack": return listedMask(c, id, node);
    default: return undefined;
  }
}

/** Whether the numbers of a one-hot array are classes: arguments are checked when the generated function is called. */
function areLabels(c: Context, node: Node): boolean {
  const [labels] = asApplied(node).args;
  const { size } = attrsOf("one_hot", node);
  const isClass = (x: number): boolean => Number.isInteger(x) && x >= 0 && typeof size === "number" && x < size;
  const isArgument = c.inBody !== true && c.b.node(labels).op === "variable";
  return isArgument || scalarsOf(c, labels)?.every((s) => isClass(c.b.constantOf(s) ?? NaN)) === true;
}

/** One place along one axis, and everything along the others. */
function placed(c: Context, node: Node): Mask | undefined {
  const [x] = asApplied(node).args;
  const own = c.b.shape(x);
  const [axis, ...more] = narrowAxes(c, node);
  if (axis === undefined || more.length > 0 || own[axis] !== 1) return undefined;
  const size = dimAt(node.shape, axis);
  const label = c.b.reshape(c.b.size(nth(windowOf(node.attrs).starts, axis)), [1]);
  const id = c.b.reshape(c.b.apply("one_hot", [label], { size }), node.shape.map((_, i) => (i === axis ? size : 1)));
  const factor = filledWith(c, x) ?? (own.every((d) => d === 1) ? c.b.reshape(x, []) : x);
  return { id, factor, once: [axis] };
}

/** A list of scalars, all zero but for one that may occur several times. */
function listedMask(c: Context, id: NodeId, { attrs, shape }: Node): Mask | undefined {
  const scalars = scalarsOf(c, id) ?? [];
  const [factor, ...others] = new Set(scalars.filter((s) => c.b.constantOf(s) !== 0));
  if (factor === undefined || others.length > 0) return undefined;
  const ones = c.b.apply("stack", scalars.map((s) => c.b.constant(s === factor ? 1 : 0)), attrs);
  const isOne = (members: readonly number[]): boolean => members.filter((i) => scalars[i] === factor).length === 1;
  return { id: ones, factor, once: shape.flatMap((_, axis) => (groupsOf(shape as readonly number[], [axis]).every(isOne) ? [axis] : [])) };
}
