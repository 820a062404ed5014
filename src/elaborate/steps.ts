// Blocks of steps: `for t = 1:T, h[0] = h0 { … h[t] = f(h[t - 1], x[t, :]) … }`. The body is a graph of its own. What it
// uses of the program comes in as constants, what it takes by its index as sequences, and values of earlier steps as states.
import { Report, Abandon } from "../diagnostics/diagnostic.js";
import { placeOf } from "../diagnostics/source.js";
import { atKey } from "../diagnostics/known.js";
import { closeBody, stepLeaf, type LoopDraft } from "../graph/bodies.js";
import { Builder } from "../graph/builder.js";
import { reachable } from "../graph/evaluate.js";
import { Formulas } from "../graph/formula.js";
import type { NodeId } from "../graph/graph.js";
import { loopResult } from "../ops/loop.js";
import { addDims, divideDim, formatDim, multiplyDims, subtractDims, type Dim } from "../shape/dim.js";
import { formatShape, sameShape, type Shape } from "../shape/shape.js";
import type { BinaryOp, Element, Expr, ForStatement, Name } from "../syntax/ast.js";
import { Affines, isIndex } from "./affine.js";
import type { Index } from "./indices.js";
import { asNode, placed, type Context, type StepArray } from "./context.js";
import { surveyOf } from "./derivative-names.js";
import { asVariable } from "./as-variable.js";
import { pastName } from "./scan.js";
import { isRecord, Scope, type Binding, type Value } from "./scope.js";
import { stepBefore, type Steps } from "./step-items.js";
import { freeNames } from "./uses.js";
import { rewritten, valueIn, type Block, type State } from "./block.js";

/** The arrays of all steps that a block defines. */
export function elaborateSteps(c: Context, statement: ForStatement, parent?: Block): StepArray[] {
  const steps = stepsOf(c, statement, parent);
  const starts = startsOf(c, statement, steps, parent);
  const shapes = new Map(starts.map((state) => [state, c.b.shape(state.start)]));
  // a number to start from stretches to the shape that the steps give; that is found by trying
  for (let tries = starts.length; tries > 0 && starts.some((s) => c.b.shape(s.start).length === 0); tries--) {
    const found = shapesAfter(c, statement, steps, starts, shapes, parent);
    const changed = starts.filter(
      (s) => found.has(s) && !sameShape(found.get(s) as Shape, shapes.get(s) as Shape) && c.b.shape(s.start).length === 0,
    );
    if (changed.length === 0) break;
    for (const s of changed) shapes.set(s, found.get(s) as Shape);
  }
  const block = open(c, statement, steps, starts, shapes, parent);
  const values = bodyOf(block, statement);
  for (const s of statement.body) if (s.kind === "assign") {
    const { line } = placeOf(c.report.source, statement.span.start);
    c.scope.explain(
      s.target.name,
      `It is known in the block on line ${line} alone; a target there, ${s.target.name}[${steps.index.name}] = …, is an array afterwards.`,
    );
  }
  return finished(block, statement, values);
}

/** The shapes that the states have after a step, as far as the body can be made; faults are told later. */
function shapesAfter(
  c: Context, statement: ForStatement, steps: Steps, starts: readonly State[], shapes: ReadonlyMap<State, Shape>,
  parent?: Block,
): Map<State, Shape> {
  const silent: Context = { ...c, report: new Report(c.report.source), requirements: [], require: () => undefined, indices: [] };
  const block = open(silent, statement, steps, starts, shapes, parent);
  const found = new Map<State, Shape>();
  try {
    bodyOf(block, statement, (target, node) => {
      for (const s of starts) if (s.target === target) found.set(s, block.inner.b.shape(node));
    });
  } catch (error) {
    if (!(error instanceof Abandon)) throw error;
  }
  return found;
}

function stepsOf(c: Context, { index, range }: ForStatement, parent: Block | undefined): Steps {
  if (range.kind !== "range" || range.start === undefined || range.end === undefined)
    return c.report.fail(range.span, "index-range-form", index.name);
  if (c.scope.taken(index.name) !== undefined) c.report.fail(index.span, "index-taken", index.name);
  const by = range.step === undefined ? 1 : c.b.constantOf(valueIn(c, range.step, parent));
  if (by === undefined || !Number.isInteger(by) || by === 0) return c.report.fail(range.step?.span, "range-step");
  const bound = (expr: Expr): Dim => {
    const found = c.affines.of(valueIn(c, expr, parent));
    if (found !== undefined && found.by.size === 0) return found.dim;
    return c.report.fail(expr.span, found === undefined ? "steps-bound" : "steps-differ");
  };
  const [first, last] = [bound(range.start), bound(range.end)];
  const distance = by > 0 ? subtractDims(last, first) : subtractDims(first, last);
  const stride = Math.abs(by);
  const count = addDims(divideDim(distance, stride), 1);
  if (typeof count === "number" && count < 1) c.report.fail(range.span, "range-empty", formatDim(first), formatDim(last));
  if (typeof count !== "number") c.require({ dim: count, least: 0, what: `the range ${formatDim(first)}:${formatDim(last)}` });
  const end = stride === 1 ? range.end : lastOf(range.start, range.end, by);
  const [low, high] = by > 0 ? [range.start, end] : [end, range.start];
  const text = `${index.name} = ${formatDim(first)}:${by === 1 ? "" : `${by}:`}${formatDim(last)}`;
  return { index, range, first, by, count, text, low, high };
}

/** The last number of steps longer than 1: `start + by*floor((end - start)/by)`, with whole numbers from 0 up. */
function lastOf(start: Expr, end: Expr, by: number): Expr {
  const { span } = end;
  const whole = (value: number): Expr => ({ kind: "number", value, span });
  const join = (op: BinaryOp, left: Expr, right: Expr): Expr => ({ kind: "binary", op, left, right, span });
  const distance = by > 0 ? join("-", end, start) : join("-", start, end);
  const count: Expr = { kind: "call", name: "floor", nameSpan: span, args: [join("/", distance, whole(Math.abs(by)))], span };
  return join("+", start, join("*", whole(by), count));
}

function startsOf(c: Context, statement: ForStatement, steps: Steps, parent: Block | undefined): State[] {
  const targets = new Set(statement.body.flatMap((s) => (s.kind === "element" ? [s.target.name] : [])));
  const states: State[] = [];
  for (const { target, at: item, value, span } of statement.states) {
    if (!targets.has(target.name)) c.report.fail(target.span, "step-missing", target.name, steps.index.name);
    const place = c.affines.dim(valueIn(c, item, parent));
    const distance = place === undefined ? undefined : subtractDims(steps.first, place);
    const back = typeof distance === "number" ? distance / steps.by : undefined;
    if (back === undefined || !Number.isInteger(back) || back < 1)
      return c.report.fail(item.span, "start-place", target.name, steps.index.name, steps.by);
    if (states.some((s) => s.target === target.name && s.back === back)) c.report.fail(span, "start-twice", target.name);
    states.push({ target: target.name, back, start: valueIn(c, value, parent), span });
  }
  for (const s of states) {
    const missing = Array.from({ length: s.back }, (_, i) => i + 1).find(
      (back) => !states.some((other) => other.target === s.target && other.back === back),
    );
    if (missing !== undefined) c.report.fail(s.span, "start-missing", s.target, missing);
  }
  return states;
}

export function open(
  c: Context, statement: ForStatement, steps: Steps, states: readonly State[], shapes: ReadonlyMap<State, Shape>,
  parent?: Block,
): Block {
  const b = new Builder(c.b.ops);
  let count = 0;
  const captured = new Map<NodeId, NodeId>();
  const constants: Block["constants"] = [];
  const names = new Map<NodeId, string>();
  const leaf = (shape: Shape): NodeId => b.variable(`leaf ${count++}`, shape);
  const node = (id: NodeId): NodeId => {
    const outer = c.b.node(id);
    if (outer.op === "constant" || outer.op === "size") return b.copy(outer, []);
    const known = captured.get(id);
    if (known !== undefined) return known;
    const made = leaf(outer.shape);
    captured.set(id, made);
    constants.push({ leaf: made, arg: id });
    return made;
  };
  const value = (v: Value): Value => (isRecord(v) ? { ...v, nodes: v.nodes.map(node) } : node(v));
  const capture = (binding: Binding): Binding => {
    if (binding.kind === "value") return { ...binding, value: value(binding.value) };
    if (binding.kind === "function") return { ...binding, fn: { ...binding.fn, scope: new Scope(binding.fn.scope, capture) } };
    return binding;
  };
  const scope = new Scope(c.scope, capture);
  const own = new Set(statement.body.flatMap((s) => (s.kind === "for" ? targetsOf(s).map((t) => t.name) : [s.target.name])));
  const targets = new Set(targetsIn(statement).map((t) => t.name));
  const step = indexOf(c, b, steps, node);
  const at = [...c.at.map((index) => ({ ...index, leaf: node(index.leaf) })), step];
  const affines = new Affines(b);
  for (const index of at) affines.declare(index.leaf);
  const inner: Context = {
    ...c, b, formulas: new Formulas(b), scope, affines, at, calls: new Map(), called: new Map(), depth: 0, indices: [],
    isGiven: (id) => isGivenIn(block, id), steps: (own, nested) => elaborateSteps(own, nested, block),
  };
  const block: Block = { c, parent, steps, states, shapes, own, targets, inner, constants, items: [], captured, names, leaf };
  scope.set(steps.index.name, { kind: "value", value: step.leaf, span: steps.index.span });
  for (const name of targets) scope.explain(name, `Write ${stepBefore(steps, name)}, the value of the step before.`);
  for (const s of states) {
    const made = leaf(shapes.get(s) as Shape);
    scope.set(pastName(s.target, s.back), { kind: "value", value: made, span: s.span });
  }
  return block;
}

/** The index of a block, as its body computes it from the row of the step. */
function indexOf(c: Context, b: Builder, { index, first, by, count }: Steps, node: (id: NodeId) => NodeId): Index {
  const last = addDims(first, multiplyDims(by, subtractDims(count, 1)));
  const row = stepLeaf(b);
  const stride = Math.abs(by);
  const leaf = b.apply("add", [node(c.b.size(by > 0 ? first : last)), stride === 1 ? row : b.apply("mul", [b.constant(stride), row])]);
  return { name: index.name, span: index.span, leaf, steps: { first, step: by, size: count }, last, test: undefined };
}

/** Whether a leaf of the body is the step, or made of inputs outside. */
function isGivenIn({ c, inner, constants, items }: Block, id: NodeId): boolean {
  if (id === stepLeaf(inner.b) || isIndex(inner.b.node(id))) return true;
  const arg = [...constants, ...items].find(({ leaf }) => leaf === id)?.arg;
  return arg !== undefined && reachable(c.b, [arg]).every((part) => c.b.node(part).op !== "variable" || c.isGiven(part));
}

function targetsIn({ body }: ForStatement): Name[] {
  return body.flatMap((s) => (s.kind === "element" ? [s.target] : []));
}

/** The names that are arrays after a block. */
export function targetsOf(statement: ForStatement): Name[] {
  const seen = new Set<string>();
  return targetsIn(statement).filter(({ name }) => !seen.has(name) && seen.add(name));
}

/** The values of the targets after one step, in order. */
function bodyOf(block: Block, statement: ForStatement, told?: (target: string, node: NodeId) => void): Map<string, NodeId> {
  const { inner } = block;
  const wrt = surveyOf(statement.body.flatMap((s) => (s.kind === "for" ? [] : [s.value]))).wrtNames;
  const values = new Map<string, NodeId>();
  const define = (name: string, target: Name, value: Value, goesOn = false): void => {
    const known = inner.scope.taken(name);
    if (known !== undefined && known.kind !== "broken") {
      const { line } = placeOf(inner.report.source, known.span.start);
      inner.report.fail(target.span, "defined-twice", target.name, line, goesOn ? ownPast(block.steps, name) : undefined);
    }
    inner.scope.set(name, { kind: "value", value, span: target.span });
    if (!isRecord(value) && !block.names.has(value) && inner.b.node(value).op !== "constant") block.names.set(value, target.name);
  };
  for (const s of statement.body) {
    if (s.kind === "for") {
      for (const { target, node } of inner.steps(inner, s)) define(target.name, target, node);
      continue;
    }
    const goesOn = s.kind === "assign" && freeNames(s.value, inner.scope).some(({ name }) => name === s.target.name);
    if (s.kind === "element") checkStepIndex(block, s);
    else if (goesOn) inner.scope.explain(
      s.target.name,
      `What goes on from step to step is ${ownPast(block.steps, s.target.name)}, with a value to start from after the range.`,
    );
    const plain = inner.elaborate(inner, rewritten(block, s.value, new Set()));
    if (s.kind === "assign") {
      define(s.target.name, s.target, wrt.has(s.target.name) ? asVariable(inner, s.target.name, plain, s.target.span) : plain, goesOn);
      continue;
    }
    const node = asNode(inner, plain);
    define(pastName(s.target.name, 0), s.target, node);
    values.set(s.target.name, node);
    told?.(s.target.name, node);
  }
  return values;
}

/** What is meant by `s = s + …`. */
function ownPast(steps: Steps, name: string): string {
  return `${name}[${steps.index.name}] = ${stepBefore(steps, name)} + …`;
}

/** What stands on the left takes the index alone. */
function checkStepIndex({ inner, steps }: Block, { at: item }: Element): void {
  if (item.kind !== "name" || item.name !== steps.index.name) inner.report.fail(item.span, "step-index", steps.index.name);
}

function finished(block: Block, statement: ForStatement, values: ReadonlyMap<string, NodeId>): StepArray[] {
  const { c, inner, steps, states } = block;
  const leafOf = (target: string, back: number): NodeId => {
    const binding = inner.scope.get(pastName(target, back));
    return binding?.kind === "value" && !isRecord(binding.value)
      ? binding.value
      : c.report.fail(statement.span, "step-later", target, steps.index.name);
  };
  const targets = targetsOf(statement).filter((t) => values.has(t.name));
  const draft: LoopDraft = {
    b: inner.b, step: stepLeaf(inner.b), constants: block.constants, items: block.items, parts: [], names: block.names,
    states: states.map((s) => {
      const [leaf, next] = [leafOf(s.target, s.back), leafOf(s.target, s.back - 1)];
      const shape = inner.b.shape(leaf);
      if (!sameShape(shape, inner.b.shape(next))) {
        const first = statement.body.find((x) => x.kind === "element" && x.target.name === s.target);
        c.report.fail(
          first?.span ?? s.span, "step-shape", `${s.target}[${steps.index.name}]`, formatShape(inner.b.shape(next)),
          formatShape(shape), placeOf(c.report.source, s.span.start).line,
        );
      }
      return { leaf, next, start: c.b.broadcastTo(s.start, shape) };
    }),
    outs: targets.map((t) => atKey(values, t.name)),
  };
  // places are checked where they come from
  for (const use of inner.indices) {
    const from = block.constants.find(({ leaf }) => leaf === use.node);
    if (from !== undefined) c.indices.push({ ...use, node: from.arg });
    else if (inner.b.node(use.node).op === "variable") c.report.fail(statement.span, "index-whole");
  }
  const { body, args } = closeBody(draft);
  const loop = { body, args, steps: steps.count, down: steps.by < 0 };
  c.b.origin = { ...placed(c, statement.span), via: [] };
  return targets.map((target, i) => ({ target, node: loopResult(c.b, loop, "stack", i) }));
}
