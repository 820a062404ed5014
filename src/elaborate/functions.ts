// The user's functions: checked where they are defined, inlined where they are called.
import type { Report } from "../diagnostics/diagnostic.js";
import { languageFunctions, namedConstants } from "../ops/index.js";
import { postorder, type Expr, type ForStatement, type LocalStatement, type Name, type Statement } from "../syntax/ast.js";
import { functionMend, nameMend, powerMend } from "./names.js";
import type { Scope, UserFunction } from "./scope.js";
import { placeOf, type Span } from "../diagnostics/source.js";
import { targetsOf } from "./steps.js";
import { freeNames, freeNamesOf, type NameUse } from "./uses.js";
import { surveyOf } from "./derivative-names.js";

type FunctionStatement = Extract<Statement, { kind: "function" }>;

export interface Definitions {
  readonly scope: Scope;
  readonly report: Report;
  readonly statements: readonly Statement[];
  readonly builtins: ReadonlySet<string>;
  readonly definedLater: (name: string, use: Span) => number | undefined;
}

/** The function, after every name and call in its body has been checked. */
export function defineFunction(d: Definitions, statement: FunctionStatement): UserFunction {
  const { target, params, locals, body } = statement;
  const own = new Map(params.map((p) => [p.name, p.span]));
  const check = (exprs: readonly Expr[], uses: readonly NameUse[]): void => {
    for (const part of exprs.flatMap((expr) => postorder(expr))) if (part.kind === "call") checkCall(d, statement, part);
    for (const use of uses) {
      const later = own.has(use.name) ? undefined : locals.flatMap(definedBy).find((name) => name.name === use.name);
      if (later !== undefined) d.report.error(use.span, "used-before", use.name, placeOf(d.report.source, later.span.start).line);
      else if (!own.has(use.name)) checkUse(d, use);
    }
  };
  for (const local of locals) {
    check(expressionsIn(local), freeNamesIn(local, d.scope));
    for (const { name, span } of definedBy(local)) {
      const known = own.get(name);
      if (known !== undefined) d.report.error(span, "defined-twice", name, placeOf(d.report.source, known.start).line);
      own.set(name, span);
    }
  }
  check([body], freeNames(body, d.scope));
  const wrt = surveyOf(expressionsOf(statement)).wrtNames;
  return { name: target.name, params, locals, body, scope: d.scope, report: d.report, wrt, definitions: definitionsOf(d, statement, own) };
}

/** The texts that define a function by itself: it has no names but its own, and so have those that it calls. */
function definitionsOf(d: Definitions, statement: FunctionStatement, own: ReadonlyMap<string, Span>): string[] | undefined {
  const needed: string[] = [];
  const uses = [...statement.locals.flatMap((local) => freeNamesIn(local, d.scope)), ...freeNames(statement.body, d.scope)];
  if (uses.some((use) => !own.has(use.name) && d.scope.get(use.name) !== undefined)) return undefined;
  for (const part of expressionsOf(statement).flatMap((expr) => postorder(expr))) {
    const callee = part.kind === "call" ? d.scope.get(part.name) : undefined;
    if (callee?.kind !== "function") continue;
    if (callee.fn.definitions === undefined) return undefined;
    needed.push(...callee.fn.definitions);
  }
  const text = d.report.source.text.slice(statement.span.start, statement.span.end).trim();
  return [...new Set([...needed, text])];
}

/** All expressions of a statement. */
export function expressionsOf(s: Statement): Expr[] {
  switch (s.kind) {
    case "assign": case "expression": return [s.value];
    case "function": return [...s.locals.flatMap(expressionsIn), s.body];
    default: return [];
  }
}

/** All expressions of a statement in the body of a function. */
function expressionsIn(local: LocalStatement): Expr[] {
  if (local.kind === "assign") return [local.value];
  const out: Expr[] = [];
  const loops: ForStatement[] = [local];
  for (const loop of loops) {
    out.push(loop.range, ...loop.states.flatMap((s) => [s.at, s.value]));
    for (const s of loop.body) if (s.kind === "for") loops.push(s); else out.push(s.value);
  }
  return out;
}

/** The names that a statement in the body of a function uses and does not define. */
function freeNamesIn(local: LocalStatement, scope: Scope): NameUse[] {
  return local.kind === "for" ? freeNamesOf(local, scope) : freeNames(local.value, scope);
}

/** The names that a statement in the body of a function defines for those after it. */
export function definedBy(local: LocalStatement): readonly Name[] {
  return local.kind === "for" ? targetsOf(local) : [local.target];
}

/** They are no functions of values: they take an index. */
const FORMS: ReadonlySet<string> = new Set(["map", "scan"]);

function checkCall(d: Definitions, statement: FunctionStatement, call: Extract<Expr, { kind: "call" }>): void {
  const cycle = cycleThrough(d.statements, statement.target.name, call.name);
  if (cycle !== undefined) return d.report.fail(call.nameSpan, "recursion", cycle.join(" → "));
  if (d.scope.get(call.name) !== undefined || languageFunctions.has(call.name) || d.builtins.has(call.name)) return;
  if (FORMS.has(call.name) && call.args.some((arg) => arg.kind === "bind")) return;
  const later = d.definedLater(call.name, call.nameSpan);
  if (later !== undefined) d.report.error(call.nameSpan, "used-before", call.name, later);
  else d.report.error(
    call.nameSpan, "unknown-function", call.name,
    functionMend(d.report, { name: call.name, span: call.nameSpan }, d.scope),
  );
}

function checkUse(d: Definitions, use: NameUse): void {
  if (d.scope.get(use.name) !== undefined) return;
  const later = d.definedLater(use.name, use.span);
  if (later !== undefined) d.report.error(use.span, "used-before", use.name, later);
  else if (namedConstants.has(use.name)) return;
  else if (d.builtins.has(use.name)) d.report.error(use.span, "function-as-value", use.name, true, powerMend(d.report, use));
  else d.report.error(use.span, "unknown-name", use.name, nameMend(d.report, use, d.scope));
}

/** The chain of calls from one function through another back to itself, if there is one. */
function cycleThrough(statements: readonly Statement[], from: string, next: string): string[] | undefined {
  const bodies = new Map(statements.flatMap((s) => (s.kind === "function" ? [[s.target.name, expressionsOf(s)] as const] : [])));
  const stack: string[][] = [[from, next]];
  const seen = new Set<string>();
  while (stack.length > 0) {
    const path = stack.pop() as string[];
    const at = path[path.length - 1] as string;
    if (at === from) return path;
    const body = bodies.get(at);
    if (body === undefined || seen.has(at)) continue;
    seen.add(at);
    for (const part of body.flatMap((expr) => postorder(expr))) if (part.kind === "call") stack.push([...path, part.name]);
  }
  return undefined;
}
