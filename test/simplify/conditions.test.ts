// What each condition of a rule holds for, and what it does not hold for, close to its limits.
import { expect, test } from "vitest";
import { factsOf } from "../../src/graph/range.js";
import { parseCondition } from "../../src/simplify/conditions.js";
import { elaborated } from "./helpers.js";
import { asOperands } from "../../src/graph/graph.js";

/**
 * Of scalars x, y, vectors v, w, a matrix A and a size n, all unknown, and of numbers: what holds, and what does not;
 * lists are several parts.
 */
type Part = string | number;
interface Cases {
  readonly holds: readonly (Part | readonly Part[])[];
  readonly not: readonly (Part | readonly Part[])[];
}

const table: Readonly<Record<string, Cases>> = {
  class: {
    holds: [["v[2]", "logsumexp(v)"], ["A[:, 2]", "log_softmax(A)"], ["log_softmax(A)[:, 2]", "log_softmax(A)"]],
    not: [["v[1:2]", "logsumexp(v)"], ["w[2]", "logsumexp(v)"], ["A[2, :]", "log_softmax(A)"], ["v", "logsumexp(v)"]],
  },
  once: {
    holds: [["[0, 1, 0]", "softmax(v)"], ["identity(n)", "softmax(A)"]],
    not: [["[0, 1, 1]", "softmax(v)"], ["v", "softmax(v)"], ["identity(n)", "logsumexp(A)"]],
  },
  constant: { holds: [2, -0, NaN], not: ["x", "x + 2", "n"] },
  variable: { holds: ["x", "n", "exp(x)"], not: [2] },
  moderate: {
    holds: [2 ** 64, -(2 ** 64), 2 ** -64, -(2 ** -64), 1],
    not: [2 ** 64.1, -(2 ** 64.1), 2 ** -64.1, -(2 ** -64.1), 0, Infinity, NaN, "x"],
  },
  small: { holds: [16, 1 / 16, 1], not: [16.1, 0.06, 0, -1, NaN, "x"] },
  quarters: { holds: [0.25, -1.75, 3], not: [0.2, 0.125, "x"] },
  whole: { holds: [3, -1, 0], not: [0.5, Infinity, "x"] },
  below: { holds: [-1, -Infinity, -5e-324], not: [0, -0, 0.5, 1, NaN, "x"] },
  "power-of-two": {
    holds: [1, 2, -0.5, 2 ** 999, 2 ** -999, -(2 ** 999)],
    not: [3, 0, 2 ** 1000, 2 ** 1001, 2 ** -1000, 2 ** -1001, Infinity, "x"],
  },
  nonnegative: { holds: ["abs(x)", 0, -0, "x > 0", NaN, "exp(x)"], not: ["x", -1, -Infinity, "-abs(x)"] },
  "above-minus-infinity": { holds: ["abs(x)", -1, NaN, "sin(x)"], not: ["x", -Infinity, "log(abs(x))"] },
  unsigned: { holds: ["abs(x)", 0, "exp(x)", NaN], not: ["x", -0, -1, "sqrt(x)"] },
  finite: { holds: ["x > 0", 1, -0, -3, "n"], not: ["x", Infinity, -Infinity, NaN, "sin(x)"] },
  regular: { holds: [1, -3, "n", "x > 0 ? 2 : -2"], not: ["x", 0, -0, Infinity, "x > 0"] },
  above: { holds: [1, Infinity, "n", "x > 0 ? 1/0 : 2"], not: ["x", 0, -0, -1, NaN, "exp(x)"] },
  logical: {
    holds: ["x > 0", "x >= 0", "x < y", "x <= y", "x == y", "x != y", "x and y", "x or y", "not x"],
    not: ["x", 1, "abs(x)", "x > 0 ? 1 : 0"],
  },
  tame: {
    holds: [2, "n", "2*n", "sqrt(n)/2 - 1", "-(n + 1)", "sqrt(sqrt(sqrt(sqrt(n))))", 2 ** -64, 2 ** 64],
    not: ["x", "x*n", "exp(n)", 2 ** 65, 0, "0*n", "sqrt(sqrt(sqrt(sqrt(sqrt(n)))))"],
  },
  array: { holds: ["v", "A"], not: ["x", 2, "sum(v)"] },
  scalar: { holds: ["x", 2, "sum(v)"], not: ["v", "A"] },
  smaller: { holds: [["x", "v"], ["v", "A"], ["v[1:2]", "v"]], not: [["v", "x"], ["v", "w"], ["A", "v"], ["x", "y"]] },
  alike: { holds: [["v", "w"], ["x", "y"], ["v", "w", "exp(v)"], ["A", "2*A"]], not: [["x", "v"], ["v", "A"], ["v", "w", "x"]] },
  even: { holds: [2, 0, -4], not: [1, 2.5, -3, NaN, "x"] },
  /** The power of a number below zero with such an exponent is below zero or none. */
  uneven: { holds: [1, -3, 2.5], not: [2, 0, "x"] },
  opposite: { holds: [[2, -2], [-0.5, 0.5]], not: [[2, 2], ["x", -2], [2, "x"], ["x", "y"], [NaN, NaN]] },
};

function isMet(condition: string, parts: readonly Part[]): boolean {
  const { builder: b, outputs } = elaborated(
    `param x, y, v[3], w[3], A[3, 3], q[n]\n${parts.map((part, i) => `output f${i} = ${typeof part === "string" ? part : 0}`).join("\n")}`,
  );
  const ids = parts.map((part, i) => (typeof part === "string" ? outputs[i]?.nodes[0] as number : b.constant(part)));
  const { test: isTrue, names } = parseCondition(`${condition} ${parts.map((_, i) => `?${i}`).join(" ")}`);
  expect(names).toEqual(parts.map((_, i) => `?${i}`));
  return isTrue({ b, facts: factsOf(b, false), phase: "canonicalize", uses: () => 0 }, asOperands(ids));
}

const cases = Object.entries(table).flatMap(([condition, { holds, not }]) => {
  const all = (list: Cases["holds"], expected: boolean) => list.map(
    (parts) => [condition, Array.isArray(parts) ? parts as readonly Part[] : [parts as Part], expected] as const,
  );
  return [...all(holds, true), ...all(not, false)];
});

test.each(cases)("%s %s: %s", (condition, parts, holds) => expect(isMet(condition, parts)).toBe(holds));

test("every part has to meet a condition on one", () => {
  expect(isMet("whole", [2, 0.5])).toBe(false);
  expect(isMet("finite", ["x", 2])).toBe(false);
  expect(isMet("whole", [2, 3])).toBe(true);
});
