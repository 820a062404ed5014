// A sample as on paper, printed and read again, against the sample itself at several points.
import { readdirSync, readFileSync } from "node:fs";
import { expect } from "vitest";
import type { Program } from "../../src/graph/program.js";
import { tensor, type Tensor } from "../../src/graph/tensor.js";
import { toText } from "../../src/inspect/text.js";
import { formulas } from "../../src/as-written.js";
import { pointOf, programOf, valuesOf } from "./helpers.js";

export const samples = readdirSync("samples").filter((f) => f.endsWith(".grad")).map((f) => f.replace(/\.grad$/, ""));

/** Variables that hold whole numbers. */
const WHOLE: Readonly<Record<string, readonly string[]>> = { hmm: ["seen"] };

/** Another point of the same sizes. */
function shifted(program: Program, round: number, whole: readonly string[]): ReturnType<typeof pointOf> {
  const { values, sizes } = pointOf(program, whole);
  const moved = [...values].map(([name, { shape, data }]) => [name, tensor(
    [...shape], Array.from(data, (x, i) => (whole.includes(name) ? 1 + (x + round + i) % 2 : 0.2 + ((x + 0.37 * round + 0.11 * i) % 1.3))),
  )] as const);
  return { values: new Map(moved), sizes };
}

/** The largest difference of each result, by its largest element. */
function differences(got: readonly Tensor[], wanted: readonly Tensor[]): number[] {
  return got.map(({ data }, r) => {
    const own = (wanted[r] as Tensor).data;
    const scale = own.reduce((most, x) => Math.max(most, Math.abs(x)), 1);
    return data.reduce((most, x, i) => Math.max(most, Math.abs(x - (own[i] as number)) / scale), 0);
  });
}

/** Every number by its last digit up or down. */
function rounded({ values, sizes }: ReturnType<typeof pointOf>, whole: readonly string[]): ReturnType<typeof pointOf> {
  const moved = [...values].map(([name, { shape, data }]) => [name, tensor(
    [...shape], data.map((x, i) => (whole.includes(name) ? x : x * (1 + (i % 2 === 0 ? 1 : -1) * Number.EPSILON))),
  )] as const);
  return { values: new Map(moved), sizes };
}

/** Equal to 1e-12, or, where a last digit of the variables changes more than that, to a few times as much. */
function expectClose(got: readonly Tensor[], wanted: readonly Tensor[], nearby: () => readonly Tensor[]): void {
  expect(got.map((t) => t.shape)).toEqual(wanted.map((t) => t.shape));
  const errors = differences(got, wanted);
  if (errors.every((error) => error < 1e-12)) return;
  const unsure = differences(nearby(), wanted);
  errors.forEach((error, r) => { expect(error).toBeLessThan(Math.max(1e-12, 4 * (unsure[r] as number))); });
}

export function expectSameAgain(name: string, points: number): void {
  const source = { name, text: readFileSync(`samples/${name}.grad`, "utf8") };
  const paper = formulas(source, {});
  if (paper === undefined) throw new Error("too long");
  const printed = programOf(toText(paper.program, { pretty: false, paper: paper.view }), { gradient: false });
  const code = programOf(source.text);
  for (let round = 0; round < points; round++) {
    const point = shifted(code, round, WHOLE[name] ?? []);
    expectClose(valuesOf(printed, point), valuesOf(code, point), () => valuesOf(code, rounded(point, WHOLE[name] ?? [])));
  }
}
