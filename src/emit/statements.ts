// Statements of the loop language as indented lines.
import type { For, Local, Num, RoutineArg, Stmt } from "../loop/ir.js";
import { conditionText, literal, numberText, sizeText, type Naming } from "./expression.js";
import type { Names } from "./names.js";

/** Names of locals, handed out as they are met; those of a loop are given back after it. */
export interface StatementNaming extends Naming {
  readonly names: Names;
  readonly locals: Map<number, string>;
  /** The name of a part of a buffer that was made when the module was set up. */
  readonly part: (arg: Extract<RoutineArg, { buffer: unknown }>) => string;
}

export function statementLines(n: StatementNaming, body: readonly Stmt[], indent: string): string[] {
  return body.flatMap((stmt) => lines(n, stmt, indent));
}

function lines(n: StatementNaming, stmt: Stmt, indent: string): string[] {
  switch (stmt.kind) {
    case "let": {
      const value = stmt.local.isCondition === true ? conditionText(n, stmt.value) : numberText(n, stmt.value);
      return [`${indent}${stmt.mutable ? "let" : "const"} ${define(n, stmt.local)} = ${value};`];
    }
    case "assign": return [`${indent}${assignment(n, n.local(stmt.local), stmt.value, (v) => v.kind === "local" && v.local === stmt.local)}`];
    case "store": return [`${indent}${n.buffer(stmt.buffer)}[${numberText(n, stmt.at)}]${stmt.add ? (n.isTyped ? "! +=" : " +=") : " ="} ${numberText(n, stmt.value)};`];
    case "fill": return [`${indent}${n.buffer(stmt.buffer)}.fill(${literal(stmt.value)});`];
    case "routine": return [`${indent}${stmt.result === undefined ? "" : `const ${define(n, stmt.result)} = `}${n.runtime(stmt.fn)}(${stmt.args.map((a) => argument(n, a)).join(", ")});`];
    case "block": return [...comment(stmt.comment, indent), ...statementLines(n, stmt.body, indent)];
    case "for": return loop(n, stmt, indent);
  }
}

function loop(n: StatementNaming, stmt: Extract<Stmt, { kind: "for" }>, indent: string): string[] {
  const inner = { ...n, names: n.names.inner() };
  const i = define(inner, stmt.local);
  const head = stmt.down ? headDown(inner, stmt, i) : headUp(inner, stmt, i);
  return [`${indent}for (${head}) {`, ...statementLines(inner, stmt.body, `${indent}  `), `${indent}}`];
}

function headUp(n: StatementNaming, { count, range, step }: For, i: string): string {
  const next = step === undefined ? `${i}++` : `${i} += ${step}`;
  if (range === undefined) return `let ${i} = 0; ${i} < ${sizeText(n, count)}; ${next}`;
  const end = n.names.unique("end");
  return `let ${i} = ${numberText(n, range.from)}, ${end} = ${numberText(n, range.to)}; ${i} < ${end}; ${next}`;
}

function headDown(n: StatementNaming, { count, range, step }: For, i: string): string {
  if (step !== undefined) return `let ${i} = ${sizeText(n, count)}; ${i} > 0; ${i} -= ${step}`;
  if (range === undefined) return `let ${i} = ${sizeText(n, count)} - 1; ${i} >= 0; ${i}--`;
  const start = n.names.unique("start");
  return `let ${i} = ${numberText(n, range.to)} - 1, ${start} = ${numberText(n, range.from)}; ${i} >= ${start}; ${i}--`;
}

/** `x += y` where the value is x + y. */
function assignment(n: StatementNaming, target: string, value: Num, isTarget: (num: Num) => boolean): string {
  if (value.kind === "infix" && isTarget(value.left) && ["+", "-", "*", "/"].includes(value.op)) return `${target} ${value.op}= ${numberText(n, value.right)};`;
  return `${target} = ${numberText(n, value)};`;
}

function argument(n: StatementNaming, arg: RoutineArg): string {
  if ("num" in arg) return numberText(n, arg.num);
  if ("flag" in arg) return String(arg.flag);
  return "text" in arg ? JSON.stringify(arg.text) : arg.from === undefined ? n.buffer(arg.buffer) : n.part(arg);
}

function define(n: StatementNaming, local: Local): string {
  const name = n.names.unique(local.hint);
  n.locals.set(local.id, name);
  return name;
}

/** Comment lines; whatever could end a comment is not in them. */
export function comment(text: string, indent: string): string[] {
  return text.split("\n").filter((line) => line !== "").map((line) => `${indent}// ${line.replace(/[\u0000-\u001f\u007f-\u009f\u2028\u2029]/g, " ")}`);
}
