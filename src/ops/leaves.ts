// Where values come from: numbers, variables, sizes, the identity. They have no arguments.
import type { Dim } from "../shape/dim.js";
import { SCALAR, type Shape } from "../shape/shape.js";
import { generate, tensor, withAbsent } from "../graph/tensor.js";
import { anyValue, CLASS, indicator } from "../graph/classes.js";
import type { TensorOp } from "../graph/operation.js";

const noCotangent = (): undefined => undefined;

export const leaves: readonly TensorOp[] = [
  {
    kind: "tensor", name: "constant", doc: "A number.", flow: "mixes", values: anyValue, access: "before", shape: () => SCALAR,
    evaluate: (_args, attrs) => tensor([], [attrs.value as number]), vjp: noCotangent, jvp: noCotangent,
  },
  {
    kind: "tensor", name: "variable", doc: "A param or an input, by its name.", flow: "mixes", values: anyValue, access: "before", shape: () => SCALAR,
    evaluate: (_args, attrs) => { throw new Error(`defect of gradc: no value for ${String(attrs.name)}`); }, vjp: noCotangent, jvp: noCotangent,
  },
  {
    kind: "tensor", name: "size", doc: "A dimension as a number.", flow: "mixes", values: () => CLASS.positive, access: "before", shape: () => SCALAR,
    evaluate: (_args, attrs, _shape, size) => tensor([], [size(attrs.dim as Dim)]), vjp: noCotangent, jvp: noCotangent,
  },
  {
    kind: "tensor", name: "delta", doc: "The identity matrix: 1 where both indices are equal.", flow: "mixes", values: indicator, access: "element",
    shape: (_args, attrs): Shape => [attrs.size as Dim, attrs.size as Dim],
    evaluate: (_args, _attrs, shape) => withAbsent(generate(shape, ([i, j]) => (i === j ? 1 : 0))), vjp: noCotangent, jvp: noCotangent,
  },
  {
    kind: "tensor", name: "range", doc: "Whole numbers at equal steps: start, start + step, and so on.", flow: "mixes", values: () => CLASS.negative | CLASS.zero | CLASS.positive, access: "element",
    shape: (_args, attrs): Shape => [attrs.size as Dim],
    evaluate: (_args, attrs, shape, size) => generate(shape, ([i]) => size(attrs.start as Dim) + (i as number) * (attrs.step as number)), vjp: noCotangent, jvp: noCotangent,
  },
];
