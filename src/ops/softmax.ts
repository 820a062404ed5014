// Log-sum-exp, softmax and what is made of it: its logarithm, what is left to 1, the slope of a cross-entropy, the entropy of
// its shares. Nothing overflows on the way, and what is near 0 keeps its digits.
import { nth } from "../diagnostics/known.js";
import type { Builder } from "../graph/builder.js";
import type { Applied, NodeId } from "../graph/graph.js";
import { zerosTensor } from "../graph/tensor.js";
import { batchAxes } from "./batch.js";
import { anyValue, fractions } from "../graph/classes.js";
import type { TensorOp } from "../graph/operation.js";
import { sumOf } from "./sum.js";
import { axesOf, groupsOf, mapGroups, reduction } from "./reduction.js";

export const softmaxes: readonly TensorOp[] = [
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
        const { exponentials, sum } = shifted(Float64Array.from(members, (i) => nth(x.data, i)));
        const whole = sumOf(Float64Array.from(members, (i) => nth(y.data, i)));
        members.forEach((i, at) => { out.data[i] = nth(y.data, i) - nth(exponentials, at) / sum * whole; });
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
  return logOfShifted(exponentials, sum) - sumOf(exponentials.map((v, i) => v * (nth(x, i) - greatest))) / sum;
}

function logSumExp(x: Float64Array): number {
  const { greatest, sum } = shifted(x);
  return Number.isFinite(greatest) ? greatest + Math.log(sum) : greatest;
}
