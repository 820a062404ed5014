// Where values come from: numbers, variables, sizes, the identity. They have no arguments.
import { attrsOf } from "../graph/attrs.js";
import { SCALAR, type Shape } from "../shape/shape.js";
import { generate, tensor, withAbsent } from "../graph/tensor.js";
import { anyValue, CLASS, indicator } from "../graph/classes.js";
import type { TensorOp } from "../graph/operation.js";
import { tableAt } from "../graph/pattern.js";

const noCotangent = (): undefined => undefined;

export const leaves: readonly TensorOp[] = [
  {
    kind: "tensor", name: "constant", doc: "A number.", flow: "mixes", values: anyValue, access: "before", shape: () => SCALAR,
    evaluate: (_args, attrs) => {
      const number = tensor([], [attrsOf("constant", { attrs }).value]);
      return attrs.written === true ? withAbsent(number) : number;
    },
    vjp: noCotangent, jvp: noCotangent,
  },
  {
    kind: "tensor", name: "variable", doc: "A param or an input, by its name.", flow: "mixes", values: anyValue,
    access: "before", shape: () => SCALAR,
    evaluate: (_args, attrs) => { throw new Error(`defect of gradc: no value for ${attrsOf("variable", { attrs }).name}`); },
    vjp: noCotangent, jvp: noCotangent,
  },
  {
    kind: "tensor", name: "size", doc: "A dimension as a number.", flow: "mixes", values: () => CLASS.positive,
    access: "before", shape: () => SCALAR,
    evaluate: (_args, attrs, _shape, size) => tensor([], [size(attrsOf("size", { attrs }).dim)]), vjp: noCotangent, jvp: noCotangent,
  },
  {
    kind: "tensor", name: "table", doc: "Whole numbers that are set up once, such as the colours of a sparse matrix.", flow: "mixes",
    values: () => CLASS.zero | CLASS.positive, access: "before",
    shape: (_args, attrs) => attrsOf("table", { attrs }).shape,
    evaluate: (_args, attrs, shape, size) => tableAt(attrsOf("table", { attrs }).table, shape, size),
    vjp: noCotangent, jvp: noCotangent,
  },
  {
    kind: "tensor", name: "delta", doc: "The identity matrix: 1 where both indices are equal.", flow: "mixes",
    values: indicator, access: "element",
    shape: (_args, attrs): Shape => [attrsOf("delta", { attrs }).size, attrsOf("delta", { attrs }).size],
    evaluate: (_args, _attrs, shape) => withAbsent(generate(shape, ([i, j]) => (i === j ? 1 : 0))), vjp: noCotangent, jvp: noCotangent,
    within: () => [[0, 1, 0], [1, 0, 0]],
  },
  {
    kind: "tensor", name: "range", doc: "Whole numbers at equal steps: start, start + step, and so on.", flow: "mixes",
    values: () => CLASS.negative | CLASS.zero | CLASS.positive, access: "element",
    shape: (_args, attrs): Shape => [attrsOf("range", { attrs }).size],
    evaluate: (_args, attrs, shape, size) => {
      const { start, step } = attrsOf("range", { attrs });
      return generate(shape, ([i]) => size(start) + (i as number) * step);
    },
    vjp: noCotangent, jvp: noCotangent,
  },
];
