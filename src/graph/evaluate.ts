// The interpreter: computes a graph directly from the meaning of each operation.
// It is the second way from symbols to numbers, and the oracle for generated code.
import { invariant } from "../diagnostics/diagnostic.js";
import { evaluateDim, type Dim } from "../shape/dim.js";
import { argumentsFirst } from "./arguments-first.js";
import type { Builder } from "./builder.js";
import type { NodeId } from "./graph.js";
import { elementAt, generate, tensor, type Tensor } from "./tensor.js";

export interface Point {
  /** Values of variables, by the name of the variable node (`p.x` for the part of a record). */
  readonly values: ReadonlyMap<string, Tensor>;
  readonly sizes: ReadonlyMap<string, number>;
}

/** The values of the wanted nodes at a point. Of a choice by one condition, only the branch taken is computed. */
export function evaluate(b: Builder, wanted: readonly NodeId[], point: Point): Map<NodeId, Tensor> {
  const size = (dim: Dim): number => evaluateDim(dim, point.sizes);
  const values = new Map<NodeId, Tensor>();
  argumentsFirst(wanted, {
    isMade: (id) => values.has(id),
    needs: (id) => neededFor(b, id, values),
    make: (id) => { values.set(id, valueOf(b, id, values, point, size)); },
  });
  return values;
}

/** The arguments that the value of a node needs, as far as that is known yet. */
function neededFor(b: Builder, id: NodeId, values: ReadonlyMap<NodeId, Tensor>): readonly NodeId[] {
  const { op, args, shape } = b.node(id);
  const isLogic = (op === "and" || op === "or") && shape.length === 0;
  if (!isLogic && (op !== "select" || b.shape(args[0] as NodeId).length > 0)) return args;
  // the older side of `and` and `or`, which the program itself may have written, decides about the other one
  const condition = isLogic ? Math.min(...args) : args[0] as NodeId;
  const test = values.get(condition);
  if (test === undefined) return [condition];
  if (isLogic) return isTrue(test) === (op === "and") ? args : [condition];
  return [condition, args[isTrue(test) ? 1 : 2] as NodeId];
}

/** NaN counts as false, as in JavaScript. */
function isTrue(test: Tensor): boolean {
  return Boolean(test.data[0]);
}

function valueOf(b: Builder, id: NodeId, values: ReadonlyMap<NodeId, Tensor>, point: Point, size: Compute[3]): Tensor {
  const node = b.node(id);
  const shape = node.shape.map(size);
  if (node.op === "variable") return variable(String(node.attrs.name), point);
  const args = node.args.map((a) => values.get(a));
  const chosen = args.filter((a) => a !== undefined);
  if (chosen.length === args.length) return compute(b, node.op, chosen, node.attrs, shape, size);
  const branch = chosen[chosen.length - 1] as Tensor;
  if (node.op !== "select") return tensor([], [Number(isTrue(branch))]);
  return generate(shape, (index) => elementAt(branch, index));
}

/** Every node that the wanted ones need, arguments first. */
export function reachable(b: Builder, wanted: readonly NodeId[]): NodeId[] {
  const top = wanted.reduce((m, id) => Math.max(m, id), -1);
  const needed = new Uint8Array(top + 1);
  for (const id of wanted) needed[id] = 1;
  const order: NodeId[] = [];
  for (let id = top; id >= 0; id--) {
    if (needed[id] === 0) continue;
    order.push(id);
    for (const arg of b.node(id).args) needed[arg] = 1;
  }
  return order.reverse();
}

function variable(name: string, point: Point): Tensor {
  const value = point.values.get(name);
  invariant(value !== undefined, `no value for ${name}`);
  return value;
}

type Compute = Parameters<Extract<import("../ops/record.js").OpRecord, { kind: "tensor" }>["evaluate"]>;

function compute(b: Builder, op: string, args: readonly Tensor[], attrs: Compute[1], shape: readonly number[], size: Compute[3]): Tensor {
  const record = b.ops.get(op);
  invariant(record !== undefined, `no operation ${op}`);
  if (record.kind === "tensor") return record.evaluate(args, attrs, shape, size);
  if (shape.length === 0) return tensor([], [record.evaluate(...args.map((a) => a.data[0] as number))]);
  return generate(shape, (index) => record.evaluate(...args.map((a) => elementAt(a, index))));
}
