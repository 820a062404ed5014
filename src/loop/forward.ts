// What a step of a loop has just stored is not read from memory again.
import { added, affineOf, multiplied } from "./affine.js";
import { keyOf, placeKey } from "./hoist.js";
import { use, type Index, type Local, type NewLocal, type Num, type Stmt } from "./ir.js";
import { allParts, allStatements, bodyOf, exprsOf, mapNum, mapperWith, mapWhole, withoutBlocks, writtenIn } from "./map.js";

/** The same statements with numbers in locals, where they are stored and read later at the same place. */
export function forwardStores(body: readonly Stmt[], newLocal: NewLocal): readonly Stmt[] {
  const mutable = new Set(allStatements(body).flatMap((s) => (s.kind === "let" && s.mutable ? [s.local.id] : [])));
  const change = (list: readonly Stmt[]): readonly Stmt[] => forwarded(withLoops(list, change), mutable, newLocal);
  return change(body);
}

/** The statements with the bodies of their loops changed, also in blocks. */
function withLoops(list: readonly Stmt[], change: (body: readonly Stmt[]) => readonly Stmt[]): readonly Stmt[] {
  return list.map((stmt): Stmt => {
    if (stmt.kind === "for") return { ...stmt, body: change(stmt.body) };
    return stmt.kind === "block" ? { ...stmt, body: withLoops(stmt.body, change) } : stmt;
  });
}

function forwarded(list: readonly Stmt[], mutable: ReadonlySet<number>, newLocal: NewLocal): readonly Stmt[] {
  const flat = withoutBlocks(list);
  const readers = readersOf(flat);
  if (readers.size === 0) return list;
  const read = new Set([...readers.values()].flatMap((all) => [...all.values()]));
  const numbers = new Map<number, Num>();
  const changed = flat.map((stmt, i): readonly Stmt[] => {
    const here = readers.get(i);
    const mapped = here === undefined ? stmt : withNumbers(stmt, (key) => numbers.get(here.get(key) ?? -1));
    if (mapped.kind !== "store" || !read.has(i)) return [mapped];
    const { value, origin } = mapped;
    if (value.kind === "number" || (value.kind === "local" && !mutable.has(value.local.id))) {
      numbers.set(i, value);
      return [mapped];
    }
    const local: Local = newLocal(mapped.buffer.hint);
    numbers.set(i, use(local));
    return [{ kind: "let", local, value, mutable: false, ...(origin && { origin }) }, { ...mapped, value: use(local) }];
  });
  let at = 0;
  const inBlocks = (stmts: readonly Stmt[]): readonly Stmt[] =>
    stmts.flatMap((stmt) => (stmt.kind === "block" ? [{ ...stmt, body: inBlocks(stmt.body) }] : changed[at++] ?? []));
  return inBlocks(list);
}

/** For each statement that reads what one before it stores, the places, and which statement that is. */
function readersOf(list: readonly Stmt[]): Map<number, Map<string, number>> {
  // by the array, then by the place in it
  const stored = new Map<number, Map<string, number>>();
  const readers = new Map<number, Map<string, number>>();
  const read = (stmt: Stmt, i: number): void => {
    for (const part of allStatements([stmt]).flatMap(exprsOf).flatMap(allParts)) {
      if (part.kind !== "load") continue;
      const at = stored.get(part.buffer.id)?.get(keyOf(part.at));
      if (at === undefined) continue;
      const here = readers.get(i) ?? new Map<string, number>();
      readers.set(i, here.set(placeKey(part.buffer, part.at), at));
    }
  };
  const forget = (stmt: Stmt): void => { if (stored.size > 0) for (const id of writtenIn([stmt])) stored.delete(id); };
  list.forEach((stmt, i) => {
    if (bodyOf(stmt).length > 0) forget(stmt);
    if (stored.size > 0) read(stmt, i);
    if (stmt.kind !== "store") return forget(stmt);
    const elsewhere = [...stored.get(stmt.buffer.id) ?? []].filter(([, at]) => isElsewhere(list[at] as Stmt, stmt.at));
    stored.set(stmt.buffer.id, new Map(stmt.add ? elsewhere : [...elsewhere, [keyOf(stmt.at), i]]));
  });
  return readers;
}

/** Whether a store is to another element than that at a place, whatever the counters are. */
function isElsewhere(stmt: Stmt, at: Index): boolean {
  const [own, other] = [stmt.kind === "store" ? affineOf(stmt.at) : undefined, affineOf(at)];
  if (own === undefined || other === undefined) return false;
  const { factors, rest } = added(own, multiplied(other, -1));
  return factors.size === 0 && typeof rest === "number" && rest !== 0;
}

function withNumbers(stmt: Stmt, numberAt: (key: string) => Num | undefined): Stmt {
  return mapWhole(stmt, mapperWith((map) => ({
    num: (num) => (num.kind === "load" ? numberAt(placeKey(num.buffer, num.at)) : undefined) ?? mapNum(num, map),
  })));
}
