// A project with a configuration: what it builds, what is checked, and what init writes.
import { existsSync, mkdirSync, readFileSync, readdirSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { afterAll, beforeEach, describe, expect, it } from "vitest";
import { newCli } from "./inside.js";

const cli = newCli();
afterAll(cli.remove);
const at = (name: string): string => join(cli.work, name);
const read = (name: string): string => readFileSync(at(name), "utf8");
const write = (name: string, text: string): void => {
  mkdirSync(dirname(at(name)), { recursive: true });
  writeFileSync(at(name), text);
};
const config = (value: object): void => write("gradc.config.json", JSON.stringify(value));

beforeEach(() => {
  rmSync(cli.work, { recursive: true, force: true });
  mkdirSync(cli.work);
  write("package.json", "{}\n");
  write("src/a.grad", "x^2\n");
  write("src/deep/b.grad", "import \"../lib.grad\"\nparam x\noutput y = sq(x)\n");
  write("src/lib.grad", "sq(x) = x^2\ncb(x) = x^3\n");
  write("node_modules/other/c.grad", "x^3\n");
});

describe("compile without arguments", () => {
  it("builds what the configuration names, with its options", async () => {
    config({ models: "src/**/*.grad", math: "strict", overrides: { "src/deep/*.grad": { hessian: true, name: "bee" } } });
    const { status, stdout, stderr } = await cli.run(["compile"]);
    expect([status, stderr]).toEqual([0, expect.stringMatching(
      /^skipped src\/lib\.grad: a library, it holds functions only\n2 files: written; values and gradients take \d+ operations; \d+\.\d s\n$/,
    )]);
    expect(stdout).toMatch(/^wrote src\/a\.gen\.ts: .*\nwrote src\/deep\/b\.gen\.ts: .*\n$/);
    expect(read("src/a.gen.ts")).toContain("// options: --math strict\n");
    expect(read("src/deep/b.gen.ts")).toContain("// options: --hessian --math strict --name bee\n");
    expect((await cli.run(["compile"])).stdout).toMatch(/^unchanged src\/a\.gen\.ts: .*\nunchanged /);
  });

  it("is found from below, and holds for single files too", async () => {
    config({ models: ["src/**/*.grad"], hessian: true, targets: ["ts", "js"], outDir: "gen" });
    expect((await cli.run(["compile"], { cwd: at("src/deep") })).stdout).toContain("wrote ../../gen/b.gen.js");
    expect(readdirSync(at("gen")).sort()).toEqual(["a.gen.js", "a.gen.ts", "b.gen.js", "b.gen.ts"]);
    await cli.run(["compile", "src/a.grad"]);
    expect(read("src/a.gen.ts")).toContain("// options: --hessian\n");
    await cli.run(["compile", "src/a.grad", "--jacobian"]);
    expect(read("src/a.gen.ts")).toContain("// options: --jacobian\n");
  });

  it.each([
    [{ modles: "x" }, "There is no option \"modles\". Did you mean \"models\"?"],
    [{ hesian: true }, "Did you mean \"hessian\"?"],
    [{ math: "quick" }, "not \"quick\""],
    [{ targets: ["c"] }, "not \"c\""],
    [{ models: 3 }, "The option \"models\" is an array of names, such as [\"x\"], not a number."],
    [{ models: ["a.grad", null] }, "The option \"models\" is an array of names, such as [\"x\"], not one with null."],
    [{ models: "" }, "The option \"models\" is an array of names, such as [\"x\"], not one with \"\"."],
    [{ target: ["wasm"] }, "The option \"target\" is \"wasm\", not an array."],
    [{ overrides: { "a.grad": { hesian: true } } }, "In the overrides of \"a.grad\": There is no option \"hesian\"."],
    [{ models: "../*.grad" }, "leaves the folder of the configuration"],
    [{ models: "src/a.grad", outDir: "../out" }, "lies outside that of the configuration"],
    [{ models: "none/*.grad" }, "it does not exist"],
    [{ models: "src/*.graad" }, "No file fits the pattern src/*.graad."],
  ])("refuses %j", async (value, message) => {
    config(value);
    const { status, stderr } = await cli.run(["compile"]);
    expect([status, stderr]).toEqual([2, expect.stringContaining(message)]);
  });

  it("takes patterns and folders by itself", async () => {
    expect((await cli.run(["compile", "src/*.grad"])).stdout).toMatch(/^wrote src\/a\.gen\.ts/);
    expect((await cli.run(["compile", "src/deep"])).stdout).toMatch(/^wrote src\/deep\/b\.gen\.ts/);
    expect((await cli.run(["compile", "src/{a,z}.grad"])).stdout).toMatch(/^unchanged src\/a\.gen\.ts/);
    expect(await cli.run(["compile", "src/z*.grad"])).toMatchObject(
      { status: 2, stderr: expect.stringContaining("No program fits src/z*.grad.") },
    );
    expect((await cli.run(["compile", "."])).status).toBe(0);
    expect(existsSync(at("node_modules/other/c.gen.ts"))).toBe(false);
  });
});

describe("check", () => {
  beforeEach(async () => {
    config({ models: "src/**/*.grad" });
    await cli.run(["compile"]);
  });

  it("is content where all is up to date", async () => {
    expect(await cli.run(["check"])).toMatchObject({ status: 0, stdout: "" });
  });

  it("says no more of a file that is not there", async () => {
    expect(await cli.run(["check", "src/absent.grad"])).toEqual(
      { status: 2, stdout: "", stderr: "error: Can't read src/absent.grad: it does not exist.\n" },
    );
  });

  it("finds what is stale, missing, changed by hand, and left over", async () => {
    write("src/c.grad", "x^3\n");
    write("src/gone.grad", "x^3\n");
    await cli.run(["compile"]);
    write("src/a.grad", "x^4\n");
    rmSync(at("src/c.gen.ts"));
    write("src/deep/b.gen.ts", read("src/deep/b.gen.ts").replace("x * x", "x * x * 1"));
    renameSync(at("src/gone.grad"), at("src/gone.txt"));
    const { status, stdout, stderr } = await cli.run(["check"]);
    expect([status, stdout]).toEqual(
      [1, "stale    src/a.gen.ts\nmissing  src/c.gen.ts\nedited   src/deep/b.gen.ts\norphaned src/gone.gen.ts\n"],
    );
    expect(stderr).toBe("Run: gradc compile src/a.grad src/c.grad\nRun: gradc compile src/deep/b.grad --force\nRun: rm src/gone.gen.ts\n");
    expect(JSON.parse((await cli.run(["check", "--format", "json"])).stdout)).toMatchObject(
      { files: [{ state: "stale" }, { state: "missing" }, { state: "edited" }, { state: "orphaned", path: "src/gone.gen.ts" }] },
    );
    expect((await cli.run(["check", "--format", "github"])).stdout).toContain(
      "::error file=src/a.gen.ts,title=stale::This generated file is stale.\n",
    );
    expect((await cli.run(["check", "--diff"])).stdout).toMatch(/^stale {4}src\/a\.gen\.ts\n@@ line \d+ @@\n[^]*^-.*x \* x;[^]*^\+/m);
  });

  it("refuses options for programs that are not there", async () => {
    write("gradc.config.json", "{\"models\": \"src/**/*.grad\", \"overrides\": {\"src/dep/b.grad\": {\"hessian\": true}}}");
    expect(await cli.run(["check"])).toMatchObject({
      status: 2,
      stderr:
        "error: gradc.config.json: No program fits the pattern \"src/dep/b.grad\" of the overrides. Did you mean \"src/deep/b.grad\"?\n",
    });
  });

  it("finds what is wrong in the programs", async () => {
    write("src/a.grad", "sine(x)\n");
    const { status, stderr } = await cli.run(["check"]);
    expect([status, stderr]).toEqual([1, expect.stringContaining("error[unknown-function]")]);
    expect((await cli.run(["check", "--format", "github"])).stdout).toBe(
      "::error file=src/a.grad,line=1,col=1,title=unknown-function::There is no function \"sine\". Did you mean \"sin\"?\n",
    );
    expect(await cli.run(["check", "src/deep/b.grad"])).toMatchObject({ status: 0 });
  });
});

it("tells to install gradc, where a configuration imports what the project lacks", async () => {
  write("gradc.config.mjs", "import { defineConfig } from \"gradc\";\nexport default defineConfig({ models: \"src/*.grad\" });\n");
  const { status, stderr } = await cli.run(["compile"]);
  expect([status, stderr]).toEqual(
    [2, expect.stringMatching(/gradc\.config\.mjs can't be run: .*gradc.*\n {2}= Install gradc in the project/)],
  );
});

describe("format", () => {
  it("puts files in order, and tells those that are not", async () => {
    config({ models: "src/**/*.grad" });
    write("src/a.grad", "param  x\noutput y=x ^2\n\n\n");
    expect(await cli.run(["format", "--check"])).toEqual({ status: 1, stdout: "not in order  src/a.grad\n", stderr: "" });
    expect(await cli.run(["format", "src"])).toEqual({ status: 0, stdout: "", stderr: "wrote src/a.grad\n" });
    expect(read("src/a.grad")).toBe("param x\noutput y = x ^ 2\n");
    expect(await cli.run(["format", "--check"])).toEqual({ status: 0, stdout: "", stderr: "" });
  });

  it("leaves all as it is where one is wrong", async () => {
    write("src/a.grad", "x^2  ");
    write("src/wrong.grad", "y = (x");
    const { status, stderr } = await cli.run(["format", "src"]);
    expect([status, stderr]).toEqual([1, expect.stringContaining("src/wrong.grad:1:5")]);
    expect(read("src/a.grad")).toBe("x^2  ");
    expect(await cli.run(["format"])).toMatchObject({ status: 2, stderr: expect.stringContaining("Give files, or - for standard input.") });
  });
});

describe("init", () => {
  it("makes a project ready, and leaves what is there", async () => {
    write("package.json", "{\n    \"name\": \"mine\",\n    \"scripts\": { \"gradc\": \"mine\" }\n}\n");
    expect(await cli.run(["init", "--yes"])).toMatchObject(
      { status: 0, stdout: "wrote gradc.config.mjs\nwrote src/models/decay.grad\nwrote package.json\n" },
    );
    expect(read("package.json")).toContain(
      "    \"scripts\": {\n        \"gradc\": \"mine\",\n        \"gradc:check\": \"gradc check\"\n    }",
    );
    expect(await cli.run(["init", "--yes"])).toMatchObject(
      { status: 0, stdout: "", stderr: "There is nothing to write: all of it is here.\n" },
    );
  });

  it("keeps the types of imports out of version control", async () => {
    write(".gitignore", "dist");
    expect((await cli.run(["init", "--yes"])).stdout).toContain("wrote .gitignore\n");
    expect(read(".gitignore")).toBe("dist\n*.d.grad.ts*\n");
    expect((await cli.run(["init", "--yes"])).stderr).toContain("all of it is here");
  });

  it("asks nobody where nobody is", async () => {
    expect(await cli.run(["init"])).toMatchObject({ status: 2, stderr: expect.stringContaining("Give --yes") });
    expect(existsSync(at("gradc.config.mjs"))).toBe(false);
  });
});
