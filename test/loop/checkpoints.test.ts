// Loops that keep some of their states alone, because their memory is bounded: what they compute stays, for every length.
import { describe, expect, it } from "vitest";
import { compile } from "../../src/index.js";
import { checkpointBase, checkpointBefore, checkpointPlace } from "../../src/runtime/checkpoints.js";
import { placesOf, segmentOf, segmentsOf } from "../../src/shape/dim.js";
import { distance, program } from "../samples/sample.js";

const programs: readonly (readonly [what: string, text: string])[] = [
  ["numbers", "param a, s\ninput x[n]\nfor t = 1:n, y[0] = s { y[t] = sin(a*y[t - 1] + x[t]) }\noutput J = y[end]^2"],
  ["numbers downwards", "param a, s\ninput x[n]\nfor t = n:-1:1, y[n + 1] = s { y[t] = sin(a*y[t + 1] + x[t]) }\noutput J = y[1]^2"],
  [
    "arrays whose rows are used", "param A[2, 2], s[2]\ninput x[n], a\n" +
      "for t = 1:n, y[0] = s, z[0] = 1 { y[t] = tanh(A*y[t - 1] + x[t]); z[t] = z[t - 1]*cos(y[t][1]) + a }\noutput J = sum(y.^2) + sum(z)",
  ],
  [
    "arrays downwards", "param A[2, 2], s[2]\ninput x[n], a\n" +
      "for t = n:-1:1, y[n + 1] = s { y[t] = tanh(A*y[t + 1] + a*x[t])*x[t] }\noutput J = sum(y.^2)",
  ],
];

function point(n: number): Record<string, unknown> {
  const x = Array.from({ length: n }, (_, i) => Math.sin(3 * i + 1));
  return { a: 0.8, s: 0.4, A: [[0.3, -0.5], [0.7, 0.2]], x };
}

describe.each(programs)("%s", (_what, text) => {
  const plain = program(text);
  const bounds = ["1B", "100B", "200B", "400B"].map((memory) => program(text, { memory }));

  it.each([1, 2, 3, 4, 5, 7, 8, 9, 10, 15, 16, 17, 24, 25, 26, 40, 65])("over %i steps", (n) => {
    const { a, s, A, x } = point(n);
    const at = { ...(text.includes("A[") ? { A, s: [0.4, -0.2] } : { s }), a, x };
    const expected = plain.run(at);
    for (const bounded of bounds) {
      const found = bounded.run(at);
      expect(found.outputs).toEqual(expected.outputs);
      for (const [name, numbers] of Object.entries(expected.gradient))
        expect(distance(found.gradient[name] ?? [], numbers)).toBeLessThan(1e-14);
    }
  });

  it("keeps no row of all steps", () => {
    const rows = (code: string): number => [...code.matchAll(/new Float64Array\(.*\)[;,] \/\/ \[n\b/g)].length;
    for (const bounded of bounds) {
      // without a bound, what is made of each step may join the way back and need no rows either
      expect(rows(bounded.code)).toBeLessThanOrEqual(rows(plain.code));
      expect(bounded.counts.ratio ?? 0).toBeGreaterThan(plain.counts.ratio ?? 0);
    }
  });
});

it("keeps to a bound over a million steps, for a few runs through them", () => {
  const steps = 1_000_000;
  const bytes = (memory: number): number => {
    const length = segmentOf(steps, 8, memory) as number;
    const count = segmentsOf(steps, length) as number;
    return 8 * length + 8 * (placesOf(count, 8, memory) as number);
  };
  for (const memory of [64_000, 8_000, 1_000]) expect(bytes(memory)).toBeLessThanOrEqual(memory);
  // no less than what a few states take
  expect(bytes(1)).toBeLessThan(200);
});

it.each(
  [[2, 1], [2, 2], [7, 2], [64, 4], [1000, 12], [1000, 1000], [100, 9]],
)("the places for %i segments, %i of them, serve each", (count, fit) => {
  const places = placesOf(count, 8, 16 * fit) as number;
  const base = checkpointBase(count, places);
  const kept = new Array<number>(places).fill(-1);
  let runs = 0;
  const run = (from: number, to: number): void => {
    for (let s = from; s <= to; s++, runs++) {
      expect(checkpointPlace(s, base)).toBeLessThan(places);
      kept[checkpointPlace(s, base)] = s;
    }
  };
  run(0, count - 1);
  for (let s = count - 2; s >= 0; s--) {
    const from = checkpointBefore(s, base);
    expect(kept[checkpointPlace(from, base)]).toBe(from);
    run(from, s);
  }
  expect(runs).toBeLessThanOrEqual(count * (1 + Math.ceil(Math.log(count) / Math.log(base) - 1e-9)));
});

it("has the whole loop in one segment where that fits, and as it is where sizes are known", () => {
  const [, text] = programs[0] as [string, string];
  const wide = program(text, { memory: "1GB" });
  const { a, s, x } = point(30);
  const [found, expected] = [wide, program(text)].map((each) => each.run({ a, s, x }).gradient);
  for (const name of ["a", "s"]) expect(distance(found?.[name] ?? [], expected?.[name] ?? [])).toBeLessThan(1e-15);
  const known = text.replaceAll("x[n]", "x[100]").replaceAll("1:n", "1:100");
  const code = (memory?: string): string | undefined =>
    compile(known, { target: "body", ...(memory === undefined ? {} : { memory }) }).code;
  expect(code("1MB")).toBe(code());
  expect(code("1kB")).not.toBe(code());
});

it("has twice as many steps of floats in the same memory", () => {
  const [, text] = programs[0] as [string, string];
  const known = text.replaceAll("x[n]", "x[100]").replaceAll("1:n", "1:100");
  const code = (precision: "f32" | "f64", memory: string): string | undefined =>
    compile(known, { target: "body", precision, memory }).code;
  expect(code("f64", "1kB")).not.toBe(code("f64", "2kB"));
  expect(code("f32", "1kB")).toBe(code("f32", "2kB"));
  expect(code("f32", "500B")).not.toBe(code("f32", "1kB"));
});

it("takes amounts of memory alone", () => {
  expect(() => compile("x", { memory: "much" })).toThrow('The option "memory" is an amount of memory such as "64MiB", not "much".');
});
