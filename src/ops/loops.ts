// The operation whose nodes are the results of loops. Derivatives are made of whole loops (src/differentiate/loops.ts).
import { invariant } from "../diagnostics/diagnostic.js";
import { nth } from "../diagnostics/known.js";
import { resultsOf, type Body } from "../graph/bodies.js";
import { evaluateIn } from "../graph/evaluate.js";
import type { Attrs, NodeId } from "../graph/graph.js";
import { anyValue } from "../graph/classes.js";
import type { SizeOf, TensorOp } from "../graph/operation.js";
import { sizeOf, zerosTensor, type Tensor } from "../graph/tensor.js";
import type { Shape } from "../shape/shape.js";
import { batchLoop } from "./batch-loop.js";
import { argumentsOf, type Loop, type LoopResult, type LoopRole } from "./loop.js";

export const loops: readonly TensorOp[] = [{
  kind: "tensor", name: "loop", flow: "mixes", values: anyValue, access: "routine", divides: true,
  which: ["role", "slot"],
  doc: "A result of steps of which each starts from the states that the last one left.",
  shape: (_args, attrs) => shapeOf(loopAttrs(attrs)),
  evaluate: (args, attrs, shape, size) => run(args, loopAttrs(attrs), shape, size),
  batch: batchLoop, vjp: () => never(), jvp: () => never(),
}];

type LoopAttrs = Omit<Loop, "args"> & LoopResult;

function loopAttrs(attrs: Attrs): LoopAttrs {
  return attrs as unknown as LoopAttrs;
}

function never(): never {
  throw new Error("defect of gradc: a loop is differentiated as a whole");
}

function shapeOf({ body, steps, role, slot }: LoopAttrs): Shape {
  const node = nodeOf(body, role, slot);
  const shape = body.builder.shape(node);
  return role === "entry" || role === "stack" ? [steps, ...shape] : shape;
}

function nodeOf(body: Body, role: LoopRole, slot: number): NodeId {
  const list = role === "stack" ? body.outs : role === "sum" ? body.parts : body.states;
  const node = list[slot];
  invariant(node !== undefined, `a loop has no ${role} ${slot}`);
  return node;
}

function run(args: readonly Tensor[], { body, steps, down, role, slot }: LoopAttrs, shape: readonly number[], size: SizeOf): Tensor {
  const { constants, starts, sequences } = argumentsOf({ body }, args);
  const count = size(steps);
  const result = zerosTensor(shape);
  let states = starts;
  for (let i = 0; i < count; i++) {
    const row = down ? count - 1 - i : i;
    const given = new Map<NodeId, Tensor>([[body.step, { shape: [], data: Float64Array.of(row) }]]);
    body.constants.forEach((leaf, k) => given.set(leaf, constants[k] as Tensor));
    body.states.forEach((leaf, k) => given.set(leaf, states[k] as Tensor));
    body.items.forEach((leaf, k) => given.set(leaf, rowOf(sequences[k] as Tensor, row)));
    if (role === "entry") putRow(result, row, states[slot] as Tensor);
    const made = evaluateIn(body.builder, resultsOf(body), given, size);
    if (role === "stack") putRow(result, row, made.get(nth(body.outs, slot)) as Tensor);
    if (role === "sum")
      (made.get(nth(body.parts, slot)) as Tensor).data.forEach((x, at) => { result.data[at] = nth(result.data, at) + x; });
    states = body.next.map((id) => made.get(id) as Tensor);
  }
  return role === "last" ? states[slot] as Tensor : result;
}

function rowOf({ shape, data }: Tensor, row: number): Tensor {
  const rest = shape.slice(1);
  const size = sizeOf(rest);
  return { shape: rest, data: data.subarray(row * size, (row + 1) * size) };
}

function putRow({ data }: Tensor, row: number, value: Tensor): void {
  data.set(value.data, row * value.data.length);
}
