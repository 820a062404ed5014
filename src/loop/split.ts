// Cuts a long body into parts that V8 still optimises: beyond about 60 kB of bytecode a function runs
// 20 to 100 times slower. Values that cross a cut lie in a small array of slots.
import { atKey, nth } from "../diagnostics/known.js";
import { int, number, use, type Buffer, type Expr, type Local, type Num, type Stmt } from "./ir.js";
import { allParts, allStatements, bodyOf, definedBy, exprsOf, localsIn, touchedBy } from "./map.js";
import { inOrderOfNeed } from "./order.js";

/** At about 15 bytes of bytecode an operation this stays well below the limit of 61,440 bytes. */
const MAX_PART = 1000;
/** V8 orders the arithmetic of a function by itself, and keeps fewer numbers in memory where there is less of it. */
const SHORT_PART = 300;
/** That gains as long as no more values go from part to part than one for so many operations. */
const WORTH = 14;

export interface Part {
  readonly statements: readonly Stmt[];
  /** Arguments and results that the part needs handed in. */
  readonly buffers: readonly Buffer[];
}

export interface Split {
  /** Runs before the parts: scalar arguments go into their slots. */
  readonly before: readonly Stmt[];
  readonly parts: readonly Part[];
  /** Runs after the parts: what the results need comes out of its slots. */
  readonly after: readonly Stmt[];
  /** None where nothing crosses a cut. */
  readonly slots: readonly Buffer[];
}

/** A scalar argument. */
export type Given = Local & Pick<Stmt, "origin">;

/** A long body in the order in which fewer values go from one part to another: as it is, or as they are needed. */
export function orderForParts(body: readonly Stmt[], results: readonly Num[], given: readonly Local[]): readonly Stmt[] {
  const items = itemsOf(body);
  const needed = inOrderOfNeed(items);
  const [own, other] = [items, needed].map((list) => partsOf(list, results, given)) as [Parts, Parts];
  return other.isShort === own.isShort ? (other.slotOf.size < own.slotOf.size ? needed : items) : other.isShort ? needed : items;
}

/** The parts of a body, or undefined where it is short enough to stay whole. */
export function split(body: readonly Stmt[], results: readonly Num[], given: readonly Given[], nextId: () => number): Split | undefined {
  const items = itemsOf(body);
  if (items.reduce((sum, item) => sum + weight(item), 0) <= MAX_PART * 1.5) return undefined;
  const { groups, slotOf } = partsOf(items, results, given);
  const slots: Buffer = { id: nextId(), hint: "slots", type: "f64", kind: "scratch", shape: [slotOf.size] };
  const save = (local: Local): Stmt =>
    ({
      kind: "store", buffer: slots, at: int(atKey(slotOf, local.id)), value: asNumber(local), add: false, ...origins.get(local.id),
    });
  const restore = (local: Local): Stmt => {
    return {
      kind: "let", local,
      value: fromNumber(local, { kind: "load", buffer: slots, at: int(atKey(slotOf, local.id)) }),
      mutable: false, ...origins.get(local.id),
    };
  };
  const known = localsById(groups, given);
  const origins = originsIn(groups, given);
  const crossing = (ids: ReadonlySet<number>): Local[] => [...ids].flatMap((id) => (slotOf.has(id) ? known.get(id) ?? [] : []));
  return {
    slots: slotOf.size === 0 ? [] : [slots],
    before: given.filter((local) => slotOf.has(local.id)).map(save),
    parts: groups.map((statements) => {
      const own = new Set(definedIn(statements).map((local) => local.id));
      const taken = new Set([...usedIn(statements)].filter((id) => !own.has(id)));
      return { statements: [...crossing(taken).map(restore), ...statements, ...crossing(own).map(save)], buffers: buffersIn(statements) };
    }),
    after: crossing(new Set(results.flatMap((r) => [...localsIn(r)]))).map(restore),
  };
}

/** The statements that stay whole: a long block is what is in it. */
function itemsOf(body: readonly Stmt[]): readonly Stmt[] {
  return body.flatMap((s) => (s.kind === "block" && weight(s) > MAX_PART && !accumulates(s) ? withOrigin(s) : [s]));
}

/** What is in a block, without it. */
function withOrigin({ origin, ...block }: Stmt): readonly Stmt[] {
  return origin === undefined ? bodyOf(block) : bodyOf(block).map((s) => ({ origin, ...s }));
}

/** A local as a slot holds it. */
function asNumber(local: Local): Num {
  if (local.type === "number") return use(local);
  return local.type === "index"
    ? { kind: "fromIndex", index: { kind: "counter", local } }
    : { kind: "fromCondition", test: { kind: "condition", local } };
}

function fromNumber({ type }: Local, value: Num): Expr {
  if (type === "number") return value;
  return type === "index" ? { kind: "whole", value } : { kind: "compare", op: "ne", left: value, right: number(0) };
}

/** Whether the statements of a block share a running sum: they stay together. */
function accumulates(block: Stmt): boolean {
  return bodyOf(block).some((s) => s.kind === "let" && s.mutable);
}

/** Whether a body with these results is cut at all. */
export function isLong(body: readonly Stmt[], results: readonly Num[]): boolean {
  return body.reduce((sum, s) => sum + weight(s), 0) + results.reduce((sum, r) => sum + size(r), 0) > MAX_PART * 1.5;
}

interface Parts {
  readonly isShort: boolean;
  readonly groups: readonly (readonly Stmt[])[];
  /** For each local that goes from one to another. */
  readonly slotOf: ReadonlyMap<number, number>;
}

/** Short parts where few values go across, else long ones. */
function partsOf(items: readonly Stmt[], results: readonly Num[], given: readonly Local[]): Parts {
  const [short, long] = [SHORT_PART, MAX_PART].map((most) => (): Parts => {
    const groups = group(items, most);
    return { isShort: most === SHORT_PART, groups, slotOf: crossings(groups, results, given) };
  }) as [() => Parts, () => Parts];
  const found = short();
  return found.slotOf.size * WORTH <= items.reduce((sum, item) => sum + weight(item), 0) ? found : long();
}

/** Parts of at most `most`; of the places in its second half where a part may end, the one over which the fewest values go. */
function group(items: readonly Stmt[], most: number): Stmt[][] {
  const weights = items.map(weight);
  const alive = aliveBefore(items);
  const groups: Stmt[][] = [];
  for (let from = 0; from < items.length;) {
    let [end, best, total] = [from + 1, from + 1, nth(weights, from)];
    for (; end < items.length && total + nth(weights, end) <= most; end++) {
      total += nth(weights, end);
      if (total < most / 2 || nth(alive, end + 1) <= nth(alive, best)) best = end + 1;
    }
    groups.push(items.slice(from, best));
    from = best;
  }
  return groups;
}

/** More than any number of values. */
const MANY = 1e9;

/** How many values the statements before each of them, and before the end, leave to those from there on; never a running sum. */
function aliveBefore(items: readonly Stmt[]): number[] {
  const last = new Map<number, number>();
  items.forEach((item, i) => { for (const id of usedIn([item])) last.set(id, i); });
  const change = new Array<number>(items.length + 2).fill(0);
  items.forEach((item, i) => {
    for (const { id } of definedIn([item])) {
      const to = last.get(id) ?? i;
      const own = item.kind === "let" && item.mutable ? MANY : 1;
      change[i + 1] = nth(change, i + 1) + own;
      change[to + 1] = nth(change, to + 1) - own;
    }
  });
  let sum = 0;
  return change.map((by) => (sum += by));
}

/** A slot for each local that one part defines (or an argument gives) and another part or a result uses. */
function crossings(groups: readonly (readonly Stmt[])[], results: readonly Num[], given: readonly Local[]): Map<number, number> {
  const home = new Map<number, number>(given.map((local) => [local.id, -1]));
  groups.forEach((statements, at) => { for (const local of definedIn(statements)) home.set(local.id, at); });
  const slotOf = new Map<number, number>();
  const cross = (id: number, at: number): void => {
    const from = home.get(id);
    if (from !== undefined && from !== at && !slotOf.has(id)) slotOf.set(id, slotOf.size);
  };
  groups.forEach((statements, at) => { for (const id of usedIn(statements)) cross(id, at); });
  // the body of the function itself has the arguments, but not what the parts define
  for (const id of results.flatMap((r) => [...localsIn(r)])) if ((home.get(id) ?? -1) >= 0) cross(id, -1);
  return slotOf;
}

function localsById(groups: readonly (readonly Stmt[])[], given: readonly Local[]): Map<number, Local> {
  return new Map([...given, ...groups.flatMap(definedIn)].map((local) => [local.id, local]));
}

/** Where the values of locals come from. */
function originsIn(groups: readonly (readonly Stmt[])[], given: readonly Given[]): Map<number, Pick<Stmt, "origin">> {
  const origins = new Map(given.map(({ id, origin }) => [id, origin === undefined ? {} : { origin }] as const));
  const visit = (statements: readonly Stmt[], around: Stmt["origin"]): void => {
    for (const stmt of statements) {
      const origin = stmt.origin ?? around;
      if (stmt.kind === "block") visit(stmt.body, origin);
      else if (origin !== undefined) for (const local of definedBy(stmt)) origins.set(local.id, { origin });
    }
  };
  for (const statements of groups) visit(statements, undefined);
  return origins;
}

/** Locals that are visible after the statements: those of loops are not. */
function definedIn(statements: readonly Stmt[]): Local[] {
  return statements.flatMap((s) => (s.kind === "block" ? definedIn(s.body) : definedBy(s)));
}

function usedIn(statements: readonly Stmt[]): Set<number> {
  const used = new Set<number>();
  for (const stmt of allStatements(statements)) {
    if (stmt.kind === "assign") used.add(stmt.local.id);
    for (const expr of exprsOf(stmt)) for (const id of localsIn(expr)) used.add(id);
  }
  return used;
}

function buffersIn(statements: readonly Stmt[]): Buffer[] {
  const found = new Map<number, Buffer>();
  for (const { buffer } of allStatements(statements).flatMap(touchedBy))
    if (buffer.kind === "input" || buffer.kind === "output") found.set(buffer.id, buffer);
  return [...found.values()];
}

function weight(stmt: Stmt): number {
  const own = exprsOf(stmt).reduce((sum, expr) => sum + size(expr), 1);
  return bodyOf(stmt).reduce((sum, s) => sum + weight(s), own);
}

/** What costs no bytecode of its own. */
const FREE: ReadonlySet<Expr["kind"]> = new Set<Expr["kind"]>(
  ["local", "counter", "condition", "number", "int", "extent", "whole", "fromIndex", "truth"],
);

function size(expr: Expr): number {
  return allParts(expr).reduce((sum, part) => sum + (FREE.has(part.kind) ? 0 : 1), 0);
}
