// What is differentiated by, where it is a small array written as a list of scalars: its elements are the variables.
import type { Builder } from "../graph/builder.js";
import type { NodeId } from "../graph/graph.js";
import { listedScalars } from "../graph/lists.js";
import { isName } from "../graph/operation.js";

/** The variables that make up a vector or matrix written as a list, in row-major order; undefined for every other value. */
export function variablesIn(b: Builder, x: NodeId): readonly NodeId[] | undefined {
  const scalars = listedScalars(b, x);
  return scalars?.every((id) => isVariable(b, id)) === true ? scalars : undefined;
}

function isVariable(b: Builder, id: NodeId): boolean {
  const node = b.node(id);
  return node.op === "variable" || isName(b, node);
}

/** The scalars that make up a value: itself, or the elements of a list of them; undefined for other arrays. */
export function scalarsIn(b: Builder, id: NodeId): readonly NodeId[] | undefined {
  return b.shape(id).length === 0 ? [id] : listedScalars(b, id);
}
