// Derivatives of high order do not swell.
import { expect, test } from "vitest";
import { compile } from "../../src/index.js";
import { generated } from "../support/agreement.js";

/** A chain of 20 operations and its derivatives up to an order. */
function chain(order: number): string {
  const steps = ["a#*x", "exp(-a#)", "a# + x^2", "tanh(a#)", "sin(a#)"];
  const lines = ["param x", "a0 = x"];
  for (let i = 1; i <= 20; i++) lines.push(`a${i} = ${(steps[i % 5] as string).replaceAll("#", String(i - 1))}`);
  lines.push("d0 = a20");
  for (let k = 1; k <= order; k++) lines.push(`d${k} = derivative(d${k - 1}, x)`);
  return [...lines, `output y = d${order}`].join("\n");
}

test("order 6 of a chain of 20 operations stays under 2,000 nodes", () => {
  const { graph, diagnostics } = compile(chain(6), { valueOnly: true });
  expect(diagnostics).toEqual([]);
  expect(graph?.builder.graph.size).toBeLessThan(2000);
});

test("the orders are right: sin differentiated n times", () => {
  for (const n of [1, 2, 3, 4, 8]) {
    const steps = Array.from({ length: n }, (_, k) => `d${k + 1} = derivative(d${k}, x)`).join("\n");
    const [value] = generated(`param x\nd0 = sin(x)\n${steps}\noutput y = d${n}`, { x: 0.7 }, { valueOnly: true }).get("y") ?? [];
    expect(value).toBeCloseTo(Math.sin(0.7 + (n * Math.PI) / 2), 12);
  }
});
