// What the tests of the parser share: reading without faults, and trees without their places.
import { expect } from "vitest";
import { Report } from "../../src/diagnostics/diagnostic.js";
import { formatDiagnostics } from "../../src/diagnostics/format.js";
import type { Expr, Statement } from "../../src/syntax/ast.js";
import { parseProgram } from "../../src/syntax/parse.js";

/** The statements of a program without faults. */
export function statementsOf(text: string): Statement[] {
  const report = new Report({ name: "<expr>", text });
  const statements = parseProgram(report.source, report);
  expect(formatDiagnostics(report.diagnostics.filter((d) => d.severity === "error"))).toBe("");
  return statements;
}

/** The expression of a program of one bare expression. */
export function expressionOf(text: string): Expr {
  const [statement, ...more] = statementsOf(text);
  expect(more).toEqual([]);
  if (statement?.kind !== "expression") throw new Error(`not an expression: ${text}`);
  return statement.value;
}

/** The codes of all diagnostics of a program. */
export function codesOf(text: string): string[] {
  const report = new Report({ name: "<expr>", text });
  parseProgram(report.source, report);
  return report.diagnostics.map((d) => d.code);
}

/** A tree as a text with all brackets, the form in which trees are compared. Small trees only. */
export function shown(e: Expr): string {
  switch (e.kind) {
    case "number": return String(e.value);
    case "name": return e.name;
    case "end": return "end";
    case "unary": return e.op === "'" || e.op === "!" ? `(${shown(e.arg)}${e.op})` : `(${e.op} ${shown(e.arg)})`;
    case "binary": return `(${shown(e.left)} ${e.op} ${shown(e.right)})`;
    case "chain": return `(${e.args.map((a, i) => (i === 0 ? shown(a) : `${e.ops[i - 1]} ${shown(a)}`)).join(" ")})`;
    case "conditional": return `(${shown(e.test)} ? ${shown(e.then)} : ${shown(e.else)})`;
    case "call": return `${e.name}(${e.args.map(shown).join(", ")})`;
    case "index": return `${shown(e.object)}[${e.items.map(shown).join(", ")}]`;
    case "range": return [e.start, e.step, e.end].map(
      (p, i) => (p === undefined ? (i === 1 ? undefined : "") : shown(p)),
    ).filter((p) => p !== undefined).join(":");
    case "array": return `[${e.items.map(shown).join(", ")}]`;
    case "field": return `${shown(e.object)}.${e.field}`;
    case "bind": return `${e.target.name} = ${shown(e.value)}`;
  }
}
