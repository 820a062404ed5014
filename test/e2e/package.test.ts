// The package as a user gets it: packed, installed in an empty folder without a network, and used.
import { execFileSync, spawnSync } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Run } from "../cli/inside.js";
import { ROOT, stagePackage } from "../cli/staged.js";

const STRICT =
  ["--noEmit", "--strict", "--noUncheckedIndexedAccess", "--exactOptionalPropertyTypes", "--verbatimModuleSyntax", "--isolatedModules",
  "--declaration", "--isolatedDeclarations", "--noUnusedLocals", "--noUnusedParameters", "--erasableSyntaxOnly", "--target", "es2022", "--module", "nodenext"];

const staged = stagePackage();
const user = mkdtempSync(join(tmpdir(), "gradc-user-"));
let packed: { readonly filename: string; readonly files: readonly { readonly path: string }[] } | undefined;
afterAll(() => { for (const folder of [staged, user]) rmSync(folder, { recursive: true, force: true }); });

beforeAll(() => {
  // Packing builds first and says so on its output; the list of what was packed ends it.
  const output = execFileSync("npm", ["pack", "--json"], { cwd: staged, encoding: "utf8" });
  [packed] = JSON.parse(output.slice(output.search(/^\[/m))) as [typeof packed];
  writeFileSync(join(user, "package.json"), "{\"private\": true, \"type\": \"module\"}\n");
  execFileSync(
    "npm", ["install", "--no-audit", "--no-fund", "--offline", join(staged, String(packed?.filename))],
    { cwd: user, stdio: "pipe" },
  );
}, 120_000);

/** What npm has put in the place where npx finds it. */
function gradc(args: readonly string[]): Run {
  const { status, stdout, stderr } = spawnSync(join(user, "node_modules/.bin/gradc"), args, { cwd: user, encoding: "utf8" });
  return { status, stdout, stderr };
}

function typeCheck(files: readonly string[]): string {
  const { stdout } = spawnSync(
    process.execPath, [join(ROOT, "node_modules/typescript/bin/tsc"), ...STRICT, ...files],
    { cwd: user, encoding: "utf8" },
  );
  return stdout;
}

describe("the packed package", { timeout: 60_000 }, () => {
  it("holds what it needs and nothing else", () => {
    const folders = new Set(packed?.files.map(({ path }) => path.split("/")[0]));
    expect(
      [...folders].filter((name) => ![
        "CHANGELOG.md", "CONTRIBUTING.md", "LICENSE", "README.md", "bin", "dist", "docs", "package.json", "samples",
      ].includes(String(name))),
    ).toEqual([]);
    expect(readdirSync(join(user, "node_modules")).filter((name) => !name.startsWith("."))).toEqual(["gradc"]);
  });

  it("has what its pages link to", () => {
    const pages = (packed?.files ?? []).map(({ path }) => path).filter((path) => path.endsWith(".md"));
    expect(pages).toContain("docs/language.md");
    const missing = pages.flatMap((page) => {
      const links = [
        ...readFileSync(join(user, "node_modules/gradc", page), "utf8").matchAll(/\]\(([^)#\s]+)[^)]*\)/g),
      ].map((m) => String(m[1]));
      return links.filter(
        (link) => !/^https?:/.test(link) && !existsSync(join(user, "node_modules/gradc", dirname(page), link)),
      ).map((link) => `${page}: ${link}`);
    });
    expect(missing).toEqual([]);
  });

  it("has the licence of every package that it holds", () => {
    const notices = readFileSync(join(user, "node_modules/gradc/dist/THIRD-PARTY-NOTICES.txt"), "utf8");
    for (const name of ["mathjs", "@hpcc-js/wasm-graphviz", "commander", "fastest-levenshtein", "picocolors"])
      expect(notices).toMatch(new RegExp(`^${name} [0-9.]+, `, "m"));
    expect(notices).toContain("Apache License");
    expect(notices).toContain("Eclipse Public License");
  });

  it("declares its public functions alone", () => {
    const declared = (packed?.files ?? []).map(({ path }) => path).filter((path) => path.endsWith(".d.ts"));
    expect(declared).toContain("dist/types/index.d.ts");
    expect(
      declared.filter((path) => /\/(?:simplify|loop|emit|plan|syntax|ops|elaborate|differentiate|run|project|cli)\//.test(path)),
    ).toEqual([]);
    writeFileSync(join(user, "typed.ts"), [
      "import { compile, derive, evaluate, formatDiagnostics, UseError, type CompileOptions } from \"gradc\";",
      "const options: CompileOptions = { hessian: true, math: \"fast\" };",
      "import gradcForVite from \"gradc/vite\";",
      "import gradcForEsbuild from \"gradc/esbuild\";",
      "export const plugins: readonly { readonly name: string }[] = [gradcForVite({ hessian: true }), gradcForEsbuild()];",
      "export const code: string | undefined = compile(\"x^2\", options).code;",
      "export const text: Promise<string | undefined> = derive(\"x^2\", { as: \"latex\" }).then((r) => r.text);",
      "export const said: string = formatDiagnostics(evaluate(\"x^2\", { x: 1 }).diagnostics);",
      "export const fault: Error = new UseError(\"\");",
      "// @ts-expect-error: there is no such option",
      "compile(\"x\", { hesian: true });",
      "",
    ].join("\n"));
    const plugins = ["vite", "rollup", "rolldown", "esbuild", "webpack", "rspack"];
    const script = plugins.map((name, i) => `import p${i} from "gradc/${name}"; console.log(p${i}().name);`).join("\n");
    expect(
      execFileSync(process.execPath, ["--input-type=module", "-e", script], { cwd: user, encoding: "utf8" }),
    ).toBe("gradc\n".repeat(6));
  });

  it("imports nothing but itself and Node", () => {
    const folder = join(user, "node_modules/gradc/dist");
    const outside = readdirSync(folder).filter((name) => name.endsWith(".js")).flatMap((name) => {
      const text = readFileSync(join(folder, name), "utf8");
      return [
        ...text.matchAll(/^(?:import|export)\b[^"'\n]*["']([^"'\n]+)["'];?$|\bimport\("([^"\n]+)"\)/gm),
      ].map((m) => String(m[1] ?? m[2]));
    }).filter((path) => !path.startsWith("./") && !path.startsWith("node:") &&
      !/^(?:fs|fs\/promises|path|os|events|stream|util|url|module|buffer|crypto|process|child_process|string_decoder)$/.test(path));
    expect(outside).toEqual([]);
  });

  it("compiles a file to a module that is right on its own", () => {
    writeFileSync(join(user, "net.grad"), "param W[n, h], b[h]\ninput X[m, n], Y[m, h]\noutput J = mse(tanh(X*W + b), Y)\n");
    const { status, stdout } = gradc(["compile", "net.grad"]);
    expect([status, stdout]).toEqual(
      [0, expect.stringMatching(/^wrote net\.gen\.ts: value \d+ operations, value and gradient \d+ operations, ratio [\d.]+/)],
    );
    expect(gradc(["compile", "net.grad", "--check"]).status).toBe(0);
  });

  it("compiles an expression, and its module runs", async () => {
    expect(gradc(["compile", "-e", "x^2 * sin(y)", "--hessian", "-o", "f.ts"]).status).toBe(0);
    expect(gradc(["compile", "-e", "x^2 * sin(y)", "--hessian", "-o", "f.js"]).status).toBe(0);
    const module = await import(/* @vite-ignore */ join(user, "f.js")) as { fGrad: (x: number, y: number) => { x: number; y: number } };
    const { x, y } = module.fGrad(1.5, 0.3);
    expect(x).toBeCloseTo(3 * Math.sin(0.3), 14);
    expect(y).toBeCloseTo(2.25 * Math.cos(0.3), 14);
  });

  it("evaluates and derives", () => {
    const args = ["eval", "-e", "x^2*sin(y)", "--wrt", "x,y", "--at", "{\"x\": 1.5, \"y\": 0.3}", "--json"];
    const direct = gradc(args);
    expect(direct.status).toBe(0);
    expect(JSON.parse(direct.stdout)).toEqual(JSON.parse(gradc([...args, "--interpret"]).stdout));
    expect(gradc(["derive", "-e", "x^2*sin(y)", "--as", "latex"])).toMatchObject({ status: 0, stdout: expect.stringContaining("\\cos") });
    expect(gradc(["derive", "-e", "x^2*sin(y)", "--as", "svg", "-o", "f.svg"]).status).toBe(0);
    expect(readFileSync(join(user, "f.svg"), "utf8")).toContain("<svg");
  });

  it("is a library, too", () => {
    writeFileSync(join(user, "use.js"), "import { compile } from \"gradc\";\nconsole.log(compile(\"x^2\").code);\n");
    expect(execFileSync(process.execPath, ["use.js"], { cwd: user, encoding: "utf8" })).toContain("export function fGrad");
  });

  it("has types that hold at their strictest, of its own and of what it writes", () => {
    expect(typeCheck(["typed.ts", "net.gen.ts", "f.ts"])).toBe("");
  });

  it("does what the README says", () => {
    const readme = join(staged, "README.md");
    const text = existsSync(readme) ? readFileSync(readme, "utf8") : "";
    const commands = [...text.matchAll(/^(?:\$ )?(npx gradc .*\s(?:-e|--expression)\s.*)$/gm)].map(
      (m) => String(m[1]).replace(/\s+#\s.*$/, ""),
    );
    mkdirSync(join(user, "readme"));
    for (const command of commands) {
      const { status, stderr } = spawnSync("sh", ["-c", command], { cwd: join(user, "readme"), encoding: "utf8" });
      expect([command, status, stderr.includes("error")]).toEqual([command, 0, false]);
    }
  });
});
