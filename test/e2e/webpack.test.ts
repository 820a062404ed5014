// Programs imported by an application that webpack and Rspack build, by the plugin as it is in the package.
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { SourceMap, type SourceMapPayload } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { build } from "esbuild";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import type gradc from "../../src/plugin/webpack.js";

interface Stats {
  toJson(options: object): {
    readonly errors: readonly { readonly message: string }[];
    readonly warnings: readonly { readonly message: string }[];
  };
}

/** What the two have in common. */
type Bundler = (options: object, done: (error: Error | null, stats?: Stats) => void) => void;

const folder = mkdtempSync(join(tmpdir(), "gradc-webpack-"));
const built = mkdtempSync(join(tmpdir(), "gradc-webpack-plugin-"));
afterAll(() => { for (const path of [folder, built]) rmSync(path, { recursive: true, force: true }); });
const at = (name: string): string => join(folder, name);

const bundlers = new Map<string, Bundler>();
let plugin: typeof gradc;

beforeAll(async () => {
  const options = { bundle: true, platform: "node", logLevel: "error" } as const;
  // the loader is a file of its own, which a bundler finds beside the plugin
  await Promise.all([
    build({ ...options, entryPoints: ["src/plugin/webpack.ts"], outdir: built, format: "esm" }),
    build({ ...options, entryPoints: ["src/plugin/webpack-loader.ts"], outfile: join(built, "webpack-loader.cjs"), format: "cjs" }),
  ]);
  writeFileSync(join(built, "package.json"), "{\"type\": \"module\"}");
  ({ default: plugin } = await import(/* @vite-ignore */ join(built, "webpack.js")) as { default: typeof gradc });
  const names = [["webpack", "webpack"], ["rspack", "@rspack/core"]] as const;
  for (const [name, from] of names) bundlers.set(name, (await import(/* @vite-ignore */ from) as { default: Bundler }).default);
}, 60_000);

beforeEach(() => {
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(at("src"), { recursive: true });
  writeFileSync(at("package.json"), "{\"type\": \"module\"}");
  writeFileSync(at("src/area.grad"), "area(x) = x^2\n");
  writeFileSync(at("src/wave.grad"), "import \"area.grad\"\nparam x, y\noutput f = area(x) * sin(y)\n");
  writeFileSync(at("src/app.js"), "import { waveGrad } from \"./wave.grad\";\nexport const slope = waveGrad(1.5, 0.3).x;\n");
});

async function bundle(name: string): Promise<ReturnType<Stats["toJson"]>> {
  const stats = await new Promise<Stats>((resolve, reject) => {
    (bundlers.get(name) as Bundler)({
      context: folder, entry: at("src/app.js"), mode: "development", devtool: "source-map", target: "node", plugins: [plugin()],
      experiments: { outputModule: true }, output: { path: at("out"), filename: "app.js", library: { type: "module" }, module: true },
    }, (error, result) => (result === undefined ? reject(error ?? new Error("no result")) : resolve(result)));
  });
  return stats.toJson({ all: false, errors: true, warnings: true });
}

describe.each(["webpack", "rspack"])("%s", { timeout: 60_000 }, (name) => {
  it("builds an application that runs the gradient, with a map to the program", async () => {
    expect((await bundle(name)).errors).toEqual([]);
    expect(readdirSync(at("out"))).toContain("app.js");
    const { slope } = await import(/* @vite-ignore */ at("out/app.js")) as { slope: number };
    expect(slope).toBeCloseTo(3 * Math.sin(0.3), 14);
    const code = readFileSync(at("out/app.js"), "utf8").split("\n");
    const reader = new SourceMap(JSON.parse(readFileSync(at("out/app.js.map"), "utf8")) as SourceMapPayload);
    const line = code.findIndex((text) => text.includes("function waveGrad("));
    const entry = reader.findEntry(line, code[line]?.search(/\S/) ?? 0);
    expect(entry).toMatchObject({ originalSource: expect.stringContaining("src/wave.grad"), originalLine: 2 });
  });

  it("shows an error with its place, and a warning", async () => {
    writeFileSync(at("src/wave.grad"), "param x, y\noutput f = sine(y)\n");
    const [error] = (await bundle(name)).errors;
    expect(error?.message).toContain("There is no function \"sine\".");
    expect(error?.message).toMatch(/wave\.grad:2:12/);
    expect(error?.message).not.toContain(".js:");
    writeFileSync(at("src/wave.grad"), "param x, y\noutput f = floor(x) + y\n");
    const { errors, warnings: [warning] } = await bundle(name);
    expect([errors, warning?.message]).toEqual([[], expect.stringContaining("zero everywhere")]);
  });
});
