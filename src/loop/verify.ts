// Checks a body of the loop language: every local is defined before it is used and inside its scope,
// only mutable locals are assigned, arguments and tables are not written. A fault is a defect of gradc.
import { invariant } from "../diagnostics/diagnostic.js";
import { partsOf, type Buffer, type Num, type Stmt } from "./ir.js";
import { numsOf } from "./map.js";

interface Scope {
  readonly defined: Set<number>;
  readonly mutable: Set<number>;
  readonly outer: Scope | undefined;
}

export function verifyBody(body: readonly Stmt[], given: Iterable<number>): void {
  verifyAll(body, { defined: new Set(given), mutable: new Set(), outer: undefined });
}

function verifyAll(body: readonly Stmt[], scope: Scope): void {
  for (const stmt of body) verifyOne(stmt, scope);
}

function verifyOne(stmt: Stmt, scope: Scope): void {
  for (const num of numsOf(stmt)) verifyNum(num, scope);
  switch (stmt.kind) {
    case "let":
      invariant(!find(scope, stmt.local.id, "defined"), `local ${stmt.local.hint} is defined twice`);
      scope.defined.add(stmt.local.id);
      if (stmt.mutable) scope.mutable.add(stmt.local.id);
      return;
    case "assign": return invariant(find(scope, stmt.local.id, "mutable"), `local ${stmt.local.hint} is assigned but constant`);
    case "store": case "fill": return verifyWritten(stmt.buffer);
    case "routine":
      if (stmt.result !== undefined) scope.defined.add(stmt.result.id);
      return;
    case "block": return verifyAll(stmt.body, scope);
    case "for": {
      const inner: Scope = { defined: new Set([stmt.local.id]), mutable: new Set(), outer: scope };
      return verifyAll(stmt.body, inner);
    }
  }
}

function verifyWritten(buffer: Buffer): void {
  invariant(buffer.kind === "scratch" || buffer.kind === "output", `${buffer.hint} is written but ${buffer.kind}`);
}

function verifyNum(num: Num, scope: Scope): void {
  const stack = [num];
  while (stack.length > 0) {
    const at = stack.pop() as Num;
    if (at.kind === "local") invariant(find(scope, at.local.id, "defined"), `local ${at.local.hint} is used before it is defined`);
    stack.push(...partsOf(at));
  }
}

function find(scope: Scope | undefined, id: number, set: "defined" | "mutable"): boolean {
  for (let at = scope; at !== undefined; at = at.outer) if (at[set].has(id)) return true;
  return false;
}
