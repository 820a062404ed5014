// grad, derivative, jacobian, hessian, jvp, vjp, hvp and stop_gradient.
import { formatShape, sameShape } from "../../shape/shape.js";
import type { Call, LanguageFunction } from "../call.js";

export const derivativeFunctions: readonly LanguageFunction[] = [
  {
    name: "grad", usage: "grad(f, x)", doc: "The gradient of a scalar f, in the shape of x.", arity: [2, 2],
    build: (c) => ofScalar(c, "grad"),
  },
  {
    name: "derivative", usage: "derivative(f, x)", doc: "grad(f, x) for a scalar x.", arity: [2, 2],
    build: (c) => { c.rank(1, 0, "a scalar"); return ofScalar(c, "derivative"); },
  },
  {
    name: "jacobian", usage: "jacobian(f, x)", doc: "All partial derivatives: the dimensions of f, then those of x.",
    arity: [2, 2], build: (c) => c.b.apply("jacobian", c.args),
  },
  {
    name: "hessian", usage: "hessian(f, x)", doc: "All second derivatives of a scalar f.", arity: [2, 2],
    build: (c) => ofScalar(c, "hessian"),
  },
  {
    name: "jvp", usage: "jvp(f, x, v)", doc: "The derivative of f along the direction v of x.", arity: [3, 3],
    build: (c) => along(c, "jvp", 1),
  },
  {
    name: "vjp", usage: "vjp(f, x, u)", doc: "The gradient of the inner product of f and u.", arity: [3, 3],
    build: (c) => along(c, "vjp", 0),
  },
  {
    name: "hvp", usage: "hvp(f, x, v)", doc: "The Hessian of a scalar f times v.", arity: [3, 3],
    build: (c) => { scalar(c); return along(c, "hvp", 1); },
  },
  {
    name: "stop_gradient", usage: "stop_gradient(a)", doc: "a, with a derivative of zero.", arity: [1, 1],
    build: (c) => c.b.apply("stop_gradient", c.args),
  },
];

function scalar(c: Call): void {
  if (c.shape(0).length > 0) c.report.fail(c.spans[0], "not-scalar", c.name, formatShape(c.shape(0)));
}

function ofScalar(c: Call, op: string): number {
  scalar(c);
  return c.b.apply(op, c.args);
}

/** The direction must have the shape of argument `like`. */
function along(c: Call, op: string, like: number): number {
  if (!sameShape(c.shape(2), c.shape(like)))
    c.report.fail(c.spans[2], "shapes-differ", c.name, formatShape(c.shape(like)), formatShape(c.shape(2)));
  return c.b.apply(op, c.args);
}
