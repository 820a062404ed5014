// The element of an array node at an index, as an expression of what is stored; the value of a scalar.
import { invariant } from "../diagnostics/diagnostic.js";
import { nth } from "../diagnostics/known.js";
import type { Builder } from "../graph/builder.js";
import { argOf, asApplied, type Node, type NodeId } from "../graph/graph.js";
import { contractionOf, isContraction } from "../ops/contraction.js";
import { attrsOf } from "../graph/attrs.js";
import { windowOf } from "../ops/windows.js";
import type { NumOp, ScalarOp } from "../graph/operation.js";
import type { Dim } from "../shape/dim.js";
import { strides, type Shape } from "../shape/shape.js";
import { parseFormula } from "../syntax/parse.js";
import type { Expr } from "../syntax/ast.js";
import {
  apply, asCondition, FIRST, int, load, number, ONE, placed, plus, scale, size, ZERO, type Buffer, type Cond,
  type Index, type Num,
} from "./ir.js";
import { onlyOnes } from "../plan/kinds.js";

/** What has been computed so far. */
export interface Values {
  readonly b: Builder;
  readonly buffers: ReadonlyMap<NodeId, Buffer>;
  readonly scalars: ReadonlyMap<NodeId, Num>;
  /** Elements of arrays that exist only inside the loop at hand. */
  readonly elements: ReadonlyMap<NodeId, Num>;
}

export function flatIndex(shape: Shape, index: readonly Index[]): Index {
  const steps = strides(shape);
  return index.reduce<Index>((sum, at, i) => plus(sum, scale(at, size(nth(steps, i)))), FIRST);
}

/** The place that a vector of places, which count from 1, has at an index. */
export function placeIn(v: Values, places: NodeId, at: Index): Index {
  return plus({ kind: "whole", value: element(v, places, [at]) }, int(-1));
}

export function element(v: Values, id: NodeId, index: readonly Index[]): Num {
  const local = v.elements.get(id) ?? v.scalars.get(id);
  if (local !== undefined) return local;
  const node = v.b.node(id);
  const buffer = v.buffers.get(id);
  if (buffer !== undefined) return load(buffer, flatIndex(node.shape, index));
  const record = v.b.ops.get(node.op);
  if (record?.kind === "scalar")
    return scalarCode(v.b, record, node.args.map((arg) => element(v, arg, broadcastIndex(v.b.shape(arg), index))));
  return record?.access === "same" ? element(v, argOf(node), index) : virtual(v, id, node, index);
}

/** The index into an argument that is stretched: the last dimensions, with 0 where the size is 1. */
function broadcastIndex(shape: Shape, index: readonly Index[]): Index[] {
  return shape.map((d, i) => (d === 1 ? FIRST : index[index.length - shape.length + i] as Index));
}

function virtual(v: Values, id: NodeId, node: Node, index: readonly Index[]): Num {
  const [arg] = asApplied(node).args;
  switch (node.op) {
    case "constant": return number(attrsOf("constant", node).value);
    case "size": return sizeNumber(attrsOf("size", node).dim);
    case "delta": return oneWhere(fromIndex(index[0] as Index), index[1] as Index);
    case "range": {
      const { start, step } = attrsOf("range", node);
      return fromIndex(plus(scale(index[0] as Index, int(step)), size(start)));
    }
    case "one_hot": return oneWhere(element(v, arg, index.slice(0, -1)), index[index.length - 1] as Index);
    case "triangle": {
      const { upper, diagonal } = attrsOf("triangle", node);
      const [row, column] = index.slice(-2) as [Index, Index];
      const test: Cond = { kind: "compare", op: upper ? "ge" : "le", left: fromIndex(column), right: fromIndex(plus(row, int(diagonal))) };
      return { kind: "select", test, then: element(v, arg, index), else: ZERO };
    }
    case "slice": {
      const { starts, steps } = windowOf(node.attrs);
      return element(v, arg, index.map((at, i) => plus(size(nth(starts, i)), scale(at, int(nth(steps, i))))));
    }
    case "gather": return element(v, arg, index.map((at, i) => (i === node.attrs.axis ? placeIn(v, argOf(node, 1), at) : at)));
    case "reshape": return reshaped(v, node, arg, index);
    case "contract": return product(v, node, index);
    default: throw new Error(`defect of gradc: ${node.op} ${id} has no element expression`);
  }
}

function reshaped(v: Values, node: Node, arg: NodeId, index: readonly Index[]): Num {
  if (onlyOnes(v.b, node)) {
    const moving = index.filter((_, i) => node.shape[i] !== 1);
    const queue = [...moving];
    return element(v, arg, v.b.shape(arg).map((d) => (d === 1 ? FIRST : queue.shift() ?? FIRST)));
  }
  const buffer = v.buffers.get(arg);
  invariant(buffer !== undefined, "a reshape of an array that is not stored");
  return load(buffer, flatIndex(node.shape, index));
}

/** A contraction that sums over nothing: the product of its factors. */
function product(v: Values, node: Node, index: readonly Index[]): Num {
  const { labels, out } = contractionOf(node.attrs);
  const at = new Map(out.map((l, i) => [l, index[i] as Index]));
  return factorProduct(v, node, labels, at);
}

/**
 * The product of the factors of a contraction, with an index for each label, from the outermost loop inwards: of three
 * and more, what does not change in the innermost loop is first, one product that is taken out of it.
 */
export function factorProduct(v: Values, node: Node, labels: readonly (readonly number[])[], at: ReadonlyMap<number, Index>): Num {
  const order = [...at.keys()];
  const depth = (own: readonly number[]): number => Math.max(-1, ...own.map((l) => order.indexOf(l)));
  const factors = node.args.map((arg, i) => ({ arg, own: labels[i] ?? [] }));
  if (factors.length > 2) factors.sort((x, y) => depth(x.own) - depth(y.own));
  return factors.reduce<Num | undefined>((p, { arg, own }) => {
    const f = element(v, arg, own.map((l) => at.get(l) as Index));
    return p === undefined ? f : masked(p, f);
  }, undefined) ?? ONE;
}

/** A factor that is 1 or 0 by its place becomes a choice, and what else is multiplied goes into it: where it is 0, the product is. */
function masked(x: Num, y: Num): Num {
  if (isOne(x)) return y;
  if (isOne(y)) return x;
  if (isMask(x)) return { ...x, then: masked(x.then, y) };
  if (isMask(y)) return { ...y, then: masked(x, y.then) };
  return apply("mul", x, y);
}

/** An element of an array of ones. */
function isOne(num: Num): boolean {
  return num.kind === "number" && num.value === 1;
}

/** An element of an identity or of a one-hot row, or of a product with one. */
function isMask(num: Num): num is Extract<Num, { kind: "select" }> {
  return num.kind === "select" && num.else === ZERO;
}

/** The expression of an elementwise operation over its arguments. */
export function scalarCode(b: Builder, op: ScalarOp, args: readonly Num[]): Num {
  const { code } = op;
  if ("op" in code) return operation(code.op, args);
  if ("runtime" in code) return { kind: "call", fn: code.runtime, args };
  const bindings = new Map(op.params.map((p, i) => [p, args[i] as Num]));
  return formulaValue(b, code.formula, bindings);
}

/** A formula of a record over named values. */
export function formulaValue(b: Builder, text: string, bindings: ReadonlyMap<string, Num>): Num {
  return formulaCode(b, parseFormula(text), bindings);
}

function operation(op: Extract<ScalarOp["code"], { op: unknown }>["op"], args: readonly Num[]): Num {
  const [x, y, z] = args as readonly [Num, Num, Num];
  const truth = (test: Cond): Num => ({ kind: "fromCondition", test });
  switch (op) {
    case "mul": return masked(x, y);
    case "select": return { kind: "select", test: asCondition(x), then: y, else: z };
    case "not": return truth({ kind: "not", arg: asCondition(x) });
    case "and": case "or": return truth({ kind: "logic", op, left: asCondition(x), right: asCondition(y) });
    case "lt": case "le": case "gt": case "ge": case "eq": case "ne": return truth({ kind: "compare", op, left: x, right: y });
    default: return apply(op, ...args);
  }
}

export function fromIndex(index: Index): Num {
  return index.kind === "int" ? number(index.value) : { kind: "fromIndex", index };
}

export function sizeNumber(dim: Dim): Num {
  return fromIndex(size(dim));
}

/** 1 where a number is an index, else 0. */
function oneWhere(left: Num, index: Index): Num {
  return { kind: "select", test: { kind: "compare", op: "eq", left, right: fromIndex(index) }, then: ONE, else: ZERO };
}

const OPERATORS: ReadonlyMap<string, NumOp> = new Map([["+", "add"], ["-", "sub"], ["*", "mul"], ["/", "div"]]);

/** The few forms that occur in the formulas of op records. */
function formulaCode(b: Builder, expr: Expr, bindings: ReadonlyMap<string, Num>): Num {
  if (expr.kind === "number") return number(expr.value);
  if (expr.kind === "name") return bindings.get(expr.name) as Num;
  if (expr.kind === "binary") {
    const op = OPERATORS.get(expr.op);
    invariant(op !== undefined, `no code for ${expr.op}`);
    return apply(op, formulaCode(b, expr.left, bindings), formulaCode(b, expr.right, bindings));
  }
  invariant(expr.kind === "call", `no code for ${expr.kind}`);
  const record = b.ops.get(expr.name);
  invariant(record?.kind === "scalar", `no code for ${expr.name}`);
  return scalarCode(b, record, expr.args.map((arg) => formulaCode(b, arg, bindings)));
}

/** Where the elements of an array lie in memory: a buffer, the place of the first, a step a dimension. */
export interface Strided {
  readonly buffer: Buffer;
  readonly offset: Index;
  readonly steps: readonly Index[];
}

/** The memory behind a node that is stored or is a regular view of a stored one. */
export function strided(v: Values, id: NodeId): Strided {
  const node = v.b.node(id);
  const buffer = v.buffers.get(id);
  if (buffer !== undefined) return inOrder(buffer, node.shape);
  const [arg] = asApplied(node).args;
  if (node.op === "reshape" && !onlyOnes(v.b, node)) {
    const below = v.buffers.get(arg);
    invariant(below !== undefined, "a reshape of an array that is not stored");
    return inOrder(below, node.shape);
  }
  invariant(node.args.length === 1, `${node.op} is not stored`);
  const under = strided(v, arg);
  if (node.op === "slice") return slicedMemory(node, under);
  if (node.op === "reshape") return reshapedMemory(v, node, arg, under);
  if (isContraction(node)) return permutedMemory(node, under);
  return under;
}

function inOrder(memory: Buffer, shape: Shape): Strided {
  const { buffer, at } = placed(memory, FIRST);
  return { buffer, offset: at, steps: strides(shape).map(size) };
}

function slicedMemory(node: Node, under: Strided): Strided {
  const { starts, steps } = windowOf(node.attrs);
  const offset = under.steps.reduce<Index>((sum, step, i) => plus(sum, scale(step, size(nth(starts, i)))), under.offset);
  return { ...under, offset, steps: under.steps.map((step, i) => scale(step, int(nth(steps, i)))) };
}

function reshapedMemory(v: Values, node: Node, arg: NodeId, under: Strided): Strided {
  const queue = under.steps.filter((_, i) => v.b.shape(arg)[i] !== 1);
  return { ...under, steps: node.shape.map((d) => (d === 1 ? FIRST : queue.shift() ?? FIRST)) };
}

function permutedMemory(node: Node, under: Strided): Strided {
  const { labels, out } = contractionOf(node.attrs);
  const [own] = labels as readonly [readonly number[]];
  return { ...under, steps: out.map((l) => under.steps[own.indexOf(l)] as Index) };
}
