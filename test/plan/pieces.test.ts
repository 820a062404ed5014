// Arrays that are made of pieces, and values that run along a loop: each is stored where it is made.
import { expect, test } from "vitest";
import { evaluate } from "../../src/graph/evaluate.js";
import { rootsOf } from "../../src/graph/program.js";
import { loopPasses, scalarPasses } from "../../src/loop/passes.js";
import { analyse } from "../../src/analyse.js";
import { makePlan } from "../../src/plan/plan.js";
import { readPoint } from "../../src/run/point.js";
import { simplify } from "../../src/simplify/simplify.js";
import { interpretable } from "../support/loop.js";

const x = [0.5, -1.5, 2, 0.25, 3, -0.75];
const A = [x.slice(0, 3), x.slice(3), [1, -2, 0.125], [4, 0.5, -1]];

const programs: readonly (readonly [string, string])[] = [
  ["neighbours", "param x[n]\noutput f = sum((x[2:end] - x[1:end - 1].^2).^2)"],
  ["a window and the whole", "param x[n]\noutput f = sum(x.^3) + sum(sin(x[2:end - 1]))"],
  ["windows of different lengths", "param x[n]\noutput f = sum(sin(x[2:end])) + sum(x[3:end].^2) + sum(exp(x[1:end - 2] .* x[3:end]))"],
  ["every second element", "param x[6]\noutput f = sum(x[1:2:5] .* x[2:2:6])"],
  [
    "rows and columns",
    "param A[m, n]\noutput f = sum(A[1, :] .* A[2, :]) + sum(A[:, 1].^2) + sum(A[2:end, 2:end] .* A[1:end - 1, 1:end - 1])",
  ],
  ["joined parts", "param x[n], A[m, n]\noutput f = sum(sin(concat(x, x .* A[1, :], x[2:3])).^2)"],
  ["parts of a matrix that are joined", "param A[m, n]\noutput f = sum((concat(A, sin(A), 2) * concat(A, 2*A, 2)').^2)"],
  ["rows in a list", "param x[n], A[m, n]\noutput f = sum([x, sin(x), A[2, :]] .* [A[1, :], x, x])"],
  ["a product", "param x[n]\noutput f = prod(x)"],
  ["a product beside sums", "param x[n]\noutput f = prod(x) * sum(x) + sum(cumsum(x).^2)"],
  ["products of rows", "param A[m, n]\noutput f = sum(prod(A, 2).^2) + sum(prod(A, 1))"],
  ["running values", "param x[n]\noutput f = sum(cumsum(sin(x)) .* cumprod(x)) + sum(logcumsumexp(x))"],
];

test.each(programs)("%s", (_name, text) => {
  const program = simplify(analyse({ name: "<expr>", text }, {}), { level: "safe", phase: "finish" });
  const values = { x: text.includes("m, n") ? x.slice(0, 3) : x, A };
  const point = readPoint(program, Object.fromEntries(program.variables.map(({ name }) => [name, values[name as "x" | "A"]])));
  const roots = rootsOf(program);
  const expected = evaluate(program.builder, roots, point);
  for (const passes of [loopPasses, scalarPasses]) {
    const found = interpretable(program, makePlan(program.builder, roots), point)(passes);
    for (const id of roots) [...(expected.get(id)?.data ?? [])].forEach((value, i) => expect(found(id)[i]).toBeCloseTo(value, 9));
  }
});

test("the gradient of a product takes three operations a factor, that of neighbours one loop", () => {
  const stepsOf = (text: string): number => {
    const program = simplify(analyse({ name: "<expr>", text }, {}), { level: "safe", phase: "finish" });
    return makePlan(program.builder, rootsOf(program)).steps.filter(({ kind }) => kind !== "scalars").length;
  };
  expect(stepsOf("param x[n]\noutput f = prod(x)")).toBe(2);
  expect(stepsOf("param x[n]\noutput f = sum((x[2:end] - x[1:end - 1].^2).^2)")).toBe(1);
});
