// Classes of doubles, and the usual rules for those of the elements of an array operation.
import type { Known } from "./operation.js";

/** Classes of doubles, as bits of a set. */
export const CLASS = { nan: 1, minusInfinity: 2, negative: 4, minusZero: 8, zero: 16, positive: 32, infinity: 64 } as const;
const { nan, minusInfinity, negative, minusZero, zero, positive, infinity } = CLASS;

export const ANY = 127;
export const FINITE = negative | minusZero | zero | positive;
export const ZEROS = minusZero | zero;
export const BELOW_ZERO = minusInfinity | negative;
export const ABOVE_ZERO = positive | infinity;

export function classOf(x: number): number {
  if (Number.isNaN(x)) return nan;
  if (x === 0) return Object.is(x, -0) ? minusZero : zero;
  if (x > 0) return x === Infinity ? infinity : positive;
  return x === -Infinity ? minusInfinity : negative;
}

/** Whether a value may be in one of some classes. */
export function has({ classes }: Known, some: number): boolean {
  return (classes & some) !== 0;
}

/** Nothing is known. */
export const anyValue = (): number => ANY;

/** The elements are those of the arguments. */
export const ofArguments = (args: readonly number[]): number => args.reduce((all, a) => all | a, 0);

/** The elements are those of the first argument. */
export const ofFirst = ([first]: readonly number[]): number => first ?? ANY;

/** The elements are those of the argument, and zeros. */
export const withZeros = (args: readonly number[]): number => ofArguments(args) | zero;

/** Ones and zeros. */
export const indicator = (): number => zero | positive;

/** Parts of a whole, from 0 to 1. */
export const fractions = (): number => nan | zero | positive;

/** Lengths, from 0 up. */
export const lengths = (): number => fractions() | infinity;
