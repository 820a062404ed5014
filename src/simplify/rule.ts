// What a rewrite rule is: an equation in the language itself, or a small function for what has no text.
import type { Builder } from "../graph/builder.js";
import type { Applied, NodeId } from "../graph/graph.js";
import type { Facts } from "../graph/range.js";

/** What rewriting may change: nothing, roundings, or also values outside the finite reals. */
export type Level = "strict" | "safe" | "fast";

/** Before differentiating; after it; and just before planning. */
export type Phase = "stabilize" | "canonicalize" | "finish";

/**
 * `bits`: the same double, NaN and -0 included. `value`: equal up to rounding where the left side is
 * finite, never NaN instead of a number, and never a number instead of NaN or infinity, unless those
 * come from an overflow alone. `value-where-defined`: equal as real numbers only.
 */
export type Keeps = "bits" | "value" | "value-where-defined";

interface Common {
  readonly name: string;
  readonly keeps: Keeps;
  /** All phases unless given. */
  readonly phases?: readonly Phase[];
}

/** `from` is replaced by `to`; both are formulas that work element by element, `?a` stands for any value. */
export interface DataRule extends Common {
  readonly from: string;
  readonly to: string;
  /** What must be proved of the parts, as in "constant ?c"; see conditions.ts. */
  readonly when?: readonly string[];
  /** The inner operations of the left side must have no other use: the rule saves only if they vanish. */
  readonly unshared?: true;
  /**
   * Both sides are products: the left one is looked for among the factors and divisors of a longer one, whose others stay. Or
   * it is a sum of a product, whose factors are looked for among those of one shape of a longer sum of products.
   */
  readonly among?: true;
  /** Values of the parts, in order of appearance, at which both sides differ: why a rule is not `value`. */
  readonly counterexample?: readonly number[];
}

export interface StructuralRule extends Common {
  /** The operation of the nodes that it looks at, or several; "scalar" for every elementwise one. */
  readonly op: string | readonly string[];
  /** It looks at arrays alone, not at single numbers. */
  readonly arrays?: true;
  /** The operations of the first two arguments, of those that there are. */
  readonly over?: readonly string[];
  /** Operations without any of which in the graph it never applies. */
  readonly among?: readonly string[];
  readonly apply: (c: Context, node: Applied, id: NodeId) => NodeId | undefined;
}

/** What a rule may ask while the new graph is built. */
export interface Context {
  readonly b: Builder;
  readonly facts: Facts;
  readonly phase: Phase;
  /** Whether variables are what a loop hands in, and no arguments that are checked. */
  readonly inBody?: boolean;
  /** How many nodes of the old graph use this value; 0 for what a rule has just made. */
  readonly uses: (id: NodeId) => number;
  /** The value that was last taken apart as a product: rules ask for the same one after the other. */
  readonly last?: { id: NodeId | undefined; product: Product };
}

/** number * the factors / the divisors. */
export interface Product {
  readonly number: number;
  readonly factors: readonly NodeId[];
  readonly divisors: readonly NodeId[];
}

const ALLOWED: Readonly<Record<Level, readonly Keeps[]>> = {
  strict: ["bits"],
  safe: ["bits", "value"],
  fast: ["bits", "value", "value-where-defined"],
};

export function isAllowed(rule: Common, level: Level, phase: Phase): boolean {
  return ALLOWED[level].includes(rule.keeps) && (rule.phases === undefined || rule.phases.includes(phase));
}
