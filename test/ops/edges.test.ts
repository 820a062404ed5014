// First derivatives at kinks, poles and ends of domains, written out by hand: there a wrong record
// agrees with itself, and differences say nothing. Conventions are those of docs/language.md.
import { describe, expect, test } from "vitest";
import { fromCode, fromGraph, inJson, isClose } from "./compare.js";

type Point = readonly [args: readonly number[], partials: readonly number[]];

const INF = Infinity;
const EDGES: readonly (readonly [name: string, text: string, points: readonly Point[]])[] = [
  ["pow", "a1^a2", [
    [[0, 0], [0, 0]], [[0, 1], [1, 0]], [[0, 0.5], [INF, 0]], [[0, -1], [-INF, NaN]], [[3, 1], [1, 3 * Math.log(3)]],
    [[-2, 3], [12, NaN]], [[1, 2], [2, 0]], [[2, 0], [0, Math.log(2)]],
  ]],
  ["lowered_power", "derivative(a1^a2, a1)", [
    [[0, 2], [2, 0]], [[0, 1], [0, 1]], [[2, 1], [0, 1 + Math.LN2]], [[0, 0.5], [-INF, NaN]], [[-2, 3], [-12, NaN]],
    [[3, 2], [2, 3 + 6 * Math.log(3)]],
  ]],
  ["cbrt", "cbrt(a1)", [[[0], [INF]], [[1], [1 / 3]], [[-8], [1 / 12]]]],
  ["nthRoot", "nthRoot(a1, a2)", [[[0, 3], [INF, 0]], [[1, 3], [1 / 3, 0]], [[-8, 3], [1 / 12, NaN]]]],
  ["max", "max(a1, a2)", [[[1, 1], [0.5, 0.5]], [[2, 1], [1, 0]], [[1, 2], [0, 1]], [[NaN, 1], [NaN, NaN]], [[1, NaN], [NaN, NaN]]]],
  ["min", "min(a1, a2)", [[[1, 1], [0.5, 0.5]], [[2, 1], [0, 1]], [[1, 2], [1, 0]], [[NaN, 1], [NaN, NaN]], [[1, NaN], [NaN, NaN]]]],
  ["select", "a1 ? a2 : a3", [[[0, 2, 3], [0, 0, 1]], [[1, 2, 3], [0, 1, 0]]]],
  ["log", "log(a1)", [[[0], [INF]], [[-1], [NaN]]]],
  ["log_one_minus_square", "log(1 - a1^2)", [[[1], [-INF]], [[-1], [INF]], [[0.5], [-4 / 3]], [[1.5], [NaN]], [[2], [NaN]]]],
  ["log1p_square", "log(1 + a1^2/a2)", [
    [[2, -1], [NaN, NaN]], [[1.1, -1], [NaN, NaN]], [[1, -1], [-INF, -INF]], [[-1, -1], [INF, -INF]],
    [[0.5, -1], [-4 / 3, -1 / 3]], [[3, -18], [-2 / 3, -1 / 18]], [[0, 2], [0, 0]],
    [[2, -4], [-INF, -INF]], [[-3, -9], [INF, -INF]], [[0.5, -0.25], [-INF, -INF]],
  ]],
  ["log1p_square_fall", "derivative(log(1 + a1^2/a2), a2)", [[[1, 1], [-0.5, 0.75]]]],
  ["cosine", "a1^2/(4 + a1^2)", [[[0], [0]], [[1], [8 / 25]], [[-2], [-1 / 4]]]],
  ["base_slope", "derivative(log(a1, a2), a2)", [[[0, 2], [-INF, -INF]], [[-1, 2], [NaN, NaN]]]],
  ["root_slope", "derivative(nthRoot(a1, a2), a1)", [[[1, 2], [-0.25, -0.25]], [[-8, 3], [1 / 144, NaN]]]],
  ["logBase", "log(a1, a2)", [[[0, 2], [INF, INF]], [[-1, 2], [NaN, NaN]]]],
  ["atan2", "atan2(a1, a2)", [[[0, 0], [0, 0]], [[1, 0], [0, -1]], [[0, 1], [1, 0]], [[0, -1], [-1, 0]], [[-1, 0], [0, 1]]]],
  ["atanh", "atanh(a1)", [[[1], [INF]], [[-1], [INF]], [[2], [NaN]]]],
  ["acoth", "acoth(a1)", [[[1], [INF]], [[-1], [INF]], [[0.5], [NaN]]]],
  ["power_rate", "derivative((a1^a2 - 1)/a2, a2)", [[[2, 1], [Math.LN2, 2 * (1 - Math.LN2) ** 2]]]],
  ["power_share", "a2^a3/(a1 + a2^a3)", [
    [[1, 0, 2], [0, 0, 0]], [[2, 3, 2], [-9 / 121, 12 / 121, 18 / 121 * Math.log(3)]],
  ]],
];

/** Where what is written overflows: of generated code alone, which has the stable form. */
const BEYOND: typeof EDGES = [
  ["log1p_square_fall", "derivative(log(1 + a1^2/a2), a2)", [[[4e303, 8e-115], [0, 1 / 8e-115 / 8e-115]]]],
];

describe.each(
  [...EDGES.map((row) => [...row, [fromCode, fromGraph]] as const), ...BEYOND.map((row) => [...row, [fromCode]] as const)],
)("%s", (_name, text, points, ways) => {
  test("has the derivatives written here", () => {
    const names = points[0]?.[0].map((_, i) => `a${i + 1}`) ?? [];
    const program = `param ${names.join(", ")}\noutput y = ${text}`;
    for (const evaluate of ways.map((way) => way(program))) {
      for (const [args, partials] of points) {
        const found = evaluate(Object.fromEntries(names.map((name, i) => [name, inJson(args[i] as number)])));
        names.forEach((name, i) => {
          const [there, expected] = [found.get(`d/d${name}`)?.[0], partials[i] as number];
          expect(
            there !== undefined && isClose(there, expected, 1e-14, 1),
            `d/d${name} at ${args.join(", ")}: ${there} is not ${expected}`,
          ).toBe(true);
        });
      }
    }
  });
});
