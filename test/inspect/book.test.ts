// The figures 6.8 to 6.11 of Goodfellow, Bengio and Courville, Deep Learning, step by step.
import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { explain, type Explained } from "../../src/explain.js";
import { costInSizes } from "../../src/module/cost.js";

function stepsOf(sample: string, at?: unknown): Explained {
  const { steps, diagnostics } = explain(readFileSync(`samples/${sample}.grad`, "utf8"), at === undefined ? {} : { at });
  if (steps === undefined) throw new Error(diagnostics.map((d) => d.message).join("\n"));
  return steps;
}

const forward = (s: Explained): string[] => s.forward.map((step) => `${step.name} = ${step.formula}`);
const backward = (s: Explained): string[] => s.backward.map((e) => `${e.from} to ${e.to}: ${e.isSummed ? "+ " : ""}${e.adds}`);

describe("figure 6.8", () => {
  it("(a): a product", () => {
    const steps = stepsOf("product", { x: 2, y: 5 });
    expect(forward(steps)).toEqual(["z = x * y"]);
    expect(backward(steps)).toEqual(["z to x: y", "z to y: x"]);
    expect(steps.gradient).toEqual({ x: 5, y: 2 });
  });

  it("(b): logistic regression", () => {
    const steps = stepsOf("regression");
    expect(forward(steps)).toEqual(["u1 = w' * x", "u = u1 + b", "prediction = sigmoid(u)"]);
    expect(backward(steps)).toEqual([
      "prediction to u: sigmoid(u) * sigmoid(-u)", "u to u1: du", "u to b: du", "u1 to w: du1 * x",
    ]);
    expect(steps.costs).toEqual({ value: "2*n + 5", valueAndGradient: "3*n + 9" });
  });

  it("(c): a layer of rectified linear units", () => {
    const steps = stepsOf("layer", { W: [[1, -1], [2, 0.5]], b: [0.5, -1], X: [[1, 1], [2, -2], [0, 1]] });
    expect(forward(steps)).toEqual(["u1 = X * W", "U = u1 + b", "H = relu(U)", "J = sum(H)"]);
    expect(backward(steps)).toEqual([
      "J to H: ones(m, h)", "H to U: H > 0 ? dH : 0", "U to u1: dU", "U to b: sum(dU, 1)", "u1 to W: X' * du1",
    ]);
    // X*W + b is [3.5, -1.5; -1.5, -4; 2.5, -0.5]
    expect(steps.gradient).toEqual({ W: [[1, 0], [2, 0]], b: [2, 0] });
  });

  it("(d): weights that are used twice", () => {
    const steps = stepsOf("decay");
    expect(steps.backward.filter((e) => e.to === "w").map((e) => e.isSummed)).toEqual([false, true]);
    expect([steps.edges, steps.paths]).toEqual([6, 2n]);
  });
});

it("figures 6.9 and 6.10: the chain w, x, y, z has three multiplications backward, along all paths six", () => {
  const steps = stepsOf("chain", { w: 0.7 });
  expect(forward(steps)).toEqual(["x = sin(w)", "y = sin(x)", "z = sin(y)"]);
  expect(backward(steps)).toEqual(["z to y: cos(y)", "y to x: dy * cos(x)", "x to w: dx * cos(w)"]);
  expect([steps.edges, steps.naive]).toEqual([3, 6n]);
  const [x, y] = [Math.sin(0.7), Math.sin(Math.sin(0.7))];
  expect(steps.gradient.w).toBeCloseTo(Math.cos(y) * Math.cos(x) * Math.cos(0.7), 15);
});

it("figure 6.11: the error moves back through a network, and the penalty adds to both weights", () => {
  const steps = stepsOf("mlp");
  expect(backward(steps)).toEqual(expect.arrayContaining([
    "U to H: dU * W2'", "H to u1: H > 0 ? dH : 0", "U to W2: + H' * dU", "u1 to W1: + X' * du1",
    "u8 to W2: 2 * du8 .* W2", "u6 to W1: 2 * du6 .* W1",
  ]));
  expect([steps.edges, steps.paths, steps.naive]).toEqual([17, 4n, 69n]);
  expect(steps.costs.valueAndGradient).toMatch(/^4\*n\*h\*m \+ 6\*h\*k\*m \+ /);
});

describe("costs", () => {
  const of = (count: (n: number, m: number) => number): string | undefined =>
    costInSizes(["n", "m"], (sizes) => count(sizes.get("n") as number, sizes.get("m") as number));
  it("are polynomials of the named sizes where they are", () => {
    expect(of((n, m) => 2 * n * m + 3 * n + 1)).toBe("2*n*m + 3*n + 1");
    expect(of((n, m) => n ** 3 - n * m ** 2)).toBe("n^3 - n*m^2");
    expect(of(() => 7)).toBe("7");
  });
  it("and not said where they are not", () => {
    expect(of((n, m) => n * Math.ceil(Math.log2(m)))).toBeUndefined();
    expect(of((n) => 2 ** n)).toBeUndefined();
    expect(of((n) => n * (n - 1) / 2)).toBeUndefined();
  });
});
