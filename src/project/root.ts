// The project around a file: the nearest folder above it with a package.json or a repository.
import { existsSync } from "node:fs";
import { basename, dirname, isAbsolute, join, relative, resolve, sep } from "node:path";
import { shownPath } from "../diagnostics/faults.js";

/** The folder of the project that a folder belongs to; the folder itself where there is none. */
export function projectRoot(start: string): string {
  for (let at = start; ; at = dirname(at)) {
    if (existsSync(join(at, "package.json")) || existsSync(join(at, ".git"))) return at;
    if (dirname(at) === at) return start;
  }
}

export function isInside(root: string, path: string): boolean {
  const way = relative(root, path);
  return way !== ".." && !way.startsWith(`..${sep}`) && !isAbsolute(way);
}

/** A source as its module names it: the way from the project's root, the same wherever the command runs. */
export function labelOf(input: string): string {
  const path = resolve(input);
  const root = projectRoot(dirname(path));
  return shownPath(isInside(root, path) ? relative(root, path).replaceAll(sep, "/") : basename(path));
}
