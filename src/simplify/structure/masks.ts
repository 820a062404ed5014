// Arrays of zeros and one other number, at places that are known: what a label or an index makes of a derivative.
import { nth } from "../../diagnostics/known.js";
import { attrsOf } from "../../graph/attrs.js";
import { asApplied, type Node, type NodeId } from "../../graph/graph.js";
import { windowOf } from "../../ops/indexing.js";
import { sameDim } from "../../shape/dim.js";
import { dimAt, type Shape } from "../../shape/shape.js";
import type { Context } from "../rule.js";
import { filledWith } from "./indexing.js";
import { scalarsOf } from "./stacks.js";

export interface Mask {
  /** 1 at the places, else 0. */
  readonly id: NodeId;
  /** What stands at the places: the product of both. */
  readonly number: number;
  readonly factor?: NodeId;
  readonly shape: Shape;
  /** The only place in a vector, if it is a plain number. */
  readonly place?: number;
  /** Whether each group of elements along these axes has exactly one place. */
  readonly isOnce: (axes: readonly number[]) => boolean;
}

export function maskOf(c: Context, id: NodeId): Mask | undefined {
  const node = c.b.node(id);
  switch (node.op) {
    case "delta": return { id, number: 1, shape: node.shape, isOnce: (axes) => axes.length === 1 };
    case "one_hot": return {
      id, number: 1, shape: node.shape, isOnce: (axes) => areLabels(c, node) && isOnly(axes, node.shape.length - 1),
    };
    case "place": return placed(c, node);
    case "stack": return listedMask(c, id, node);
    default: return undefined;
  }
}

function isOnly(axes: readonly number[], axis: number): boolean {
  return axes.length === 1 && axes[0] === axis;
}

/** Whether it is a mask whose numbers are classes: arguments are checked when the generated function is called. */
export function areLabels(c: Context, node: Node): boolean {
  if (node.op !== "one_hot") return false;
  const [labels] = asApplied(node).args;
  const { size } = attrsOf("one_hot", node);
  const isClass = (x: number | undefined): boolean => x !== undefined && Number.isInteger(x) && x >= 0 &&
    typeof size === "number" && x < size;
  const isArgument = c.inBody !== true && c.b.node(labels).op === "variable";
  return isArgument || scalarsOf(c, labels)?.every((s) => isClass(c.b.constantOf(s))) === true;
}

/** One place along one axis, and everything along the others. */
function placed(c: Context, node: Node): Mask | undefined {
  const [x] = asApplied(node).args;
  const own = c.b.shape(x);
  const { starts, steps } = windowOf(node.attrs);
  // a window as wide as its array, and not in reverse, is all of it
  const narrow = own.map((_, i) => i).filter((i) => !(steps[i] === 1 && sameDim(nth(own, i), dimAt(node.shape, i))));
  const [axis] = narrow;
  if (narrow.length !== 1 || axis === undefined || own[axis] !== 1) return undefined;
  const start = nth(starts, axis);
  const size = dimAt(node.shape, axis);
  const label = c.b.reshape(c.b.size(start), [1]);
  const id = c.b.reshape(c.b.apply("one_hot", [label], { size }), node.shape.map((_, i) => (i === axis ? size : 1)));
  const place = typeof start === "number" && node.shape.length === 1 ? { place: start } : {};
  const factor = filledWith(c, x) ?? (own.every((d) => d === 1) ? c.b.reshape(x, []) : x);
  return { id, number: 1, factor, shape: node.shape, isOnce: (axes) => isOnly(axes, axis), ...place };
}

/** A list of scalars, all zero but for one that may occur several times. */
function listedMask(c: Context, id: NodeId, node: Node): Mask | undefined {
  const scalars = scalarsOf(c, id) ?? [];
  const isZero = (s: NodeId): boolean => c.b.constantOf(s) === 0;
  const at = scalars.findIndex((s) => !isZero(s));
  const own = scalars[at];
  if (own === undefined || !scalars.every((s) => s === own || isZero(s))) return undefined;
  const ones = c.b.apply("stack", scalars.map((s) => c.b.constant(s === own ? 1 : 0)), node.attrs);
  const columns = node.shape[node.shape.length - 1] as number;
  const places = scalars.flatMap((s, i) => (s === own ? [i] : []));
  const hasOneInEach = places.length * columns === scalars.length && places.every((i, row) => Math.floor(i / columns) === row);
  const number = c.b.constantOf(own);
  return {
    id: ones, shape: node.shape,
    ...(number === undefined ? { number: 1, factor: own } : { number }),
    ...(node.shape.length === 1 && places.length === 1 ? { place: at } : {}),
    isOnce: (axes) => hasOneInEach && isOnly(axes, node.shape.length - 1),
  };
}
