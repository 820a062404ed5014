// Exactly which classes of doubles are known of a value: none that it can't take where rules ask for it.
import { expect, test } from "vitest";
import { Builder } from "../../src/graph/builder.js";
import type { NodeId } from "../../src/graph/graph.js";
import { ANY, classOf } from "../../src/graph/classes.js";
import { factsOf } from "../../src/graph/range.js";
import { opTable } from "../../src/ops/index.js";
import { elaborated } from "./helpers.js";

const WORDS = ["NaN", "-Inf", "-", "-0", "0", "+", "Inf"];
const ALL = WORDS.join(" ");

function told(classes: number): string {
  return WORDS.filter((_, i) => (classes >> i) % 2 === 1).join(" ");
}

test.each([
  [NaN, "NaN"], [-Infinity, "-Inf"], [-1, "-"], [-5e-324, "-"], [-0, "-0"], [0, "0"], [5e-324, "+"], [0.5, "+"],
  [1, "+"], [Infinity, "Inf"],
] as const)("%s is in one class", (x, word) => expect(told(classOf(x))).toBe(word));

/** Of a program with scalars x, y, vectors v, w, q, and a matrix A: the classes if variables are finite, and if they are anything. */
const table: readonly (readonly [text: string, finite: string, any: string])[] = [
  ["x", "- -0 0 +", ALL], ["3", "+", "+"], ["-3", "-", "-"], ["0", "0", "0"], ["-0", "-0", "-0"],
  ["1/0", "Inf", "Inf"], ["-1/0", "-Inf", "-Inf"], ["0/0", "NaN", "NaN"],
  ["-abs(x)", "- -0", "NaN -Inf - -0"], ["x + y", "-Inf - -0 0 + Inf", ALL], ["exp(x) + 1", "+ Inf", "NaN + Inf"],
  ["exp(x)", "0 + Inf", "NaN 0 + Inf"], ["log(exp(x))", "-Inf - 0 + Inf", "NaN -Inf - 0 + Inf"],
  ["sqrt(x)", "NaN -0 0 +", "NaN -0 0 + Inf"],
  ["sqrt(abs(x))", "0 +", "NaN 0 + Inf"], ["tanh(abs(x))", "0 +", "NaN 0 +"], ["relu(x)", "0 +", "NaN 0 + Inf"],
  ["hypot(x, y)", "0 + Inf", "NaN 0 + Inf"],
  // more than two arguments
  ["max(abs(x), 1)", "+", "NaN + Inf"], ["max(x, y, 1)", "+", "NaN + Inf"], ["min(abs(x), y, -1)", "-", "NaN -Inf -"],
  ["max(-abs(x), 0)", "0", "NaN 0"],
  // squares, of each class
  ["x*y", "-Inf - -0 0 + Inf", ALL], ["x*x", "0 + Inf", "NaN 0 + Inf"], ["3*3", "0 + Inf", "0 + Inf"], ["y*y*y", ALL, ALL],
  // x/x and x - x are no squares
  ["x/x", "NaN -Inf - -0 0 + Inf", ALL], ["abs(x)*y", "-Inf - -0 0 + Inf", ALL],
  // laws
  ["sin(x)", "- -0 0 +", "NaN - -0 0 +"], ["cos(exp(x))", "NaN - -0 0 +", "NaN - -0 0 +"], ["sech(x)", "-0 0 +", "NaN -0 0 +"],
  ["acosh(x)", "NaN -0 0 + Inf", "NaN -0 0 + Inf"], ["gelu(x)", "- -0 0 +", ALL], ["atan2(x, y)", "- -0 0 +", ALL],
  ["atan2(x, exp(y))", ALL, ALL], ["gamma(x)", ALL, ALL],
  // powers
  ["x^2", "0 + Inf", "NaN 0 + Inf"], ["x^3", "-Inf - -0 0 + Inf", ALL], ["x^0.5", "NaN 0 +", "NaN 0 + Inf"], ["x^-1", "-Inf - + Inf", ALL],
  ["(-abs(x))^3", "-Inf - -0", "NaN -Inf - -0"], ["exp(x)^3", "0 + Inf", "NaN 0 + Inf"], ["x^y", ALL, ALL],
  ["abs(x)^y", "NaN 0 + Inf", "NaN 0 + Inf"], ["(-abs(x))^y", ALL, ALL], ["2^x", "NaN 0 + Inf", "NaN 0 + Inf"],
  // choices
  ["x ? 1 : -1", "- +", "- +"], ["exp(x) + 1 ? 1 : -1", "+", "- +"], ["1 ? x : 2", "- -0 0 +", ALL],
  ["0 ? x : 2", "+", "+"], ["0/0 ? 1 : -1", "-", "-"], ["-0 ? 1 : -1", "-", "-"],
  ["x > 0 ? 1/0 : 0", "0 Inf", "0 Inf"], ["x > 0", "0 +", "0 +"], ["not x", "0 +", "0 +"],
  // arrays
  ["sum(v)", ALL, ALL], ["sum(abs(v))", "0 + Inf", "NaN 0 + Inf"], ["sum(v > 0)", "0 + Inf", "0 + Inf"],
  ["dot(v, v)", "0 + Inf", "NaN 0 + Inf"], ["dot(v, w)", ALL, ALL],
  ["dot(abs(v), exp(w))", "NaN 0 + Inf", "NaN 0 + Inf"], ["A*A", ALL, ALL], ["trace(A*A)", ALL, ALL],
  ["outer(v > 0, w > 0)", "NaN 0 + Inf", "NaN 0 + Inf"], ["outer(v, v)", ALL, ALL],
  ["(A > 0)'", "0 +", "0 +"], ["sum(exp(A) + 1, 2)", "0 + Inf", "NaN 0 + Inf"], ["det(A)", ALL, ALL], ["dot(v, sin(v))", ALL, ALL],
  ["[abs(x), exp(y)]", "0 + Inf", "NaN 0 + Inf"], ["concat(abs(v), w > 0)", "0 +", "NaN 0 + Inf"],
  ["abs(v)[2]", "0 +", "NaN 0 + Inf"], ["abs(v)[k]", "0 +", "NaN 0 + Inf"],
  ["max(abs(v))", "0 +", "NaN 0 + Inf"], ["min(exp(v))", "0 + Inf", "NaN 0 + Inf"],
  ["norm(v)", "NaN 0 + Inf", "NaN 0 + Inf"], ["prod(abs(v))", ALL, ALL], ["softmax(v)", "NaN 0 +", "NaN 0 +"],
  ["reshape(abs(v), [3, 1])", "0 +", "NaN 0 + Inf"], ["cumsum(abs(v))", ALL, ALL], ["n", "+", "+"],
  ["stop_gradient(abs(x))", "0 +", "NaN 0 + Inf"],
];

test.each(table)("%s", (text, finite, any) => {
  const { builder, outputs } = elaborated(`param x, y, v[3], w[3], A[3, 3], q[n]\ninput k[2]\noutput f = ${text}`);
  const id = outputs[0]?.nodes[0] as NodeId;
  expect(told(factsOf(builder, true).classes(id))).toBe(finite);
  expect(told(factsOf(builder, false).classes(id))).toBe(any);
});

/** Of squares: a number with each sign, with itself as the other factor. */
test.each([
  ["NaN", "NaN"], ["-Inf", "Inf"], ["-", "0 + Inf"], ["-0", "0"], ["0", "0"], ["+", "0 + Inf"], ["Inf", "Inf"],
])("the square of %s", (word, square) => {
  const b = new Builder(opTable);
  const values = [NaN, -Infinity, -2, -0, 0, 2, Infinity];
  const x = b.constant(values[WORDS.indexOf(word)] as number);
  const masked = b.apply("stop_gradient", [x]);
  expect(told(factsOf(b, false).classes(b.apply("mul", [masked, masked])))).toBe(square);
});

test.each(
  [["log1mexp", "NaN -Inf - -0 0"], ["log_one_minus_square", "NaN -Inf - -0 0"], ["erf_slope", "-0 0 +"]],
)("%s of a finite number", (op, classes) => {
  const b = new Builder(opTable);
  expect(told(factsOf(b, true).classes(b.apply(op, [b.variable("x", [])])))).toBe(classes);
});

test("a product of three is no square", () => {
  const b = new Builder(opTable);
  const [x, y] = [b.variable("x", [3]), b.variable("y", [3])];
  const product = (...ids: readonly NodeId[]): NodeId => b.contract(ids.map((node) => ({ node, labels: [0] })), [0], new Map([[0, 3]]));
  expect(told(factsOf(b, true).classes(product(x, x, y)))).toBe(ALL);
  expect(told(factsOf(b, true).classes(product(x, x)))).toBe("0 + Inf");
  expect(told(factsOf(b, true).classes(product(x, y)))).toBe(ALL);
});

test("facts come in any order", () => {
  const b = new Builder(opTable);
  const x = b.variable("x", []);
  const facts = factsOf(b, false);
  expect(facts.classes(x)).toBe(ANY);
  const size = b.apply("abs", [b.apply("sin", [x])]);
  const root = b.apply("sqrt", [size]);
  expect(told(facts.classes(root))).toBe("NaN 0 +");
  expect(told(facts.classes(size))).toBe("NaN 0 +");
});
