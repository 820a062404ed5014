// The user's functions: checked where they are defined, inlined where they are called.
import type { Report } from "../diagnostics/diagnostic.js";
import { languageFunctions, namedConstants } from "../ops/index.js";
import { postorder, type Expr, type Statement } from "../syntax/ast.js";
import { namesIn, suggestFunction, suggestName } from "./names.js";
import type { Scope, UserFunction } from "./scope.js";
import type { Span } from "../diagnostics/source.js";

type FunctionStatement = Extract<Statement, { kind: "function" }>;

export interface Definitions {
  readonly scope: Scope;
  readonly report: Report;
  readonly statements: readonly Statement[];
  readonly builtins: ReadonlySet<string>;
  readonly definedLater: (name: string, use: Span) => number | undefined;
}

/** The function, after every name and call in its body has been checked. */
export function defineFunction(d: Definitions, statement: FunctionStatement, wrt: ReadonlySet<string>): UserFunction {
  const params = new Set(statement.params.map((p) => p.name));
  for (const param of statement.params) {
    if (namedConstants.has(param.name)) d.report.error(param.span, "name-of-constant", param.name);
    else if (d.builtins.has(param.name)) d.report.error(param.span, "name-of-function", param.name);
  }
  for (const part of postorder(statement.body)) if (part.kind === "call") checkCall(d, statement, part);
  for (const use of namesIn(statement.body, d.scope)) if (!params.has(use.name)) checkUse(d, use);
  return { name: statement.target.name, params: statement.params, body: statement.body, scope: d.scope, report: d.report, wrt };
}

function checkCall(d: Definitions, statement: FunctionStatement, call: Extract<Expr, { kind: "call" }>): void {
  const cycle = cycleThrough(d.statements, statement.target.name, call.name);
  if (cycle !== undefined) return d.report.fail(call.nameSpan, "recursion", cycle.join(" → "));
  if (d.scope.get(call.name) !== undefined || languageFunctions.has(call.name) || d.builtins.has(call.name)) return;
  const later = d.definedLater(call.name, call.nameSpan);
  if (later !== undefined) d.report.error(call.nameSpan, "used-before", call.name, later);
  else d.report.error(call.nameSpan, "unknown-function", call.name, suggestFunction(d.report, call.name, d.scope));
}

function checkUse(d: Definitions, use: Extract<Expr, { kind: "name" }>): void {
  if (d.scope.get(use.name) !== undefined || namedConstants.has(use.name)) return;
  const later = d.definedLater(use.name, use.span);
  if (later !== undefined) d.report.error(use.span, "used-before", use.name, later);
  else if (d.builtins.has(use.name)) d.report.error(use.span, "function-as-value", use.name);
  else d.report.error(use.span, "unknown-name", use.name, suggestName(d.report, use.name, d.scope));
}

/** The chain of calls from one function through another back to itself, if there is one. */
function cycleThrough(statements: readonly Statement[], from: string, next: string): string[] | undefined {
  const bodies = new Map(statements.flatMap((s) => (s.kind === "function" ? [[s.target.name, s.body] as const] : [])));
  const stack: string[][] = [[from, next]];
  const seen = new Set<string>();
  while (stack.length > 0) {
    const path = stack.pop() as string[];
    const at = path[path.length - 1] as string;
    if (at === from) return path;
    const body = bodies.get(at);
    if (body === undefined || seen.has(at)) continue;
    seen.add(at);
    for (const part of postorder(body)) if (part.kind === "call") stack.push([...path, part.name]);
  }
  return undefined;
}
