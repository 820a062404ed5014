// The sources as Node loads them: compiled once for all tests and workers. As modules of Vite every call of an imported
// function would be a look-up in an object of accessors, which is a fifth of the time of a compiler in so many modules.
import { mkdirSync, readFileSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join, relative, resolve, sep } from "node:path";
import { buildSync } from "esbuild";
import type { Plugin } from "vitest/config";

const ROOT = resolve(import.meta.dirname, "../..");
const SOURCES = join(ROOT, "src");
const COMPILED = join(ROOT, "build/sources/src");

/** Files in COMPILED, which Vite hands on to Node. */
export const isCompiled = /\/build\/sources\/src\//;

/** Compiles src/ and leads the imports of tests there; but where Vitest watches, which follows the sources themselves. */
export function compiledSources(): Plugin {
  let isWatching = false;
  return {
    name: "compiled-sources",
    enforce: "pre",
    configureVitest({ vitest }) {
      isWatching = vitest.config.watch;
      if (!isWatching) compileSources();
    },
    resolveId(source, importer) {
      if (isWatching || importer === undefined || !source.startsWith(".") || !source.endsWith(".js")) return null;
      const path = resolve(dirname(importer), source);
      return path.startsWith(SOURCES + sep) ? join(COMPILED, relative(SOURCES, path)) : null;
    },
  };
}

/** A file is written only where it changes: another run may be reading it. */
function compileSources(): void {
  const { outputFiles } = buildSync({
    entryPoints: filesOf(SOURCES).filter((file) => file.endsWith(".ts")), outdir: COMPILED, outbase: SOURCES, write: false,
    format: "esm", platform: "node", target: "node20", sourcemap: "inline", sourcesContent: false, logLevel: "warning",
  });
  mkdirSync(COMPILED, { recursive: true });
  const before = new Set(filesOf(COMPILED));
  for (const { path, contents } of outputFiles) {
    if (before.delete(path) && readFileSync(path).equals(contents)) continue;
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, contents);
  }
  for (const path of before) rmSync(path);
}

function filesOf(folder: string): string[] {
  const all = readdirSync(folder, { recursive: true, withFileTypes: true });
  return all.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
}
