// Comparisons whose outcome is known from the ranges of their sides, and guards that fall away: the
// same bits at all edges of the doubles, for every comparison of many pairs.
import { describe, expect, test } from "vitest";
import { tensor } from "../../src/graph/tensor.js";
import { IS_CAMPAIGN } from "../support/effort.js";
import { elaborated, phases, resultsAt } from "./helpers.js";

const EDGES = [0, -0, 1, -1, 0.5, 2, -3, 1e300, -1e-300, Infinity, -Infinity, NaN];
const SIDES = [
  "x", "-x", "x^2", "-x^2", "exp(x)", "abs(x)", "tanh(x)", "1 + tanh(y)", "sigmoid(x)", "x*y", "sqrt(x)", "x^2.5",
  "x > 0", "0", "1", "-1", "0.5", "2", "0/0",
];
const COMPARED_WITH = ["x", "y", "x^2", "-exp(y)", "tanh(x)", "0", "1", "-1", "-2", "0.5", "1/0", "x > 0"];
const COMPARISONS = ["<", "<=", ">", ">=", "==", "!="];
/** What is guarded, in terms of a side: NaN where that is, or not. */
const GUARDED = [
  "3*$", "log($)", "2*$ - y", "hypot($, 1/0)", "($)^0", "max($, 1)", "y", "3*x", "-abs($)", "($ > 0)",
  "($ > 0 ? $ : 1)", "($ == $) + 1", "sin(exp(-$))", "$ + y",
];

/** Where the bits differ after rewriting that must keep them, of finite variables or of any. */
function faults(expressions: readonly string[], level: "strict" | "safe"): string[] {
  const text = ["param x, y", ...expressions.map((e, i) => `output q${i} = ${e}`)].join("\n");
  const [plain, { finish }] = [elaborated(text, level), phases(text, level)];
  const edges = level === "strict" ? EDGES : EDGES.filter(Number.isFinite);
  return edges.flatMap((x, i) => [0, 3, 5].flatMap((apart) => {
    const y = edges[(i + apart) % edges.length] as number;
    const point = { values: new Map([["x", tensor([], [x])], ["y", tensor([], [y])]]), sizes: new Map<string, number>() };
    const [before, after] = [resultsAt(plain, point), resultsAt(finish, point)];
    return expressions.flatMap(
      (e, k) => (Object.is(before[k], after[k]) || before[k] === after[k] ? [] : [`${e} at ${x}, ${y}: ${before[k]} became ${after[k]}`]),
    );
  }));
}

/** A share of many, another one for each side. */
function share(all: readonly string[], side: string): readonly string[] {
  const from = SIDES.indexOf(side);
  return IS_CAMPAIGN ? all : all.filter((_, i) => (i + from) % 11 === 0);
}

describe.each(SIDES)("%s", (side) => {
  test.each(["strict", "safe"] as const)("compared, at level %s", (level) => {
    const pairs = COMPARED_WITH.flatMap(
      (other) => COMPARISONS.flatMap((op) => [`(${side}) ${op} (${other})`, `(${other}) ${op} (${side})`]),
    );
    expect(faults(share(pairs, side), level)).toEqual([]);
  });

  test("as a guard", () => {
    const guarded = GUARDED.flatMap((g, i) => ["0", "-2", "x", "y"].flatMap((other) => [...COMPARISONS, "and", "or"].map(
      (op) => `(${side}) ${op} (${other}) ? ${g.replaceAll("$", `(${side})`)} : ${i % 4 === 0 ? "5" : "0/0"}`,
    )));
    expect(faults(share(guarded, side), "strict")).toEqual([]);
  });
});

test.each([
  ["abs(x) >= 0 ? 3*x : 5", NaN, 5], ["abs(x) >= 0 ? 3*x : 0/0", NaN, NaN], ["x^0.5 >= 0 ? x : 0/0", -1, NaN],
  ["x^4 >= 0 ? x : 0/0", -1, -1],
  ["x < x", 1, 0], ["x > x", 1, 0], ["x <= x", 1, 1], ["x >= x", 1, 1], ["x <= x", NaN, 0], ["x != x", NaN, 1],
] as const)("%s at %d is %d", (text, x, expected) => {
  const { finish } = phases(`param x\noutput q = ${text}`, "strict");
  expect(resultsAt(finish, { values: new Map([["x", tensor([], [x])]]), sizes: new Map() })[0]).toBe(expected);
});
