// Reductions other than sums: greatest, least and length, and the forms that reductions and groups along axes share.
// Each keeps its own derivative, so that nothing overflows on the way.
import { nth } from "../diagnostics/known.js";
import { attrsOf } from "../graph/attrs.js";
import type { Builder } from "../graph/builder.js";
import type { Applied, Attrs, NodeId, Operands } from "../graph/graph.js";
import { forEachIndex, zerosTensor, type Tensor } from "../graph/tensor.js";
import type { Shape } from "../shape/shape.js";
import { batchAxes } from "./batch.js";
import { anyValue, lengths, ofArguments } from "../graph/classes.js";
import type { TensorOp } from "../graph/operation.js";
import { sumOf } from "./sum.js";

export const reductions: readonly TensorOp[] = [
  extremum("max", "The greatest element along the axes; a tie splits the derivative in equal parts.", Math.max, -Infinity),
  extremum("min", "The least element along the axes; a tie splits the derivative in equal parts.", Math.min, Infinity),
  reduction("reduce_norm", "The Euclidean length along the axes, without overflow; its derivative at 0 is 0.", (x) => length(x), {
    // d|x| = <x/|x|, dx>
    direction: (b, x, out) => b.apply("select", [b.apply("eq", [out, b.constant(0)]), b.constant(0), b.apply("div", [x, out])]),
    expand: scaledLength, values: lengths, length: true, called: { name: "norm", along: "all" },
  }),
  reduction("reduce_norm_p", "sum(abs(x)^p)^(1/p) along the axes, without overflow; its derivative at 0 is 0.", (x, attrs) => length(
    x, attrsOf("reduce_norm_p", { attrs }).p,
  ), {
    direction: slopeOfNorm, called: { as: (attrs) => ["norm", attrsOf("reduce_norm_p", { attrs }).p] },
    expand: scaledLength, values: lengths,
  }),
];

export function axesOf(node: { readonly attrs: Attrs }): readonly number[] {
  return attrsOf("reduce_max", node).axes;
}

function reducedShape([x]: Operands<Shape>, attrs: Attrs): Shape {
  return x.filter((_, i) => !axesOf({ attrs }).includes(i));
}

interface ReductionRule {
  readonly values?: TensorOp["values"];
  readonly combines?: TensorOp["combines"];
  readonly length?: true;
  readonly called?: TensorOp["called"];
  /** The gradient of the result with respect to x, in the shape of x; `out` keeps its axes as 1. */
  readonly direction: (b: Builder, x: NodeId, out: NodeId, node: Applied) => NodeId;
  readonly expand?: (b: Builder, node: Applied) => NodeId;
}

export function reduction(name: string, doc: string, value: (x: Float64Array, attrs: Attrs) => number, rule: ReductionRule): TensorOp {
  const direction = (b: Builder, node: Applied, id: NodeId): NodeId =>
    rule.direction(b, node.args[0], b.keepAxes(id, axesOf(node)), node);
  return {
    kind: "tensor", name, doc, shape: reducedShape, flow: "reduces",
    values: rule.values ?? anyValue, access: rule.expand === undefined ? "loops" : "before",
    evaluate: ([x], attrs, shape) => reduceWith(x, axesOf({ attrs }), shape, (group) => value(group, attrs)),
    vjp: (b, node, ct, _index, id) => b.apply("mul", [b.keepAxes(ct, axesOf(node)), direction(b, node, id)]),
    jvp: (b, node, [dx], id) => (dx === undefined ? undefined : b.sum(b.apply("mul", [direction(b, node, id), dx]), axesOf(node))),
    batch: batchAxes,
    ...(rule.expand === undefined ? {} : { expand: rule.expand }),
    ...(rule.combines === undefined ? {} : { combines: rule.combines }),
    ...(rule.length === undefined ? {} : { length: rule.length }),
    ...(rule.called === undefined ? {} : { called: rule.called }),
  };
}

function extremum(combines: "max" | "min", doc: string, pick: (...x: number[]) => number, ofNone: number): TensorOp {
  return reduction(`reduce_${combines}`, doc, (x) => x.reduce((a, c) => pick(a, c), ofNone), {
    combines, values: ofArguments, called: { name: combines, along: "each" },
    direction: (b, x, out, node) => {
      const reached = b.apply("eq", [x, out]);
      const count = b.keepAxes(b.sum(reached, axesOf(node)), axesOf(node));
      return b.apply("div", [reached, count]);
    },
  });
}

/** (x/out)^(p - 1) with the sign of x: 0 where the length is, and where an element is 0 and the power infinite. */
function slopeOfNorm(b: Builder, x: NodeId, out: NodeId, node: Applied): NodeId {
  const { p } = attrsOf("reduce_norm_p", node);
  const zero = b.constant(0);
  const ratio = b.apply("div", [x, out]);
  const power = (base: NodeId): NodeId => b.apply("pow", [base, b.constant(p - 1)]);
  const slope = p % 2 === 0 ? power(ratio) : b.apply("mul", [b.apply("sign", [x]), power(b.apply("abs", [ratio]))]);
  return b.apply("select", [b.apply("eq", [p < 1 ? x : out, zero]), zero, slope]);
}

/** m*sum((|x|/m)^p)^(1/p) with m the greatest size, so that powers neither overflow nor vanish; p is 2 unless given. */
function scaledLength(b: Builder, node: Applied): NodeId {
  const [x] = node.args;
  const p = node.op === "reduce_norm_p" ? attrsOf("reduce_norm_p", node).p : 2;
  const scale = b.apply("reduce_max", [b.apply("abs", [x])], { axes: axesOf(node) });
  const ratio = b.apply("div", [x, b.keepAxes(scale, axesOf(node))]);
  const powers = p === 2 ? b.apply("mul", [ratio, ratio]) : b.apply("pow", [b.apply("abs", [ratio]), b.constant(p)]);
  const sum = b.sum(powers, axesOf(node));
  const root = p === 2 ? b.apply("sqrt", [sum]) : b.apply("pow", [sum, b.constant(1 / p)]);
  const value = b.apply("mul", [scale, root]);
  const regular = b.apply("and", [b.apply("gt", [scale, b.constant(0)]), b.apply("lt", [scale, b.constant(Infinity)])]);
  return b.apply("select", [regular, value, scale]);
}

function length(x: Float64Array, p = 2): number {
  const scale = x.reduce((a, c) => Math.max(a, Math.abs(c)), 0);
  if (scale === 0 || !Number.isFinite(scale)) return scale;
  const sum = sumOf(x.map((v) => (p === 2 ? (v / scale) ** 2 : Math.abs(v / scale) ** p)));
  return scale * (p === 2 ? Math.sqrt(sum) : sum ** (1 / p));
}

function reduceWith(x: Tensor, axes: readonly number[], shape: readonly number[], value: (group: Float64Array) => number): Tensor {
  const out = zerosTensor(shape);
  if (x.data.length === 0) out.data.fill(value(new Float64Array(0)));
  const groups = groupsOf(x.shape, axes);
  groups.forEach((members, at) => { out.data[at] = value(Float64Array.from(members, (i) => nth(x.data, i))); });
  return out;
}

export function mapGroups(x: Tensor, axes: readonly number[], map: (group: Float64Array) => Float64Array): Tensor {
  const out = zerosTensor(x.shape);
  for (const members of groupsOf(x.shape, axes)) {
    const values = map(Float64Array.from(members, (i) => nth(x.data, i)));
    members.forEach((i, at) => { out.data[i] = nth(values, at); });
  }
  return out;
}

/** The flat positions that fall into each place of the result, in the result's row-major order. */
export function groupsOf(shape: readonly number[], axes: readonly number[]): number[][] {
  const groups = new Map<string, number[]>();
  forEachIndex(shape, (index, flat) => {
    const key = index.filter((_, i) => !axes.includes(i)).join(",");
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [flat]);
    else group.push(flat);
  });
  return [...groups.values()];
}
