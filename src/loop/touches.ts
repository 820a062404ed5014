// What statements touch. Passes that ask again and again ask a reader, which looks through each statement once.
import type { Stmt } from "./ir.js";
import { allParts, bodyOf, definedBy, exprsOf, localOf, touchedBy } from "./map.js";

/** Arrays and locals, by their ids, with those that the statements inside touch; `weight` counts the parts of expressions. */
export interface Touches {
  readonly reads: ReadonlySet<number>;
  readonly writes: ReadonlySet<number>;
  readonly uses: ReadonlySet<number>;
  readonly makes: ReadonlySet<number>;
  readonly weight: number;
}

/** Touches that grow by those of further statements. */
interface Growing extends Touches {
  readonly reads: Set<number>;
  readonly writes: Set<number>;
  readonly uses: Set<number>;
  readonly makes: Set<number>;
  weight: number;
}

export type TouchesOf = (stmt: Stmt) => Touches;

/** Keeps what it finds: a statement never changes. */
export function touchesReader(): TouchesOf {
  const known = new WeakMap<Stmt, Touches>();
  const touchesOf = (stmt: Stmt): Touches => {
    const found = known.get(stmt);
    if (found !== undefined) return found;
    const own = ownTouches(stmt);
    for (const inner of bodyOf(stmt)) grow(own, touchesOf(inner));
    known.set(stmt, own);
    return own;
  };
  return touchesOf;
}

/** Those of all of them. */
export function allTouches(all: readonly Touches[]): Touches {
  const sum = noTouches();
  for (const one of all) grow(sum, one);
  return sum;
}

function noTouches(): Growing {
  return { reads: new Set(), writes: new Set(), uses: new Set(), makes: new Set(), weight: 0 };
}

function grow(sum: Growing, more: Touches): void {
  for (const kind of ["reads", "writes", "uses", "makes"] as const) for (const id of more[kind]) sum[kind].add(id);
  sum.weight += more.weight;
}

function ownTouches(stmt: Stmt): Growing {
  const own = noTouches();
  for (const { buffer, access } of touchedBy(stmt)) {
    if (access !== "write") own.reads.add(buffer.id);
    if (access !== "read") own.writes.add(buffer.id);
  }
  for (const expr of exprsOf(stmt)) for (const part of allParts(expr)) {
    own.weight++;
    const local = localOf(part);
    if (local !== undefined) own.uses.add(local.id);
  }
  for (const { id } of definedBy(stmt)) own.makes.add(id);
  if (stmt.kind === "assign") {
    own.uses.add(stmt.local.id);
    own.makes.add(stmt.local.id);
  }
  return own;
}

/** Whether two statements may change places. */
export function areApart(a: Touches, b: Touches): boolean {
  return haveOwnLocals(a, b) && !meet(a.writes, b.writes) && !meet(a.writes, b.reads) && !meet(a.reads, b.writes);
}

export function haveOwnLocals(a: Touches, b: Touches): boolean {
  return !meet(a.makes, b.uses) && !meet(a.uses, b.makes) && !meet(a.makes, b.makes);
}

function meet(a: ReadonlySet<number>, b: ReadonlySet<number>): boolean {
  const [few, many] = a.size < b.size ? [a, b] : [b, a];
  for (const id of few) if (many.has(id)) return true;
  return false;
}
