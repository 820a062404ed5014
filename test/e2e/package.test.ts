// The package as a user gets it: packed, installed in an empty folder without a network, and used.
import { execFileSync, spawnSync } from "node:child_process";
import { existsSync, mkdirSync, readdirSync, readFileSync, statSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { filesOf } from "../../src/project/glob.js";
import { ROOT } from "../cli/staged.js";
import { installPackage, type Installed } from "./installed.js";

const STRICT =
  ["--noEmit", "--strict", "--noUncheckedIndexedAccess", "--exactOptionalPropertyTypes", "--verbatimModuleSyntax", "--isolatedModules",
  "--declaration", "--isolatedDeclarations", "--noUnusedLocals", "--noUnusedParameters", "--erasableSyntaxOnly", "--target", "es2022", "--module", "nodenext"];

let user: Installed;
afterAll(() => { user.remove(); });
beforeAll(() => { user = installPackage(); }, 120_000);

function typeCheck(files: readonly string[]): string {
  return user.node(join(ROOT, "node_modules/typescript-native/bin/tsc"), ...STRICT, ...files).stdout;
}

/** What is loaded by a path that is put together, or read as a file. */
const LOADED_BY_NAME = ["dist/worker.cjs", "dist/webpack-loader.cjs", "dist/page/report.js", "dist/page/style.css",
  "dist/THIRD-PARTY-NOTICES.txt", "dist/playground/index.html", "dist/playground/THIRD-PARTY-NOTICES.txt"];

/** The files of the package that some lead to: by imports, and by what pages name without a path. */
function reachedFrom(entries: readonly string[]): ReadonlySet<string> {
  const all = new Set(entries);
  for (const path of all) {
    const full = user.at(`node_modules/gradc/${path}`);
    if (!/\.(?:c?js|ts|html)$/.test(path) || !existsSync(full)) continue;
    const text = readFileSync(full, "utf8");
    for (const [, other = ""] of text.matchAll(/["'`](\.{1,2}\/[\w./-]+\.(?:c?js|css))["'`]/g)) {
      const target = join(dirname(path), path.endsWith(".d.ts") ? other.replace(/\.js$/, ".d.ts") : other);
      // names of modules that were bundled are no files of the package
      if (!target.startsWith("..") && !target.includes("node_modules/")) all.add(target);
    }
    if (!path.startsWith("dist/playground/")) continue;
    for (const other of user.packed) if (other.startsWith("dist/playground/assets/") && text.includes(basename(other))) all.add(other);
  }
  return all;
}

describe("the packed package", { timeout: 60_000 }, () => {
  it("holds what it needs and nothing else", () => {
    const { files, exports, bin } = JSON.parse(readFileSync(user.at("node_modules/gradc/package.json"), "utf8")) as {
      files: string[]; exports: Record<string, string | Record<string, string>>; bin: Record<string, string>;
    };
    const built = user.packed.filter((path) => path.startsWith("dist/"));
    // what is not built is what the repository holds at these places
    const kept = [...files.filter((name) => name !== "dist"), "package.json"].flatMap((name) => (
      name.includes("*") ? filesOf(ROOT, name) : statSync(join(ROOT, name)).isDirectory() ? filesOf(ROOT, `${name}/**/*`) : [name]));
    expect(user.packed.filter((path) => !path.startsWith("dist/")).sort()).toEqual([...kept, "samples/digits/README.md"].sort());
    // what is built is what the ways in lead to, and all of that is there
    const entries = [
      ...Object.values(exports).flatMap((way) => (typeof way === "string" ? [way] : Object.values(way))),
      ...Object.values(bin),
    ];
    const ways = [...entries.map((path) => path.replace(/^\.\//, "")), ...LOADED_BY_NAME];
    const all = reachedFrom(ways);
    expect([...all].filter((path) => !user.packed.includes(path))).toEqual([]);
    expect(built.filter((path) => !all.has(path))).toEqual([]);
    expect(readdirSync(user.at("node_modules")).filter((name) => !name.startsWith("."))).toEqual(["gradc"]);
  });

  it("has what its pages link to", () => {
    const pages = user.packed.filter((path) => path.endsWith(".md"));
    expect(pages).toContain("docs/language.md");
    const missing = pages.flatMap((page) => {
      const links = [
        ...readFileSync(user.at(`node_modules/gradc/${page}`), "utf8").matchAll(/\]\(([^)#\s]+)[^)]*\)/g),
      ].map((m) => String(m[1]));
      return links.filter(
        (link) => !/^https?:/.test(link) && !existsSync(user.at(join("node_modules/gradc", dirname(page), link))),
      ).map((link) => `${page}: ${link}`);
    });
    expect(missing).toEqual([]);
  });

  it("has the licence of every package that it holds", () => {
    const notices = readFileSync(user.at("node_modules/gradc/dist/THIRD-PARTY-NOTICES.txt"), "utf8");
    for (const name of ["mathjs", "@hpcc-js/wasm-graphviz", "commander", "fastest-levenshtein", "picocolors"])
      expect(notices).toMatch(new RegExp(`^${name} [0-9.]+, `, "m"));
    expect(notices).toContain("Apache License");
    expect(notices).toContain("Eclipse Public License");
  });

  it("declares its public functions alone", () => {
    const declared = user.packed.filter((path) => path.endsWith(".d.ts"));
    expect(declared).toContain("dist/types/index.d.ts");
    expect(
      declared.filter((path) => /\/(?:simplify|loop|emit|plan|syntax|ops|elaborate|differentiate|run|project|cli)\//.test(path)),
    ).toEqual([]);
    user.write("typed.ts", [
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
      execFileSync(process.execPath, ["--input-type=module", "-e", script], { cwd: user.folder, encoding: "utf8" }),
    ).toBe("gradc\n".repeat(6));
  });

  it("imports nothing but itself and Node", () => {
    const folder = user.at("node_modules/gradc/dist");
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
    user.write("net.grad", "param W[n, h], b[h]\ninput X[m, n], Y[m, h]\noutput J = mse(tanh(X*W + b), Y)\n");
    const { status, stdout } = user.gradc("compile", "net.grad");
    expect([status, stdout]).toEqual(
      [0, expect.stringMatching(/^wrote net\.gen\.ts: value \d+ operations, value and gradient \d+ operations, ratio [\d.]+/)],
    );
    expect(user.gradc("compile", "net.grad", "--check").status).toBe(0);
  });

  it("compiles an expression, and its module runs", async () => {
    expect(user.gradc("compile", "-e", "x^2 * sin(y)", "--hessian", "-o", "f.ts").status).toBe(0);
    expect(user.gradc("compile", "-e", "x^2 * sin(y)", "--hessian", "-o", "f.js").status).toBe(0);
    const module = await import(/* @vite-ignore */ user.at("f.js")) as { fGrad: (x: number, y: number) => { x: number; y: number } };
    const { x, y } = module.fGrad(1.5, 0.3);
    expect(x).toBeCloseTo(3 * Math.sin(0.3), 14);
    expect(y).toBeCloseTo(2.25 * Math.cos(0.3), 14);
  });

  it("evaluates and derives", () => {
    const args = ["eval", "-e", "x^2*sin(y)", "--wrt", "x,y", "--at", "{\"x\": 1.5, \"y\": 0.3}", "--json"];
    const direct = user.gradc(...args);
    expect(direct.status).toBe(0);
    expect(JSON.parse(direct.stdout)).toEqual(JSON.parse(user.gradc(...args, "--interpret").stdout));
    expect(user.gradc("derive", "-e", "x^2*sin(y)", "--as", "latex")).toMatchObject(
      { status: 0, stdout: expect.stringContaining("\\cos") },
    );
    expect(user.gradc("derive", "-e", "x^2*sin(y)", "--as", "svg", "-o", "f.svg").status).toBe(0);
    expect(readFileSync(user.at("f.svg"), "utf8")).toContain("<svg");
  });

  it("is a library, too", () => {
    user.write("use.js", "import { compile } from \"gradc\";\nconsole.log(compile(\"x^2\").code);\n");
    expect(execFileSync(process.execPath, ["use.js"], { cwd: user.folder, encoding: "utf8" })).toContain("export function fGrad");
  });

  it("has types that hold at their strictest, of its own and of what it writes", () => {
    expect(typeCheck(["typed.ts", "net.gen.ts", "f.ts"])).toBe("");
  });

  it("does what the README says", () => {
    const text = readFileSync(user.at("node_modules/gradc/README.md"), "utf8");
    const commands = [...text.matchAll(/^(?:\$ )?(npx gradc .*\s(?:-e|--expression)\s.*)$/gm)].map(
      (m) => String(m[1]).replace(/\s+#\s.*$/, ""),
    );
    mkdirSync(user.at("readme"));
    // npx calls what npm has put beside the package: the first time by it, then directly
    const env = { ...process.env, PATH: `${user.at("node_modules/.bin")}:${process.env.PATH}` };
    for (const [i, command] of commands.entries()) {
      const called = i === 0 ? command : command.replace(/^npx /, "");
      const { status, stderr } = spawnSync("sh", ["-c", called], { cwd: user.at("readme"), encoding: "utf8", env });
      expect([command, status, stderr.includes("error")]).toEqual([command, 0, false]);
    }
  });
});
