// Constants that a program writes as arithmetic of numbers: one that becomes infinite is seldom meant.
import type { Report } from "../diagnostics/diagnostic.js";
import type { BinaryOp, Expr } from "../syntax/ast.js";

/** Warns where arithmetic of numbers alone overflows; `constants` holds the values of the parts that are known. */
export function checkOverflow(report: Report, expr: Expr, constants: Map<Expr, number>): void {
  if (expr.kind === "number") constants.set(expr, expr.value);
  if (expr.kind !== "binary") return;
  const left = constants.get(expr.left);
  const right = left === undefined ? undefined : constants.get(expr.right);
  if (left === undefined || right === undefined) return;
  const value = valueOf(expr.op, left, right);
  if (value === undefined) return;
  constants.set(expr, value);
  // 1/0 is how the language writes infinity
  const isMeant = expr.op.endsWith("/") && right === 0;
  if (!Number.isFinite(value) && Number.isFinite(left) && Number.isFinite(right) && !isMeant) report.warn(expr.span, "constant-overflow");
}

function valueOf(op: BinaryOp, x: number, y: number): number | undefined {
  switch (op) {
    case "+": return x + y;
    case "-": return x - y;
    case "*": case ".*": return x * y;
    case "/": case "./": return x / y;
    case "^": case ".^": return x ** y;
    default: return undefined;
  }
}
