// How each kind of array node can be computed: in place where it is used, or only by a kernel of its own.
import type { Builder } from "../graph/builder.js";
import { argOf, type Node } from "../graph/graph.js";
import { tensorOf, type Combining } from "../graph/operation.js";
import { isContraction, summedLabels } from "../ops/contraction.js";
import { dimKey } from "../shape/dim.js";
import { SCALAR } from "../shape/shape.js";

export function isScalar(node: Node): boolean {
  return node.shape === SCALAR || node.shape.length === 0;
}

/** Whether the element at any index can be written as an expression, without a loop. */
export function isPointwise(b: Builder, node: Node): boolean {
  const access = tensorOf(b, node)?.access ?? "element";
  return access === "same" || access === "view" || access === "element" || (isContraction(node) && summedLabels(node).length === 0);
}

/** Whether a reshape does no more than insert or drop dimensions of size 1. */
export function onlyOnes(b: Builder, node: Node): boolean {
  const rest = (id: Node["shape"]): string => id.filter((d) => d !== 1).map(dimKey).join(",");
  return rest(node.shape) === rest(b.shape(argOf(node)));
}

/** A view costs nothing to look through: it only moves indices. */
export function isView(b: Builder, node: Node): boolean {
  const access = tensorOf(b, node)?.access;
  if (access === "same" || access === "view") return true;
  return isContraction(node) && node.args.length === 1 && summedLabels(node).length === 0;
}

/** A view whose elements lie at regular steps in the memory of its argument. */
export function isStrided(b: Builder, node: Node): boolean {
  if (!isContraction(node) || !isView(b, node)) return isView(b, node);
  const { labels: [own], out } = node.attrs;
  return own !== undefined && new Set(own).size === own.length && own.length === out.length;
}

/** A full reduction: a scalar made of all elements, which can share a loop with other work. */
export function fullReduction(b: Builder, node: Node): "sum" | Combining | undefined {
  if (!isScalar(node) || node.args.length === 0) return undefined;
  if (isContraction(node)) return summedLabels(node).length > 0 ? "sum" : undefined;
  return b.shape(argOf(node)).length === 0 ? undefined : tensorOf(b, node)?.combines;
}
