// What may be a name, and the nearest known one to one that is not known.
import type { Report } from "../diagnostics/diagnostic.js";
import { placeOf, type Source } from "../diagnostics/source.js";
import { formulaOps, languageFunctions, namedConstants, scalarOps } from "../ops/index.js";
import type { Expr, Name } from "../syntax/ast.js";
import type { Scope } from "./scope.js";

/** What a new name is checked against. */
export interface Known {
  readonly report: Report;
  readonly scope: Scope;
  readonly source: Source;
  /** The functions of the language. */
  readonly builtins: ReadonlySet<string>;
}

/** A function is defined once, and is none that the language has. */
export function checkFunctionName(known: Known, target: Name): void {
  if (known.builtins.has(target.name)) known.report.fail(target.span, "name-of-function", target.name);
  checkName(known, target);
}

/** A name is defined once; it may be that of a constant, which it hides, or of a function of the language. */
export function checkName({ report, scope, source }: Known, target: Name): void {
  const known = scope.get(target.name);
  if (known === undefined || known.kind === "broken") return;
  if (known.kind === "size") report.fail(target.span, "size-conflict", target.name);
  report.fail(target.span, "defined-twice", target.name, placeOf(source, known.span.start).line);
}

export function suggestName(report: Report, name: string, among: Scope | readonly string[]): string | undefined {
  return report.nearest(name, () => ("names" in among ? [...among.names(), ...namedConstants.keys()] : among));
}

export function suggestFunction(report: Report, name: string, scope: Scope): string | undefined {
  return report.nearest(name, () => [...scope.names().filter((n) => scope.get(n)?.kind === "function"), ...builtinNames()]);
}

/** Every function that a program may call by name. */
export function builtinNames(): string[] {
  const scalar = scalarOps.filter((op) => op.internal !== true).map((op) => op.name);
  return [...scalar, ...formulaOps.map((op) => op.name), ...languageFunctions.keys()];
}

type CallExpr = Extract<Expr, { kind: "call" }>;

/** The arguments of a call without the word `keep` that ends some reductions; a name of the program goes before it. */
export function valuesOf(call: CallExpr, scope: Scope): readonly Expr[] {
  const last = languageFunctions.get(call.name)?.keeps === true ? call.args.at(-1) : undefined;
  return last?.kind === "name" && last.name === "keep" && scope.get("keep") === undefined ? call.args.slice(0, -1) : call.args;
}
