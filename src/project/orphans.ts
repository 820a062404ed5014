// Generated files whose programs are no more.
import { existsSync, readdirSync, statSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { MAX_GENERATED_BYTES, sourceOfFile } from "./generated-file.js";
import { projectRoot } from "./root.js";

/** The generated files beside those that are expected which no program is behind, in order. */
export function orphansOf(outputs: readonly string[]): string[] {
  const expected = new Set(outputs.map((path) => resolve(path)));
  const folders = [...new Set(outputs.map((path) => dirname(path)))].filter((folder) => existsSync(folder));
  return folders.flatMap((folder) => readdirSync(folder).map((name) => join(folder, name)))
    .filter((path) => /\.(?:gen\.(?:ts|js)|d\.grad\.ts)$/.test(path) && !expected.has(resolve(path)) && isOrphan(path)).sort();
}

function isOrphan(path: string): boolean {
  const stats = statSync(path, { throwIfNoEntry: false });
  if (stats?.isFile() !== true || stats.size > MAX_GENERATED_BYTES) return false;
  const source = sourceOfFile(path);
  return source !== undefined && !existsSync(join(projectRoot(dirname(resolve(path))), source));
}
