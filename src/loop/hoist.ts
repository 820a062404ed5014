// Moves what does not change out of loops: places in memory such as i * n, and elements that the
// inner loop reads again and again. V8 does not, since a store might change what is read. Nothing is
// read that the loop would not read: a load in a branch of a choice stays there.
import type { Located } from "../diagnostics/source.js";
import { onceForEach } from "../graph/once.js";
import {
  counter, partsOf, use, type Buffer, type Cond, type Expr, type Index, type Local, type NewLocal, type Num, type Stmt,
} from "./ir.js";
import { allStatements, definedBy, localOf, mapCondition, mapIndex, mapNum, mapStatement, writtenIn, type Mapper } from "./map.js";

interface Loop {
  /** Locals that change inside the loop. */
  readonly inside: Set<number>;
  readonly written: ReadonlySet<number>;
  readonly hoisted: Map<string, Extract<Stmt, { kind: "let" }>>;
  /** Whole numbers that stand in front of earlier loops of the list. */
  readonly earlier: Map<string, Local>;
  readonly newLocal: NewLocal;
  /** That of the statement at hand. */
  readonly origin?: Located;
}

/** The same statements with invariants in front of their loops. */
export function hoistInvariants(body: readonly Stmt[], newLocal: NewLocal, earlier = new Map<string, Local>()): readonly Stmt[] {
  return body.flatMap((stmt): readonly Stmt[] => {
    if (stmt.kind === "block") return [{ ...stmt, body: hoistInvariants(stmt.body, newLocal, earlier) }];
    if (stmt.kind !== "for") return [stmt];
    const inner = hoistInvariants(stmt.body, newLocal);
    const loop: Loop = {
      inside: new Set([stmt.local.id, ...changedIn(inner)]), written: writtenIn(inner), hoisted: new Map(), earlier,
      newLocal,
    };
    const changed = inner.filter((s) => !moveOut(s, loop)).map((s) => hoistFrom(s, loop));
    for (const [key, { local, value }] of loop.hoisted) if (local.type === "index" && !hasLoad(value)) earlier.set(key, local);
    return [...loop.hoisted.values(), { ...stmt, body: changed }];
  });
}

/** A constant that does not change in the loop moves in front of it as it is; whether it did. */
function moveOut(stmt: Stmt, loop: Loop): boolean {
  if (stmt.kind !== "let" || stmt.mutable || !isWorthwhile(stmt.value) || !isInvariant(stmt.value, loop)) return false;
  const key = keyOf(stmt.value);
  if (loop.hoisted.has(key)) return false;
  loop.hoisted.set(key, stmt);
  loop.inside.delete(stmt.local.id);
  return true;
}

/** The same for equal expressions. */
export const keyOf = onceForEach((expr: Expr): string => JSON.stringify(
  expr,
  (k, v: unknown) => {
    if (k === "hint" || k === "shape") return undefined;
    if (Object.is(v, -0)) return "-0";
    return typeof v === "number" && !Number.isFinite(v) ? String(v) : v;
  },
));

/** An element of an array as text, likewise. */
export function placeKey({ id }: Buffer, at: Index): string {
  return `${id} ${keyOf(at)}`;
}

function hoistFrom(stmt: Stmt, loop: Loop): Stmt {
  const from = stmt.origin === undefined ? loop : { ...loop, origin: stmt.origin };
  return stmt.kind === "for" ? { ...stmt, body: stmt.body.map((s) => hoistFrom(s, from)) } : mapStatement(stmt, replacing(from, true));
}

/** Replaces the largest invariant parts of an expression by locals; those with loads only where they are computed in any case. */
function replacing(loop: Loop, isCertain: boolean): Mapper {
  const moves = (expr: Expr): boolean => isWorthwhile(expr) && isInvariant(expr, loop) &&
    (isCertain || !hasLoad(expr) || loop.hoisted.has(keyOf(expr)));
  const inBranch = (): Mapper => (isCertain ? replacing(loop, false) : map);
  const map: Mapper = {
    index: (index: Index): Index => (moves(index) ? counter(moved(index, "index", loop)) : mapIndex(index, map)),
    num: (num: Num): Num => {
      if (moves(num)) return use(moved(num, "number", loop));
      if (num.kind !== "select") return mapNum(num, map);
      const branch = inBranch();
      return { ...num, test: map.cond(num.test), then: branch.num(num.then), else: branch.num(num.else) };
    },
    cond: (cond: Cond): Cond => {
      if (moves(cond)) return { kind: "condition", local: moved(cond, "condition", loop) };
      return cond.kind === "logic" ? { ...cond, left: map.cond(cond.left), right: inBranch().cond(cond.right) } : mapCondition(cond, map);
    },
  };
  return map;
}

/** The local in front of the loop that has the value. */
function moved(value: Expr, type: Local["type"], loop: Loop): Local {
  const key = keyOf(value);
  const known = loop.hoisted.get(key)?.local ?? loop.earlier.get(key);
  const local = known ?? loop.newLocal(hintFor(value), type);
  if (known === undefined) loop.hoisted.set(key, { kind: "let", local, value, mutable: false, ...originAt(loop) });
  return local;
}

function originAt({ origin }: Loop): { readonly origin?: Located } {
  return origin === undefined ? {} : { origin };
}

/** Whether a part costs anything; what only changes the type of another part, or takes it away, does not. */
function isWorthwhile(expr: Expr): boolean {
  switch (expr.kind) {
    case "int": case "counter": case "size": case "extent": case "number": case "local": case "condition": return false;
    case "whole": case "fromIndex": case "fromCondition": case "truth": case "not": return false;
    case "product": return expr.right.kind !== "int" || expr.right.value !== -1;
    default: return true;
  }
}

function isInvariant(expr: Expr, loop: Loop): boolean {
  const local = localOf(expr);
  if (local !== undefined) return !loop.inside.has(local.id);
  if (expr.kind === "load" && loop.written.has(expr.buffer.id)) return false;
  return partsOf(expr).every((part) => isInvariant(part, loop));
}

function hasLoad(expr: Expr): boolean {
  return expr.kind === "load" || partsOf(expr).some(hasLoad);
}

function hintFor(expr: Expr): string {
  if (expr.kind === "load") return expr.at.kind === "counter" ? `${expr.buffer.hint}_${expr.at.local.hint}` : `${expr.buffer.hint}_`;
  return expr.kind === "product" && expr.left.kind === "counter" ? `${expr.left.local.hint}0` : "c";
}

function changedIn(body: readonly Stmt[]): number[] {
  return allStatements(body).flatMap(
    (s) => [...definedBy(s), ...(s.kind === "assign" || s.kind === "for" ? [s.local] : [])].map(({ id }) => id),
  );
}
