// What is known of signs: every value that a graph takes lies in the classes told of it.
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { Builder } from "../../src/graph/builder.js";
import { evaluate } from "../../src/graph/evaluate.js";
import { tensor, type Tensor } from "../../src/graph/tensor.js";
import { opTable, scalarOps } from "../../src/ops/index.js";
import type { ScalarOp } from "../../src/graph/operation.js";
import { classOf, FINITE } from "../../src/graph/classes.js";
import { factsOf } from "../../src/graph/range.js";
import { rounds } from "../support/effort.js";
import { phases } from "./helpers.js";

const anyNumber = fc.oneof(
  fc.double(), fc.constantFrom(0, -0, 1, -1, 0.5, 5e-324, 1e300, -1e300, Infinity, -Infinity, NaN),
  fc.integer({ min: -5, max: 5 }),
);

/** The order of a derivative is a whole number, and small. */
const hasOrder = (op: ScalarOp): boolean => op.sample.some(([low, high]) => low === high);

describe.each(scalarOps.filter((op) => !hasOrder(op)).map((op) => [op.name, op] as const))("%s", (_name, op) => {
  const params = op.params.filter((p) => p !== "...");
  test("takes no value outside its classes", () => {
    fc.assert(fc.property(fc.tuple(...params.map(() => anyNumber)), fc.integer({ min: 1, max: 127 }), (values, mask) => {
      const b = new Builder(opTable);
      // a part that is never negative, for one, through an absolute value
      const parts = values.map((v, i) => ({ v: (mask >> i) % 2 === 1 ? Math.abs(v) : v, wraps: (mask >> i) % 2 === 1 }));
      const args = parts.map(({ wraps }, i) => (wraps ? b.apply("abs", [b.variable(`v${i}`, [])]) : b.variable(`v${i}`, [])));
      const id = b.apply(op.name, args);
      const found = classOf(op.evaluate(...parts.map((p) => p.v)));
      expect(factsOf(b, false).classes(id) & found).toBe(found);
    }), { numRuns: rounds(200, 60), seed: 1 });
  });
});

test("sums of products take no value outside their classes", () => {
  const b = new Builder(opTable);
  const x = b.variable("x", [3]);
  const square = b.contract([{ node: x, labels: [0] }, { node: x, labels: [0] }], [], new Map([[0, 3]]));
  const sum = b.sum(b.apply("exp", [x]), [0]);
  const facts = factsOf(b, false);
  fc.assert(fc.property(fc.array(anyNumber, { minLength: 3, maxLength: 3 }), (data) => {
    const values = evaluate(b, [square, sum], { values: new Map([["x", tensor([3], data)]]), sizes: new Map() });
    for (const id of [square, sum]) {
      const found = classOf((values.get(id) as Tensor).data[0] as number);
      expect(facts.classes(id) & found).toBe(found);
    }
  }));
  expect(facts.classes(square) & classOf(-1)).toBe(0);
});

test("variables are finite only where that is assumed", () => {
  const b = new Builder(opTable);
  const x = b.variable("x", []);
  expect(factsOf(b, true).classes(x)).toBe(FINITE);
  expect(factsOf(b, false).classes(x) & classOf(NaN)).not.toBe(0);
});

const guards: readonly (readonly [text: string, guarded: boolean])[] = [
  ["log(x)", true], ["log(cosh(x) + x^2)", false], ["log1p(x^2)", false], ["log(1 - exp(-abs(x)))", false],
  ["sqrt(exp(x))", false], ["log(x^3)", true],
];

test.each(guards)("the derivative of %s is guarded: %s", (text, guarded) => {
  const { builder, derivatives } = phases(`param x\noutput f = ${text}`).finish;
  const ops = new Set<string>();
  const stack = [...(derivatives.gradient[0]?.nodes ?? [])];
  while (stack.length > 0) {
    const node = builder.node(stack.pop() as number);
    ops.add(node.op);
    stack.push(...node.args);
  }
  expect(ops.has("select")).toBe(guarded);
});
