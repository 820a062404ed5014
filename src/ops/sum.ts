// Sums of the interpreter: as exact as the blocks of generated code, whatever the number of terms.
import { sumRest } from "../runtime/arithmetic.js";

/** The sum with what its roundings lose carried along (Neumaier). */
export function sumOf(terms: Iterable<number>): number {
  let sum = 0;
  let rest = 0;
  for (const term of terms) {
    rest += sumRest(sum, term);
    sum += term;
  }
  return sum + rest;
}
