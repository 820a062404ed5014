// Calls: functions of the language by their records, the user's functions by inlining.
import { formulaOps, languageFunctions, opTable } from "../ops/index.js";
import type { FormulaOp, ScalarOp } from "../graph/operation.js";
import type { Expr } from "../syntax/ast.js";
import { makeCall } from "./arguments.js";
import { isDerivative } from "./derivative-names.js";
import { asNode, mapRecords, type Context } from "./context.js";
import type { NodeId } from "../graph/graph.js";
import { functionMend } from "./names.js";
import { checkBroadcast, elementwise } from "./operators.js";
import { callUser } from "./inline.js";
import { isRecord, type Value } from "./scope.js";
import { Abandon } from "../diagnostics/diagnostic.js";
import { listed } from "../graph/lists.js";

type CallExpr = Extract<Expr, { kind: "call" }>;

/** Functions whose result is a point like their arguments. */
const KEEPS_RECORD = new Set(["cross"]);

export function callFunction(c: Context, call: CallExpr, args: readonly Value[]): Value {
  const binding = c.scope.get(call.name);
  if (binding?.kind === "function") return callUser(c, call, binding.fn, args);
  return callBuiltin(c, call, args);
}

function callBuiltin(c: Context, call: CallExpr, args: readonly Value[]): Value {
  const fn = languageFunctions.get(call.name);
  if (fn !== undefined) {
    const [least, most] = fn.arity;
    if (args.length < least || args.length > most) return c.report.fail(call.span, "wrong-count", call.name, fn.usage, args.length);
    if (isDerivative(call.name)) return derivative(c, call, args);
    const nodes = args.map((a) => asNode(c, a));
    const id = fn.build(makeCall(c, call.name, call.span, nodes, call.args, args.length < call.args.length));
    c.indices.push(...classUse(c, call.name, nodes));
    return KEEPS_RECORD.has(call.name) ? likeRecord(c, id, args) : id;
  }
  const op = opTable.get(call.name);
  if (op?.kind === "scalar" && op.internal !== true) return callScalar(c, call, op, args);
  const formula = formulaOps.find((f) => f.name === call.name);
  if (formula !== undefined) return callFormula(c, call, formula, args);
  return notAFunction(c, call);
}

function notAFunction(c: Context, call: CallExpr): never {
  const binding = c.scope.get(call.name);
  if (binding === undefined && call.name === "map") return c.report.fail(call.nameSpan, "index-missing", call.name);
  if (binding?.kind === "broken") throw new Abandon();
  if (binding !== undefined) return c.report.fail(call.nameSpan, "value-as-function", call.name);
  const later = c.definedLater(call.name, call.nameSpan);
  if (later !== undefined) return c.report.fail(call.nameSpan, "used-before", call.name, later);
  return c.report.fail(
    call.nameSpan, "unknown-function", call.name,
    functionMend(c.report, { name: call.name, span: call.nameSpan }, c.scope),
  );
}

/** Class numbers of cross_entropy are checked when the generated function is called. */
function classUse(c: Context, name: string, nodes: readonly NodeId[]): Context["indices"] {
  const [scores, classes] = nodes;
  if (name !== "cross_entropy" || scores === undefined || classes === undefined || c.b.shape(classes).length !== 1) return [];
  return [{ node: classes, first: 0, size: c.b.shape(scores)[1] ?? 1 }];
}

function likeRecord(c: Context, id: NodeId, args: readonly Value[]): Value {
  const record = args.find(isRecord);
  const nodes = listed(c.b.node(id));
  return record !== undefined && nodes.length > 0 ? { fields: record.fields, nodes } : id;
}

function callScalar(c: Context, call: CallExpr, op: ScalarOp, args: readonly Value[]): Value {
  const variadic = op.params.at(-1) === "...";
  const params = variadic ? op.params.slice(0, -1) : op.params;
  const filled = withDefaults(c, call, params, op.defaults, args, variadic);
  return mapRecords(c, filled, true, (nodes) => {
    if (nodes.length <= params.length || op.partialOf !== undefined) return elementwise(c, op.name, nodes, call.span);
    return nodes.reduce((folded, next) => elementwise(c, op.name, [folded, next], call.span));
  });
}

function callFormula(c: Context, call: CallExpr, op: FormulaOp, args: readonly Value[]): Value {
  const filled = withDefaults(c, call, op.params, op.defaults, args, false);
  return mapRecords(c, filled, true, (nodes) => {
    checkBroadcast(c, nodes, call.span, call.name);
    return c.formulas.build(c.b, op.formula, (name) => nodes[op.params.indexOf(name)]);
  });
}

function withDefaults(
  c: Context, call: CallExpr, params: readonly string[], defaults: Readonly<Record<string, number>> | undefined,
  args: readonly Value[], variadic: boolean,
): Value[] {
  const needed = params.filter((p) => defaults?.[p] === undefined).length;
  if (args.length < needed || (args.length > params.length && !variadic)) {
    const shown = params.map((p) => (defaults?.[p] === undefined ? p : `[${p} = ${defaults[p]}]`)).join(", ");
    return c.report.fail(call.span, "wrong-count", call.name, `${call.name}(${shown}${variadic ? ", …" : ""})`, args.length);
  }
  const rest = params.slice(args.length).map((p) => c.b.constant(defaults?.[p] ?? 0));
  return [...args, ...rest];
}

/** A derivative with respect to a record has a part for each of its parts. */
function derivative(c: Context, call: CallExpr, args: readonly Value[]): Value {
  const [, wrt] = call.args;
  if (wrt?.kind !== "name" && wrt?.kind !== "field") return c.report.fail(wrt?.span ?? call.span, "wrt-expression", call.name);
  const [f, x, ...rest] = args as readonly [Value, Value, ...Value[]];
  const name = wrt.kind === "name" ? wrt.name : wrt.field;
  if (!isRecord(x)) {
    const { op } = c.b.node(x);
    if (op === "constant" || op === "size") return c.report.fail(wrt.span, "wrt-constant", name);
  }
  const build = (node: NodeId): NodeId => {
    const fn = languageFunctions.get(call.name);
    const nodes = [asNode(c, f), node, ...rest.map((r) => asNode(c, r))];
    return (fn as NonNullable<typeof fn>).build(makeCall(c, call.name, call.span, nodes, call.args));
  };
  if (!isRecord(x)) return build(x);
  if (call.name === "grad") return { fields: x.fields, nodes: x.nodes.map(build) };
  return build(asNode(c, x));
}
