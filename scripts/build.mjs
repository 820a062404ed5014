// Bundles the library and the command line into dist/ with all dependencies: the package needs none when it runs. The
// library is bundled once more for browsers, in one file and a drawing package that is loaded when it is used.
import { createHash } from "node:crypto";
import { existsSync, readFileSync, readdirSync, rmSync, statSync, writeFileSync } from "node:fs";
import { isBuiltin } from "node:module";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";
import { bundleForNode } from "./node-bundle.mjs";
import { noticesOf } from "./notices.mjs";

/**
 * Common modules that require a part of Node get it when they use something of it: no file needs a `require` of its own, and
 * a start loads no more than it runs.
 */
const builtins = {
  name: "builtins",
  resolveId: (source, importer, { kind }) => (kind === "require-call" && isBuiltin(source) ? `\0required:${source}` : undefined),
  load: (id) => (id.startsWith("\0required:")
    ? `module.exports = new Proxy({}, { get: (_, name) => process.getBuiltinModule("${id.slice("\0required:".length)}")[name] });`
    : undefined),
};

/** Graphviz is in the package once: in the playground's folder, which holds all that it needs wherever it is served. */
const GRAPHVIZ = "@hpcc-js/wasm-graphviz";
const graphvizForNode = {
  name: "graphviz",
  resolveId: (source) => (source === GRAPHVIZ ? { id: "./playground/graphviz.js", external: true } : undefined),
};
const graphvizForBrowsers = {
  name: "graphviz",
  setup: ({ onResolve }) => {
    onResolve({ filter: /^@hpcc-js\/wasm-graphviz$/ }, () => ({ path: "../playground/graphviz.js", external: true }));
  },
};

/** The rewrite rules as they are parsed, in the place of the module that parses them. */
const parsedRules = {
  name: "parsed-rules",
  async load(id) {
    if (!/[\\/]rules[\\/]parsed\.ts$/.test(id)) return undefined;
    const outfile = fileURLToPath(new URL(`../build/parsed-rules-${process.pid}.mjs`, import.meta.url));
    await build({
      entryPoints: [id], outfile, bundle: true, packages: "external", format: "esm", platform: "node", target: "node20",
      logLevel: "warning",
    });
    const { parsedRules } = await import(outfile);
    rmSync(outfile);
    return { code: `export const parsedRules = () => ${literal(parsedRules())};`, moduleType: "js" };
  },
};

/** A value as text that keeps NaN, infinities and the sign of 0. */
function literal(value) {
  if (Array.isArray(value)) return `[${value.map(literal).join(",")}]`;
  if (typeof value === "object") return `{${Object.entries(value).map(([key, item]) => `${key}:${literal(item)}`).join(",")}}`;
  return typeof value === "string" ? JSON.stringify(value) : Object.is(value, -0) ? "-0" : String(value);
}

/** Tells builds apart whose code differs: what one has compiled is not taken for what another would. */
function buildName() {
  const hash = createHash("sha256");
  for (const name of [...readdirSync("src", { recursive: true }).sort().map((file) => `src/${file}`), "package.json"])
    if (statSync(name).isFile()) hash.update(`${name}\n`).update(readFileSync(name));
  return hash.digest("hex").slice(0, 16);
}

const nodeEntries = {
  "index": "src/index.ts", "plain": "src/cli/plain.ts", "cli": "src/cli/main.ts",
  "plugin-rollup": "src/plugin/rollup.ts", "plugin-esbuild": "src/plugin/esbuild.ts", "worker": "src/project/worker.ts",
  "plugin-webpack": "src/plugin/webpack.ts", "webpack-loader": "src/plugin/webpack-loader.ts",
};
// the playground has a build of its own, but for Graphviz
for (const name of existsSync("dist") ? readdirSync("dist") : []) if (name !== "playground") rmSync(`dist/${name}`, { recursive: true });
const scratch = `build/node-${process.pid}`;
const [forNode, ...bundles] = await Promise.all([
  bundleForNode({
    entries: nodeEntries, imported: ["index", "plugin-rollup", "plugin-esbuild", "plugin-webpack"], folder: "dist", scratch,
    plugins: [builtins, parsedRules, graphvizForNode],
    define: { GRADC_BUILD: JSON.stringify(buildName()) },
  }),
  build({
    entryPoints: { report: "page/report.ts", style: "page/style.css" }, outdir: "dist/page", bundle: true, format: "iife",
    platform: "browser", target: "es2022", minify: true, logLevel: "warning", metafile: true,
  }),
  build({
    entryPoints: { index: "src/index.ts" }, outdir: "dist/browser", bundle: true, splitting: true, format: "esm", platform: "browser",
    target: "es2022", minify: true, logLevel: "warning", metafile: true, plugins: [graphvizForBrowsers],
  }),
  build({
    entryPoints: { graphviz: GRAPHVIZ }, outdir: "dist/playground", bundle: true, format: "esm",
    target: ["es2022", "node20"], minify: true, logLevel: "warning", metafile: true,
  }),
]);
rmSync(scratch, { recursive: true });
const outputs = bundles.flatMap(({ metafile }) => Object.values(metafile.outputs));
const held = outputs.flatMap(
  ({ inputs }) => Object.entries(inputs).flatMap(([file, { bytesInOutput }]) => (bytesInOutput > 0 ? [file] : [])),
);
writeFileSync("dist/THIRD-PARTY-NOTICES.txt", noticesOf([...forNode, ...held]));
