// The nearest known name to one that is not known.
import { suggest } from "../diagnostics/suggest.js";
import { formulaOps, languageFunctions, namedConstants, scalarOps } from "../ops/index.js";
import type { Scope } from "./scope.js";

export function suggestName(name: string, among: Scope | readonly string[]): string | undefined {
  const names = "names" in among ? [...among.names(), ...namedConstants.keys()] : among;
  return suggest(name, names);
}

export function suggestFunction(name: string, scope: Scope): string | undefined {
  const own = scope.names().filter((n) => scope.get(n)?.kind === "function");
  return suggest(name, [...own, ...builtinNames()]);
}

/** Every function that a program may call by name. */
export function builtinNames(): string[] {
  const scalar = scalarOps.filter((op) => op.internal !== true).map((op) => op.name);
  return [...scalar, ...formulaOps.map((op) => op.name), ...languageFunctions.keys()];
}
