// Which values may be infinite or NaN: only by them is a product with a branch not taken told from 0.
import { nth } from "../diagnostics/known.js";
import { isOp } from "../graph/attrs.js";
import type { Builder } from "../graph/builder.js";
import type { Node, NodeId } from "../graph/graph.js";
import type { Laws } from "../graph/operation.js";
import { factsOf, type Facts } from "../graph/range.js";

/**
 * Who says that elements take no part. A `slope` is a derivative that is 0 in a part of its domain, as that
 * of relu; a `window` is a slice; and a `branch` is one that the program writes, perhaps because its own
 * data are not finite.
 */
export type Cause = "slope" | "window" | "branch";

export interface Finiteness {
  /** Whether some finite arguments may give a value that is not, overflow of sums and products aside. */
  readonly isComputed: (id: NodeId) => boolean;
  /** The same where data may be infinite or NaN too, for a branch of the program. */
  readonly isPossible: (id: NodeId, reason: Cause) => boolean;
}

const FINITE = 0;
const DATA = 1;
const NON_FINITE = 2;

export function finitenessOf(b: Builder): Finiteness {
  const known: number[] = [];
  const facts = factsOf(b, true);
  const kindOf = (id: NodeId): number => {
    while (known.length <= id) known.push(kindOfNode(b, facts, b.node(known.length), known));
    return nth(known, id);
  };
  return {
    isComputed: (id) => kindOf(id) === NON_FINITE,
    isPossible: (id, reason) => kindOf(id) >= (reason === "branch" ? DATA : NON_FINITE),
  };
}

function kindOfNode(b: Builder, facts: Facts, node: Node, known: readonly number[]): number {
  if (node.op === "variable") return DATA;
  if (isOp(node, "constant")) return Number.isFinite(node.attrs.value) ? FINITE : NON_FINITE;
  const record = b.ops.get(node.op);
  const laws = record?.kind === "scalar" ? record.laws : undefined;
  // true or false, whatever the arguments
  if (laws?.logical === true) return FINITE;
  const kind = node.args.reduce((most, arg) => Math.max(most, nth(known, arg)), FINITE);
  if (record?.kind !== "scalar") return record?.divides === true ? NON_FINITE : kind;
  return laws?.total === true || isRegular(b, facts, node, laws?.regular) ? kind : NON_FINITE;
}

/** Whether what is known of the arguments keeps them away from poles and ends of domains. */
function isRegular(b: Builder, facts: Facts, { args }: Node, regular: Laws["regular"]): boolean {
  if (typeof regular !== "function") return regular === true;
  return regular(...args.map((id) => ({ classes: facts.classes(id), constant: b.constantOf(id) })));
}
