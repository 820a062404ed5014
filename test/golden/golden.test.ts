// Every sample: its generated file stands beside it and is what the compiler writes now. It has no
// import, type-checks alone under strict settings, and its gradient costs at most 4 times its value.
// Refresh with: npm run golden
import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { gzipSync } from "node:zlib";
import { transformSync } from "esbuild";
import { describe, expect, test } from "vitest";
import { compile, formatDiagnostics, type CompileOptions } from "../../src/index.js";
import { unsound } from "../support/sound.js";
import { typeFaults } from "../support/typescript.js";
import { some } from "../support/effort.js";

const FOLDER = "samples";
const names = readdirSync(FOLDER).filter((f) => f.endsWith(".grad")).map((f) => f.replace(/\.grad$/, ""));
/** What is compiled twice: the files beside the samples were written by other processes. */
const again = some(names, 8);
const isUpdating = process.env.GRADC_UPDATE === "1";

/** Those that are compiled with options. */
const OPTIONS: Readonly<Record<string, CompileOptions>> = {
  tridiagonal: { jacobian: true, sparse: true }, swing: { hessian: true, sparse: true },
};

function compiled(name: string): { code: string; ratio: number | undefined } {
  const made = compile(readFileSync(`${FOLDER}/${name}.grad`, "utf8"), { file: `${name}.grad`, ...OPTIONS[name] });
  const { code, counts, diagnostics } = made;
  expect(unsound(made)).toBeUndefined();
  if (code === undefined) throw new Error(formatDiagnostics(diagnostics));
  return { code, ratio: counts?.ratio };
}

describe.each(names)("%s", (name) => {
  const { code, ratio } = compiled(name);
  test("the generated file is fresh", () => {
    const path = `${FOLDER}/${name}.gen.ts`;
    if (isUpdating) writeFileSync(path, code);
    expect(readFileSync(path, "utf8"), "run: npm run golden").toBe(code);
  });
  test.runIf(again.includes(name))("the same input gives the same bytes", () => {
    expect(compiled(name).code).toBe(code);
  });
  test("no line is longer than 120 characters", () => {
    expect(code.split("\n").filter((line) => line.length > 120)).toEqual([]);
  });
  test("it stands alone", () => {
    expect(code).not.toMatch(/\b(import|require|eval|Function)\b/);
  });
  test("the gradient costs at most 4 times the value", () => {
    expect(ratio ?? 0).toBeLessThanOrEqual(4);
  });
});

test("all generated files type-check alone under strict settings", () => {
  const files = names.map((n) => `${FOLDER}/${n}.gen.ts`);
  expect(typeFaults(new Map(files.map((file) => [file, readFileSync(file, "utf8")])))).toEqual([]);
});

test("the network has 2.7 kB, minified and compressed", () => {
  const { code } = transformSync(readFileSync(`${FOLDER}/mlp.gen.ts`, "utf8"), { loader: "ts", format: "esm", minify: true });
  // 2,691 bytes; other versions of zlib differ by some
  expect(gzipSync(code, { level: 9 }).length).toBeLessThan(2720);
});
