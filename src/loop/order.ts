// Statements in the order in which they are needed: each right before the first that waits for it.
import { nth } from "../diagnostics/known.js";
import type { Stmt } from "./ir.js";
import { touchesReader, type TouchesOf } from "./touches.js";

/**
 * The same statements, those that nobody waits for in their order, and before each of them what it waits for. Between
 * them comes what leaves no more values to be kept than there were.
 */
export function inOrderOfNeed(list: readonly Stmt[]): readonly Stmt[] {
  const before = waits(list, touchesReader());
  const after = list.map((): number[] => []);
  before.forEach((all, i) => { for (const j of all) after[j]?.push(i); });
  const ordered = new Set<number>();
  const missing = before.map((all) => all.length);
  const awaiting = after.map((all) => all.length);
  const leavesNoMore = (at: number): boolean => {
    const last = before[at]?.filter((i) => awaiting[i] === 1).length ?? 0;
    return missing[at] === 0 && last >= Math.min(1, awaiting[at] ?? 0);
  };
  const add = (first: number): void => {
    const ready = [first];
    for (let at = ready.pop(); at !== undefined; at = ready.pop()) {
      if (ordered.has(at) || (at !== first && !leavesNoMore(at))) continue;
      ordered.add(at);
      for (const i of after[at] ?? []) missing[i] = nth(missing, i) - 1;
      for (const i of before[at] ?? []) awaiting[i] = nth(awaiting, i) - 1;
      const last = (before[at] ?? []).flatMap((i) => (awaiting[i] === 1 ? after[i]?.find((each) => !ordered.has(each)) ?? [] : []));
      ready.push(...last, ...(after[at] ?? []).filter((i) => missing[i] === 0));
    }
  };
  const next = before.map(() => 0);
  for (const root of list.keys()) {
    const open = (after[root] ?? []).length > 0 ? [] : [root];
    while (open.length > 0) {
      const at = open.at(-1) as number;
      const first = ordered.has(at) ? undefined : before[at]?.[nth(next, at)];
      next[at] = nth(next, at) + 1;
      if (first !== undefined) open.push(first);
      else {
        open.pop();
        if (!ordered.has(at)) add(at);
      }
    }
  }
  return [...ordered].map((i) => list[i] as Stmt);
}

/** What an array or a local has been through: what changed all of it, what has stored single elements since, and who has read it. */
interface Past {
  whole: number | undefined;
  parts: number[];
  readers: number[];
}

/** For each statement those before it that it has to come after. */
function waits(list: readonly Stmt[], touchesOf: TouchesOf): number[][] {
  const pasts = new Map<string, Past>();
  return list.map((stmt, at) => {
    const { reads, writes, uses, makes } = touchesOf(stmt);
    const found = new Set<number>();
    const pastOf = (key: string): Past => {
      const past = pasts.get(key) ?? { whole: undefined, parts: [], readers: [] };
      pasts.set(key, past);
      if (past.whole !== undefined) found.add(past.whole);
      return past;
    };
    const read = (key: string): void => {
      const past = pastOf(key);
      for (const part of past.parts) found.add(part);
      // whoever reads after this one comes after it: so it waits for the parts as well
      if (past.parts.length > 0) Object.assign(past, { whole: at, parts: [], readers: [] });
      else past.readers.push(at);
    };
    const change = (key: string, part?: number): void => {
      const past = pastOf(key);
      for (const each of past.readers) found.add(each);
      if (part !== undefined) past.parts.push(at);
      else {
        for (const each of past.parts) found.add(each);
        Object.assign(past, { whole: at, parts: [], readers: [] });
      }
    };
    for (const id of reads) if (!writes.has(id)) read(`array ${id}`);
    for (const id of uses) if (!makes.has(id)) read(`local ${id}`);
    const part = stmt.kind === "store" && stmt.at.kind === "int" && !stmt.add ? stmt.at.value : undefined;
    for (const id of writes) {
      const alone = part === undefined || reads.has(id) ? undefined : part;
      change(`array ${id}`, alone);
      if (alone !== undefined) change(`array ${id} at ${alone}`);
    }
    for (const id of makes) change(`local ${id}`);
    found.delete(at);
    return [...found];
  });
}
