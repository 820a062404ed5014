// Every rewrite rule that is data: both sides at samples and at the edges of the doubles.
import { describe, expect, test } from "vitest";
import { Builder } from "../src/graph/builder.js";
import { vjp } from "../src/differentiate/vjp.js";
import { evaluate, reachable } from "../src/graph/evaluate.js";
import { Formulas } from "../src/graph/formula.js";
import type { NodeId } from "../src/graph/graph.js";
import { tensor, type Tensor } from "../src/graph/tensor.js";
import { opTable } from "../src/ops/index.js";
import { elementOf } from "../src/ops/indexing.js";
import { quotients } from "../src/ops/quotients.js";
import { rates } from "../src/ops/rates.js";
import { build, readFormula, type Recipe } from "../src/simplify/pattern.js";
import type { DataRule } from "../src/simplify/rule.js";
import { dataRules, structuralRules } from "../src/simplify/rules/index.js";
import { rounds } from "./support/effort.js";
import { randoms } from "./support/random.js";

const EDGES = [0, -0, 1, -1, 0.5, 2, -3, 1e300, -1e300, 1e-300, 5e-324, -5e-324, Infinity, -Infinity, NaN, 800, -800, 1e-9, 30];
const MOST_POINTS = rounds(3000, 200);
const EXTREMES = [1, 1e300, 1e-300];
/** Rounding errors of a few operations, in units of the largest value on the way. */
const TOLERANCE = 64 * Number.EPSILON;
const LEAST_NORMAL = 2 ** -1022;
/** exp(log(x)) itself is wrong by as much as the logarithm is large. */
const LOOSE: Readonly<Record<string, number>> = {
  "exponential-of-logarithm": 16, "atan-of-power": 16, "sigmoid-of-other-base": 16,
  "sum-with-other-base-below": 16,
  "power-of-one-plus-exponential": 16, "fractional-power-of-one-plus-exponential": 16,
  "compound-less-one": 16, "one-less-compound": 16, "decay-less-one": 16, "one-less-decay": 16,
};
/** The left side cancels as it is written: a part of it that is huge says nothing of how far off it may be. */
const CANCELS = new Set([
  "number-and-multiple-of-erf", "number-less-multiple-of-erf", "difference-of-erf", "difference-of-erfc", "difference-of-normcdf",
  "softplus-of-logaddexp", "softplus-of-less-logaddexp", "logsumexp-less-one", "one-less-logsumexp", "log-softmax-of-one",
  "compound-less-one", "one-less-compound", "decay-less-one", "one-less-decay",
]);
/** The left side is the logarithm of a tail that has vanished. */
const UNDERFLOWS = new Set(["log-of-erfc", "log-of-multiple-of-erfc", "log-of-normcdf", "log-of-multiple-of-normcdf"]);
/** Beyond these a density and its tail have both vanished, or overflowed, and the left side is 0/0. */
const VANISHES_BEYOND: ReadonlyMap<string, number> = new Map([
  ["scaled-complement", 26], ["over-scaled-complement", 26], ["mills-ratio", 37],
]);
/** The squares on the left have vanished. */
const VANISHES = /^(?:power-)?root-of-multiple-of-(?:mean-of-)?squares$/;
/** A softmax has no value where a score is Infinity, as in every library. */
const OF_SCORES = new Set(["softmax", "part-of-softmax", "logsumexp-less-one", "one-less-logsumexp"]);
/** A power of what is infinite or NaN whose exponent is 0 is 1 by IEEE 754; these powers are never made. */
const NO_POWER = new Set(["power-of-one-plus-exponential", "log-of-power-of-one-plus-exponential"]);
/**
 * One side cancels within a function, or logarithms cancel: near 0 its value has no digits that bind, and what the
 * function takes is compared.
 */
const COMPARED_BELOW: ReadonlyMap<string, (x: number) => number> = new Map([
  ...[
    "log-of-difference", "log-of-difference-of-sigmoids", "log-over-gamma", "log-of-regular-power", "asinh",
    "logsumexp-of-powers", "logcumsumexp-of-powers",
  ].map((name) => [name, Math.exp] as const),
  ["acos-of-one-minus", Math.cos], ["acosh-of-one-plus", Math.cosh],
]);
/** The same, of numbers that are no larger than 1. */
const BELOW_LOG_IS_SMALL = new Set(["log-of-difference-of-sigmoids"]);
/** The roots of large numbers cancel as written, whatever their size. */
const ROOTS_CANCEL = new Set([
  "root-less-root", "root-of-sum-less-root", "root-less-root-of-sum", "root-of-difference-less-root", "root-less-root-of-difference",
]);
/** Values that the left side has by its limit alone, or by the sign of a 0: coth(-0) is Infinity. */
const BY_CONVENTION: ReadonlyMap<string, number> = new Map([["angle-over-sine", 1], ["langevin", -0]]);
/** One part is a function of the others, which its derivatives know. */
const DEPENDENT = new Set(["plain-cosine"]);
/** Near a pole, where a number of the other sign is added to an exponential, the denominators are compared. */
const HAS_POLE = new Set([
  "angle-over-sine",
  "power-share", "power-rest", "sum-with-other-base-below", "logistic-of-negative",
  "logistic-rest",
]);
/** These have -Infinity at two equal arguments, and NaN where both are infinite: what is between them is not known. */
const EQUAL_INFINITIES = new Set(["log-of-difference", "log-of-difference-of-sigmoids"]);
/** Arguments in place of infinite ones. */
const LARGE = [33, 700, 1e150, 1e300];
/** Below this a value may vanish on the way. */
const TINY = 1e-290;

/** Of numbers like these nothing overflows or vanishes: NaN and infinity are the operation's own. */
function isOrdinary(x: number): boolean {
  return x === 0 || Number.isNaN(x) || (Math.abs(x) >= 1e-9 && Math.abs(x) <= 32);
}

/** Such a result is no number after the rule either: NaN if the argument lies outside, infinite or NaN at a pole. */
function staysUndefined(left: Computed, right: number): boolean {
  if (!Number.isNaN(left.result)) return Math.abs(right) === Infinity;
  return left.isAtPole ? !Number.isFinite(right) : Number.isNaN(right);
}

/** What each condition says of a number; those on shapes say nothing. */
const meets: Readonly<Record<string, (x: number) => boolean>> = {
  constant: () => true, variable: () => true, scalar: () => true, array: () => true, smaller: () => true, alike: () => true,
  moderate: (x) => Math.abs(x) >= 2 ** -64 && Math.abs(x) <= 2 ** 64,
  tame: (x) => Math.abs(x) >= 2 ** -64 && Math.abs(x) <= 2 ** 64,
  small: (x) => x >= 1 / 16 && x <= 16,
  quarters: (x) => Number.isInteger(4 * x), whole: Number.isInteger, below: (x) => x < 0,
  "power-of-two": (x) => [1, 0.5, 2, 2 ** -40, -4].includes(x),
  nonnegative: (x) => !(x < 0), "above-minus-infinity": (x) => x !== -Infinity, above: (x) => x > 0,
  unsigned: (x) => !(x < 0) && !Object.is(x, -0),
  flat: (x) => !(x < 0), "flat-or-vanishing": (x) => !(x < 0), alone: () => true, "no-power": () => true,
  length: (x) => x > 0, "perhaps-zero": () => true, fractional: (x) => x > 0 && x < 1,
  "above-one": (x) => x >= 1 && x <= 64, "below-minus-one": (x) => x <= -1 && x >= -64, "inside-one": (x) => Math.abs(x) < 1 && x !== 0,
  finite: Number.isFinite, regular: (x) => Number.isFinite(x) && x !== 0,
  even: (x) => x % 2 === 0, uneven: (x) => x % 2 !== 0,
  logical: (x) => Object.is(x, 0) || x === 1, opposite: () => true,
  negated: () => true, square: () => true, "minus-square": () => true, "minus-half-square": () => true, "never-zero": (x) => !(x <= 0),
  base: (x) => x > 0 && x !== 1 && x < Infinity, count: () => true, "hardly-used": () => true, class: () => true, once: () => true,
  counting: (x) => Object.is(x, 0) || (Number.isInteger(x) && x > 0),
};

interface Sides {
  readonly b: Builder;
  /** The part that each number belongs to; of an array each element is a number of its own. */
  readonly names: readonly string[];
  readonly variables: readonly NodeId[];
  readonly from: NodeId;
  readonly to: NodeId;
  /** What each node needs, as far as it was asked for. */
  readonly needs: Map<NodeId, readonly NodeId[]>;
}

function sidesOf(rule: DataRule): Sides {
  const b = new Builder(opTable);
  const names: string[] = [];
  const from = readFormula(rule.from, names, opTable, new Formulas(b));
  const to = readFormula(rule.to, names, opTable, new Formulas(b));
  const slots: NodeId[] = [];
  layAxes(b, from, slots);
  const owners: string[] = [];
  const variables: NodeId[] = [];
  const variable = (slot: number): NodeId => {
    owners.push(names[slot] as string);
    variables.push(b.variable(`v${variables.length}`, []));
    return variables.at(-1) as NodeId;
  };
  const arrays = arraysIn(from, false);
  const derived = derivedIn(rule);
  for (const [slot, name] of names.entries()) {
    if (slots[slot] !== undefined || derived.has(name)) continue;
    if (rule.when?.some((w) => w.startsWith(`count ${name} `)) === true) slots[slot] = b.constant(ELEMENTS);
    else if (!arrays.has(slot)) slots[slot] = variable(slot);
    else slots[slot] = b.apply("stack", Array.from({ length: ELEMENTS }, () => variable(slot)), { lead: [ELEMENTS] });
  }
  for (const [name, { from: other, formula }] of derived) {
    const made = readFormula(formula, ["?x"], opTable, new Formulas(b));
    slots[names.indexOf(name)] = build(b, made, [slots[names.indexOf(other)] as NodeId]);
  }
  const [left, right] = [from, to].map((side) => firstOf(b, build(b, side, slots))) as [NodeId, NodeId];
  return { b, names: owners, variables, from: left, to: right, needs: new Map() };
}

/** Conditions that leave no choice for one part, by its place among theirs: what it is for the other. */
const DERIVED: Readonly<Record<string, readonly [place: 0 | 1, formula: string]>> = {
  opposite: [1, "-?x"], negated: [1, "-?x"], square: [0, "?x^2"], "minus-square": [0, "-?x^2"], "minus-half-square": [0, "-0.5*?x^2"],
};

/** The parts that follow from others. */
function derivedIn(rule: DataRule): ReadonlyMap<string, { readonly from: string; readonly formula: string }> {
  return new Map((rule.when ?? []).flatMap((text) => {
    const [word, ...parts] = text.split(" ");
    const [place, formula] = DERIVED[word as string] ?? [];
    return place === undefined || formula === undefined ? [] : [[parts[place] as string, { from: parts[1 - place] as string, formula }]];
  }));
}

/** What arrays in rules have, along their only axis. */
const ELEMENTS = 3;

/** The names of what is an array: whatever an operation on arrays is taken of. */
function arraysIn(recipe: Recipe, isArray: boolean): Set<number> {
  if (recipe.kind === "slot") return new Set(isArray ? [recipe.slot] : []);
  if (recipe.kind === "constant") return new Set();
  const parts = recipe.kind === "array" ? [arraysIn(recipe.arg, recipe.op !== "kept")] : recipe.args.map((a) => arraysIn(a, isArray));
  return new Set(parts.flatMap((p) => [...p]));
}

/** Nodes of which rules take axes, and views that turn an array round. */
function layAxes(b: Builder, recipe: Recipe, slots: NodeId[]): void {
  if (recipe.kind === "node") recipe.args.forEach((a) => { layAxes(b, a, slots); });
  if (recipe.kind !== "array") return;
  layAxes(b, recipe.arg, slots);
  const array = b.apply("stack", [1, 2, 3].map((x) => b.constant(x)), { lead: [ELEMENTS] });
  const { op, slot } = recipe;
  if (op === "view") {
    slots[slot] = b.apply("slice", [array], { starts: [ELEMENTS - 1], steps: [-1], sizes: [ELEMENTS] });
    slots[slot + 1] = array;
  } else if (op === "slice") slots[slot] = b.apply(op, [array], { starts: [1], steps: [1], sizes: [1] });
  else if (op === "sum") slots[slot] = b.sum(array, [0]);
  else slots[slot] ??= b.apply(op, [array], op === "cumsum" ? { axis: 0, reverse: false } : { axes: [0] });
}

function firstOf(b: Builder, id: NodeId): NodeId {
  return b.shape(id).length === 0 ? id : elementOf(b, id, [ELEMENTS], 0);
}

interface Computed {
  readonly result: number;
  /** The sizes of finite values on the way that are not zero. */
  readonly largest: number;
  readonly smallest: number;
  /** Whether a value on the way is infinite. */
  readonly isAtPole: boolean;
}

function at(sides: Sides, wanted: NodeId, values: readonly number[]): Computed {
  const point = new Map(values.map((value, i) => [`v${i}`, tensor([], [value])]));
  const all = sides.needs.get(wanted) ?? reachable(sides.b, [wanted]);
  sides.needs.set(wanted, all);
  const computed = evaluate(sides.b, all, { values: point, sizes: new Map() });
  const numbers = all.flatMap((id) => [...(computed.get(id) as Tensor).data]);
  const sizes = numbers.map(Math.abs).filter((x) => x > 0 && x < Infinity);
  return {
    result: (computed.get(wanted) as Tensor).data[0] as number, largest: Math.max(0, ...sizes), smallest: Math.min(Infinity, ...sizes),
    isAtPole: numbers.some((x) => Math.abs(x) === Infinity),
  };
}

/** Values for the parts of a rule that its conditions allow: edges in all combinations, and numbers between. */
function pointsFor(rule: DataRule, names: readonly string[]): number[][] {
  const random = randoms(rule.name.length);
  const allowed = names.map((name) => {
    const words = (rule.when ?? []).map((w) => w.split(" ")).filter((w) => w.slice(1).includes(name)).map((w) => w[0] as string);
    const between = Array.from({ length: 20 }, (_, i) => Math.round(8 * random() - 4) * (i % 2) + (8 * random() - 4) * ((i + 1) % 2));
    return [...EDGES, ...between].filter((x) => words.every((w) => (meets[w] as (x: number) => boolean)(x)));
  });
  const total = allowed.reduce((p, a) => p * a.length, 1);
  const pick = (n: number): number[] => allowed.map((a) => {
    const value = a[n % a.length] as number;
    n = Math.floor(n / a.length);
    return value;
  });
  return total <= MOST_POINTS ? Array.from({ length: total }, (_, n) => pick(n))
    : [...extremesOf(allowed), ...Array.from({ length: MOST_POINTS }, () => pick(Math.floor(total * random())))];
}

/** All combinations of the largest, the smallest and 1 where they are allowed: a product moved overflows at one of them. */
function extremesOf(allowed: readonly (readonly number[])[]): number[][] {
  return allowed.reduce<number[][]>(
    (points, list) => points.flatMap((p) => EXTREMES.filter((x) => list.includes(x)).map((x) => [...p, x])), [[]],
  );
}

function isSame(x: number, y: number): boolean {
  return Object.is(x, y) || (Number.isNaN(x) && Number.isNaN(y));
}

/** What is wrong at a point; undefined if nothing is. */
function fault(rule: DataRule, sides: Sides, values: readonly number[]): string | undefined {
  const left = at(sides, sides.from, values);
  const right = at(sides, sides.to, values);
  const told = `${rule.name} at ${values.map((v) => (Object.is(v, -0) ? "-0" : v)).join(", ")}: ${left.result} and ${right.result}`;
  if (rule.keeps === "bits") return isSame(left.result, right.result) ? undefined : told;
  if (OF_SCORES.has(rule.name) && values.includes(Infinity)) return undefined;
  if (losesInfinity(rule, sides, values, left.result, right.result)) return told;
  if (NO_POWER.has(rule.name) && (!values.every(Number.isFinite) || left.isAtPole)) return undefined;
  if (CANCELS.has(rule.name) && values.some((v) => Math.abs(v) > 1e290)) return undefined;
  if (VANISHES.test(rule.name) && left.result === 0 && !values.includes(0)) return undefined;
  if (Number.isNaN(left.result) && Math.abs(values[0] ?? 0) > (VANISHES_BEYOND.get(rule.name) ?? Infinity)) return undefined;
  if (Object.is(values[0], BY_CONVENTION.get(rule.name))) return undefined;
  if (UNDERFLOWS.has(rule.name) && left.result === -Infinity && right.result < -700) return undefined;
  // a 0 that comes of an overflow on the way
  if (left.isAtPole && left.result === 0 && values.every((v) => Number.isFinite(v) && v !== 0))
    return Number.isNaN(right.result) ? told : undefined;
  // at the pole itself the denominator may be a rounding
  if (HAS_POLE.has(rule.name) && Math.abs(left.result) === Infinity && Math.abs(right.result) >= 1 / TOLERANCE) return undefined;
  if (!Number.isFinite(left.result)) return !values.every(isOrdinary) || staysUndefined(left, right.result) ? undefined : told;
  if (Number.isNaN(right.result)) return told;
  // a subnormal number on the way has lost digits already
  if (values.some(Number.isNaN) || Math.min(left.smallest, right.smallest) < LEAST_NORMAL) return undefined;
  const scale = Math.max(left.largest, right.largest);
  const tolerance = TOLERANCE * (LOOSE[rule.name] ?? 1);
  const isClose = (x: number, y: number, least: number): boolean => Math.abs(x - y) <= tolerance * Math.max(Math.abs(x), least) + TINY ||
    isRounding(x, y, ROOTS_CANCEL.has(rule.name) ? Math.sqrt(scale) : scale);
  const least = scale <= 1e6 ? scale : 0;
  if (isClose(left.result, right.result, least)) return undefined;
  if (HAS_POLE.has(rule.name) && Math.abs(1 / left.result - 1 / right.result) <= TOLERANCE) return undefined;
  const below = COMPARED_BELOW.get(rule.name);
  const isCloseBelow = below !== undefined &&
    isClose(below(left.result), below(right.result), BELOW_LOG_IS_SMALL.has(rule.name) ? 1 : least);
  return isCloseBelow ? undefined : told;
}

/**
 * Whether an infinity that comes of an infinite argument, and of no overflow or rounding, is another value on the right.
 * It may be where the left side has no value at large arguments: there only the sign of a 0 has made it infinite.
 */
function losesInfinity(rule: DataRule, sides: Sides, values: readonly number[], left: number, right: number): boolean {
  const isInfinite = (v: number): boolean => Math.abs(v) === Infinity;
  if (!isInfinite(left) || left === right || !values.some(isInfinite) || !values.every((v) => isInfinite(v) || isOrdinary(v))) return false;
  if (EQUAL_INFINITIES.has(rule.name) && values[0] === values[1]) return false;
  // a power of -Infinity is what IEEE 754 says, though those of large negative numbers are not there
  return rule.name.startsWith("power-") ||
    LARGE.every((large) => !Number.isNaN(at(sides, sides.from, values.map((v) => (isInfinite(v) ? Math.sign(v) * large : v))).result));
}

/** Away from kinks, and of a size that no cancellation spoils. */
function isSmooth(values: readonly number[]): boolean {
  const sizes = values.map(Math.abs);
  return sizes.every((s) => s > 0.05 && s < 5) && new Set(sizes).size === sizes.length;
}

/** Numbers of the program and results of comparisons are not differentiated. */
function isFixed(rule: DataRule, name: string): boolean {
  return rule.when?.some(
    (w) => /^(?:constant|base|whole|fractional|above-one|below-minus-one|inside-one|even|uneven|logical|power-of-two) /.test(w) &&
      w.split(" ").includes(name),
  ) === true;
}

type Slopes = readonly (readonly NodeId[])[];

/** The derivatives of both sides, each by the variables that are differentiated. */
function slopesOf(rule: DataRule, { b, names, variables, from, to }: Sides): Slopes {
  const by = variables.filter((_, i) => !isFixed(rule, names[i] as string));
  return [from, to].map((side) => {
    const slopes = vjp(b, new Formulas(b), new Map([[side, b.constant(1)]]), by);
    return by.map((v) => slopes.get(v) ?? b.constant(0));
  });
}

/** How the derivatives of both sides differ at a point where both values are there. */
function slopeFault(rule: DataRule, sides: Sides, slopes: Slopes, values: readonly number[]): string | undefined {
  if (![sides.from, sides.to].every((side) => Number.isFinite(at(sides, side, values).result))) return undefined;
  const [left, right] = slopes.map((side) => side.map((slope) => at(sides, slope, values).result)) as [number[], number[]];
  const isClose = left.every(
    (x, i) => isSame(x, right[i] as number) || x === right[i] || Math.abs(x - (right[i] as number)) <= 1e-9 * Math.max(1, Math.abs(x)),
  );
  return isClose ? undefined : `${rule.name} at ${values.join(", ")}: ${left.join(", ")} and ${right.join(", ")}`;
}

/** Where large values cancel, they alone tell how large a difference may be. */
function isRounding(x: number, y: number, scale: number): boolean {
  return scale < 1e299 && Math.abs(x - y) <= TOLERANCE * scale;
}

/** Operations that are left once constants are folded, weighted by what they take. */
function cost(rule: DataRule, sides: Sides, root: NodeId): number {
  const constants = new Set(
    (rule.when ?? []).filter((w) => /^(?:constant|moderate|whole|below|power-of-two|tame) /.test(w)).flatMap((w) => w.split(" ").slice(1)),
  );
  const folded = new Set<NodeId>();
  let sum = 0;
  for (const id of reachable(sides.b, [root])) {
    const { op, args } = sides.b.node(id);
    if (op === "constant" || (op === "variable" && constants.has(sides.names[sides.variables.indexOf(id)] as string))) folded.add(id);
    if (args.length === 0) continue;
    if (args.every((a) => folded.has(a))) folded.add(id);
    else sum += WEIGHTS[op] ?? (["<", ">"].includes(op) ? 1 : 6);
  }
  return sum;
}

const WEIGHTS: Readonly<Record<string, number>> = {
  add: 1, sub: 1, mul: 1, neg: 1, abs: 1, select: 1, not: 1, and: 1, or: 1, lt: 1, le: 1, gt: 1, ge: 1, eq: 1, ne: 1,
  max: 1, min: 1, relu: 1, div: 1.5, sqrt: 2, pow: 12, flat_root: 2, flat_power: 12,
  ...Object.fromEntries(
    [...quotients, ...rates].map((op) => [op.name, op.name.endsWith("_rate") || op.name === "log_quotient" ? 8.5 : 7.5]),
  ),
};

const allowed = dataRules.filter((r) => r.keeps !== "value-where-defined");
const refused = dataRules.filter((r) => r.keeps === "value-where-defined");

test("every rule has a name of its own", () => {
  const names = [...dataRules, ...structuralRules].map((r) => r.name);
  expect(names.filter((n, i) => names.indexOf(n) !== i)).toEqual([]);
});

describe.each(allowed.map((rule) => [rule.name, rule] as const))("%s", (_name, rule) => {
  const sides = sidesOf(rule);
  test(`keeps ${rule.keeps}`, () => {
    const points = pointsFor(rule, sides.names);
    expect(
      points.some((p) => rule.keeps === "bits" || Number.isFinite(at(sides, sides.from, p).result)),
      "its left side is a number somewhere",
    ).toBe(true);
    expect(points.flatMap((p) => fault(rule, sides, p) ?? []).slice(0, 5)).toEqual([]);
  });

  test.skipIf(DEPENDENT.has(rule.name))("has the same derivatives", () => {
    const slopes = slopesOf(rule, sides);
    const points = pointsFor(rule, sides.names).filter(isSmooth);
    expect(points.flatMap((p) => slopeFault(rule, sides, slopes, p) ?? []).slice(0, 5)).toEqual([]);
  });

  test("costs no more", () => {
    // a stable form may take more, as may a guard that makes a value right
    const exempt = rule.phases?.includes("stabilize") === true || rule.name === "exponential-of-logarithm";
    if (!exempt) expect(cost(rule, sides, sides.to)).toBeLessThanOrEqual(cost(rule, sides, sides.from));
  });
});

describe.each(refused.map((rule) => [rule.name, rule] as const))("%s", (_name, rule) => {
  test("differs at its counterexample", () => {
    const sides = sidesOf(rule);
    expect(rule.counterexample?.length).toBe(sides.names.length);
    const values = rule.counterexample ?? [];
    const left = at(sides, sides.from, values).result;
    const right = at(sides, sides.to, values).result;
    expect(Number.isNaN(left) !== Number.isNaN(right) || Number.isFinite(left) !== Number.isFinite(right) ||
      Math.abs(left - right) > 0.1 * Math.max(Math.abs(left), Math.abs(right))).toBe(true);
  });

  test("holds for ordinary numbers", () => {
    const sides = sidesOf(rule);
    const random = randoms(3);
    for (let i = 0; i < 100; i++) {
      const values = sides.names.map(() => 0.5 + random());
      expect(at(sides, sides.to, values).result).toBeCloseTo(at(sides, sides.from, values).result, 10);
    }
  });

  test("holds for whole numbers of either sign that its conditions allow", () => {
    const sides = sidesOf(rule);
    for (const values of pointsFor(rule, sides.names)) {
      if (!values.every((v) => Number.isInteger(v) && v !== 0 && Math.abs(v) <= 4)) continue;
      const left = at(sides, sides.from, values).result;
      if (Number.isFinite(left)) expect(at(sides, sides.to, values).result, values.join(", ")).toBeCloseTo(left, 8);
    }
  });
});
