// Leaves out locals and arrays that nothing reads, such as a value that a loop is given and a derivative of the loop does not need,
// or a short vector whose elements all are at hand.
import type { Buffer, Stmt } from "./ir.js";
import { allStatements, bodyOf, exprsOf, localsIn, touchedBy } from "./map.js";

/** What is read behind the statements: locals and arrays, by their ids. */
export interface ReadAfter {
  readonly read: ReadonlySet<number>;
  readonly kept: ReadonlySet<number>;
}

/** Without the writes to an array others may lose their last reader. */
const MOST_ROUNDS = 4;

/** The same statements without the unused. */
export function withoutUnused(body: readonly Stmt[], { read, kept }: ReadAfter): readonly Stmt[] {
  let left = body;
  let before = 0;
  for (let round = 0; round < MOST_ROUNDS; round++) {
    const all = allStatements(left);
    if (all.length === before) break;
    before = all.length;
    const touched = all.flatMap(touchedBy);
    const reads = new Set(touched.flatMap(({ buffer, access }) => (access === "write" ? [] : [buffer.id])));
    const isRead = ({ id, kind }: Buffer): boolean => kind !== "scratch" || reads.has(id) || kept.has(id);
    left = used(left, new Set(read), isRead);
  }
  return left;
}

/** From the end on, as what nobody reads reads nothing itself. */
function used(body: readonly Stmt[], read: Set<number>, isRead: (buffer: Buffer) => boolean): readonly Stmt[] {
  const found: Stmt[] = [];
  for (const stmt of [...body].reverse()) {
    if (stmt.kind === "let" && !stmt.mutable && !read.has(stmt.local.id)) continue;
    if ((stmt.kind === "store" || stmt.kind === "fill") && !isRead(stmt.buffer)) continue;
    const inside = used(bodyOf(stmt), read, isRead);
    if (inside.length === 0 && bodyOf(stmt).length > 0) continue;
    for (const expr of exprsOf(stmt)) for (const id of localsIn(expr)) read.add(id);
    found.push(stmt.kind === "for" || stmt.kind === "block" ? { ...stmt, body: inside } : stmt);
  }
  return found.reverse();
}
