// Applications that import a program, as their users write them: the packed package, each bundler by its own configuration,
// and what comes of it run by Node.
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import type { Run } from "../cli/inside.js";
import { ROOT } from "../cli/staged.js";
import { installPackage, type Installed } from "../e2e/installed.js";

const PACKAGES = ["vite", "rollup", "rolldown", "esbuild", "webpack", "@rspack/core", "vitest"];

let user: Installed;
beforeAll(() => {
  user = installPackage();
  user.link(...PACKAGES);
}, 300_000);
afterAll(() => { user.remove(); });

const PROGRAM = "import \"area.grad\"\nparam x, y\noutput f = area(x) * sin(y)\n";
beforeEach(() => {
  user.write("src/area.grad", "area(x) = x^2\n");
  user.write("src/wave.grad", PROGRAM);
  user.write("src/main.js", "import { waveGrad } from \"./wave.grad\";\nconsole.log(JSON.stringify(waveGrad(1.5, 0.3)));\n");
});

/** The configuration of a bundler, and the script that builds by it. */
interface Bundler {
  readonly name: string;
  readonly config: readonly [name: string, text: string];
  readonly build: () => Run;
}

const forWebpack = (name: string, from: string): Bundler => ({
  name,
  config: [`${name}.mjs`, `import ${name} from "${from}";
import gradc from "gradc/${name}";
const config = {
  entry: "./src/main.js", mode: "production", target: "node", devtool: "source-map", plugins: [gradc()],
  output: { path: import.meta.dirname + "/dist/${name}", filename: "main.cjs" },
};
${name}(config, (error, stats) => {
  if (error ?? stats.hasErrors()) { console.error(error ?? stats.toString()); process.exitCode = 1; }
});
`],
  build: () => user.node(`${name}.mjs`),
});

const binOf = (name: string, file: string): string => join(ROOT, "node_modules", name, file);

const BUNDLERS: readonly Bundler[] = [
  {
    name: "vite",
    config: ["vite.config.js", `import { defineConfig } from "vite";
import gradc from "gradc/vite";
export default defineConfig({
  plugins: [gradc()],
  build: { ssr: "src/main.js", outDir: "dist/vite", sourcemap: true, rolldownOptions: { output: { entryFileNames: "main.cjs", format: "cjs" } } },
});
`],
    build: () => user.node(binOf("vite", "bin/vite.js"), "build"),
  },
  ...(["rollup", "rolldown"] as const).map((name) => ({
    name,
    config: [`${name}.config.js`, `import gradc from "gradc/${name}";
export default {
  input: "src/main.js", plugins: [gradc()], output: { file: "dist/${name}/main.cjs", format: "cjs", sourcemap: true },
};
`] as const,
    build: () => user.node(binOf(name, name === "rollup" ? "dist/bin/rollup" : "bin/cli.mjs"), "-c", `${name}.config.js`),
  })),
  {
    name: "esbuild",
    config: ["esbuild.js", `import { build } from "esbuild";
import gradc from "gradc/esbuild";
await build({
  entryPoints: ["src/main.js"], bundle: true, platform: "node", sourcemap: true, outfile: "dist/esbuild/main.cjs", plugins: [gradc()],
}).catch(() => { process.exitCode = 1; });
`],
    build: () => user.node("esbuild.js"),
  },
  forWebpack("webpack", "webpack"),
  forWebpack("rspack", "@rspack/core"),
];

describe.each(BUNDLERS)("$name", ({ name, config: [file, text], build }) => {
  it("builds an application that runs the gradient", () => {
    user.write(file, text);
    const { status, stdout, stderr } = build();
    expect([status, stderr], stdout).toEqual([0, expect.any(String)]);
    const ran = user.node(`dist/${name}/main.cjs`);
    expect([ran.status, ran.stderr]).toEqual([0, ""]);
    expect(JSON.parse(ran.stdout)).toEqual({ x: expect.closeTo(3 * Math.sin(0.3), 14), y: expect.closeTo(2.25 * Math.cos(0.3), 14) });
    const { sources, sourcesContent } = JSON.parse(readFileSync(user.at(`dist/${name}/main.cjs.map`), "utf8")) as {
      sources: string[]; sourcesContent: string[];
    };
    expect(sourcesContent[sources.findIndex((path) => path.endsWith("src/wave.grad"))]).toBe(PROGRAM);
  });

  it("fails at the place of an error in the program", () => {
    user.write("src/wave.grad", "param x, y\noutput f = sine(y)\n");
    const { status, stdout, stderr } = build();
    expect(status).not.toBe(0);
    expect(stdout + stderr).toContain("There is no function \"sine\".");
    expect(stdout + stderr).toContain("Did you mean \"sin\"?");
    // columns count from 0 in Rollup, what follows it, and esbuild
    expect(stdout + stderr).toMatch(/src\/wave\.grad(?::2:1[12]|.{1,9}2:11)/);
    expect(stdout + stderr).toContain("output f = sine(y)");
  });
});

it("Vitest runs tests that import a program", () => {
  user.write("vitest.config.js", "import gradc from \"gradc/vite\";\nexport default { plugins: [gradc()] };\n");
  user.write("src/wave.test.js", `import { expect, it } from "vitest";
import { waveGrad } from "./wave.grad";
it("has a slope", () => { expect(waveGrad(1.5, 0.3).x).toBeCloseTo(${3 * Math.sin(0.3)}, 14); });
`);
  const { status, stdout, stderr } = user.node(binOf("vitest", "vitest.mjs"), "run", "--root", user.folder);
  expect([status, stdout + stderr]).toEqual([0, expect.stringContaining("1 passed")]);
});

it("esbuild makes one module of ECMAScript of what compiles programs", () => {
  user.write("src/own.js", "import { compile } from \"gradc\";\nconsole.log(compile(\"f(x) = x^2\").diagnostics.length);\n");
  user.write("library.js", `import { build } from "esbuild";
await build({ entryPoints: ["src/own.js"], bundle: true, platform: "node", format: "esm", outfile: "dist/own.mjs", logLevel: "error" });
`);
  expect(user.node("library.js")).toMatchObject({ status: 0, stderr: "" });
  expect(user.node("dist/own.mjs")).toMatchObject({ status: 0, stdout: "0\n" });
});
