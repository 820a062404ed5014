// Which values may be infinite or NaN: only by them is a product with a branch not taken told from 0.
import type { Builder } from "../graph/builder.js";
import type { Node, NodeId } from "../graph/graph.js";
import { BELOW_ZERO, factsOf, ZEROS, type Facts } from "../graph/range.js";
import { LOGICAL } from "../ops/comparison.js";

/**
 * Who says that elements take no part. A `slope` is a derivative that is 0 in a part of its domain, as that
 * of relu; a `window` is a slice; and a `branch` is one that the program writes, perhaps because its own
 * data are not finite.
 */
export type Reason = "slope" | "window" | "branch";

export interface Wildness {
  /** Whether some finite arguments may give a value that is not, overflow of sums and products aside. */
  readonly isComputed: (id: NodeId) => boolean;
  /** The same where data may be infinite or NaN too, for a branch of the program. */
  readonly isPossible: (id: NodeId, reason: Reason) => boolean;
}

const TAME = 0;
const DATA = 1;
const WILD = 2;

/** Operations without poles and ends of domains, besides those whose records say that they are total. */
const REGULAR: ReadonlySet<string> = new Set(["add", "sub", "mul", "neg", "hypot", "select", "one_minus_square"]);
/** Operations on arrays that divide. */
const DIVIDING: ReadonlySet<string> = new Set(["solve", "solve_lower", "logdet"]);

export function wildnessOf(b: Builder): Wildness {
  const known: number[] = [];
  const facts = factsOf(b, true);
  const kindOf = (id: NodeId): number => {
    while (known.length <= id) known.push(kindOfNode(b, facts, b.node(known.length), known));
    return known[id] as number;
  };
  return {
    isComputed: (id) => kindOf(id) === WILD,
    isPossible: (id, reason) => kindOf(id) >= (reason === "branch" ? DATA : WILD),
  };
}

function kindOfNode(b: Builder, facts: Facts, node: Node, known: readonly number[]): number {
  if (node.op === "variable") return DATA;
  if (node.op === "constant") return Number.isFinite(node.attrs.value as number) ? TAME : WILD;
  const record = b.ops.get(node.op);
  // true or false, whatever the arguments
  if (LOGICAL.has(node.op)) return TAME;
  const kind = node.args.reduce((most, arg) => Math.max(most, known[arg] as number), TAME);
  if (record?.kind !== "scalar") return DIVIDING.has(node.op) ? WILD : kind;
  return REGULAR.has(node.op) || record.laws?.total === true || isInDomain(b, facts, node) ? kind : WILD;
}

/** Whether what is known of the arguments keeps them away from poles and ends of domains. */
function isInDomain(b: Builder, facts: Facts, { op, args }: Node): boolean {
  const [x, y] = args as readonly [NodeId, NodeId];
  const without = (id: NodeId, classes: number): boolean => (facts.classes(id) & classes) === 0;
  if (op === "div") return without(y, ZEROS);
  if (op === "sqrt") return without(x, BELOW_ZERO);
  if (op === "log") return without(x, BELOW_ZERO | ZEROS);
  if (op !== "pow") return false;
  const exponent = b.constantOf(y);
  if (exponent === undefined) return false;
  return without(x, (Number.isInteger(exponent) ? 0 : BELOW_ZERO) | (exponent < 0 ? ZEROS : 0));
}
