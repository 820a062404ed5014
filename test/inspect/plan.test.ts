// gradc compile --plan: loops, operations and memory in terms of the named sizes.
import { expect, test } from "vitest";
import { compile, planOf } from "../../src/compile.js";

function planned(text: string, options = {}): string {
  const { graph, diagnostics } = compile(text, { name: "f", ...options });
  expect(diagnostics).toEqual([]);
  return graph === undefined ? "" : planOf(graph, { name: "f", ...options });
}

test("one line for each function, nest, loop, routine and array", () => {
  expect(planned("param w[n]\ninput X[m, n], y[m]\noutput f = sum((X * w - y).^2)")).toBe(`\
f                         about 2*m*n + 3*m + 3 operations
  t1                      2*m*n
    multiplyVector(m, n)
  f                       3*m + 3
    in blocks of 128
      for i < m
fValueAndGrad             about 4*m*n + 3*m + n + 3 operations
  t1                      2*m*n
    multiplyVector(m, n)
  t2, f                   3*m + 3
    in blocks of 128
      for i < m
  t3                      2*m*n
    multiplyVector(n, m)
  dw                      n
    for i < n
memory              8*m bytes
  t1 [m], t1 to f   8*m
  t2 [m], t1 to t3  in t1
`);
});

test("a program of numbers has no loops and no memory", () => {
  expect(planned("x^2 * sin(y)")).toMatch(/^f +about \d+ operations\nfValueAndGrad +about \d+ operations\n$/);
});

test("what is counted at given sizes is not more than the plan says", () => {
  const text = "param w[n]\ninput X[m, n], y[m]\noutput f = sum(log(1 + exp(-y .* (X * w))))";
  const plan = planned(text, { hessian: true });
  const [, terms = ""] = /fHessian +about (.*) operations/.exec(plan) ?? [];
  const most = terms.split(" + ").reduce(
    (sum, term) => sum + term.split("*").reduce((p, factor) => p * (Number(factor) || 100), 1), 0,
  );
  expect(compile(text, { name: "f", hessian: true }).counts?.hessian).toBeLessThanOrEqual(most * 1.01);
  expect(plan).toMatch(/symmetric: rows up to the diagonal/);
});
