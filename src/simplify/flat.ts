// Values that are nowhere below 0 and whose derivative is 0 where they are 0: squares, lengths, and sums of such.
import { asApplied, type Node, type NodeId } from "../graph/graph.js";
import { isMark, lawsOf, type Flow, type OpRecord } from "../graph/operation.js";
import { partsOf } from "../ops/contraction.js";
import { sameLabels } from "./structure/parts.js";
import type { Context } from "./rule.js";

const MAX_DEPTH = 12;
const MOVING: ReadonlySet<Flow> = new Set<Flow>(["moves", "reads a part", "joins"]);

/** Whether a value is proved to be flat where it is 0, for arguments that are numbers. */
export function isFlat(c: Context, id: NodeId, depth = 0, isFixed = isNever): boolean {
  const node = c.b.node(id);
  if (isFixed(node)) return false;
  const [x, y] = asApplied(node).args;
  const isPositive = (at: NodeId): boolean => (c.b.constantOf(at) ?? (c.b.node(at).op === "size" ? 1 : 0)) > 0;
  const within = (at: NodeId): boolean => isFlat(c, at, depth + 1, isFixed);
  const record = c.b.ops.get(node.op);
  if (isAlwaysFlat(record) || isPositive(id)) return true;
  if (depth > MAX_DEPTH) return false;
  if (isFlatAsArguments(record)) return node.args.every((arg, i) => (record?.kind === "tensor" && record.places === i) || within(arg));
  switch (node.op) {
    case "pow": return isFlatPower(c.b.constantOf(y), within(x));
    case "mul": return x === y || (isPositive(x) && within(y)) || (isPositive(y) && within(x)) || (within(x) && within(y));
    case "div": return isPositive(y) && within(x);
    case "contract": return isFlatSum(node, within);
    default: return false;
  }
}

function isAlwaysFlat(record: OpRecord | undefined): boolean {
  return record?.kind === "tensor" ? record.length === true : record?.laws?.flat === true;
}

/** Whether an operation only moves elements, or keeps by its law what they are. */
function isFlatAsArguments(record: OpRecord | undefined): boolean {
  return record?.kind === "tensor" ? MOVING.has(record.flow) : record?.laws?.flat === "as its arguments";
}

/**
 * The same, for values that are 0 only by underflow too, by whatever is differentiated: a value that a program takes derivatives
 * with respect to is as a variable.
 */
export function isFlatOrVanishing(c: Context, id: NodeId): boolean {
  return lawsOf(c.b, id)?.flat === "where vanished" || isFlat(c, id, 0, (node) => isMark(c.b, node));
}

function isNever(_: Node): boolean {
  return false;
}

function isFlatPower(exponent: number | undefined, isFlatBase: boolean): boolean {
  return exponent !== undefined && exponent > 1 && (exponent % 2 === 0 || isFlatBase);
}

/** A sum of products of flat factors and of factors that stand twice. */
function isFlatSum(node: Node, within: (id: NodeId) => boolean): boolean {
  const { factors } = partsOf(node);
  const twice = (at: number): boolean => factors.some(
    (f, i) => i !== at && f.node === factors[at]?.node && sameLabels(f.labels, factors[at].labels),
  );
  return factors.length <= 3 && factors.every((f, at) => twice(at) || within(f.node)) &&
    !(factors.length === 3 && factors.every((f) => f.node === factors[0]?.node));
}
