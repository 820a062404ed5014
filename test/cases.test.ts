// Small programs from public reports and models with their right values, run as `gradc eval --batch` runs them.
// A case that is marked `quality` loses digits as its formula is typed; those that still do are in open.json, and
// docs/accuracy.md lists them.
import { readFileSync, writeFileSync } from "node:fs";
import { expect, test } from "vitest";
import { newBatch } from "../src/run/batch.js";
import { faultsOf, type Case } from "./cases/compare.js";
import { some } from "./support/effort.js";

const lines = readFileSync("test/cases/failures.jsonl", "utf8").trimEnd().split("\n");
const all = lines.map((line) => JSON.parse(line) as Case);
const kinds = [...new Set(all.map((c) => c.kind))];
const isUpdating = process.env.GRADC_UPDATE === "1";
/** A share of each kind; in the campaign all. */
const cases = isUpdating ? all : kinds.flatMap((kind) => some(all.filter((c) => c.kind === kind), 3));
/** The cases that fail. GRADC_UPDATE=1 takes out those that pass; the list never grows. */
const open = new Set(JSON.parse(readFileSync("test/cases/open.json", "utf8")) as readonly string[]);

const run = newBatch({}, (error) => { throw error; });

/** In the test and not before: whoever changes the compiler and runs the tests again is to see it. */
function faultsIn(c: Case): string[] {
  const { program, wrt, at, hessian, outputs } = c;
  return faultsOf(c, outputs === undefined || wrt !== undefined
    ? run(JSON.stringify({ program, wrt, at, hessian: hessian !== undefined }))
    : run(JSON.stringify({ program, at })));
}

test.each(kinds)("%s", (kind) => {
  const wrong = cases.filter((c) => c.kind === kind && !open.has(c.id)).flatMap(
    (c) => faultsIn(c).map((fault) => `${c.id}: ${c.program}: ${fault}`),
  );
  expect(wrong).toEqual([]);
});

test("the open cases fail", () => {
  const tried = new Map(cases.map((c) => [c.id, c]));
  const known = [...open].filter((id) => tried.has(id));
  const failing = known.filter((id) => faultsIn(tried.get(id) as Case).length > 0);
  if (isUpdating)
    writeFileSync("test/cases/open.json", `${JSON.stringify(failing, undefined, 0).replaceAll(",", ",\n")}\n`);
  else expect(failing).toEqual(known);
});
