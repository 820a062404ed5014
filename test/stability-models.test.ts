// Common models as they are written down, at points where a plain evaluation overflows, cancels or
// gives NaN: values and gradients against numbers from 600 digits (test/accuracy/models.py).
import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { generated } from "./support/agreement.js";
import { some } from "./support/effort.js";

interface Reference {
  readonly text: string;
  readonly point: Readonly<Record<string, unknown>>;
  readonly value: number | string;
  readonly gradient: readonly (readonly (number | string)[])[];
}

const references = JSON.parse(readFileSync("test/accuracy/references/models.json", "utf8")) as readonly Reference[];
/** A few roundings of each number, whatever its size. */
const TOLERANCE = 2e-14;
/** Below this a number has lost digits by being subnormal. */
const TINY = 1e-307;

function isClose(found: number, expected: number, tolerance: number): boolean {
  return found === expected || Math.abs(found - expected) <= tolerance * Math.abs(expected) + TINY;
}

test.each(
  some(references, 2).map((r) => [`${r.text.replaceAll("\n", "; ")} at ${JSON.stringify(r.point)}`, r] as const),
)("%s", (_name, r) => {
  const found = [...generated(r.text, r.point).values()].flat();
  const expected = [r.value, ...r.gradient.flat()].map(Number);
  expect(found.length).toBe(expected.length);
  const wrong = expected.flatMap(
    (x, i) => (isClose(found[i] as number, x, TOLERANCE) ? [] : [`${i === 0 ? "value" : `derivative ${i}`}: ${found[i]} is not ${x}`]),
  );
  expect(wrong).toEqual([]);
});
