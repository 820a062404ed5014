// The conditions that rules may ask for, each proved from constants, shapes or the analysis of ranges.
import { invariant } from "../diagnostics/diagnostic.js";
import type { NodeId, Operands } from "../graph/graph.js";
import { sameShape } from "../shape/shape.js";
import { ABOVE_ZERO, BELOW_ZERO, CLASS, FINITE, ZEROS } from "../graph/classes.js";
import { lawsOf, lengthOf } from "../graph/operation.js";
import { axesOf } from "../ops/reduction.js";
import { isFlat, isFlatOrVanishing } from "./flat.js";
import type { Context } from "./rule.js";
import { isOneOfEach } from "./structure/indexing.js";
import { maskOf } from "./structure/masks.js";
import { countAlong } from "./structure/parts.js";
import { isCount, isModerate, isMultipleOfSquare } from "./structure/terms.js";
import { nominalSize } from "../shape/nominal.js";

export type Test = (c: Context, ids: Operands) => boolean;

/** Conditions that constants alone meet. */
const ofConstants: Readonly<Record<string, (x: number) => boolean>> = {
  constant: () => true,
  /** A constant of moderate size. */
  moderate: isModerate,
  /** A constant that is a plausible exponent, above zero. */
  small: (x) => x <= 16 && x >= 1 / 16,
  /** A whole number of quarters: products of small ones are exact. */
  quarters: (x) => Number.isInteger(4 * x),
  whole: Number.isInteger,
  below: (x) => x < 0,
  /** Division by it is multiplication by its reciprocal, exactly. */
  "power-of-two": (x) => Number.isInteger(Math.log2(Math.abs(x))) && Math.abs(x) < 2 ** 1000 && Math.abs(x) > 2 ** -1000,
  /** Exponents that don't multiply a rounding beyond use. */
  "above-one": (x) => x >= 1 && x <= 64,
  "below-minus-one": (x) => x <= -1 && x >= -64,
  "inside-one": (x) => Math.abs(x) < 1 && x !== 0,
  /** A constant power that a root is: steep at 0. */
  fractional: (x) => x > 0 && x < 1,
  /** A number of which powers are exponentials. */
  base: (x) => x > 0 && x !== 1 && x < Infinity,
  even: (x) => x % 2 === 0,
  /** The power of a number below zero is below zero or none. */
  uneven: (x) => x % 2 !== 0,
};

const tests: Readonly<Record<string, Test>> = {
  ...Object.fromEntries(Object.entries(ofConstants).map(([word, test]) => [word, constant(test)])),
  variable: each((c, id) => c.b.constantOf(id) === undefined),
  /** Not below zero; -0 and NaN are possible. */
  nonnegative: each((c, id) => (c.facts.classes(id) & BELOW_ZERO) === 0),
  "above-minus-infinity": each((c, id) => (c.facts.classes(id) & CLASS.minusInfinity) === 0),
  /** Not below zero and not -0: equal to its absolute value to the bit. */
  unsigned: each((c, id) => (c.facts.classes(id) & (BELOW_ZERO | CLASS.minusZero)) === 0),
  /** Never below zero, and with a derivative of 0 where it is 0. */
  flat: each((c, id) => isFlat(c, id)),
  /** A number that is used elsewhere too, as in a comparison, is kept from 0 by the program. */
  alone: each((c, id) => c.b.shape(id).length > 0 || c.uses(id) <= 1),
  "flat-or-vanishing": each(isFlatOrVanishing),
  "perhaps-zero": each((c, id) => (c.facts.classes(id) & ZEROS) !== 0),
  finite: each((c, id) => (c.facts.classes(id) & ~FINITE) === 0),
  /** Neither NaN nor infinite nor zero on either side of it. */
  regular: each((c, id) => (c.facts.classes(id) & ~(CLASS.negative | CLASS.positive)) === 0),
  "no-power": each((c, id) => c.b.node(id).op !== "pow"),
  /** A length is 0 at one point alone. */
  length: each((c, id) => lengthOf(c.b, id) !== undefined),
  above: each((c, id) => (c.facts.classes(id) & ~ABOVE_ZERO) === 0),
  /** 0 or 1: made by a comparison or by logic. */
  logical: each((c, id) => lawsOf(c.b, id)?.logical === true),
  /** A whole number from 0 up that conditions alone make. */
  counting: each((c, id) => isCount(c, id)),
  /** A number that sizes and constants alone make, so of moderate size. */
  tame: each((c, id) => isTame(c, id, TAME_DEPTH)),
  array: each((c, id) => c.b.shape(id).length > 0),
  /** The first part has fewer elements. */
  smaller: (c, ids) => nominalSize(c.b.shape(ids[0])) < nominalSize(c.b.shape(ids[1])),
  scalar: each((c, id) => c.b.shape(id).length === 0),
  /** All parts have one shape, so that a product moved from one to the other costs the same. */
  alike: (c, ids) => ids.every((id) => sameShape(c.b.shape(id), c.b.shape(ids[0]))),
  /** How many elements a sum along axes has in each group; any other number would change the value. */
  count: (c, [n, along]) => n === c.b.size(countAlong(c.b, along)),
  /** Of what is summed or normalized along axes, or of its result, a part that has one element in each group. */
  class: (c, [part, along]) => isOneOfEach(c, part, along),
  /** A mask with one place in each group of elements along an axis. */
  once: (c, [mask, along]) => {
    const [axis, ...more] = axesOf(c.b.node(along));
    return axis !== undefined && more.length === 0 && maskOf(c, mask)?.once.includes(axis) === true;
  },
  "hardly-used": each((c, id) => c.uses(id) <= 2),
  square: (c, [x, y]) => isMultipleOfSquare(c, x, y, 1),
  "minus-square": (c, [x, y]) => isMultipleOfSquare(c, x, y, -1),
  "minus-half-square": (c, [x, y]) => isMultipleOfSquare(c, x, y, -0.5),
  negated: (c, [x, y]) => c.b.apply("neg", [x]) === y || c.b.apply("neg", [y]) === x,
  /** Nowhere 0. */
  "never-zero": each((c, id) => (c.facts.classes(id) & (ZEROS | BELOW_ZERO)) === 0),
  opposite: (c, ids) => c.b.constantOf(ids[0]) === -(c.b.constantOf(ids[1]) ?? NaN),
};

const TAME_DEPTH = 4;

function isTame(c: Context, id: NodeId, depth: number): boolean {
  const node = c.b.node(id);
  const value = c.b.constantOf(id);
  if (value !== undefined) return isModerate(value);
  if (node.op === "size") return true;
  const staysModerate = lawsOf(c.b, id)?.linear !== undefined || node.op === "div" || node.op === "sqrt";
  if (depth === 0 || !staysModerate) return false;
  for (const arg of node.args) if (!isTame(c, arg, depth - 1)) return false;
  return true;
}

/** Whether a condition holds of constants alone. */
export function isOfConstants(word: string): boolean {
  return ofConstants[word] !== undefined;
}

export interface Condition {
  readonly word: string;
  readonly test: Test;
  readonly names: readonly string[];
}

/** Reads "constant ?c" or "alike ?x ?y". */
export function parseCondition(text: string): Condition {
  const [word, ...names] = text.split(" ");
  const test = tests[word as string];
  invariant(test !== undefined && names.length > 0, `no condition ${text}`);
  return { word: word as string, test, names };
}

function each(test: (c: Context, id: NodeId) => boolean): Test {
  return (c, ids) => {
    for (const id of ids) if (!test(c, id)) return false;
    return true;
  };
}

function constant(test: (x: number) => boolean): Test {
  return each((c, id) => {
    const value = c.b.constantOf(id);
    return value !== undefined && test(value);
  });
}
