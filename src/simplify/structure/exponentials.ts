// Logarithms of sums of exponentials, and exponentials over their sum: the forms that overflow become
// the operations that do not. They are recognised in sums of scalars and in sums over axes of arrays.
import type { Node, NodeId } from "../../graph/graph.js";
import { sameShape, type Shape } from "../../shape/shape.js";
import { elementOf } from "../../ops/indexing.js";
import { MOST_TERMS, MOST_VIEWS } from "../limits.js";
import type { Context, Phase, StructuralRule } from "../rule.js";
import { throughViews } from "./parts.js";
import { sumOf, underViews } from "./terms.js";

const STABLE: readonly Phase[] = ["stabilize", "canonicalize"];

/** z and the summed axes, for a sum of exp(z) along axes of an array. */
interface ArraySum {
  readonly z: NodeId;
  readonly axes: readonly number[];
}

function arraySum(c: Context, id: NodeId): ArraySum | undefined {
  const sum = sumOf(c, id);
  const [term, ...more] = sum?.factors ?? [];
  const inner = term === undefined || more.length > 0 ? undefined : c.b.node(term);
  return sum === undefined || inner?.op !== "exp" || sum.axes.length === 0 ? undefined : { z: inner.args[0] as NodeId, axes: sum.axes };
}

/** The exponents of a sum of exponentials and positive numbers of one shape. */
function exponents(c: Context, id: NodeId): readonly NodeId[] | undefined {
  const found: NodeId[] = [];
  const shape = c.b.shape(id);
  const stack = [id];
  while (stack.length > 0) {
    const at = stack.pop() as NodeId;
    const node = c.b.node(at);
    if (node.op === "add") {
      stack.push(node.args[1] as NodeId, node.args[0] as NodeId);
      continue;
    }
    const exponent = exponentOf(c, at, node);
    if (exponent === undefined || !sameShape(c.b.shape(exponent), shape) || found.length > MOST_TERMS) return undefined;
    found.push(exponent);
  }
  return found.length > 1 && found.some((t) => c.b.constantOf(t) === undefined) ? found : undefined;
}

/** x for exp(x), log(c) for a positive number, x + log(c) for their product. */
function exponentOf(c: Context, id: NodeId, node: Node): NodeId | undefined {
  const value = c.b.constantOf(id);
  if (value !== undefined) return value > 0 ? c.b.constant(Math.log(value)) : undefined;
  if (node.op === "exp") return node.args[0];
  if (node.op !== "mul") return undefined;
  const [x, y] = node.args as readonly [NodeId, NodeId];
  const factor = c.b.constantOf(x);
  const inner = c.b.node(y);
  return factor !== undefined && factor > 0 && inner.op === "exp" ? c.b.apply("add", [inner.args[0] as NodeId, c.b.constant(Math.log(factor))]) : undefined;
}

const logOfSum: StructuralRule = {
  name: "logsumexp-of-scalars", op: "log", keeps: "value", phases: STABLE,
  apply: (c, node) => {
    const [x] = node.args as readonly [NodeId];
    const sum = c.b.node(x);
    // with one number there is a shorter form
    if (sum.op !== "add" || sum.args.some((a) => c.b.constantOf(a) !== undefined && c.b.node(sum.args[0] as NodeId).op === "exp")) return undefined;
    const terms = exponents(c, x);
    if (terms === undefined) return undefined;
    return c.b.apply("logsumexp", [c.b.apply("stack", terms, { lead: [terms.length] })], { axes: [0] });
  },
};

const logOfArraySum: StructuralRule = {
  name: "logsumexp-of-array", op: "log", keeps: "value", phases: STABLE,
  apply: (c, node) => {
    const [x] = node.args as readonly [NodeId];
    const sum = arraySum(c, x);
    if (sum !== undefined) return c.b.apply("logsumexp", [sum.z], { axes: sum.axes });
    const mean = c.b.node(x);
    const over = mean.op === "div" && c.b.shape(mean.args[1] as NodeId).length === 0 ? arraySum(c, mean.args[0] as NodeId) : undefined;
    if (over === undefined || !isSize(c, mean.args[1] as NodeId)) return undefined;
    return c.b.apply("sub", [c.b.apply("logsumexp", [over.z], { axes: over.axes }), c.b.apply("log", [mean.args[1] as NodeId])]);
  },
};

function isSize(c: Context, id: NodeId): boolean {
  return c.b.node(id).op === "size" || (c.b.constantOf(id) ?? 0) > 0;
}

/** exp(z) over the sum of exp(z) along axes, whichever way the sum is stretched over them again. */
const ratioOfArray: StructuralRule = {
  name: "softmax-of-array", op: "div", keeps: "value", phases: STABLE,
  apply: (c, node) => {
    const [x, y] = node.args as readonly [NodeId, NodeId];
    const above = c.b.node(x);
    const part = c.b.shape(y).length === 0 ? partOfSoftmax(c, x, y) : undefined;
    if (part !== undefined || above.op !== "exp") return part;
    const [z] = above.args as readonly [NodeId];
    const below = c.b.node(y);
    const sum = arraySum(c, below.op === "reshape" ? below.args[0] as NodeId : y);
    if (sum === undefined || sum.z !== z || !standsFor(c.b.shape(z), sum.axes, c.b.shape(y))) return undefined;
    return c.b.apply("softmax", [z], { axes: sum.axes });
  },
};

/** exp of z or of a part of it over the sum of all exp(z): the softmax, or that part of it. */
function partOfSoftmax(c: Context, x: NodeId, y: NodeId): NodeId | undefined {
  const sum = arraySum(c, y);
  if (sum === undefined) return undefined;
  const views: Node[] = [];
  const whole = c.b.node(c.b.node(y).args[0] as NodeId);
  let inner = c.b.node(x);
  let isBelowExp = false;
  for (; views.length < MOST_VIEWS; inner = c.b.node(inner.args[0] as NodeId)) {
    if (inner.op === "exp" && !isBelowExp) isBelowExp = true;
    else if (inner.op === "slice" || inner.op === "reshape") views.push(inner);
    else break;
    const at = inner.args[0] as NodeId;
    const isWhole = isBelowExp ? at === sum.z : c.b.node(at) === whole;
    if (isWhole) return throughViews(c.b, views, c.b.apply("softmax", [sum.z], { axes: sum.axes }));
  }
  return undefined;
}

/** Whether an array of this shape, aligned at the right, has the kept dimensions where they were. */
function standsFor(shape: Shape, axes: readonly number[], below: Shape): boolean {
  const wanted = shape.map((d, i) => (axes.includes(i) ? 1 : d));
  return sameShape(withoutLeadingOnes(wanted), withoutLeadingOnes(below));
}

function withoutLeadingOnes(shape: Shape): Shape {
  const first = shape.findIndex((d) => d !== 1);
  return first < 0 ? [] : shape.slice(first);
}

/** exp(x)/(exp(x) + exp(y) + …): the sigmoid of a difference, or an element of a softmax. */
const ratioOfScalars: StructuralRule = {
  name: "softmax-of-scalars", op: "div", keeps: "value", phases: STABLE,
  apply: (c, node) => {
    const [x, y] = node.args as readonly [NodeId, NodeId];
    const above = c.b.node(x);
    if (above.op !== "exp" || c.b.node(y).op !== "add") return undefined;
    const terms = exponents(c, y);
    const at = terms?.indexOf(above.args[0] as NodeId) ?? -1;
    if (terms === undefined || at < 0) return undefined;
    if (terms.length === 2) return c.b.apply("sigmoid", [c.b.apply("sub", [terms[at] as NodeId, terms[1 - at] as NodeId])]);
    const softmax = c.b.apply("softmax", [c.b.apply("stack", terms, { lead: [terms.length] })], { axes: [0] });
    return elementOf(c.b, softmax, [terms.length], at);
  },
};

/** The logarithm of a softmax, or of a part of one. */
const logOfSoftmax: StructuralRule = {
  name: "log-softmax", op: "log", keeps: "value", phases: STABLE,
  apply: (c, node) => {
    const { node: inner, views } = underViews(c, node.args[0] as NodeId);
    if (inner.op !== "softmax") return undefined;
    return throughViews(c.b, views, c.b.apply("log_softmax", inner.args, inner.attrs));
  },
};

export const exponentialRules: readonly StructuralRule[] = [logOfSum, logOfArraySum, ratioOfArray, ratioOfScalars, logOfSoftmax];
