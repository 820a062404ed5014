// The formula that an operation without a name in the language stands for, over written arguments.
import { invariant } from "../diagnostics/diagnostic.js";
import { onceForEach } from "../graph/once.js";
import type { ScalarOp } from "../graph/operation.js";
import { namedConstants } from "../ops/index.js";
import { childrenOf, postorder, type Expr } from "../syntax/ast.js";
import { parseFormula } from "../syntax/parse.js";
import { operated } from "./algebra.js";
import { infix, isNumber, number, type Written } from "./written.js";

/** How calls of operations are written, those without a name too. */
export type Apply = (op: string, args: readonly Written[]) => Written;

/** Undefined where the record has no formula for these arguments. */
export function readMeaning(record: ScalarOp, args: readonly Written[], pretty: boolean, apply: Apply): Written | undefined {
  const text = meaningOf(record, args.map((arg) => (isNumber(arg) ? arg.value : undefined)));
  if (text === undefined) return undefined;
  const values = new Map<Expr, Written>();
  for (const expr of postorder(parseFormula(text))) {
    const parts = childrenOf(expr).map((part) => values.get(part) as Written);
    values.set(expr, expr.kind === "name" ? named(record, args, expr.name) : formed(expr, parts, pretty, apply));
  }
  return [...values.values()].at(-1);
}

/** The formula of an operation, given which of its arguments are numbers. */
export function meaningOf({ means, params }: ScalarOp, args: readonly (number | undefined)[]): string | undefined {
  if (typeof means !== "function") return means;
  const order = args[params.findIndex((p) => p === "m" || p === "n")];
  return order === undefined ? undefined : means(order);
}

function named(record: ScalarOp, args: readonly Written[], text: string): Written {
  const written = args[record.params.indexOf(text)];
  const constant = namedConstants.get(text);
  invariant(written !== undefined || constant !== undefined, `${record.name} has no ${text}`);
  return written ?? number(constant as number);
}

function formed(expr: Expr, parts: readonly Written[], pretty: boolean, apply: Apply): Written {
  switch (expr.kind) {
    case "number": return number(expr.value);
    case "unary": return operated(expr.op, parts, pretty);
    case "conditional": return operated("? :", parts, pretty);
    case "call": return apply(expr.name, parts);
    case "binary": return joined(expr.op, parts as readonly [Written, Written], pretty);
    default: throw new Error(`defect of gradc: ${expr.kind} in a formula`);
  }
}

/** Orders are numbers by now: what they make is written as one, and a power of 1 is left out. */
function joined(operator: string, [x, y]: readonly [Written, Written], pretty: boolean): Written {
  if (operator === "-" && isNumber(x) && isNumber(y)) return number(x.value - y.value);
  if (operator === "*" && isNumber(x) && isNumber(y)) return infix("*", x, y);
  return operator === "^" && isNumber(y, 1) ? x : operated(operator, [x, y], pretty);
}

/** Whether a formula has a parameter more than once. */
export const repeatsParameter = onceForEach((record: ScalarOp): boolean => {
  const text = meaningOf(record, record.params.map(() => 0)) ?? meaningOf(record, record.params.map(() => 1));
  if (text === undefined || record.internal !== true) return false;
  const names = postorder(parseFormula(text)).flatMap((e) => (e.kind === "name" && record.params.includes(e.name) ? [e.name] : []));
  return new Set(names).size < names.length;
});
