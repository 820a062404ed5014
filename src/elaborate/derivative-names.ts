// The names with respect to which expressions differentiate.
import { childrenOf, type Expr } from "../syntax/ast.js";

const DERIVATIVES: ReadonlySet<string> = new Set(["grad", "derivative", "jacobian", "hessian", "jvp", "vjp", "hvp"]);

export function isDerivative(name: string): boolean {
  return DERIVATIVES.has(name);
}

export function wrtNamesIn(expr: Expr): string[] {
  const names: string[] = [];
  const open = [expr];
  for (let part = open.pop(); part !== undefined; part = open.pop()) {
    const wrt = part.kind === "call" && isDerivative(part.name) ? part.args[1] : undefined;
    if (wrt?.kind === "name") names.push(wrt.name);
    for (const child of childrenOf(part)) open.push(child);
  }
  return names;
}
