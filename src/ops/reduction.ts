// Reductions other than sums: greatest, least, length, log-sum-exp and the softmax family.
// Each keeps its own derivative, so that nothing overflows on the way.
import { attrsOf } from "../graph/attrs.js";
import type { Builder } from "../graph/builder.js";
import type { Applied, Attrs, NodeId, Operands } from "../graph/graph.js";
import { forEachIndex, zerosTensor, type Tensor } from "../graph/tensor.js";
import type { Shape } from "../shape/shape.js";
import { batchAxes } from "./batch.js";
import { anyValue, fractions, lengths, ofArguments } from "../graph/classes.js";
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
  reduction("logsumexp", "log(sum(exp(x))) along the axes, without overflow.", logSumExp, {
    called: { name: "logsumexp", along: "each" },
    direction: (b, x, _out, node) => b.apply("softmax", [x], { axes: axesOf(node) }),
    expand: (b, node) => {
      const parts = shiftedExponentials(b, node);
      const value = b.apply("add", [parts.greatest, b.apply("log", [parts.sum])]);
      // the greatest may be infinite: then it is the value, and x - m would be NaN
      const infinite = b.apply("eq", [b.apply("abs", [parts.greatest]), b.constant(Infinity)]);
      return b.reshape(b.apply("select", [infinite, parts.greatest, value]), node.shape);
    },
  }),
  // of the scores less their greatest: the slope does not depend on what is taken off, so its own derivative need not know
  reduction("softmax_entropy", "-sum(p .* log(p)) along the axes for p = softmax(x), without cancelling.", entropyOf, {
    direction: (b, x, _out, node) => {
      const greatest = b.apply("stop_gradient", [b.apply("reduce_max", [x], node.attrs)]);
      const scores = b.apply("sub", [x, b.keepAxes(greatest, axesOf(node))]);
      return b.apply("neg", [softmaxSlope(b, node, b.apply("softmax", [x], node.attrs), scores)]);
    },
    expand: (b, node) => {
      const { greatest, exponentials, sum } = shiftedExponentials(b, node);
      const scores = b.apply("sub", [node.args[0], greatest]);
      const mean = b.apply("div", [b.keepAxes(b.sum(b.apply("mul", [exponentials, scores]), axesOf(node)), axesOf(node)), sum]);
      return b.reshape(b.apply("sub", [logOfSum(b, node, exponentials, sum), mean]), node.shape);
    },
  }),
  softmax(),
  softmaxRest(),
  logSoftmax(),
  logSoftmaxSlope(),
  logOwnClass(),
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

function reduction(name: string, doc: string, value: (x: Float64Array, attrs: Attrs) => number, rule: ReductionRule): TensorOp {
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

/** p*(dx - <p, dx>), what the derivative of p = softmax(x) makes of dx; it is its own transpose. */
function softmaxSlope(b: Builder, node: Applied, p: NodeId, dx: NodeId): NodeId {
  return b.apply("mul", [p, lessMean(b, node, p, dx)]);
}

function softmax(): TensorOp {
  return {
    kind: "tensor", name: "softmax", doc: "exp(x) over its sum along the axes, without overflow.", flow: "groups",
    values: fractions, access: "before", called: { name: "softmax", along: "last" },
    shape: ([x]) => x, batch: batchAxes,
    evaluate: ([x], attrs) => mapGroups(x, axesOf({ attrs }), (group) => {
      const { exponentials, sum } = shifted(group);
      return exponentials.map((v) => v / sum);
    }),
    vjp: (b, node, ct, _index, id) => softmaxSlope(b, node, id, ct),
    jvp: (b, node, [dx], id) => (dx === undefined ? undefined : softmaxSlope(b, node, id, dx)),
    expand: (b, node) => {
      const parts = shiftedExponentials(b, node);
      return b.apply("div", [parts.exponentials, parts.sum]);
    },
  };
}

/** 1 - p, which is the sum of the others: for the greatest element, whose p may be 1, added up from them. */
function softmaxRest(): TensorOp {
  const linear = (b: Builder, node: Applied, dx: NodeId): NodeId =>
    b.apply("neg", [softmaxSlope(b, node, b.apply("softmax", node.args, node.attrs), dx)]);
  return {
    kind: "tensor", name: "softmax_rest", doc: "1 - softmax(x) along the axes, without cancelling.", flow: "groups",
    values: fractions, access: "before",
    shape: ([x]) => x, batch: batchAxes,
    evaluate: ([x], attrs) => mapGroups(x, axesOf({ attrs }), (group) => {
      const { exponentials, sum } = shifted(group);
      return restOf(exponentials, sum);
    }),
    vjp: (b, node, ct) => linear(b, node, ct),
    jvp: (b, node, [dx]) => (dx === undefined ? undefined : linear(b, node, dx)),
    expand: (b, node) => {
      const { exponentials, sum } = shiftedExponentials(b, node);
      // with two greatest elements the sum is 2 or more
      const rest = b.apply(
        "select",
        [b.apply("lt", [sum, b.constant(2)]), smallerOnes(b, node, exponentials), b.apply("sub", [sum, b.constant(1)])],
      );
      const isGreatest = b.apply("eq", [exponentials, b.constant(1)]);
      return b.apply("div", [b.apply("select", [isGreatest, rest, b.apply("sub", [sum, exponentials])]), sum]);
    },
  };
}

/** log p; d log p = dx - <p, dx>. */
function logSoftmax(): TensorOp {
  return {
    kind: "tensor", name: "log_softmax", doc: "x - logsumexp(x) along the axes.", flow: "groups", values: anyValue, access: "before",
    shape: ([x]) => x, batch: batchAxes, called: { name: "log_softmax", along: "last" },
    evaluate: ([x], attrs) => mapGroups(x, axesOf({ attrs }), (group) => {
      const { greatest, sum } = shifted(group);
      const log = Math.log(sum);
      return group.map((v) => v - greatest - log);
    }),
    vjp: (b, node, ct) => b.apply("log_softmax_slope", [ct, node.args[0]], { axes: axesOf(node) }),
    jvp: (b, node, [dx]) => (dx === undefined ? undefined : lessMean(b, node, b.apply("softmax", node.args, node.attrs), dx)),
    expand: (b, node) => {
      const parts = shiftedExponentials(b, node);
      return b.apply("sub", [b.apply("sub", [node.args[0], parts.greatest]), b.apply("log", [parts.sum])]);
    },
  };
}

/**
 * y - p*sum(y) for p = softmax(x): what log p makes of a cotangent y, so the slope of a cross-entropy whose targets are y.
 * It is an operation since what y is says whether the difference cancels: where all of y is at one place, it is that times
 * 1 - p there.
 */
function logSoftmaxSlope(): TensorOp {
  const shares = (b: Builder, node: Applied): NodeId => b.apply("softmax", [node.args[1]], node.attrs);
  const lost = (b: Builder, node: Applied): NodeId => b.apply("neg", [keptSum(b, node, node.args[0])]);
  return {
    kind: "tensor", name: "log_softmax_slope", doc: "y - softmax(x)*sum(y) along the axes, the slope of sum(y .* log_softmax(x)).",
    flow: "groups", values: anyValue, access: "before", written: "expanded",
    shape: ([y]) => y,
    batch: (b, node, args, batched, lead) => (batched[1] === true
      ? batchAxes(b, node, args, batched, lead)
      : lessShare(b, args[0], b.apply("softmax", [args[1]], node.attrs), axesOf(node).map((axis) => axis + lead.length))),
    evaluate: ([y, x], attrs) => {
      const out = zerosTensor(y.shape);
      for (const members of groupsOf(y.shape, axesOf({ attrs }))) {
        // with the roundings of what it is written as: exact is what a rule makes of one class
        const { exponentials, sum } = shifted(Float64Array.from(members, (i) => x.data[i] as number));
        const whole = sumOf(Float64Array.from(members, (i) => y.data[i] as number));
        members.forEach((i, at) => { out.data[i] = (y.data[i] as number) - (exponentials[at] as number) / sum * whole; });
      }
      return out;
    },
    vjp: (b, node, ct, index) => (index === 0
      ? lessMean(b, node, shares(b, node), ct)
      : softmaxSlope(b, node, shares(b, node), b.apply("mul", [ct, lost(b, node)]))),
    jvp: (b, node, [dy, dx]) => {
      const byTargets = dy === undefined ? undefined : b.apply(node.op, [dy, node.args[1]], node.attrs);
      const byScores = dx === undefined ? undefined : b.apply("mul", [lost(b, node), softmaxSlope(b, node, shares(b, node), dx)]);
      return byTargets === undefined || byScores === undefined ? byTargets ?? byScores : b.apply("add", [byTargets, byScores]);
    },
    expand: (b, node) => lessShare(b, node.args[0], shares(b, node), axesOf(node)),
  };
}

/** y - p*sum(y). */
function lessShare(b: Builder, y: NodeId, p: NodeId, axes: readonly number[]): NodeId {
  return b.apply("sub", [y, b.apply("mul", [p, b.keepAxes(b.sum(y, axes), axes)])]);
}

/** dx - <p, dx>. */
function lessMean(b: Builder, node: Applied, p: NodeId, dx: NodeId): NodeId {
  return b.apply("sub", [dx, keptSum(b, node, b.apply("mul", [p, dx]))]);
}

function keptSum(b: Builder, node: Applied, x: NodeId): NodeId {
  return b.keepAxes(b.sum(x, axesOf(node)), axesOf(node));
}

/** log_softmax with all digits near 0: a sum below 2 has one greatest term, which is 1, and the others keep theirs in log1p. */
function logOwnClass(): TensorOp {
  return {
    ...logSoftmax(), name: "log_own_class", doc: "log_softmax(x), with all its digits where it is near 0.",
    evaluate: ([x], attrs) => mapGroups(x, axesOf({ attrs }), (group) => {
      const { greatest, exponentials, sum } = shifted(group);
      return group.map((v) => v - greatest - logOfShifted(exponentials, sum));
    }),
    expand: (b, node) => {
      const { greatest, exponentials, sum } = shiftedExponentials(b, node);
      return b.apply("sub", [b.apply("sub", [node.args[0], greatest]), logOfSum(b, node, exponentials, sum)]);
    },
  };
}

/** The greatest element m, exp(x - m) and the sum of that; m and the sum keep their axes as 1. */
function shiftedExponentials(b: Builder, node: Applied): { greatest: NodeId; exponentials: NodeId; sum: NodeId } {
  const [x] = node.args;
  const greatest = b.keepAxes(b.apply("reduce_max", [x], { axes: axesOf(node) }), axesOf(node));
  const exponentials = b.apply("exp", [b.apply("sub", [x, greatest])]);
  return { greatest, exponentials, sum: b.keepAxes(b.sum(exponentials, axesOf(node)), axesOf(node)) };
}

/** The same in numbers, for the interpreter. */
function shifted(group: Float64Array): { greatest: number; exponentials: Float64Array; sum: number } {
  const greatest = group.reduce((a, c) => Math.max(a, c), -Infinity);
  const exponentials = group.map((v) => Math.exp(v - greatest));
  return { greatest, exponentials, sum: sumOf(exponentials) };
}

/** 1 - p in numbers. */
function restOf(exponentials: Float64Array, sum: number): Float64Array {
  const rest = sum < 2 ? sumOf(exponentials.map((v) => (v === 1 ? 0 : v))) : sum - 1;
  return exponentials.map((v) => (v === 1 ? rest : sum - v) / sum);
}

/** The sum of those below 1: of all but the greatest. */
function smallerOnes(b: Builder, node: Applied, exponentials: NodeId): NodeId {
  const smaller = b.apply("select", [b.apply("lt", [exponentials, b.constant(1)]), exponentials, b.constant(0)]);
  return b.keepAxes(b.sum(smaller, axesOf(node)), axesOf(node));
}

/** The logarithm of their sum, with all its digits near 0. */
function logOfSum(b: Builder, node: Applied, exponentials: NodeId, sum: NodeId): NodeId {
  const rest = b.apply("log1p", [smallerOnes(b, node, exponentials)]);
  return b.apply("select", [b.apply("lt", [sum, b.constant(2)]), rest, b.apply("log", [sum])]);
}

function logOfShifted(exponentials: Float64Array, sum: number): number {
  return sum < 2 ? Math.log1p(sumOf(exponentials.filter((v) => v < 1))) : Math.log(sum);
}

function entropyOf(x: Float64Array): number {
  const { greatest, exponentials, sum } = shifted(x);
  return logOfShifted(exponentials, sum) - sumOf(exponentials.map((v, i) => v * ((x[i] as number) - greatest))) / sum;
}

function length(x: Float64Array, p = 2): number {
  const scale = x.reduce((a, c) => Math.max(a, Math.abs(c)), 0);
  if (scale === 0 || !Number.isFinite(scale)) return scale;
  const sum = sumOf(x.map((v) => (p === 2 ? (v / scale) ** 2 : Math.abs(v / scale) ** p)));
  return scale * (p === 2 ? Math.sqrt(sum) : sum ** (1 / p));
}

function logSumExp(x: Float64Array): number {
  const { greatest, sum } = shifted(x);
  return Number.isFinite(greatest) ? greatest + Math.log(sum) : greatest;
}

function reduceWith(x: Tensor, axes: readonly number[], shape: readonly number[], value: (group: Float64Array) => number): Tensor {
  const out = zerosTensor(shape);
  if (x.data.length === 0) out.data.fill(value(new Float64Array(0)));
  const groups = groupsOf(x.shape, axes);
  groups.forEach((members, at) => { out.data[at] = value(Float64Array.from(members, (i) => x.data[i] as number)); });
  return out;
}

function mapGroups(x: Tensor, axes: readonly number[], map: (group: Float64Array) => Float64Array): Tensor {
  const out = zerosTensor(x.shape);
  for (const members of groupsOf(x.shape, axes)) {
    const values = map(Float64Array.from(members, (i) => x.data[i] as number));
    members.forEach((i, at) => { out.data[i] = values[at] as number; });
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
