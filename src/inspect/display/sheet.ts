// The sheet that formulas are worked out on: the graph of what is shown, beside the graph of what was written,
// what its nodes are as sums, and the conditions under which a step was taken.
import { nth } from "../../diagnostics/known.js";
import type { Builder } from "../../graph/builder.js";
import { attrsKey, type Attrs, type Node, type NodeId } from "../../graph/graph.js";
import { Formulas } from "../../graph/formula.js";
import { ABOVE_ZERO, CLASS, ZEROS } from "../../graph/classes.js";
import { factsOf, type Facts } from "../../graph/range.js";
import type { Before } from "./factor-order.js";
import * as q from "./rational.js";
import { base, commonFactor, ONE, sumOf, timesTerm, valueOf, type Elements, type Ground, type Power, type Sum, type Term } from "./sum.js";

export interface Sheet {
  /** The program with its derivatives, before any rewriting. */
  readonly raw: Builder;
  /** What is shown. */
  readonly b: Builder;
  readonly formulas: Formulas;
  readonly facts: Facts;
  readonly ground: Ground;
  /** Values of the program as they are written, in `b`. */
  readonly asWritten: Map<NodeId, NodeId>;
  /** Values that stand under a name. */
  readonly closed: ReadonlySet<NodeId>;
  /** Nodes of `raw` that are derivatives by named values. */
  readonly cotangents: { has(id: NodeId): boolean };
  /** Whether choices stay as they are, since there is no place to say what they hold for. */
  readonly keepsChoices: boolean;
  /** The arguments of loops, which all results of one share. */
  readonly loops: Map<string, readonly NodeId[]>;
  /** Which of two variables is the first factor. */
  readonly before: Before;
  /** Matrices of `raw` whose inverses the program writes. */
  readonly inverted: Set<NodeId>;
  readonly sums: Map<NodeId, Sum>;
  /** The sum that a base in `b` stands for. */
  readonly opened: Map<NodeId, Sum>;
  readonly nodesOfSums: Map<string, NodeId>;
  /** The shortest forms of sums by their keys. */
  readonly shortest: Map<string, Shortest>;
  /** How much work is left. */
  readonly budget: { left: number };
  readonly atoms: Map<string, NodeId>;
  /** Of every node of `raw`, what must hold for its sum: conditions in `b`. */
  readonly conditions: Map<NodeId, ReadonlySet<NodeId>>;
  /** Conditions of the node that is being worked out. */
  readonly noted: Set<NodeId>;
  /** Of choices that are shown as one of their branches, that branch. */
  readonly chosen: Map<NodeId, NodeId>;
  /** Whether a node of `raw` was made by the sweep backward, which adds up in the opposite order. */
  readonly swept: (id: NodeId) => boolean;
  /** Quotients that the program raises to powers. */
  readonly ratios: Ratio[];
  /** What the program takes exponentials of. */
  readonly exponents: Map<string, Sum>;
  readonly costs: number[];
  readonly leaves: number[];
  /** Bases that are short lists of numbers. */
  readonly lists: Map<NodeId, Elements>;
  /** Nodes of `b` that stand under a name, and calls with their arguments: what they cost. */
  readonly short: Map<NodeId, readonly NodeId[]>;
}

/** A form, and what may not be 0 where it is taken for the sum. */
export interface Shortest {
  readonly form: Sum;
  readonly poles: readonly NodeId[];
}

/** A quotient u/v. */
export interface Ratio {
  readonly over: NodeId;
  readonly under: NodeId;
  readonly node: NodeId;
}

export function newSheet(
  raw: Builder, b: Builder, asWritten: Map<NodeId, NodeId>, closed: ReadonlySet<NodeId>,
  cotangents: Sheet["cotangents"], before: Before, keepsChoices = false,
): Sheet {
  const size = raw.graph.size;
  const swept = (id: NodeId): boolean => id < size && !asWritten.has(id);
  const facts = factsOf(b, true);
  const opened = new Map<NodeId, Sum>();
  const noted = new Set<NodeId>();
  return {
    raw, b, facts, asWritten, closed, cotangents, keepsChoices, before, loops: new Map(), inverted: new Set(), opened, noted,
    ground: groundOf(b, facts, opened, noted), formulas: new Formulas(raw), sums: new Map(),
    nodesOfSums: new Map(), shortest: new Map(), budget: { left: FIRST_WORK + raw.graph.size * WORK },
    atoms: new Map(), conditions: new Map(),
    chosen: new Map(), swept, ratios: [], exponents: new Map(), costs: [], leaves: [], lists: new Map(), short: new Map(),
  };
}

/** Formulas would be too long for people; those of the code are shown. */
export class TooLong extends Error {}

/** Factors of sums that may be tried for shorter forms: a number for each program, and one for each of its nodes. */
const [FIRST_WORK, WORK] = [4_000, 8];

export function spend({ budget }: Sheet, { terms }: Sum): void {
  budget.left -= terms.reduce((all, t) => all + t.powers.length, 1);
  if (budget.left < 0) throw new TooLong();
}

function groundOf(b: Builder, facts: Facts, opened: ReadonlyMap<NodeId, Sum>, noted: Set<NodeId>): Ground {
  const note = (op: string, id: NodeId, classes: number): void => {
    if ((facts.classes(id) & classes) !== 0) noted.add(b.apply(op, [id, b.constant(0)]));
  };
  return {
    numberOf: (id) => {
      const value = b.constantOf(id);
      return value === undefined ? undefined : q.rationalOf(value);
    },
    isExp: (id) => b.constantOf(id) === Math.E,
    opened: (id) => opened.get(id),
    lostPole: (id) => {
      const { op, args } = b.node(id);
      // a length over itself is as smooth as what it is a factor of
      if (op !== "reduce_norm") note("ne", op === "sqrt" ? nth(args, 0) : id, ZEROS);
    },
    lostRoot: (id) => { note("ge", id, CLASS.negative | CLASS.minusInfinity); },
    circular: (id) => {
      const { op, args } = b.node(id);
      return op === "sin" || op === "cos" ? { kind: op, of: nth(args, 0) } : undefined;
    },
  };
}

/** Whether a power is a single number. */
export function isScalar(s: Sheet, { base: id, exponent }: Power): boolean {
  return s.b.shape(id).length === 0 && exponent.terms.every((t) => t.powers.every((p) => isScalar(s, p)));
}

/** Whether a value is never below 0. */
export function isNeverNegative({ b, facts }: Pick<Sheet, "b" | "facts">, id: NodeId): boolean {
  const { op, args } = b.node(id);
  const [x, y] = args.map((a) => b.node(a));
  const record = y === undefined ? undefined : b.ops.get(y.op);
  // 1 - sigmoid(x)
  const isBelow = op === "sub" && x?.op === "constant" && record?.kind === "scalar" &&
    (record.laws?.range?.[1] ?? Infinity) <= (x.attrs.value as number);
  return isBelow || (facts.classes(id) & ~(ABOVE_ZERO | ZEROS | CLASS.nan)) === 0;
}

/** One node for each operation on arguments that are equal as sums. */
export function atom(s: Sheet, op: string, args: readonly Sum[], attrs: Attrs, make: () => NodeId): NodeId {
  const key = `${op}(${args.map((a) => a.key).join(";")})${attrsKey(attrs)}`;
  const known = s.atoms.get(key);
  if (known !== undefined) return known;
  const made = make();
  s.atoms.set(key, made);
  return made;
}

/** A sum of several terms as a base: its number and its common factors stand in front, and so does its sign where the opposite is known. */
export function asFactor(s: Sheet, sum: Sum, write: (s: Sheet, sum: Sum) => NodeId): Sum {
  if (sum.terms.length < 2) return sum;
  const known = s.nodesOfSums.get(sum.key);
  if (known !== undefined) return base(known);
  const opposite = sumOf(sum.terms.map((t) => ({ ...t, coefficient: q.negative(t.coefficient) })));
  const turned = s.nodesOfSums.get(opposite.key);
  if (turned !== undefined) return scaledBase(turned, q.negative(q.ONE));
  const { common, rest } = commonFactor(s.ground, sum, "equal");
  const isPlain = common.powers.length === 0 && q.isOne(common.coefficient);
  if (!isPlain && rest.terms.length > 1) return sumOf([timesTerm(s.ground, common, asFactor(s, rest, write).terms[0] as Term)]);
  const id = write(s, sum);
  s.nodesOfSums.set(sum.key, id);
  s.opened.set(id, sum);
  return base(id);
}

function scaledBase(id: NodeId, by: q.Rational): Sum {
  return sumOf(base(id).terms.map((t) => ({ ...t, coefficient: by })));
}

/** Says that a node as it is written is this sum, so that the sum is written so. */
export function remember(s: Sheet, sum: Sum, id: NodeId): void {
  if (sum.terms.length < 2 || s.nodesOfSums.has(sum.key)) return;
  s.nodesOfSums.set(sum.key, id);
  s.opened.set(id, sum);
}

/** A sum to a power. */
export function raised(s: Sheet, x: Sum, given: Sum, write: (s: Sheet, sum: Sum) => NodeId): Sum {
  const exponent = shallow(s, given, write);
  const k = valueOf(exponent);
  const number = valueOf(x);
  const small = k === undefined ? undefined : q.smallWhole(k);
  if (k !== undefined && q.isZero(k)) return ONE;
  if (number !== undefined && small !== undefined && Math.abs(small) <= 64 && !q.isZero(number))
    return sumOf([{ ...(ONE.terms[0] as Term), coefficient: q.raised(number, small) }]);
  const one = asFactor(s, x, write);
  const [t] = one.terms;
  if (t === undefined) return base(s.b.constant(0), exponent);
  if (small !== undefined && Math.abs(small) <= 64) return wholePower(s, t, small);
  const [p] = t.powers;
  const isBare = t.powers.length === 1 && q.isOne(t.coefficient) && p !== undefined;
  if (isBare && (valueOf(p.exponent)?.n === 1n && valueOf(p.exponent)?.d === 1n)) return base(p.base, exponent);
  if (isBare && (s.ground.isExp(p.base) || isNeverNegative(s, p.base))) return base(p.base, productOf(s, p.exponent, exponent, write));
  return base(write(s, one), exponent);
}

/** Exponents in exponents are algebra up to some height. */
const MOST_NESTED = 3;

export function shallow(s: Sheet, exponent: Sum, write: (s: Sheet, sum: Sum) => NodeId): Sum {
  return exponent.depth < MOST_NESTED ? exponent : base(write(s, exponent));
}

function productOf(s: Sheet, x: Sum, y: Sum, write: (s: Sheet, sum: Sum) => NodeId): Sum {
  const [a, b] = [asFactor(s, x, write).terms[0], asFactor(s, y, write).terms[0]];
  return a === undefined || b === undefined ? sumOf([]) : sumOf([timesTerm(s.ground, a, b)]);
}

function wholePower(s: Sheet, t: Term, k: number): Sum {
  let result: Term = { ...(ONE.terms[0] as Term), coefficient: q.raised(t.coefficient, k) };
  for (const p of t.powers) {
    const exponent = sumOf(p.exponent.terms.map((e) => ({ ...e, coefficient: q.times(e.coefficient, q.whole(k)) })));
    const { op, args } = s.b.node(p.base);
    const even = valueOf(exponent);
    const isEven = even !== undefined && even.d === 1n && even.n % 2n === 0n;
    const power = op === "abs" && isEven ? base(nth(args, 0), exponent) : base(p.base, exponent);
    if (valueOf(p.exponent)?.d !== 1n && valueOf(p.exponent) !== undefined && even?.d === 1n && s.ground.numberOf(p.base) === undefined)
      s.ground.lostRoot(p.base);
    result = timesTerm(s.ground, result, power.terms[0] as Term);
  }
  return sumOf([result]);
}

/** Says that the program raises a quotient to a power. */
export function rememberRatio(s: Sheet, quotient: Sum, node: NodeId): void {
  const [t, ...more] = quotient.terms;
  if (t === undefined || more.length > 0 || t.powers.length !== 2 || !q.isOne(t.coefficient)) return;
  const over = t.powers.find((p) => p.exponent.key === ONE.key);
  const under = t.powers.find((p) => valueOf(p.exponent)?.n === -1n && valueOf(p.exponent)?.d === 1n);
  if (over !== undefined && under !== undefined) s.ratios.push({ over: over.base, under: under.base, node });
}

/** How long a formula is, as far as its names. */
export function costOf(s: Sheet, id: NodeId): number {
  return measured(s, id, s.costs, ({ op, attrs }) => (
    op === "add" || op === "sub" ? 1.25 : op === "constant" ? String(attrs.value).length / 4 + 0.75 : 1));
}

/** How often names stand in a formula. */
export function leavesOf(s: Sheet, id: NodeId): number {
  return measured(s, id, s.leaves, ({ op, args }) => (args.length === 0 && op !== "constant" ? 1 : 0));
}

function measured(s: Sheet, id: NodeId, known: number[], own: (node: Node) => number): number {
  while (known.length <= id) {
    const node = s.b.node(known.length);
    const short = s.short.get(known.length);
    known.push(Math.min((short ?? node.args).reduce((total, a) => total + nth(known, a), short === undefined ? own(node) : 1), 1e6));
  }
  return nth(known, id);
}
