// What a step of a loop has just stored is not read from memory again.
import { keyOf } from "./hoist.js";
import { use, type Buffer, type Index, type Local, type NewLocal, type Num, type Stmt } from "./ir.js";
import { allParts, allStatements, bodyOf, exprsOf, mapNum, mapperWith, mapWhole, touchedBy } from "./map.js";

/** The same statements with numbers in locals, where loops store them and read them later at the same place. */
export function forwardStores(body: readonly Stmt[], newLocal: NewLocal, isInLoop = false): readonly Stmt[] {
  const list = body.map((stmt): Stmt => (
    stmt.kind === "for" || stmt.kind === "block"
      ? { ...stmt, body: forwardStores(stmt.body, newLocal, isInLoop || stmt.kind === "for") }
      : stmt
  ));
  return isInLoop ? forwarded(list, newLocal) : list;
}

function forwarded(list: readonly Stmt[], newLocal: NewLocal): readonly Stmt[] {
  const readers = readersOf(list);
  const constants = new Set(list.flatMap((s) => (s.kind === "let" && !s.mutable ? [s.local.id] : [])));
  const numbers = new Map<number, Num>();
  return list.flatMap((stmt, i): readonly Stmt[] => {
    const here = readers.get(i);
    const mapped = here === undefined ? stmt : withNumbers(stmt, (key) => numbers.get(here.get(key) ?? -1));
    if (mapped.kind !== "store" || ![...readers.values()].some((all) => [...all.values()].includes(i))) return [mapped];
    const { value, origin } = mapped;
    if (value.kind === "number" || (value.kind === "local" && constants.has(value.local.id))) {
      numbers.set(i, value);
      return [mapped];
    }
    const local: Local = newLocal(mapped.buffer.hint);
    numbers.set(i, use(local));
    return [{ kind: "let", local, value, mutable: false, ...(origin && { origin }) }, { ...mapped, value: use(local) }];
  });
}

/** For each statement that reads what one before it stores, the places, and which statement that is. */
function readersOf(list: readonly Stmt[]): Map<number, Map<string, number>> {
  const stored = new Map<string, { readonly at: number; readonly buffer: number }>();
  const readers = new Map<number, Map<string, number>>();
  list.forEach((stmt, i) => {
    const all = allStatements([stmt]);
    const written = new Set(all.flatMap(touchedBy).flatMap(({ buffer, access }) => (access === "read" ? [] : [buffer.id])));
    const forget = (): void => { for (const [key, { buffer }] of stored) if (written.has(buffer)) stored.delete(key); };
    if (bodyOf(stmt).length > 0) forget();
    for (const part of all.flatMap(exprsOf).flatMap(allParts)) {
      const known = part.kind === "load" ? stored.get(placeKey(part.buffer, part.at)) : undefined;
      if (part.kind !== "load" || known === undefined) continue;
      const here = readers.get(i) ?? new Map<string, number>();
      readers.set(i, here.set(placeKey(part.buffer, part.at), known.at));
    }
    forget();
    if (stmt.kind === "store" && !stmt.add) stored.set(placeKey(stmt.buffer, stmt.at), { at: i, buffer: stmt.buffer.id });
  });
  return readers;
}

function placeKey(buffer: Buffer, at: Index): string {
  return `${buffer.id} ${keyOf(at)}`;
}

function withNumbers(stmt: Stmt, numberAt: (key: string) => Num | undefined): Stmt {
  return mapWhole(stmt, mapperWith((map) => ({
    num: (num) => (num.kind === "load" ? numberAt(placeKey(num.buffer, num.at)) : undefined) ?? mapNum(num, map),
  })));
}
