// The package as a user gets it: packed, and installed in a project of its own without a network.
import { execFileSync, spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import type { Run } from "../cli/inside.js";
import { buildIn, IS_BUILT, ROOT, stagePackage } from "../cli/staged.js";

export interface Installed {
  /** The project's folder. */
  readonly folder: string;
  readonly tarball: string;
  /** The files of the package, as paths from its folder. */
  readonly packed: readonly string[];
  readonly at: (name: string) => string;
  readonly write: (name: string, text: string) => void;
  /** Makes packages of this checkout packages of the project, with all that they need themselves. */
  readonly link: (...packages: readonly string[]) => void;
  /** Runs a script of a package, or one of the project, by Node. */
  readonly node: (script: string, ...args: readonly string[]) => Run;
  /** Runs what npm has put in the place where npx finds it. */
  readonly gradc: (...args: readonly string[]) => Run;
  readonly remove: () => void;
}

export function installPackage(): Installed {
  const staged = stagePackage();
  // packing builds first and says so on its output, which the list of what was packed ends; `npm test` has done that
  if (IS_BUILT) buildIn(staged);
  const how = IS_BUILT ? ["--ignore-scripts"] : [];
  const output = execFileSync("npm", ["pack", "--json", ...how], { cwd: staged, encoding: "utf8", stdio: ["ignore", "pipe", "pipe"] });
  const [packed] = JSON.parse(output.slice(output.search(/^\[/m))) as [{ filename: string; files: { path: string }[] }];
  const tarball = join(staged, packed.filename);
  const folder = realpathSync(mkdtempSync(join(tmpdir(), "gradc-user-")));
  const at = (name: string): string => join(folder, name);
  writeFileSync(at("package.json"), "{\"private\": true, \"type\": \"module\"}\n");
  execFileSync("npm", ["install", "--no-audit", "--no-fund", "--offline", tarball], { cwd: folder, stdio: "pipe" });
  const run = (command: string, args: readonly string[]): Run => {
    const { status, stdout, stderr } = spawnSync(command, args, { cwd: folder, encoding: "utf8", timeout: 120_000 });
    return { status, stdout, stderr };
  };
  return {
    folder, tarball, packed: packed.files.map(({ path }) => path), at,
    write: (name, text) => {
      mkdirSync(dirname(at(name)), { recursive: true });
      writeFileSync(at(name), text);
    },
    link: (...packages) => {
      for (const name of packages) {
        const place = at(join("node_modules", name));
        mkdirSync(dirname(place), { recursive: true });
        symlinkSync(join(ROOT, "node_modules", name), place);
      }
    },
    node: (script, ...args) => run(process.execPath, [script, ...args]),
    gradc: (...args) => run(at("node_modules/.bin/gradc"), args),
    remove: () => { for (const path of [staged, folder]) rmSync(path, { recursive: true, force: true }); },
  };
}
