// Loops as nodes, made by hand: values and derivatives of any order by the interpreter.
import { describe, expect, it } from "vitest";
import { jacobianOf } from "../../src/differentiate/jacobian.js";
import { gradientOf } from "../../src/differentiate/resolve.js";
import { jvp } from "../../src/differentiate/jvp.js";
import { closeBody, leafOf, stepLeaf } from "../../src/graph/bodies.js";
import { Builder } from "../../src/graph/builder.js";
import { evaluate } from "../../src/graph/evaluate.js";
import { Formulas } from "../../src/graph/formula.js";
import type { NodeId } from "../../src/graph/graph.js";
import { tensor, type Tensor } from "../../src/graph/tensor.js";
import { opTable } from "../../src/ops/index.js";
import { loopResult } from "../../src/ops/loop.js";

/** Five squarings. */
function squarings(): { b: Builder; x: NodeId; last: NodeId } {
  const b = new Builder(opTable);
  const x = b.variable("x", []);
  const d = new Builder(opTable);
  const s = leafOf(d, "s", 0, []);
  const { body, args } = closeBody({
    b: d, constants: [], items: [], step: stepLeaf(d), states: [{ leaf: s, start: x, next: d.apply("mul", [s, s]) }],
    outs: [], parts: [],
  });
  return { b, x, last: loopResult(b, { body, args, steps: 5, down: false }, "last", 0) };
}

const at = (b: Builder, id: NodeId, values: Readonly<Record<string, Tensor>>): number[] =>
  [...(evaluate(b, [id], { values: new Map(Object.entries(values)), sizes: new Map() }).get(id) as Tensor).data];

describe("five squarings", () => {
  const expected = [0.95 ** 32, 32 * 0.95 ** 31, 32 * 31 * 0.95 ** 30, 32 * 31 * 30 * 0.95 ** 29, 32 * 31 * 30 * 29 * 0.95 ** 28];

  it("have derivatives up to the fourth in reverse mode", () => {
    const { b, x, last } = squarings();
    const formulas = new Formulas(b);
    let f = last;
    for (const value of expected) {
      const [found] = at(b, f, { x: tensor([], [0.95]) }) as [number];
      expect(Math.abs(found / value - 1)).toBeLessThan(1e-13);
      f = gradientOf(b, formulas, f, x);
    }
  });

  it("have derivatives up to the fourth in forward mode", () => {
    const { b, x, last } = squarings();
    const formulas = new Formulas(b);
    let f = last;
    for (const value of expected) {
      const [found] = at(b, f, { x: tensor([], [0.95]) }) as [number];
      expect(Math.abs(found / value - 1)).toBeLessThan(1e-13);
      f = jvp(b, formulas, [f], new Map([[x, b.constant(1)]])).get(f) as NodeId;
    }
  });
});

describe("a recurrent network", () => {
  const b = new Builder(opTable);
  const [U, h0, X] = [b.variable("U", [2, 2]), b.variable("h0", [2]), b.variable("X", [3, 2])];
  const d = new Builder(opTable);
  const [u, h, x] = [leafOf(d, "c", 0, [2, 2]), leafOf(d, "s", 0, [2]), leafOf(d, "x", 0, [2])];
  const product = d.contract([{ node: u, labels: [0, 1] }, { node: h, labels: [1] }], [0], new Map([[0, 2], [1, 2]]));
  const next = d.apply("tanh", [d.apply("add", [product, x])]);
  const { body, args } = closeBody({
    b: d, step: stepLeaf(d), constants: [{ leaf: u, arg: U }], items: [{ leaf: x, arg: X }], states: [{ leaf: h, start: h0, next }],
    outs: [d.apply("mul", [next, next])], parts: [next],
  });
  const loop = { body, args, steps: 3, down: false };
  const weights = b.apply("stack", [0.3, -0.2, 0.5, 1, 0.7, -0.4].map((w) => b.constant(w)), { lead: [3, 2] });
  const all = (id: NodeId): NodeId => b.sum(id, b.shape(id).map((_, i) => i));
  const J = [
    all(b.apply("mul", [loopResult(b, loop, "stack", 0), weights])), all(b.apply("exp", [loopResult(b, loop, "last", 0)])),
    all(b.apply("sin", [loopResult(b, loop, "sum", 0)])),
  ].reduce((sum, term) => b.apply("add", [sum, term]));
  const point: Record<string, Tensor> = {
    U: tensor([2, 2], [0.3, -0.6, 0.8, 0.1]), h0: tensor([2], [0.2, -0.5]),
    X: tensor([3, 2], [0.1, 0.4, -0.3, 0.2, 0.5, -0.7]),
  };
  const formulas = new Formulas(b);

  it.each([["U", U], ["h0", h0], ["X", X]])("has the gradient and Hessian by %s that differences have", (name, v) => {
    const g = gradientOf(b, formulas, J, v);
    const H = jacobianOf(b, formulas, g, v);
    const [gradient, hessian] = [at(b, g, point), at(b, H, point)];
    const size = gradient.length;
    const moved = (i: number, by: number): Record<string, Tensor> => {
      const t = point[name] as Tensor;
      return { ...point, [name]: tensor(t.shape, [...t.data].map((w, k) => (k === i ? w + by : w))) };
    };
    const eps = 1e-5;
    for (let i = 0; i < size; i++) {
      const slope = ((at(b, J, moved(i, eps))[0] as number) - (at(b, J, moved(i, -eps))[0] as number)) / (2 * eps);
      expect(gradient[i]).toBeCloseTo(slope, 8);
      const [up, below] = [at(b, g, moved(i, eps)), at(b, g, moved(i, -eps))];
      for (let k = 0; k < size; k++) expect(hessian[k * size + i]).toBeCloseTo(((up[k] as number) - (below[k] as number)) / (2 * eps), 8);
    }
  });
});
