// The interpreter: computes a graph directly from the meaning of each operation.
// It is the second way from symbols to numbers, and the oracle for generated code.
import { nth } from "../diagnostics/known.js";
import { invariant } from "../diagnostics/diagnostic.js";
import { evaluateDim } from "../shape/dim.js";
import { argumentsFirst } from "./arguments-first.js";
import { attrsOf } from "./attrs.js";
import type { Builder } from "./builder.js";
import { asOperands, type NodeId } from "./graph.js";
import { isChoice, joinsOf, type Laws } from "./operation.js";
import { elementAt, generate, isAbsentAt, tensor, withAbsent, type Tensor } from "./tensor.js";

export interface Point {
  /** Values of variables, by the name of the variable node (`p.x` for the part of a record). */
  readonly values: ReadonlyMap<string, Tensor>;
  readonly sizes: ReadonlyMap<string, number>;
}

/** The value of a node, or why an operation that it needs has none there, such as a singular matrix. */
type Value = Tensor | Error;

/**
 * The values of the wanted nodes at a point. Of a choice by one condition, only the branch taken is
 * computed. Throws what an operation refuses where a wanted value depends on it.
 */
export function evaluate(b: Builder, wanted: readonly NodeId[], point: Point): Map<NodeId, Tensor> {
  const given = new Map<NodeId, Tensor>();
  for (const id of reachable(b, wanted))
    if (b.node(id).op === "variable") given.set(id, variable(attrsOf("variable", b.node(id)).name, point));
  return evaluateIn(b, wanted, given, (dim) => evaluateDim(dim, point.sizes));
}

/** The same, given the values of the variables. */
export function evaluateIn(
  b: Builder, wanted: readonly NodeId[], given: ReadonlyMap<NodeId, Tensor>, size: Compute[3],
): Map<NodeId, Tensor> {
  const values = new Map<NodeId, Value>(given);
  argumentsFirst(wanted, {
    isMade: (id) => values.has(id),
    needs: (id) => neededFor(b, id, values),
    make: (id) => { values.set(id, valueOf(b, id, values, size)); },
  });
  for (const id of wanted) {
    const value = values.get(id);
    if (value instanceof Error) throw value;
  }
  return new Map([...values].flatMap(([id, value]) => (value instanceof Error ? [] : [[id, value] as const])));
}

/** The arguments that the value of a node needs, as far as that is known yet: of a choice, the branches that elements take. */
function neededFor(b: Builder, id: NodeId, values: ReadonlyMap<NodeId, Value>): readonly NodeId[] {
  const { op, args } = b.node(id);
  if (!isChoice(b, { op })) return args;
  const [condition, then, otherwise] = args as readonly [NodeId, NodeId, NodeId];
  const test = values.get(condition);
  if (test === undefined) return [condition];
  if (test instanceof Error) return args;
  const [anyTrue, anyFalse] = [test.data.some(Boolean), !test.data.every(Boolean)];
  return [condition, ...(anyTrue ? [then] : []), ...(anyFalse ? [otherwise] : [])];
}

function valueOf(b: Builder, id: NodeId, values: ReadonlyMap<NodeId, Value>, size: Compute[3]): Value {
  const node = b.node(id);
  // what is left of an array without elements has none
  const shape = node.shape.map((dim) => Math.max(0, size(dim)));
  invariant(node.op !== "variable", "a variable without a value");
  const args = neededFor(b, id, values).map((a) => values.get(a) as Value);
  const whole = args.flatMap((a) => (a instanceof Error ? [] : [a]));
  const fault = args.find((a) => a instanceof Error);
  if (fault !== undefined)
    return (args[0] === fault && isChoice(b, node) ? agreed(whole, shape) : decidedBy(joinsOf(b, node), whole, shape)) ?? fault;
  const [, branch] = whole;
  if (whole.length < node.args.length && branch !== undefined) return generate(shape, (index) => elementAt(branch, index));
  return compute(b, node.op, whole, node.attrs, shape, size);
}

/** What both branches say where the condition has no value. */
function agreed([then, otherwise]: readonly Tensor[], shape: readonly number[]): Tensor | undefined {
  if (then === undefined || otherwise === undefined) return undefined;
  const [x, y] = [then, otherwise].map((branch) => generate(shape, (index) => elementAt(branch, index))) as [Tensor, Tensor];
  return x.data.every((element, i) => Object.is(element, y.data[i])) ? x : undefined;
}

/** What one side of an `and` or `or` says where the other has no value. */
function decidedBy(joins: Laws["joins"], [side]: readonly Tensor[], shape: readonly number[]): Tensor | undefined {
  if (side === undefined || (joins !== "all" && joins !== "any")) return undefined;
  const decides = (element: number): boolean => Boolean(element) === (joins === "any");
  return side.data.every(decides) ? generate(shape, () => Number(joins === "any")) : undefined;
}

/** Every node that the wanted ones need, arguments first. */
export function reachable(b: Builder, wanted: readonly NodeId[]): NodeId[] {
  const top = wanted.reduce((m, id) => Math.max(m, id), -1);
  const needed = new Uint8Array(top + 1);
  for (const id of wanted) needed[id] = 1;
  b.graph.markNeeded(needed);
  const order: NodeId[] = [];
  for (let id = 0; id <= top; id++) if (needed[id] === 1) order.push(id);
  return order;
}

function variable(name: string, point: Point): Tensor {
  const value = point.values.get(name);
  invariant(value !== undefined, `no value for ${name}`);
  return value;
}

type Compute = Parameters<Extract<import("./operation.js").OpRecord, { kind: "tensor" }>["evaluate"]>;

function compute(b: Builder, op: string, args: readonly Tensor[], attrs: Compute[1], shape: readonly number[], size: Compute[3]): Value {
  const record = b.ops.get(op);
  invariant(record !== undefined, `no operation ${op}`);
  if (record.kind === "tensor") return orRefusal(() => record.evaluate(asOperands(args), attrs, shape, size));
  const vanishes = record.laws?.vanishes === true;
  const isZero = zerosOf(vanishes, args);
  if (isZero === undefined) return shape.length === 0 ? tensor([], [record.evaluate(...args.map((a) => nth(a.data, 0)))])
    : generate(shape, (index) => record.evaluate(...args.map((a) => elementAt(a, index))));
  const value = generate(shape, (index) => (vanishes && isZero(index) ? 0 : record.evaluate(...args.map((a) => elementAt(a, index)))));
  return withAbsent(value, (index) => isZero(index) && elementAt(value, index) === 0);
}

/** Where the result is 0 by its place: a product with such a 0, and what is 0 because all arguments are. */
function zerosOf(vanishes: boolean, args: readonly Tensor[]): ((index: readonly number[]) => boolean) | undefined {
  const hasAny = args.some((a) => a.absent !== undefined);
  if (!hasAny) return undefined;
  if (vanishes) return (index) => args.some((a) => isAbsentAt(a, index));
  return args.every((a) => a.absent !== undefined) ? (index) => args.every((a) => isAbsentAt(a, index)) : undefined;
}

/** What an operation throws at a point. */
function orRefusal(run: () => Tensor): Value {
  try {
    return run();
  } catch (error) {
    if (error instanceof Error) return error;
    throw error;
  }
}
