// Random texts never crash the compiler: a thousand and a half here, 50,000 in the campaign; npm run fuzz:parser takes as many as wanted.
import { expect, test } from "vitest";
import { check, fuzzCorpus, shrink } from "./fuzz-check.js";
import { fuzzText } from "./fuzz-text.js";
import { rounds } from "../support/effort.js";

const SEED = 2026;
const TEXTS = rounds(50_000, 400);

test("random texts give a module, or errors at places inside the text", () => {
  const corpus = fuzzCorpus();
  const outcomes = { module: 0, errors: 0 };
  const failures: string[] = [];
  for (let run = 0; run < TEXTS; run++) {
    const text = fuzzText(SEED, run, corpus);
    const { outcome, fault } = check(text);
    outcomes[outcome]++;
    if (fault === undefined || failures.length >= 3) continue;
    failures.push(`seed ${SEED}, number ${run}: ${fault}\n${JSON.stringify(shrink(text, (t) => check(t).fault !== undefined))}`);
  }
  expect(failures).toEqual([]);
  // the campaign reaches both ends of the compiler
  expect(outcomes.module).toBeGreaterThan(TEXTS / 25);
  expect(outcomes.errors).toBeGreaterThan(TEXTS / 2.5);
});
