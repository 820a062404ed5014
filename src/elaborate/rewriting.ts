// Expressions of a block over its index: how they depend on it, and what they are over all steps at once.
import { childrenOf, postorder, withChildren, type Expr } from "../syntax/ast.js";
import type { Scope } from "./scope.js";
import { freeNames } from "./uses.js";

type Binary = Extract<Expr, { kind: "binary" }>;

/** The same expression with some parts replaced, parts before wholes; without recursion. Parts of what is closed stay. */
export function mapParts(root: Expr, replace: (expr: Expr) => Expr, isClosed: (expr: Expr) => boolean = () => false): Expr {
  const made = new Map<Expr, Expr>();
  const partsOf = (expr: Expr): readonly Expr[] => (isClosed(expr) ? [] : childrenOf(expr));
  for (const expr of postorder(root, partsOf)) {
    if (made.has(expr)) continue;
    if (isClosed(expr)) {
      made.set(expr, expr);
      continue;
    }
    const children = childrenOf(expr);
    const parts = children.map((child) => made.get(child) as Expr);
    made.set(expr, replace(parts.every((part, i) => part === children[i]) ? expr : withChildren(expr, parts)));
  }
  return made.get(root) as Expr;
}

export function uses(expr: Expr, name: string, scope: Scope): boolean {
  return freeNames(expr, scope).some((use) => use.name === name);
}

/** How many times the index an expression holds: a whole number written in it; undefined where that can't be told. */
export function timesIn(expr: Expr, index: string, scope: Scope): number | undefined {
  if (!uses(expr, index, scope)) return 0;
  switch (expr.kind) {
    case "name": return 1;
    case "unary": {
      const times = timesIn(expr.arg, index, scope);
      return times === undefined || (expr.op !== "-" && expr.op !== "+") ? undefined : expr.op === "-" ? -times : times;
    }
    case "binary": return timesInBinary(expr, index, scope);
    default: return undefined;
  }
}

function timesInBinary({ op, left, right }: Binary, index: string, scope: Scope): number | undefined {
  const [x, y] = [timesIn(left, index, scope), timesIn(right, index, scope)];
  if (x === undefined || y === undefined) return undefined;
  if (op === "+") return x + y;
  if (op === "-") return x - y;
  if (op !== "*" && op !== ".*") return undefined;
  if (left.kind === "number" && Number.isInteger(left.value)) return left.value * y;
  return right.kind === "number" && Number.isInteger(right.value) ? right.value * x : undefined;
}

/** The expression with another one for a name. */
export function withName(root: Expr, name: string, by: Expr): Expr {
  return mapParts(root, (expr) => (expr.kind === "name" && expr.name === name ? { ...by, span: expr.span } : expr));
}
