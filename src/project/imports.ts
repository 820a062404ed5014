// Finds the files that a program imports: beside the importing file, and never outside the project.
import { existsSync, realpathSync } from "node:fs";
import { dirname, relative, resolve } from "node:path";
import type { Imported, ImportResolver } from "../diagnostics/source.js";
import { UseError } from "../diagnostics/faults.js";
import { readSource } from "./read-source.js";
import { isInside, projectRoot } from "./root.js";

/** Is told the absolute path of a file that a program depends on, and its text where there is one. */
export type Note = (path: string, text?: string) => void;

/**
 * The imports of one program. The project is the nearest folder above it with a package.json or a
 * repository, else its own folder. `name` is what errors call the program itself; each file that is
 * asked for inside the project is noted, also one that is not there.
 */
export function fileImports(program: string, name: string, note: Note = () => undefined): ImportResolver {
  const main = resolve(program);
  const root = realpathSync(projectRoot(dirname(main)));
  const paths = new Map([[name, main]]);
  return (path, from) => {
    const target = resolve(dirname(paths.get(from) ?? main), path);
    const found = read(target, root);
    if (isInside(root, target)) note(target, typeof found === "string" ? undefined : found.text);
    if (typeof found === "string") return found;
    if (target === main) return { ...found, name };
    paths.set(found.name, target);
    return found;
  };
}

function read(target: string, root: string): Imported {
  if (!isInside(root, target)) return "outside";
  if (!existsSync(target)) return "missing";
  if (!isInside(root, realpathSync(target))) return "outside";
  try {
    return readSource(relative(process.cwd(), target));
  } catch (error) {
    if (error instanceof UseError) return "missing";
    throw error;
  }
}
