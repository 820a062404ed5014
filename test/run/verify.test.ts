// The check of derivatives against differences, forward mode and the interpreter: it passes what is right, and sees what is not.
import { expect, test, vi } from "vitest";
import { slopesAt0 } from "../../src/run/differences.js";
import { newEvaluator } from "../../src/run/evaluate.js";
import { verify } from "../../src/run/verify.js";

const CHECK = { points: 3, seed: 1 };

test("differences come with a bound of their error", () => {
  const [cosine, root] = slopesAt0((h) => [Math.sin(1 + h), Math.sqrt(0.02 + h)], 0.1);
  expect(Math.abs((cosine?.value ?? NaN) - Math.cos(1))).toBeLessThan(1e-12);
  // the first steps leave the domain
  expect(Math.abs((root?.value ?? NaN) - 0.5 / Math.sqrt(0.02))).toBeLessThan(30 * (root?.error ?? 0) + 1e-12);
  expect(root?.error).toBeLessThan(1e-6);
});

test.each([
  ["scalars", "x^2*sin(y)", {}],
  ["logarithms take points of their domain", "log(x)*log(1 - y)", {}],
  [
    "arrays of named sizes and places",
    "param W[n, h], b[h]\ninput X[m, n], i[k]\noutput f = sum(log(1 + tanh(X*W + b).^2)) + sum(b[i])",
    { hessian: true },
  ],
  ["a vector", "param x[3]\noutput y = x.^2*x[1]", { jacobian: true }],
  ["a vector by the parts of a record", "param q{w, x}, t[2]\noutput r = [q.w^2, q.w*q.x*t[1]] + t", { jacobian: true, sparse: true }],
  ["parts of a record by an array", "param q{w, x}, t[3]\noutput r = sum(t.^2)*q.w*q.x^2", { hessian: true, sparse: true }],
  ["a vector beside a scalar", "param x[3]\noutput s = sum(x)\noutput r = x.^3", { jacobian: true, sparse: true }],
  ["a vector that is named", "param x[3]\noutput s = sin(x)\noutput r = x.^3", { jacobian: true, of: "r" }],
  ["roundings of what is 0", "param x[n]\noutput f = log(sum(softmax(x)))", { math: "strict" as const }],
])("%s: everything agrees", (_what, text, more) => {
  const { rows } = verify(text, { ...CHECK, ...more });
  expect(rows.filter((row) => row.failed || row.checked === 0)).toEqual([]);
  expect(rows.some((row) => row.against === "interpreter")).toBe(true);
});

test.each([["js", "f32"], ["wasm", "f32"], ["wasm", "f64"]] as const)("the code of %s is checked, of %s", (target, precision) => {
  const program = "param W[n, h], b[h]\ninput X[m, n], i[k]\noutput f = sum(log(1 + tanh(X*W + b).^2)) + sum(b[i])";
  const { rows } = verify(program, { ...CHECK, target, precision, hessian: true });
  expect(rows.filter((row) => row.failed || row.checked === 0)).toEqual([]);
  expect(Math.max(...rows.map((row) => row.error)) > 1e-9).toBe(precision === "f32");
  const wrong = verify("param x[3]\noutput f = sum(x.^2 .* stop_gradient(x))", { ...CHECK, target, precision });
  expect(wrong.rows.find((row) => row.against === "gradient")).toMatchObject({ failed: true });
});

test("steps grow smaller where a jump lies beside the point", () => {
  const [row] = verify("exp(x - round(2*x))", { points: 50, seed: 1 }).rows;
  expect(row?.failed).toBe(false);
  expect(row?.checked).toBeGreaterThanOrEqual(48);
});

test("the rows of a Jacobian are compared with forward mode", () => {
  const { rows } = verify("param x[3]\noutput y = x.^2", { ...CHECK, jacobian: true });
  expect(rows.find((row) => row.against === "forward mode")).toMatchObject({ checked: 9, failed: false });
});

test("a derivative that is not that of the value differs, with its place", () => {
  const { rows } = verify("param x, y\noutput f = x*stop_gradient(x) + y", CHECK);
  const row = (wrt: string): unknown => rows.find((r) => r.against === "gradient" && r.wrt === wrt);
  expect(row("x")).toMatchObject({ failed: true, where: expect.stringMatching(/^point \d, x$/) });
  expect(row("y")).toMatchObject({ failed: false });
});

test("the same seed gives the same table", () => {
  expect(verify("exp(x*y)", { points: 2, seed: 5 })).toEqual(verify("exp(x*y)", { points: 2, seed: 5 }));
});

test("a program that has no value anywhere is told", () => {
  expect(() => verify("log(-exp(x))", CHECK)).toThrow("No random point was found");
});

test("what is looked at grows with the elements of a matrix alone", () => {
  // sizes of elements are taken by Math.abs
  const lookedAt = (n: number): number => {
    let calls = 0;
    const abs = vi.spyOn(Math, "abs").mockImplementation((x) => {
      calls += 1;
      return x < 0 ? -x : x;
    });
    const { rows } = verify(`param x[${n}]\noutput y = exp(-x)*sum(x)`, { points: 1, seed: 1, jacobian: true, sparse: true });
    abs.mockRestore();
    expect(rows.filter((row) => row.failed || row.checked === 0)).toEqual([]);
    return calls;
  };
  expect(lookedAt(64) / lookedAt(32)).toBeLessThan(4);
});

test("differences of values compute no derivative, and those of gradients no Hessian", () => {
  const evaluator = newEvaluator("x^2*y", { hessian: true });
  const at = { x: 2, y: 3 };
  expect(evaluator.at(at, {}, [])).toMatchObject({ value: { data: Float64Array.of(12) }, gradient: undefined });
  expect(evaluator.at(at, {}, ["gradient"]).gradient?.get("x")).toMatchObject({ data: Float64Array.of(12) });
  expect(evaluator.at(at, {}, ["gradient"])).not.toHaveProperty("hessian");
  expect(evaluator.at(at)).toHaveProperty("hessian");
});

test("a Jacobian of hundred thousand elements is compared", () => {
  const { rows } = verify("param x[400]\noutput y = x*sum(x)", { points: 1, seed: 1, jacobian: true });
  expect(rows.find((row) => row.against === "interpreter")).toMatchObject({ checked: 160_000, failed: false });
});
