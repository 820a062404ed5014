// Whole programs: the value, the gradient and every other result stay what they are, phase by phase.
import { afterAll, describe, expect, test } from "vitest";
import { Builder } from "../../src/graph/builder.js";
import { onFirstUse } from "../../src/graph/once.js";
import { NO_DERIVATIVES } from "../../src/graph/program.js";
import { opTable } from "../../src/ops/index.js";
import type { Level } from "../../src/simplify/rule.js";
import { structuralRules } from "../../src/simplify/rules/index.js";
import { simplify } from "../../src/simplify/simplify.js";
import { some } from "../support/effort.js";
import { difference, elaborated, listing, phases, pointFor, resultsAt, withGradient } from "./helpers.js";
import { nearMisses, programs, SIZES } from "./programs.js";

const LEVELS: readonly Level[] = ["strict", "safe", "fast"];

const all = [...programs, ...nearMisses];

/** What was made of a program at a level, and the rules that were met. */
const made = new Map<string, () => { readonly done: ReturnType<typeof phases>; readonly met: ReadonlySet<string> }>();
afterAll(() => made.clear());

function madeOf(text: string, level: Level): ReturnType<NonNullable<ReturnType<typeof made.get>>> {
  const known = made.get(`${level} ${text}`) ?? onFirstUse(() => {
    const met = new Set<string>();
    return { done: phases(text, level, ({ rule }) => met.add(rule)), met };
  });
  made.set(`${level} ${text}`, known);
  return known();
}

describe.each(all)("%s", (text) => {
  const plain = withGradient(elaborated(text));
  const levels = some(LEVELS, 3, all.indexOf(text));
  test.each(levels)("keeps its values at level %s", (level) => {
    const point = pointFor(plain, SIZES, 11);
    const expected = resultsAt(plain, point);
    const { stabilize, canonicalize, finish } = madeOf(text, level).done;
    for (const program of [withGradient(stabilize), canonicalize, finish]) {
      expect(difference(expected, resultsAt(program, point))).toBeLessThan(1e-11);
    }
  });

  test.each(levels)("is simplified once and for all at level %s", (level) => {
    const { done } = madeOf(text, level);
    for (const phase of ["canonicalize", "finish"] as const) {
      expect(listing(simplify(done[phase], { level, phase }))).toBe(listing(done[phase]));
    }
  });
});

test("every structural rule is met", () => {
  const missing = new Set(structuralRules.map(({ name }) => name));
  for (const known of made.values()) for (const rule of known().met) missing.delete(rule);
  // most are met at one level
  for (const level of ["safe", "fast", "strict"] as const) for (const text of programs)
    if (missing.size > 0) for (const rule of madeOf(text, level).met) missing.delete(rule);
  expect([...missing]).toEqual([]);
});

test("any rule can be switched off", () => {
  for (const rule of some(structuralRules, 3)) {
    const text = programs[0] as string;
    const disable = new Set([rule.name]);
    const start = withGradient(simplify(elaborated(text), { level: "safe", phase: "stabilize", disable }));
    const finished = simplify(
      simplify(start, { level: "safe", phase: "canonicalize", disable }), { level: "safe", phase: "finish", disable },
    );
    const point = pointFor(start, SIZES, 5);
    expect(difference(resultsAt(start, point), resultsAt(finished, point)), rule.name).toBeLessThan(1e-11);
  }
});

test("a chain of 100,000 operations is gone through step by step", () => {
  const b = new Builder(opTable);
  const x = b.variable("x", []);
  let end = x;
  for (let i = 0; i < 50_000; i++) end = b.apply("neg", [b.apply("sin", [end])]);
  const span = { start: 0, end: 0 };
  const empty = elaborated("param x\noutput q = x");
  const program = { ...empty, builder: b, variables: [], outputs: [{ name: "q", nodes: [end], span }], names: new Map() };
  const result = simplify(program, { level: "safe", phase: "canonicalize" });
  expect(result.builder.graph.size).toBe(100_001);
});

test("what nothing needs is left out, and variables stay", () => {
  const program = elaborated("param x, y\nz = sin(y)\noutput q = x*1");
  const result = simplify(program, { level: "safe", phase: "canonicalize" });
  expect(result.derivatives).toEqual(NO_DERIVATIVES);
  expect(result.builder.graph.has("sin")).toBe(false);
  expect(result.variables.map((v) => v.nodes.length)).toEqual([1, 1]);
});
