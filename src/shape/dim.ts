// A dimension: a whole number, or a polynomial over named sizes such as m*n + 1, in which a whole quotient such as
// floor((n - 1)/2) counts as a name. Polynomials are kept in one normal form, so that equal dimensions have equal keys.
import { checkpointPlaces, checkpointSegments, checkpointSteps } from "../runtime/checkpoints.js";

/** A dimension is a product of at most so many names, and a sum of at most so many products. */
export const MAX_DEGREE = 64;
export const MAX_TERMS = 500;

/** Thrown where sizes are added and multiplied to more than that. */
export class SizeLimit extends Error {}

interface Term {
  readonly factor: number;
  /** Sorted; a repeated name is a power. */
  readonly names: readonly string[];
}

export interface SizePolynomial {
  readonly key: string;
  readonly terms: readonly Term[];
  /** What the names that are quotients stand for. */
  readonly quotients?: Quotients;
}

/** A dimension over a whole number, rounded down. */
export interface Quotient {
  readonly kind: "floor";
  readonly dim: SizePolynomial;
  readonly by: number;
}

/** All steps where their rows are at most so many bytes, else the square root of their number, or what fits into half of that. */
export interface Segment {
  readonly kind: "segment";
  readonly dim: Dim;
  readonly row: Dim;
  readonly most: number;
}

/** All segments where their states fit into half of so many bytes, else what fits, and no less than the digits of their number. */
export interface Places {
  readonly kind: "places";
  readonly dim: Dim;
  readonly state: Dim;
  readonly most: number;
}

/** A dimension over another one, rounded up. */
export interface Segments {
  readonly kind: "segments";
  readonly dim: Dim;
  readonly length: Dim;
}

/** A dimension, or a number where it is more. */
export interface AtMost {
  readonly kind: "at most";
  readonly dim: Dim;
  readonly most: number;
}

/** What is counted once the sizes are known, such as the elements of a sparse matrix. */
export interface Counted {
  readonly kind: "counted";
  readonly what: string;
  readonly of: string;
  /** The sizes that it depends on. */
  readonly names: readonly string[];
  readonly at: (sizes: ReadonlyMap<string, number>) => number;
}

/** What stands in a dimension like a name. */
export type Derived = Quotient | Segment | Segments | Places | AtMost | Counted;

type Quotients = ReadonlyMap<string, Derived>;

export type Dim = number | SizePolynomial;

/** Loops over at most so many steps are written out inside of others. */
export const MOST_FEW = 16;

/** Whether a dimension is known and small. */
export function isFew(dim: Dim): boolean {
  return typeof dim === "number" && dim <= MOST_FEW;
}

export function namedDim(name: string): Dim {
  return polynomial([{ factor: 1, names: [name] }], NO_QUOTIENTS);
}

export function dimKey(dim: Dim): string {
  return typeof dim === "number" ? String(dim) : dim.key;
}

export function sameDim(a: Dim, b: Dim): boolean {
  return a === b || (typeof a === "object" && typeof b === "object" && a.key === b.key);
}

export function addDims(a: Dim, b: Dim): Dim {
  if (typeof a === "number" && typeof b === "number") return a + b;
  if (a === 0) return b;
  if (b === 0) return a;
  return polynomial([...termsOf(a), ...termsOf(b)], quotientsOf(a, b));
}

export function subtractDims(a: Dim, b: Dim): Dim {
  return addDims(a, multiplyDims(-1, b));
}

export function multiplyDims(a: Dim, b: Dim): Dim {
  if (typeof a === "number" && typeof b === "number") return a * b;
  if (a === 1) return b;
  if (b === 1) return a;
  const right = termsOf(b);
  if (termsOf(a).length * right.length > MAX_TERMS ** 2) throw new SizeLimit();
  return polynomial(termsOf(a).flatMap((x) => right.map((y) => ({
    factor: x.factor * y.factor,
    names: [...x.names, ...y.names].sort(),
  }))), quotientsOf(a, b));
}

/** A dimension over a whole number from 1 up, rounded down; what divides without a rest stands outside. */
export function divideDim(dim: Dim, by: number): Dim {
  if (typeof dim === "number") return Math.floor(dim / by);
  const whole = dim.terms.filter((t) => t.factor % by === 0).map((t) => ({ ...t, factor: t.factor / by }));
  const rest = polynomial(dim.terms.filter((t) => t.factor % by !== 0), quotientsOf(dim));
  const outside = polynomial(whole, quotientsOf(dim));
  if (typeof rest === "number") return addDims(outside, Math.floor(rest / by));
  const name = `floor(${rest.terms.length > 1 ? `(${rest.key})` : rest.key}/${by})`;
  return addDims(outside, polynomial([{ factor: 1, names: [name] }], new Map([[name, { kind: "floor", dim: rest, by }]])));
}

/** How many steps are taken between checkpoints, so that their rows of so many bytes stay within a bound. */
export function segmentOf(steps: Dim, row: Dim, most: number): Dim {
  if (typeof steps === "number" && typeof row === "number") return checkpointSteps(steps, row, most);
  const name = `segment(${formatDim(steps)}, ${formatDim(row)}, ${most})`;
  return polynomial([{ factor: 1, names: [name] }], new Map([[name, { kind: "segment", dim: steps, row, most }]]));
}

/** How many states of so many bytes are kept at a time, so that they stay within a bound, or near it. */
export function placesOf(segments: Dim, state: Dim, most: number): Dim {
  if (typeof segments === "number" && typeof state === "number") return checkpointPlaces(segments, state, most);
  const name = `places(${formatDim(segments)}, ${formatDim(state)}, ${most})`;
  return polynomial([{ factor: 1, names: [name] }], new Map([[name, { kind: "places", dim: segments, state, most }]]));
}

/** How many parts of a length something has, the last one of which may be shorter. */
export function segmentsOf(steps: Dim, length: Dim): Dim {
  if (typeof steps === "number" && typeof length === "number") return checkpointSegments(steps, length);
  const name = `ceil((${formatDim(steps)})/(${formatDim(length)}))`;
  return polynomial([{ factor: 1, names: [name] }], new Map([[name, { kind: "segments", dim: steps, length }]]));
}

/** A dimension, or a number where it is more. */
export function dimAtMost(dim: Dim, most: number): Dim {
  if (typeof dim === "number") return Math.min(dim, most);
  const name = `min(${formatDim(dim)}, ${most})`;
  return polynomial([{ factor: 1, names: [name] }], new Map([[name, { kind: "at most", dim, most }]]));
}

/** What is counted, as a dimension; a number where it depends on no size. */
export function countedDim(counted: Counted): Dim {
  if (counted.names.length === 0) return counted.at(new Map());
  const name = `${counted.what}(${counted.of})`;
  return polynomial([{ factor: 1, names: [name] }], new Map([[name, counted]]));
}

const NO_QUOTIENTS: Quotients = new Map();

function quotientsOf(...dims: readonly Dim[]): Quotients {
  const all = dims.flatMap((dim) => (typeof dim === "number" ? [] : [...dim.quotients ?? []]));
  return all.length === 0 ? NO_QUOTIENTS : new Map(all);
}

/** What a name in a dimension stands for, if it is derived from others. */
export function derivedOf(dim: Dim, name: string): Derived | undefined {
  return typeof dim === "number" ? undefined : dim.quotients?.get(name);
}

/** The dimensions that a derived one is made of. */
function partsOf(derived: Derived): Dim[] {
  switch (derived.kind) {
    case "floor": case "at most": return [derived.dim];
    case "segment": return [derived.dim, derived.row];
    case "places": return [derived.dim, derived.state];
    case "segments": return [derived.dim, derived.length];
    case "counted": return derived.names.map(namedDim);
  }
}

export function productOfDims(dims: readonly Dim[]): Dim {
  return dims.reduce<Dim>(multiplyDims, 1);
}

/** The names in a dimension, each once. */
export function namesOfDim(dim: Dim): string[] {
  return [...new Set(termsOf(dim).flatMap((t) => t.names).flatMap((name) => {
    const derived = derivedOf(dim, name);
    return derived === undefined ? [name] : partsOf(derived).flatMap(namesOfDim);
  }))];
}

/** The number that a dimension is once the sizes are known; NaN for a size that is not given. */
export function evaluateDim(dim: Dim, sizes: ReadonlyMap<string, number>): number {
  if (typeof dim === "number") return dim;
  const sizeOf = (name: string): number => {
    const derived = dim.quotients?.get(name);
    if (derived === undefined) return sizes.get(name) ?? NaN;
    const [first, second] = partsOf(derived).map((part) => evaluateDim(part, sizes)) as [number, number];
    switch (derived.kind) {
      case "floor": return Math.floor(first / derived.by);
      case "at most": return Math.min(first, derived.most);
      case "segment": return checkpointSteps(first, second, derived.most);
      case "segments": return checkpointSegments(first, second);
      case "places": return checkpointPlaces(first, second, derived.most);
      case "counted": return derived.at(sizes);
    }
  };
  return dim.terms.reduce((sum, t) => sum + t.names.reduce((p, n) => p * sizeOf(n), t.factor), 0);
}

/** The least that a dimension can be where every size is at least 1; -Infinity where it is not clear. */
export function leastOf(dim: Dim): number {
  const least = (name: string): number => {
    const derived = derivedOf(dim, name);
    if (derived?.kind === "segments") return Math.min(1, leastOf(derived.dim));
    if (derived?.kind === "at most") return Math.min(derived.most, leastOf(derived.dim));
    return derived?.kind === "floor" ? Math.floor(leastOf(derived.dim) / derived.by) : 1;
  };
  return termsOf(dim).reduce((sum, { factor, names }) => {
    const parts = names.map(least);
    return sum + (names.length > 0 && (factor < 0 || parts.some((part) => part < 0)) ? -Infinity : parts.reduce((p, x) => p * x, factor));
  }, 0);
}

/** Whether a dimension is at least 0 where every size is at least 1; false where it is not clear. */
export function isNeverNegative(dim: Dim, atLeast: ReadonlyMap<string, number> = new Map()): boolean {
  if (leastOf(dim) >= 0) return true;
  if (typeof dim === "number" || dim.quotients !== undefined || dim.terms.some(({ names }) => names.length > 8)) return false;
  // each size as the least that it is and what is beyond it: no product of those may be taken away
  const beyond = new Map<string, number>();
  for (const { factor, names } of dim.terms) {
    for (let chosen = 0; chosen < 2 ** names.length; chosen++) {
      const isChosen = (_: string, i: number): boolean => (chosen >> i) % 2 === 1;
      const least = names.reduce((product, name, i) => (isChosen(name, i) ? product : product * (atLeast.get(name) ?? 1)), factor);
      const key = names.filter(isChosen).join("*");
      beyond.set(key, (beyond.get(key) ?? 0) + least);
    }
  }
  return [...beyond.values()].every((factor) => factor >= 0);
}

export function formatDim(dim: Dim): string {
  return typeof dim === "number" ? String(dim) : dim.key;
}

export function termsOf(dim: Dim): readonly Term[] {
  if (typeof dim === "object") return dim.terms;
  return dim === 0 ? [] : [{ factor: dim, names: [] }];
}

function polynomial(terms: readonly Term[], quotients: Quotients): Dim {
  const byMonomial = new Map<string, Term>();
  for (const term of terms) {
    const key = term.names.join("*");
    byMonomial.set(key, { factor: (byMonomial.get(key)?.factor ?? 0) + term.factor, names: term.names });
  }
  const kept = [...byMonomial.entries()].filter(([, t]) => t.factor !== 0);
  if (kept.length > MAX_TERMS || kept.some(([, t]) => t.names.length > MAX_DEGREE)) throw new SizeLimit();
  if (kept.length === 0) return 0;
  const [only] = kept;
  if (kept.length === 1 && only !== undefined && only[0] === "") return only[1].factor;
  kept.sort(([a, s], [b, t]) => t.names.length - s.names.length || (a < b ? -1 : 1));
  const used = new Map([...quotients].filter(([name]) => kept.some(([, t]) => t.names.includes(name))));
  const key = kept.map(([k, t], i) => formatTerm(k, t.factor, i === 0)).join("");
  return { key, terms: kept.map(([, t]) => t), ...(used.size === 0 ? {} : { quotients: used }) };
}

function formatTerm(monomial: string, factor: number, first: boolean): string {
  const sign = factor < 0 ? (first ? "-" : " - ") : first ? "" : " + ";
  const size = Math.abs(factor);
  return sign + (monomial === "" ? String(size) : size === 1 ? monomial : `${size}*${monomial}`);
}
