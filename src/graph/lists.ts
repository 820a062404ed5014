// Arrays that are written as lists of scalars, `[a, b; c, d]`.
import type { Builder } from "./builder.js";
import type { Node, NodeId } from "./graph.js";

/** The arrays of one shape, or the scalars, that a list has; none of any other node. */
export function listed({ op, args }: Node): readonly NodeId[] {
  return op === "stack" ? args : [];
}

/** The scalars of such a list, in row-major order; undefined for every other value, and for more than `most`. */
export function listedScalars(b: Builder, id: NodeId, most = Infinity): readonly NodeId[] | undefined {
  const parts = listed(b.node(id));
  const [first] = parts;
  return first !== undefined && parts.length <= most && b.shape(first).length === 0 ? parts : undefined;
}
