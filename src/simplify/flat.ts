// Values that are nowhere below 0 and whose derivative is 0 where they are 0: squares, lengths, and sums of such.
import type { Node, NodeId } from "../graph/graph.js";
import { partsOf } from "../ops/contraction.js";
import { sameLabels } from "./structure/parts.js";
import type { Context } from "./rule.js";

const MAX_DEPTH = 12;
/** Flat whatever their argument. */
const ALWAYS: ReadonlySet<string> = new Set(["abs", "relu", "reduce_norm", "hypot", "log_cosh", "hypot_minus_one"]);
/** 0 only where they have vanished, and then with a derivative of 0. */
const VANISHING: ReadonlySet<string> = new Set(["exp", "sigmoid", "softplus", "erfc", "normcdf", "sech", "sech2"]);
/** Flat where all arguments are. */
const KEEPS: ReadonlySet<string> = new Set(["add", "reshape", "slice", "stack", "concat", "gather"]);

/** Whether a value is proved to be flat where it is 0, for arguments that are numbers. */
export function isFlat(c: Context, id: NodeId, depth = 0): boolean {
  const node = c.b.node(id);
  const [x, y] = node.args as readonly [NodeId, NodeId];
  const isPositive = (at: NodeId): boolean => (c.b.constantOf(at) ?? (c.b.node(at).op === "size" ? 1 : 0)) > 0;
  const within = (at: NodeId): boolean => isFlat(c, at, depth + 1);
  if (ALWAYS.has(node.op) || isPositive(id)) return true;
  if (depth > MAX_DEPTH) return false;
  if (KEEPS.has(node.op)) return (node.op === "gather" ? [x] : node.args).every(within);
  switch (node.op) {
    case "pow": return isFlatPower(c.b.constantOf(y), within(x));
    case "mul": return x === y || (isPositive(x) && within(y)) || (isPositive(y) && within(x)) || (within(x) && within(y));
    case "div": return isPositive(y) && within(x);
    case "contract": return isFlatSum(node, within);
    default: return false;
  }
}

/** The same, for values that are 0 only by underflow too. */
export function isFlatOrVanishing(c: Context, id: NodeId): boolean {
  return VANISHING.has(c.b.node(id).op) || isFlat(c, id);
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
