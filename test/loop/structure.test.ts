// Second derivatives that see structure: blocks in zeros, half of a symmetric product, one place of a slice.
import { expect, test } from "vitest";
import { compile } from "../../src/compile.js";
import { rootsOf } from "../../src/graph/program.js";
import { loopPasses } from "../../src/loop/passes.js";
import { makePlan } from "../../src/plan/plan.js";
import { evaluate } from "../../src/graph/evaluate.js";
import { analyse } from "../../src/analyse.js";
import { readPoint } from "../../src/run/point.js";
import { simplify } from "../../src/simplify/simplify.js";
import { interpretable } from "../support/loop.js";

function hessianOf(text: string): string {
  const code = compile(text, { name: "f", hessian: true }).code ?? "";
  const start = code.indexOf("function hessian");
  return code.slice(start, code.indexOf("\n  }\n", start));
}

const factorisation = "param U[n, k]\ninput T[n, n], V[n, k]\noutput f = sum((T - U * V').^2)";
const logistic = "param w[n]\ninput X[m, n], y[m]\noutput f = sum(log(1 + exp(-y .* (X * w))))";
const layers = "param W1[n, n]\ninput W[2, n, n], x[n]\na = relu(W1 * x)\noutput f = sum(exp(W[2, :, :] * relu(W[1, :, :] * a)))";

test("blocks on the diagonal are stored in zeros", () => {
  const code = hessianOf(factorisation);
  expect(code).toMatch(/\.fill\(0\)/);
  expect(code).not.toMatch(/===/);
  expect(code.match(/for \(/g)?.length).toBeLessThan(8);
});

test("a product of a matrix with itself is computed up to the diagonal", () => {
  expect(hessianOf(logistic)).toMatch(/symmetric/);
  expect(hessianOf("param w[n]\ninput X[m, n], Z[m, n]\noutput f = sum(exp(X * w) .* (Z * w))")).not.toMatch(/symmetric/);
});

test("a slice of one place is a place in the operand of a product", () => {
  expect(hessianOf(layers)).toMatch(/multiply\(n, n, n, \w+, 0, n, 1, W, 0,/);
});

const values: Readonly<Record<string, unknown>> = {
  U: [[1, -2], [0.5, 3], [-1, 0.25]], T: [[1, 2, 3], [0, -1, 2], [1, 1, 0.5]], V: [[0.5, 1], [-1, 2], [0.25, -0.5]],
  w: [0.5, -1, 0.25], X: [[1, 2, -1], [0.5, -1, 3], [2, 0, 1], [-1, 1, 0.5]], y: [1, -1, 1, -1],
  W1: [[1, -0.5], [0.25, 0.75]], W: [[[0.5, 1], [-1, 2]], [[0.3, -0.2], [0.6, 0.1]]], x: [0.5, -1.5],
};

test.each([factorisation, logistic, layers])("%s", (text) => {
  const program = simplify(analyse({ name: "<expr>", text }, { hessian: true }), { level: "safe", phase: "finish" });
  const point = readPoint(program, Object.fromEntries(program.variables.map(({ name }) => [name, values[name]])));
  const roots = rootsOf(program);
  const expected = evaluate(program.builder, roots, point);
  const found = interpretable(program, makePlan(program.builder, roots), point)(loopPasses);
  for (const id of roots) [...(expected.get(id)?.data ?? [])].forEach((v, i) => expect(found(id)[i]).toBeCloseTo(v, 9));
});
