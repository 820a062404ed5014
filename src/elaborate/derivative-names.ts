// The names with respect to which expressions differentiate.
import { childrenOf, type Expr } from "../syntax/ast.js";

const DERIVATIVES: ReadonlySet<string> = new Set(["grad", "derivative", "jacobian", "hessian", "jvp", "vjp", "hvp"]);

export function isDerivative(name: string): boolean {
  return DERIVATIVES.has(name);
}

/** What the parts of expressions say of their program as a whole, by one walk. */
export interface Survey {
  /** The names that they differentiate by. */
  readonly wrtNames: ReadonlySet<string>;
  /** Whether one is over an index. */
  readonly isOverIndices: boolean;
}

export function surveyOf(exprs: readonly Expr[]): Survey {
  const wrtNames = new Set<string>();
  let isOverIndices = false;
  const open = [...exprs];
  for (let part = open.pop(); part !== undefined; part = open.pop()) {
    if (part.kind === "bind") isOverIndices = true;
    const wrt = part.kind === "call" && isDerivative(part.name) ? part.args[1] : undefined;
    if (wrt?.kind === "name") wrtNames.add(wrt.name);
    for (const child of childrenOf(part)) open.push(child);
  }
  return { wrtNames, isOverIndices };
}
