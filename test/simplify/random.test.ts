// Random programs of scalars and of small arrays: simplifying keeps values and gradients, and is
// done once. At points where the plain graph overflows or leaves its domain, nothing is asked of it.
import fc from "fast-check";
import { describe, expect, test, vi } from "vitest";
import { tensor } from "../../src/graph/tensor.js";
import type { Level } from "../../src/simplify/rule.js";
import { simplify } from "../../src/simplify/simplify.js";
import { difference, elaborated, listing, phases, pointFor, resultsAt, withGradient } from "./helpers.js";
import { rounds } from "../support/effort.js";

vi.setConfig({ testTimeout: 120_000 });

const UNARY = [
  "-(%)", "sin(%)", "exp(%)", "log(%)", "sqrt(%)", "abs(%)", "tanh(%)", "sigmoid(%)", "log(exp(%) + 1)", "1/(%)",
  "(%)^2", "(%)^3", "relu(%)", "cos(%)", "(%)^0.5",
];
const BINARY = ["(%) + (%)", "(%) - (%)", "(%)*(%)", "(%)/(%)", "max(%, %)", "hypot(%, %)", "((%) > (%) ? x : y)", "log(exp(%) + exp(%))"];
const LEAVES = ["x", "y", "z", "2", "0.5", "-3", "1", "0", "x", "y"];

const { tree: scalar } = fc.letrec<{ tree: string }>((tie) => ({
  tree: fc.oneof(
    { depthSize: "small", withCrossShrink: true },
    fc.constantFrom(...LEAVES),
    fc.tuple(fc.constantFrom(...UNARY), tie("tree")).map(([f, a]) => f.replace("%", () => a)),
    fc.tuple(fc.constantFrom(...BINARY), tie("tree"), tie("tree")).map(([f, a, b]) => f.replace("%", () => a).replace("%", () => b)),
  ),
}));

const VECTOR_UNARY = [
  "-(%)", "sin(%)", "exp(%)", "2*(%)", "(%)/n", "A*(%)", "A'*(%)", "softmax(%)", "(%) .* (%)", "diag(v)*(%)",
  "(%)[end:-1:1]", "s*(%)", "(%) + s",
];
const VECTOR_BINARY = ["(%) + (%)", "(%) - (%)", "(%) .* (%)", "outer(%, %)*v", "((%)*(%))*v"];
const SCALAR_OF = ["sum(%)", "(%)*(%)", "norm(%)", "log(sum(exp(%)))", "(%)*A*(%)", "mean(%)", "max(%)"];

const { tree: vector } = fc.letrec<{ tree: string }>((tie) => ({
  tree: fc.oneof(
    { depthSize: "small", withCrossShrink: true },
    fc.constantFrom("v", "w", "v", "ones(n)"),
    fc.tuple(fc.constantFrom(...VECTOR_UNARY), tie("tree")).map(([f, a]) => f.replaceAll("%", () => a)),
    fc.tuple(fc.constantFrom(...VECTOR_BINARY), tie("tree"), tie("tree")).map(([f, a, b]) => f.replace("%", () => a).replace("%", () => b)),
  ),
}));

/** Values and gradients after every phase against those of the plain graph. */
function check(text: string, level: Level, tolerance: number): void {
  const plain = withGradient(elaborated(text));
  const point = pointFor(plain, { n: 3 }, 17, 0.4, 1.3);
  const expected = resultsAt(plain, point);
  if (!expected.every((x) => Math.abs(x) < 1e6)) return;
  const done = phases(text, level);
  for (const phase of ["canonicalize", "finish"] as const) {
    expect(difference(expected, resultsAt(done[phase], point)), phase).toBeLessThan(tolerance);
    expect(listing(simplify(done[phase], { level, phase })), `${phase} again`).toBe(listing(done[phase]));
  }
}

const EDGES = [0, -0, 1, -1, 2, 0.5, -3, 1000, -1000, 1e-300, 1e300, Infinity, -Infinity, NaN];
const FINITE_EDGES = EDGES.filter(Number.isFinite);

/** One phase after the other, each against the graph that it was given, at edges of the doubles. */
function checkEdges(text: string, level: Level, edges: readonly number[], fault: (before: number, after: number) => boolean): void {
  const stabilized = simplify(elaborated(text, level), { level, phase: "stabilize" });
  const canonical = simplify(withGradient(stabilized), { level, phase: "canonicalize" });
  const steps = [
    [elaborated(text, level), stabilized], [withGradient(stabilized), canonical],
    [canonical, simplify(canonical, { level, phase: "finish" })],
  ] as const;
  for (let i = 0; i < 40; i++) {
    const values = new Map(["x", "y", "z"].map((name, k) => [name, tensor([], [edges[(i * (k + 3) + k) % edges.length] as number])]));
    for (const [before, after] of steps) {
      const left = resultsAt(before, { values, sizes: new Map() });
      const right = resultsAt(after, { values, sizes: new Map() });
      const wrong = left.findIndex((x, at) => fault(x, right[at] as number));
      const told = [...values].map(([n, t]) => `${n} = ${t.data[0]}`).join(", ");
      expect(wrong, `${told}: ${left.join(" ")} became ${right.join(" ")}\n${listing(before)}\n\n${listing(after)}`).toBe(-1);
    }
  }
}

test("level strict keeps every bit", () => {
  const differs = (x: number, y: number): boolean => !Object.is(x, y) && !(Number.isNaN(x) && Number.isNaN(y));
  fc.assert(
    fc.property(scalar, (body) => checkEdges(`param x, y, z\noutput f = ${body}`, "strict", EDGES, differs)),
    { numRuns: rounds(200, 24), seed: 7 },
  );
});

test("level safe makes no NaN of a number", () => {
  const loses = (x: number, y: number): boolean => Number.isFinite(x) && Number.isNaN(y);
  // beyond the finite numbers: sqrt of -Infinity is NaN where pow is not, and a softmax is NaN once written out
  const program = scalar.filter((body) => !body.includes("^0.5") && !body.includes("+ exp("));
  fc.assert(
    fc.property(program, (body) => checkEdges(`param x, y, z\noutput f = ${body}`, "safe", FINITE_EDGES, loses)),
    { numRuns: rounds(200, 24), seed: 8 },
  );
});

describe.each(["strict", "safe", "fast"] as const)("at level %s", (level) => {
  test("scalars", () => {
    fc.assert(
      fc.property(scalar, (body) => check(`param x, y, z\noutput f = ${body}`, level, 1e-7)),
      { numRuns: rounds(100, 15), seed: 5 },
    );
  });

  test("arrays", () => {
    const program = fc.tuple(fc.constantFrom(...SCALAR_OF), vector).map(
      ([f, a]) => `param v[n], w[n], A[n, n], s\noutput f = ${f.replaceAll("%", () => a)}`,
    );
    fc.assert(fc.property(program, (text) => check(text, level, 1e-8)), { numRuns: rounds(60, 9), seed: 6 });
  });
});
