// A sum as nodes: signs and fractions where people put them, roots of numbers together, quotients that the
// program raises to powers kept, and the shortest of several forms.
import { nth } from "../../diagnostics/known.js";
import { argOf, type NodeId } from "../../graph/graph.js";
import { comparesIndices } from "../elements/conditions.js";
import { windowOf } from "../../ops/windows.js";
import { withLists } from "./lists.js";
import * as q from "./rational.js";
import { asFactor, costOf, leavesOf, spend, TooLong, type Sheet, type Shortest } from "./sheet.js";
import {
  commonFactor, constant, expanded, NOTHING, plus, scaled, sumOf, term, timesTerm, valueOf, type Power, type Sum,
  type Term,
} from "./sum.js";

/** Work on forms of a sum is bounded: longer sums are written as they are. */
const MOST_FORMED = 24;

/** The sum in its shortest form. */
export function writeSum(s: Sheet, sum: Sum): NodeId {
  return plainSum(s, shortest(s, sum));
}

/** Of the forms of a sum the one that is written shortest. */
export function shortest(s: Sheet, sum: Sum): Sum {
  if (sum.terms.length > MOST_FORMED || s.nodesOfSums.has(sum.key)) return sum;
  let best = s.shortest.get(sum.key);
  if (best === undefined) {
    spend(s, sum);
    let written = plainSum(s, sum);
    best = { form: sum, poles: [] };
    const forms: readonly Form[] = [...otherForms(s, sum), ...withoutNested(s, sum)];
    for (const other of forms) {
      const id = plainSum(s, other.form);
      const isShorter = costOf(s, id) < costOf(s, written);
      // a product is not multiplied out for the brackets alone
      if (isShorter && (other.isOpened !== true || leavesOf(s, id) < leavesOf(s, written))) [best, written] = [other, id];
    }
    s.shortest.set(sum.key, best);
  }
  for (const pole of best.poles) s.ground.lostPole(pole);
  return best.form;
}

/** Without fractions in fractions: `1/(x*(1 + y^2/x^2))` as `x/(x^2 + y^2)`, with what may not be 0 any more. */
function withoutNested(s: Sheet, sum: Sum): Shortest[] {
  const [t] = sum.terms;
  if (sum.terms.length !== 1 || t === undefined) return [];
  const poles: NodeId[] = [];
  const ground = { ...s.ground, lostPole: (id: NodeId): void => void poles.push(id), lostRoot: () => undefined };
  let made = term(t.coefficient, []);
  let isOther = false;
  for (const p of t.powers) {
    const [inner, k] = [s.ground.opened(p.base), valueOf(p.exponent)];
    const whole = k === undefined ? undefined : q.smallWhole(k);
    const isNested = inner !== undefined && whole !== undefined && Math.abs(whole) <= 3 &&
      inner.terms.some((part) => part.powers.some((x) => (valueOf(x.exponent)?.n ?? 0n) < 0n));
    if (!isNested) {
      made = timesTerm(ground, made, term(q.ONE, [p]));
      continue;
    }
    isOther = true;
    const { common, rest } = commonFactor(s.ground, inner, "least");
    const bare = asFactor(s, rest, plainSum).terms[0] as Term;
    const up = (given: Term): Term => term(
      q.raised(given.coefficient, whole), given.powers.map((x) => ({ base: x.base, exponent: scaled(x.exponent, q.whole(whole)) })),
    );
    // what is below in a denominator comes above: the whole had no value where it is 0
    if (whole < 0) poles.push(...common.powers.filter((x) => (valueOf(x.exponent)?.n ?? 0n) < 0n).map((x) => x.base));
    made = timesTerm(ground, timesTerm(ground, made, up(common)), up(bare));
  }
  return isOther ? [{ form: sumOf([made]), poles }] : [];
}

interface Form extends Shortest {
  /** Whether products of sums were multiplied out for it. */
  readonly isOpened?: boolean;
}

function otherForms(s: Sheet, sum: Sum): Form[] {
  const open = expanded(s.ground, sum);
  const sums = open === undefined || open.key === sum.key ? [sum] : [sum, open];
  return sums.flatMap((given) => [
    ...(given === sum ? [] : [given]),
    ...(given.terms.length < 2 ? [] : [factored(s, given), together(s, given)]),
  ].flatMap((form) => (form === undefined ? [] : [{ form, poles: [], isOpened: given !== sum }])));
}

/** What all terms share in front of a bracket. */
function factored(s: Sheet, sum: Sum): Sum | undefined {
  const { common, rest } = commonFactor(s.ground, withRatios(s, sum), "equal");
  if (common.powers.length === 0 && q.isOne(common.coefficient)) return undefined;
  return sumOf(asFactor(s, rest, plainSum).terms.map((t) => timesTerm(s.ground, common, t)));
}

/** Over one denominator, with the numerator multiplied out. */
function together(s: Sheet, sum: Sum): Sum | undefined {
  if (!sum.terms.some((t) => t.powers.some((p) => (valueOf(p.exponent)?.n ?? 0n) < 0n))) return undefined;
  const { common, rest } = commonFactor(s.ground, sum, "least");
  const open = expanded(s.ground, rest);
  return open === undefined ? undefined : sumOf(asFactor(s, open, plainSum).terms.map((t) => timesTerm(s.ground, common, t)));
}

/** Term by term; what is added before what is taken away, where it starts with a minus. */
export function plainSum(s: Sheet, sum: Sum): NodeId {
  if (sum.terms.length === 0) return s.b.constant(0);
  const known = s.nodesOfSums.get(sum.key);
  if (known !== undefined) return known;
  const { terms } = withLists(s, sum, writeSum);
  const at = terms.findIndex((t) => t.coefficient.n > 0n);
  const first = terms[Math.max(at, 0)] as Term;
  const others = terms.filter((t) => t !== first);
  return others.reduce((left, t) => {
    if (t.coefficient.n > 0n) return s.b.apply("add", [left, writeTerm(s, t)]);
    return s.b.apply("sub", [left, writeTerm(s, { ...t, coefficient: q.negative(t.coefficient) })]);
  }, writeTerm(s, first));
}

/** One term; what counts at some indices alone is a choice. */
function writeTerm(s: Sheet, given: Term): NodeId {
  const masks = given.powers.filter((p) => comparesIndices(s.b, p.base)).map((p) => p.base);
  if (masks.length === 0) return writeProduct(s, given);
  const rest = term(given.coefficient, given.powers.filter((p) => !masks.includes(p.base)));
  const isMask = rest.powers.length === 0 && q.isOne(rest.coefficient);
  const [first, ...others] = masks as [NodeId, ...NodeId[]];
  const tests = isMask ? others : masks;
  return tests.reduce((value, mask) => s.b.apply("select", [mask, value, s.b.constant(0)]), isMask ? first : writeProduct(s, rest));
}

function writeProduct(s: Sheet, given: Term): NodeId {
  const t = withTangents(s, withRatio(s, given));
  const isNegative = t.coefficient.n < 0n;
  const size = isNegative ? q.negative(t.coefficient) : t.coefficient;
  const decimal = q.decimalOf(size) ?? (q.isExact(size) ? undefined : Number(size.n) / Number(size.d));
  if (decimal === 0 || decimal === Infinity) throw new TooLong();
  const [above, below] = decimal === undefined ? [Number(size.n), Number(size.d)] : [decimal, 1];
  const roots = rootsOfNumbers(s, t.powers);
  const powers = t.powers.filter((p) => !isRootOfNumber(s, p));
  const up = powers.filter((p) => !isBelow(s, p)).map((p) => writePower(s, p.base, p.exponent));
  const down = powers.filter((p) => isBelow(s, p)).map((p) => writePower(s, p.base, scaled(p.exponent, q.whole(-1))));
  const numerator = product(s, above, [...roots.above, ...up]);
  const denominator = below === 1 && roots.below.length === 0 && down.length === 0
    ? undefined
    : product(s, below, [...roots.below, ...down]);
  const value = denominator === undefined ? numerator : s.b.apply("div", [numerator, denominator]);
  return isNegative ? negated(s, value) : value;
}

function negated(s: Sheet, id: NodeId): NodeId {
  const value = s.b.constantOf(id);
  return value === undefined ? s.b.apply("neg", [id]) : s.b.constant(-value);
}

/** A number and factors, in the order in which people write them; arrays last, and by elements. */
function product(s: Sheet, number: number, factors: readonly NodeId[]): NodeId {
  const sorted = factors.map((id, at) => ({ id, at })).sort((x, y) => rank(s, x.id) - rank(s, y.id) || x.at - y.at).map(({ id }) => id);
  for (let i = 1; i < sorted.length; i++) for (let at = i; at > 0 && isAfter(s, nth(sorted, at - 1), nth(sorted, at)); at--)
    [sorted[at - 1], sorted[at]] = [nth(sorted, at), nth(sorted, at - 1)];
  const all = number === 1 && sorted.length > 0 ? sorted : [s.b.constant(number), ...sorted];
  return all.reduce((x, y) => s.b.apply("mul", [x, y]));
}

/** Whether a variable, or a power of one, has its place behind the one that comes next; elements of a vector stand in their order. */
function isAfter(s: Sheet, first: NodeId, second: NodeId): boolean {
  const [a, b] = [placeIn(s, baseOf(s, first)), placeIn(s, baseOf(s, second))];
  if (a !== undefined && b !== undefined && a.of === b.of) return a.at > b.at;
  const [x, y] = [first, second].map((id) => {
    const { op, args, attrs } = s.b.node(baseOf(s, id));
    return op === "variable" && args.length === 0 ? String(attrs.name) : undefined;
  });
  return x !== undefined && y !== undefined && s.before(y, x);
}

/** Of an element of a vector its place. */
function placeIn(s: Sheet, id: NodeId): { readonly of: NodeId; readonly at: number } | undefined {
  const { op, args: [x], shape } = s.b.node(id);
  const slice = op === "reshape" && shape.length === 0 && x !== undefined ? s.b.node(x) : undefined;
  if (slice?.op !== "slice") return undefined;
  const [at, ...others] = windowOf(slice.attrs).starts;
  return typeof at === "number" && others.length === 0 ? { of: argOf(slice), at } : undefined;
}

function rank(s: Sheet, id: NodeId): number {
  const { op, args, shape } = s.b.node(id);
  if (shape.length > 0) return 5;
  if (op === "constant") return 0;
  const inner = (op === "pow" || op === "div") && args[0] !== undefined ? s.b.node(args[0]).op : op;
  if (inner === "constant" || (op === "sqrt" && s.b.node(nth(args, 0)).op === "constant")) return 1;
  if (isName(s, id) || (op === "pow" && isName(s, nth(args, 0)))) return 2;
  return inner === "add" || inner === "sub" ? 4 : 3;
}

function baseOf(s: Sheet, id: NodeId): NodeId {
  const { op, args } = s.b.node(id);
  return op === "pow" ? nth(args, 0) : id;
}

function isName(s: Sheet, id: NodeId): boolean {
  const { op } = s.b.node(id);
  return op === "variable" || op === "size";
}

/** Whether a power stands in the denominator; a power of e does not. */
function isBelow(s: Sheet, p: Power): boolean {
  const value = valueOf(p.exponent);
  return value !== undefined && value.n < 0n && !s.ground.isExp(p.base);
}

function isRootOfNumber(s: Sheet, p: Power): boolean {
  const value = valueOf(p.exponent);
  return value?.d === 2n && (value.n === 1n || value.n === -1n) && isNumber(s, p.base);
}

function isNumber(s: Sheet, id: NodeId): boolean {
  return (s.b.constantOf(id) ?? -1) > 0;
}

/** sqrt(2)*sqrt(pi) is sqrt(2*pi). */
function rootsOfNumbers(s: Sheet, powers: readonly Power[]): { readonly above: NodeId[]; readonly below: NodeId[] } {
  const roots = powers.filter((p) => isRootOfNumber(s, p));
  const root = (sign: bigint): NodeId[] => {
    const bases = roots.filter((p) => (valueOf(p.exponent) as q.Rational).n === sign).map((p) => p.base).sort(
      (x, y) => Number(isIrrational(s, x)) - Number(isIrrational(s, y)),
    );
    return bases.length === 0 ? [] : [s.b.apply("sqrt", [bases.reduce((x, y) => s.b.apply("mul", [x, y]))])];
  };
  return { above: root(1n), below: root(-1n) };
}

function isIrrational(s: Sheet, id: NodeId): boolean {
  return s.ground.numberOf(id) === undefined;
}

export function writePower(s: Sheet, id: NodeId, exponent: Sum): NodeId {
  const value = valueOf(exponent);
  if (s.ground.isExp(id)) return value !== undefined && q.isOne(value) ? id : writeExponential(s, exponent);
  if (value === undefined) return s.b.apply("pow", [id, writeSum(s, exponent)]);
  if (q.isOne(value)) return id;
  if (value.d === 2n && value.n === 1n) return s.b.apply("sqrt", [id]);
  return s.b.apply("pow", [id, writeTerm(s, term(value, []))]);
}

/** e to a sum; the exponentials of the program stay apart. */
function writeExponential(s: Sheet, exponent: Sum): NodeId {
  const factors: Sum[] = [];
  let rest = exponent;
  for (let part = ownPart(s, rest); part !== undefined; part = ownPart(s, rest)) {
    factors.push(part);
    rest = plus(s.ground, rest, scaled(part, q.whole(-1)));
  }
  return [...factors, rest].map((e) => s.b.apply("exp", [writeSum(s, e)])).reduce((x, y) => s.b.apply("mul", [x, y]));
}

/** An exponential of the program that is a part of another one, which is shorter by it. */
function ownPart(s: Sheet, exponent: Sum): Sum | undefined {
  if (exponent.terms.length < 2 || s.exponents.has(exponent.key)) return undefined;
  const keys = new Set(exponent.terms.map((t) => t.key));
  return [...s.exponents.values()].find((part) => part.terms.length > 0 && part.terms.every((t) => keys.has(t.key)) &&
    plus(s.ground, exponent, scaled(part, q.whole(-1))).terms.length + part.terms.length <= exponent.terms.length);
}

const TANGENTS: Readonly<Record<string, readonly [over: string, made: string]>> = { cos: ["sin", "tan"], cosh: ["sinh", "tanh"] };

/** sin(x)/cos(x) is tan(x), and 1/tan(x) is cot(x). */
function withTangents(s: Sheet, t: Term): Term {
  let powers = t.powers;
  const whole = (p: Power): number => { const k = valueOf(p.exponent); return k === undefined ? 0 : q.smallWhole(k) ?? 0; };
  const to = (id: NodeId, k: number): Power[] => (k === 0 ? [] : [{ base: id, exponent: constant(q.whole(k)) }]);
  for (const below of t.powers) {
    const { op, args } = s.b.node(below.base);
    const k = -whole(below);
    if (k <= 0) continue;
    if (op === "tan") powers = powers.flatMap((p) => (p === below ? to(s.b.apply("cot", args), k) : [p]));
    const [over, made] = TANGENTS[op] ?? [];
    const above = powers.find((p) => s.b.node(p.base).op === over && s.b.node(p.base).args[0] === args[0] && whole(p) > 0);
    if (above === undefined || made === undefined) continue;
    const both = Math.min(k, whole(above));
    powers = powers.flatMap((p) => (p === above
      ? [...to(s.b.apply(made, args), both), ...to(above.base, whole(above) - both)]
      : p === below ? to(below.base, both - k) : [p]));
  }
  return powers === t.powers ? t : term(t.coefficient, powers);
}

function withRatios(s: Sheet, sum: Sum): Sum {
  return s.ratios.length > 0 ? sumOf(sum.terms.map((t) => withRatio(s, t))) : sum;
}

/** u^a/v^b with the quotient raised as far as both go. */
function withRatio(s: Sheet, t: Term): Term {
  return s.ratios.reduce((current, r) => {
    const at = (id: NodeId): bigint => {
      const value = valueOf(current.powers.find((p) => p.base === id)?.exponent ?? NOTHING);
      return value?.d === 1n ? value.n : 0n;
    };
    const [up, down] = [at(r.over), -at(r.under)];
    const k = up < down ? up : down;
    if (k < 2n) return current;
    const rest = [[r.over, up - k], [r.under, k - down]].map(
      ([id, n]) => ({ base: Number(id), exponent: constant({ n: BigInt(n as bigint), d: 1n }) }),
    );
    const others = current.powers.filter((p) => p.base !== r.over && p.base !== r.under);
    const first = current.powers.findIndex((p) => p.base === r.over || p.base === r.under);
    const made = [{ base: r.node, exponent: constant({ n: k, d: 1n }) }, ...rest.filter((p) => p.exponent.terms.length > 0)];
    return term(current.coefficient, [...others.slice(0, first), ...made, ...others.slice(first)]);
  }, t);
}
