// Every command and program that the pages show prints what they show. GRADC_UPDATE=1 writes the real output into them.
import { cpSync, mkdirSync, mkdtempSync, readFileSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, describe, expect, test } from "vitest";
import { newCli } from "../cli/inside.js";
import { buildCli, ROOT } from "../cli/staged.js";
import { rerun } from "./pages.js";

const REFRESH = "run: GRADC_UPDATE=1 npx vitest run test/docs";
const isUpdating = process.env.GRADC_UPDATE === "1";
const built = buildCli();
const cli = newCli();
afterAll(() => {
  built.remove();
  cli.remove();
});

/** Drawings that the pages' commands make. */
const drawings = ["docs/images/gradient.svg", "docs/images/network.svg"];

/** Packages that the recipes call. */
const OPTIMISERS = ["ml-levenberg-marquardt", "numeric"];

function newFolder(): string {
  const folder = mkdtempSync(join(cli.work, "page-"));
  mkdirSync(join(folder, "docs/images"), { recursive: true });
  mkdirSync(join(folder, "samples"));
  writeFileSync(join(folder, "package.json"), "{\"type\": \"module\"}\n");
  for (const sample of ["mlp", "chain", "regression"]) cpSync(join(ROOT, `samples/${sample}.grad`), join(folder, `samples/${sample}.grad`));
  mkdirSync(join(folder, "node_modules"));
  for (const name of OPTIMISERS) symlinkSync(join(ROOT, "node_modules", name), join(folder, "node_modules", name));
  return folder;
}

describe("pages", () => {
  const folders = new Map<string, string>();

  test.each(["README.md", "docs/language.md", "docs/generated-code.md", "docs/recipes.md"])("%s", async (path) => {
    const page = readFileSync(join(ROOT, path), "utf8");
    const folder = newFolder();
    folders.set(path, folder);
    const real = await rerun(page, { bin: built.bin, cli, folder });
    if (isUpdating) writeFileSync(join(ROOT, path), real);
    else expect(page, REFRESH).toBe(real);
  });

  test("the drawings are fresh", () => {
    const folder = folders.get("README.md") ?? "";
    for (const path of drawings) {
      const real = readFileSync(join(folder, path), "utf8");
      if (isUpdating) writeFileSync(join(ROOT, path), real);
      else expect(readFileSync(join(ROOT, path), "utf8"), `${path}: ${REFRESH}`).toBe(real);
    }
  });
});
