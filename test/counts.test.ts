// Operations of value plus full gradient stay at or below those of plain reverse mode on a shared graph.
import { readFileSync, readdirSync } from "node:fs";
import { pathToFileURL } from "node:url";
import { describe, expect, it } from "vitest";
import { countText } from "../bench/operations.mjs";
import { counted } from "../bench/problems.mjs";
import { compile } from "../src/index.js";
import type { Imported } from "../src/diagnostics/source.js";

const samples = new URL("../samples/", import.meta.url);

function readImport(path: string, importer: string): Imported {
  const url = new URL(path, pathToFileURL(importer));
  return { name: url.pathname, text: readFileSync(url, "utf8") };
}

describe("operations of value and gradient", () => {
  it.each(counted)("$name: at most $most", ({ text, most }) => {
    const { counts, code } = compile(text, { name: "f" });
    expect(counts?.valueAndGradient).toBeLessThanOrEqual(most);
    expect(countText(code ?? "", "fValueAndGrad")).toBe(counts?.valueAndGradient);
    expect(countText(code ?? "", "f")).toBe(counts?.value);
  });
});

describe("samples: value and gradient to value", () => {
  const files = readdirSync(samples).filter((file) => file.endsWith(".grad"));
  it.each(files)("%s: at most 4", (file) => {
    const { counts, diagnostics } = compile(
      readFileSync(new URL(file, samples), "utf8"), { file: new URL(file, samples).pathname, imports: readImport },
    );
    expect(diagnostics.filter((d) => d.severity === "error")).toEqual([]);
    expect(counts?.ratio ?? 0).toBeLessThanOrEqual(4);
  });
});
