// Which arrays get a place in memory; all others are computed where they are used.
import type { Builder } from "../graph/builder.js";
import { anyValue, indicator } from "../graph/classes.js";
import { argOf, type Node, type NodeId } from "../graph/graph.js";
import { GraphLimit, hasTooManyElements } from "../graph/limit.js";
import { keepsOrder, tensorOf } from "../graph/operation.js";
import { isLoop } from "../ops/loop.js";
import { isContraction } from "../ops/contraction.js";
import { areRows } from "../ops/windows.js";
import { sameShape } from "../shape/shape.js";
import { isPointwise, isScalar, isStrided, isView, onlyOnes } from "./kinds.js";
import type { Assemblies } from "./pieces.js";
import type { Planning } from "./planning.js";
import { productOf } from "./products.js";
import { argsOf } from "./running.js";
import type { Uses } from "./uses.js";

/** Beyond this many operations an expression in a loop is cut by storing a part of it. */
const MAX_FUSED = 48;

/** The arrays that routines read from their start. */
export function readWhole(b: Builder): ReadonlySet<NodeId> {
  const routines = b.graph.idsOf((op) => tensorOf(b, { op })?.access === "routine" && !isLoop({ op }));
  return new Set(routines.flatMap((id) => b.graph.argsOf(id)));
}

/** The array nodes that are stored. */
export function storedNodes(b: Builder, uses: Uses, { of, inner }: Assemblies, how: Planning): Set<NodeId> {
  const stored = new Set<NodeId>();
  const cost = new Map<NodeId, number>();
  const ofPlaces = new Set<NodeId>();
  for (const id of uses.order) {
    const node = b.node(id);
    if (isOfPlaces(b, id, node, ofPlaces)) ofPlaces.add(id);
    if ((isScalar(node) && node.op !== "stack") || inner.has(id)) continue;
    // an element of a one-hot row is a comparison: cheaper than what it would be read from
    const isComparison = node.args.length > 0 && tensorOf(b, node)?.values === indicator;
    const own = isView(b, node) || isComparison || ofPlaces.has(id) ? 0 : 1;
    const total = argsOf(b, node).reduce((sum, a) => sum + (stored.has(a) ? 0 : cost.get(a) ?? 0), own);
    cost.set(id, total);
    if (of.has(id) || mustStore(b, uses, how, id, node, total)) {
      if (hasTooManyElements(node.shape)) throw new GraphLimit(node.origin.span, node.shape);
      stored.add(id);
      cost.set(id, 0);
    }
  }
  return stored;
}

/** Whether an element depends on its place alone and is a sum or a test, as in `j <= i`: cheaper than what it would be read from. */
function isOfPlaces(b: Builder, id: NodeId, node: Node, known: ReadonlySet<NodeId>): boolean {
  const record = b.ops.get(node.op);
  if (node.args.length > 0) {
    const isSimple = record?.kind === "scalar" ? record.laws?.linear === true || record.laws?.logical === true : isView(b, node);
    return isSimple && node.args.every((arg) => known.has(arg));
  }
  const isLeaf = record?.kind === "tensor" && record.values !== anyValue && (record.access === "element" || isScalar(node));
  return isLeaf || b.constantOf(id) !== undefined;
}

function mustStore(b: Builder, uses: Uses, how: Planning, id: NodeId, node: Node, cost: number): boolean {
  if (node.op === "variable" || uses.roots.has(id) || !isPointwise(b, node)) return true;
  const consumers = uses.consumers.get(id) ?? [];
  if (consumers.some((c) => needsMemory(b, uses, how, c, id, isStrided(b, node)))) return true;
  if (cost === 0 || node.args.length === 0) return false;
  // what it has in common with another is computed once only where both are
  if (uses.beside.has(id)) return true;
  // an argument that stands twice, as in r .* r, is two uses
  const count = consumers.reduce((sum, c) => sum + b.node(c).args.filter((a) => a === id).length, 0);
  return cost > MAX_FUSED || count > 1 || consumers.some((c) => repeats(b, uses, c, node));
}

/** Whether a consumer reads its argument from memory; a product can do with regular steps. */
function needsMemory(b: Builder, uses: Uses, how: Planning, consumer: NodeId, arg: NodeId, strided: boolean): boolean {
  const by = b.node(consumer);
  if (keepsOrder(b, by) && !onlyOnes(b, by)) return true;
  const record = tensorOf(b, by);
  if (isLoop(by)) return !isPartInMemory(b, b.node(arg));
  if (record?.access === "routine") return true;
  if (record?.places !== undefined && by.args[record.places] === arg) return true;
  if (productOf(b, by, how) !== undefined) return !strided;
  return isStrided(b, by) && !strided && (uses.consumers.get(consumer) ?? []).some((next) => productOf(b, b.node(next), how) !== undefined);
}

/** Whether a node is rows of an array that lies in memory in any case. */
function isPartInMemory(b: Builder, node: Node): boolean {
  if (!areRows(b, node)) return false;
  const whole = b.node(argOf(node));
  return whole.op === "variable" || isLoop(whole);
}

/** Whether a consumer would compute each element more than once: it works over more dimensions. */
function repeats(b: Builder, uses: Uses, consumer: NodeId, node: Node): boolean {
  const by = b.node(consumer);
  if (isView(b, by)) {
    if (by.shape.length > node.shape.length) return true;
    return (uses.consumers.get(consumer) ?? []).some((next) => repeats(b, uses, next, by));
  }
  if (isContraction(by)) return by.attrs.dims.length > node.shape.length;
  return b.ops.get(by.op)?.kind === "scalar" && !sameShape(by.shape, node.shape);
}
