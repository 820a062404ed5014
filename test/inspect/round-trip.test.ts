// The printed text is a program of the language, and means the same.
import { describe, expect, it } from "vitest";
import { toText } from "../../src/inspect/text.js";
import { pointOf, programOf, valuesOf } from "./helpers.js";
import { arrays, scalar, type Case } from "./programs.js";

const cases: readonly Case[] = [...scalar.map((text) => ({ text, hessian: true })), ...arrays];

describe("text means the same when it is read again", () => {
  for (const { text, whole, hessian, jacobian } of cases) {
    it(text.replaceAll("\n", "; "), () => {
      const program = programOf(text, { hessian: hessian === true, jacobian: jacobian === true });
      const point = pointOf(program, whole);
      const wanted = valuesOf(program, point);
      for (const pretty of [true, false]) {
        const printed = toText(program, { pretty });
        const again = programOf(printed, { gradient: false });
        const got = valuesOf(again, point);
        expect(got.map((t) => t.shape), printed).toEqual(wanted.map((t) => t.shape));
        got.forEach((t, i) => t.data.forEach((v, at) => expect(
          Math.abs(v - (wanted[i]?.data[at] ?? NaN)),
          `${printed}\nresult ${i + 1}, element ${at + 1}: ${v} for ${wanted[i]?.data[at]}`,
        )
          .toBeLessThan(1e-9 * (1 + Math.abs(v)))));
      }
    });
  }
});
