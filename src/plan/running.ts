// Values that run along an axis of an array: running sums, recurrences, and the products of all elements before each.
import { attrsOf } from "../graph/attrs.js";
import type { Builder } from "../graph/builder.js";
import { argOf, type Node, type NodeId } from "../graph/graph.js";
import { isPart, isPlaced, tensorOf } from "../graph/operation.js";
import { windowOf } from "../ops/windows.js";
import { sameDim, subtractDims, type Dim } from "../shape/dim.js";
import { dimAt, sameShape } from "../shape/shape.js";
import { isView } from "./kinds.js";

export interface Running {
  readonly start: number;
  /** Over the value `before` and the elements `x` and `y`. */
  readonly step: string;
  /** The arrays whose elements are x and y. */
  readonly of: readonly NodeId[];
  readonly axis: number;
  readonly reverse: boolean;
  /** Whether an element is the value before its step. */
  readonly isExclusive: boolean;
}

/** How a node runs along an axis, if it does. */
export function runningOf(b: Builder, node: Node): Running | undefined {
  const running = tensorOf(b, node)?.running;
  if (running === undefined) return undefined;
  const { axis, reverse } = attrsOf("cumsum", node);
  const factor = node.op === "recurrence" ? factorOf(b, node, axis, reverse) : undefined;
  return factor === undefined
    ? { ...running, of: node.args, axis, reverse, isExclusive: false }
    : { start: 1, step: "before*x", of: [factor], axis, reverse, isExclusive: true };
}

/** The arguments that the value of a node is computed from. */
export function argsOf(b: Builder, node: Node): readonly NodeId[] {
  return runningOf(b, node)?.of ?? node.args;
}

/** The array of which a recurrence gives the products: its factors are the array moved on by one, and it adds 1 at the first. */
function factorOf(b: Builder, { args, shape }: Node, axis: number, reverse: boolean): NodeId | undefined {
  const [moved, seed] = args.map((id) => b.node(id)) as [Node, Node];
  const part = isPlaced(b, moved) ? b.node(argOf(moved)) : undefined;
  const of = part !== undefined && isPart(b, part) ? part.args[0] : undefined;
  if (part === undefined || of === undefined || !sameShape(b.shape(of), shape)) return undefined;
  const last = subtractDims(dimAt(shape, axis), 1);
  const isMoved = isWindow(moved, axis, reverse ? 0 : 1) && isWindow(part, axis, reverse ? 1 : 0) && sameDim(dimAt(part.shape, axis), last);
  return isMoved && isOne(b, seed, axis, reverse ? last : 0) ? of : undefined;
}

/** Whether a window begins at a place of an axis and is whole along the others. */
function isWindow(node: Node, axis: number, start: Dim): boolean {
  const { starts, steps } = windowOf(node.attrs);
  return starts.every((s, i) => sameDim(s, i === axis ? start : 0)) && steps.every((s) => s === 1);
}

/** Ones at one place of an axis, zeros elsewhere. */
function isOne(b: Builder, seed: Node, axis: number, at: Dim): boolean {
  if (!isPlaced(b, seed) || !isWindow(seed, axis, at)) return false;
  let inner = argOf(seed);
  const isWhole = b.shape(inner).every((d, i) => sameDim(d, i === axis ? 1 : dimAt(seed.shape, i)));
  while (isView(b, b.node(inner))) inner = argOf(b.node(inner));
  return isWhole && b.constantOf(inner) === 1;
}
