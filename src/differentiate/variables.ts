// What is differentiated by, where it is a small array written as a list of scalars: its elements are the variables.
import type { Builder } from "../graph/builder.js";
import type { NodeId } from "../graph/graph.js";

/** The variables that make up a vector or matrix written as a list, in row-major order; undefined for every other value. */
export function variablesIn(b: Builder, x: NodeId): readonly NodeId[] | undefined {
  const node = b.node(x);
  return node.op === "stack" && node.args.every((id) => isVariable(b, id)) ? node.args : undefined;
}

function isVariable(b: Builder, id: NodeId): boolean {
  const { op, shape } = b.node(id);
  return shape.length === 0 && (op === "named" || op === "variable");
}

/** The scalars that make up a value: itself, or the elements of a list of them; undefined for other arrays. */
export function scalarsIn(b: Builder, id: NodeId): readonly NodeId[] | undefined {
  const node = b.node(id);
  if (node.shape.length === 0) return [id];
  return node.op === "stack" && node.args.every((a) => b.shape(a).length === 0) ? node.args : undefined;
}
