// `scan(e, y = y0, t = 1:n)`: a block of steps with one state, as an expression.
import { placeOf } from "../diagnostics/source.js";
import type { NodeId } from "../graph/graph.js";
import type { Expr, ForStatement } from "../syntax/ast.js";
import type { Context, StepArray } from "./context.js";
import { withName } from "./rewriting.js";

type CallExpr = Extract<Expr, { kind: "call" }>;
type BindExpr = Extract<Expr, { kind: "bind" }>;

/** A name that no program can have: the value of a target so many steps before. */
export function pastName(target: string, back: number): string {
  return `${target}[-${back}]`;
}

export function isScan(expr: Expr): expr is CallExpr {
  return expr.kind === "call" && expr.name === "scan" && expr.args.some((arg) => arg.kind === "bind");
}

/** The values of all steps, of which the first starts from y0. */
export function scan(c: Context, call: CallExpr): NodeId {
  const [body, start, over, ...others] = call.args;
  if (body === undefined || body.kind === "bind" || start?.kind !== "bind" || over?.kind !== "bind" || others.length > 0)
    return c.report.fail(call.span, "wrong-count", "scan", "scan(e, y = y0, t = 1:n)", call.args.length);
  const known = c.scope.taken(start.target.name);
  if (known !== undefined && known.kind !== "broken")
    c.report.fail(start.target.span, "defined-twice", start.target.name, placeOf(c.report.source, known.span.start).line);
  const [only] = c.steps(c, asBlock(call, body, start, over)) as [StepArray];
  return only.node;
}

function asBlock({ span }: CallExpr, body: Expr, { target, value: y0 }: BindExpr, { target: index, value: range }: BindExpr): ForStatement {
  const value = withName(body, target.name, { kind: "name", name: pastName(target.name, 1), span });
  return {
    kind: "for", index, range, span, states: [{ kind: "element", target, at: beforeFirst(range), value: y0, span: target.span }],
    body: [{ kind: "element", target, at: { kind: "name", name: index.name, span: index.span }, value, span: body.span }],
  };
}

/** The index of the step before the first one; where it is no range, that is told of the range itself. */
function beforeFirst(range: Expr): Expr {
  if (range.kind !== "range" || range.start === undefined) return range;
  const step: Expr = range.step ?? { kind: "number", value: 1, span: range.span };
  return { kind: "binary", op: "-", left: range.start, right: step, span: range.span };
}
