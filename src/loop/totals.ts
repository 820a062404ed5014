// A number of a loop's steps that is made bit by bit and named once it is whole, `const t4 = sum`, has that name from the start.
import { use, type Local, type Stmt } from "./ir.js";
import { mapNum, mapperWith, mapStatement } from "./map.js";

/** The same statements, with one local in place of the two. `read` are the locals that are read behind them. */
export function nameTotals(body: readonly Stmt[], read: ReadonlySet<number>): readonly Stmt[] {
  const totals = totalsIn(body, read);
  if (totals.size === 0) return body;
  const named = (local: Local): Local => totals.get(local.id) ?? local;
  const map = mapperWith((parts) => ({ num: (num) => (num.kind === "local" ? use(named(num.local)) : mapNum(num, parts)) }));
  const renamed = (list: readonly Stmt[]): Stmt[] => list.flatMap((stmt): Stmt[] => {
    const mapped = mapStatement(stmt, map);
    if (mapped.kind === "for" || mapped.kind === "block") return [{ ...mapped, body: renamed(mapped.body) }];
    if (mapped.kind !== "let" && mapped.kind !== "assign") return [mapped];
    const local = named(mapped.local);
    return mapped.kind === "let" && local.id !== mapped.local.id ? [] : [{ ...mapped, local }];
  });
  return renamed(body);
}

/** For both locals of each pair the one that stays, by their ids. */
function totalsIn(body: readonly Stmt[], read: ReadonlySet<number>): ReadonlyMap<number, Local> {
  // where the locals that change are made and, in the order of the text, changed last
  const scopes = new Map<number, Stmt | undefined>();
  const changed = new Map<number, number>();
  const named: { readonly from: Local; readonly local: Local; readonly place: number }[] = [];
  let place = 0;
  const visit = (list: readonly Stmt[], scope: Stmt | undefined): void => {
    for (const stmt of list) {
      place++;
      if (stmt.kind === "for") visit(stmt.body, stmt);
      else if (stmt.kind === "block") visit(stmt.body, scope);
      else if (stmt.kind === "assign") changed.set(stmt.local.id, place);
      else if (stmt.kind === "let" && stmt.mutable) scopes.set(stmt.local.id, scope);
      else if (stmt.kind === "let" && stmt.value.kind === "local") {
        const { local: from } = stmt.value;
        // outside of loops the second one may go from one function to another, as numbers that do not change do
        if (scope !== undefined && scopes.get(from.id) === scope) named.push({ from, local: stmt.local, place });
      }
    }
  };
  visit(body, undefined);
  const found = new Map<number, Local>();
  for (const { from, local, place: at } of named) {
    if (read.has(local.id) || read.has(from.id) || (changed.get(from.id) ?? 0) > at) continue;
    const total = found.get(from.id) ?? { ...from, hint: local.hint };
    found.set(from.id, total).set(local.id, total);
  }
  return found;
}
