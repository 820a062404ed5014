// Walks over the loop language.
import { accessesOf, type Access } from "./routine-table.js";
import { counter, partsOf, type Buffer, type Cond, type Expr, type Index, type Local, type Num, type RoutineArg, type Stmt } from "./ir.js";

/** What becomes of an expression of each type. */
export interface Mapper {
  readonly index: (part: Index) => Index;
  readonly num: (part: Num) => Num;
  readonly cond: (part: Cond) => Cond;
}

/** A mapper that goes into every part, but where it is given what becomes of one. */
export function mapperWith(own: (map: Mapper) => Partial<Mapper>): Mapper {
  const map: Mapper = {
    index: (part) => mapIndex(part, map), num: (part) => mapNum(part, map), cond: (part) => mapCondition(part, map),
  };
  return Object.assign(map, own(map));
}

/** A mapper that puts one counter in the place of another. */
export function withCounter(old: Local, by: Local): Mapper {
  return mapperWith((map) => ({
    index: (index) => (index.kind === "counter" && index.local.id === old.id ? counter(by) : mapIndex(index, map)),
  }));
}

const INDICES: ReadonlySet<Expr["kind"]> = new Set<Index["kind"]>(
  ["int", "counter", "size", "extent", "sum", "product", "least", "greatest", "whole"],
);
const CONDITIONS: ReadonlySet<Expr["kind"]> = new Set<Cond["kind"]>(["condition", "compare", "logic", "not", "truth"]);

export function isIndex(expr: Expr): expr is Index {
  return INDICES.has(expr.kind);
}

export function isCondition(expr: Expr): expr is Cond {
  return CONDITIONS.has(expr.kind);
}

export function mapExpr(expr: Expr, map: Mapper): Expr {
  return isIndex(expr) ? map.index(expr) : isCondition(expr) ? map.cond(expr) : map.num(expr);
}

/** The expression with each direct part replaced. */
export function mapIndex(index: Index, map: Mapper): Index {
  switch (index.kind) {
    case "int": case "counter": case "size": case "extent": return index;
    case "sum": case "product": case "least": case "greatest": return {
      ...index, left: map.index(index.left), right: map.index(index.right),
    };
    case "whole": return { ...index, value: map.num(index.value) };
  }
}

export function mapNum(num: Num, map: Mapper): Num {
  switch (num.kind) {
    case "number": case "local": return num;
    case "load": return { ...num, at: map.index(num.at) };
    case "apply": return { ...num, args: num.args.map(map.num) };
    case "call": return { ...num, args: num.args.map(map.num) };
    case "select": return { ...num, test: map.cond(num.test), then: map.num(num.then), else: map.num(num.else) };
    case "fromIndex": return { ...num, index: map.index(num.index) };
    case "fromCondition": return { ...num, test: map.cond(num.test) };
  }
}

export function mapCondition(cond: Cond, map: Mapper): Cond {
  switch (cond.kind) {
    case "condition": return cond;
    case "compare": return { ...cond, left: map.num(cond.left), right: map.num(cond.right) };
    case "logic": return { ...cond, left: map.cond(cond.left), right: map.cond(cond.right) };
    case "not": return { ...cond, arg: map.cond(cond.arg) };
    case "truth": return { ...cond, arg: map.num(cond.arg) };
  }
}

/** The statement with each of its own expressions replaced; not those of statements inside it. */
export function mapStatement(stmt: Stmt, map: Mapper): Stmt {
  switch (stmt.kind) {
    case "let": return { ...stmt, value: mapExpr(stmt.value, map) };
    case "assign": return { ...stmt, value: map.num(stmt.value) };
    case "store": return { ...stmt, at: map.index(stmt.at), value: map.num(stmt.value) };
    case "routine": return { ...stmt, args: stmt.args.map((arg) => mapArgument(arg, map)) };
    case "for": return { ...stmt, from: map.index(stmt.from), to: map.index(stmt.to) };
    case "fill": case "block": return stmt;
  }
}

/** The same with the statements inside it. */
export function mapWhole(stmt: Stmt, map: Mapper): Stmt {
  const mapped = mapStatement(stmt, map);
  return mapped.kind === "for" || mapped.kind === "block" ? { ...mapped, body: mapped.body.map((s) => mapWhole(s, map)) } : mapped;
}

function mapArgument(arg: RoutineArg, map: Mapper): RoutineArg {
  switch (arg.kind) {
    case "index": return { ...arg, index: map.index(arg.index) };
    case "num": return { ...arg, num: map.num(arg.num) };
    case "view": return { ...arg, offset: map.index(arg.offset), steps: arg.steps.map(map.index) };
    case "flag": case "array": return arg;
  }
}

/** The expressions of a statement itself. */
export function exprsOf(stmt: Stmt): readonly Expr[] {
  switch (stmt.kind) {
    case "let": case "assign": return [stmt.value];
    case "store": return [stmt.at, stmt.value];
    case "routine": return stmt.args.flatMap(exprsOfArgument);
    case "for": return [stmt.from, stmt.to];
    case "fill": case "block": return [];
  }
}

function exprsOfArgument(arg: RoutineArg): readonly Expr[] {
  switch (arg.kind) {
    case "index": return [arg.index];
    case "num": return [arg.num];
    case "view": return [arg.offset, ...arg.steps];
    case "flag": case "array": return [];
  }
}

/** The statements inside a statement. */
export function bodyOf(stmt: Stmt): readonly Stmt[] {
  return stmt.kind === "for" || stmt.kind === "block" ? stmt.body : [];
}

/** The statements of a list, with those of blocks in their place. */
export function withoutBlocks(body: readonly Stmt[]): readonly Stmt[] {
  return body.some(({ kind }) => kind === "block") ? body.flatMap((s) => (s.kind === "block" ? withoutBlocks(s.body) : [s])) : body;
}

/** Every statement, with those inside others. */
export function allStatements(body: readonly Stmt[]): Stmt[] {
  const found: Stmt[] = [];
  const stack = [...body].reverse();
  while (stack.length > 0) {
    const stmt = stack.pop() as Stmt;
    found.push(stmt);
    const body = bodyOf(stmt);
    for (let at = body.length - 1; at >= 0; at--) stack.push(body[at] as Stmt);
  }
  return found;
}

/** Every part of an expression, and itself. */
export function allParts(expr: Expr): Expr[] {
  const found: Expr[] = [];
  const stack = [expr];
  while (stack.length > 0) {
    const part = stack.pop() as Expr;
    found.push(part);
    for (const inner of partsOf(part)) stack.push(inner);
  }
  return found;
}

/** The numbers of the locals that an expression reads. */
export function localsIn(expr: Expr): Set<number> {
  return new Set(allParts(expr).flatMap((part) => localOf(part)?.id ?? []));
}

/** The buffers that a statement itself touches, and how. */
export function touchedBy(stmt: Stmt): Touched[] {
  const found = writtenBy(stmt);
  for (const expr of exprsOf(stmt))
    for (const part of allParts(expr)) if (part.kind === "load") found.push({ buffer: part.buffer, access: "read" });
  return found;
}

interface Touched {
  readonly buffer: Buffer;
  readonly access: Access;
}

/** Those that it touches by what it is, not by the numbers in it: a store, a fill or a routine. */
export function writtenBy(stmt: Stmt): Touched[] {
  switch (stmt.kind) {
    case "store": return [{ buffer: stmt.buffer, access: stmt.add ? "update" : "write" }];
    case "fill": return [{ buffer: stmt.buffer, access: "write" }];
    case "routine": return accessesOf(stmt);
    default: return [];
  }
}

/** The numbers of the arrays that statements write to, with those inside them. */
export function writtenIn(body: readonly Stmt[]): Set<number> {
  return new Set(allStatements(body).flatMap(writtenBy).flatMap(({ buffer, access }) => (access === "read" ? [] : [buffer.id])));
}

/** The local that a statement defines for those after it. */
export function definedBy(stmt: Stmt): Local[] {
  if (stmt.kind === "let") return [stmt.local];
  return stmt.kind === "routine" && stmt.result !== undefined ? [stmt.result] : [];
}

/** The local that an expression is. */
export function localOf(expr: Expr): Local | undefined {
  return expr.kind === "local" || expr.kind === "counter" || expr.kind === "condition" ? expr.local : undefined;
}
