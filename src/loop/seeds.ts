// The seeds of a sparse derivative are 1 where the colour of an element is that of the sweep, else 0. What is linear in them
// is added at the sweep that a colour says, in place of a loop over all sweeps in which each is compared with it.
import { coversWhole } from "./diagonals.js";
import { keyOf } from "./hoist.js";
import {
  apply, number, use, type Buffer, type Cond, type Expr, type For, type Local, type NewLocal, type Num, type Stmt,
} from "./ir.js";
import { allParts, allStatements, exprsOf, isIndex, localOf, localsIn, mapIndex, mapperWith } from "./map.js";

type Store = Extract<Stmt, { kind: "store" }>;
type Load = Extract<Num, { kind: "load" }>;

/** By the key of a colour: the colour, and what the number is for its seed alone. */
type Terms = ReadonlyMap<string, { readonly colour: Load; readonly value: Num }>;

/** A number without seeds. */
const NONE: Terms = new Map();

/** The same statements, without the loops over the sweeps in which everything is linear in the seeds. */
export function placeSeeds(body: readonly Stmt[], newLocal: NewLocal): readonly Stmt[] {
  return body.flatMap((stmt): readonly Stmt[] => {
    if ((stmt.kind !== "block" && stmt.kind !== "for") || !hasColours(stmt)) return [stmt];
    if (stmt.kind === "block") return [{ ...stmt, body: placeSeeds(stmt.body, newLocal) }];
    return withoutSweeps(stmt, newLocal) ?? [{ ...stmt, body: placeSeeds(stmt.body, newLocal) }];
  });
}

function hasColours(stmt: Stmt): boolean {
  return allStatements([stmt]).some((s) => exprsOf(s).some((expr) => allParts(expr).some(isColour)));
}

function isColour(expr: Expr): boolean {
  return expr.kind === "load" && expr.buffer.table?.part === "colours";
}

interface Placing {
  readonly sweep: Local;
  readonly terms: Map<number, Terms>;
  /** The arrays of which the loops store all elements. */
  readonly filled: Buffer[];
  readonly newLocal: NewLocal;
}

function withoutSweeps(loop: For & Pick<Stmt, "origin">, newLocal: NewLocal): readonly Stmt[] | undefined {
  const exprs = allStatements([loop]).flatMap(exprsOf).flatMap(allParts);
  if (!exprs.some((part) => part.kind === "compare" && colourOf(part, loop.local) !== undefined)) return undefined;
  const loaded = new Set(exprs.flatMap((part) => (part.kind === "load" ? [part.buffer.id] : [])));
  if (allStatements([loop]).some((s) => s.kind === "store" && loaded.has(s.buffer.id))) return undefined;
  const placing: Placing = { sweep: loop.local, terms: new Map(), filled: [], newLocal };
  const placed = placedAll(loop.body, [loop], placing);
  const ids = placing.filled.map(({ id }) => id);
  if (placed === undefined || new Set(ids).size < ids.length || uses(placed, loop.local)) return undefined;
  const origin = loop.origin === undefined ? {} : { origin: loop.origin };
  const zeros = placing.filled.map((buffer): Stmt => ({ kind: "fill", buffer, value: 0 }));
  return [...zeros, ...placed].map((stmt) => ({ ...origin, ...stmt }));
}

function uses(body: readonly Stmt[], { id }: Local): boolean {
  return allStatements(body).flatMap(exprsOf).some((expr) => localsIn(expr).has(id));
}

/** The colour that a condition compares with the sweep. */
function colourOf(test: Cond, { id }: Local): Load | undefined {
  if (test.kind !== "compare" || test.op !== "eq") return undefined;
  const [colour, sweep] = test.left.kind === "load" ? [test.left, test.right] : [test.right, test.left];
  const isSweep = sweep.kind === "fromIndex" && localOf(sweep.index)?.id === id;
  return isSweep && colour.kind === "load" && isColour(colour) ? colour : undefined;
}

/** The statements of a list for the seeds, each where it is 1; undefined where they are not linear in them. */
function placedAll(list: readonly Stmt[], loops: readonly For[], p: Placing): readonly Stmt[] | undefined {
  const found: Stmt[] = [];
  for (const [i, stmt] of list.entries()) {
    if (stmt.kind === "let" && stmt.mutable) {
      const summed = placedSum(stmt, list.slice(i + 1), loops, p);
      return summed === undefined ? undefined : [...found, ...summed];
    }
    const placed = placedOne(stmt, loops, p);
    if (placed === undefined) return undefined;
    found.push(...placed);
  }
  return found;
}

function placedOne(stmt: Stmt, loops: readonly For[], p: Placing): readonly Stmt[] | undefined {
  switch (stmt.kind) {
    case "for": {
      const body = placedAll(stmt.body, [...loops, stmt], p);
      return body && [{ ...stmt, body }];
    }
    case "block": {
      const body = placedAll(stmt.body, loops, p);
      return body && [{ ...stmt, body }];
    }
    case "let": return placedLet(stmt, p);
    case "store": {
      if (!stmt.add) {
        if (!coversWhole(loops, stmt)) return undefined;
        p.filled.push(stmt.buffer);
      }
      return placedStore(stmt, p);
    }
    default: return undefined;
  }
}

function placedLet(stmt: Extract<Stmt, { kind: "let" }>, p: Placing): readonly Stmt[] | undefined {
  const { value } = stmt;
  if (stmt.local.type !== "number" || isIndex(value)) return [stmt];
  const terms = termsOf(value as Num, p);
  if (terms === undefined || terms.size === 0) return terms && [stmt];
  const made = [...terms].map(([key, term]) => ({ key, term, local: p.newLocal(stmt.local.hint) }));
  p.terms.set(stmt.local.id, new Map(made.map(({ key, term, local }) => [key, { ...term, value: use(local) }])));
  return made.map(({ term, local }) => ({ ...stmt, local, value: term.value }));
}

function placedStore(stmt: Store, p: Placing): readonly Stmt[] | undefined {
  const terms = termsOf(stmt.value, p);
  if (terms === undefined || terms.size === 0) return undefined;
  return [...terms.values()].map(({ colour, value }) => {
    const atSweep = mapperWith((map) => ({
      index: (index) => (localOf(index)?.id === p.sweep.id ? { kind: "whole", value: colour } : mapIndex(index, map)),
    }));
    return { ...stmt, at: atSweep.index(stmt.at), value, add: true };
  });
}

/** A sum whose terms have seeds, and stores of what is linear in it: each term is stored where its seed is 1. */
function placedSum(
  start: Extract<Stmt, { kind: "let" }>, [loop, ...stores]: readonly Stmt[], loops: readonly For[], p: Placing,
): readonly Stmt[] | undefined {
  const last = loop?.kind === "for" ? loop.body.at(-1) : undefined;
  const { local: { id }, value } = start;
  if (loop?.kind !== "for" || last?.kind !== "assign" || last.local.id !== id || last.value.kind !== "apply" || last.value.op !== "add")
    return undefined;
  const [sum, term] = last.value.args as readonly [Num, Num];
  if (value.kind !== "number" || value.value !== 0 || localOf(sum)?.id !== id || !stores.every((s): s is Store => s.kind === "store"))
    return undefined;
  const before = placedAll(loop.body.slice(0, -1), [...loops, loop], p);
  const terms = termsOf(term, p);
  if (before === undefined || terms === undefined || terms.size === 0) return undefined;
  p.terms.set(id, terms);
  const placed = placedAll(stores, loops, p);
  return placed && [{ ...loop, body: [...before, ...placed] }];
}

/** A number as a sum over seeds; undefined where it is none. */
function termsOf(num: Num, p: Placing): Terms | undefined {
  const isFree = allParts(num).every((part) =>
    !p.terms.has(localOf(part)?.id ?? -1) && (part.kind !== "compare" || colourOf(part, p.sweep) === undefined));
  if (isFree) return NONE;
  if (num.kind === "local") return p.terms.get(num.local.id);
  if (num.kind === "select") return termsOfChoice(num, p);
  if (num.kind !== "apply") return undefined;
  const [x, y] = num.args as readonly [Num, Num?];
  const [a, b] = [termsOf(x, p), y === undefined ? NONE : termsOf(y, p)];
  if (a === undefined || b === undefined) return undefined;
  switch (num.op) {
    case "neg": return mapTerms(a, negated);
    case "add": case "sub": return isSum(x, a) && isSum(y as Num, b) ? joined(a, num.op === "sub" ? mapTerms(b, negated) : b) : undefined;
    case "mul": return a.size === 0 ? mapTerms(b, (v) => times(x, v)) : b.size === 0 ? mapTerms(a, (v) => times(v, y as Num)) : undefined;
    case "div": return b.size === 0 ? mapTerms(a, (v) => apply("div", v, y as Num)) : undefined;
    default: return undefined;
  }
}

/** Whether a number has a seed in each of its terms. */
function isSum(num: Num, terms: Terms): boolean {
  return terms.size > 0 || (num.kind === "number" && num.value === 0);
}

function termsOfChoice({ test, then, else: other }: Extract<Num, { kind: "select" }>, p: Placing): Terms | undefined {
  const colour = colourOf(test, p.sweep);
  if (colour === undefined || other.kind !== "number" || other.value !== 0 || termsOf(then, p) !== NONE) return undefined;
  return new Map([[keyOf(colour), { colour, value: then }]]);
}

function mapTerms(terms: Terms, by: (value: Num) => Num): Terms {
  return new Map([...terms].map(([key, { colour, value }]) => [key, { colour, value: by(value) }]));
}

function joined(a: Terms, b: Terms): Terms {
  const all = new Map(a);
  for (const [key, term] of b) {
    const known = all.get(key);
    all.set(key, known === undefined ? term : { ...term, value: plus(known.value, term.value) });
  }
  return all;
}

function plus(x: Num, y: Num): Num {
  return y.kind === "apply" && y.op === "neg" ? apply("sub", x, y.args[0] as Num) : apply("add", x, y);
}

/** Minus a number, without a sign before another or before a constant factor. */
export function negated(x: Num): Num {
  if (x.kind === "number") return number(-x.value);
  if (x.kind !== "apply") return apply("neg", x);
  const [first, ...others] = x.args as readonly [Num, ...Num[]];
  if (x.op === "neg") return first;
  return x.op === "mul" && first.kind === "number" ? apply("mul", number(-first.value), ...others) : apply("neg", x);
}

function times(x: Num, y: Num): Num {
  if (x.kind === "number" && y.kind === "number") return number(x.value * y.value);
  if (x.kind === "number" && Math.abs(x.value) === 1) return x.value === 1 ? y : negated(y);
  if (y.kind === "number" && Math.abs(y.value) === 1) return y.value === 1 ? x : negated(x);
  return apply("mul", x, y);
}
