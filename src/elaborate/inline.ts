// The user's functions where they are called.
import { CountLimit, MAX_CALLS } from "../graph/limit.js";
import type { Expr } from "../syntax/ast.js";
import { asVariable } from "./as-variable.js";
import type { Context } from "./context.js";
import { elaborateSteps } from "./steps.js";
import { isRecord, Scope, type UserFunction, type Value } from "./scope.js";

/** What a body uses was looked up where the function was defined. */
const NEVER = (): undefined => undefined;

type CallExpr = Extract<Expr, { kind: "call" }>;

/** Inlines a function; equal calls are one value, so that doubling chains stay linear. */
export function callUser(c: Context, call: CallExpr, fn: UserFunction, args: readonly Value[]): Value {
  if (args.length !== fn.params.length) {
    return c.report.fail(call.span, "wrong-count", fn.name, `${fn.name}(${fn.params.map((p) => p.name).join(", ")})`, args.length);
  }
  const key = `${fn.name}(${args.map((a) => (isRecord(a) ? `{${a.nodes.join(",")}}` : a)).join(";")})`;
  const known = c.calls.get(key);
  if (known !== undefined) return known;
  if (c.calls.size >= MAX_CALLS) throw new CountLimit("calls-too-many", MAX_CALLS, call.span);
  const scope = new Scope(fn.scope, undefined, true);
  fn.params.forEach(
    (param, i) => scope.set(param.name, { kind: "value", value: bound(c, fn, param.name, args[i] as Value), span: param.span }),
  );
  const inner: Context = { ...c, scope, report: fn.report, depth: c.depth + 1, definedLater: NEVER, steps: elaborateSteps };
  for (const local of fn.locals) {
    const values = local.kind === "for" ? inner.steps(inner, local) : [{ target: local.target, node: c.elaborate(inner, local.value) }];
    for (const { target, node } of values)
      scope.set(target.name, { kind: "value", value: bound(c, fn, target.name, node), span: target.span });
  }
  const result = c.elaborate(inner, fn.body);
  c.calls.set(key, result);
  noteCall(c, fn, args, result);
  return result;
}

/** Keeps the call beside what it gave, for those who read the program. */
function noteCall(c: Context, fn: UserFunction, args: readonly Value[], result: Value): void {
  if (fn.definitions === undefined || isRecord(result) || c.called.has(result) || c.b.node(result).args.length === 0) return;
  const nodes = args.flatMap((a) => (isRecord(a) ? [] : [a]));
  if (nodes.length === args.length && !nodes.includes(result))
    c.called.set(result, { name: fn.name, args: nodes, definitions: fn.definitions });
}

function bound(c: Context, fn: UserFunction, param: string, value: Value): Value {
  return fn.wrt.has(param) ? asVariable(c, param, value, fn.body.span) : value;
}
