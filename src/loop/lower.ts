// A plan to statements of the loop language: scalars as locals, arrays as loops over flat buffers.
import { nth } from "../diagnostics/known.js";
import { isOp } from "../graph/attrs.js";
import type { Node, NodeId } from "../graph/graph.js";
import { isLoop } from "../ops/loop.js";
import { isScalar } from "../plan/kinds.js";
import { checkpointsOf } from "../plan/checkpoints.js";
import type { Step } from "../plan/plan.js";
import { number, use, type Num } from "./ir.js";
import { kernel } from "./kernels.js";
import { loop } from "./members.js";
import { originOf, scalarOf, type Lower, type Lowering } from "./lowering.js";
import { steps } from "./steps.js";
import { element, scalarCode, sizeNumber } from "./values.js";

/** Scalars larger than this many operations get a local of their own, for the reader's sake. */
const MAX_INLINE = 8;

export const lower: Lower = (plan, naming, bufferOf, scalarInputs, nextId, { sinks = new Map(), memory, element: type = "f64" } = {}) => {
  const l: Lowering = {
    lower, plan, naming, sinks, checkpoints: checkpointsOf(plan, memory, type), b: plan.builder, body: [],
    elements: new Map(), sizes: new Map(),
    scalars: new Map(scalarInputs), buffers: new Map([...plan.stored].map((id) => [id, bufferOf(id)])),
    nextId, newLocal: (hint, type = "number") => ({ id: nextId(), hint, type }),
  };
  for (const id of plan.uses.order) leaf(l, id);
  for (const step of plan.steps) lowerStep(l, step);
  return { body: l.body, scalars: l.scalars, buffers: l.buffers };
};

function leaf(l: Lowering, id: NodeId): void {
  const node = l.b.node(id);
  if (isOp(node, "constant")) l.scalars.set(id, number(node.attrs.value));
  if (isOp(node, "size")) l.scalars.set(id, sizeNumber(node.attrs.dim));
}

function lowerStep(l: Lowering, step: Step): void {
  switch (step.kind) {
    case "scalars":
      for (const id of step.nodes) scalar(l, id);
      return;
    case "loop": return loop(l, step);
    case "kernel": return isLoop(l.b.node(nth(step.nodes, 0))) ? steps(l, step.nodes) : kernel(l, step.nodes);
  }
}

/** A scalar becomes part of its only user's expression, or a local. */
function scalar(l: Lowering, id: NodeId): void {
  const node = l.b.node(id);
  const record = l.b.ops.get(node.op);
  const value = record?.kind === "scalar" ? scalarCode(l.b, record, node.args.map((a) => scalarOf(l, a))) : element(l, id, []);
  const size = 1 + node.args.reduce((sum, a) => sum + (l.sizes.get(a) ?? 0), 0);
  if (isInlined(l, id, node, size)) {
    l.scalars.set(id, value);
    l.sizes.set(id, size);
    return;
  }
  defineScalar(l, id, value);
}

function defineScalar(l: Lowering, id: NodeId, value: Num): void {
  const isTest = value.kind === "fromCondition";
  const local = l.newLocal(l.naming.name(id), isTest ? "condition" : "number");
  l.body.push({ kind: "let", local, value: isTest ? value.test : value, mutable: false, ...originOf(l, id) });
  l.scalars.set(id, isTest ? { kind: "fromCondition", test: { kind: "condition", local } } : use(local));
}

function isInlined(l: Lowering, id: NodeId, node: Node, size: number): boolean {
  if (size > MAX_INLINE || l.plan.uses.beside.has(id)) return false;
  const consumers = l.plan.uses.consumers.get(id) ?? [];
  if (l.plan.uses.roots.has(id)) return consumers.length === 0 && l.plan.resultsOf(id) === 1;
  if (l.naming.hint(id) !== undefined) return false;
  const [only] = consumers;
  if (only === undefined || consumers.length !== 1) return false;
  const user = l.b.node(only);
  const isOnce = user.args.filter((a) => a === id).length === 1;
  return isOnce && isScalar(user) && l.b.ops.get(user.op)?.kind === "scalar" && node.args.length > 0;
}
