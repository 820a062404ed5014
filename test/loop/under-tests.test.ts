// What only branches of one test read is computed under it, once.
import { describe, expect, test } from "vitest";
import { compile } from "../../src/index.js";
import { generated } from "../support/agreement.js";
import { committedProgram, scalarText } from "../support/random-scalar.js";
import { scalarGenerated, scalarPlain } from "../support/scalar-references.js";

const START = "param x, y\nc = x > 0\nt = sin(x)*y\n";

/** The lines of the value that choose something. */
function choices(text: string): readonly string[] {
  const { code = "" } = compile(text, { name: "f", valueOnly: true });
  return code.split("\n").filter((line) => line.includes(" ? ")).map((line) => line.trim());
}

describe("a value that branches read", () => {
  test.each([
    ["of several choices", "output r = [c ? t*t : 1, c ? t + y : 2]", "const t = c ? y * Math.sin(x) : 0;"],
    ["where the test fails", "output r = [c ? 1 : t*t, c ? 2 : t + y]", "const t = c ? 0 : y * Math.sin(x);"],
    ["that others are made of", "u = t + 1\noutput r = [c ? u*u : 1, c ? u + y : 2, c ? t*y : 3]", "const t = c ? y * Math.sin(x) : 0;"],
  ])("%s is computed under the test", (_what, end, expected) => {
    expect(choices(START + end)).toContain(expected);
    for (const x of [0.7, -0.7]) {
      const [t, y] = [Math.sin(x) * 3, 3];
      const found = generated(START + end, { x, y }, { valueOnly: true }).get("r") ?? [];
      const whole = end.includes("u = ")
        ? (x > 0 ? [(t + 1) ** 2, t + 1 + y, t * y] : [1, 2, 3])
        : (x > 0) === end.includes("c ? t*t") ? [t * t, t + y] : [1, 2];
      found.forEach((value, i) => expect(value).toBeCloseTo(whole[i] ?? NaN, 14));
    }
  });

  test.each([
    ["one choice", "output r = [c ? t*t : 1, y]"],
    ["both branches", "output r = [c ? t*t : 1, c ? 2 : t + y]"],
    ["something else too", "output r = [c ? t*t : 1, c ? t + y : 2, t]"],
    ["choices by another test", "d = y > 0\noutput r = [c ? t*t : 1, d ? t + y : 2]"],
  ])("of %s is not", (_what, end) => {
    expect(choices(START + end).filter((line) => line.includes(": 0;") || line.includes("? 0 :"))).toEqual([]);
  });
});

// partials in which one cotangent stands in both branches of a test, and elsewhere in one of them
test.each([2725, 9564])("cotangents that results read are computed whatever a test says, in the random program %d", (seed) => {
  const program = committedProgram(seed);
  for (const math of ["strict", "safe", "fast"] as const) {
    const found = scalarGenerated(program, { math });
    for (const [name, [expected = NaN]] of scalarPlain(program))
      expect(found.get(name)?.[0], `${math}: ${name} of\n${scalarText(program)}`).toSatisfy(
        (x: number) => Math.abs(x - expected) <= 1e-9 * Math.abs(expected),
      );
  }
});
