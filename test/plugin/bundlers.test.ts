// Programs imported by an application that real bundlers build: the same module as the command line writes, and errors at
// their place in the program.
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { PassThrough, Readable } from "node:stream";
import { tmpdir } from "node:os";
import { SourceMap, type SourceMapPayload } from "node:module";
import { basename, join } from "node:path";
import { build as esbuild, type BuildFailure } from "esbuild";
import { build as rolldown } from "rolldown";
import { build as vite } from "vite";
import { afterAll, beforeEach, describe, expect, it } from "vitest";
import { compile } from "../../src/index.js";
import { run } from "../../src/cli/run.js";
import { compileJobs, deliver } from "../../src/project/build.js";
import gradcForEsbuild from "../../src/plugin/esbuild.js";
import gradc, { type PluginOptions } from "../../src/plugin/rollup.js";
import { flagsOf, type OptionName } from "../../src/options.js";
import type { Terminal } from "../../src/cli/terminal.js";

const folder = mkdtempSync(join(tmpdir(), "gradc-plugin-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
const at = (name: string): string => join(folder, name);
const write = (name: string, text: string): void => writeFileSync(at(name), text);

beforeEach(() => {
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder);
  write("package.json", "{\"type\": \"module\"}\n");
  write("area.grad", "area(x) = x^2\n");
  write("wave.grad", "import \"area.grad\"\nparam x, y\noutput f = area(x) * sin(y)\n");
  write("app.js", "import { waveGrad } from \"./wave.grad\";\nexport const slope = waveGrad(1.5, 0.3).x;\n");
});

const silent = (): Terminal => ({ stdin: Readable.from([]), stdout: new PassThrough(), stderr: new PassThrough(), env: {} });

/** A value of each option. */
const VALUES: Readonly<Record<Exclude<OptionName, "target">, PluginOptions>> = {
  wrt: { wrt: ["w"] }, of: { of: "K" }, valueOnly: { valueOnly: true }, math: { math: "fast" }, precision: { precision: "f32" },
  sparse: { sparse: true, hessian: true }, over: { over: "m" }, args: { args: "flat" }, memory: { memory: "1MiB" }, name: { name: "other" },
  sourceMap: { sourceMap: true }, hessian: { hessian: true }, jacobian: { jacobian: true, wrt: ["w"] }, hvp: { hvp: true },
  jvp: { jvp: true }, vjp: { vjp: true }, laplacian: { laplacian: true },
};
const OPTIONS_GIVEN: readonly PluginOptions[] = [
  ...Object.values(VALUES), { target: "wasm" }, { target: "wasm", precision: "f32", hvp: true, args: "flat" },
];

type App = { readonly slope: number };
const SLOPE = 3 * Math.sin(0.3);

async function loadApp(file: string): Promise<App> {
  return await import(/* @vite-ignore */ `${file}?${Math.random()}`) as App;
}

/** A function of the program, and the line of the application that calls it, lead to where they are written. */
function expectMapped(code: string, map: SourceMapPayload): void {
  const lines = code.split("\n");
  const reader = new SourceMap(map);
  const placeOf = (text: string): string => {
    const i = lines.findIndex((line) => line.includes(text));
    const entry = reader.findEntry(i, (lines[i] ?? "").search(/\S|$/));
    return "originalSource" in entry ? `${basename(entry.originalSource)}:${entry.originalLine + 1}` : "none";
  };
  expect(placeOf("function waveGrad(")).toBe("wave.grad:3");
  expect(placeOf("waveGrad(1.5")).toBe("app.js:2");
}

describe("esbuild", () => {
  const build = (options = {}): ReturnType<typeof esbuild> =>
    esbuild({
      entryPoints: [at("app.js")], bundle: true, format: "esm", outfile: at("out/app.js"), logLevel: "silent",
      plugins: [gradcForEsbuild(options)],
    });

  it("builds an application that runs the gradient", async () => {
    await build();
    expect((await loadApp(at("out/app.js"))).slope).toBeCloseTo(SLOPE, 14);
  });

  it("leads breakpoints and stacks to the program", async () => {
    const { outputFiles = [] } = await esbuild({
      entryPoints: [at("app.js")], bundle: true, format: "esm", outfile: at("out/app.js"), write: false, sourcemap: true,
      plugins: [gradcForEsbuild()],
    });
    const [map, code] = [outputFiles.find(({ path }) => path.endsWith(".map")), outputFiles.find(({ path }) => path.endsWith(".js"))];
    expectMapped(code?.text ?? "", JSON.parse(map?.text ?? "{}") as SourceMapPayload);
  });

  it("shows an error at its place", async () => {
    write("wave.grad", "param x, y\noutput f = sine(y)\n");
    const { errors } = await build().then(() => ({ errors: [] }), (error: BuildFailure) => error);
    expect(errors).toMatchObject(
      [{ text: "There is no function \"sine\". Did you mean \"sin\"?", location: { line: 2, column: 11, lineText: "output f = sine(y)" } }],
    );
    expect(errors[0]?.location?.file).toContain("wave.grad");
  });
});

describe("vite and rolldown", () => {
  const viteBuild = (options = {}, build = {}): Promise<unknown> => vite({
    root: folder, logLevel: "silent", configFile: false, plugins: [gradc(options)],
    build: { lib: { entry: at("app.js"), formats: ["es"], fileName: "app" }, outDir: at("out"), minify: false, ...build },
  });
  const rolldownBuild = (options = {}, output = {}): Promise<unknown> =>
    rolldown({ input: at("app.js"), output: { file: at("out/app.js"), ...output }, logLevel: "silent", plugins: [gradc(options)] });

  it.each(
    [["vite", viteBuild], ["rolldown", rolldownBuild]] as const,
  )("%s builds an application that runs the gradient", async (_name, build) => {
    await build();
    const [file] = readdirSync(at("out")).filter((name) => /\.m?js$/.test(name));
    expect((await loadApp(at(`out/${file}`))).slope).toBeCloseTo(SLOPE, 14);
  });

  it.each([
    ["vite", () => viteBuild({}, { sourcemap: true })], ["rolldown", () => rolldownBuild({}, { sourcemap: true })],
  ] as const)("%s leads breakpoints and stacks to the program", async (_name, build) => {
    await build();
    const [file = ""] = readdirSync(at("out")).filter((name) => /\.m?js$/.test(name));
    expectMapped(readFileSync(at(`out/${file}`), "utf8"), JSON.parse(readFileSync(at(`out/${file}.map`), "utf8")) as SourceMapPayload);
  });

  it.each([["vite", viteBuild], ["rolldown", rolldownBuild]] as const)("%s shows an error at its place", async (_name, build) => {
    write("wave.grad", "param x, y\noutput f = sine(y)\n");
    await expect(build()).rejects.toThrow(/There is no function "sine"\. Did you mean "sin"\?/);
  });
});

describe("a program that is loaded", () => {
  interface Seen {
    readonly files: string[];
    readonly logs: { readonly message: string; readonly loc?: object }[];
  }
  const load = async (name: string, options = {}): Promise<Seen & { readonly code: string | undefined }> => {
    const seen: Seen = { files: [], logs: [] };
    const context = {
      addWatchFile: (file: string) => { seen.files.push(file); },
      warn: (log: Seen["logs"][number]) => { seen.logs.push(log); },
      error: (log: Seen["logs"][number]) => { throw Object.assign(new Error(log.message), log); },
    };
    const loaded = await gradc(options).load.call(context as never, at(name));
    return { ...seen, code: loaded?.code };
  };

  it("is the module that the library gives, and depends on what it imports", async () => {
    const { code, files } = await load("wave.grad");
    expect(files).toEqual([at("area.grad")]);
    const imports = (): { name: string; text: string } => ({ name: "area.grad", text: readFileSync(at("area.grad"), "utf8") });
    expect(code).toBe(compile(readFileSync(at("wave.grad"), "utf8"), { file: "wave.grad", target: "js", imports }).code);
  });

  it("is byte for byte the file that the command line and the engine of builds write", async () => {
    const { code } = await load("wave.grad");
    expect(await run(["compile", at("wave.grad"), "--target", "js"], silent())).toBe(0);
    const written = readFileSync(at("wave.gen.js"), "utf8");
    expect(written).toBe(code);
    const job = { input: at("wave.grad"), output: at("wave.gen.js"), options: { target: "js" } } as const;
    expect(deliver((await compileJobs([job])).done, {}).map(({ state }) => state)).toEqual(["unchanged"]);
  });

  it.each(OPTIONS_GIVEN)("agrees with the command line in %j, module and types", async (options) => {
    write("wave.grad", "param w[n], b\ninput X[m, n], y[m]\noutput J = mse(X * w + b, y)\noutput K = sum(w.^2)\n");
    if (options.over !== undefined) write("wave.grad", "param a, b\ninput t, y\noutput f = (a * exp(-b * t) - y)^2\n");
    const { code } = await load("wave.grad", { ...options, types: true });
    const types = readFileSync(at("wave.d.grad.ts"), "utf8");
    for (const [name, text] of [["wave.gen.js", code], ["wave.d.grad.ts", types]] as const) {
      rmSync(at(name), { force: true });
      const flags = flagsOf({ ...options, target: options.target ?? "js" });
      expect(await run(["compile", at("wave.grad"), "-o", at(name), ...flags], silent())).toBe(0);
      // the name of the map is the last line of a file alone
      expect(readFileSync(at(name), "utf8").replace(/\/\/# sourceMappingURL=.*\n$/, "")).toBe(
        text?.replace(/\/\/# sourceMappingURL=.*\n$/, ""),
      );
    }
  });

  it("has the options of the configuration, and before them those of the plugin", async () => {
    write("gradc.config.json", "{\"models\": \"*.grad\", \"hessian\": true, \"math\": \"strict\"}");
    const { code, files } = await load("wave.grad", { math: "fast" });
    expect(code).toContain("// options: --hessian --math fast\n");
    expect(files).toContain(at("gradc.config.json"));
    expect(() => gradc({ hesian: true } as object)).toThrow("Did you mean \"hessian\"?");
  });

  it("is left to others where its text or its address is meant", async () => {
    for (const name of ["wave.grad?raw", "wave.grad?url", "app.js"]) expect((await load(name)).code).toBeUndefined();
    expect((await load("wave.grad?t=123")).code).toContain("waveGrad");
  });

  it("has its types beside it where the project is one of TypeScript, the same as the command line writes", async () => {
    await load("wave.grad");
    expect(readdirSync(folder)).not.toContain("wave.d.grad.ts");
    write("tsconfig.json", "{}");
    const { logs } = await load("wave.grad", { hessian: true });
    const job = { input: at("wave.grad"), output: at("wave.d.grad.ts"), options: { hessian: true, target: "types" } } as const;
    expect([logs, deliver((await compileJobs([job])).done, { check: true }).map(({ state }) => state)]).toEqual([[], ["fresh"]]);
    expect(readFileSync(at("wave.d.grad.ts"), "utf8")).toContain("export declare function waveHessian(");
    write("wave.d.grad.ts", "export const mine: number;\n");
    expect((await load("wave.grad")).logs).toMatchObject([{ message: expect.stringContaining("it was not generated by gradc") }]);
    expect((await load("wave.grad", { types: false })).logs).toEqual([]);
  });

  it("warns at its place", async () => {
    write("flat.grad", "param x\noutput y = floor(x)\n");
    expect((await load("flat.grad")).logs).toMatchObject(
      [{ message: expect.stringContaining("zero everywhere"), loc: { line: 1, column: 6 } }],
    );
  });
});
