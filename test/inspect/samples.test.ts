// The samples as on paper: what is printed, read again, is the program with its derivatives, at many points.
import { readdirSync, readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import type { Program } from "../../src/graph/program.js";
import { tensor, type Tensor } from "../../src/graph/tensor.js";
import { toText } from "../../src/inspect/text.js";
import { formulas } from "../../src/pipeline.js";
import { rounds } from "../support/effort.js";
import { pointOf, programOf, valuesOf } from "./helpers.js";

/** Those whose values at any point are numbers of some size, and that an interpreter computes in no time. */
const LEFT_OUT = new Set(["shutter", "slerp", "ba", "hand", "imu", "attitude", "hmm", "newton", "softdtw", "kalman", "rollout", "charges"]);
const samples = readdirSync("samples").filter((f) => f.endsWith(".grad")).map(
  (f) => f.replace(/\.grad$/, ""),
).filter((f) => !LEFT_OUT.has(f));

/** Another point of the same sizes. */
function shifted(program: Program, round: number): ReturnType<typeof pointOf> {
  const { values, sizes } = pointOf(program);
  const moved = [...values].map(([name, { shape, data }]) => [name, tensor(
    [...shape], Array.from(data, (x, i) => 0.2 + ((x + 0.37 * round + 0.11 * i) % 1.3)),
  )] as const);
  return { values: new Map(moved), sizes };
}

function expectClose(got: readonly Tensor[], wanted: readonly Tensor[]): void {
  expect(got.map((t) => t.shape)).toEqual(wanted.map((t) => t.shape));
  got.forEach((t, r) => {
    const scale = (wanted[r] as Tensor).data.reduce((most, x) => Math.max(most, Math.abs(x)), 1);
    t.data.forEach((x, i) => { expect(Math.abs(x - ((wanted[r] as Tensor).data[i] as number)) / scale).toBeLessThan(1e-12); });
  });
}

describe("the text of a sample, read again, is the same program", () => {
  it.each(samples)("%s", (name) => {
    const source = { name, text: readFileSync(`samples/${name}.grad`, "utf8") };
    const paper = formulas(source, {});
    if (paper === undefined) throw new Error("too long");
    const printed = programOf(toText(paper.program, { pretty: false, paper: paper.view }), { gradient: false });
    const code = programOf(source.text);
    for (let round = 0; round < rounds(100, 5); round++) {
      const point = shifted(code, round);
      expectClose(valuesOf(printed, point), valuesOf(code, point));
    }
  });
});
