// The pages made from the tables are fresh.
import { readFileSync, writeFileSync } from "node:fs";
import { expect, test } from "vitest";
import { builtinNames } from "../src/elaborate/names.js";
import { extraKinds } from "../src/graph/derivative-kinds.js";
import { COMPILE_OPTIONS } from "../src/options.js";
import { operationsPage, rulesPage } from "../scripts/reference.js";

test.each([["docs/operations.md", operationsPage], ["docs/rules.md", rulesPage]] as const)("%s", (path, make) => {
  if (process.env.GRADC_UPDATE === "1") writeFileSync(path, make());
  expect(readFileSync(path, "utf8"), "run: npm run docs").toBe(make());
});

/** The words of a page that stand in code, of the lines that hold `part`. */
function codeIn(path: string, part = ""): string[] {
  const lines = readFileSync(path, "utf8").split("\n").filter((line) => line.includes(part));
  return lines.flatMap((line) => [...line.matchAll(/`([^`]+)`/g)]).flatMap(([, text]) => text?.match(/\w+/g) ?? []);
}

test("docs/language.md names every function of the language", () => {
  const code = codeIn("docs/language.md");
  expect(builtinNames().filter((name) => !code.includes(name))).toEqual([]);
});

test("the tables of the pages name every option, and every kind of derivative", () => {
  const kinds = extraKinds.map(({ name }) => name);
  const missing = (path: string, part: string, words: readonly string[]): string[] => {
    const code = codeIn(path, part);
    return words.filter((word) => !code.includes(word)).map((word) => `${path}: ${word}`);
  };
  expect([
    ...missing("README.md", "| `", COMPILE_OPTIONS),
    ...missing("docs/build-step.md", "an option of `gradc compile`", COMPILE_OPTIONS.filter((name) => name !== "target")),
    ...missing("docs/language.md", "--hessian", kinds), ...missing("docs/generated-code.md", "| `f", kinds),
  ]).toEqual([]);
});
