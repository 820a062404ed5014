// Arrays of which a loop needs no more than what belongs to the step at hand: memory for one row, or a number without any.
import type { Table } from "../graph/pattern.js";
import { multiplyDims, productOfDims, sameDim, subtractDims, type Dim } from "../shape/dim.js";
import type { Shape } from "../shape/shape.js";
import { affineOf, countOf, indexOf, isAtMost, reachOf, sizesFor, timesOf, without, type Affine } from "./affine.js";
import { use, type Buffer, type For, type Index, type NewLocal, type Num, type Stmt } from "./ir.js";
import { allParts, exprsOf, mapNum, mapperWith, mapStatement, touchedBy } from "./map.js";

/** Working memory with elements like those of a buffer, or the numbers of a table. */
export type NewBuffer = (like: Buffer, shape: Shape, hint?: string, table?: Table) => Buffer;

/** The same statements with less memory. */
export function keepRows(
  body: readonly Stmt[], newLocal: NewLocal, newBuffer: NewBuffer, kept: ReadonlySet<number>,
): readonly Stmt[] {
  const smaller = new Map<number, Row>();
  for (const [id, uses] of usesIn(body)) {
    const { kind, data } = (uses[0] as Use).buffer;
    const row = kind === "scratch" && data === undefined && !kept.has(id) ? rowOf(uses, newBuffer) : undefined;
    if (row !== undefined) smaller.set(id, row);
  }
  return smaller.size === 0 ? body : replaced(body, { smaller, numbers: new Map(), constants: new Set(), newLocal });
}

/** A statement that touches an array. */
export interface Use {
  readonly buffer: Buffer;
  readonly kind: "load" | "store" | "add" | "other";
  readonly index: Index | undefined;
  readonly at: Affine | undefined;
  readonly loops: readonly For[];
  readonly stmt: Stmt;
  /** Its place in the text. */
  readonly place: number;
}

/** What is left of an array: the counters that no longer say where, and its memory; no memory where it is a number. */
interface Row {
  readonly counters: ReadonlySet<number>;
  readonly buffer: Buffer | undefined;
  readonly isRead: boolean;
}

/** For each array what touches it, in the order of the text. */
export function usesIn(body: readonly Stmt[]): Map<number, Use[]> {
  const found = new Map<number, Use[]>();
  let place = 0;
  const visit = (list: readonly Stmt[], loops: readonly For[]): void => {
    for (const stmt of list) {
      place++;
      const add = (buffer: Buffer, kind: Use["kind"], index?: Index): void => {
        const use: Use = { buffer, kind, index, at: index === undefined ? undefined : affineOf(index), loops, stmt, place };
        const known = found.get(buffer.id);
        if (known === undefined) found.set(buffer.id, [use]);
        else known.push(use);
      };
      for (const part of exprsOf(stmt).flatMap(allParts)) if (part.kind === "load") add(part.buffer, "load", part.at);
      if (stmt.kind === "store") add(stmt.buffer, stmt.add ? "add" : "store", stmt.at);
      else if (stmt.kind === "for") visit(stmt.body, [...loops, stmt]);
      else if (stmt.kind === "block") visit(stmt.body, loops);
      else if (stmt.kind === "routine" || stmt.kind === "fill") for (const { buffer } of touchedBy(stmt)) add(buffer, "other");
    }
  };
  visit(body, []);
  return found;
}

function rowOf(uses: readonly Use[], newBuffer: NewBuffer): Row | undefined {
  const [first] = uses as readonly [Use];
  const around = commonLoops(uses);
  if (around.length === 0 || uses.some(({ at }) => at === undefined)) return undefined;
  const counters = new Set<number>();
  let size = productOfDims(first.buffer.shape);
  let isKept = false;
  for (const { local } of around) {
    const times = timesOf(first.at as Affine, local.id);
    if (!uses.every(({ at }) => sameDim(timesOf(at as Affine, local.id), times))) break;
    // what one step stores, the next one might read: unless each step begins by storing all of it
    if (times === 0) isKept = true;
    else if (uses.every((each) => isWithin(each, new Set([...counters, local.id]), times))) [size] = [times, counters.add(local.id)];
    else break;
  }
  if (counters.size === 0 && !isKept) return undefined;
  const isRead = uses.some(({ kind }) => kind !== "store");
  if (isNumber(uses, around, counters)) return { counters, buffer: undefined, isRead };
  if (counters.size === 0 || (isKept && !coversAll(uses, size))) return undefined;
  return { counters, buffer: newBuffer(first.buffer, rowShape(first.buffer.shape, size)), isRead };
}

/** The loops that are around all of the uses. */
function commonLoops(uses: readonly Use[]): readonly For[] {
  return uses.reduce<readonly For[]>((all, { loops }) => {
    const end = all.findIndex((loop, i) => loops[i] !== loop);
    return end < 0 ? all : all.slice(0, end);
  }, (uses[0] as Use).loops);
}

/** Whether what remains of a place without some counters stays inside a row of a size, where the loops make any steps. */
function isWithin({ at, loops }: Use, counters: ReadonlySet<number>, size: Dim): boolean {
  const sizes = sizesFor(loops.flatMap((loop) => countOf(loop) ?? []));
  const reach = reachOf(without(at as Affine, counters), loops, sizes);
  return reach !== undefined && isAtMost(0, reach.least, sizes) && isAtMost(reach.most, subtractDims(size, 1), sizes);
}

/** Whether each step stores one element, and reads it afterwards. */
function isNumber(uses: readonly Use[], around: readonly For[], counters: ReadonlySet<number>): boolean {
  const stores = uses.filter(({ kind }) => kind !== "load");
  const [only] = stores;
  if (only?.kind !== "store" || stores.length > 1 || only.loops.length !== around.length) return false;
  if (uses.findIndex(({ stmt }) => stmt === only.stmt) !== 0 || uses.filter(({ stmt }) => stmt === only.stmt).length > 1) return false;
  const left = uses.map(({ at }) => without(at as Affine, counters));
  return left.every((at) => at.factors.size === 0 && sameDim(at.rest, (left[0] as Affine).rest));
}

/** Whether the first thing that is done with an array, or a row, of a size is to store all of it. */
export function coversAll(uses: readonly Use[], size: Dim): boolean {
  const [first] = uses as readonly [Use];
  if (first.kind !== "store" || first.at === undefined) return false;
  let next: Dim = 1;
  for (const loop of [...first.loops].reverse()) {
    if (sameDim(next, size)) break;
    const count = countOf(loop);
    if (count === undefined || !sameDim(timesOf(first.at, loop.local.id), next)) return false;
    next = multiplyDims(next, count);
  }
  return sameDim(next, size) && first.at.rest === 0 && uses.every(({ stmt, kind }) => stmt !== first.stmt || kind !== "load");
}

/** The last dimensions of a shape, where they make up a row. */
function rowShape(shape: Shape, size: Dim): Shape {
  for (let from = shape.length - 1; from > 0; from--) if (sameDim(productOfDims(shape.slice(from)), size)) return shape.slice(from);
  return [size];
}

interface Replacing {
  readonly smaller: ReadonlyMap<number, Row>;
  /** What arrays that are numbers are at the statement at hand. */
  readonly numbers: Map<number, Num>;
  /** Locals that do not change. */
  readonly constants: Set<number>;
  readonly newLocal: NewLocal;
}

function replaced(body: readonly Stmt[], r: Replacing): readonly Stmt[] {
  const place = (buffer: Buffer, at: Index): { readonly buffer: Buffer; readonly at: Index } | undefined => {
    const row = r.smaller.get(buffer.id);
    const sum = affineOf(at);
    return row?.buffer === undefined || sum === undefined ? undefined : { buffer: row.buffer, at: indexOf(without(sum, row.counters)) };
  };
  const map = mapperWith((parts) => ({
    num: (num) => {
      const mapped = mapNum(num, parts);
      return mapped.kind === "load" ? r.numbers.get(mapped.buffer.id) ?? { ...mapped, ...place(mapped.buffer, mapped.at) } : mapped;
    },
  }));
  return body.flatMap((stmt): readonly Stmt[] => {
    const mapped = mapStatement(stmt, map);
    if (mapped.kind === "let" && !mapped.mutable) r.constants.add(mapped.local.id);
    if (mapped.kind === "for" || mapped.kind === "block") return [{ ...mapped, body: replaced(mapped.body, r) }];
    if (mapped.kind !== "store") return [mapped];
    const row = r.smaller.get(mapped.buffer.id);
    if (row === undefined) return [mapped];
    if (row.buffer !== undefined) return [{ ...mapped, ...place(mapped.buffer, mapped.at) }];
    return asNumber(mapped, row, r);
  });
}

/** A number in place of the one element of an array. */
function asNumber({ buffer, value, origin }: Extract<Stmt, { kind: "store" }>, { isRead }: Row, r: Replacing): readonly Stmt[] {
  if (!isRead) return [];
  if (value.kind === "number" || (value.kind === "local" && r.constants.has(value.local.id))) {
    r.numbers.set(buffer.id, value);
    return [];
  }
  const local = r.newLocal(buffer.hint);
  r.numbers.set(buffer.id, use(local));
  return [{ kind: "let", local, value, mutable: false, ...(origin && { origin }) }];
}
