// Elements that a step and the next one both touch go along in locals: those that are read, as x[i] and x[i + 1], and those
// to which both add, as to the gradients of such reads. Each element is then loaded, or stored, once.
import { dimKey, productOfDims, subtractDims, termsOf } from "../shape/dim.js";
import { added, affineOf, indexOf, isAtMost, reachOf, timesOf, without, type Affine } from "./affine.js";
import { placeKey } from "./hoist.js";
import {
  apply, load, partsOf, store, use, type Buffer, type Expr, type For, type Index, type Local, type NewLocal, type Num, type Stmt,
} from "./ir.js";
import { exprsOf, mapNum, mapperWith, mapStatement } from "./map.js";

/** With more of them a loop runs out of registers. */
const MOST_CARRIED = 8;

/** The same statements with fewer loads and stores. */
export function carryNeighbours(body: readonly Stmt[], newLocal: NewLocal, outer: readonly For[] = []): readonly Stmt[] {
  const done: Stmt[] = [];
  for (const stmt of body) {
    if (stmt.kind === "block") done.push({ ...stmt, body: carryNeighbours(stmt.body, newLocal, outer) });
    else if (stmt.kind !== "for") done.push(stmt);
    else if (stmt.step === 1 && stmt.body.every(({ kind }) => kind === "let" || kind === "assign" || kind === "store"))
      done.push(...carried(stmt, outer, newLocal, done));
    else done.push({ ...stmt, body: carryNeighbours(stmt.body, newLocal, [...outer, stmt]) });
  }
  return done;
}

/** What a step does at an element. */
interface Access {
  readonly kind: "load" | "store" | "add";
  readonly buffer: Buffer;
  readonly index: Index;
  readonly at: Affine;
  /** Where it is, counted from what `row` tells. */
  readonly offset: number;
  readonly row: string;
  /** Whether every step does it, or a choice decides. */
  readonly isCertain: boolean;
  readonly stmt: Stmt;
}

/** What becomes of a loop. */
interface Change {
  readonly before: Stmt[];
  readonly first: Stmt[];
  readonly loads: Map<string, Num>;
  /** Nothing where a store is left out. */
  readonly stores: Map<Stmt, Stmt | undefined>;
  readonly last: Stmt[];
  readonly after: Stmt[];
}

interface Steps {
  readonly loop: For;
  /** The element that an access is at in the first step, and one behind the last step; undefined where it may not be there. */
  readonly start: (access: Access) => Index | undefined;
  readonly end: (access: Access) => Index;
  readonly newLocal: NewLocal;
}

/** The loop with what goes along; `done` loses a store to an element that the loop takes along. */
function carried(loop: For & Pick<Stmt, "origin">, outer: readonly For[], newLocal: NewLocal, done: Stmt[]): readonly Stmt[] {
  const [from, to] = [affineOf(loop.from), affineOf(loop.to)];
  if (from === undefined || to === undefined || from.factors.size + to.factors.size > 0 || !isAtMost(from.rest, to.rest)) return [loop];
  const moved = ({ at }: Access, by: Affine): Affine => added(without(at, new Set([loop.local.id])), by);
  const start = (access: Access): Index | undefined => {
    const first = moved(access, from);
    const reach = reachOf(first, outer);
    const isThere = reach !== undefined && isAtMost(0, reach.least) &&
      isAtMost(reach.most, subtractDims(productOfDims(access.buffer.shape), 1));
    return isThere ? indexOf(first) : undefined;
  };
  const steps: Steps = { loop, start, end: (access) => indexOf(moved(access, to)), newLocal };
  const change: Change = { before: [], first: [], loads: new Map(), stores: new Map(), last: [], after: [] };
  for (const row of rowsOf(loop)) {
    if (row.every(({ kind }) => kind === "load")) carryLoads(row, steps, change);
    else carrySums(row, steps, change, done);
  }
  if (change.before.length === 0 || change.before.length > MOST_CARRIED) return [loop];
  const names = new Map<number, Num>();
  const map = mapperWith((parts) => ({
    num: (num) => {
      if (num.kind === "local") return names.get(num.local.id) ?? num;
      return (num.kind === "load" ? change.loads.get(placeKey(num.buffer, num.at)) : undefined) ?? mapNum(num, parts);
    },
  }));
  const body = loop.body.flatMap((stmt): readonly Stmt[] => {
    const own = change.stores.has(stmt) ? change.stores.get(stmt) : stmt;
    if (own === undefined) return [];
    const mapped = mapStatement(own, map);
    // a name of what goes along is no further local
    if (own.kind !== "let" || own.value.kind !== "load" || mapped.kind !== "let" || mapped.value.kind !== "local") return [mapped];
    names.set(own.local.id, mapped.value);
    return [];
  });
  const last = change.last.map((stmt) => mapStatement(stmt, map));
  return [...change.before, { ...loop, body: [...change.first, ...body, ...last] }, ...change.after];
}

/** The accesses of a loop by buffers and what is the same in all steps; not those to buffers of which not all is known. */
function rowsOf(loop: For): Access[][] {
  const byBuffer = new Map<number, Map<string, Access[]>>();
  const lost = new Set<number>();
  const add = (kind: Access["kind"], buffer: Buffer, index: Index, isCertain: boolean, stmt: Stmt): void => {
    const at = affineOf(index);
    if (at === undefined) return void lost.add(buffer.id);
    const offset = termsOf(at.rest).find(({ names }) => names.length === 0)?.factor ?? 0;
    const factors = [...at.factors].map(([id, { times }]) => `${id}:${dimKey(times)}`).sort();
    const row = [...factors, dimKey(subtractDims(at.rest, offset))].join(" ");
    const rows = byBuffer.get(buffer.id) ?? new Map<string, Access[]>();
    byBuffer.set(buffer.id, rows.set(row, [...rows.get(row) ?? [], { kind, buffer, index, at, offset, row, isCertain, stmt }]));
  };
  for (const stmt of loop.body) {
    for (const expr of exprsOf(stmt)) eachLoad(expr, true, (buffer, index, isCertain) => add("load", buffer, index, isCertain, stmt));
    if (stmt.kind === "store") add(stmt.add ? "add" : "store", stmt.buffer, stmt.at, true, stmt);
  }
  return [...byBuffer].flatMap(([id, rows]) => {
    const all = [...rows.values()];
    const isRead = all.every((row) => row.every(({ kind }) => kind === "load"));
    // what is stored elsewhere in the buffer might be an element of the row
    return isRead || (all.length === 1 && !lost.has(id)) ? all : [];
  }).filter(([first]) => timesOf((first as Access).at, loop.local.id) === 1);
}

function eachLoad(expr: Expr, isCertain: boolean, visit: (buffer: Buffer, at: Index, isCertain: boolean) => void): void {
  if (expr.kind === "load") visit(expr.buffer, expr.at, isCertain);
  partsOf(expr).forEach((part, i) => {
    const isChosen = i > 0 && (expr.kind === "select" || expr.kind === "logic");
    eachLoad(part, isCertain && !isChosen, visit);
  });
}

/** What a step loads ahead is what the next one loads. */
function carryLoads(row: readonly Access[], { loop, start, newLocal }: Steps, change: Change): void {
  const at = (offset: number): readonly Access[] => row.filter((access) => access.offset === offset);
  const startOf = (offset: number): Index | undefined => at(offset).flatMap((access) => start(access) ?? [])[0];
  const known = new Map<number, Local>();
  for (const offset of [...new Set(row.map((access) => access.offset))].sort((a, b) => b - a)) {
    const [{ buffer, index }] = at(offset) as [Access];
    const [next, from] = [known.get(offset + 1), startOf(offset)];
    if (next !== undefined && from !== undefined) {
      const local = newLocal(`${buffer.hint}_${loop.local.hint}`);
      change.before.push({ kind: "let", local, value: load(buffer, from), mutable: true });
      change.last.unshift({ kind: "assign", local, value: use(next) });
      known.set(offset, local);
    } else if (startOf(offset - 1) !== undefined && at(offset).some(({ isCertain }) => isCertain)) {
      const local = newLocal(`${buffer.hint}_next`);
      change.first.push({ kind: "let", local, value: load(buffer, index), mutable: false });
      known.set(offset, local);
    }
    const local = known.get(offset);
    if (local !== undefined) for (const access of at(offset)) change.loads.set(placeKey(buffer, access.index), use(local));
  }
}

/** What a step stores ahead, and later ones add to, is stored by the last of them. */
function carrySums(row: readonly Access[], { loop, start, end, newLocal }: Steps, change: Change, done: Stmt[]): void {
  const all = [...row].sort((a, b) => b.offset - a.offset);
  const [ahead, ...behind] = all as [Access, ...Access[]];
  const starts = behind.flatMap((access) => start(access) ?? []);
  const isRun = all.every(({ kind, offset }, i) => kind !== "load" && offset === ahead.offset - i && (i === 0 || kind === "add"));
  if (!isRun || behind.length === 0 || starts.length < behind.length) return;
  const { buffer } = ahead;
  let next = aheadOf(ahead, loop, newLocal, change);
  behind.forEach((access, i) => {
    const at = starts[i] as Index;
    const local = newLocal(`${buffer.hint}_${loop.local.hint}`);
    change.before.push({ kind: "let", local, value: takenFrom(done, buffer, at) ?? load(buffer, at), mutable: true });
    change.last.unshift({ kind: "assign", local, value: next });
    change.after.push(store(buffer, end(access), use(local)));
    const sum = apply("add", use(local), valueOf(access));
    const made = newLocal(`${buffer.hint}_next`);
    const isLast = i === behind.length - 1;
    change.stores.set(access.stmt, isLast ? { ...access.stmt, value: sum, add: false } as Stmt : defined(access, made, sum));
    next = use(made);
  });
}

/** The number that a step has for the element ahead. */
function aheadOf(ahead: Access, { body }: For, newLocal: NewLocal, change: Change): Num {
  const value = valueOf(ahead);
  const isFixed = value.kind === "number" ||
    (value.kind === "local" && body.some((stmt) => stmt.kind === "let" && !stmt.mutable && stmt.local.id === value.local.id));
  if (ahead.kind === "store" && isFixed) {
    change.stores.set(ahead.stmt, undefined);
    return value;
  }
  const local = newLocal(`${ahead.buffer.hint}_next`);
  const whole = ahead.kind === "add" ? apply("add", load(ahead.buffer, ahead.index), value) : value;
  change.stores.set(ahead.stmt, defined(ahead, local, whole));
  return use(local);
}

function valueOf({ stmt }: Access): Num {
  return (stmt as Extract<Stmt, { kind: "store" }>).value;
}

function defined({ stmt: { origin } }: Access, local: Local, value: Num): Stmt {
  return { kind: "let", local, value, mutable: false, ...(origin && { origin }) };
}

/** The number that the statement before puts at a place, which is then left to the loop. */
function takenFrom(done: Stmt[], buffer: Buffer, at: Index): Num | undefined {
  const last = done.at(-1);
  if (last?.kind !== "store" || last.add || last.value.kind !== "number") return undefined;
  if (placeKey(last.buffer, last.at) !== placeKey(buffer, at)) return undefined;
  done.pop();
  return last.value;
}
