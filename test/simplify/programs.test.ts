// Whole programs: the value, the gradient and every other result stay what they are, phase by phase.
import { describe, expect, test } from "vitest";
import { NO_DERIVATIVES } from "../../src/graph/program.js";
import type { Level } from "../../src/simplify/rule.js";
import { structuralRules } from "../../src/simplify/rules/index.js";
import { simplify } from "../../src/simplify/simplify.js";
import { difference, elaborated, listing, phases, pointFor, resultsAt, withGradient } from "./helpers.js";
import { programs, SIZES } from "./programs.js";

const LEVELS: readonly Level[] = ["strict", "safe", "fast"];

describe.each(programs)("%s", (text) => {
  const plain = withGradient(elaborated(text));
  test.each(LEVELS)("keeps its values at level %s", (level) => {
    const point = pointFor(plain, SIZES, 11);
    const expected = resultsAt(plain, point);
    const { stabilize, canonicalize, finish } = phases(text, level);
    for (const program of [withGradient(stabilize), canonicalize, finish]) {
      expect(difference(expected, resultsAt(program, point))).toBeLessThan(1e-11);
    }
  });

  test("is simplified once and for all", () => {
    const done = phases(text);
    for (const phase of ["canonicalize", "finish"] as const) {
      expect(listing(simplify(done[phase], { level: "safe", phase }))).toBe(listing(done[phase]));
    }
  });
});

test("every structural rule is met", () => {
  const met = new Set<string>();
  for (const text of programs) for (const level of LEVELS) phases(text, level, (rule) => met.add(rule));
  expect(structuralRules.map((r) => r.name).filter((name) => !met.has(name))).toEqual([]);
});

test("any rule can be switched off", () => {
  for (const rule of structuralRules) {
    const text = programs[0] as string;
    const disable = new Set([rule.name]);
    const start = withGradient(simplify(elaborated(text), { level: "safe", phase: "stabilize", disable }));
    const finished = simplify(simplify(start, { level: "safe", phase: "canonicalize", disable }), { level: "safe", phase: "finish", disable });
    const point = pointFor(start, SIZES, 5);
    expect(difference(resultsAt(start, point), resultsAt(finished, point)), rule.name).toBeLessThan(1e-11);
  }
});

test("what nothing needs is left out, and variables stay", () => {
  const program = elaborated("param x, y\nz = sin(y)\noutput q = x*1");
  const result = simplify(program, { level: "safe", phase: "canonicalize" });
  expect(result.derivatives).toEqual(NO_DERIVATIVES);
  expect(result.builder.graph.nodes.some((n) => n.op === "sin")).toBe(false);
  expect(result.variables.map((v) => v.nodes.length)).toEqual([1, 1]);
});
