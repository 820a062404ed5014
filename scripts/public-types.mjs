// Leaves in dist/types what the public declarations need, and nothing of the compiler behind them.
import { readdirSync, readFileSync, rmdirSync, rmSync } from "node:fs";
import { dirname, join } from "node:path";

const ROOT = "dist/types";
const kept = new Set();
const left = ["index.d.ts", "plugin/rollup.d.ts", "plugin/esbuild.d.ts", "plugin/webpack.d.ts"].map((name) => join(ROOT, name));
for (let file = left.pop(); file !== undefined; file = left.pop()) {
  if (kept.has(file)) continue;
  kept.add(file);
  for (const [, path] of readFileSync(file, "utf8").matchAll(/(?:from |import\()"(\.{1,2}\/[^"]+)\.js"/g))
    left.push(join(dirname(file), `${path}.d.ts`));
}

const entries = readdirSync(ROOT, { recursive: true, withFileTypes: true });
for (const entry of entries)
  if (entry.isFile() && !kept.has(join(entry.parentPath, entry.name))) rmSync(join(entry.parentPath, entry.name));
const folders = entries.filter((entry) => entry.isDirectory()).map((entry) => join(entry.parentPath, entry.name));
for (const folder of folders.sort((a, b) => b.length - a.length)) if (readdirSync(folder).length === 0) rmdirSync(folder);
