// The elements of a sparse matrix, where each term of the sweeps is known to be one: they are added or stored where they belong,
// without the sweeps and the loop that gathers the elements out of them. What of a Hessian is below the diagonal is stored on
// both its sides.
import type { Pattern, Table } from "../graph/pattern.js";
import { sameDim } from "../shape/dim.js";
import { added, affineOf, countOf, timesOf, without } from "./affine.js";
import { coversWhole } from "./diagonals.js";
import { knownOf, placesOf, touching, type Known, type Placed, type Site } from "./element-places.js";
import { keyOf } from "./hoist.js";
import { apply, counter, store, use, type Buffer, type For, type Index, type Local, type NewLocal, type Num, type Stmt } from "./ir.js";
import { allStatements, mapIndex, mapperWith, touchedBy } from "./map.js";
import type { NewBuffer } from "./rows.js";
import { negated } from "./seeds.js";

type Store = Extract<Stmt, { kind: "store" }>;

/** The same statements; of a matrix whose elements all stand alone in the terms of its sweeps, without those. */
export function placeElements(body: readonly Stmt[], newLocal: NewLocal, newBuffer: NewBuffer): readonly Stmt[] {
  const gathers = allStatements(body).flatMap((stmt) => gatherIn(stmt) ?? []);
  return gathers.reduce((all, gather) => withoutSweeps(all, gather, newLocal, newBuffer), body);
}

/** A loop that has each element of a matrix as a multiple of one in an array. */
interface Copying {
  readonly stmt: Stmt;
  readonly to: Buffer;
  readonly from: Buffer;
  readonly times: (value: Num) => Num;
}

interface Gather extends Copying {
  readonly pattern: Pattern;
}

/** The loop that takes the elements out of the sweeps. */
function gatherIn(stmt: Stmt): Gather | undefined {
  const [stored] = stmt.kind === "for" ? stmt.body : [];
  if (stmt.kind !== "for" || stored?.kind !== "store" || stored.add) return undefined;
  const found = multipleIn(stored.value, (at) => placesIn(at, stmt.local) !== undefined);
  const table = found && placesIn(found.at, stmt.local);
  if (table === undefined || found === undefined || !coversWhole([stmt], stored)) return undefined;
  return { stmt, to: stored.buffer, from: found.buffer, times: found.times, pattern: table.pattern };
}

/** The table whose numbers, counted from 1, a loop takes for places. */
function placesIn(at: Index, local: Local): Table | undefined {
  if (at.kind !== "sum" || at.left.kind !== "whole" || at.right.kind !== "int" || at.right.value !== -1) return undefined;
  const { value } = at.left;
  const isPlace = value.kind === "load" && value.buffer.table?.part === "places" && keyOf(value.at) === keyOf(counter(local));
  return isPlace ? value.buffer.table : undefined;
}

/** Of a number times an element of an array: the array, the place and what is done with the element. */
function multipleIn(
  num: Num, isPlace: (at: Index) => boolean,
): { readonly buffer: Buffer; readonly at: Index; readonly times: (value: Num) => Num } | undefined {
  if (num.kind === "load") return isPlace(num.at) ? { buffer: num.buffer, at: num.at, times: (value) => value } : undefined;
  if (num.kind !== "apply" || (num.op !== "neg" && num.op !== "mul")) return undefined;
  const [x, y] = num.args as readonly [Num, Num?];
  if (y === undefined) {
    const found = multipleIn(x, isPlace);
    return found && { ...found, times: (value) => negated(found.times(value)) };
  }
  const [factor, other] = x.kind === "number" ? [x, y] : [y, x];
  const found = factor.kind === "number" ? multipleIn(other, isPlace) : undefined;
  return found && { ...found, times: (value) => apply("mul", factor, found.times(value)) };
}

/** Loops one in the other that store a multiple of each element of an array at its place in another one. */
function copyIn(stmt: Stmt): Copying | undefined {
  const loops: For[] = [];
  let at: Stmt | undefined = stmt;
  for (; at?.kind === "for" && at.body.length === 1; at = at.body[0]) loops.push(at);
  if (at?.kind !== "store" || at.add || !coversWhole(loops, at)) return undefined;
  const key = keyOf(at.at);
  const found = multipleIn(at.value, (place) => keyOf(place) === key);
  return found && { stmt, to: at.buffer, from: found.buffer, times: found.times };
}

interface Placing extends Known {
  readonly newLocal: NewLocal;
  readonly sweeps: Buffer;
  /** Statements that go. */
  readonly gone: ReadonlySet<Stmt>;
}

function withoutSweeps(body: readonly Stmt[], gather: Gather, newLocal: NewLocal, newBuffer: NewBuffer): readonly Stmt[] {
  const known = knownOf(gather.pattern);
  const copies = copiesTo(body, gather);
  const last = copies.at(-1) as Copying;
  const isAlone = copies.every(({ from }) => from.kind === "scratch" && (from === last.from || touching(body, from).length === 2));
  if (known === undefined || !isAlone || touching(body, gather.to).length > 1) return body;
  const placing: Placing = {
    ...known, values: gather.to, sweeps: last.from, newLocal, newBuffer, body, tables: new Map(),
    times: (value) => copies.reduceRight((sum, { times }) => times(sum), value),
    gone: new Set(copies.map(({ stmt }) => stmt)),
  };
  return placedIn(placing) ?? body;
}

/** The loop that gathers and those that scale what it gathers, from the last to the first. */
function copiesTo(body: readonly Stmt[], gather: Copying): Copying[] {
  const all = allStatements(body).flatMap((stmt) => copyIn(stmt) ?? []);
  const found: Copying[] = [gather];
  for (let at: Copying | undefined = gather; at !== undefined;) {
    const { from }: Copying = at;
    at = all.find(({ to, stmt }) => to.id === from.id && !found.some((one) => one.stmt === stmt));
    if (at !== undefined) found.push(at);
  }
  return found;
}

function placedIn(p: Placing): readonly Stmt[] | undefined {
  const sites = new Map<Stmt, Site>();
  const fills: Stmt[] = [];
  if (!collect(p.body, [], p, sites, fills) || fills.length !== 1) return undefined;
  const stores = new Map<Stmt, readonly Placed[]>();
  for (const [stmt, site] of sites) {
    const placed = placesOf(site, p);
    if (placed === undefined) return undefined;
    stores.set(stmt, placed);
  }
  const all = [...stores.values()].flat();
  const isOnce = p.uniform !== undefined && new Set(all.map(({ once }) => once)).size === all.length &&
    all.every(({ once }) => once !== undefined);
  const isAll = isOnce && (p.uniform?.offsets === undefined ? all.length === 1 : all.length === p.uniform.width);
  const rewritten = (list: readonly Stmt[]): readonly Stmt[] => list.flatMap((stmt): readonly Stmt[] => {
    if (p.gone.has(stmt)) return [];
    if (stmt === fills[0]) return isAll ? [] : [{ ...stmt, buffer: p.values } as Stmt];
    const placed = stores.get(stmt);
    if (stmt.kind === "block") {
      const inner = rewritten(stmt.body);
      return inner.length === 0 ? [] : [{ ...stmt, comment: aboutElements(stmt.comment, p), body: inner }];
    }
    if (placed === undefined) return stmt.kind === "for" ? [{ ...stmt, body: rewritten(stmt.body) }] : [stmt];
    return storesOf(stmt, placed, p, !isOnce);
  });
  return rewritten(p.body);
}

/** Stores of a term that is computed once. */
function storesOf({ origin }: Stmt, placed: readonly Placed[], { values, newLocal }: Placing, add: boolean): Stmt[] {
  const own = origin === undefined ? {} : { origin };
  const [first] = placed;
  if (first === undefined) return [];
  const isNamed = placed.length > 1 && first.term.kind !== "local" && first.term.kind !== "number";
  const term = isNamed ? newLocal(values.hint) : undefined;
  return [
    ...(term === undefined ? [] : [{ kind: "let", local: term, value: first.term, mutable: false, ...own } as const]),
    ...placed.map(({ at, of }) => ({ ...store(values, at(), of(term === undefined ? first.term : use(term)), add), ...own })),
  ];
}

/** What is said of the sweeps, of the elements. */
function aboutElements(comment: string, { sweeps, values, pattern }: Placing): string {
  const own = `${values.hint} = elements of the ${pattern.name}`;
  return comment.split("\n").map((line) => (line.startsWith(`${sweeps.hint} = `) ? own : line)).join("\n");
}

/** The terms of the sweeps and what fills them with zeros; whether nothing else touches them. */
function collect(list: readonly Stmt[], loops: readonly For[], p: Placing, sites: Map<Stmt, Site>, fills: Stmt[]): boolean {
  return list.every((stmt) => {
    if (p.gone.has(stmt)) return true;
    if (stmt.kind === "block") return collect(stmt.body, loops, p, sites, fills);
    if (stmt.kind === "for") return collect(stmt.body, [...loops, stmt], p, sites, fills);
    if (!touchedBy(stmt).some(({ buffer }) => buffer.id === p.sweeps.id)) return true;
    if (stmt.kind === "fill" && loops.length === 0) return fills.push(stmt) > 0;
    const site = stmt.kind === "store" && stmt.add ? siteOf(stmt, loops, p) : undefined;
    if (site === undefined) return false;
    sites.set(stmt, site);
    return true;
  });
}

/** Stands for the colour in a place. */
const COLOUR: Local = { id: -1, hint: "colour", type: "index" };

function siteOf(stored: Store, loops: readonly For[], { pattern }: Placing): Site | undefined {
  const colours: Extract<Num, { kind: "load" }>[] = [];
  const map = mapperWith((inner) => ({
    index: (index) => {
      const colour = index.kind === "whole" && index.value.kind === "load" ? index.value : undefined;
      if (colour?.buffer.table?.part !== "colours") return mapIndex(index, inner);
      colours.push(colour);
      return counter(COLOUR);
    },
  }));
  const at = affineOf(map.index(stored.at));
  const [colour] = colours;
  const found = colour && affineOf(colour.at);
  const isByRows = pattern.sweeps === "rows";
  if (at === undefined || colour === undefined || found === undefined || colours.length > 1) return undefined;
  if (!sameDim(timesOf(at, COLOUR.id), isByRows ? pattern.columns : pattern.rows)) return undefined;
  const beside = without(at, new Set([COLOUR.id]));
  const own = added(found, { factors: new Map(), rest: (colour.buffer.table as Table).from });
  const [row, column] = isByRows ? [own, beside] : [beside, own];
  const isCounted = [...row.factors.keys(), ...column.factors.keys()].every((id) => {
    const loop = loops.find(({ local }) => local.id === id);
    return loop !== undefined && countOf(loop) !== undefined;
  });
  return isCounted ? { stored, loops, row, column } : undefined;
}
