// One expression to a value: names, operators, calls, arrays, records. Parts come before wholes in
// a list, so that depth is no matter; only an index and an inlined function start a new list.
import type { Report } from "../diagnostics/diagnostic.js";
import type { Span } from "../diagnostics/source.js";
import { Abandon } from "../diagnostics/diagnostic.js";
import { namedConstants } from "../ops/index.js";
import { transpose } from "../ops/products.js";
import type { Dim } from "../shape/dim.js";
import { formatShape, sameShape } from "../shape/shape.js";
import { childrenOf, type Expr } from "../syntax/ast.js";
import type { Builder } from "../graph/builder.js";
import { callFunction } from "./call.js";
import { applyIndex, type IndexContext } from "./indexing.js";
import type { Formulas } from "../graph/formula.js";
import type { NodeId } from "../graph/graph.js";
import { applyBinary, elementwise } from "./operators.js";
import { checkOverflow } from "./overflow.js";
import type { IndexUse, Requirement } from "../graph/program.js";
import { isRecord, type RecordValue, type Scope, type Value } from "./scope.js";
import { builtinNames, suggestName, valuesOf } from "./names.js";

/** What elaborating any expression of a program needs. */
export interface Context {
  readonly b: Builder;
  readonly formulas: Formulas;
  readonly report: Report;
  readonly scope: Scope;
  /** The dimension that `end` stands for, inside an index. */
  readonly end?: Dim;
  readonly depth: number;
  readonly calls: Map<string, Value>;
  readonly requirements: Requirement[];
  readonly indices: IndexUse[];
  /** Where a name is defined further down, its line. */
  readonly definedLater: (name: string, use: Span) => number | undefined;
}

export function elaborate(c: Context, root: Expr): Value {
  const values = new Map<Expr, Value>();
  const constants = new Map<Expr, number>();
  for (const expr of order(root, c.scope)) {
    checkOverflow(c.report, expr, constants);
    c.b.origin = { span: expr.span, via: [] };
    values.set(expr, one(c, expr, (e) => values.get(e) as Value));
  }
  return values.get(root) as Value;
}

/** A value as one node: a record becomes the vector of its parts. */
export function asNode(c: { readonly b: Builder }, value: Value): NodeId {
  return isRecord(value) ? c.b.apply("stack", value.nodes, { lead: [value.nodes.length] }) : value;
}

/** Parts before wholes; the items of an index are left to the index, and the word `keep` to its call. */
function order(root: Expr, scope: Scope): Expr[] {
  const out: Expr[] = [];
  const stack: Expr[] = [root];
  while (stack.length > 0) {
    const expr = stack.pop() as Expr;
    out.push(expr);
    for (const child of expr.kind === "index" ? [expr.object] : expr.kind === "call" ? valuesOf(expr, scope) : childrenOf(expr)) stack.push(child);
  }
  return out.reverse();
}

function one(c: Context, expr: Expr, value: (e: Expr) => Value): Value {
  switch (expr.kind) {
    case "number": return c.b.constant(expr.value);
    case "name": return lookUp(c, expr.name, expr.span);
    case "end": return c.b.size(c.end ?? 1);
    case "unary": return unary(c, expr, value(expr.arg));
    case "binary": return mapRecords(c, [value(expr.left), value(expr.right)], isElementwise(expr.op), ([x, y]) => applyBinary(c, expr.op, x as NodeId, y as NodeId, expr.span));
    case "chain": return chain(c, expr, value);
    case "conditional": {
      const parts = [value(expr.test), value(expr.then), value(expr.else)];
      return mapRecords(c, parts, true, (args) => elementwise(c, "select", args, expr.span, "? :"));
    }
    case "call": return callFunction(c, expr, valuesOf(expr, c.scope).map(value));
    case "index": return applyIndex(indexContext(c), asNode(c, value(expr.object)), expr.items, expr.span);
    case "array": return array(c, expr, expr.items.map((e) => asNode(c, value(e))));
    case "field": return field(c, expr, value(expr.object));
    case "range": return c.report.fail(expr.span, "index-whole");
  }
}

function lookUp(c: Context, name: string, span: Span): Value {
  const binding = c.scope.get(name);
  if (binding === undefined) {
    const constant = namedConstants.get(name);
    if (constant !== undefined) return c.b.constant(constant);
    const later = c.definedLater(name, span);
    if (later !== undefined) return c.report.fail(span, "used-before", name, later);
    if (builtinNames().includes(name)) return c.report.fail(span, "function-as-value", name);
    return c.report.fail(span, "unknown-name", name, suggestName(c.report, name, c.scope));
  }
  switch (binding.kind) {
    case "value": return binding.value;
    case "size": return c.b.size({ key: name, terms: [{ factor: 1, names: [name] }] });
    case "function": return c.report.fail(span, "function-as-value", name);
    case "broken": throw new Abandon();
  }
}

function unary(c: Context, expr: Extract<Expr, { kind: "unary" }>, arg: Value): Value {
  if (expr.op === "+") return arg;
  if (expr.op === "'") {
    const id = asNode(c, arg);
    const rank = c.b.shape(id).length;
    if (rank < 2) return arg;
    if (rank > 2) return c.report.fail(expr.span, "wrong-rank", "'", "a matrix or a vector", formatShape(c.b.shape(id)));
    return transpose(c.b, id);
  }
  return mapRecords(c, [arg], true, ([x]) => {
    const id = x as NodeId;
    if (expr.op === "!") return c.b.apply("gamma", [c.b.apply("add", [id, c.b.constant(1)])]);
    const constant = c.b.constantOf(id);
    if (expr.op === "-" && constant !== undefined) return c.b.constant(-constant);
    return c.b.apply(expr.op === "-" ? "neg" : "not", [id]);
  });
}

function chain(c: Context, expr: Extract<Expr, { kind: "chain" }>, value: (e: Expr) => Value): NodeId {
  const args = expr.args.map((e) => asNode(c, value(e)));
  const pairs = expr.ops.map((op, i) => elementwise(c, c.formulas.operator(op), [args[i] as NodeId, args[i + 1] as NodeId], expr.span, op));
  return pairs.reduce((all, pair) => elementwise(c, "and", [all, pair], expr.span));
}

function array(c: Context, expr: Extract<Expr, { kind: "array" }>, items: readonly NodeId[]): NodeId {
  const [first] = items;
  if (first === undefined) return c.report.fail(expr.span, "empty-array");
  const shape = c.b.shape(first);
  items.forEach((item, i) => {
    if (!sameShape(shape, c.b.shape(item))) c.report.fail(expr.items[i]?.span, "ragged", formatShape(shape), formatShape(c.b.shape(item)));
  });
  const nested = items.map((item) => c.b.node(item));
  if (nested.every((n) => n.op === "stack")) {
    const lead = nested[0]?.attrs.lead as readonly number[];
    return c.b.apply("stack", nested.flatMap((n) => n.args), { lead: [items.length, ...lead] });
  }
  return c.b.apply("stack", items, { lead: [items.length] });
}

function field(c: Context, expr: Extract<Expr, { kind: "field" }>, object: Value): NodeId {
  if (!isRecord(object)) return c.report.fail(expr.span, "field-of-value", expr.field);
  const node = object.nodes[object.fields.indexOf(expr.field)];
  return node ?? c.report.fail(expr.span, "unknown-field", expr.field, suggestName(c.report, expr.field, object.fields));
}

function isElementwise(op: string): boolean {
  return op !== "*" && op !== "^";
}

/** Applies a function to each part of records; where it does not work part by part, records become vectors. */
export function mapRecords(c: Context, args: readonly Value[], partwise: boolean, apply: (args: readonly NodeId[]) => NodeId): Value {
  const records = args.filter(isRecord);
  const [first] = records;
  if (first === undefined) return apply(args as readonly NodeId[]);
  const scalarsElse = args.every((a) => isRecord(a) || c.b.shape(a).length === 0);
  const oneRecord = records.length === 1 && scalarsElse;
  if (!scalarsElse || (!partwise && !oneRecord) || records.some((r) => !sameFields(r, first))) return apply(args.map((a) => asNode(c, a)));
  const nodes = first.fields.map((_, i) => apply(args.map((a) => (isRecord(a) ? a.nodes[i] as NodeId : a))));
  return { fields: first.fields, nodes };
}

function sameFields(a: RecordValue, b: RecordValue): boolean {
  return a.fields.length === b.fields.length && a.fields.every((f, i) => f === b.fields[i]);
}

function indexContext(c: Context): IndexContext {
  return {
    b: c.b, formulas: c.formulas, report: c.report,
    item: (expr, end) => asNode(c, elaborate({ ...c, end }, expr)),
    require: (requirement) => c.requirements.push(requirement),
    useAsIndex: (use) => c.indices.push(use),
  };
}
