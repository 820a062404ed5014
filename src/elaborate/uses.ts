// The names that expressions use: an index of a call is known in the arguments of that call alone.
import { childrenOf, type Expr } from "../syntax/ast.js";
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

function boundBy(args: readonly Expr[], outer: Bound | undefined): Bound | undefined {
  return args.reduce((bound, arg) => (arg.kind === "bind" ? { name: arg.target.name, outer: bound } : bound), outer);
}

function isBound(name: string, bound: Bound | undefined): boolean {
  for (let b = bound; b !== undefined; b = b.outer) if (b.name === name) return true;
  return false;
}
