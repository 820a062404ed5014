// Reductions and maps over an index: `sum(e, i = 1:n)`. The body is elaborated once with the index as a number of its
// own, lifted over all of its values, and reduced along them by the ordinary reductions.
import { atKey } from "../diagnostics/known.js";
import type { Span } from "../diagnostics/source.js";
import { placeOf } from "../diagnostics/source.js";
import type { NodeId } from "../graph/graph.js";
import { languageFunctions } from "../ops/index.js";
import { addDims, divideDim, formatDim, leastOf, productOfDims, subtractDims, type Dim } from "../shape/dim.js";
import { formatShape } from "../shape/shape.js";
import type { Expr } from "../syntax/ast.js";
import { indexLeaf, type Affine } from "./affine.js";
import { makeCall } from "./arguments.js";
import { asNode, type Context } from "./context.js";
import { extremeOf, type Index } from "./indices.js";
import { lift, NotLifted } from "./lift.js";
import { Scope } from "./scope.js";
import { freeNames } from "./uses.js";

type CallExpr = Extract<Expr, { kind: "call" }>;
type BindExpr = Extract<Expr, { kind: "bind" }>;
type RangeExpr = Extract<Expr, { kind: "range" }>;

/** What the functions that take an index give for no values at all; NaN where there is no such value. */
const EMPTY: ReadonlyMap<string, number> = new Map([
  ["sum", 0], ["mean", NaN], ["prod", 1], ["min", Infinity], ["max", -Infinity], ["logsumexp", -Infinity], ["norm", 0],
  ["variance", NaN], ["std", NaN], ["map", NaN],
]);

/** What a reduction gives for no values at all. */
export function emptyOf(name: string): number | undefined {
  return EMPTY.get(name);
}

export function isOverIndex(call: CallExpr): boolean {
  return call.args.some((arg) => arg.kind === "bind");
}

export function overIndex(c: Context, call: CallExpr): NodeId {
  if (!EMPTY.has(call.name)) return c.report.fail(call.nameSpan, "index-call", call.name);
  const binds = call.args.filter((arg): arg is BindExpr => arg.kind === "bind");
  const [body, ...others] = call.args.filter((arg) => arg.kind !== "bind");
  if (body === undefined || others.length > 0)
    return c.report.fail(call.span, "wrong-count", call.name, `${call.name}(e, i = 1:n)`, call.args.length - binds.length);
  const scope = new Scope(c.scope);
  const indices: Index[] = [];
  let inner: Context = { ...c, scope, depth: c.depth + 1 };
  for (const { target: { name } } of binds)
    scope.explain(name, `An index is known in the ranges after its own: write ${name} = … before them.`);
  for (const bind of binds) {
    const index = indexOf(inner, bind);
    indices.push(index);
    scope.set(index.name, { kind: "value", value: index.leaf, span: index.span });
    inner = { ...inner, at: [...inner.at, index] };
  }
  const value = asNode(c, inner.elaborate(inner, body));
  if (call.name !== "map") checkUse(c, call, value, binds, body);
  try {
    return reduced(c, call, value, indices, body.span);
  } catch (fault) {
    if (!(fault instanceof NotLifted)) throw fault;
    return unrolled(c, call, binds, body) ??
      c.report.fail(fault.node.origin.span, "index-body", fault.node.op, placeOf(c.report.source, call.span.start).line);
  }
}

/** In `sum(x, i = 1:n)` of a vector either the index is missing or the elements are meant. */
function checkUse(c: Context, { name, span }: CallExpr, value: NodeId, binds: readonly BindExpr[], body: Expr): void {
  const rank = c.b.shape(value).length;
  const indices = binds.map((bind) => bind.target.name);
  if (rank === 0 || freeNames(body, c.scope).some((use) => indices.includes(use.name))) return;
  const items = Array.from({ length: Math.max(rank, indices.length) }, (_, k) => indices[k] ?? ":");
  const { text } = c.report.source;
  const [first] = binds;
  const element = body.kind === "name" && rank >= indices.length && first !== undefined
    ? `${name}(${body.name}[${items.join(", ")}], ${text.slice(first.span.start, span.end)}`
    : undefined;
  c.report.fail(body.span, "index-unused", name, indices.join(" or "), formatShape(c.b.shape(value)), element);
}

/** More values are not written out one by one. */
const MAX_UNROLLED = 256;

/**
 * The values one by one, where an operation of the body has no form for all at once; undefined if there are too many or
 * their number is not known.
 */
function unrolled(c: Context, call: CallExpr, binds: readonly BindExpr[], body: Expr): NodeId | undefined {
  let cases: Context[] = [{ ...c, depth: c.depth + 1 }];
  for (const bind of binds) {
    const wider: Context[] = [];
    for (const each of cases) {
      const { steps } = indexOf(each, bind);
      if (typeof steps.first !== "number" || typeof steps.size !== "number" || wider.length + steps.size > MAX_UNROLLED) return undefined;
      for (let k = 0; k < steps.size; k++) {
        const scope = new Scope(each.scope);
        scope.set(bind.target.name, { kind: "value", value: c.b.constant(steps.first + k * steps.step), span: bind.target.span });
        wider.push({ ...each, scope });
      }
    }
    cases = wider;
  }
  const values = cases.map((each) => asNode(c, each.elaborate(each, body)));
  const [first] = values;
  if (first === undefined || binds.length > 1 && call.name === "map") return undefined;
  return reduceAlong(c, call, c.b.apply("stack", values, { lead: [values.length] }), [values.length]);
}

function indexOf(c: Context, { target, value: range }: BindExpr): Index {
  const known = c.scope.taken(target.name);
  if (known?.kind === "value" || known?.kind === "size" || known?.kind === "function") {
    c.report.fail(target.span, "defined-twice", target.name, placeOf(c.report.source, known.span.start).line);
  }
  if (range.kind !== "range") return c.report.fail(range.span, "index-range-form", target.name);
  const step = range.step === undefined ? 1 : c.b.constantOf(asNode(c, c.elaborate(c, range.step)));
  if (step === undefined || !Number.isInteger(step) || step === 0) return c.report.fail(range.step?.span, "range-step");
  const leaf = indexLeaf(c.b, target.name);
  const [start, end] = [boundOf(c, range.start, target.name), boundOf(c, range.end, target.name)];
  const [low, high] = step > 0 ? [start, end] : [end, start];
  const isFixed = low.by.size + high.by.size === 0;
  if (!isFixed && step !== 1) return c.report.fail(range.span, "index-step");
  const [least, most] = [extremeOf(c.at, low, -1), extremeOf(c.at, high, 1)];
  const size = countOf(c, least, most, Math.abs(step));
  const [first, last] = step > 0 ? [least, most] : [most, least];
  const test = isFixed ? undefined : within(c, leaf, low, high, range);
  return { name: target.name, span: target.span, leaf, last, steps: { first, step, size }, test };
}

function boundOf(c: Context, expr: Expr | undefined, index: string): Affine {
  const found = expr === undefined ? undefined : c.affines.of(asNode(c, c.elaborate(c, expr)));
  return found ?? c.report.fail(expr?.span, "index-bound", index);
}

/** How many numbers there are; none at all is allowed. */
function countOf(c: Context, least: Dim, most: Dim, stride: number): Dim {
  const distance = subtractDims(most, least);
  if (typeof distance === "number") return Math.max(0, Math.floor(distance / stride) + 1);
  const count = addDims(divideDim(distance, stride), 1);
  if (leastOf(count) < 0) c.require({ dim: count, least: 0, what: `the range ${formatDim(least)}:${formatDim(most)}` });
  return count;
}

/** Whether the index lies in a range that depends on other indices. */
function within(c: Context, leaf: NodeId, low: Affine, high: Affine, range: RangeExpr): NodeId {
  const bound = (expr: Expr | undefined): NodeId => asNode(c, c.elaborate(c, expr as Expr));
  const tests = [
    ...(low.by.size === 0 ? [] : [c.b.apply("ge", [leaf, bound(range.start)])]),
    ...(high.by.size === 0 ? [] : [c.b.apply("le", [leaf, bound(range.end)])]),
  ];
  return tests.reduce((x, y) => c.b.apply("and", [x, y]));
}

function reduced(c: Context, call: CallExpr, body: NodeId, indices: readonly Index[], span: Span): NodeId {
  const { b } = c;
  const { name } = call;
  const empty = atKey(EMPTY, name);
  const tests = indices.flatMap((index) => index.test ?? []);
  const sizes = indices.map((index) => index.steps.size);
  if (name === "map" && (tests.length > 0 || sizes.includes(0))) return c.report.fail(span, "index-ragged");
  if (sizes.includes(0)) return b.fill(empty, b.shape(body));
  const all = (id: NodeId): NodeId => indices.reduceRight((value, { leaf, steps }) => lift(c, value, leaf, steps), id);
  if (tests.length === 0) return reduceAlong(c, call, all(body), sizes);
  const test = tests.reduce((x, y) => b.apply("and", [x, y]));
  const masked = (value: NodeId, otherwise: number): NodeId => b.apply("select", [test, value, b.constant(otherwise)]);
  if (!Number.isNaN(empty)) return reduceAlong(c, call, all(masked(body, empty)), sizes);
  return averaged(c, call, all(masked(body, 0)), all(test), sizes);
}

/** mean, variance and std of the values that count. */
function averaged(c: Context, { name }: CallExpr, values: NodeId, tests: NodeId, sizes: readonly Dim[]): NodeId {
  const { b } = c;
  const axes = sizes.map((_, i) => i);
  const count = b.sum(tests, axes);
  const mean = b.apply("div", [b.sum(values, axes), count]);
  if (name === "mean") return mean;
  const counts = b.reshape(tests, b.shape(values).map((d, i) => (i < sizes.length ? d : 1)));
  const deviation = b.apply("select", [counts, b.apply("sub", [values, mean]), b.constant(0)]);
  const degrees = b.apply("sub", [count, b.constant(1)]);
  if (name === "std") return b.apply("div", [b.apply("reduce_norm", [deviation], { axes }), b.apply("sqrt", [degrees])]);
  return b.apply("div", [b.sum(b.apply("pow", [deviation, b.constant(2)]), axes), degrees]);
}

/** The norm is scaled by the greatest size, which no values at all don't have. */
function lengthOf({ b }: Context, norm: NodeId, count: Dim): NodeId {
  return leastOf(count) >= 1 ? norm : b.apply("select", [b.apply("gt", [b.size(count), b.constant(0)]), norm, b.constant(0)]);
}

/** Along the first dimensions, by the function of the language for one dimension. */
function reduceAlong(c: Context, call: CallExpr, values: NodeId, sizes: readonly Dim[]): NodeId {
  const { b } = c;
  const axes = sizes.map((_, i) => i);
  const count = productOfDims(sizes);
  const rest = b.shape(values).slice(sizes.length);
  switch (call.name) {
    case "map": return values;
    case "sum": return b.sum(values, axes);
    case "mean": return b.apply("div", [b.sum(values, axes), b.size(count)]);
    case "norm": return lengthOf(c, b.apply("reduce_norm", [values], { axes }), count);
    default: {
      const fn = languageFunctions.get(call.name) as NonNullable<ReturnType<typeof languageFunctions.get>>;
      const literal: Expr = { kind: "number", value: 1, span: call.span };
      const args = rest.length === 0 ? [values] : [b.reshape(values, [count, ...rest]), b.constant(1)];
      return fn.build(makeCall(c, call.name, call.span, args, [call, literal]));
    }
  }
}
