// The program's own text becomes the documentation of what is generated.
import { expect, test } from "vitest";
import { compile } from "../../src/index.js";

function codeOf(text: string, options = {}): string {
  const { code, diagnostics } = compile(text, options);
  if (code === undefined) throw new Error(diagnostics.map((d) => d.message).join("\n"));
  return code;
}

const DECAY = `# A decaying oscillation, measured at points.

# decay rate, in 1/s
param rate
param amplitude  # in mV
input t
# how far off the model is
output misfit = (amplitude
  * exp(-rate*t))^2  # squared`;

test("expressions as they were typed, comments above a statement and behind it", () => {
  expect(codeOf(DECAY)).toContain(`/**
 * Returns \`(amplitude * exp(-rate*t))^2\`.
 * A decaying oscillation, measured at points.
 * how far off the model is squared
 * @param rate decay rate, in 1/s
 * @param amplitude in mV
 */
export function f(rate: number, amplitude: number, t: number): number {`);
  expect(codeOf(DECAY, { args: "object" })).toContain("  /** decay rate, in 1/s */\n  readonly rate: number;\n  /** in mV */\n");
});

test("the comment at the head is the program's, unless it stands over one name and speaks of it", () => {
  const docs = (head: string): string => (/\/\*\*\n([^]*?)\*\//.exec(codeOf(`${head}\noutput y = rate^2`))?.[1] ?? "").replace(/ \* /g, "");
  expect(docs("# The rate of it.\nparam rate")).toBe("Returns `rate^2`.\n@param rate The rate of it.\n ");
  expect(docs("# per second\nparam rate")).toBe("Returns `rate^2`.\n@param rate per second\n ");
  expect(docs("# A square of something.\nparam rate")).toBe("Returns `rate^2`.\nA square of something.\n ");
  expect(docs("# Growth of something\nparam rate")).toBe("Returns `rate^2`.\nGrowth of something\n ");
  expect(docs("# growth by the rate\nparam rate # per second")).toBe("Returns `rate^2`.\ngrowth by the rate\n@param rate per second\n ");
  expect(docs("# A square\n\nparam rate")).toBe("Returns `rate^2`.\nA square\n ");
});

test("a comment can't end the one that it stands in, and is no tag", () => {
  const code = codeOf("# */ export const x = 1 /* @ts-nocheck\n\nparam a[2] # */ @deprecated\noutput y = sum(a.^2)");
  expect(code).toContain(" * * / export const x = 1 /* @ ts-nocheck\n");
  expect(code).toContain("/** [2]: * / @ deprecated */");
});

test("a function of values has no name of a derivative", () => {
  const code = codeOf("param height, centre, width\ninput x\noutput y = height * exp(-((x - centre)/width)^2)*sin(centre)");
  const value = code.slice(code.indexOf("export function f("), code.indexOf("export function fGrad"));
  expect(value).not.toMatch(/\bd(height|centre|width)\b/);
});

test("records of several variables are named by their fields", () => {
  const code = codeOf("param a{x, y}, b{x, y}, pose{turn, bend}\noutput f = a*b + pose.turn*pose.bend");
  expect(code.match(/export interface \w+/g)?.slice(0, 2)).toEqual(["export interface FXY", "export interface FPose"]);
});
