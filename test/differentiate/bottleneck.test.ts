// Derivatives by an array of which everything goes through a smaller one: through that, and equal to those taken directly.
import { expect, test } from "vitest";
import { compile } from "../../src/index.js";
import { interpreted, generated, plainGraph, difference } from "../support/agreement.js";

/** The last program has the variable twice, so that no smaller array stands between. */
const programs: readonly (readonly [what: string, text: string, at: Readonly<Record<string, unknown>>])[] = [
  [
    "a matrix times a vector", "param W[n, n]\ninput x[n]\nf = sum(exp(sin(W*x)))\noutput H = hessian(f, W)",
    { W: [[0.1, -0.4], [0.7, 0.3]], x: [0.9, -1.3] },
  ],
  [
    "a vector times a matrix, with a bias",
    "param W[n, n]\ninput x[n], c[n]\nf = log(sum(exp(x*W + c)))\noutput H = hessian(f, W)",
    { W: [[0.1, -0.4], [0.7, 0.3]], x: [0.9, -1.3], c: [0.2, 0.1] },
  ],
  ["a sum of all", "param x[n]\nf = sin(sum(x))*exp(sum(x))\noutput H = hessian(f, x)", { x: [0.1, 0.2, 0.4] }],
  [
    "relu behind it", "param W[n, n]\ninput x[n], v[n]\nf = (v*relu(W*x))^2\noutput H = hessian(f, W)",
    { W: [[0.1, -0.4], [0.7, 0.3]], x: [0.9, -1.3], v: [2, -3] },
  ],
  ["a Jacobian", "param W[n, n]\ninput x[n]\noutput J = jacobian(tanh(W*x).*x', W)", { W: [[0.1, -0.4], [0.7, 0.3]], x: [0.9, -1.3] }],
  [
    "a branch not taken", "param W[n, n], s\ninput x[n]\nf = s > 0 ? sum((W*x).^2) : s\noutput H = hessian(f, W)",
    { W: [[0.1, -0.4], [0.7, 0.3]], x: ["Infinity", 1], s: -1 },
  ],
  [
    "a variable used twice", "param W[n, n]\ninput x[n]\nf = sum(exp(W*x)) + sum(W.^2)\noutput H = hessian(f, W)",
    { W: [[0.1, -0.4], [0.7, 0.3]], x: [0.9, -1.3] },
  ],
];

test.each(programs)("%s", (_what, text, at) => {
  const plain = interpreted(plainGraph(text), at);
  expect([...plain.values()].flat().every(Number.isFinite)).toBe(true);
  expect(difference(plain, generated(text, at), 1e-13)).toBeUndefined();
});

test("the Hessian by a matrix that meets a vector stores no array of three dimensions", () => {
  const { code } = compile("param W[n, n]\ninput A[n, n], x[n]\nf = sum(exp(A*tanh(W*x)))\noutput H = hessian(f, W)", { name: "f" });
  expect(code).not.toMatch(/\[n, n, n\]$/m);
  expect(code).toMatch(/\[n, n, n, n\]$/m);
});
