// Logarithms of the probability of one class, as cross-entropies have them for a label.
import { argOf, type Node, type NodeId } from "../../graph/graph.js";
import { partsOf } from "../../ops/contraction.js";
import { elementOf, windowOf } from "../../ops/indexing.js";
import { axesOf } from "../../ops/reduction.js";
import { sameDim, type Dim } from "../../shape/dim.js";
import { maskOf } from "./masks.js";
import type { Context, Phase, StructuralRule } from "../rule.js";
import { contractParts, sameButOnes, sameLabels } from "./parts.js";
import { scalarsOf } from "./stacks.js";

const STABLE: readonly Phase[] = ["stabilize", "canonicalize"];

/** logsumexp(z) - z[k] is the negative logarithm of one probability, whose derivative knows its class. */
const lossOfClass: StructuralRule = {
  name: "logsumexp-less-one", op: "sub", keeps: "value", phases: STABLE,
  apply: (c, node) => {
    const [x, y] = node.args;
    const loss = ownLogarithm(c, x, y);
    return loss === undefined ? ownLogarithm(c, y, x) : c.b.apply("neg", [loss]);
  },
};

/** log_softmax(z) at the class whose score is given, if the other argument is logsumexp(z) over its classes. */
function ownLogarithm(c: Context, sum: NodeId, score: NodeId): NodeId | undefined {
  const { op, args, attrs, shape } = c.b.node(sum);
  const [z] = args as readonly [NodeId];
  if (op !== "logsumexp" || c.b.shape(score).length !== shape.length) return undefined;
  const scalars = scalarsOf(c, z);
  const axes = axesOf({ attrs });
  if (scalars !== undefined) {
    const at = scalars.indexOf(score);
    if (at < 0 || c.b.shape(z).length !== 1) return undefined;
    const other = scalars[1 - at];
    if (scalars.length === 2 && other !== undefined) return c.b.apply("neg", [c.b.apply("softplus", [c.b.apply("sub", [other, score])])]);
    return elementOf(c.b, c.b.apply("log_softmax", [z], attrs), [scalars.length], at);
  }
  const node = c.b.node(score);
  const window = node.op === "reshape" ? c.b.node(argOf(node)) : node;
  if (window.op !== "slice" || window.args[0] !== z || !isOneClass(c, window, axes) || !sameButOnes(window.shape, shape)) return undefined;
  return c.b.reshape(c.b.apply("slice", [c.b.apply("log_softmax", [z], attrs)], window.attrs), shape);
}

/** A window of size 1 along the axes, and of everything along the others: from the start on, and as long as they are. */
function isOneClass(c: Context, window: Node, axes: readonly number[]): boolean {
  const whole = c.b.shape(argOf(window));
  const { starts } = windowOf(window.attrs);
  return window.shape.every((d, i) => (axes.includes(i) ? d === 1 : starts[i] === 0 && sameDim(d, whole[i] as Dim)));
}

/** The logarithm of the probability of one class has all its digits where that is near 1; for all classes this is not worth its cost. */
const logarithmOfOne: StructuralRule = {
  name: "log-softmax-of-one", op: ["slice", "contract"], keeps: "value", phases: ["canonicalize"],
  apply: (c, node) => {
    if (node.op === "slice") {
      const inner = c.b.node(node.args[0]);
      return inner.op === "log_softmax" && isOneClass(c, node, axesOf(inner))
        ? c.b.apply("slice", [fine(c, inner)], node.attrs)
        : undefined;
    }
    const parts = partsOf(node);
    const at = parts.factors.findIndex((f) => c.b.node(f.node).op === "log_softmax");
    const [logs, others] = [parts.factors[at], parts.factors.filter((_, i) => i !== at)];
    if (logs === undefined) return undefined;
    const inner = c.b.node(logs.node);
    const isChosen = others.some((f) => sameLabels(f.labels, logs.labels) && maskOf(c, f.node)?.isOnce(axesOf(inner)) === true);
    const factors = parts.factors.map((f, i) => (i === at ? { node: fine(c, inner), labels: f.labels } : f));
    return isChosen ? contractParts(c.b, { ...parts, factors }) : undefined;
  },
};

function fine(c: Context, logs: Node): NodeId {
  return c.b.apply("log_own_class", logs.args, logs.attrs);
}

export const ownLogarithmRules: readonly StructuralRule[] = [lossOfClass, logarithmOfOne];
