// The tests of derivatives and rules see changes in them: mutants are made of all definitions, and a
// few of them are run. `npm run mutate` runs them all.
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { transform } from "esbuild";
import { expect, test } from "vitest";
import { codeDetector, detectCode, detectRows } from "./mutation/detect.js";
import { equivalents } from "./mutation/equivalents.js";
import { applied, type Mutant } from "./mutation/module-mutants.js";
import { allMutants, isOfGuards, keyOf, sample, told } from "./mutation/mutants.js";

const ROOT = join(import.meta.dirname, "../..");
const mutants = allMutants(ROOT);
const listed = new Set(equivalents.map((e) => e.mutant));
/** Changes that alter a value nearly everywhere. */
const CLEAR = new Set(["sign flipped", "factor dropped", "function"]);

test("there are mutants of every definition, and each is a program", async () => {
  expect(mutants.length).toBeGreaterThan(400);
  expect(new Set(mutants.map((m) => m.file)).size).toBeGreaterThan(25);
  // rows have been read by the parser of formulas already
  const code = mutants.filter((m) => !m.isRow);
  expect(mutants.length - code.length).toBeGreaterThan(400);
  const texts = new Map([...new Set(mutants.map((m) => m.file))].map((file) => [file, readFileSync(join(ROOT, file), "utf8")]));
  const faults = await Promise.all(code.map(async (m) => {
    const text = applied(m, texts.get(m.file) as string);
    return text === texts.get(m.file) ? [told(m)] : transform(text, { loader: "ts", logLevel: "silent" }).then(() => [], () => [told(m)]);
  }));
  expect(faults.flat()).toEqual([]);
});

test("what is said to be equivalent is a mutant", () => {
  const all = new Set(mutants.filter((m) => m.isRow).map(keyOf));
  expect([...listed].filter((m) => !all.has(m))).toEqual([]);
});

test("a changed row of a table fails the tests of that row", async () => {
  const chosen = sample(mutants.filter((m) => m.isRow && CLEAR.has(m.kind) && !listed.has(keyOf(m))), 30);
  const outcomes = await detectRows(ROOT, chosen, join(ROOT, "build/mutation"));
  expect(chosen.filter((m) => outcomes.get(m)?.isKilled !== true).map(told)).toEqual([]);
});

/** Of code, those that change what is computed: a factor, a sign, a sum, a mask, the order of arguments. */
const COMPUTED = new Set([
  "sign dropped", "factor dropped", "arguments swapped", "branches swapped", "operation", "sum dropped",
  "transpose dropped", "sum over stretched axes dropped",
]);

/** Of a hundred such changes, what may survive: shortcuts to what the general way gives as well. */
const SURVIVING = 10;

/** GRADC_SEED=2 tries others; `npm run mutate -- --part 1/20` goes through all of them in twenty parts. */
const SEED = Number(process.env.GRADC_SEED ?? 0);

test("a change in the code of a derivative or a rule fails some test", { timeout: 600_000 }, async () => {
  const code = mutants.filter((m) => !m.isRow && !m.file.endsWith("fold.ts") && COMPUTED.has(m.kind));
  const chosen = [...sample(code.filter((m) => !isOfGuards(m)), 80, SEED), ...sample(code.filter(isOfGuards), 20, SEED)];
  const detector = await codeDetector(
    ROOT, chosen, join(ROOT, "build/mutation/few"),
    { from: "few-code-tests", without: ["sizes", "differences of", "level fast", "level strict", "is simplified once"] },
  );
  const surviving: Mutant[] = [];
  await detectCode(detector, chosen, 4, 2, (mutant, outcome) => { if (!outcome.isKilled) surviving.push(mutant); });
  expect(chosen.length).toBeGreaterThanOrEqual(80);
  expect(surviving.length, surviving.map(told).join("\n")).toBeLessThanOrEqual(SURVIVING);
});
