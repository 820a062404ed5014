// Sums of products of powers, with like terms collected: real algebra, which cancels what is equal as real
// numbers. What a base stands for is known to the ground alone; it is told where a cancellation loses a pole or a domain.
import type { NodeId } from "../../graph/graph.js";
import * as q from "./rational.js";

export interface Power {
  readonly base: NodeId;
  readonly exponent: Sum;
}

export interface Term {
  readonly coefficient: q.Rational;
  readonly powers: readonly Power[];
  /** Equal for terms that differ by their coefficients alone. */
  readonly key: string;
}

export interface Sum {
  readonly terms: readonly Term[];
  readonly key: string;
  /** How high exponents that are no numbers stand on each other. */
  readonly depth: number;
}

/** What the elements of a list add up from; zeros are left out. */
export type Elements = readonly (readonly Sum[])[];

/** What is known of bases. */
export interface Ground {
  /** The number that a base is, such as the 2 of sqrt(2). */
  numberOf(base: NodeId): q.Rational | undefined;
  /** The base e, of which every power is a number above 0. */
  isExp(base: NodeId): boolean;
  /** The sum that a base stands for. */
  opened(base: NodeId): Sum | undefined;
  /** A power below 0 has gone: the formula holds where the base is not 0. */
  lostPole(base: NodeId): void;
  /** A root has gone: the formula holds where the base is not below 0. */
  lostRoot(base: NodeId): void;
  /** For sin(u) or cos(u) its kind and u. */
  circular(base: NodeId): { readonly kind: "sin" | "cos"; readonly of: NodeId } | undefined;
}

export function term(coefficient: q.Rational, powers: readonly Power[]): Term {
  return { coefficient, powers, key: powers.map((p) => `${p.base}^${p.exponent.key}`).sort().join("*") };
}

function sum(terms: readonly Term[]): Sum {
  const depth = terms.reduce((most, t) => t.powers.reduce((deep, p) => Math.max(deep, heightOf(p)), most), 0);
  return { terms, depth, key: terms.map((t) => `${q.keyOf(t.coefficient)}*${t.key}`).sort().join("+") };
}

function heightOf({ exponent }: Power): number {
  return exponent.terms.some((t) => t.powers.length > 0) ? exponent.depth + 1 : 0;
}

export const NOTHING: Sum = sum([]);

export function constant(value: q.Rational): Sum {
  return q.isZero(value) ? NOTHING : sum([term(value, [])]);
}

export const ONE: Sum = constant(q.ONE);

export function base(id: NodeId, exponent: Sum = ONE): Sum {
  return exponent.terms.length === 0 ? ONE : sum([term(q.ONE, [{ base: id, exponent }])]);
}

/** The number that a sum is. */
export function valueOf(s: Sum): q.Rational | undefined {
  const [first] = s.terms;
  if (first === undefined) return q.ZERO;
  return s.terms.length === 1 && first.powers.length === 0 ? first.coefficient : undefined;
}

export function plus(ground: Ground, ...sums: readonly Sum[]): Sum {
  const found = new Map<string, Term>();
  for (const t of sums.flatMap((s) => s.terms)) {
    const known = found.get(t.key);
    found.set(t.key, known === undefined ? t : { ...t, powers: known.powers, coefficient: q.add(known.coefficient, t.coefficient) });
  }
  const terms = [...found.values()].filter((t) => {
    if (q.isZero(t.coefficient)) t.powers.forEach((p) => { lost(ground, p); });
    return !q.isZero(t.coefficient);
  });
  return sum(withoutCircles(ground, terms));
}

/** What vanishes takes its poles and the domains of its roots along. */
function lost(ground: Ground, { base: id, exponent }: Power): void {
  const value = valueOf(exponent);
  if (ground.isExp(id) || value === undefined) return;
  if (value.d !== 1n) ground.lostRoot(id);
  else if (value.n < 0n) ground.lostPole(id);
}

/** a*sin(u)^2 + a*cos(u)^2 is a. */
function withoutCircles(ground: Ground, terms: readonly Term[]): readonly Term[] {
  if (terms.length < 2) return terms;
  const squares = new Map<string, { readonly at: number; readonly rest: Term }>();
  for (const [at, t] of terms.entries()) {
    for (const p of t.powers) {
      const circle = valueOf(p.exponent)?.n === 2n && valueOf(p.exponent)?.d === 1n ? ground.circular(p.base) : undefined;
      if (circle === undefined) continue;
      const rest = term(t.coefficient, t.powers.filter((other) => other !== p));
      const key = (kind: string): string => `${kind} ${circle.of} ${q.keyOf(t.coefficient)} ${rest.key}`;
      const partner = squares.get(key(circle.kind === "sin" ? "cos" : "sin"));
      if (partner !== undefined && partner.at !== at) {
        const others = terms.filter((_, i) => i !== at && i !== partner.at);
        return plus(ground, sum([...others.slice(0, partner.at), rest, ...others.slice(partner.at)])).terms;
      }
      squares.set(key(circle.kind), { at, rest });
    }
  }
  return terms;
}

export function scaled(s: Sum, factor: q.Rational): Sum {
  if (q.isZero(factor)) return NOTHING;
  return sum(s.terms.map((t) => ({ ...t, coefficient: q.times(t.coefficient, factor) })));
}

/** The product of two terms, with powers of one base merged. */
export function timesTerm(ground: Ground, x: Term, y: Term): Term {
  const exponents = new Map(x.powers.map((p) => [p.base, p.exponent]));
  for (const p of y.powers) {
    const known = exponents.get(p.base);
    exponents.set(p.base, known === undefined ? p.exponent : merged(ground, p.base, known, p.exponent));
  }
  let coefficient = q.times(x.coefficient, y.coefficient);
  const powers: Power[] = [];
  for (const [id, exponent] of exponents) {
    const [number, k] = [ground.numberOf(id), valueOf(exponent)];
    const isFolded = number !== undefined && k !== undefined && q.smallWhole(k) !== undefined;
    if (isFolded) coefficient = q.times(coefficient, q.raised(number, q.smallWhole(k) as number));
    else if (exponent.terms.length > 0) powers.push({ base: id, exponent });
  }
  return term(coefficient, powers);
}

function merged(ground: Ground, id: NodeId, x: Sum, y: Sum): Sum {
  const result = plus(ground, x, y);
  const [a, b, total] = [valueOf(x), valueOf(y), valueOf(result)];
  if (ground.isExp(id) || ground.numberOf(id) !== undefined) return result;
  if (total === undefined && ((a?.n ?? 0n) < 0n || (b?.n ?? 0n) < 0n)) ground.lostPole(id);
  if (total === undefined || a === undefined || b === undefined) return result;
  if ((a.d !== 1n || b.d !== 1n) && total.d === 1n) ground.lostRoot(id);
  if ((a.n < 0n || b.n < 0n) && total.n >= 0n) ground.lostPole(id);
  return result;
}

/** Beyond so many terms a product stays a product. */
const MOST_TERMS = 16;

/** The product; a sum of several terms stands as a factor, under the base that `named` gives it. */
export function times(ground: Ground, x: Sum, y: Sum, named: (s: Sum) => Sum): Sum {
  if (x.terms.length === 0 || y.terms.length === 0) {
    for (const t of [...x.terms, ...y.terms]) t.powers.forEach((p) => { lost(ground, p); });
    return NOTHING;
  }
  const [a, b] = [x, y].map((s) => (s.terms.length === 1 ? s : named(s)).terms[0] as Term) as [Term, Term];
  return sum([timesTerm(ground, a, b)]);
}

/** All products of sums multiplied out; undefined where that are too many terms. */
export function expanded(ground: Ground, s: Sum): Sum | undefined {
  let current = s;
  for (let pass = 0; pass < 4; pass++) {
    let isDone = true;
    const parts: Sum[] = [];
    for (const t of current.terms) {
      const at = t.powers.findIndex((p) => opens(ground, p));
      if (at < 0) {
        parts.push(sum([t]));
        continue;
      }
      isDone = false;
      const power = t.powers[at] as Power;
      const inner = ground.opened(power.base) as Sum;
      let product: Sum = sum([term(t.coefficient, t.powers.filter((_, i) => i !== at))]);
      for (let k = Number((valueOf(power.exponent) as q.Rational).n); k > 0; k--) {
        if (product.terms.length * inner.terms.length > MOST_TERMS) return undefined;
        product = plus(ground, ...product.terms.flatMap((a) => inner.terms.map((b) => sum([timesTerm(ground, a, b)]))));
      }
      parts.push(product);
    }
    current = plus(ground, ...parts);
    if (isDone) return current;
    if (current.terms.length > MOST_TERMS) return undefined;
  }
  return current;
}

function opens(ground: Ground, p: Power): boolean {
  const k = valueOf(p.exponent);
  return k !== undefined && k.d === 1n && k.n > 0n && k.n <= 3n && ground.opened(p.base) !== undefined;
}

/** What all terms have in common, their smallest powers or only equal ones, and the sum of what is left of each. */
export function commonFactor(ground: Ground, s: Sum, choice: "equal" | "least"): { readonly common: Term; readonly rest: Sum } {
  const [first, ...others] = s.terms as [Term, ...Term[]];
  const number = q.commonOf(s.terms.map((t) => t.coefficient));
  const powers: Power[] = [];
  const bases = new Set((choice === "least" ? s.terms : [first]).flatMap((t) => t.powers.map((p) => p.base)));
  for (const id of bases) {
    const exponents = [first, ...others].map((t) => t.powers.find((p) => p.base === id)?.exponent ?? NOTHING);
    const shared = sharedExponent(exponents, choice);
    if (shared !== undefined && shared.terms.length > 0) powers.push({ base: id, exponent: shared });
  }
  const sign = first.coefficient.n < 0n && others.every((t) => t.coefficient.n < 0n) ? q.negative(q.ONE) : q.ONE;
  const common = term(q.times(number, sign), powers);
  const inverse = term(q.raised(common.coefficient, -1), powers.map((p) => ({ base: p.base, exponent: scaled(p.exponent, q.whole(-1)) })));
  return { common, rest: plus(quiet(ground), ...s.terms.map((t) => sum([timesTerm(quiet(ground), t, inverse)]))) };
}

/** Taking a factor out loses no pole: it stands in front. */
function quiet(ground: Ground): Ground {
  return { ...ground, lostPole: () => undefined, lostRoot: () => undefined };
}

function sharedExponent(exponents: readonly Sum[], choice: "equal" | "least"): Sum | undefined {
  const [first] = exponents as [Sum];
  if (exponents.every((e) => e.key === first.key)) return first;
  const values = exponents.map(valueOf);
  if (choice === "equal" || values.some((v) => v === undefined)) return undefined;
  return constant((values as q.Rational[]).reduce((least, v) => (v.n * least.d < least.n * v.d ? v : least)));
}

export { sum as sumOf };
