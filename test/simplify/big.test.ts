// Random programs of scalars and of small arrays: simplifying keeps values and gradients, and is
// done once. At points where the plain graph overflows or leaves its domain, nothing is asked of it.
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { Level } from "../../src/simplify/rule.js";
import { simplify } from "../../src/simplify/simplify.js";
import { difference, elaborated, listing, phases, pointFor, resultsAt, withGradient } from "./helpers.js";

const UNARY = ["-(%)", "sin(%)", "exp(%)", "log(%)", "sqrt(%)", "abs(%)", "tanh(%)", "sigmoid(%)", "log(1 + exp(%))", "1/(%)", "(%)^2", "(%)^3", "relu(%)", "cos(%)", "(%)^0.5"];
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

const VECTOR_UNARY = ["-(%)", "sin(%)", "exp(%)", "2*(%)", "(%)/n", "A*(%)", "A'*(%)", "softmax(%)", "(%) .* (%)", "diag(v)*(%)", "(%)[end:-1:1]", "s*(%)", "(%) + s"];
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

describe.each(["strict", "safe", "fast"] as const)("at level %s", (level) => {
  test("scalars", () => {
    fc.assert(fc.property(scalar, (body) => check(`param x, y, z\noutput f = ${body}`, level, 1e-7)), { numRuns: 10, seed: 905 });
  });

  test("arrays", () => {
    const program = fc.tuple(fc.constantFrom(...SCALAR_OF), vector).map(([f, a]) => `param v[n], w[n], A[n, n], s\noutput f = ${f.replaceAll("%", () => a)}`);
    fc.assert(fc.property(program, (text) => check(text, level, 1e-8)), { numRuns: 3000, seed: 1906 });
  });
});
