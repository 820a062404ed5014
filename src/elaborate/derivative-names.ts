// The names with respect to which expressions differentiate.
import { postorder, type Expr } from "../syntax/ast.js";

const DERIVATIVES: ReadonlySet<string> = new Set(["grad", "derivative", "jacobian", "hessian", "jvp", "vjp", "hvp"]);

export function isDerivative(name: string): boolean {
  return DERIVATIVES.has(name);
}

export function wrtNamesIn(expr: Expr): string[] {
  return postorder(expr).flatMap((part) => {
    if (part.kind !== "call" || !isDerivative(part.name)) return [];
    const wrt = part.args[1];
    return wrt?.kind === "name" ? [wrt.name] : [];
  });
}
