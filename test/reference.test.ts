// The pages made from the tables are fresh.
import { readFileSync, writeFileSync } from "node:fs";
import { expect, test } from "vitest";
import { builtinNames } from "../src/elaborate/names.js";
import { operationsPage, rulesPage } from "../scripts/reference.js";

test.each([["docs/operations.md", operationsPage], ["docs/rules.md", rulesPage]] as const)("%s", (path, make) => {
  if (process.env.GRADC_UPDATE === "1") writeFileSync(path, make());
  expect(readFileSync(path, "utf8"), "run: npm run docs").toBe(make());
});

test("docs/language.md names every function of the language", () => {
  const code = [...readFileSync("docs/language.md", "utf8").matchAll(/`([^`\n]+)`/g)].flatMap(([, text]) => text?.match(/\w+/g) ?? []);
  expect(builtinNames().filter((name) => !code.includes(name))).toEqual([]);
});
