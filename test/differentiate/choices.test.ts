// Derivatives make no more choices than they need: where nothing is infinite, a zero cotangent says enough.
import { expect, test } from "vitest";
import { reachable } from "../../src/graph/evaluate.js";
import { keptNodes } from "../../src/graph/program.js";
import { compile } from "../../src/index.js";
import { firstDifference, fromCode } from "../ops/compare.js";

const table: readonly (readonly [what: string, text: string, choices: number])[] = [
  ["one layer", "param W[2, 2], v[2]\ninput x[2]\noutput J = sum(v*relu(W*x))", 2],
  ["two layers", "param W[2, 2]\ninput x[2]\nh = relu(W*x)\noutput J = sum(relu(W*h).^2)", 5],
  ["a layer of stretched numbers", "param x[3], s\noutput J = sum(relu(x*sin(s)).^2)", 6],
  ["a window of finite slopes", "param x[4]\noutput J = sum(sin(x)[1:2].^2) + sum(sin(x)[2:4].^3)", 0],
  ["a guard over bounded numbers", "param s\ninput x[3]\noutput J = sum(x > 0 ? x*(s > 1) : 0) + s^2", 1],
  ["rows of a softmax behind a slope", "param A[2, 2]\noutput J = sum(relu(softmax(A, 2) - 0.5).^2)", 3],
  ["greatest elements behind a slope", "param A[2, 2]\noutput J = sum(relu(max(A, 2)).^2)", 2],
  ["two slopes at one number", "param x[2], v[2]\ny = sin(x)\noutput J = sum(relu(y)) + sum(v*relu(2*y + 1))", 5],
  ["two slopes at one logarithm", "param x[2], v[2]\ny = log(x)\noutput J = sum(relu(y)) + sum(v*relu(2*y + 1))", 8],
  ["a layer of stretched logarithms", "param x[3], s\noutput J = sum(relu(x*log(s)).^2)", 13],
  ["stretched logarithms of a product", "param x[3], s, k\noutput J = sum(relu((x*k)*log(s)).^2)", 21],
  ["one row of a softmax", "param A[2, 2]\noutput J = sum((softmax(A, 2)*A)[1, :].^2)", 0],
  ["rows of a softmax of logarithms behind a slope", "param A[2, 2]\noutput J = sum(relu(softmax(log(A), 2) - 0.5).^2)", 7],
  ["a product with logarithms behind a slope", "param A[2, 2], x[2]\noutput J = sum(relu(A*log(x)).^2)", 7],
  ["a product with logarithms under a guard", "param A[2, 2], x[2]\noutput J = sum(x > 0 ? (A*log(x)).^2 : x)", 29],
  ["guarded rows of a product with logarithms", "param A[2, 2], x[2]\ninput ok[2]\noutput J = sum(ok > 0 ? (log(A)*x).^2 : x)", 24],
  ["a chosen factor of several products", "param x, y, z\ns = x > 0 ? exp(x) : 0.5\noutput J = s*sin(s*sin(y) + z)", 6],
  [
    "a guarded product of two infinite matrices",
    "param A[2, 2], B[2, 2]\ninput ok[2, 2]\noutput J = sum(ok > 0 ? (log(A)*log(B)).^2 : 0)", 37,
  ],
];

test.each(table)("%s", (_what, text, choices) => {
  const { graph, diagnostics } = compile(text, { name: "f", of: "J", hessian: true });
  expect(diagnostics).toEqual([]);
  if (graph === undefined) return;
  const { builder } = graph;
  expect(reachable(builder, keptNodes(graph)).filter((id) => builder.node(id).op === "select").length).toBe(choices);
});

/** max(0.5 + 0.9*max(0.5 + 0.9*x1, x2), x3) and so on, of as many levels. */
function nestedMax(levels: number): string {
  return `param x[${levels + 1}]\noutput f = ` +
    `${"max(0.5 + ".repeat(levels)}x[1]${Array.from({ length: levels }, (_, i) => `*0.9, x[${i + 2}])`).join("")}`;
}

test.each([
  ["max of max", nestedMax], ["exp of exp", (levels: number) => `output f = ${"exp(-".repeat(levels)}x${")".repeat(levels)}`],
])("code grows with the choices of a program, not with the paths through them: %s", (_, text) => {
  const linesOf = (levels: number): number => (compile(text(levels), { name: "f" }).code ?? "").split("\n").length;
  const [first, second] = [linesOf(24), linesOf(48)];
  expect(second / first).toBeLessThan(2.2);
});

test("a maximum within a maximum gives its cotangent on where it is taken, half of it where both are equal", () => {
  const levels = 12;
  const run = fromCode(nestedMax(levels));
  const at = (x: readonly number[]): readonly number[] => run({ x }).get("d/dx") ?? [];
  const low = Array.from({ length: levels + 1 }, () => -1);
  // 0.5 + 0.9 x1 is above all the others at every level
  expect(firstDifference(at([3, ...low.slice(1)]), [0.9 ** levels, ...low.slice(1).map(() => 0)], 1e-14)).toBeUndefined();
  // x8 is above: what is inside takes no part, and what is outside of it multiplies by 0.9
  const peak = [3, ...low.slice(1)];
  peak[7] = 50;
  expect(firstDifference(at(peak), peak.map((_, i) => (i === 7 ? 0.9 ** (levels - 7) : 0)), 1e-14)).toBeUndefined();
});
