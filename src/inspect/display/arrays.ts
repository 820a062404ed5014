// Operations on arrays: what is a number, or is in every term, stands in front of those that are linear.
import { nth } from "../../diagnostics/known.js";
import type { Builder, Factor } from "../../graph/builder.js";
import { argOf, asApplied, type Attrs, type Node, type NodeId } from "../../graph/graph.js";
import { contractionOf, dimsByLabel } from "../../ops/contraction.js";
import { isLoop, loopKey, loopOf } from "../../ops/loop.js";
import { isPart, isPlaced } from "../../graph/operation.js";
import { attrsOf } from "../../graph/attrs.js";
import { namedDim, type Dim } from "../../shape/dim.js";
import { dimAt, sameShape, type Shape } from "../../shape/shape.js";
import type { Context } from "../../simplify/rule.js";
import { indexingRules } from "../../simplify/structure/indexing.js";
import { contractionRules } from "../../simplify/structure/contraction.js";
import { comparesIndices } from "../elements/conditions.js";
import { elementRead, unitOf } from "./lists.js";
import * as q from "./rational.js";
import { atom, isScalar, type Sheet } from "./sheet.js";
import { base, commonFactor, constant, NOTHING, ONE, sumOf, term, timesTerm, type Elements, type Sum, type Term } from "./sum.js";
import { shortest, writeSum } from "./write.js";

type SumAt = (s: Sheet, id: NodeId) => Sum;

/** In which of their arguments operations are linear. */
const LINEAR: ReadonlyMap<string, number> = new Map([
  ...["reshape", "slice", "place", "gather", "scatter", "cumsum"].map((op) => [op, 0] as const), ["solve", 1], ["solve_lower", 1],
]);
/** Of those, the ones that make an equal array of an equal array. */
const KEEPS_FILL: ReadonlySet<string> = new Set(["reshape", "slice", "gather"]);

export function arrayOperation(s: Sheet, node: Node, at: SumAt): Sum {
  if (node.op === "contract") return contraction(s, node, at);
  if (isLoop(node)) return base(s.b.apply("loop", loopArguments(s, node, at), node.attrs));
  if (node.op === "cofactor") return adjugate(s, node, at);
  if (node.op === "solve" && s.inverted.has(argOf(node)) && !isInverse(s.raw, node)) return solved(s, node, at);
  const running = runningSum(s.raw, node);
  if (running !== undefined) return at(s, running);
  const element = elementRead(s.raw, node, (id) => s.closed.has(id));
  if (element !== undefined) return at(s, element);
  const sums = node.args.map((a) => at(s, a));
  // equal sums may stand for arrays of several shapes
  const attrs = { ...node.attrs, of: node.args.map((a) => s.raw.shape(a)) };
  const linear = LINEAR.get(node.op);
  if (linear === undefined)
    return base(atom(s, node.op, sums, attrs, () => s.b.apply(node.op, node.args.map((a, i) => fitted(s, a, sums[i] as Sum)), node.attrs)));
  const x = sums[linear] as Sum;
  // what cancels when it is multiplied out is 0 too
  if (shortest(s, x).terms.length === 0) return NOTHING;
  const { scalar, array } = split(s, x);
  const unit = node.op === "place"
    ? unitOf(s.raw, node, x, (sum) => sum.terms.every((t) => t.powers.every((p) => isScalar(s, p))))
    : undefined;
  if (unit !== undefined) return unitBase(s, node, sums, attrs, unit);
  if (array.key === ONE.key && KEEPS_FILL.has(node.op)) return sumOf([scalar]);
  if (array.key === ONE.key)
    return base(atom(s, node.op, sums, attrs, () => s.b.apply(node.op, node.args.map((a, i) => fitted(s, a, sums[i] as Sum)), node.attrs)));
  if (node.op === "reshape" && isMasked(s, array)) return sumOf([timesTerm(s.ground, scalar, eachReshaped(s, node, array))]);
  const parts = sums.with(linear, array);
  const apply = (): NodeId => s.b.apply(node.op, node.args.map((a, i) => fitted(s, a, parts[i] as Sum)), node.attrs);
  const made = atom(s, node.op, parts, attrs, () => asOneView(s, apply()));
  return sumOf([timesTerm(s.ground, scalar, base(made).terms[0] as Term)]);
}

/** A recurrence whose factors are quotients of running sums, as those of `logcumsumexp` are, as a running sum. */
function runningSum(b: Builder, node: Node): NodeId | undefined {
  if (node.op !== "recurrence") return undefined;
  const [factors, terms] = asApplied(node).args;
  let quotient = b.node(factors);
  while (isPlaced(b, quotient) || isPart(b, quotient)) quotient = b.node(argOf(quotient));
  const difference = quotient.op === "exp" ? b.node(argOf(quotient)) : quotient;
  const parts = difference.op === "sub" ? difference.args.map((id) => b.node(id)) : [];
  const [y, other] = parts.map((part) => (isPart(b, part) ? argOf(part) : undefined));
  if (y === undefined || y !== other || b.node(y).op !== "logcumsumexp") return undefined;
  const { reverse } = attrsOf("recurrence", node);
  const exp = (isNegative: boolean): NodeId => b.apply("exp", [isNegative ? b.apply("neg", [y]) : y]);
  return b.apply("mul", [exp(!reverse), b.apply("cumsum", [b.apply("mul", [terms, exp(reverse)])], node.attrs)]);
}

/** Whether a product has ones and zeros of indices among its factors. */
function isMasked(s: Sheet, { terms }: Sum): boolean {
  return terms.length === 1 && terms.some((t) => t.powers.length > 1 && t.powers.some((p) => comparesIndices(s.b, p.base)));
}

/** A product by the factors, each in the other shape. */
function eachReshaped(s: Sheet, node: Node, { terms: [t] }: Sum): Term {
  const shape = s.raw.shape(argOf(node));
  const reshaped = (id: NodeId): NodeId => asOneView(s, s.b.apply(node.op, [inShape(s, id, shape)], node.attrs));
  return term(q.ONE, (t as Term).powers.map((p) => (p.exponent.terms.every((e) => e.powers.length === 0)
    ? { ...p, base: reshaped(p.base) }
    // an exponent may be an array itself
    : { base: reshaped(writeSum(s, sumOf([term(q.ONE, [p])]))), exponent: ONE })));
}

/** A number in zeros: a base, which several of them are put together from. */
function unitBase(s: Sheet, node: Node, sums: readonly Sum[], attrs: Attrs, unit: Elements): Sum {
  const arg = argOf(node);
  const made = atom(s, node.op, sums, attrs, () => s.b.apply(node.op, [fitted(s, arg, sums[0] as Sum)], node.attrs));
  s.lists.set(made, unit);
  return base(made);
}

/** Whether a solution of equations is that for all columns of the identity. */
export function isInverse(b: Builder, { op, args }: Node): boolean {
  return op === "solve" && b.node(nth(args, 1)).op === "delta";
}

/** The cofactors of a matrix that has an inverse. */
function adjugate(s: Sheet, { args: [matrix], shape }: Node, at: SumAt): Sum {
  const size = dimAt(shape, 0);
  const det = s.raw.apply("det", [matrix as NodeId]);
  const inverse = s.raw.apply("solve", [matrix as NodeId, s.raw.apply("delta", [], { size })]);
  const turned = s.raw.contract([{ node: inverse, labels: [1, 0] }], [0, 1], new Map([[0, size], [1, size]]));
  s.noted.add(s.b.apply("ne", [writeSum(s, at(s, det)), s.b.constant(0)]));
  return sumOf([timesTerm(s.ground, at(s, det).terms[0] as Term, at(s, turned).terms[0] as Term)]);
}

/** Solutions of equations with a matrix whose inverse the program writes are products with it. */
function solved(s: Sheet, node: Node, at: SumAt): Sum {
  const [matrix, right] = asApplied(node).args;
  const shape = s.raw.shape(right);
  const inverse = s.raw.apply("solve", [matrix, s.raw.apply("delta", [], { size: dimAt(s.raw.shape(matrix), 0) })], node.attrs);
  const dims = new Map(([...s.raw.shape(matrix).slice(0, 1), ...shape]).map((dim, label) => [label, dim] as const));
  const product = s.raw.contract(
    [{ node: inverse, labels: [0, 1] }, { node: right, labels: shape.length === 1 ? [1] : [1, 2] }],
    shape.length === 1 ? [0] : [0, 2], dims,
  );
  return at(s, product);
}

function loopArguments(s: Sheet, node: Node, at: SumAt): readonly NodeId[] {
  const key = loopKey(loopOf(node));
  const known = s.loops.get(key) ?? node.args.map((a) => fitted(s, a, at(s, a)));
  s.loops.set(key, known);
  return known;
}

/** The value of a node, in its full shape. */
export function fitted(s: Sheet, id: NodeId, sum: Sum): NodeId {
  return inShape(s, s.asWritten.get(id) ?? writeSum(s, sum), s.raw.shape(id));
}

export function inShape(s: Sheet, id: NodeId, shape: Shape): NodeId {
  return sameShape(s.b.shape(id), shape) ? id : s.b.broadcastTo(id, shape);
}

/** A sum as a number times an array. */
export function split(s: Sheet, given: Sum): { readonly scalar: Term; readonly array: Sum } {
  const x = shortest(s, given);
  const { common, rest } = x.terms.length === 1 ? { common: x.terms[0] as Term, rest: ONE } : commonFactor(s.ground, x, "equal");
  const arrays = term(q.ONE, common.powers.filter((p) => !isScalar(s, p)));
  const scalar = term(common.coefficient, common.powers.filter((p) => isScalar(s, p)));
  if (rest.terms.length > 1 && rest.terms.every((t) => t.powers.every((p) => isScalar(s, p)))) {
    const number = base(writeSum(s, rest)).terms[0] as Term;
    return { scalar: timesTerm(s.ground, scalar, number), array: sumOf([arrays]) };
  }
  return { scalar, array: sumOf(rest.terms.map((t) => timesTerm(s.ground, arrays, t))) };
}

function contraction(s: Sheet, node: Node, at: SumAt): Sum {
  const { labels, out, dims } = contractionOf(node.attrs);
  const sums = node.args.map((a) => at(s, a));
  if (sums.some((x) => shortest(s, x).terms.length === 0)) return NOTHING;
  if (isStretch(node)) return sums[0] as Sum;
  const parts = sums.map((x) => split(s, x));
  let scalar = parts.reduce((t, p) => timesTerm(s.ground, t, p.scalar), ONE.terms[0] as Term);
  const kept = parts.flatMap(
    (p, i) => (p.array.key === ONE.key ? [] : [{ arg: argOf(node, i), array: p.array, labels: labels[i] as readonly number[] }]),
  );
  for (const lost of dims.flatMap((dim, l) => (out.includes(l) || kept.some((k) => k.labels.includes(l)) ? [] : [dim]))) {
    scalar = timesTerm(s.ground, scalar, sizeOf(s, lost));
  }
  if (kept.length === 0) return sumOf([scalar]);
  const [only] = kept;
  const single = unrepeated(kept.map((k) => k.labels), out, dims);
  const own = single.filter((l) => l !== undefined);
  const isWhole = own.length === single.length;
  if (only !== undefined && kept.length === 1 && isWhole && isLast(only.labels, own))
    return sumOf(only.array.terms.map((t) => timesTerm(s.ground, scalar, t)));
  const factors = kept.map((k): Factor => ({ node: fittedPart(s, k.arg, k.array), labels: k.labels }));
  const made = withoutNumbers(s, simplified(s, s.b.contract(factors, own, dimsByLabel(dims))));
  scalar = made.numbers.reduce((t, id) => timesTerm(s.ground, t, base(id).terms[0] as Term), scalar);
  const same = only !== undefined && factors.length === 1 && made.array === factors[0]?.node && only.array.terms.length === 1
    ? only.array.terms[0]
    : undefined;
  const array = isWhole ? made.array : s.b.reshape(made.array, single.map((l) => (l === undefined ? 1 : nth(dims, l))));
  return sumOf([timesTerm(s.ground, scalar, same !== undefined && isWhole ? same : base(array).terms[0] as Term)]);
}

/**
 * The labels of a result without those that it only repeats along, which elementwise operations stretch by themselves:
 * in front they are left out, and behind others they are undefined, or a label of length 1 that is summed.
 */
function unrepeated(factors: readonly (readonly number[])[], out: readonly number[], dims: Shape): readonly (number | undefined)[] {
  const repeats = (l: number): boolean => !factors.some((labels) => labels.includes(l));
  const spare = [...new Set(factors.flat())].filter((l) => dims[l] === 1 && !out.includes(l));
  const first = out.findIndex((l) => !repeats(l));
  return first < 0 ? [] : out.slice(first).map((l) => (repeats(l) ? spare.shift() : l));
}

/** Identities, transposes and dimensions of size 1 are read through. */
const READ_THROUGH = contractionRules.filter((rule) => ["read-through-labels", "strip-ones", "drop-identity"].includes(rule.name));
const MOST_STEPS = 20;

function simplified(s: Sheet, id: NodeId): NodeId {
  const kept = new Set(s.asWritten.values());
  const context: Context = { b: s.b, facts: s.facts, phase: "canonicalize", uses: (at) => (kept.has(at) ? 2 : 1) };
  let current = id;
  for (let step = 0; step < MOST_STEPS && s.b.node(current).op === "contract"; step++) {
    const shape = s.b.shape(current);
    const next = READ_THROUGH.map((rule) => rule.apply(context, asApplied(s.b.node(current)), current)).find(
      (made) => made !== undefined && made !== current,
    );
    if (next === undefined) break;
    current = inShape(s, next, shape);
  }
  return current;
}

/** A part of a part is one part. */
const VIEWS = indexingRules.filter((rule) => rule.name === "whole-window" || rule.name === "slice-twice");

/** A view of views that have no names as one view. */
export function asOneView(s: Sheet, id: NodeId): NodeId {
  const context: Context = { b: s.b, facts: s.facts, phase: "canonicalize", uses: () => 1 };
  let current = id;
  for (let step = 0; step < MOST_STEPS; step++) {
    const node = s.b.node(current);
    const rules = VIEWS.filter((rule) => rule.op.includes(node.op) && !s.short.has(argOf(node)));
    const next = rules.map((rule) => rule.apply(context, asApplied(node), current)).find((made) => made !== undefined && made !== current);
    if (next === undefined) break;
    current = next;
  }
  return current;
}

/** The numbers that a product of an array begins with, apart. */
function withoutNumbers(s: Sheet, id: NodeId): { readonly numbers: readonly NodeId[]; readonly array: NodeId } {
  const numbers: NodeId[] = [];
  let array = id;
  for (;;) {
    const { op, args } = s.b.node(array);
    const [x, y] = args as readonly [NodeId, NodeId];
    if (op !== "mul" || s.b.shape(x).length > 0 || s.b.shape(array).length === 0) return { numbers, array };
    numbers.push(x);
    array = y;
  }
}

/** A factor as it is written in the program where nothing was taken out of it. */
function fittedPart(s: Sheet, arg: NodeId, array: Sum): NodeId {
  return inShape(s, writeSum(s, array), s.raw.shape(arg));
}

function sizeOf(s: Sheet, dim: Dim): Term {
  return sizeSum(s, dim).terms[0] as Term;
}

/** A product of sizes by its factors, so that 2/(2*n) is 1/n. */
export function sizeSum(s: Sheet, dim: Dim): Sum {
  if (typeof dim === "number") return constant(q.whole(dim));
  const [only, ...others] = dim.terms;
  if (only === undefined || others.length > 0 || dim.quotients !== undefined) return base(s.b.size(dim));
  return sumOf([only.names.reduce(
    (t, name) => timesTerm(s.ground, t, base(s.b.size(namedDim(name))).terms[0] as Term), constant(q.whole(only.factor)).terms[0] as Term,
  )]);
}

/** A stretch to more dimensions in front, which elementwise operations do by themselves. */
function isStretch(node: Node): boolean {
  if (node.args.length !== 1) return false;
  const { labels, out, dims } = contractionOf(node.attrs);
  const own = labels[0] as readonly number[];
  return dims.length === out.length && isLast(own, out);
}

function isLast(labels: readonly number[], out: readonly number[]): boolean {
  return labels.every((l, i) => l === out[out.length - labels.length + i]);
}
