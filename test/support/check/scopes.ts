// Which names are declared where the check stands. Functions may be used before they are declared.
import { isReserved } from "../../../src/emit/typescript/names.js";
import { refuse, type Lexer } from "./lexer.js";

/** What a name stands for: only functions are called, only variables and parameters are assigned to. */
export type Binding = "function" | "const" | "variable" | "parameter";

export interface Scope {
  readonly names: Map<string, Binding>;
  /** Names that are read here and must turn out to be functions of this scope or of one around it. */
  readonly wanted: Set<string>;
}

export function newScope(): Scope {
  return { names: new Map(), wanted: new Set() };
}

export function declare(l: Lexer, scope: Scope, name: string, binding: Binding): void {
  if (isReserved(name)) refuse(l, `${name} is declared`);
  if (scope.names.has(name)) refuse(l, `${name} is declared twice`);
  if (scope.wanted.has(name) && binding !== "function") refuse(l, `${name} is read before it is declared`);
  scope.names.set(name, binding);
}

/** The binding of a name; one that is not declared yet has to become a function. */
export function bindingOf(scopes: readonly Scope[], name: string): Binding {
  for (let i = scopes.length - 1; i >= 0; i--) {
    const found = scopes[i]?.names.get(name);
    if (found !== undefined) return found;
  }
  scopes.at(-1)?.wanted.add(name);
  return "function";
}

/** Ends the innermost scope: what it wants is looked for further out. */
export function closeScope(l: Lexer, scopes: Scope[]): void {
  const scope = scopes.pop();
  const outer = scopes.at(-1);
  for (const name of scope?.wanted ?? []) {
    if (scope?.names.get(name) === "function") continue;
    if (outer === undefined || (outer.names.has(name) && outer.names.get(name) !== "function")) refuse(l, `${name} is not declared`);
    if (!outer.names.has(name)) outer.wanted.add(name);
  }
}
