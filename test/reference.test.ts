// The pages made from the tables are fresh.
import { readFileSync, writeFileSync } from "node:fs";
import { expect, test } from "vitest";
import { operationsPage, rulesPage } from "../scripts/reference.js";

test.each([["docs/operations.md", operationsPage], ["docs/rules.md", rulesPage]] as const)("%s", (path, make) => {
  if (process.env.GRADC_UPDATE === "1") writeFileSync(path, make());
  expect(readFileSync(path, "utf8"), "run: npm run docs").toBe(make());
});
