// The user's functions where they are called, and values that derivatives are taken with respect to.
import type { Span } from "../diagnostics/source.js";
import type { NodeId } from "../graph/graph.js";
import { listedScalars } from "../graph/lists.js";
import type { Expr } from "../syntax/ast.js";
import type { Context } from "./context.js";
import { isRecord, Scope, type UserFunction, type Value } from "./scope.js";

/** A longer list of scalars that is differentiated by is one variable. */
const MAX_LISTED = 64;

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
  const scope = new Scope(fn.scope);
  fn.params.forEach(
    (param, i) => scope.set(param.name, { kind: "value", value: bound(c, fn, param.name, args[i] as Value), span: param.span }),
  );
  const inner: Context = { ...c, scope, report: fn.report, depth: c.depth + 1, definedLater: NEVER };
  for (const { target, value } of fn.locals) {
    scope.set(target.name, { kind: "value", value: bound(c, fn, target.name, c.elaborate(inner, value)), span: target.span });
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

/** A value that derivatives are taken with respect to, kept apart from equal values. */
export function asVariable(c: Context, name: string, value: Value, span: Span): Value {
  c.b.origin = { span, via: [], name };
  const mark = (id: NodeId): NodeId => c.b.apply("named", [id], { name, mark: c.b.graph.size });
  if (isRecord(value)) return { fields: value.fields, nodes: value.nodes.map(mark) };
  const scalars = listedScalars(c.b, value, MAX_LISTED);
  return scalars === undefined ? mark(value) : c.b.apply("stack", scalars.map(mark), c.b.node(value).attrs);
}
