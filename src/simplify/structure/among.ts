// Left sides that are products, among the factors and divisors of a longer product.
import type { Builder } from "../../graph/builder.js";
import type { NodeId } from "../../graph/graph.js";
import { matches, type Pattern } from "../pattern.js";
import type { Product } from "./terms.js";

interface Wanted {
  readonly pattern: Pattern;
  readonly isDivisor: boolean;
}

type Sides = Pick<Product, "factors" | "divisors">;

/** The factors and divisors that a left side consists of. */
export function patternsAmong(pattern: Pattern, isDivisor = false): readonly Wanted[] {
  if (pattern.kind !== "node" || (pattern.op !== "mul" && pattern.op !== "div")) return [{ pattern, isDivisor }];
  return pattern.args.flatMap((p, i) => patternsAmong(p, isDivisor !== (pattern.op === "div" && i === 1)));
}

/** What is left of a product without parts that are as they are wanted; fills the slots on the way. */
export function restAmong(
  b: Builder, [first, ...others]: readonly Wanted[], product: Sides, slots: NodeId[], isAccepted: () => boolean,
): Sides | undefined {
  if (first === undefined) return isAccepted() ? product : undefined;
  const side = first.isDivisor ? "divisors" : "factors";
  for (const [at, id] of product[side].entries()) {
    if (!matches(b, first.pattern, id, slots)) continue;
    const rest = restAmong(b, others, { ...product, [side]: product[side].filter((_, i) => i !== at) }, slots, isAccepted);
    if (rest !== undefined) return rest;
  }
  return undefined;
}
