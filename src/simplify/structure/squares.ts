// Sums of squares of arrays: roots of them that overflow, and variances as differences that cancel.
import { argOf, asApplied, type NodeId } from "../../graph/graph.js";
import { CLASS } from "../../graph/classes.js";
import { productOfDims } from "../../shape/dim.js";
import { dimAt, type Shape } from "../../shape/shape.js";
import type { Context, Phase, StructuralRule } from "../rule.js";
import { sumOf, type Sum } from "./terms.js";

const MAX_SCALES = 4;
const STABLE: readonly Phase[] = ["stabilize", "canonicalize"];

/** The array whose squares are summed. */
function squaredIn(c: Context, sum: Sum | undefined): NodeId | undefined {
  const [first, second, ...more] = sum?.factors ?? [];
  if (first === undefined || more.length > 0) return undefined;
  return second === undefined ? squareBase(c, first) : second === first ? first : undefined;
}

function squareBase(c: Context, id: NodeId): NodeId | undefined {
  const node = c.b.node(id);
  const [x, y] = node.args;
  if (node.op === "pow" && c.b.constantOf(y as NodeId) === 2) return x;
  return node.op === "mul" && x === y ? x : undefined;
}

/** sqrt(c*sum(x.^2)) is sqrt(c)*norm(x), along any axes, for numbers and sizes c. */
const rootOfSquares: StructuralRule = {
  name: "root-of-sum-of-squares", op: ["sqrt", "pow"], keeps: "value", phases: STABLE,
  apply: (c, node) => {
    const [arg, exponent] = node.args as readonly NodeId[] as readonly [NodeId, NodeId?];
    if (exponent !== undefined && c.b.constantOf(exponent) !== 0.5) return undefined;
    const { sum, wrap } = withoutScale(c, arg, (length) => length);
    const seen = c.b.node(sum);
    const viewed = seen.op === "reshape" ? squareBase(c, argOf(seen)) : undefined;
    if (viewed !== undefined) return wrap(c.b.apply("abs", [c.b.reshape(viewed, seen.shape)]));
    const whole = sumOf(c, sum);
    const squared = squaredIn(c, whole);
    // a sum that is needed anyway would be computed twice
    if (whole === undefined || squared === undefined || whole.axes.length === 0 || c.uses(sum) > 1 || c.uses(arg) > 1) return undefined;
    return wrap(c.b.apply("reduce_norm", [squared], { axes: whole.axes }));
  },
};

type Wrap = (length: NodeId) => NodeId;

/** The sum without positive numbers and sizes that it is multiplied or divided by, and what does that to its root. */
function withoutScale(c: Context, id: NodeId, wrap: Wrap, depth = 0): { readonly sum: NodeId; readonly wrap: Wrap } {
  const { op, args: [x, y] } = c.b.node(id);
  if ((op !== "mul" && op !== "div") || y === undefined || depth > MAX_SCALES) return { sum: id, wrap };
  const second = rootOfNumber(c, y);
  const root = second ?? (op === "mul" ? rootOfNumber(c, x as NodeId) : undefined);
  if (root === undefined) return { sum: id, wrap };
  const inner = second === undefined ? y : x as NodeId;
  const scaled: Wrap = (length) => c.b.apply(op, op === "mul" ? [root, length] : [length, root]);
  return withoutScale(c, inner, (length) => wrap(scaled(length)), depth + 1);
}

function rootOfNumber(c: Context, id: NodeId): NodeId | undefined {
  return c.b.shape(id).length === 0 && c.facts.classes(id) === CLASS.positive ? c.b.apply("sqrt", [id]) : undefined;
}

/** sum(x.^2)/n - (sum(x)/n)^2 is the mean of the squares of what x differs by from its mean. */
const varianceBySquares: StructuralRule = {
  name: "variance-by-squares", op: "sub", keeps: "value", phases: STABLE,
  apply: (c, node) => {
    const [x, y] = node.args;
    const squares = c.b.node(x);
    const mean = squareBase(c, y);
    if (squares.op !== "div" || mean === undefined || c.b.node(mean).op !== "div") return undefined;
    const whole = sumOf(c, argOf(squares));
    const squared = squaredIn(c, whole);
    const [sum, count] = asApplied(c.b.node(mean)).args;
    const own = sumOf(c, sum);
    const axes = whole?.axes ?? [];
    if (squared === undefined || own?.factors.join() !== String(squared) || own.axes.join() !== axes.join()) return undefined;
    const shape = c.b.shape(squared);
    if (count !== squares.args[1] || !isCount(c, count, axes.map((axis) => dimAt(shape, axis)))) return undefined;
    const square = c.b.apply("pow", [c.b.apply("sub", [squared, c.b.keepAxes(mean, axes)]), c.b.constant(2)]);
    return c.b.apply("div", [c.b.sum(square, axes), count]);
  },
};

/** Whether the number is how many elements an array of this shape has; any other would change the value. */
function isCount(c: Context, id: NodeId, shape: Shape): boolean {
  return id === c.b.size(productOfDims(shape));
}

export const squareRules: readonly StructuralRule[] = [rootOfSquares, varianceBySquares];
