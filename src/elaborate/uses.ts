// The names that expressions use: an index of a call is known in the arguments of that call alone.
import { childrenOf, type Expr, type ForStatement, type StepStatement } from "../syntax/ast.js";
import { valuesOf } from "./names.js";
import type { Scope } from "./scope.js";

export type NameUse = Extract<Expr, { kind: "name" }>;

/** Indices that are known at a place, innermost first. */
interface Bound {
  readonly name: string;
  readonly outer: Bound | undefined;
}

/** The uses of names that no call around them binds, in the order of the text. */
export function freeNames(root: Expr, scope: Scope): NameUse[] {
  const uses: NameUse[] = [];
  const stack: { readonly expr: Expr; readonly bound: Bound | undefined }[] = [{ expr: root, bound: undefined }];
  while (stack.length > 0) {
    const { expr, bound } = stack.pop() as (typeof stack)[number];
    if (expr.kind === "name" && !isBound(expr.name, bound)) uses.push(expr);
    const inner = expr.kind === "call" ? boundBy(expr.args, bound) : bound;
    const parts = expr.kind === "call" ? valuesOf(expr, scope) : childrenOf(expr);
    for (const child of [...parts].reverse()) stack.push({ expr: child, bound: inner });
  }
  return uses;
}

/** The uses of names in a block of steps that are none of its own. */
export function freeNamesOf(statement: ForStatement, scope: Scope): NameUse[] {
  const outside = [statement.range, ...statement.states.flatMap((s) => [s.at, s.value])].flatMap((expr) => freeNames(expr, scope));
  const own = new Set([statement.index.name, ...statement.body.flatMap(definedBy)]);
  const inside = statement.body.flatMap((s) => (s.kind === "for" ? freeNamesOf(s, scope) : freeNames(s.value, scope)));
  return [...outside, ...inside.filter((use) => !own.has(use.name))];
}

function definedBy(s: StepStatement): string[] {
  return s.kind === "for" ? s.body.flatMap(definedBy) : [s.target.name];
}

function boundBy(args: readonly Expr[], outer: Bound | undefined): Bound | undefined {
  return args.reduce((bound, arg) => (arg.kind === "bind" ? { name: arg.target.name, outer: bound } : bound), outer);
}

function isBound(name: string, bound: Bound | undefined): boolean {
  for (let b = bound; b !== undefined; b = b.outer) if (b.name === name) return true;
  return false;
}
