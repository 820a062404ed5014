// The programs that meet every structural rule, at the edges of the doubles: one phase after the other, each against
// the graph that it was given. What the levels promise of NaN, infinities, -0, subnormal numbers and ties.
import { describe, expect, test, vi } from "vitest";
import type { Point } from "../../src/graph/evaluate.js";
import type { Program } from "../../src/graph/program.js";
import type { Level } from "../../src/simplify/rule.js";
import { simplify } from "../../src/simplify/simplify.js";
import { randoms } from "../support/random.js";
import { elaborated, pointFor, resultsAt, withGradient } from "./helpers.js";
import { programs, SIZES } from "./programs.js";
import { rounds } from "../support/effort.js";

vi.setConfig({ testTimeout: 120_000 });

const FINITE = [0, -0, 5e-324, -5e-324, 1e-310, 1e-160, -1e-160, 1e160, -1e300, 1e300, 1, -1, 800, -800];
/** Where a column of a matrix is one number, the matrix is singular but for what is added to it. */
const NEAR = [0, -0, 5e-324, -5e-324, 1e-310, 1, -1, 1 + 1e-9, 30, -30];
const EDGES = [...FINITE, Infinity, -Infinity, NaN];

/** A point between 0.3 and 1.7 of which some elements, and in every third case all of one variable, are edges. */
function edgePoint(program: Program, edges: readonly number[], seed: number): Point {
  const { values, sizes } = pointFor(program, SIZES, seed);
  const random = randoms(1000 + seed);
  const pick = (): number => edges[Math.floor(random() * edges.length)] as number;
  const chosen = Math.floor(random() * values.size);
  const one = pick();
  let at = 0;
  for (const { data } of values.values()) {
    if (at++ !== chosen) continue;
    for (let i = 0; i < data.length; i++) if (seed % 3 === 0 || random() < 0.3) data[i] = seed % 3 === 0 ? one : pick();
  }
  return { values, sizes };
}

type Steps = readonly (readonly [Program, Program])[];

/** Each graph with the one that a phase makes of it. */
function steps(text: string, level: Level): Steps {
  const plain = elaborated(text, level);
  const stabilized = simplify(plain, { level, phase: "stabilize" });
  const differentiated = withGradient(stabilized);
  const canonical = simplify(differentiated, { level, phase: "canonicalize" });
  return [[plain, stabilized], [differentiated, canonical], [canonical, simplify(canonical, { level, phase: "finish" })]];
}

/** What is computed, or that a matrix is refused. */
function outcome(program: Program, point: Point): readonly number[] | undefined {
  try {
    return resultsAt(program, point);
  } catch {
    return undefined;
  }
}

function check(all: Steps, edges: readonly number[], isFault: (before: number, after: number) => boolean): void {
  for (const [before, after] of all) {
    for (let seed = 0; seed < rounds(30, 2); seed++) {
      const point = edgePoint(before, edges, seed);
      const left = outcome(before, point);
      if (left === undefined) continue;
      const right = outcome(after, point);
      const wrong = right === undefined ? -2 : left.findIndex((x, i) => isFault(x, right[i] as number));
      const told = [...point.values].map(([name, { data }]) => `${name} = ${[...data].join(" ")}`).join(", ");
      expect(wrong, `${told}: ${left.join(" ")} became ${right?.join(" ")}`).toBe(-1);
    }
  }
}

describe.each(programs)("%s", (text) => {
  const known = new Map<Level, Steps>();
  const at = (level: Level): Steps => {
    const made = known.get(level) ?? steps(text, level);
    known.set(level, made);
    return made;
  };

  test("level strict keeps every bit", () => {
    check(at("strict"), EDGES, (x, y) => !Object.is(x, y) && !(Number.isNaN(x) && Number.isNaN(y)));
  });

  test("level safe makes no NaN of a number", () => {
    check(at("safe"), FINITE, (x, y) => Number.isFinite(x) && Number.isNaN(y));
  });

  test.each(["safe", "fast"] as const)("level %s keeps values at ties, zeros, subnormal and near-singular points", (level) => {
    check(at(level), NEAR, (x, y) => Number.isFinite(x) && !(Math.abs(x - y) <= 1e-9 * Math.max(1, Math.abs(x))));
  });
});
