// Statements of the loop language as indented lines.
import type { Located } from "../../diagnostics/source.js";
import { linesFrom, type Line } from "../lines.js";
import { int, plus, type For, type Index, type Local, type RoutineArg, type Stmt } from "../../loop/ir.js";
import { exprText, infixOf, literal, type Naming } from "./expression.js";
import type { Names } from "./names.js";

/** Names of locals, handed out as they are met; those of a loop are given back after it. */
export interface StatementNaming extends Naming {
  readonly names: Names;
  readonly locals: Map<number, string>;
  /** The name of a part of a buffer that was made when the module was set up. */
  readonly part: (arg: Extract<RoutineArg, { kind: "array" }>) => string;
}

/** Lines with the places that their statements come from; `around` is that of a statement without one. */
export function statementLines(n: StatementNaming, body: readonly Stmt[], indent: string, around?: Located): Line[] {
  return body.flatMap((stmt) => {
    const origin = stmt.origin ?? around;
    if (stmt.kind === "block")
      return [...linesFrom(origin, comment(stmt.comment, indent)), ...statementLines(n, stmt.body, indent, origin)];
    if (stmt.kind === "for") return loop(n, stmt, indent, origin);
    return linesFrom(origin, [indent + text(n, stmt)]);
  });
}

/** A statement without others in it. */
function text(n: StatementNaming, stmt: Exclude<Stmt, { kind: "block" | "for" }>): string {
  switch (stmt.kind) {
    case "let": {
      const value = exprText(n, stmt.value);
      return `${stmt.mutable ? "let" : "const"} ${define(n, stmt.local)} = ${value};`;
    }
    case "assign": return assignment(n, stmt);
    case "store": return `${n.buffer(stmt.buffer)}[${exprText(n, stmt.at)}]${stmt.add ? (n.isTyped ? "! +=" : " +=") : " ="} ` +
      `${exprText(n, stmt.value)};`;
    case "fill": return `${n.buffer(stmt.buffer)}.fill(${literal(stmt.value)});`;
    case "routine": {
      const call = `${n.runtime(stmt.fn)}(${stmt.args.flatMap((a) => argument(n, a)).join(", ")});`;
      return `${stmt.result === undefined ? "" : `const ${define(n, stmt.result)} = `}${call}`;
    }
  }
}

function loop(n: StatementNaming, stmt: For, indent: string, origin: Located | undefined): Line[] {
  const inner = { ...n, names: n.names.inner() };
  const i = define(inner, stmt.local);
  return [
    ...linesFrom(origin, [`${indent}for (${head(inner, stmt, i)}) {`]),
    ...statementLines(inner, stmt.body, `${indent}  `, origin), `${indent}}`,
  ];
}

/** The last place of a loop down is in it; a bound that costs anything is computed once. */
function head(n: StatementNaming, { from, to, step }: For, i: string): string {
  const last = step === -1 ? plus(to, int(1)) : to;
  const test = step > 0 ? "<" : step === -1 ? ">=" : ">";
  const next = step === 1 ? `${i}++` : step === -1 ? `${i}--` : `${i} ${step > 0 ? "+" : "-"}= ${Math.abs(step)}`;
  const start = `let ${i} = ${exprText(n, from)}`;
  if (isFixed(last)) return `${start}; ${i} ${test} ${exprText(n, last)}; ${next}`;
  const end = n.names.unique(step > 0 ? "end" : "start");
  return `${start}, ${end} = ${exprText(n, last)}; ${i} ${test} ${end}; ${next}`;
}

function isFixed(index: Index): boolean {
  return index.kind === "int" || index.kind === "size" || index.kind === "extent";
}

/** `x += y` where the value is x + y. */
function assignment(n: StatementNaming, { local, value }: Extract<Stmt, { kind: "assign" }>): string {
  const target = n.local(local);
  const symbol = value.kind === "apply" ? infixOf(value.op) : undefined;
  const [left, right] = value.kind === "apply" ? value.args : [];
  const isOwn = left?.kind === "local" && left.local.id === local.id;
  return isOwn && symbol !== undefined && right !== undefined
    ? `${target} ${symbol}= ${exprText(n, right)};`
    : `${target} = ${exprText(n, value)};`;
}

function argument(n: StatementNaming, arg: RoutineArg): string[] {
  switch (arg.kind) {
    case "index": return [exprText(n, arg.index)];
    case "num": return [exprText(n, arg.num)];
    case "flag": return [String(arg.flag)];
    case "array": return [arg.part === undefined ? n.buffer(arg.buffer) : n.part(arg)];
    case "view": return [n.buffer(arg.buffer), ...[arg.offset, ...arg.steps].map((index) => exprText(n, index))];
  }
}

function define(n: StatementNaming, local: Local): string {
  const name = n.names.unique(local.hint);
  n.locals.set(local.id, name);
  return name;
}

/** Comment lines; whatever could end a comment is not in them. */
export function comment(text: string, indent: string): string[] {
  return text.split("\n").filter((line) => line !== "").map(
    (line) => `${indent}// ${line.replace(/[\u0000-\u001f\u007f-\u009f\u2028\u2029]/g, " ")}`,
  );
}
