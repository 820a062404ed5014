// Products of a matrix with itself turned, with a weight for each row or none, as A'*D*A: half of the result is the other half.
import type { Builder } from "../graph/builder.js";
import type { Node, NodeId } from "../graph/graph.js";
import { contractionOf, factorsOf, isContraction, summedLabels } from "../ops/contraction.js";
import { sameDim } from "../shape/dim.js";
import type { MatrixProduct } from "./products.js";

/** Beyond this many factors nobody looks. */
const MOST_FACTORS = 64;

/** Whether a product of matrices equals itself turned, whatever the numbers are. */
export function isSymmetric(b: Builder, node: Node, { rows, cols, inner, outer, summed }: MatrixProduct): boolean {
  const { dims } = contractionOf(node.attrs);
  if (outer.length > 0 || summed.length > 0 || !sameDim(dims[rows] ?? 0, dims[cols] ?? 1)) return false;
  const along = (l: number): Along => (l === rows || l === cols ? "row" : l === inner ? "inner" : "one");
  const [x, y] = factorsOf(node).map((f) => factorsIn(b, f.node, f.labels.map(along)));
  return x !== undefined && y !== undefined && x.length === y.length && x.every((key, i) => key === y[i]);
}

/** What an element is along one of its dimensions: the row or column of the result, the place that is summed over. */
type Along = "row" | "inner" | "one";

/** The factors of the elements of an array that differ by row, in an order of their own; undefined where it is no product. */
function factorsIn(b: Builder, id: NodeId, along: readonly Along[]): string[] | undefined {
  const found: string[] = [];
  const stack: { readonly id: NodeId; readonly along: readonly Along[] }[] = [{ id, along }];
  for (let steps = 0; stack.length > 0; steps++) {
    const at = stack.pop() as (typeof stack)[number];
    if (!at.along.includes("row")) continue;
    const parts = partsOf(b, at.id, at.along);
    if (steps > MOST_FACTORS) return undefined;
    if (parts === undefined) found.push(`${at.id} ${at.along.join(" ")}`);
    else stack.push(...parts);
  }
  return found.sort();
}

/** The factors that a node is the product of, element by element. */
function partsOf(b: Builder, id: NodeId, along: readonly Along[]): { readonly id: NodeId; readonly along: readonly Along[] }[] | undefined {
  const node = b.node(id);
  if (node.op === "mul" || node.op === "neg") {
    return node.args.map((arg) => {
      const shape = b.shape(arg);
      return { id: arg, along: shape.map((d, i) => (d === 1 ? "one" : along[along.length - shape.length + i] as Along)) };
    });
  }
  if (!isContraction(node) || summedLabels(node).length > 0) return undefined;
  const { out } = contractionOf(node.attrs);
  return factorsOf(node).map((f) => ({ id: f.node, along: f.labels.map((l) => along[out.indexOf(l)] as Along) }));
}
