// Sums over the steps, taken out of the loop where that saves work: a sum of outer products becomes one matrix product of
// all steps' factors, elements that go to places of their own are put there at once, and what only puts sums together
// (concat, reshape, +) puts them together once, after the loop.
import { atKey } from "../../diagnostics/known.js";
import type { Builder, Factor } from "../../graph/builder.js";
import type { Node, NodeId } from "../../graph/graph.js";
import type { Program } from "../../graph/program.js";
import { contractionOf, dimsByLabel, factorsOf, isContraction } from "../../ops/contraction.js";
import { inBodies } from "../../ops/in-bodies.js";
import { scatterRows } from "../../ops/places.js";
import { changeLoops, closedLoop, dependentOn, inOldSlots, stacked, stackOf, type ResultOf, type Work } from "./groups.js";
import { copyInto } from "../../graph/bodies.js";
import { isScattered, keepsOrder, linearIn, tensorOf } from "../../graph/operation.js";
import { sameShape } from "../../shape/shape.js";

/** The sum over the steps of a node, made when the loop is closed. */
type Sum = (result: ResultOf) => NodeId;

interface Taking {
  readonly work: Work;
  /** Which nodes of the body differ from step to step. */
  readonly varies: (id: NodeId) => boolean;
  readonly isWorth: Map<NodeId, boolean>;
  readonly parts: NodeId[];
}

export function sumsOut(outer: Program): Program {
  return changeLoops(inBodies(outer, sumsOut), (work) => {
    const { b, parts } = work;
    const varying = dependentOn(b, [work.step, ...[...work.states, ...work.items].map(({ leaf }) => leaf)]);
    const t: Taking = { work, varies: (id) => varying[id] === 1, isWorth: new Map(), parts: [] };
    if (!parts.map((part) => isWorth(t, part)).includes(true)) return undefined;
    const sums = parts.map((part) => sumOf(t, part));
    const result = closedLoop({ ...work, parts: t.parts });
    const old = inOldSlots(work, result);
    const made = new Map([...work.slots.sum].map(([slot, at]) => [slot, (sums[at] as Sum)(result)] as const));
    return (role, slot) => (role === "sum" ? atKey(made, slot) : old(role, slot));
  });
}

/** Whether a part of the sum gains outside. */
function isWorth(t: Taking, id: NodeId): boolean {
  const known = t.isWorth.get(id);
  if (known !== undefined) return known;
  // what the parts lead to, parts first
  const order: NodeId[] = [];
  const stack = [id];
  const seen = new Set<NodeId>();
  while (stack.length > 0) {
    const at = stack.pop() as NodeId;
    if (seen.has(at)) continue;
    seen.add(at);
    order.push(at);
    stack.push(...linearArguments(t, at));
  }
  for (const at of order.sort((x, y) => x - y)) {
    const node = t.work.b.node(at);
    const joins = isJoining(t.work.b, node) && t.varies(at);
    t.isWorth.set(at, joins || isOuter(t, node) || movesPlaces(t, node) || linearArguments(t, at).some((arg) => t.isWorth.get(arg)));
  }
  return t.isWorth.get(id) as boolean;
}

/** Whether a node puts arrays together, or gives them another shape, which takes memory of its own. */
function isJoining(b: Builder, node: Node): boolean {
  return tensorOf(b, node)?.lays !== undefined || keepsOrder(b, node);
}

/** The varying arguments of which a node is a linear function; none where it is not linear in them together. */
function linearArguments({ work: { b }, varies }: Taking, id: NodeId): NodeId[] {
  const node = b.node(id);
  const varying = node.args.filter(varies);
  const linear = linearIn(b, node);
  if (linear === "in each") return varying.length === 1 ? varying : [];
  const isStretched = tensorOf(b, node) === undefined && !node.args.every((arg) => sameShape(b.shape(arg), node.shape));
  return linear === undefined || isStretched ? [] : varying;
}

/** A product of several values of the step over more dimensions than any of them has. */
function isOuter({ work: { b }, varies }: Taking, node: Node): boolean {
  if (!isContraction(node) || node.args.filter(varies).length < 2) return false;
  const { labels, dims } = node.attrs;
  const count = (own: readonly number[]): number => own.filter((label) => dims[label] !== 1).length;
  return node.args.every((arg, i) => !varies(arg) || count(labels[i] ?? []) < dims.filter((dim) => dim !== 1).length) &&
    node.args.every((arg) => b.node(arg).op !== "delta");
}

/** Elements that are added at other places in each step: in all steps together they are few, and the whole is made once. */
function movesPlaces({ work: { b }, varies }: Taking, node: Node): boolean {
  return isScattered(b, node) && node.args.some(varies);
}

function sumOf(t: Taking, id: NodeId): Sum {
  const { work } = t;
  const node = work.b.node(id);
  if (t.isWorth.get(id) !== true) {
    if (!t.varies(id)) return () => timesSteps(work, id);
    const at = t.parts.includes(id) ? t.parts.indexOf(id) : t.parts.push(id) - 1;
    return (result) => result("sum", at);
  }
  if (isOuter(t, node)) return outerSum(t, node);
  if (movesPlaces(t, node)) return scatteredSum(t, node);
  // what stays the same is added at each step, unless it is multiplied
  const args = node.args.map((arg) => (t.varies(arg) || linearIn(work.b, node) !== "in each" ? sumOf(t, arg) : () => outside(work, arg)));
  return (result) => work.outer.copy(node, args.map((arg) => arg(result)));
}

/** One contraction over the factors of all steps. */
function outerSum({ work, varies }: Taking, node: Node): Sum {
  const { out, dims } = contractionOf(node.attrs);
  const step = dims.length;
  const factors = factorsOf(node).map(({ node: factor, labels }) => {
    if (!varies(factor)) return { labels, of: () => outside(work, factor) };
    return { labels: [step, ...labels], of: overSteps(work, factor) };
  });
  return (result) => work.outer.contract(
    factors.map(({ labels, of }): Factor => ({ node: of(result), labels })), out, dimsByLabel([...dims, work.steps]),
  );
}

/** One scatter of what all steps add. */
function scatteredSum({ work, varies }: Taking, node: Node): Sum {
  const { outer, steps } = work;
  const [x, places] = node.args.map((arg): Sum => {
    if (varies(arg)) return overSteps(work, arg);
    return () => outer.broadcastTo(outside(work, arg), [steps, ...work.b.shape(arg)]);
  }) as [Sum, Sum];
  return (result) => {
    const args = [x(result), places(result)] as const;
    outer.origin = node.origin;
    return scatterRows(outer, node, ...args);
  };
}

/** A value of each step as an array: a sequence that is there, the states before the steps, or one that is stacked. */
function overSteps(work: Work, id: NodeId): Sum {
  const item = work.items.find(({ leaf }) => leaf === id);
  if (item !== undefined) return () => item.arg;
  const state = work.states.findIndex(({ leaf }) => leaf === id);
  if (state >= 0) return (result) => result("entry", state);
  const slot = stacked(work, id);
  return (result) => stackOf(result, slot);
}

/** A node that does not vary, made after the loop. */
function outside({ outer, b, constants }: Work, id: NodeId): NodeId {
  return atKey(copyInto(outer, b, [id], new Map(constants.map(({ leaf, arg }) => [leaf, arg]))), id);
}

function timesSteps(work: Work, id: NodeId): NodeId {
  return work.outer.apply("mul", [work.outer.size(work.steps), outside(work, id)]);
}
