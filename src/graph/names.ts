// The nearest known name to one that is not known.
import type { Report } from "../diagnostics/diagnostic.js";
import { formulaOps, languageFunctions, namedConstants, scalarOps } from "../ops/index.js";
import type { Scope } from "./scope.js";

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
