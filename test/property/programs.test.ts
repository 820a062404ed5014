// Random tensor programs: generated code against the plain graph, for fixed and for named sizes.
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { difference, generated, interpreted, plainGraph } from "../support/agreement.js";
import { programFromTape } from "../support/random-program.js";

const RUNS = Number(process.env.GRADC_PROGRAMS ?? 1000);
const tapes = fc.array(fc.nat({ max: 1 << 20 }), { minLength: 8, maxLength: 60 });

describe.each([["fixed sizes", false], ["named sizes", true]] as const)("random programs with %s", (_name, named) => {
  test("generated code agrees with the interpreter on values and gradients", () => {
    fc.assert(fc.property(tapes, (tape) => {
      const { text, point } = programFromTape(tape, named);
      const expected = interpreted(plainGraph(text), point);
      const biggest = Math.max(...[...expected.values()].flat().map(Math.abs));
      if (!(biggest < 1e6)) return;
      expect(difference(expected, generated(text, point), 1e-8), text).toBeUndefined();
    }), { numRuns: RUNS });
  }, 300_000);
});
