// What a node reads when it is computed: the stored arrays and scalars that its expression leads to,
// and whether only at the element that is being computed.
import type { Builder } from "../graph/builder.js";
import { argOf, type Node, type NodeId } from "../graph/graph.js";
import { tensorOf } from "../graph/operation.js";
import { contractionOf, isContraction } from "../ops/contraction.js";
import { sameShape, type Shape } from "../shape/shape.js";
import { fullReduction, isScalar } from "./kinds.js";
import type { Piece } from "./pieces.js";
import { argsOf, runningOf } from "./running.js";

export type Read = "same" | "other";

/** For each stored array and scalar node that is read for a node or for a piece, whether only at the same element. */
export function readsOf(b: Builder, stored: ReadonlySet<NodeId>, of: NodeId | Piece): Map<NodeId, Read> {
  if (typeof of === "number") return reads(b, stored, of);
  return stored.has(of.node) ? new Map([[of.node, "same"]]) : reads(b, stored, of.node);
}

function reads(b: Builder, stored: ReadonlySet<NodeId>, id: NodeId): Map<NodeId, Read> {
  const found = new Map<NodeId, Read>();
  const stack: { readonly id: NodeId; readonly same: boolean; readonly top: boolean }[] = [{ id, same: true, top: true }];
  const seen = new Set<string>();
  while (stack.length > 0) {
    const at = stack.pop() as (typeof stack)[number];
    const node = b.node(at.id);
    if (!at.top && (stored.has(at.id) || isScalar(node))) {
      found.set(at.id, at.same && found.get(at.id) !== "other" ? "same" : "other");
      continue;
    }
    const key = `${at.id}${at.same}`;
    if (seen.has(key)) continue;
    seen.add(key);
    argsOf(b, node).forEach((arg, i) => stack.push({ id: arg, same: at.same && keepsElement(b, node, arg, i), top: false }));
  }
  return found;
}

/** Whether the element of a node at an index reads its argument at that index. */
function keepsElement(b: Builder, node: Node, arg: NodeId, index: number): boolean {
  const shape = loopShapeOf(b, node);
  if (!sameShape(b.shape(arg), shape)) return false;
  if ((tensorOf(b, node)?.access ?? "same") === "same" || runningOf(b, node) !== undefined) return true;
  if (isContraction(node)) {
    const { labels, out } = contractionOf(node.attrs);
    const order = fullReduction(b, node) === undefined ? out : shape.map((_, i) => i);
    return (labels[index] ?? []).every((l, i) => l === order[i]);
  }
  return fullReduction(b, node) !== undefined;
}

function loopShapeOf(b: Builder, node: Node): Shape {
  const reduction = fullReduction(b, node);
  if (reduction === "sum") return contractionOf(node.attrs).dims;
  return reduction === undefined ? node.shape : b.shape(argOf(node));
}
