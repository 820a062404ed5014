// Arrays that are written as lists of scalars, `[a, b; c, d]`.
import type { Builder } from "./builder.js";
import type { NodeId } from "./graph.js";

/** The scalars of such a list, in row-major order; undefined for every other value, and for more than `most`. */
export function listedScalars(b: Builder, id: NodeId, most = Infinity): readonly NodeId[] | undefined {
  const { op, args } = b.node(id);
  // the parts of a stack have one shape
  return op === "stack" && args.length <= most && b.shape(args[0] as NodeId).length === 0 ? args : undefined;
}
