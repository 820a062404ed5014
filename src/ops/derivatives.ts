// Derivatives as the user writes them: nodes that stand for a derivative until src/differentiate
// replaces them. `named` marks a value with respect to which something is differentiated.
import { anyValue, ofArguments } from "../graph/classes.js";
import type { TensorOp } from "../graph/operation.js";

export const derivatives: readonly TensorOp[] = [
  request("grad", "The gradient of a scalar.", ([, x]) => x),
  request("derivative", "The derivative of a scalar by a scalar.", () => []),
  request("jacobian", "All partial derivatives: the dimensions of f, then those of x.", ([f, x]) => [...f, ...x]),
  request("hessian", "All second derivatives of a scalar: the dimensions of x twice.", ([, x]) => [...x, ...x]),
  request("jvp", "The derivative of f along a direction v of x.", ([f]) => f),
  request("vjp", "The gradient of the inner product of f and u.", ([, x]) => x),
  request("hvp", "The product of the Hessian of a scalar and v.", ([, x]) => x),
  {
    kind: "tensor", name: "named", doc: "A value as a variable of its own, while it is differentiated by.",
    flow: "moves", values: ofArguments, access: "same",
    shape: ([x]) => x, evaluate: ([x]) => x,
    batch: (_b, _node, [x]) => x,
    vjp: (_b, _node, ct) => ct, jvp: (_b, _node, [dx]) => dx,
  },
  {
    kind: "tensor", name: "stop_gradient", paper: "argument", doc: "The value itself; its derivative is zero.", flow: "mixes",
    values: ofArguments, access: "same", reach: () => [],
    shape: ([x]) => x, evaluate: ([x]) => x,
    batch: (b, _node, [x]) => b.apply("stop_gradient", [x]),
    vjp: () => undefined, jvp: () => undefined,
  },
];

function request(name: string, doc: string, shape: TensorOp["shape"]): TensorOp {
  const never = (): never => { throw new Error(`defect of gradc: ${name} was not resolved`); };
  return { kind: "tensor", name, doc, shape, flow: "mixes", values: anyValue, access: "before", evaluate: never, vjp: never, jvp: never };
}
