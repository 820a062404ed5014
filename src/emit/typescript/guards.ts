// What a reader would ask about an expression: guards that no formula of a textbook has. Each is explained once in a function.
import type { Expr, Num } from "../../loop/ir.js";
import { allParts } from "../../loop/map.js";
import { remark, type Code } from "../code.js";

/** Comments on what is guarded in expressions, but for what was told before. */
export function guardNotes(told: Set<string>, exprs: readonly Expr[]): Code[] {
  const notes = new Set<string>();
  for (const part of exprs.flatMap(allParts)) {
    const note = noteOf(part);
    if (note !== undefined && !told.has(note)) notes.add(note);
  }
  for (const note of notes) told.add(note);
  return [...notes].map(remark);
}

function noteOf(part: Expr): string | undefined {
  switch (part.kind) {
    case "number": return part.value === 5e-324 ? "A divisor of at least 5e-324 makes 0/0 zero." : undefined;
    case "select": return [part.then, part.else].some(isNaNumber) ? "NaN where there is no value, or no derivative." : undefined;
    case "compare":
      if (isEqualTo(part, 0)) return "At 0 a quotient or a product would be 0/0 or 0 * Infinity.";
      return isEqualTo(part, Infinity) ? "An infinity stays as it is: Infinity - Infinity would be NaN." : undefined;
    case "call":
      return part.fn === "sumRest" ? "A long sum is formed in blocks; what is lost where a block is added goes to the next." : undefined;
    default: return undefined;
  }
}

function isEqualTo({ op, left, right }: Extract<Expr, { kind: "compare" }>, value: number): boolean {
  return op === "eq" && [left, right].some((side) => side.kind === "number" && side.value === value);
}

function isNaNumber(num: Num): boolean {
  return num.kind === "number" && Number.isNaN(num.value);
}
