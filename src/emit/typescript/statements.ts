// Statements of the loop language as indented lines.
import type { Located } from "../../diagnostics/source.js";
import { linesFrom, type Line } from "../lines.js";
import { int, plus, type Expr, type For, type Index, type Local, type RoutineArg, type Stmt } from "../../loop/ir.js";
import { allParts, allStatements, exprsOf, isCondition } from "../../loop/map.js";
import { elementText, exprText, infixOf, type Naming } from "./expression.js";
import { guardNotes } from "./guards.js";
import type { Names } from "./names.js";
import { code, inRow, NOTHING, numeral, remark, type Code } from "../code.js";

/** Names of locals, handed out as they are met; those of a loop are given back after it. */
export interface StatementNaming extends Naming {
  readonly names: Names;
  readonly locals: Map<number, Code>;
  /** What comments of this function have explained. */
  readonly told: Set<string>;
  readonly there: Set<string>;
  /** Elements at fixed places that loops around store: what TypeScript takes them for depends on what is stored there. */
  readonly again: ReadonlySet<string>;
}

/** Lines with the places that their statements come from; `around` is that of a statement without one. */
export function statementLines(n: StatementNaming, body: readonly Stmt[], indent: Code, around?: Located): Line[] {
  return body.flatMap((stmt) => {
    const origin = stmt.origin ?? around;
    if (stmt.kind === "block")
      return [...linesFrom(origin, comment(stmt.comment, indent)), ...statementLines(n, stmt.body, indent, origin)];
    if (stmt.kind === "for") return loop(n, stmt, indent, origin);
    const notes = guardNotes(n.told, exprsOf(stmt)).map((note) => code`${indent}${note}`);
    return linesFrom(origin, [...notes, code`${indent}${text(n, stmt)}`]);
  });
}

/** A statement without others in it. */
function text(n: StatementNaming, stmt: Exclude<Stmt, { kind: "block" | "for" }>): Code {
  switch (stmt.kind) {
    case "let": {
      const [value, type] = [exprText(n, stmt.value), dependsOnItself(n, stmt.value) ? typeOf(stmt.value) : NOTHING];
      return code`${stmt.mutable ? code`let` : code`const`} ${define(n, stmt.local)}${type} = ${value};`;
    }
    case "assign": return assignment(n, stmt);
    case "store": {
      if (stmt.add) return code`${elementText(n, stmt)} += ${exprText(n, stmt.value)};`;
      const [element, value] = [fixedText(n, stmt), exprText(n, stmt.value)];
      if (stmt.at.kind === "int") n.there.add(element);
      return code`${element} = ${value};`;
    }
    case "fill": return code`${n.buffer(stmt.buffer)}.fill(${numeral(stmt.value)});`;
    case "routine": {
      const call = code`${n.runtime(stmt.fn)}(${inRow(stmt.args.flatMap((a) => argument(n, a)), ", ")});`;
      return code`${stmt.result === undefined ? NOTHING : code`const ${define(n, stmt.result)} = `}${call}`;
    }
  }
}

function loop(n: StatementNaming, stmt: For, indent: Code, origin: Located | undefined): Line[] {
  const fixed = allStatements(stmt.body).flatMap((s) => (s.kind === "store" && s.at.kind === "int" ? [fixedText(n, s)] : []));
  const stored = new Set<string>(fixed);
  const inner = { ...n, names: n.names.inner(), there: new Set(n.there), again: new Set([...n.again, ...stored]) };
  const i = define(inner, stmt.local);
  return [
    ...linesFrom(origin, [code`${indent}for (${head(inner, stmt, i)}) {`]),
    ...statementLines(inner, stmt.body, code`${indent}  `, origin), code`${indent}}`,
  ];
}

function fixedText(n: StatementNaming, { buffer, at }: Pick<Extract<Stmt, { kind: "store" }>, "buffer" | "at">): Code {
  return code`${n.buffer(buffer)}[${exprText(n, at)}]`;
}

/** Whether TypeScript would look for the type of a value in what a loop makes of it. */
function dependsOnItself(n: StatementNaming, value: Expr): boolean {
  return n.isTyped && n.again.size > 0 &&
    allParts(value).some((part) => part.kind === "load" && part.at.kind === "int" && n.again.has(fixedText(n, part)));
}

/** The type of a value, for TypeScript not to look for it: a number is a condition, too. */
function typeOf(value: Expr): Code {
  return isCondition(value) ? code`: boolean | number` : code`: number`;
}

/** The last place of a loop down is in it; a bound that costs anything is computed once. */
function head(n: StatementNaming, { from, to, step }: For, i: Code): Code {
  const last = step === -1 ? plus(to, int(1)) : to;
  const test = step > 0 ? code`<` : step === -1 ? code`>=` : code`>`;
  const next = step === 1 ? code`${i}++` : step === -1 ? code`${i}--` : code`${i} ${step > 0 ? code`+` : code`-`}= ${Math.abs(step)}`;
  const start = code`let ${i} = ${exprText(n, from)}`;
  if (isFixed(last)) return code`${start}; ${i} ${test} ${exprText(n, last)}; ${next}`;
  const end = n.names.unique(step > 0 ? "end" : "start");
  return code`${start}, ${end} = ${exprText(n, last)}; ${i} ${test} ${end}; ${next}`;
}

function isFixed(index: Index): boolean {
  return index.kind === "int" || index.kind === "size" || index.kind === "extent";
}

/** `x += y` where the value is x + y. */
function assignment(n: StatementNaming, { local, value }: Extract<Stmt, { kind: "assign" }>): Code {
  const target = n.local(local);
  const symbol = value.kind === "apply" ? infixOf(value.op) : undefined;
  const [left, right] = value.kind === "apply" ? value.args : [];
  const isOwn = left?.kind === "local" && left.local.id === local.id;
  return isOwn && symbol !== undefined && right !== undefined
    ? code`${target} ${symbol}= ${exprText(n, right)};`
    : code`${target} = ${exprText(n, value)};`;
}

function argument(n: StatementNaming, arg: RoutineArg): Code[] {
  switch (arg.kind) {
    case "index": return [exprText(n, arg.index)];
    case "num": return [exprText(n, arg.num)];
    case "flag": return [arg.flag ? code`true` : code`false`];
    case "array": return [n.buffer(arg.buffer)];
    case "view": return [n.buffer(arg.buffer), ...[arg.offset, ...arg.steps].map((index) => exprText(n, index))];
  }
}

function define(n: StatementNaming, local: Local): Code {
  const name = n.names.unique(local.hint);
  n.locals.set(local.id, name);
  return name;
}

/** Comment lines; whatever could end a comment is not in them. */
export function comment(text: string, indent: Code): Code[] {
  return text.split("\n").filter((line) => line !== "").map((line) => code`${indent}${remark(line)}`);
}
