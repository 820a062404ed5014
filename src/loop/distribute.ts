// Loop distribution: where calls of elementary functions wait for one another, a loop becomes several over the same steps,
// in strips. The processor then works at the calls of several steps at once, none of which waits for another one.
import { nth } from "../diagnostics/known.js";
import type { NumOp } from "../graph/operation.js";
import { affineOf, isAtMost, timesOf } from "./affine.js";
import { keyOf } from "./hoist.js";
import {
  counter, load, minus, store, use, type Buffer, type Expr, type For, type Local, type NewLocal, type Num, type Stmt,
} from "./ir.js";
import {
  allParts, bodyOf, definedBy, exprsOf, localOf, localsIn, mapCondition, mapNum, mapperWith, mapStatement, touchedBy, withCounter,
  withoutBlocks, type Mapper,
} from "./map.js";
import type { NewBuffer } from "./rows.js";
import { BLOCK, blockLoop, mostStepsOf } from "./sums.js";

export interface Worth {
  /** Calls in a row from which on several loops are worth their arrays: two overlap in one loop nearly as well. */
  readonly depth: number;
  /** In a loop of fewer steps there is little to overlap. */
  readonly steps: number;
  /** Of arrays of floats too: where a loop computes in floats anyway, nothing is lost in storing its numbers. */
  readonly floats?: boolean;
}

const WORTH: Worth = { depth: 3, steps: 8 };
/** What has no more parts, and needs nothing from the step, is computed again rather than stored. */
const MAX_COPIED = 8;

/** Operations that take about as long as a sum; all other ones are elementary functions. */
const QUICK: ReadonlySet<NumOp> = new Set<NumOp>([
  "add", "sub", "mul", "div", "neg", "abs", "ceil", "floor", "max", "min", "sqrt",
]);
/** Functions of src/runtime that call no elementary function. */
const QUICK_CALLS: ReadonlySet<string> = new Set([
  "sigmoidOf", "sigmoidDerivativeOf", "sech2Of", "tanhOf", "expMinusScale", "sigmoidOfParts", "sigmoidDerivativeOfParts", "sech2OfParts",
  "tanhOfParts", "sumRest", "productError", "sumError", "productOfSum",
]);

/** The same statements with calls that wait for other ones in loops of their own. */
export function distributeLoops(
  body: readonly Stmt[], newLocal: NewLocal, newBuffer: NewBuffer, given: Partial<Worth> = {},
): readonly Stmt[] {
  const worth = { ...WORTH, ...given };
  return body.flatMap((stmt): readonly Stmt[] => {
    if (stmt.kind !== "block" && stmt.kind !== "for") return [stmt];
    const loops = stmt.kind === "for" ? distributed(stmt, newLocal, newBuffer, worth) : undefined;
    return loops ?? [{ ...stmt, body: distributeLoops(stmt.body, newLocal, newBuffer, given) }];
  });
}

function distributed(
  loop: For & Pick<Stmt, "origin">, newLocal: NewLocal, newBuffer: NewBuffer, worth: Worth,
): readonly Stmt[] | undefined {
  const steps = mostStepsOf(loop);
  const body = withoutBlocks(loop.body);
  if (loop.step !== 1 || (steps !== undefined && steps < worth.steps) || body.some((stmt) => bodyOf(stmt).length > 0)) return undefined;
  if (body.flatMap(callsIn).length < worth.depth) return undefined;
  const list = body.flatMap((stmt) => withoutNested(stmt, newLocal));
  if (!isDistributable(list, loop.local, worth)) return undefined;
  const pieces = piecesOf(list);
  if (Math.max(...pieces) + 1 < worth.depth) return undefined;
  const isShort = steps !== undefined && steps <= BLOCK;
  const whole = { ...loop, body: list };
  const strips = isShort ? undefined : blockLoop(whole, BLOCK, () => [], newLocal);
  const strip = strips === undefined ? whole : strips.body[0] as For;
  const room = isShort ? steps : BLOCK;
  const loops = inPieces(strip, pieces, newLocal, (like, hint) => newBuffer(like, [room], hint));
  return loops === undefined || strips === undefined ? loops : [{ ...strips, body: loops, ...(loop.origin && { origin: loop.origin }) }];
}

function isCall(expr: Expr): expr is Extract<Num, { kind: "apply" | "call" }> {
  return expr.kind === "apply" ? !QUICK.has(expr.op) : expr.kind === "call" && !QUICK_CALLS.has(expr.fn);
}

function callsIn(stmt: Stmt): Extract<Num, { kind: "apply" | "call" }>[] {
  return exprsOf(stmt).flatMap(allParts).filter(isCall);
}

/** The statement, after one for each call that another call has in its arguments; what is in a branch of a choice stays there. */
function withoutNested(stmt: Stmt, newLocal: NewLocal): readonly Stmt[] {
  const before: Stmt[] = [];
  const origin = stmt.origin === undefined ? {} : { origin: stmt.origin };
  const certain = (own: (num: Num, map: Mapper) => Num): Mapper => mapperWith((map) => ({
    num: (num) => (num.kind === "select" ? { ...num, test: map.cond(num.test) } : own(num, map)),
    cond: (cond) => (cond.kind === "logic" ? { ...cond, left: map.cond(cond.left) } : mapCondition(cond, map)),
  }));
  const inside = certain((num, map) => {
    const mapped = mapNum(num, map);
    if (!isCall(num)) return mapped;
    const local = newLocal("inner");
    before.push({ kind: "let", local, value: mapped, mutable: false, ...origin });
    return use(local);
  });
  const outside = certain((num, map) => (isCall(num) ? mapNum(num, inside) : mapNum(num, map)));
  const mapped = mapStatement(stmt, outside);
  return [...before, mapped];
}

/**
 * Whether the steps may go in any order, statement by statement: each array that is stored is touched at one place of a
 * step, or by one statement, and so is each local that changes.
 */
function isDistributable(list: readonly Stmt[], { id }: Local, { floats }: Worth): boolean {
  if (list.some((s) => s.kind !== "let" && s.kind !== "assign" && s.kind !== "store")) return false;
  if (list.some((s) => s.kind === "let" && s.mutable)) return false;
  const assigned = new Set(list.flatMap((s) => (s.kind === "assign" ? [s.local.id] : [])));
  const touches = (stmt: Stmt, local: number): boolean => (stmt.kind === "assign" && stmt.local.id === local) ||
    exprsOf(stmt).flatMap(allParts).some((part) => localOf(part)?.id === local);
  if ([...assigned].some((local) => list.filter((stmt) => touches(stmt, local)).length > 1)) return false;
  const stored = new Set(list.flatMap((s) => (s.kind === "store" ? [s.buffer.id] : [])));
  const touched = list.map((stmt) => ({ stmt, all: touchedBy(stmt) }));
  if (floats !== true && touched.some(({ all }) => all.some(({ buffer }) => buffer.type !== "f64"))) return false;
  return [...stored].every((buffer) => {
    const own = touched.filter(({ all }) => all.some((each) => each.buffer.id === buffer)).map(({ stmt }) => stmt);
    if (own.length === 1) return true;
    const places = own.flatMap((stmt) => placesIn(stmt, buffer));
    const at = affineOf((places[0] as Place).at);
    return at !== undefined && isMoved(timesOf(at, id)) && new Set(places.map((place) => keyOf(place.at))).size === 1;
  });
}

type Place = Extract<Stmt, { kind: "store" }> | Extract<Num, { kind: "load" }>;

function placesIn(stmt: Stmt, buffer: number): Place[] {
  const loads = exprsOf(stmt).flatMap(allParts).flatMap((part) => (part.kind === "load" && part.buffer.id === buffer ? [part] : []));
  return stmt.kind === "store" && stmt.buffer.id === buffer ? [...loads, stmt] : loads;
}

function isMoved(times: ReturnType<typeof timesOf>): boolean {
  return isAtMost(1, times) || isAtMost(times, -1);
}

/** The piece of a statement, or of what it makes, and whether that waits for a call of its own piece. */
interface Ready {
  readonly piece: number;
  readonly isLate: boolean;
}

/** For each statement which of the loops it goes to: a call goes to the next one after those that its arguments wait for. */
function piecesOf(list: readonly Stmt[]): number[] {
  const made = new Map<number, Ready>();
  const memory = new Map<number, Ready>();
  const read = new Map<number, number>();
  const needs = (expr: Expr): Ready[] => allParts(expr).flatMap((part) =>
    (part.kind === "load" ? memory.get(part.buffer.id) : made.get(localOf(part)?.id ?? -1)) ?? []);
  return list.map((stmt) => {
    const needed = exprsOf(stmt).flatMap(needs);
    const touched = touchedBy(stmt);
    const before = touched.flatMap(({ buffer: { id }, access }) =>
      (access === "read" ? [] : [read.get(id) ?? 0, memory.get(id)?.piece ?? 0]));
    const least = Math.max(0, ...before, ...needed.map(({ piece }) => piece));
    const calls = callsIn(stmt);
    const waits = calls.flatMap(({ args }) => args.flatMap(needs)).some(({ piece, isLate }) => isLate && piece === least);
    const piece = waits ? least + 1 : least;
    const ready: Ready = { piece, isLate: calls.length > 0 || needed.some((each) => each.isLate && each.piece === piece) };
    for (const { id } of definedBy(stmt)) made.set(id, ready);
    for (const { buffer, access } of touched) {
      if (access === "read") read.set(buffer.id, Math.max(read.get(buffer.id) ?? 0, piece));
      else memory.set(buffer.id, ready);
    }
    return piece;
  });
}

/** A number that later pieces need: what it is there, in terms of the counter of the loop. */
interface Crossing {
  readonly local: Local;
  readonly piece: number;
  readonly value: Num;
  /** Whether the piece that makes it has to store it. */
  readonly isKept: boolean;
}

/** A loop for each piece; undefined where something other than a number would cross. */
function inPieces(
  loop: For, pieces: readonly number[], newLocal: NewLocal, room: (like: Buffer, hint: string) => Buffer,
): readonly Stmt[] | undefined {
  const crossings = crossingsOf(loop, pieces, room);
  return crossings === undefined ? undefined : Array.from({ length: Math.max(...pieces) + 1 }, (_, piece): Stmt => {
    const own = loop.body.filter((_stmt, i) => pieces[i] === piece);
    const used = usedIn(own);
    const taken = crossings.filter((each) => each.piece < piece && used.has(each.local.id));
    const fresh = new Map(taken.map(({ local }) => [local.id, newLocal(local.hint)]));
    const renamed = mapperWith((map) => ({
      num: (num) => (num.kind === "local" ? use(fresh.get(num.local.id) ?? num.local) : mapNum(num, map)),
    }));
    const heads = taken.map(({ local, value }): Stmt => ({
      kind: "let", local: fresh.get(local.id) as Local, value, mutable: false,
    }));
    const body = own.flatMap((stmt): readonly Stmt[] => {
      const crossing = crossings.find(({ local }) => local.id === definedBy(stmt)[0]?.id);
      if (crossing !== undefined && !crossing.isKept && !used.has(crossing.local.id)) return [];
      const mapped = mapStatement(stmt, renamed);
      if (crossing?.isKept !== true || crossing.value.kind !== "load") return [mapped];
      const { buffer, at } = crossing.value;
      return [mapped, store(buffer, at, use(crossing.local))];
    });
    const at = newLocal(loop.local.hint, "index");
    const moved = withCounter(loop.local, at);
    return { ...loop, local: at, body: [...heads, ...body].map((stmt) => mapStatement(stmt, moved)) };
  });
}

function crossingsOf(loop: For, pieces: readonly number[], room: (like: Buffer, hint: string) => Buffer): Crossing[] | undefined {
  const list = loop.body;
  const used = new Map<number, number[]>();
  list.forEach((stmt, i) => {
    for (const id of usedIn([stmt])) used.set(id, [...used.get(id) ?? [], nth(pieces, i)]);
  });
  const like = list.flatMap(touchedBy)[0]?.buffer;
  const crossings: Crossing[] = [];
  const made = new Set(list.flatMap(definedBy).map(({ id }) => id));
  const stored = new Set(list.flatMap((s) => (s.kind === "store" ? [s.buffer.id] : [])));
  // what is quickly made of what the step does not change is made again
  const isCopied = (stmt: Stmt): boolean => {
    const parts = exprsOf(stmt).flatMap(allParts);
    return parts.length <= MAX_COPIED && !parts.some(isCall) && parts.every((part) =>
      (part.kind === "load" ? !stored.has(part.buffer.id) : !made.has(localOf(part)?.id ?? loop.local.id)));
  };
  for (const [i, stmt] of list.entries()) {
    if (stmt.kind !== "let") continue;
    const { local, value } = stmt;
    const piece = nth(pieces, i);
    const next = Math.min(...(used.get(local.id) ?? []).filter((other) => other > piece));
    if (next === Infinity) continue;
    if (local.type !== "number" || like === undefined) return undefined;
    const known = isCopied(stmt) ? value as Num : storedBefore(local, next, list, pieces);
    crossings.push({
      local, piece, isKept: known === undefined,
      value: known ?? load(room(like, local.hint), minus(counter(loop.local), loop.from)),
    });
  }
  return crossings;
}

/** Where a piece before another one stores a number, in an array that is stored nowhere else. */
function storedBefore(local: Local, piece: number, list: readonly Stmt[], pieces: readonly number[]): Num | undefined {
  const found = list.find((s, i) =>
    s.kind === "store" && !s.add && s.value.kind === "local" && s.value.local.id === local.id && nth(pieces, i) < piece &&
    list.every((other) => other === s || other.kind !== "store" || other.buffer.id !== s.buffer.id));
  return found?.kind === "store" ? load(found.buffer, found.at) : undefined;
}

function usedIn(body: readonly Stmt[]): Set<number> {
  return new Set(body.flatMap(exprsOf).flatMap((expr) => [...localsIn(expr)]));
}
