// A built copy of the package in a folder of its own, so that test files never race for dist/.
import { spawn, spawnSync, type ChildProcess } from "node:child_process";
import { copyFileSync, cpSync, existsSync, mkdirSync, mkdtempSync, rmSync, symlinkSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import type { Run, RunOptions } from "./inside.js";

export const ROOT = resolve(fileURLToPath(import.meta.url), "../../..");

/** The built command line, as a process of its own. */
export interface BuiltCli {
  /** The file that a shell runs. */
  readonly bin: string;
  /** A folder to work in. */
  readonly work: string;
  readonly run: (args: readonly string[], options?: RunOptions) => Run;
  readonly start: (args: readonly string[]) => ChildProcess;
  readonly remove: () => void;
}

/** Whether dist/ is what `npm run prepack` has just made of this checkout, as `npm test` begins with. */
export const IS_BUILT = process.env.GRADC_BUILT === "1";

/** Copies what the package is made of; sources and dependencies are links. */
export function stagePackage(): string {
  const folder = mkdtempSync(join(tmpdir(), "gradc-test-"));
  for (const name of ["src", "node_modules"]) symlinkSync(join(ROOT, name), join(folder, name));
  for (const name of ["page", "scripts", "bin", "docs", "samples"]) cpSync(join(ROOT, name), join(folder, name), { recursive: true });
  for (const name of ["package.json", "tsconfig.json", "tsconfig.types.json", "README.md", "LICENSE", "CONTRIBUTING.md", "CHANGELOG.md"]) {
    if (existsSync(join(ROOT, name))) copyFileSync(join(ROOT, name), join(folder, name));
  }
  return folder;
}

/** Builds a staged package, or copies what was built. */
export function buildIn(folder: string): void {
  if (IS_BUILT) {
    cpSync(join(ROOT, "dist"), join(folder, "dist"), { recursive: true });
    return;
  }
  const { status, stderr } = spawnSync(process.execPath, ["scripts/build.mjs"], { cwd: folder, encoding: "utf8" });
  if (status !== 0) throw new Error(`the build failed:\n${stderr}`);
}

/** Builds the command line and gives a way to run it as a child process. */
export function buildCli(): BuiltCli {
  const folder = stagePackage();
  buildIn(folder);
  const bin = join(folder, "bin/gradc.cjs");
  const work = join(folder, "work");
  mkdirSync(work);
  return {
    bin,
    work,
    run: (args, { input = "", env = {}, cwd = work } = {}) => {
      const { status, stdout, stderr } = spawnSync(
        process.execPath, [bin, ...args],
        { cwd, input, encoding: "utf8", env: { ...process.env, GRADC_DEBUG: undefined, ...env }, timeout: 30_000 },
      );
      return { status, stdout, stderr };
    },
    start: (args) => spawn(process.execPath, [bin, ...args], { cwd: work, stdio: ["pipe", "pipe", "pipe"] }),
    remove: () => rmSync(folder, { recursive: true, force: true }),
  };
}
