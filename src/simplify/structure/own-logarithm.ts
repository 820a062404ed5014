// Logarithms of the probability of one class, as cross-entropies have them for a label.
import { nth } from "../../diagnostics/known.js";
import { argOf, type Node, type NodeId } from "../../graph/graph.js";
import { elementOf, windowOf } from "../../ops/indexing.js";
import { axesOf } from "../../ops/reduction.js";
import { sameDim } from "../../shape/dim.js";
import { factorAt, fromFactor, replaced } from "./contraction.js";
import { onInner } from "./indexing.js";
import { maskOf } from "./masks.js";
import type { Context, Phase, StructuralRule } from "../rule.js";
import { sameButOnes, sameLabels } from "./parts.js";
import { scalarsOf } from "./stacks.js";
import { withoutAt } from "./terms.js";

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
  return window.shape.every((d, i) => (axes.includes(i) ? d === 1 : starts[i] === 0 && sameDim(d, nth(whole, i))));
}

/** The logarithm of the probability of one class has all its digits where that is near 1; for all classes this is not worth its cost. */
const sliceOfOne = onInner(
  { name: "log-softmax-slice", op: "slice", over: ["log_softmax"], keeps: "value", phases: ["canonicalize"] },
  (c, node, inner) => (isOneClass(c, node, axesOf(inner)) ? c.b.apply("slice", [fine(c, inner)], node.attrs) : undefined),
);

/** The same where a mask chooses the class. */
const sumOfOne = fromFactor({ name: "log-softmax-of-one", keeps: "value", phases: ["canonicalize"] }, (c, parts, at, inner) => {
  if (inner.op !== "log_softmax") return undefined;
  const { labels } = factorAt(parts, at);
  const isChosen = withoutAt(parts.factors, at).some(
    (f) => sameLabels(f.labels, labels) && maskOf(c, f.node)?.isOnce(axesOf(inner)) === true,
  );
  return isChosen ? replaced(parts, at, [{ node: fine(c, inner), labels }]) : undefined;
});

function fine(c: Context, logs: Node): NodeId {
  return c.b.apply("log_own_class", logs.args, logs.attrs);
}

export const ownLogarithmRules: readonly StructuralRule[] = [lossOfClass, sliceOfOne, sumOfOne];
