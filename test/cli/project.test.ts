// A project with a configuration: what it builds, what is checked, and what init writes.
import { existsSync, mkdirSync, readFileSync, readdirSync, renameSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { afterAll, beforeEach, describe, expect, it } from "vitest";
import { buildCli, ROOT } from "./staged.js";

const cli = buildCli();
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
  it("builds what the configuration names, with its options", () => {
    config({ models: "src/**/*.grad", math: "strict", overrides: { "src/deep/*.grad": { hessian: true, name: "bee" } } });
    const { status, stdout, stderr } = cli.run(["compile"]);
    expect([status, stderr]).toEqual([0, "skipped src/lib.grad: a library, it holds functions only\n"]);
    expect(stdout).toMatch(/^wrote src\/a\.gen\.ts: .*\nwrote src\/deep\/b\.gen\.ts: .*\n$/);
    expect(read("src/a.gen.ts")).toContain("// options: --math strict\n");
    expect(read("src/deep/b.gen.ts")).toContain("// options: --hessian --math strict --name bee\n");
    expect(cli.run(["compile"]).stdout).toMatch(/^unchanged src\/a\.gen\.ts: .*\nunchanged /);
  });

  it("is found from below, and holds for single files too", () => {
    config({ models: ["src/**/*.grad"], hessian: true, targets: ["ts", "js"], outDir: "gen" });
    expect(cli.run(["compile"], { cwd: at("src/deep") }).stdout).toContain("wrote ../../gen/b.gen.js");
    expect(readdirSync(at("gen")).sort()).toEqual(["a.gen.js", "a.gen.ts", "b.gen.js", "b.gen.ts"]);
    cli.run(["compile", "src/a.grad"]);
    expect(read("src/a.gen.ts")).toContain("// options: --hessian\n");
    cli.run(["compile", "src/a.grad", "--jacobian"]);
    expect(read("src/a.gen.ts")).toContain("// options: --jacobian\n");
  });

  it("reads a configuration that is code", () => {
    mkdirSync(at("node_modules"), { recursive: true });
    symlinkSync(join(cli.work, ".."), at("node_modules/gradc"));
    symlinkSync(join(ROOT, "node_modules/typescript"), at("node_modules/typescript"));
    const code = "import { defineConfig } from \"gradc\";\nexport default defineConfig({ models: \"src/a.grad\", hvp: true });\n";
    for (const name of ["gradc.config.mjs", "gradc.config.ts"]) {
      write(name, name.endsWith("ts") ? code.replace("defineConfig({", "defineConfig(<const>{") : code);
      expect([name, cli.run(["compile"]).status]).toEqual([name, 0]);
      expect(read("src/a.gen.ts")).toContain("// options: --hvp\n");
      expect(cli.run(["check"])).toMatchObject({ status: 0, stderr: "The file is up to date.\n" });
      rmSync(at(name));
    }
    expect(readdirSync(cli.work).filter((name) => name.startsWith(".gradc"))).toEqual([]);
  });

  it.each([
    [{ modles: "x" }, "There is no option \"modles\". Did you mean \"models\"?"],
    [{ hesian: true }, "Did you mean \"hessian\"?"],
    [{ math: "quick" }, "not \"quick\""],
    [{ targets: ["c"] }, "not \"c\""],
    [{ models: 3 }, "The option \"models\" is an array of names"],
    [{ overrides: { "a.grad": { hesian: true } } }, "In the overrides of \"a.grad\": There is no option \"hesian\"."],
    [{ models: "../*.grad" }, "leaves the folder of the configuration"],
    [{ models: "src/a.grad", outDir: "../out" }, "lies outside that of the configuration"],
    [{ models: "none/*.grad" }, "it does not exist"],
    [{ models: "src/*.graad" }, "No file fits the pattern src/*.graad."],
  ])("refuses %j", (value, message) => {
    config(value);
    const { status, stderr } = cli.run(["compile"]);
    expect([status, stderr]).toEqual([2, expect.stringContaining(message)]);
  });

  it("takes patterns and folders by itself", () => {
    expect(cli.run(["compile", "src/*.grad"]).stdout).toMatch(/^wrote src\/a\.gen\.ts/);
    expect(cli.run(["compile", "src/deep"]).stdout).toMatch(/^wrote src\/deep\/b\.gen\.ts/);
    expect(cli.run(["compile", "src/{a,z}.grad"]).stdout).toMatch(/^unchanged src\/a\.gen\.ts/);
    expect(cli.run(["compile", "src/z*.grad"])).toMatchObject(
      { status: 2, stderr: expect.stringContaining("No program fits src/z*.grad.") },
    );
    expect(cli.run(["compile", "."]).status).toBe(0);
    expect(existsSync(at("node_modules/other/c.gen.ts"))).toBe(false);
  });
});

describe("check", () => {
  beforeEach(() => {
    config({ models: "src/**/*.grad" });
    cli.run(["compile"]);
  });

  it("is content where all is up to date", () => {
    expect(cli.run(["check"])).toMatchObject({ status: 0, stdout: "" });
  });

  it("finds what is stale, missing, changed by hand, and left over", () => {
    write("src/c.grad", "x^3\n");
    write("src/gone.grad", "x^3\n");
    cli.run(["compile"]);
    write("src/a.grad", "x^4\n");
    rmSync(at("src/c.gen.ts"));
    write("src/deep/b.gen.ts", read("src/deep/b.gen.ts").replace("x * x", "x * x * 1"));
    renameSync(at("src/gone.grad"), at("src/gone.txt"));
    const { status, stdout, stderr } = cli.run(["check"]);
    expect([status, stdout]).toEqual(
      [1, "stale    src/a.gen.ts\nmissing  src/c.gen.ts\nedited   src/deep/b.gen.ts\norphaned src/gone.gen.ts\n"],
    );
    expect(stderr).toBe("Run: gradc compile src/a.grad src/c.grad\nRun: gradc compile src/deep/b.grad --force\nRun: rm src/gone.gen.ts\n");
    expect(JSON.parse(cli.run(["check", "--format", "json"]).stdout)).toMatchObject(
      { files: [{ state: "stale" }, { state: "missing" }, { state: "edited" }, { state: "orphaned", path: "src/gone.gen.ts" }] },
    );
    expect(cli.run(["check", "--format", "github"]).stdout).toContain(
      "::error file=src/a.gen.ts,title=stale::This generated file is stale.\n",
    );
    expect(cli.run(["check", "--diff"]).stdout).toMatch(/^stale {4}src\/a\.gen\.ts\n@@ line \d+ @@\n[^]*^-.*x \* x;[^]*^\+/m);
  });

  it("finds what is wrong in the programs", () => {
    write("src/a.grad", "sine(x)\n");
    const { status, stderr } = cli.run(["check"]);
    expect([status, stderr]).toEqual([1, expect.stringContaining("error[unknown-function]")]);
    expect(cli.run(["check", "--format", "github"]).stdout).toBe(
      "::error file=src/a.grad,line=1,col=1,title=unknown-function::There is no function \"sine\". Did you mean \"sin\"?\n",
    );
    expect(cli.run(["check", "src/deep/b.grad"])).toMatchObject({ status: 0 });
  });
});

describe("init", () => {
  it("makes a project ready, and leaves what is there", () => {
    write("package.json", "{\n    \"name\": \"mine\",\n    \"scripts\": { \"gradc\": \"mine\" }\n}\n");
    expect(cli.run(["init", "--yes"])).toMatchObject(
      { status: 0, stdout: "wrote gradc.config.mjs\nwrote src/models/decay.grad\nwrote package.json\n" },
    );
    expect(read("package.json")).toContain(
      "    \"scripts\": {\n        \"gradc\": \"mine\",\n        \"gradc:check\": \"gradc check\"\n    }",
    );
    mkdirSync(at("node_modules"), { recursive: true });
    symlinkSync(join(cli.work, ".."), at("node_modules/gradc"));
    expect(cli.run(["compile"])).toMatchObject({ status: 0, stdout: expect.stringContaining("wrote src/models/decay.gen.ts") });
    expect(cli.run(["init", "--yes"])).toMatchObject({ status: 0, stdout: "", stderr: "There is nothing to write: all of it is here.\n" });
  });

  it("asks nobody where nobody is", () => {
    expect(cli.run(["init"])).toMatchObject({ status: 2, stderr: expect.stringContaining("Give --yes") });
    expect(existsSync(at("gradc.config.mjs"))).toBe(false);
  });
});

describe("compile --watch", () => {
  const until = async (isDone: () => boolean): Promise<void> => {
    for (let i = 0; i < 400 && !isDone(); i++) await new Promise((resolve) => { setTimeout(resolve, 25); });
    expect(isDone()).toBe(true);
  };
  const has = (name: string, part: string): boolean => existsSync(at(name)) && read(name).includes(part);

  it("follows the configuration, new programs and mends", async () => {
    config({ models: "src/*.grad" });
    const child = cli.start(["compile", "--watch"]);
    let said = "";
    child.stderr?.on("data", (chunk) => { said += String(chunk); });
    try {
      await until(() => has("src/a.gen.ts", "aGrad") && said.includes("Watching"));
      config({ models: "src/*.grad", hessian: true });
      await until(() => has("src/a.gen.ts", "--hessian"));
      write("src/next.grad", "x^5\n");
      await until(() => has("src/next.gen.ts", "nextHessian"));
      const before = read("src/a.gen.ts");
      write("src/a.grad", "sine(x)\n");
      await until(() => said.includes("unknown-function"));
      expect(read("src/a.gen.ts")).toBe(before);
      write("src/a.grad", "sin(x)\n");
      await until(() => has("src/a.gen.ts", "Math.sin"));
    } catch (error) {
      throw new Error(`after: ${said}`, { cause: error });
    } finally {
      child.kill("SIGINT");
      expect(await new Promise((resolve) => { child.once("close", resolve); })).toBe(130);
    }
  });
});
