// The packed package before it is published: what publint and are-the-types-wrong say of it, and npx in an empty folder.
import { spawnSync } from "node:child_process";
import { mkdirSync, readFileSync } from "node:fs";
import { afterAll, beforeAll, expect, it } from "vitest";
import { installPackage, type Installed } from "../e2e/installed.js";

interface Publint {
  readonly publint: (options: { readonly pkgDir: string; readonly pack: false; readonly strict: true }) =>
  Promise<{ readonly messages: readonly object[] }>;
}

interface AreTheTypesWrong {
  readonly createPackageFromTarballData: (tarball: Uint8Array) => object;
  readonly checkPackage: (pkg: object) => Promise<{ readonly types: object; readonly problems?: readonly Problem[] }>;
}

interface Problem {
  readonly kind: string;
  readonly resolutionKind?: string;
}

/** Packages of tests alone, by names that TypeScript does not follow. */
const CHECKS = { publint: "publint", types: "@arethetypeswrong/core" };

let user: Installed;
beforeAll(() => { user = installPackage(); }, 300_000);
afterAll(() => { user.remove(); });

it("has nothing that publint speaks against", async () => {
  const { publint } = await import(/* @vite-ignore */ CHECKS.publint) as Publint;
  expect((await publint({ pkgDir: user.at("node_modules/gradc"), pack: false, strict: true })).messages).toEqual([]);
});

it("has types that are found and right wherever modules of JavaScript are", async () => {
  const { checkPackage, createPackageFromTarballData } = await import(/* @vite-ignore */ CHECKS.types) as AreTheTypesWrong;
  const { types, problems = [] } = await checkPackage(createPackageFromTarballData(readFileSync(user.tarball)));
  expect(types).toMatchObject({ kind: "included" });
  // the package has no common modules: what a common module gets is a module, which Node takes since 20.19
  const isOfCommonModules = ({ kind, resolutionKind = "" }: Problem): boolean =>
    resolutionKind === "node10" || (kind === "CJSResolvesToESM" && resolutionKind === "node16-cjs");
  expect(problems.filter((problem) => !isOfCommonModules(problem))).toEqual([]);
});

it("is taken by common modules, too", () => {
  user.write("config.cjs", "console.log(require(\"gradc/vite\").default().name, require(\"gradc\").compile(\"x^2\").code.length > 0);\n");
  expect(user.node("config.cjs")).toMatchObject({ status: 0, stdout: "gradc true\n" });
});

it("runs by npx in an empty folder", () => {
  mkdirSync(user.at("empty"));
  const args = ["--yes", "--offline", `--package=${user.tarball}`, "--", "gradc", "eval", "-e", "x^2", "--at", "x=3"];
  const { status, stdout } = spawnSync("npx", args, { cwd: user.at("empty"), encoding: "utf8" });
  expect([status, stdout]).toEqual([0, expect.stringContaining("value = 9")]);
});
