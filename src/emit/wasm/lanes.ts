// Which loops compute several of their steps side by side, and how each of their expressions goes from one step to the next.
import { apply, type Cond, type For, type Index, type Local, type Num, type Stmt } from "../../loop/ir.js";
import { keyOf } from "../../loop/hoist.js";
import { allParts, definedBy, isIndex, localOf as localIn } from "../../loop/map.js";
import { dimKey } from "../../shape/dim.js";
import { placeOf } from "./expression.js";
import type { Writer } from "./writer.js";

/** `s = s + x`: x is added up lane by lane, and the lanes at the end. */
export interface Folding {
  readonly local: Local;
  readonly op: "add" | "mul" | "max" | "min";
  readonly value: Num;
}

export type LaneStatement =
  | { readonly kind: "let"; readonly local: Local; readonly value: Num }
  | { readonly kind: "fold"; readonly folding: Folding }
  | Extract<Stmt, { kind: "store" }>;

export interface LaneLoop {
  readonly counter: number;
  readonly statements: readonly LaneStatement[];
  readonly foldings: readonly Folding[];
  /** Locals that the loop defines. */
  readonly own: ReadonlySet<number>;
  /** The arrays that it writes, by their ids. */
  readonly written: ReadonlySet<number>;
}

/** How an index goes from step to step: not at all, by one, or otherwise. */
export type Motion = "fixed" | "next" | "other";

const FOLDS: ReadonlySet<string> = new Set(["add", "mul", "max", "min"]);

/** A loop as one of lanes; undefined where its steps depend on each other or have statements of another kind. */
export function laneLoop(w: Writer, { local, step, from, to, body }: For, lanes: number): LaneLoop | undefined {
  if (step !== 1 || (from.kind === "int" && to.kind === "int" && to.value - from.value < 2 * lanes)) return undefined;
  const flat = body.flatMap(flatten);
  const own = new Set([local.id, ...flat.flatMap(definedBy).map(({ id }) => id)]);
  const written = new Set(flat.flatMap((stmt) => (stmt.kind === "store" ? [stmt.buffer.id] : [])));
  const statements = flat.map((stmt) => laneStatement(stmt, own));
  if (statements.length === 0 || statements.some((stmt) => stmt === undefined)) return undefined;
  const all = statements as readonly LaneStatement[];
  const foldings = all.flatMap((stmt) => (stmt.kind === "fold" ? [stmt.folding] : []));
  const loop: LaneLoop = { counter: local.id, statements: storedEarly(all), foldings, own, written };
  return isApart(loop, flat) && all.every((stmt) => isPossible(w, loop, stmt)) ? loop : undefined;
}

function flatten(stmt: Stmt): readonly Stmt[] {
  return stmt.kind === "block" ? stmt.body.flatMap(flatten) : [stmt];
}

function laneStatement(stmt: Stmt, own: ReadonlySet<number>): LaneStatement | undefined {
  if (stmt.kind === "store") return stmt;
  if (stmt.kind === "let") {
    const { value, local } = stmt;
    return stmt.mutable || local.type !== "number" || isIndex(value) ? undefined : { kind: "let", local, value: value as Num };
  }
  if (stmt.kind !== "assign" || own.has(stmt.local.id)) return undefined;
  const { local, value } = stmt;
  if (value.kind !== "apply") return undefined;
  const isSelf = (num: Num | undefined): boolean => num?.kind === "local" && num.local.id === local.id;
  const [left, right, ...more] = value.args as readonly [Num, Num];
  if (value.op === "sub" && isSelf(left) && !isSelf(right))
    return { kind: "fold", folding: { local, op: "add", value: apply("neg", right) } };
  if (!FOLDS.has(value.op)) return undefined;
  if (more.length > 0 || isSelf(left) === isSelf(right)) return undefined;
  return { kind: "fold", folding: { local, op: value.op as Folding["op"], value: isSelf(left) ? right : left } };
}

/** Whether no step reads what another one writes: numbers that are folded are read nowhere, arrays at one place alone. */
function isApart({ foldings, written, statements }: LaneLoop, flat: readonly Stmt[]): boolean {
  const values = statements.map((stmt) => (stmt.kind === "fold" ? stmt.folding.value : stmt.value));
  const reads = [...values, ...statements.flatMap((stmt) => (stmt.kind === "store" ? [stmt.at] : []))].flatMap(allParts);
  const folded = new Set(foldings.map(({ local }) => local.id));
  if (folded.size < foldings.length || reads.some((part) => folded.has(localIn(part)?.id ?? -1))) return false;
  const places = new Map<number, string>();
  const isSame = (id: number, at: Index): boolean => {
    const key = indexKey(at);
    const known = places.get(id) ?? key;
    places.set(id, known);
    return known === key;
  };
  const stores = flat.flatMap((stmt) => (stmt.kind === "store" ? [stmt] : []));
  return stores.every(({ buffer, at }) => isSame(buffer.id, at)) &&
    reads.every((part) => part.kind !== "load" || !written.has(part.buffer.id) || isSame(part.buffer.id, part.at));
}

/**
 * Stores and sums where what they take is there: V8 keeps loads and stores in their order, and computes between them what
 * the next one needs. With all stores at the end, all that was loaded waits for them.
 */
export function storedEarly(statements: readonly LaneStatement[]): readonly LaneStatement[] {
  const defined = new Map<number, number>();
  const touched = new Map<number, number>();
  const placed = statements.map((stmt, i) => {
    const parts = allParts(stmt.kind === "fold" ? stmt.folding.value : stmt.value);
    const loaded = parts.flatMap((part) => (part.kind === "load" ? [part.buffer.id] : []));
    const arrays = stmt.kind === "store" ? [...loaded, stmt.buffer.id] : loaded;
    const needs = parts.map((part) => defined.get(localIn(part)?.id ?? -1) ?? -1);
    const place = stmt.kind === "let" ? i : Math.max(-1, ...needs, ...arrays.map((id) => touched.get(id) ?? -1));
    if (stmt.kind === "let") defined.set(stmt.local.id, i);
    for (const id of arrays) touched.set(id, Math.max(place, touched.get(id) ?? -1));
    return { stmt, place };
  });
  return placed.sort((x, y) => x.place - y.place).map(({ stmt }) => stmt);
}

function isPossible(w: Writer, loop: LaneLoop, stmt: LaneStatement): boolean {
  if (stmt.kind === "store" && motionOf(loop, stmt.at) !== "next") return false;
  return isPossibleNum(w, loop, stmt.kind === "fold" ? stmt.folding.value : stmt.value, false);
}

/** `isGuarded`: whether the number is computed only where a condition holds; side by side it always is. */
function isPossibleNum(w: Writer, loop: LaneLoop, num: Num, isGuarded: boolean): boolean {
  switch (num.kind) {
    case "number": case "local": return true;
    case "load": {
      const motion = motionOf(loop, num.at);
      const { isNegative, isData } = placeOf(w, num.at);
      if (isGuarded && (motion === "other" || isNegative || isData)) return false;
      return motion !== "other" || !usesLanes(loop, num.at);
    }
    case "apply": case "call": return num.args.every((arg) => isPossibleNum(w, loop, arg, isGuarded));
    case "select":
      return isPossibleCond(w, loop, num.test, isGuarded) && isPossibleNum(w, loop, num.then, true) &&
        isPossibleNum(w, loop, num.else, true);
    case "fromIndex": return motionOf(loop, num.index) !== "other";
    case "fromCondition": return isPossibleCond(w, loop, num.test, isGuarded);
  }
}

function isPossibleCond(w: Writer, loop: LaneLoop, cond: Cond, isGuarded: boolean): boolean {
  switch (cond.kind) {
    case "condition": return !loop.own.has(cond.local.id);
    case "compare": return isPossibleNum(w, loop, cond.left, isGuarded) && isPossibleNum(w, loop, cond.right, isGuarded);
    case "logic": return isPossibleCond(w, loop, cond.left, isGuarded) && isPossibleCond(w, loop, cond.right, true);
    case "not": return isPossibleCond(w, loop, cond.arg, isGuarded);
    case "truth": return isPossibleNum(w, loop, cond.arg, isGuarded);
  }
}

/** Whether an index depends on numbers that are side by side. */
function usesLanes({ own, counter, written }: LaneLoop, at: Index): boolean {
  return allParts(at).some((part) => {
    const id = localIn(part)?.id;
    return (id !== undefined && id !== counter && own.has(id)) || (part.kind === "load" && written.has(part.buffer.id));
  });
}

export function motionOf(loop: LaneLoop, index: Index): Motion {
  switch (index.kind) {
    case "int": case "size": case "extent": return "fixed";
    case "counter": return index.local.id === loop.counter ? "next" : loop.own.has(index.local.id) ? "other" : "fixed";
    case "whole": return isFixed(loop, index.value) ? "fixed" : "other";
    case "sum": {
      const both = [motionOf(loop, index.left), motionOf(loop, index.right)];
      if (both.includes("other")) return "other";
      return both[0] === "next" && both[1] === "next" ? "other" : both.includes("next") ? "next" : "fixed";
    }
    case "product": case "least": case "greatest":
      return motionOf(loop, index.left) === "fixed" && motionOf(loop, index.right) === "fixed" ? "fixed" : "other";
  }
}

/** Whether a number is the same at each step. */
export function isFixed(loop: LaneLoop, num: Num | Cond): boolean {
  return !allParts(num).some((part) => loop.own.has(localIn(part)?.id ?? -1) || (part.kind === "load" && loop.written.has(part.buffer.id)));
}

/** Equal for indices that are the same. */
export function indexKey(index: Index): string {
  switch (index.kind) {
    case "int": return String(index.value);
    case "counter": return `#${index.local.id}`;
    case "size": return dimKey(index.dim);
    case "extent": return `[${index.shape.map(dimKey).join()}]`;
    case "whole": return `(${keyOf(index.value)})`;
    default: return `(${indexKey(index.left)} ${index.kind} ${indexKey(index.right)})`;
  }
}

/** The number that changes nothing when it is folded. */
export function neutral(op: Folding["op"]): number {
  return op === "add" ? 0 : op === "mul" ? 1 : op === "max" ? -Infinity : Infinity;
}
