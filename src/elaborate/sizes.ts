// Arithmetic on sizes: whether a node is a whole number or a polynomial of named sizes.
import { addDims, multiplyDims, subtractDims, type Dim } from "../shape/dim.js";
import type { Builder } from "../graph/builder.js";
import type { NodeId } from "../graph/graph.js";

/** The dimension that a scalar node stands for, if it is made of whole numbers and sizes by + - *. */
export function dimOf(b: Builder, id: NodeId): Dim | undefined {
  const node = b.node(id);
  if (node.op === "constant") return Number.isInteger(node.attrs.value) ? node.attrs.value as number : undefined;
  if (node.op === "size") return node.attrs.dim as Dim;
  const combine = node.op === "add" ? addDims : node.op === "sub" ? subtractDims : node.op === "mul" ? multiplyDims : undefined;
  if (node.op !== "neg" && combine === undefined) return undefined;
  const parts = node.args.map((arg) => dimOf(b, arg));
  const [x, y] = parts;
  if (x === undefined) return undefined;
  if (combine === undefined) return multiplyDims(-1, x);
  return y === undefined ? undefined : combine(x, y);
}
