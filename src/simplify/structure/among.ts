// Left sides that are products, among the factors and divisors of a longer product.
import type { NodeId } from "../../graph/graph.js";
import { matches, type Pattern } from "../pattern.js";
import type { Context } from "../rule.js";
import { withoutAt, type Product } from "./terms.js";

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
  c: Context, wanted: readonly Wanted[], product: Sides, slots: NodeId[], isAccepted: (c: Context) => boolean, from = 0,
): Sides | undefined {
  const next = wanted[from];
  if (next === undefined) return isAccepted(c) ? product : undefined;
  const side = next.isDivisor ? "divisors" : "factors";
  const parts = product[side];
  for (let at = 0; at < parts.length; at++) {
    if (!matches(c.b, next.pattern, parts[at] as NodeId, slots)) continue;
    const rest = restAmong(c, wanted, { ...product, [side]: withoutAt(parts, at) }, slots, isAccepted, from + 1);
    if (rest !== undefined) return rest;
  }
  return undefined;
}
