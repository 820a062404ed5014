// Cuts a long body into parts that V8 still optimises: beyond about 60 kB of bytecode a function runs
// 20 to 100 times slower. Values that cross a cut lie in a small array of slots.
import { infix, number, partsOf, use, type Buffer, type Local, type Num, type Stmt } from "./ir.js";
import { bodyOf, numsOf } from "./map.js";

/** At about 15 bytes of bytecode an operation this stays well below the limit of 61,440 bytes. */
const MAX_PART = 1000;

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
  readonly slots: Buffer;
}

/** The parts of a body, or undefined where it is short enough to stay whole. */
export function split(body: readonly Stmt[], results: readonly Num[], given: readonly Local[], nextId: () => number): Split | undefined {
  const items = body.flatMap((s) => (s.kind === "block" && weight(s) > MAX_PART && !accumulates(s) ? s.body : [s]));
  const weights = items.map(weight);
  if (weights.reduce((sum, w) => sum + w, 0) <= MAX_PART * 1.5) return undefined;
  const groups = group(items, weights);
  const slotOf = crossings(groups, results, given);
  const slots: Buffer = { id: nextId(), hint: "slots", kind: "scratch", shape: [Math.max(1, slotOf.size)] };
  const save = (local: Local): Stmt => ({ kind: "store", buffer: slots, at: number(slotOf.get(local.id) as number), value: use(local), add: false });
  const restore = (local: Local): Stmt => {
    const stored: Num = { kind: "load", buffer: slots, at: number(slotOf.get(local.id) as number) };
    return { kind: "let", local, value: local.isCondition === true ? infix("!==", stored, number(0)) : stored, mutable: false };
  };
  const known = localsById(groups, given);
  const crossing = (ids: ReadonlySet<number>): Local[] => [...ids].flatMap((id) => (slotOf.has(id) ? known.get(id) ?? [] : []));
  return {
    slots,
    before: given.filter((local) => slotOf.has(local.id)).map(save),
    parts: groups.map((statements) => {
      const own = new Set(definedIn(statements).map((local) => local.id));
      const taken = new Set([...usedIn(statements)].filter((id) => !own.has(id)));
      return { statements: [...crossing(taken).map(restore), ...statements, ...crossing(own).map(save)], buffers: buffersIn(statements) };
    }),
    after: crossing(new Set(results.flatMap((r) => [...localsIn(r)]))).map(restore),
  };
}

/** Whether the statements of a block share a running sum: they stay together. */
function accumulates(block: Stmt): boolean {
  return bodyOf(block).some((s) => s.kind === "let" && s.mutable);
}

/** Whether a body with these results is cut at all. */
export function isLong(body: readonly Stmt[], results: readonly Num[]): boolean {
  return body.reduce((sum, s) => sum + weight(s), 0) + results.reduce((sum, r) => sum + size(r), 0) > MAX_PART * 1.5;
}

function group(items: readonly Stmt[], weights: readonly number[]): Stmt[][] {
  const groups: Stmt[][] = [];
  let room = 0;
  items.forEach((item, i) => {
    const own = weights[i] as number;
    if (groups.length === 0 || own > room) {
      groups.push([]);
      room = MAX_PART;
    }
    groups[groups.length - 1]?.push(item);
    room -= own;
  });
  return groups;
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

/** Locals that are visible after the statements: those of loops are not. */
function definedIn(statements: readonly Stmt[]): Local[] {
  return statements.flatMap((s) => {
    if (s.kind === "let") return [s.local];
    if (s.kind === "routine") return s.result === undefined ? [] : [s.result];
    return s.kind === "block" ? definedIn(s.body) : [];
  });
}

function usedIn(statements: readonly Stmt[]): Set<number> {
  const found = new Set<number>();
  const stack = [...statements];
  while (stack.length > 0) {
    const stmt = stack.pop() as Stmt;
    for (const num of numsOf(stmt)) for (const id of localsIn(num)) found.add(id);
    if (stmt.kind === "assign") found.add(stmt.local.id);
    stack.push(...bodyOf(stmt));
  }
  return found;
}

function localsIn(num: Num): Set<number> {
  const found = new Set<number>();
  const stack = [num];
  while (stack.length > 0) {
    const at = stack.pop() as Num;
    if (at.kind === "local") found.add(at.local.id);
    stack.push(...partsOf(at));
  }
  return found;
}

function buffersIn(statements: readonly Stmt[]): Buffer[] {
  const found = new Map<number, Buffer>();
  const note = (buffer: Buffer): void => {
    if (buffer.kind === "input" || buffer.kind === "output") found.set(buffer.id, buffer);
  };
  const stack = [...statements];
  while (stack.length > 0) {
    const stmt = stack.pop() as Stmt;
    if (stmt.kind === "store" || stmt.kind === "fill") note(stmt.buffer);
    if (stmt.kind === "routine") for (const arg of stmt.args) if ("buffer" in arg) note(arg.buffer);
    const nums = [...numsOf(stmt)];
    while (nums.length > 0) {
      const num = nums.pop() as Num;
      if (num.kind === "load") note(num.buffer);
      nums.push(...partsOf(num));
    }
    stack.push(...bodyOf(stmt));
  }
  return [...found.values()];
}

function weight(stmt: Stmt): number {
  const own = numsOf(stmt).reduce((sum, num) => sum + size(num), 1);
  return bodyOf(stmt).reduce((sum, s) => sum + weight(s), own);
}

function size(num: Num): number {
  return partsOf(num).reduce((sum, part) => sum + size(part), num.kind === "local" || num.kind === "number" ? 0 : 1);
}
