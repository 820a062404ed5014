// What may be a name, and the nearest known one to one that is not known.
import type { Report } from "../diagnostics/diagnostic.js";
import { foreignValue, isForeignModule } from "../diagnostics/foreign.js";
import { didYouMean } from "../diagnostics/message.js";
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

/** What was likely meant by a name that is not known, as a sentence. */
export function nameMend(report: Report, { name, span }: Name, scope: Scope): string | undefined {
  const { text } = report.source;
  const before = text.slice(Math.max(0, span.start - 40), span.start);
  const isQuotient = /^\s*\/\s*d[A-Za-z]/.test(text.slice(span.end, span.end + 20)) ||
    /\bd\w*\s*(?:\([^()]*\))?\s*\/\s*$/.test(before);
  if (name.startsWith("d") && isQuotient) return DERIVATIVE;
  if (name === "T" && /\^\s*$/.test(before)) return "Write A' for the transpose.";
  if (isForeignModule(name)) return `Write what comes after the point without ${name}.`;
  const factors = factorsOf(name, scope);
  if (factors !== undefined) return `Did you mean ${factors.join("*")}?`;
  const foreign = foreignValue(name, /[0-9.]\s*$/.test(before));
  if (foreign !== undefined) return foreign;
  const [, array = "", index] = /^(\w+)_(\d+|[a-z])$/.exec(name) ?? [];
  if (index !== undefined && scope.get(array)?.kind === "value")
    return `Did you mean ${array}[${index}]? An array is declared with its size: ${array}[n].`;
  return didYouMean(report.nearest(name, () => [...scope.names(), ...namedConstants.keys()]));
}

const DERIVATIVE = "Name the expression, y = x^2, and write derivative(y, x).";

/** The same for a function. */
export function functionMend(report: Report, { name, span }: Name, scope: Scope): string | undefined {
  if (name.startsWith("d") && /d[A-Za-z0-9]*\s*\/\s*$/.test(report.source.text.slice(0, span.start).slice(-20))) return DERIVATIVE;
  return didYouMean(report.nearest(name, () => [...scope.names().filter((n) => scope.get(n)?.kind === "function"), ...builtinNames()]));
}

/** In `sin^2(x)` what is meant: `sin(x)^2`, or `asin(x)` for the power -1. */
export function powerMend(report: Report, { name, span }: Name): string | undefined {
  if (name === "exp" && /^\s*\^/.test(report.source.text.slice(span.end, span.end + 10))) return "exp(x)";
  const power = /^\s*\^\s*(\d+|-\s*1|\(\s*-\s*1\s*\))\s*\(/.exec(report.source.text.slice(span.end, span.end + 30))?.[1];
  if (power === undefined) return undefined;
  return power.includes("-") ? `a${name}(x) for the inverse function, or 1/${name}(x)` : `${name}(x)^${power}`;
}

/** The names of values that make up a name, as x and y make up xy. */
function factorsOf(name: string, scope: Scope): string[] | undefined {
  if (name.length > 8) return undefined;
  const isValue = (part: string): boolean => ["value", "size"].includes(scope.get(part)?.kind ?? "");
  const ways: (string[] | undefined)[] = [[]];
  for (let end = 1; end <= name.length; end++) {
    for (let start = 0; start < end && ways[end] === undefined; start++) {
      const before = ways[start];
      if (before !== undefined && isValue(name.slice(start, end))) ways[end] = [...before, name.slice(start, end)];
    }
  }
  return ways[name.length];
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
