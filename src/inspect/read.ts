// One node as people write it, over the written forms of its arguments.
import { invariant } from "../diagnostics/diagnostic.js";
import { argOf, asApplied, type Node, type NodeId } from "../graph/graph.js";
import type { TensorOp } from "../graph/operation.js";
import { isContraction } from "../ops/contraction.js";
import { axesOf } from "../ops/reduction.js";
import { attrsOf } from "../graph/attrs.js";
import { addDims, formatDim, multiplyDims, productOfDims, sameDim, subtractDims } from "../shape/dim.js";
import { dimAt } from "../shape/shape.js";
import { reshaped, sizeOf, summed, type Reading } from "./reading.js";
import { readContraction } from "./read-contraction.js";
import { readElementwise } from "./read-elementwise.js";
import { readConcat, readGather, readPlace, readReshape, readScatter, readSlice, readStack } from "./read-index.js";
import { othersOfProduct } from "./read-products.js";
import { BINDS, call, index, infix, name, number, transposed, type Written } from "./written.js";
import { minus, negated, power } from "./algebra.js";

export function readNode(r: Reading, node: Node): Written {
  const record = r.b.ops.get(node.op);
  invariant(record !== undefined, `no operation ${node.op}`);
  if (record.kind === "scalar") return othersOfProduct(r, node) ?? readElementwise(r, node, record);
  if (record.called !== undefined) return readCall(r, node, record, record.called);
  const read = READERS[node.op];
  return read === undefined ? readPlain(r, node) : read(r, node);
}

type Reader = (r: Reading, node: Node) => Written;

function arg(r: Reading, node: Node, i = 0): Written {
  return r.written(argOf(node, i));
}

/** An operation that the language calls by its name, or, for steps of planning, a readable call. */
function readPlain(r: Reading, node: Node): Written {
  return call(node.op, node.args.map((a) => r.written(a)), node.shape.length > 0);
}

/** A call of the language, or of a function that the text defines. */
function readCall(r: Reading, node: Node, { helpers = {} }: TensorOp, called: NonNullable<TensorOp["called"]>): Written {
  if ("along" in called) return CALLS[called.along](r, node, called.name);
  const [own, ...further] = called.as(node.attrs);
  const args = [...node.args.map((a) => r.written(a)), ...further.map((x) => (typeof x === "number" ? number(x) : sizeOf(x)))];
  return call(Object.hasOwn(helpers, own) ? r.helper(own) : own, args, node.shape.length > 0);
}

/** Calls of functions of the language, by the dimensions that they name. */
const CALLS: Readonly<Record<"all" | "each" | "last" | "first", (r: Reading, node: Node, text: string) => Written>> = {
  all: alongAll, each: alongEach, last: alongLast,
  first: (r, node, text) => alongFirst(arg(r, node), node, text),
};

/** Forms of operations that are no calls. */
const READERS: Readonly<Record<string, Reader>> = {
  constant: (r, node) => constant(r, attrsOf("constant", node).value),
  variable: (_r, node) => name(String(node.attrs.name), node.shape.length > 0),
  size: (_r, node) => sizeOf(attrsOf("size", node).dim),
  delta: (_r, node) => call("identity", [sizeOf(attrsOf("delta", node).size)], true),
  range: readRange,
  named: (r, node) => arg(r, node),
  contract: readContraction,
  reshape: readReshape,
  slice: readSlice,
  place: readPlace,
  gather: readGather,
  scatter: readScatter,
  concat: readConcat,
  stack: readStack,
  softmax_entropy: readEntropy,
  softmax_rest: (r, node) => minus(number(1), alongLast(r, node, "softmax"), r.pretty),
  cumsum: readCumsum,
  solve: readSolve,
  solve_lower: (r, node) => call(
    "solve", [node.attrs.transposed === true ? transposed(arg(r, node)) : arg(r, node), arg(r, node, 1)], true,
  ),
  recurrence: readRecurrence,
};

function rankOfArg(r: Reading, node: Node): number {
  return r.b.shape(argOf(node)).length;
}

/** `1:n`, or `0:2:m`. */
function readRange(_r: Reading, node: Node): Written {
  const { start, step, size } = attrsOf("range", node);
  const last = addDims(start, multiplyDims(step, subtractDims(size, 1)));
  const first = step === 1 ? formatDim(start) : `${formatDim(start)}:${step}`;
  return name(`${first}:${formatDim(last)}`, true, BINDS.choice);
}

/** A number; in digits where its name is one of the program's. */
function constant(r: Reading, value: number): Written {
  const known = Math.abs(value) === Math.PI ? "pi" : Math.abs(value) === Math.E ? "e" : undefined;
  if (known === undefined || r.hides?.(known) !== true) return number(value);
  return name(String(value), false, value < 0 ? BINDS.unary : BINDS.postfix);
}

/** Over all elements, or along dimensions, one call each. */
function alongEach(r: Reading, node: Node, text: string): Written {
  const axes = axesOf(node);
  if (axes.length === rankOfArg(r, node)) return call(text, [arg(r, node)], false);
  return [...axes].sort((a, b) => b - a).reduce((w, axis) => call(text, [w, number(axis + 1)], true), arg(r, node));
}

/** Over all elements; along some dimensions the language has the root of a sum alone. */
function alongAll(r: Reading, node: Node, text: string): Written {
  const axes = [...axesOf(node)].sort((a, b) => a - b);
  const rank = rankOfArg(r, node);
  if (axes.length === rank) return call(text, [arg(r, node)], false);
  return call("sqrt", [summed(power(arg(r, node), number(2)), axes, rank)], true);
}

/** Along the last dimension unless another is named. Several, made by batching, are taken as one. */
function alongLast(r: Reading, node: Node, text: string): Written {
  const axes = axesOf(node);
  const rank = rankOfArg(r, node);
  const [axis] = axes;
  if (axes.length === 1 && axis !== undefined)
    return call(text, axis === rank - 1 ? [arg(r, node)] : [arg(r, node), number(axis + 1)], true);
  if (axes.length === rank)
    return reshaped(call(text, [call("flatten", [arg(r, node)], true)], true), r.b.shape(argOf(node)));
  return call(text, [arg(r, node), ...axes.map((a) => number(a + 1))], true);
}

/** Along the first dimension unless another is named. */
function alongFirst(w: Written, node: Node, text: string): Written {
  const { axis } = attrsOf("cumsum", node);
  return call(text, axis === 0 ? [w] : [w, number(axis + 1)], true);
}

function readEntropy(r: Reading, node: Node): Written {
  const [axes, rank] = [[...axesOf(node)].sort((a, b) => a - b), rankOfArg(r, node)];
  return negated(summed(infix(".*", alongLast(r, node, "softmax"), alongLast(r, node, "log_softmax")), axes, rank));
}

function readCumsum(r: Reading, node: Node): Written {
  const { axis } = attrsOf("cumsum", node);
  const along = (w: Written): Written => alongFirst(w, node, node.op);
  if (node.attrs.reverse !== true) return along(arg(r, node));
  const back = node.shape.map((_, i) => (i === axis ? "end:-1:1" : ":"));
  return index(along(index(arg(r, node), back, true)), back, true);
}

function readSolve(r: Reading, node: Node): Written {
  const isTransposed = node.attrs.transposed === true;
  const right = argOf(node, 1);
  const matrix = arg(r, node);
  if (r.b.node(right).op === "delta") {
    const inverse = call("inv", [matrix], true);
    return isTransposed ? transposed(inverse) : inverse;
  }
  return call("solve", [isTransposed ? transposed(matrix) : matrix, r.written(right)], true);
}


/** A helper function: for vectors, for rows that share their factors, for rows one after the other, and for dimensions between others. */
function readRecurrence(r: Reading, node: Node): Written {
  const [factors, added] = asApplied(node).args;
  const axis = node.attrs.axis as number;
  const helper = (name: string, ...args: readonly Written[]): Written =>
    call(r.helper(node.attrs.reverse === true ? `${name}_back` : name), args, true);
  const [a, b] = [r.written(factors), r.written(added)];
  if (node.shape.length === 1) return helper("recurrence", a, b);
  const shared = node.shape.length === 2 && axis === 1 ? rowOf(r, factors) : undefined;
  if (shared !== undefined) return transposed(helper("recurrence", r.written(shared), transposed(b)));
  if (node.shape.length === 2) {
    return axis === 0 ? helper("recurrence_rows", a, b) : transposed(helper("recurrence_rows", transposed(a), transposed(b)));
  }
  const inThree = [productOfDims(node.shape.slice(0, axis)), dimAt(node.shape, axis), productOfDims(node.shape.slice(axis + 1))];
  const isThree = inThree.every((dim, i) => sameDim(dim, node.shape[i] ?? 0)) && node.shape.length === 3;
  const shaped = (w: Written): Written => (isThree ? w : reshaped(w, inThree));
  const whole = helper("recurrence_along", shaped(a), shaped(b));
  return isThree ? whole : reshaped(whole, node.shape);
}

/** The vector that a matrix repeats in each row. */
function rowOf(r: Reading, id: NodeId): NodeId | undefined {
  const node = r.b.node(id);
  const [arg] = node.args;
  if (!isContraction(node) || !r.isOpen(id) || node.args.length !== 1 || arg === undefined || r.b.shape(arg).length !== 1)
    return undefined;
  return node.attrs.labels[0]?.[0] === node.attrs.out[1] ? arg : undefined;
}
