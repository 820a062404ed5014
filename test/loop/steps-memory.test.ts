// What loops of steps read where it lies.
import { expect, test } from "vitest";
import { compile } from "../../src/index.js";
import { evaluate } from "../../src/evaluate.js";

test.each([
  ["an argument", "input x[n]\nfor t = 1:n - 1, h[0] = a { h[t] = tanh(h[t - 1] + x[t + 1]) }", /= x\[2:end\]/],
  ["rows of an argument", "input x[n, 2]\nfor t = 1:n - 2, h[0] = a { h[t] = tanh(h[t - 1] + sum(x[t + 1, :])) }", /= x\[2:n - 1, :\]/],
  [
    "another loop",
    "input x[n]\nfor t = 1:n, g[0] = a { g[t] = g[t - 1]*x[t] }\nfor t = n - 2:-1:1, h[n - 1] = a { h[t] = tanh(h[t + 1] + g[t + 1]) }",
    /= g\[2:n - 1\]/,
  ],
])("rows of %s are not copied", (_what, steps, copy) => {
  const text = `param a\n${steps}\noutput J = sum(h.^2)`;
  expect(compile(text, { target: "js", name: "f" }).code).not.toMatch(copy);
  const x = text.includes("[n, 2]") ? [[1, 2], [3, 4], [0.5, 0.1], [2, -1]] : [1, 2, 0.5, -1];
  const [found, expected] = [{}, { interpret: true }].map((options) => evaluate(text, { a: 0.3, x }, { ...options, hessian: true }));
  expect(found?.value).toBeCloseTo(expected?.value as number, 13);
  expect(found?.gradient?.a).toBeCloseTo(expected?.gradient?.a as number, 13);
});

test("columns of an argument are", () => {
  const text = "param a\ninput x[n, 3]\nfor t = 1:n, h[0] = a { h[t] = h[t - 1] + sum(x[t, 2:3]) }\noutput J = h[end]";
  expect(evaluate(text, { a: 0.3, x: [[1, 2, 3], [4, 5, 6]] }).value).toBeCloseTo(16.3, 13);
});
