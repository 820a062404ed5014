// Moves what does not change out of loops: places in memory such as i * n, and elements that the
// inner loop reads again and again. V8 does not, since a store might change what is read.
import type { Buffer, Local, Num, Stmt } from "./ir.js";
import { partsOf } from "./ir.js";
import { mapNum, mapStatementNums } from "./map.js";

interface Loop {
  /** Locals that change inside the loop. */
  readonly inside: Set<number>;
  readonly written: ReadonlySet<number>;
  readonly hoisted: Map<string, Extract<Stmt, { kind: "let" }>>;
}

/** The same statements with invariants in front of their loops. */
export function hoistInvariants(body: readonly Stmt[], newLocal: (hint: string) => Local): readonly Stmt[] {
  return body.flatMap((stmt): readonly Stmt[] => {
    if (stmt.kind === "block") return [{ ...stmt, body: hoistInvariants(stmt.body, newLocal) }];
    if (stmt.kind !== "for") return [stmt];
    const inner = hoistInvariants(stmt.body, newLocal);
    const loop: Loop = { inside: new Set([stmt.local.id, ...definedIn(inner)]), written: writtenIn(inner), hoisted: new Map() };
    const changed = inner.filter((s) => !moveOut(s, loop)).map((s) => hoistFrom(s, loop, newLocal));
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

function keyOf(num: Num): string {
  return JSON.stringify(num, (k, v: unknown) => (k === "hint" || k === "shape" ? undefined : typeof v === "number" && !Number.isFinite(v) ? String(v) : v));
}

function hoistFrom(stmt: Stmt, loop: Loop, newLocal: (hint: string) => Local): Stmt {
  if (stmt.kind === "for") return { ...mapStatementNums(stmt, (n) => n), body: stmt.body.map((s) => hoistFrom(s, loop, newLocal)) } as Stmt;
  return mapStatementNums(stmt, (n) => replace(n, loop, newLocal));
}

/** Replaces the largest invariant parts of an expression by locals. */
function replace(num: Num, loop: Loop, newLocal: (hint: string) => Local): Num {
  if (isWorthwhile(num) && isInvariant(num, loop)) {
    const key = keyOf(num);
    const known = loop.hoisted.get(key);
    const local = known?.local ?? newLocal(hintFor(num));
    if (known === undefined) loop.hoisted.set(key, { kind: "let", local, value: num, mutable: false });
    return { kind: "local", local };
  }
  return mapNum(num, (part) => replace(part, loop, newLocal));
}

function isWorthwhile(num: Num): boolean {
  return num.kind !== "number" && num.kind !== "local" && num.kind !== "dim" && !(num.kind === "prefix" && num.op === "!");
}

function isInvariant(num: Num, loop: Loop): boolean {
  if (num.kind === "local") return !loop.inside.has(num.local.id);
  if (num.kind === "load" && loop.written.has(num.buffer.id)) return false;
  return partsOf(num).every((part) => isInvariant(part, loop));
}

function hintFor(num: Num): string {
  if (num.kind === "load") return num.at.kind === "local" ? `${num.buffer.hint}_${num.at.local.hint}` : `${num.buffer.hint}_`;
  return num.kind === "infix" && num.op === "*" && num.left.kind === "local" ? `${num.left.local.hint}0` : "c";
}

function definedIn(body: readonly Stmt[]): number[] {
  return body.flatMap((s) => {
    if (s.kind === "let" || s.kind === "assign") return [s.local.id];
    if (s.kind === "for") return [s.local.id, ...definedIn(s.body)];
    if (s.kind === "routine") return s.result === undefined ? [] : [s.result.id];
    return s.kind === "block" ? definedIn(s.body) : [];
  });
}

function writtenIn(body: readonly Stmt[]): Set<number> {
  const ids = body.flatMap((s): number[] => {
    if (s.kind === "store" || s.kind === "fill") return [s.buffer.id];
    if (s.kind === "for" || s.kind === "block") return [...writtenIn(s.body)];
    return s.kind === "routine" ? s.args.flatMap((a) => ("buffer" in a ? [(a.buffer as Buffer).id] : [])) : [];
  });
  return new Set(ids);
}
