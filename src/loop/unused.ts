// Leaves out locals that nothing reads, such as a value that a loop is given and a derivative of the loop does not need.
import type { Stmt } from "./ir.js";
import { bodyOf, exprsOf, localsIn } from "./map.js";

/** The same statements without the unused; `after` are the locals that are read behind them. */
export function withoutUnused(body: readonly Stmt[], after: ReadonlySet<number>): readonly Stmt[] {
  return used(body, new Set(after));
}

/** From the end on, as what nobody reads reads nothing itself. */
function used(body: readonly Stmt[], read: Set<number>): readonly Stmt[] {
  const found: Stmt[] = [];
  for (const stmt of [...body].reverse()) {
    if (stmt.kind === "let" && !stmt.mutable && !read.has(stmt.local.id)) continue;
    const inside = used(bodyOf(stmt), read);
    if (inside.length === 0 && bodyOf(stmt).length > 0) continue;
    for (const expr of exprsOf(stmt)) for (const id of localsIn(expr)) read.add(id);
    found.push(stmt.kind === "for" || stmt.kind === "block" ? { ...stmt, body: inside } : stmt);
  }
  return found.reverse();
}
