// Reads the reference files and measures errors against them in units of the last place.
import { readFileSync } from "node:fs";

export interface Reference {
  /** One list of doubles per parameter. */
  readonly args: readonly (readonly number[])[];
  /** The correctly rounded results. */
  readonly value: readonly number[];
  /** Exact result minus value, in thousandths of the last place of value. */
  readonly rest: readonly number[];
}

export interface Worst {
  readonly ulp: number;
  readonly at: readonly number[];
  readonly computed: number;
  readonly expected: number;
}

/** Reads the reference file of one function. */
export function readReference(name: string, folder = new URL("references/", import.meta.url)): Reference {
  return JSON.parse(readFileSync(new URL(`${name}.json`, folder), "utf8")) as Reference;
}

/** The distance between neighbouring doubles at `x`, as for numbers of x's binade. */
export function lastPlace(x: number): number {
  const magnitude = Math.abs(x);
  if (magnitude < 2 ** -1021) return 2 ** -1074;
  // log2 may be off by a rounding next to a power of two: step back to the right binade.
  let exponent = Math.floor(Math.log2(magnitude));
  if (2 ** exponent > magnitude) exponent -= 1;
  else if (exponent < 1023 && 2 ** (exponent + 1) <= magnitude) exponent += 1;
  return 2 ** (exponent - 52);
}

/**
 * Error of `computed` in ulp of `value`. The difference of two doubles of the same size is exact, so
 * the only rounding is in adding `rest`, far below a thousandth of a place. Of a value beyond the
 * doubles only the infinity is right.
 */
export function ulpError(computed: number, value: number, rest: number, scale = lastPlace(value)): number {
  if (!Number.isFinite(value)) return computed === value ? 0 : Infinity;
  const error = Math.abs((computed - value) / scale - (rest / 1000) * (lastPlace(value) / scale));
  return Number.isNaN(error) ? Infinity : error;
}

/**
 * The worst error of `compute` over a reference. `scaleAt` gives a size to measure against where the
 * function itself has a zero that no double is close to.
 */
export function worstError(
  reference: Reference,
  compute: (...args: number[]) => number,
  scaleAt?: (...args: number[]) => number,
): Worst {
  let worst: Worst = { ulp: -1, at: [], computed: NaN, expected: NaN };
  reference.value.forEach((value, index) => {
    const at = reference.args.map((column) => column[index] ?? NaN);
    const computed = compute(...at);
    const scale = lastPlace(Math.max(Math.abs(value), scaleAt === undefined ? 0 : Math.abs(scaleAt(...at))));
    const ulp = ulpError(computed, value, reference.rest[index] ?? 0, scale);
    if (ulp > worst.ulp) worst = { ulp, at, computed, expected: value };
  });
  return worst;
}
