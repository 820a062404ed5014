// Where the elements of a sparse matrix stand that a term of its sweeps is at each step of its loops.
import { nth } from "../diagnostics/known.js";
import { elementWalks, uniformRows, type UniformRows } from "../graph/pattern-walks.js";
import { elementsTable, type ElementWalk, type Pattern } from "../graph/pattern.js";
import { addDims, isNeverNegative, multiplyDims, sameDim, subtractDims, type Dim } from "../shape/dim.js";
import { strides } from "../shape/shape.js";
import { added, affineOf, countOf, indexOf, reachOf, timesOf, without, type Affine } from "./affine.js";
import { keyOf } from "./hoist.js";
import { counter, load, number, plus, scale, size, type Buffer, type For, type Index, type Local, type Num, type Stmt } from "./ir.js";
import { allParts, allStatements, mapIndex, mapperWith, touchedBy } from "./map.js";
import type { NewBuffer } from "./rows.js";

type Store = Extract<Stmt, { kind: "store" }>;

/** A term of the sweeps: that of one element at each step of its loops. */
export interface Site {
  readonly stored: Store;
  readonly loops: readonly For[];
  readonly row: Affine;
  readonly column: Affine;
}

/** What is known of a matrix and of the statements that compute it. */
export interface Known {
  readonly pattern: Pattern;
  readonly values: Buffer;
  /** What becomes of a term before it is an element. */
  readonly times: (value: Num) => Num;
  readonly walks: readonly ElementWalk[];
  readonly uniform: UniformRows | undefined;
  readonly newBuffer: NewBuffer;
  /** Tables of places by their walks. */
  readonly tables: Map<string, Buffer>;
  readonly body: readonly Stmt[];
}

/** What is known of a pattern whatever the sizes are; undefined where its elements are not. */
export function knownOf(pattern: Pattern): Pick<Known, "pattern" | "walks" | "uniform"> | undefined {
  const walks = elementWalks(pattern);
  if (walks === undefined) return undefined;
  const isWhole = pattern.sweeps !== "symmetric" || walks.every((walk) => walks.some((other) => isPartOf(turned(walk), other)));
  return { pattern, walks, uniform: isWhole ? uniformRows(pattern) : undefined };
}

/** The statements that touch an array. */
export function touching(body: readonly Stmt[], { id }: Buffer): Stmt[] {
  return allStatements(body).filter((stmt) => touchedBy(stmt).some(({ buffer }) => buffer.id === id));
}

export interface Placed {
  readonly at: () => Index;
  readonly term: Num;
  /** What is stored of the term. */
  readonly of: (term: Num) => Num;
  /** A name of the elements that are stored here, and nowhere else; undefined where each may be met more than once. */
  readonly once: string | undefined;
}

/** The stores in place of a term; undefined where its elements are not known to be in the pattern. */
export function placesOf(site: Site, p: Known): readonly Placed[] | undefined {
  const { row, column, stored, loops } = site;
  const whole = { term: p.times(stored.value), of: (term: Num) => term };
  const own = placeOf(row, column, site, p);
  if (p.pattern.sweeps !== "symmetric") return own && [{ ...own, ...whole }];
  const away = reachOf(added(row, times(column, -1)), loops);
  if (away !== undefined && isNeverNegative(subtractDims(-1, away.most))) return [];
  const mirrored = placeOf(column, row, site, p);
  if (own === undefined || mirrored === undefined) return undefined;
  if (away !== undefined && away.least === 0 && away.most === 0) return [{ ...own, ...whole }];
  if (away !== undefined && isNeverNegative(subtractDims(away.least, 1))) return [{ ...own, ...whole }, { ...mirrored, ...whole }];
  if (isSymmetric(site, p.body)) return [{ ...own, ...whole }];
  const where = (op: "ge" | "gt") => (term: Num): Num => ({
    kind: "select", then: term, else: number(0), test: { kind: "compare", op, left: fromIndex(row), right: fromIndex(column) },
  });
  return [{ ...own, ...whole, once: undefined, of: where("ge") }, { ...mirrored, ...whole, once: undefined, of: where("gt") }];
}

function fromIndex(sum: Affine): Num {
  return { kind: "fromIndex", index: indexOf(sum) };
}

function times({ factors, rest }: Affine, by: Dim): Affine {
  return {
    factors: new Map([...factors].map(([id, one]) => [id, { ...one, times: multiplyDims(one.times, by) }])), rest: multiplyDims(rest, by),
  };
}

/** Where the elements at a row and a column stand among all: told by a formula, or by a table that is made at set-up. */
function placeOf(row: Affine, column: Affine, { loops }: Site, p: Known): Pick<Placed, "at" | "once"> | undefined {
  const regular = p.uniform && regularPlace(row, column, loops, p.uniform);
  if (regular !== undefined) return regular;
  const used = loops.filter(({ local }) => timesOf(row, local.id) !== 0 || timesOf(column, local.id) !== 0);
  const box = used.map((loop) => countOf(loop) as Dim);
  const along = (sum: Affine): Dim[] => [sum.rest, ...used.map(({ local }) => timesOf(sum, local.id))];
  const walk: ElementWalk = { box, to: along(row), from: along(column) };
  const isMirrored = p.pattern.sweeps === "symmetric";
  if (!p.walks.some((all) => isPartOf(walk, all) || (isMirrored && isPartOf(turned(walk), all)))) return undefined;
  const steps = strides(box);
  return {
    once: undefined,
    at: () => {
      const told = elementsTable(p.pattern, walk);
      const table = p.tables.get(told.closure) ?? p.newBuffer(p.values, box.length === 0 ? [1] : box, "element", told);
      p.tables.set(told.closure, table);
      const at = used.reduce<Index>((sum, { local }, i) => plus(sum, scale(counter(local), size(nth(steps, i)))), size(0));
      return { kind: "whole", value: load(table, at) };
    },
  };
}

function turned({ box, to, from }: ElementWalk): ElementWalk {
  return { box, to: from, from: to };
}

/** The place in a matrix whose rows are alike, at loops over its rows and, where a row is a range, along that. */
function regularPlace(row: Affine, column: Affine, loops: readonly For[], u: UniformRows): Pick<Placed, "at" | "once"> | undefined {
  const steps = strides(u.rows);
  const along = u.rows.map((count, k) => loops.find((loop) => sameDim(timesOf(row, loop.local.id), nth(steps, k)) &&
    isOver(loop, count)));
  const ids = along.map((loop) => loop?.local.id);
  if (row.rest !== 0 || row.factors.size !== u.rows.length || new Set(ids).size < ids.length) return undefined;
  if (!along.every((loop, k) => loop !== undefined && sameDim(timesOf(column, loop.local.id), nth(u.first, k)))) return undefined;
  const rest = without(column, new Set(ids as number[]));
  const beside = subtractDims(rest.rest, u.from);
  const [inner] = [...rest.factors.keys()].map((id) => loops.find(({ local }) => local.id === id));
  const isOnce = loops.length === u.rows.length + rest.factors.size;
  const start = times(row, u.width);
  if (u.offsets === undefined) {
    const isRange = inner !== undefined && rest.factors.size === 1 && timesOf(rest, inner.local.id) === 1 && beside === 0 &&
      isOver(inner, u.width);
    return isRange ? { once: isOnce ? "all" : undefined, at: () => indexOf(added(start, { ...rest, rest: 0 })) } : undefined;
  }
  const rank = typeof beside === "number" ? u.offsets.indexOf(beside) : -1;
  if (rest.factors.size > 0 || rank < 0) return undefined;
  return { once: isOnce ? String(rank) : undefined, at: () => indexOf({ ...start, rest: rank }) };
}

function isOver(loop: For, count: Dim): boolean {
  const own = countOf(loop);
  return own !== undefined && sameDim(own, count);
}

/** Whether all steps of a walk are steps of another one. */
function isPartOf(part: ElementWalk, all: ElementWalk): boolean {
  const step = ({ to, from }: ElementWalk, axis: number): readonly [Dim, Dim] => [nth(to, axis + 1), nth(from, axis + 1)];
  const taken = new Set<number>();
  const axes = part.box.map((size, axis) => {
    const own = step(part, axis);
    const found = all.box.findIndex((other, k) => !taken.has(k) && step(all, k).every((one, i) => sameDim(one, nth(own, i))) &&
      isNeverNegative(subtractDims(other, size)));
    taken.add(found);
    return found;
  });
  if (axes.includes(-1) || !all.box.every((size, k) => taken.has(k) || isNeverNegative(subtractDims(size, 1)))) return false;
  const [down, across] = [subtractDims(nth(part.to, 0), nth(all.to, 0)), subtractDims(nth(part.from, 0), nth(all.from, 0))];
  if (down === 0 && across === 0) return true;
  // further on along one axis
  return all.box.some((size, k) => {
    const at = axes.indexOf(k);
    const room = subtractDims(size, addDims(down, at < 0 ? 1 : nth(part.box, at)));
    const [to, from] = step(all, k);
    return to === 1 && sameDim(multiplyDims(down, from), across) && isNeverNegative(down) && isNeverNegative(room);
  });
}

/** Whether what is stored at a row and a column is, to the bit, what is stored at the column and the row. */
function isSymmetric({ row, column, stored }: Site, body: readonly Stmt[]): boolean {
  const away = added(row, times(column, -1));
  const [a, b] = [...away.factors.values()];
  if (a === undefined || b === undefined || away.factors.size !== 2 || away.rest !== 0) return false;
  const exchanged = mapperWith((map) => ({
    index: (index) => {
      if (index.kind !== "counter" || ![a.local.id, b.local.id].includes(index.local.id)) return mapIndex(index, map);
      return counter(index.local.id === a.local.id ? b.local : a.local);
    },
  }));
  const same = (x: Index, y: Index): boolean => {
    const key = keyOfSum(affineOf(exchanged.index(x)));
    return key !== undefined && key === keyOfSum(affineOf(y));
  };
  if (!same(indexOf(row), indexOf(column)) || !same(indexOf(column), indexOf(row))) return false;
  return allParts(stored.value).every((part) => {
    if (part.kind === "load") return same(part.at, part.at) || isMirrored(part.buffer, part.at, [a.local, b.local], body);
    return part.kind !== "local" && part.kind !== "fromIndex" && part.kind !== "fromCondition";
  });
}

function keyOfSum(sum: Affine | undefined): string | undefined {
  if (sum === undefined) return undefined;
  return keyOf(indexOf({ ...sum, factors: new Map([...sum.factors].sort(([x], [y]) => x - y)) }));
}

/** Whether an array is a matrix whose upper half was copied from the lower one, read at a row and a column of it. */
function isMirrored(buffer: Buffer, at: Index, [a, b]: readonly [Local, Local], body: readonly Stmt[]): boolean {
  const sum = affineOf(at);
  const width = buffer.shape[1];
  if (sum === undefined || width === undefined || buffer.shape.length !== 2 || sum.rest !== 0 || sum.factors.size !== 2) return false;
  const steps = [timesOf(sum, a.id), timesOf(sum, b.id)];
  if (!steps.some((step) => step === 1) || !steps.some((step) => sameDim(step, width))) return false;
  const writes = (stmt: Stmt): boolean => touchedBy(stmt).some((one) => one.buffer.id === buffer.id && one.access !== "read");
  const last = touching(body, buffer).filter(writes).at(-1);
  return allStatements(body).some((outer) => outer.kind === "for" && outer.body.some((inner) => {
    const [stored] = inner.kind === "for" ? inner.body : [];
    if (inner.kind !== "for" || stored !== last || stored?.kind !== "store" || stored.value.kind !== "load") return false;
    const place = (x: Local, y: Local): string => keyOf(plus(scale(counter(x), size(width)), counter(y)));
    return keyOf(inner.to) === keyOf(counter(outer.local)) && isOver(outer, width) && stored.value.buffer.id === buffer.id &&
      keyOf(stored.at) === place(inner.local, outer.local) && keyOf(stored.value.at) === place(outer.local, inner.local);
  }));
}
