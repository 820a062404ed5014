// Random tensor programs: generated code against the plain graph, forward against reverse mode by the
// inner product, and the symmetry of Hessians; for fixed and for named sizes.
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { difference, generated, interpreted, plainGraph, type Numbers } from "../support/agreement.js";
import { programFromTape } from "../support/random-program.js";
import { rounds } from "../support/effort.js";

const RUNS = rounds(750, 14);
const LIMIT = 1e6;
const tapes = fc.array(fc.nat({ max: 1 << 20 }), { minLength: 8, maxLength: 60 });
const short = fc.array(fc.nat({ max: 1 << 20 }), { minLength: 8, maxLength: 26 });

function isTame(numbers: Numbers): boolean {
  return [...numbers.values()].flat().every((x) => Math.abs(x) < LIMIT);
}

describe.each([["fixed sizes", false], ["named sizes", true]] as const)("random programs with %s", (_name, named) => {
  test("generated code agrees with the interpreter on values and gradients", () => {
    fc.assert(fc.property(tapes, (tape) => {
      const { text, point } = programFromTape(tape, named);
      const expected = interpreted(plainGraph(text), point);
      if (isTame(expected)) expect(difference(expected, generated(text, point), 1e-8), text).toBeUndefined();
    }), { numRuns: RUNS });
  }, 300_000);

  test("forward and reverse mode agree along a direction", () => {
    fc.assert(fc.property(short, fc.nat({ max: 2 }), (tape, which) => {
      const { text, point } = programFromTape(tape, named);
      const by = Object.keys(point)[which] as string;
      const more = `${text}\nalong = 0.3*${by} + 0.1\noutput forward = jvp(J, ${by}, along)\noutput reverse = sum(grad(J, ${by}) .* along)`;
      const found = generated(more, point, { valueOnly: true });
      if (!isTame(found)) return;
      const [[forward], [reverse]] = [found.get("forward") ?? [], found.get("reverse") ?? []] as [number[], number[]];
      expect(Math.abs((forward ?? NaN) - (reverse ?? NaN)), more).toBeLessThanOrEqual(1e-8 * Math.max(1, Math.abs(forward ?? 0)));
    }), { numRuns: Math.ceil(RUNS / 6) });
  }, 300_000);

  test("Hessians agree with the interpreter and are symmetric", () => {
    fc.assert(fc.property(short, (tape) => {
      const { text, point } = programFromTape(tape, named);
      const options = { wrt: ["u", "w"], hessian: true };
      const expected = interpreted(plainGraph(text, options), point);
      if (!isTame(expected)) return;
      const found = generated(text, point, options);
      expect(difference(expected, found, 1e-7), text).toBeUndefined();
      const [rows, cols] = [(point["u"] as number[]).length, (point["w"] as number[]).length];
      const [uw, wu] = [found.get("d2/du,w") ?? [], found.get("d2/dw,u") ?? []];
      const scale = Math.max(1, ...uw.map(Math.abs));
      for (let i = 0; i < rows; i++) for (let j = 0; j < cols; j++)
        expect(Math.abs((uw[i * cols + j] ?? NaN) - (wu[j * rows + i] ?? NaN)), text).toBeLessThanOrEqual(1e-7 * scale);
    }), { numRuns: Math.ceil(RUNS / 6) });
  }, 300_000);
});
