// One expression to a value: names, operators, calls, arrays, records. Parts come before wholes in
// a list, so that depth is no matter; only an index and an inlined function start a new list.
import type { Span } from "../diagnostics/source.js";
import { Abandon } from "../diagnostics/diagnostic.js";
import { nth } from "../diagnostics/known.js";
import { namedConstants } from "../ops/index.js";
import { transpose } from "../ops/products.js";
import { namedDim } from "../shape/dim.js";
import { formatShape, sameShape } from "../shape/shape.js";
import { childrenOf, type Expr } from "../syntax/ast.js";
import { callFunction } from "./call.js";
import { asNode, mapRecords, placed, type Context } from "./context.js";
import { isOverIndex, overIndex } from "./indexed.js";
import { applyIndex, type IndexContext } from "./indexing.js";
import { isOp } from "../graph/attrs.js";
import { originVia, type NodeId } from "../graph/graph.js";
import { applyBinary, elementwise } from "./operators.js";
import { checkOverflow } from "./overflow.js";
import { rangeValue } from "./ranges.js";
import { isScan, scan } from "./scan.js";
import { isRecord, type Scope, type Value } from "./scope.js";
import { builtinNames, nameMend, powerMend, valuesOf } from "./names.js";

/** What an index or an inlined function holds is a list of its own, and a call within the calls before. */
const MAX_DEPTH = 500;

export function elaborate(c: Context, root: Expr): Value {
  if (c.depth > MAX_DEPTH) return c.report.fail(root.span, "calls-too-deep", MAX_DEPTH);
  const values = new Map<Expr, Value>();
  const valueOf = (expr: Expr): Value => values.get(expr) as Value;
  const constants = new Map<Expr, number>();
  let isFaulty = false;
  for (const expr of order(root, c.scope)) {
    const known = expr.kind === "name" && expr !== root ? c.scope.get(expr.name) : undefined;
    if (known?.kind === "value") {
      values.set(expr, known.value);
      continue;
    }
    checkOverflow(c.report, expr, constants);
    c.b.origin = originVia(placed(c, expr.span), NO_PASS);
    const isWhole = !isFaulty || openParts(expr, c.scope).every((part) => values.has(part));
    const value = isWhole ? attempt(c, expr, valueOf) : undefined;
    if (value === undefined) isFaulty = true;
    else values.set(expr, value);
  }
  return values.get(root) ?? abandon();
}

const NO_PASS: readonly string[] = Object.freeze([]);

/** A part with a fault has no value; the parts beside it are looked at as well. */
function attempt(c: Context, expr: Expr, valueOf: (expr: Expr) => Value): Value | undefined {
  try {
    return one(c, expr, valueOf);
  } catch (fault) {
    if (fault instanceof Abandon) return undefined;
    throw fault;
  }
}

function abandon(): never {
  throw new Abandon();
}

/** Parts before wholes. */
function order(root: Expr, scope: Scope): Expr[] {
  const out: Expr[] = [];
  const stack: Expr[] = [root];
  while (stack.length > 0) {
    const expr = stack.pop() as Expr;
    out.push(expr);
    for (const child of openParts(expr, scope)) stack.push(child);
  }
  return out.reverse();
}

/** The parts that are elaborated before: the items of an index, a call over an index and the word `keep` are left to the whole. */
function openParts(expr: Expr, scope: Scope): readonly Expr[] {
  if (expr.kind === "index") return [expr.object];
  if (expr.kind !== "call") return childrenOf(expr);
  return isOverIndex(expr) ? [] : valuesOf(expr, scope);
}

function one(c: Context, expr: Expr, value: (e: Expr) => Value): Value {
  switch (expr.kind) {
    case "number": return c.b.literal(expr.value);
    case "name": return lookUp(c, expr.name, expr.span);
    case "end": return c.b.size(c.end ?? 1);
    case "unary": return unary(c, expr, value(expr.arg));
    case "binary": return mapRecords(
      c, [value(expr.left), value(expr.right)], isElementwise(expr.op),
      ([x, y]) => applyBinary(c, expr.op, x as NodeId, y as NodeId, expr.span),
    );
    case "chain": return chain(c, expr, value);
    case "conditional": {
      const parts = [value(expr.test), value(expr.then), value(expr.else)];
      return mapRecords(c, parts, true, (args) => elementwise(c, c.formulas.operator("? :", 3), args, expr.span, "? :"));
    }
    case "call":
      if (isScan(expr)) return scan(c, expr);
      return isOverIndex(expr) ? overIndex(c, expr) : callFunction(c, expr, valuesOf(expr, c.scope).map(value));
    case "index": return applyIndex(indexContext(c), asNode(c, value(expr.object)), expr.items, expr.span);
    case "array": return array(c, expr, expr.items.map((e) => asNode(c, value(e))));
    case "field": return field(c, expr, value(expr.object));
    case "range": return rangeValue(c, expr, (e) => asNode(c, value(e)));
    case "bind": return c.report.fail(expr.span, "index-whole");
  }
}

function lookUp(c: Context, name: string, span: Span): Value {
  const binding = c.scope.get(name);
  if (binding === undefined) {
    const later = c.definedLater(name, span);
    if (later !== undefined) return c.report.fail(span, "used-before", name, later);
    const constant = namedConstants.get(name);
    if (constant !== undefined) return c.b.constant(constant);
    if (builtinNames().includes(name)) return c.report.fail(span, "function-as-value", name, true, powerMend(c.report, { name, span }));
    const mend = c.scope.mendOf(name) ?? nameMend(c.report, { name, span }, c.scope);
    const asIndex = c.end === undefined ? undefined : `An index has a range: sum(x[${name}], ${name} = 1:n), or for ${name} = 1:n { … }.`;
    return c.report.fail(span, "unknown-name", name, mend ?? asIndex);
  }
  switch (binding.kind) {
    case "value": return binding.value;
    case "size": return c.b.size(namedDim(name));
    case "function": return c.report.fail(span, "function-as-value", name, false);
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
    if (expr.op === "-" && constant !== undefined) return c.b.isWrittenZero(id) ? c.b.literal(-constant) : c.b.constant(-constant);
    return c.b.apply(c.formulas.operator(expr.op, 1), [id]);
  });
}

function chain(c: Context, expr: Extract<Expr, { kind: "chain" }>, value: (e: Expr) => Value): NodeId {
  const args = expr.args.map((e) => asNode(c, value(e)));
  const pairs = expr.ops.map((op, i) => elementwise(c, c.formulas.operator(op), [nth(args, i), nth(args, i + 1)], expr.span, op));
  return pairs.reduce((all, pair) => elementwise(c, c.formulas.operator("and"), [all, pair], expr.span));
}

function array(c: Context, expr: Extract<Expr, { kind: "array" }>, items: readonly NodeId[]): NodeId {
  const [first] = items;
  if (first === undefined) return c.report.fail(expr.span, "empty-array");
  const shape = c.b.shape(first);
  items.forEach((item, i) => {
    if (!sameShape(shape, c.b.shape(item))) c.report.fail(expr.items[i]?.span, "ragged", formatShape(shape), formatShape(c.b.shape(item)));
  });
  const nested = items.map((item) => c.b.node(item));
  const [outer] = nested;
  if (isOp(outer, "stack") && nested.every((n) => n.op === "stack")) {
    const { lead } = outer.attrs;
    return c.b.apply("stack", nested.flatMap((n) => n.args), { lead: [items.length, ...lead] });
  }
  return c.b.apply("stack", items, { lead: [items.length] });
}

function field(c: Context, expr: Extract<Expr, { kind: "field" }>, object: Value): NodeId {
  if (!isRecord(object))
    return c.report.fail(expr.span, "field-of-value", expr.field, c.report.source.text.slice(expr.object.span.start, expr.object.span.end));
  const node = object.nodes[object.fields.indexOf(expr.field)];
  return node ?? c.report.fail(expr.span, "unknown-field", expr.field, listed(object.fields));
}

/** Names as a sentence lists them: x, y and z. */
function listed(names: readonly string[]): string {
  return names.length === 1 ? String(names[0]) : `${names.slice(0, -1).join(", ")} and ${names.at(-1)}`;
}

function isElementwise(op: string): boolean {
  return op !== "*" && op !== "^";
}

function indexContext(c: Context): IndexContext {
  return {
    b: c.b, formulas: c.formulas, report: c.report, affines: c.affines, at: c.at,
    item: (expr, end) => asNode(c, elaborate({ ...c, end, depth: c.depth + 1 }, expr)),
    require: c.require, isGiven: c.isGiven,
    isOwn: (name) => c.scope.get(name)?.kind === "function",
    useAsIndex: (use) => c.indices.push(use),
  };
}
