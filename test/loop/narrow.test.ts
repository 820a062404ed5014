// Ranges that depend on earlier indices: loops make the steps that are in them, and what is between is not stored.
import { expect, test } from "vitest";
import { compile } from "../../src/index.js";
import { evaluate } from "../../src/evaluate.js";

/** The text of the program alone, without functions of src/runtime. */
function codeOf(text: string): string {
  const { code } = compile(text, { target: "body", name: "f" });
  return code?.match(/function createF[^]*?\n}\n/)?.[0] ?? "";
}

test("an index that begins after another one", () => {
  const code = codeOf("param P[n, 3]\noutput E = sum(1/norm(P[i, :] - P[j, :]), i = 1:n, j = i + 1:n)");
  expect(code.match(/for \(let start2? = i; start2? < n - 1;/g)).toHaveLength(2);
  expect(code).not.toMatch(/\? 1 : 0/);
});

test("an index up to another one", () => {
  expect(codeOf("param x[n]\noutput J = sum(sin(x[i]*x[j]), i = 1:n, j = 1:i)")).toMatch(/end2 = i \+ 1; start2 < end2/);
});

test("an index in a step, up to that of the step", () => {
  const code = codeOf(
    "param x[n]\ninput K[n, n]\nfor t = 1:n, h[0] = 0 { h[t] = tanh(h[t - 1] + sum(K[t, j]*x[j], j = 1:t)) }\noutput J = sum(h)",
  );
  expect(code).not.toMatch(/\? 1 : 0/);
});

test("a range that may end before it begins", () => {
  const text = "param x[n]\noutput J = sum(x[i]*x[j], i = 1:n, j = i + 2:n - 1)";
  expect(evaluate(text, { x: [2, 3, 5, 7, 11] }).value).toBe(2 * 5 + 2 * 7 + 3 * 7);
});

test("a step that does more than the test allows is made", () => {
  const text =
    "param x[n]\noutput r = map(j > i ? x[i]*x[j] : x[j], i = 1:n, j = 1:n)\noutput J = sum(j > i ? x[i]*x[j] : 1, i = 1:n, j = 1:n)";
  const { outputs } = evaluate(text, { x: [2, 3] });
  expect(outputs).toEqual({ r: [[2, 6], [2, 3]], J: 9 });
});

test("three indices keep arrays of two at most", () => {
  const code = codeOf("param x[n]\noutput J = sum(sin(x[i] - x[j])*cos(x[j]*x[k]), i = 1:n, j = i + 1:n, k = j + 1:n)");
  expect(code).not.toMatch(/\/\/ \[n, n - 1, n - 2\]$/m);
});

test("the greatest of all pairs keeps none of them", () => {
  const code = codeOf("param x[n]\noutput J = max(x[i]*x[j], i = 1:n, j = i + 1:n)");
  const value = code.match(/function value[^]*?return/)?.[0] ?? "";
  expect(value).toMatch(/for \(let j = i; j < n - 1; j\+\+\) \{\s+J = Math\.max\(J, x\[1 \+ j\] \* x/);
});
