// Loops of a list that go through the same steps become one, and then the loops inside them: what a row needs is computed
// row by row. A loop moves over statements that neither need it nor are needed by it, and takes along what it needs.
import { multiplyDims, sameDim, subtractDims, type Dim } from "../shape/dim.js";
import { affineOf, countOf, isAtMost, reachOf, sizesFor, timesOf, without, type Affine, type Reach } from "./affine.js";
import type { Buffer, For, Index, Stmt } from "./ir.js";
import { allParts, bodyOf, exprsOf, mapWhole, touchedBy, withCounter } from "./map.js";
import type { Access } from "./routine-table.js";
import { allTouches, areApart, haveOwnLocals, touchesReader, type Touches, type TouchesOf } from "./touches.js";

/** A nest with more expressions than this would be too long for one function. */
const MAX_WEIGHT = 600;
/** So many statements are looked at, from a loop back. */
const FAR = 200;

/** The same statements with loops over the same steps made one, where one reads what the other one reads or writes. */
export function nestLoops(body: readonly Stmt[]): readonly Stmt[] {
  return inNests(body, itemReader());
}

function inNests(body: readonly Stmt[], itemOf: ItemOf): readonly Stmt[] {
  return nested(body.map((stmt) => itemOf(withNests(stmt, itemOf))), itemOf).map(({ stmt }) => stmt);
}

/** The loops of a list joined; a loop that has grown may fit more of them. */
function nested(items: readonly Item[], itemOf: ItemOf): readonly Item[] {
  const list: Item[] = [];
  for (const item of items) add(list, item, itemOf);
  return list.length === items.length || list.filter(({ loop }) => loop !== undefined).length < 2 ? list : nested(list, itemOf);
}

/** The statement with the lists inside it done. */
function withNests(stmt: Stmt, itemOf: ItemOf): Stmt {
  return stmt.kind === "for" || stmt.kind === "block" ? { ...stmt, body: inNests(stmt.body, itemOf) } : stmt;
}

/** A statement of a list, what it touches, and, of a loop or a block that ends with one, the loop. */
interface Item {
  readonly stmt: Stmt;
  readonly touches: Touches;
  readonly loop: Carrier | undefined;
}

interface Carrier {
  readonly loop: For & Pick<Stmt, "origin">;
  readonly count: Dim;
  readonly before: readonly Stmt[];
  /** What the statements before touch, and what the loop does. */
  readonly led: Touches;
  readonly own: Touches;
  /** The elements that it touches, once they are asked for. */
  places: readonly Place[] | undefined;
}

type ItemOf = (stmt: Stmt) => Item;

/** Joined loops are looked at again for each further one: what has been found of a statement is kept. */
function itemReader(): ItemOf {
  const touchesOf = touchesReader();
  const known = new WeakMap<Stmt, Item>();
  return (stmt) => {
    const item = known.get(stmt) ?? { stmt, touches: touchesOf(stmt), loop: carrierOf(stmt, touchesOf) };
    known.set(stmt, item);
    return item;
  };
}

function carrierOf(stmt: Stmt, touchesOf: TouchesOf): Carrier | undefined {
  const list = stmt.kind === "block" ? stmt.body : [stmt];
  const loop = list.at(-1);
  const count = loop?.kind === "for" ? countOf(loop) : undefined;
  if (loop?.kind !== "for" || count === undefined) return undefined;
  const before = list.slice(0, -1);
  return { loop, count, before, led: allTouches(before.map(touchesOf)), own: touchesOf(loop), places: undefined };
}

/** Adds a statement at the end, or to a loop that is there. */
function add(list: Item[], item: Item, itemOf: ItemOf): void {
  if (item.loop !== undefined && (moveBack(list, item, item.loop, itemOf) || moveOn(list, item, item.loop, itemOf))) return;
  list.push(item);
}

/** Moves a loop back to one that it fits, with the statements that it needs and that are no loops. */
function moveBack(list: Item[], item: Item, carrier: Carrier, itemOf: ItemOf): boolean {
  const taken = [item];
  let needed = item.touches;
  const left: Item[] = [];
  for (let at = list.length - 1; at >= Math.max(0, list.length - FAR); at--) {
    const other = list[at] as Item;
    const moved = taken.slice(1);
    if (other.loop !== undefined && fits(other.loop, carrier) && moved.every(({ touches }) => areApart(other.touches, touches))) {
      const joined = join(other, item, itemOf);
      list.splice(at, list.length - at, ...moved.reverse(), joined, ...left.reverse());
      return true;
    }
    if (areApart(other.touches, needed)) left.push(other);
    else if (other.loop !== undefined || bodyOf(other.stmt).length > 0 || other.stmt.kind === "routine") return false;
    else {
      taken.push(other);
      needed = allTouches([needed, other.touches]);
    }
  }
  return false;
}

/** Moves a loop that is there on to the end, where nothing in between needs it. */
function moveOn(list: Item[], item: Item, carrier: Carrier, itemOf: ItemOf): boolean {
  for (let at = list.length - 1; at >= Math.max(0, list.length - FAR); at--) {
    const other = list[at] as Item;
    if (other.loop === undefined || !fits(other.loop, carrier)) continue;
    if (!list.slice(at + 1).every(({ touches }) => areApart(other.touches, touches))) continue;
    list.splice(at, 1);
    list.push(join(other, item, itemOf));
    return true;
  }
  return false;
}

/** One loop for two; the loops inside it are joined in turn. */
function join(first: Item, second: Item, itemOf: ItemOf): Item {
  const [a, b] = [first.loop as Carrier, second.loop as Carrier];
  const renamed = b.loop.body.map((stmt) => mapWhole(stmt, withCounter(b.loop.local, a.loop.local)));
  const added = renamed.map((stmt) => withOrigin(stmt, b.loop.origin ?? second.stmt.origin));
  const inner = nested([...a.loop.body, ...added].map(itemOf), itemOf);
  const loop: For & Pick<Stmt, "origin"> = { ...a.loop, body: inner.map(({ stmt }) => stmt) };
  const blocks = [first.stmt, second.stmt].flatMap((stmt) => (stmt.kind === "block" ? [stmt] : []));
  if (blocks.length === 0) return itemOf(loop);
  const { origin } = first.stmt;
  return itemOf({
    kind: "block", comment: [...new Set(blocks.flatMap(({ comment }) => comment.split("\n")))].join("\n"),
    body: [...a.before, ...b.before.map((stmt) => withOrigin(stmt, second.stmt.origin)), loop], ...(origin && { origin }),
  });
}

function withOrigin(stmt: Stmt, origin: Stmt["origin"]): Stmt {
  return stmt.origin !== undefined || origin === undefined ? stmt : { ...stmt, origin };
}

/** Whether the second of two loops may run along with the first, step by step, and has something in common with it. */
function fits(first: Carrier, second: Carrier): boolean {
  if (first.loop.step !== second.loop.step || !sameDim(first.count, second.count)) return false;
  if (weightOf(first) + weightOf(second) > MAX_WEIGHT || !haveOwnLocals(first.own, second.own)) return false;
  if (!areApart(second.led, first.own)) return false;
  const shared = new Set([...second.own.reads, ...second.own.writes].filter((id) => first.own.reads.has(id) || first.own.writes.has(id)));
  if (shared.size === 0) return false;
  const written = new Set([...shared].filter((id) => first.own.writes.has(id) || second.own.writes.has(id)));
  const [a, b] = [first, second].map((carrier) => placesOf(carrier).filter(({ buffer }) => shared.has(buffer.id)));
  if (a === undefined || b === undefined) return false;
  let isMoved = false;
  for (const x of a) {
    for (const y of b) {
      if (x.buffer.id !== y.buffer.id) continue;
      if (x.access === "read" && y.access === "read") {
        isMoved ||= moves(x, first.loop) && moves(y, second.loop);
      } else if (written.has(x.buffer.id)) {
        if (!comesFirst(x, y, first.loop, second.loop)) return false;
        isMoved = true;
      }
    }
  }
  return isMoved;
}

function weightOf({ led, own }: Carrier): number {
  return led.weight + own.weight;
}

function placesOf(carrier: Carrier): readonly Place[] {
  carrier.places ??= placesIn(carrier.loop.body, []);
  return carrier.places;
}

/** An element that a statement touches, and the loops around it. */
interface Place {
  readonly buffer: Buffer;
  readonly access: Access;
  readonly loops: readonly For[];
  /** Of few arrays it is asked for. */
  readonly at: () => Affine | undefined;
}

function placeOf(buffer: Buffer, access: Access, loops: readonly For[], index: Index | undefined): Place {
  let known: { readonly at: Affine | undefined } | undefined;
  return { buffer, access, loops, at: () => (known ??= { at: index === undefined ? undefined : affineOf(index) }).at };
}

function placesIn(body: readonly Stmt[], loops: readonly For[]): Place[] {
  return body.flatMap((stmt): Place[] => {
    const loads = exprsOf(stmt).flatMap(allParts).flatMap(
      (part): Place[] => (part.kind === "load" ? [placeOf(part.buffer, "read", loops, part.at)] : []),
    );
    if (stmt.kind === "store") {
      const { buffer, add, at } = stmt;
      return [...loads, placeOf(buffer, add ? "update" : "write", loops, at)];
    }
    if (stmt.kind === "for") return [...loads, ...placesIn(stmt.body, [...loops, stmt])];
    if (stmt.kind === "block") return placesIn(stmt.body, loops);
    const isWhole = stmt.kind === "fill" || stmt.kind === "routine";
    return isWhole ? touchedBy(stmt).map(({ buffer, access }) => placeOf(buffer, access, loops, undefined)) : loads;
  });
}

function moves(place: Place, { local }: For): boolean {
  const at = place.at();
  return at !== undefined && timesOf(at, local.id) !== 0;
}

/** Whether no step of the first loop touches an element after a step of the second one that comes before it in both. */
function comesFirst(x: Place, y: Place, first: For, second: For): boolean {
  const [xAt, yAt] = [x.at(), y.at()];
  if (xAt === undefined || yAt === undefined) return false;
  const step = timesOf(xAt, first.local.id);
  if (!sameDim(step, timesOf(yAt, second.local.id))) return false;
  // where a loop around one of them makes no step, they do not meet at all
  const counts = [...x.loops, ...y.loops].flatMap((loop) => countOf(loop) ?? []);
  const sizes = sizesFor(counts);
  const [own, other] = apart(x, y, first, second, sizes) ?? [];
  if (own === undefined || other === undefined) return false;
  // with steps down, or back through memory, it is the other way round
  const isBack = typeof step === "number" && step < 0;
  const size = isBack ? multiplyDims(-1, step) : step;
  const room = subtractDims(size, 1);
  const far = isBack === first.step < 0 ? subtractDims(other.most, own.least) : subtractDims(own.most, other.least);
  return [1, ...counts].some((least) => isAtMost(least, size, sizes)) && isAtMost(far, room, sizes);
}

/** How far two places reach from where the steps of their loops are; what both have of loops around is left out. */
function apart(x: Place, y: Place, first: For, second: For, sizes: ReadonlyMap<string, number>): readonly [Reach, Reach] | undefined {
  const [a, b] = [without(x.at() as Affine, new Set([first.local.id])), without(y.at() as Affine, new Set([second.local.id]))];
  const around = new Set([...a.factors.keys()].filter((id) => !x.loops.some(({ local }) => local.id === id)));
  if ([...around].some((id) => !sameDim(timesOf(a, id), timesOf(b, id)))) return undefined;
  const reaches = [reachOf(without(a, around), x.loops, sizes), reachOf(without(b, around), y.loops, sizes)] as const;
  return reaches[0] === undefined || reaches[1] === undefined ? undefined : [reaches[0], reaches[1]];
}
