// The gradient of a product of all elements is two recurrences in the graph; people write grad(prod(x), x).
import type { Node, NodeId } from "../graph/graph.js";
import type { Reading } from "./reading.js";
import { call, type Written } from "./written.js";

/** For each element the product of all others, recognised from its two recurrences. */
export function othersOfProduct(r: Reading, node: Node): Written | undefined {
  if (node.op !== "mul" || node.shape.length !== 1) return undefined;
  const [forward, backward] = node.args as readonly [NodeId, NodeId];
  const x = exclusiveOver(r, forward);
  const y = exclusiveOver(r, backward);
  if (x === undefined || y === undefined || x.of !== y.of || x.reverse === y.reverse) return undefined;
  return call(r.helper("prod_of_others"), [r.written(x.of)], true);
}

/** The vector of which a recurrence gives the products of all elements before (or after) each. */
function exclusiveOver(r: Reading, id: NodeId): { readonly of: NodeId; readonly reverse: boolean } | undefined {
  const node = r.b.node(id);
  if (node.op !== "recurrence" || !r.isOpen(id)) return undefined;
  const [factors, seed] = node.args as readonly [NodeId, NodeId];
  const of = shifted(r, factors);
  return of === undefined || !isUnit(r, seed) ? undefined : { of, reverse: node.attrs.reverse === true };
}

function shifted(r: Reading, id: NodeId): NodeId | undefined {
  const placed = r.b.node(id);
  const part = placed.op === "place" ? r.b.node(placed.args[0] as NodeId) : undefined;
  return part?.op === "slice" ? part.args[0] : undefined;
}

/** A one placed among zeros. */
function isUnit(r: Reading, id: NodeId): boolean {
  const placed = r.b.node(id);
  if (placed.op !== "place") return false;
  let inner = placed.args[0] as NodeId;
  while (r.b.node(inner).op === "contract" || r.b.node(inner).op === "reshape") inner = r.b.node(inner).args[0] as NodeId;
  return r.b.constantOf(inner) === 1;
}
