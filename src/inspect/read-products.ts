// The gradient of a product of all elements is two recurrences in the graph; people write grad(prod(x), x).
import { attrsOf } from "../graph/attrs.js";
import { argOf, asApplied, type Node, type NodeId } from "../graph/graph.js";
import { isPart, isPlaced, keepsOrder } from "../graph/operation.js";
import { isContraction } from "../ops/contraction.js";
import { times } from "./algebra.js";
import type { Reading } from "./reading.js";
import { call, number, type Written } from "./written.js";

/** For each element the product of all others along an axis, recognised from its two recurrences. */
export function othersOfProduct(r: Reading, node: Node): Written | undefined {
  if (node.op !== "mul") return undefined;
  const factors = node.args.flatMap((id) => (r.b.node(id).op === "mul" && r.isOpen(id) ? r.b.node(id).args : [id]));
  const found = factors.map((id) => exclusiveOver(r, id));
  const forward = found.findIndex((e) => e?.reverse === false);
  const backward = found.findIndex((e) => e?.reverse === true && e.of === found[forward]?.of && e.axis === found[forward]?.axis);
  const exclusive = found[forward];
  if (exclusive === undefined) return undefined;
  if (backward < 0) return runningProduct(r, factors, forward, exclusive);
  const helper = node.shape.length === 1 ? "prod_of_others" : `prod_of_others${exclusive.axis + 1}`;
  const others = call(r.helper(helper), [r.written(exclusive.of)], true);
  return factors.filter((_, i) => i !== forward && i !== backward).reduce((w, id) => times(r.written(id), w, r.pretty), others);
}

/** A product of the elements before each with the element itself. */
function runningProduct(r: Reading, factors: readonly NodeId[], at: number, { of, axis }: Exclusive): Written | undefined {
  const own = factors.findIndex((id, i) => i !== at && id === of);
  if (own < 0) return undefined;
  const running = call("cumprod", axis === 0 ? [r.written(of)] : [r.written(of), number(axis + 1)], true);
  return factors.filter((_, i) => i !== at && i !== own).reduce((w, id) => times(r.written(id), w, r.pretty), running);
}

interface Exclusive {
  readonly of: NodeId;
  readonly axis: number;
  readonly reverse: boolean;
}

/** The array of which a recurrence gives the products of all elements before (or after) each. */
function exclusiveOver(r: Reading, id: NodeId): Exclusive | undefined {
  const node = r.b.node(id);
  if (node.op !== "recurrence" || !r.isOpen(id)) return undefined;
  const [factors, seed] = asApplied(node).args;
  const of = shifted(r, factors);
  return of === undefined || !isUnit(r, seed) ? undefined : { of, ...attrsOf("recurrence", node) };
}

function shifted(r: Reading, id: NodeId): NodeId | undefined {
  const placed = r.b.node(id);
  const part = isPlaced(r.b, placed) ? r.b.node(argOf(placed)) : undefined;
  return part !== undefined && isPart(r.b, part) ? part.args[0] : undefined;
}

/** Ones placed among zeros. */
function isUnit(r: Reading, id: NodeId): boolean {
  const placed = r.b.node(id);
  if (!isPlaced(r.b, placed)) return false;
  let inner = argOf(placed);
  while (isContraction(r.b.node(inner)) || keepsOrder(r.b, r.b.node(inner))) inner = argOf(r.b.node(inner));
  return r.b.constantOf(inner) === 1;
}
