// Walks over the loop language.
import type { Num, Stmt } from "./ir.js";

/** The expression with each direct part replaced. */
export function mapNum(num: Num, map: (part: Num) => Num): Num {
  switch (num.kind) {
    case "number": case "local": case "dim": return num;
    case "load": return { ...num, at: map(num.at) };
    case "infix": return { ...num, left: map(num.left), right: map(num.right) };
    case "prefix": return { ...num, arg: map(num.arg) };
    case "call": return { ...num, args: num.args.map(map) };
    case "select": return { ...num, test: map(num.test), then: map(num.then), else: map(num.else) };
  }
}

/** The statement with each of its own expressions replaced; not those of statements inside it. */
export function mapStatementNums(stmt: Stmt, map: (num: Num) => Num): Stmt {
  switch (stmt.kind) {
    case "let": case "assign": return { ...stmt, value: map(stmt.value) };
    case "store": return { ...stmt, at: map(stmt.at), value: map(stmt.value) };
    case "routine": return { ...stmt, args: stmt.args.map((a) => ("num" in a ? { num: map(a.num) } : a)) };
    case "for": return stmt.range === undefined ? stmt : { ...stmt, range: { from: map(stmt.range.from), to: map(stmt.range.to) } };
    case "fill": case "block": return stmt;
  }
}

/** The expressions of a statement itself. */
export function numsOf(stmt: Stmt): readonly Num[] {
  switch (stmt.kind) {
    case "let": case "assign": return [stmt.value];
    case "store": return [stmt.at, stmt.value];
    case "routine": return stmt.args.flatMap((a) => ("num" in a ? [a.num] : []));
    case "for": return stmt.range === undefined ? [] : [stmt.range.from, stmt.range.to];
    case "fill": case "block": return [];
  }
}

/** The statements inside a statement. */
export function bodyOf(stmt: Stmt): readonly Stmt[] {
  return stmt.kind === "for" || stmt.kind === "block" ? stmt.body : [];
}
