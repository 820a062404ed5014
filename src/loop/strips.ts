// Products that a loop over rows reads, or that read what it stores, go along with it in strips of rows: what lies between
// them is a strip, which stays in the cache however many rows there are.
import { addDims, dimAtMost, multiplyDims, productOfDims, sameDim, subtractDims, type Dim } from "../shape/dim.js";
import { affineOf, countOf, indexOf, isAtMost, mostOf, reachOf, timesOf, without, type Affine } from "./affine.js";
import {
  counter, FIRST, int, least, minus, plus, scale, size, type Buffer, type For, type Index, type NewLocal, type RoutineArg,
  type RoutineCall, type Stmt,
} from "./ir.js";
import { mapNum, mapperWith, mapStatement } from "./map.js";
import { argumentOf, routines } from "./routine-table.js";
import { usesIn, type NewBuffer, type Use } from "./rows.js";
import { BLOCK, blockLoop } from "./sums.js";
import { touchesReader, type TouchesOf } from "./touches.js";

interface Makers {
  readonly newLocal: NewLocal;
  readonly newBuffer: NewBuffer;
  /** Arrays that are read after the body. */
  readonly kept: ReadonlySet<number>;
}

/** The same statements with products in the loops over their rows. */
export function stripProducts(body: readonly Stmt[], make: Makers, touchesOf = touchesReader()): readonly Stmt[] {
  if (!body.some((stmt) => isProduct(onlyIn(stmt)))) return body;
  const uses = usesIn(body);
  for (const [at, stmt] of body.entries()) {
    const rows = rowsOf(stmt, at);
    const found = rows === undefined ? undefined : betweenOf(body, uses, rows, make.kept, touchesOf);
    if (rows !== undefined && found !== undefined) return stripProducts(inStrips(body, rows, found, make), make, touchesOf);
  }
  return body;
}

/** A loop over rows in the statement of a list at a place. */
interface Rows {
  readonly at: number;
  readonly loop: For;
  readonly count: Dim;
  /** The loop over blocks of them, where they are in blocks. */
  readonly blocks: For | undefined;
}

function rowsOf(stmt: Stmt, at: number): Rows | undefined {
  const outer = (stmt.kind === "block" ? stmt.body : [stmt]).find((s) => s.kind === "for");
  if (outer === undefined) return undefined;
  const blocks = outer.step === BLOCK ? outer : undefined;
  const loop = blocks === undefined ? outer : blocks.body.find((s) => s.kind === "for" && isOverBlock(s, blocks));
  if (loop?.kind !== "for" || loop.step !== 1) return undefined;
  const count = countOf({ ...outer, step: 1 });
  return count === undefined || isAtMost(count, BLOCK) ? undefined : { at, loop, count, blocks };
}

function isOverBlock({ from }: For, { local }: For): boolean {
  return from.kind === "counter" && from.local.id === local.id;
}

/** An array between a loop and products: its rows, and the products that make it or read it. */
interface Between {
  readonly buffer: Buffer;
  readonly row: Dim;
  readonly calls: readonly Call[];
}

interface Call {
  readonly at: number;
  readonly call: RoutineCall;
  /** The loops that are around it. */
  readonly loops: readonly For[];
  /** Made or read row by row, or summed over the rows. */
  readonly along: "rows" | "terms";
}

function betweenOf(
  body: readonly Stmt[], touching: ReadonlyMap<number, readonly Use[]>, rows: Rows, kept: ReadonlySet<number>, touchesOf: TouchesOf,
): Between | undefined {
  for (const [id, uses] of touching) {
    const { buffer } = uses[0] as Use;
    if (buffer.kind !== "scratch" || buffer.data !== undefined || kept.has(id)) continue;
    const inside = uses.filter(({ loops }) => loops.includes(rows.loop));
    const row = rowOf(inside, rows);
    if (row === undefined || !sameDim(multiplyDims(row, rows.count), productOfDims(buffer.shape))) continue;
    const others = uses.filter((use) => !inside.includes(use));
    const calls = others.map(({ stmt, loops }) => callOf(body, stmt, loops, buffer, row, rows, touchesOf));
    if (calls.length > 0 && calls.every((call) => call !== undefined)) return { buffer, row, calls };
  }
  return undefined;
}

/** The number of elements of which each step touches its own. */
function rowOf(inside: readonly Use[], { loop: { local } }: Rows): Dim | undefined {
  const first = inside[0]?.at;
  if (first === undefined) return undefined;
  const row = timesOf(first, local.id);
  const isOwn = ({ at, loops }: Use): boolean => {
    const reach = at === undefined ? undefined : reachOf(without(at, new Set([local.id])), loops);
    return reach !== undefined && sameDim(timesOf(at as Affine, local.id), row) && isAtMost(0, reach.least) &&
      isAtMost(reach.most, subtractDims(row, 1));
  };
  return isAtMost(1, row) && inside.every(isOwn) ? row : undefined;
}

/** A product that may go along with the rows, and is worth it: the array is larger than what it is made of or what comes of it. */
function callOf(
  body: readonly Stmt[], stmt: Stmt, loops: readonly For[], buffer: Buffer, row: Dim, rows: Rows, touchesOf: TouchesOf,
): Call | undefined {
  const at = body.findIndex((s) => onlyIn(s) === stmt);
  if (at < 0 || !isProduct(stmt) || !mayMove(body, at, rows.at, buffer, touchesOf)) return undefined;
  const [add, c] = [argumentOf(stmt, "add"), viewOf(stmt, "c")];
  const [height, inner, width] = ["rows", "inner", "cols"].map((name) => mostSize(stmt, name, loops)) as [Dim, Dim, Dim];
  if (add?.kind !== "flag" || add.flag) return undefined;
  const [name, ...more] = (["a", "b", "c"] as const).filter((each) => viewOf(stmt, each).buffer.id === buffer.id);
  if (name === undefined || more.length > 0) return undefined;
  const [own, sizes] = [viewOf(stmt, name), { a: [height, inner], b: [inner, width], c: [height, width] }[name]];
  const has = (step: 0 | 1): boolean => isAt(own.steps[step], row);
  const isInRow = (along: 0 | 1): boolean => reachesTo(own.offset, own.steps[1 - along], sizes[1 - along], loops, row);
  const isAlong = name === (at < rows.at ? "c" : "a") && has(0) && isInRow(0) && hasSize(stmt, "rows", rows.count);
  const call = { at, call: stmt, loops };
  if (isAlong) return isMore(row, name === "c" ? inner : width) ? { ...call, along: "rows" } : undefined;
  const along = name === "a" ? 1 : 0;
  const isSummed = at > rows.at && name !== "c" && has(along) && isInRow(along) && hasSize(stmt, "inner", rows.count);
  const steps = loops.map((loop) => countOf(loop) ?? NaN);
  const isWhole = sameDim(productOfDims(c.buffer.shape), productOfDims([height, width, ...steps]));
  return isSummed && isWhole && isMore(row, name === "a" ? width : height) ? { ...call, along: "terms" } : undefined;
}

/** The one statement in blocks and loops that hold nothing else. */
function onlyIn(stmt: Stmt): Stmt {
  let at = stmt;
  while ((at.kind === "block" || at.kind === "for") && at.body.length === 1) at = at.body[0] as Stmt;
  return at;
}

function isProduct(stmt: Stmt): stmt is Stmt & RoutineCall {
  return stmt.kind === "routine" && stmt.fn === "multiply";
}

/** Another statement in its place. */
function withOnly(stmt: Stmt, by: RoutineCall): Stmt {
  if (stmt.kind !== "block" && stmt.kind !== "for") return { ...stmt, ...by };
  return { ...stmt, body: stmt.body.map((inner) => withOnly(inner, by)) };
}

/** Whether elements from a place on, so many at a step from each other, are all below a size. */
function reachesTo(from: Index, step: Index | undefined, count: Dim | undefined, loops: readonly For[], size: Dim): boolean {
  const [first, by] = [affineOf(from), step === undefined ? undefined : affineOf(step)];
  const reach = first === undefined ? undefined : reachOf(first, loops);
  if (reach === undefined || by === undefined || by.factors.size > 0 || count === undefined) return false;
  const most = addDims(reach.most, multiplyDims(by.rest, subtractDims(count, 1)));
  return isAtMost(0, reach.least) && isAtMost(most, subtractDims(size, 1));
}

function isMore(row: Dim, beside: Dim): boolean {
  return isAtMost(beside, row) && !sameDim(beside, row);
}

function hasSize(call: RoutineCall, name: string, size: Dim): boolean {
  const arg = argumentOf(call, name);
  return arg?.kind === "index" && isAt(arg.index, size);
}

/** The size that an argument is at most. */
function mostSize(call: RoutineCall, name: string, loops: readonly For[]): Dim {
  const arg = argumentOf(call, name);
  return (arg?.kind === "index" ? mostOf(arg.index, loops) : undefined) ?? NaN;
}

function viewOf(call: RoutineCall, name: "a" | "b" | "c"): Extract<RoutineArg, { kind: "view" }> {
  return argumentOf(call, name) as Extract<RoutineArg, { kind: "view" }>;
}

function isAt(index: Index | undefined, dim: Dim): boolean {
  const sum = index === undefined ? undefined : affineOf(index);
  return sum !== undefined && sum.factors.size === 0 && sameDim(sum.rest, dim);
}

/** Whether a statement may run along with another one, to which it is moved: what they share is `between` alone. */
function mayMove(body: readonly Stmt[], from: number, to: number, between: Buffer, touchesOf: TouchesOf): boolean {
  const moved = touchesOf(body[from] as Stmt);
  return body.every((stmt, i) => {
    if (i < Math.min(from, to) || i > Math.max(from, to) || i === from) return true;
    const other = touchesOf(stmt);
    const own = (id: number): boolean => i === to && id === between.id;
    return [...other.writes].every((id) => own(id) || (!moved.reads.has(id) && !moved.writes.has(id))) &&
      [...other.reads].every((id) => own(id) || !moved.writes.has(id));
  });
}

/** The list with the products in the loop over blocks of rows, and a strip in place of the array. */
function inStrips(body: readonly Stmt[], rows: Rows, { buffer, row, calls }: Between, { newLocal, newBuffer }: Makers): readonly Stmt[] {
  const blocks = rows.blocks ?? blockLoop(rows.loop, BLOCK, () => [], newLocal);
  const strip = newBuffer(buffer, [dimAtMost(rows.count, BLOCK), row]);
  const start = counter(blocks.local);
  const end = least(plus(start, int(BLOCK)), blocks.to);
  const sums = calls.filter(({ along }) => along === "terms").map((each) => {
    const { buffer: sum } = viewOf(each.call, "c");
    const { origin } = body[each.at] as Stmt;
    return { sum, whole: newBuffer(sum, sum.shape, "whole"), from: origin === undefined ? {} : { origin } };
  });
  const moved = (isBefore: boolean): Stmt[] => calls.filter(({ at }) => at < rows.at === isBefore).map((each) => {
    const call = stripCall(each, buffer, strip, start, minus(end, start));
    return withOnly(body[each.at] as Stmt, call);
  });
  const joins = sums.map(({ sum, whole, from }): Stmt => ({
    kind: "routine", fn: "joinBlock", ...from,
    args: [
      { kind: "view", buffer: sum, offset: FIRST, steps: [] }, { kind: "array", buffer: whole },
      ...[start, end, size(rows.count)].map((index): RoutineArg => ({ kind: "index", index })),
    ],
  }));
  const inner = blocks.body.flatMap((stmt): Stmt[] => {
    if (stmt.kind !== "for" || !isOverBlock(stmt, blocks)) return [stmt];
    return [...moved(true), withStrip(stmt, buffer, strip, row, start), ...moved(false), ...joins];
  });
  const old = rows.blocks ?? rows.loop;
  const replaced = (stmt: Stmt): Stmt => (stmt === old ? { ...stmt, ...blocks, body: inner } : stmt);
  return body.flatMap((stmt, i): readonly Stmt[] => {
    if (calls.some(({ at }) => at === i)) return [];
    if (i !== rows.at) return [stmt];
    const zeros = sums.map(({ sum, from }): Stmt => ({ kind: "fill", buffer: sum, value: 0, ...from }));
    return [...zeros, stmt.kind === "block" ? { ...stmt, body: stmt.body.map(replaced) } : replaced(stmt)];
  });
}

/** The product for the rows of a strip. */
function stripCall({ call, along }: Call, buffer: Buffer, strip: Buffer, start: Index, count: Index): RoutineCall {
  const length = along === "rows" ? "rows" : "inner";
  // which dimension of each operand is that of the rows
  const moving = along === "rows" ? { a: 0, c: 0 } as const : { a: 1, b: 0 } as const;
  const args = call.args.map((arg, i): RoutineArg => {
    const { name } = routines[call.fn].parameters[i] as { readonly name: string };
    if (arg.kind === "index" && name === length) return { kind: "index", index: count };
    if (arg.kind === "flag") return { kind: "flag", flag: along === "terms" };
    if (arg.kind !== "view") return arg;
    if (arg.buffer.id === buffer.id) return { ...arg, buffer: strip };
    const step = arg.steps[moving[name as keyof typeof moving] ?? -1];
    return step === undefined ? arg : { ...arg, offset: plus(arg.offset, scale(start, step)) };
  });
  return { ...call, args };
}

/** A loop over the rows of a block, with those of the array in the strip. */
function withStrip(loop: For, buffer: Buffer, strip: Buffer, row: Dim, start: Index): For {
  const { local } = loop;
  const place = (at: Index): Index => {
    const rest = indexOf(without(affineOf(at) as Affine, new Set([local.id])));
    return plus(scale(minus(counter(local), start), size(row)), rest);
  };
  const map = mapperWith((parts) => ({
    num: (num) => {
      const mapped = mapNum(num, parts);
      return mapped.kind === "load" && mapped.buffer.id === buffer.id ? { ...mapped, buffer: strip, at: place(mapped.at) } : mapped;
    },
  }));
  const visit = (stmt: Stmt): Stmt => {
    const mapped = mapStatement(stmt, map);
    if (mapped.kind === "store" && mapped.buffer.id === buffer.id) return { ...mapped, buffer: strip, at: place(mapped.at) };
    return mapped.kind === "for" || mapped.kind === "block" ? { ...mapped, body: mapped.body.map(visit) } : mapped;
  };
  return visit(loop) as For;
}
