// Bundles the library and the command line into dist/ with all dependencies: the package needs none when it runs. The
// library is bundled once more for browsers, in one file and a drawing package that is loaded when it is used.
import { createHash } from "node:crypto";
import { existsSync, readFileSync, readdirSync, rmSync, statSync, writeFileSync } from "node:fs";
import { isBuiltin } from "node:module";
import { resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { build, transform } from "esbuild";
import { rolldown } from "rolldown";
import { noticesOf } from "./notices.mjs";

/**
 * Common modules that require a part of Node get it when they use something of it: no chunk needs a `require`, and a start
 * loads no more than it runs.
 */
const builtins = {
  name: "builtins",
  setup({ onResolve, onLoad }) {
    onResolve(
      { filter: /./ },
      ({ path, kind }) => (kind === "require-call" && isBuiltin(path) ? { path, namespace: "builtin" } : undefined),
    );
    onLoad(
      { filter: /./, namespace: "builtin" },
      ({ path }) => ({ contents: `module.exports = new Proxy({}, { get: (_, name) => process.getBuiltinModule("${path}")[name] });` }),
    );
  },
};

/** Graphviz is in the package once: in the playground's folder, which holds all that it needs wherever it is served. */
const graphviz = (path) => ({
  name: "graphviz",
  setup: ({ onResolve }) => { onResolve({ filter: /^@hpcc-js\/wasm-graphviz$/ }, () => ({ path, external: true })); },
});

/** Names stay, so that a stack can be read. */
const common = {
  bundle: true, splitting: true, minifyWhitespace: true, minifySyntax: true, format: "esm", logLevel: "warning",
  metafile: true,
};

/** The rewrite rules as they are parsed, in the place of the module that parses them. */
const parsedRules = {
  name: "parsed-rules",
  setup: ({ onLoad }) => {
    onLoad({ filter: /[\\/]rules[\\/]parsed\.ts$/ }, async ({ path }) => {
      const outfile = fileURLToPath(new URL(`../build/parsed-rules-${process.pid}.mjs`, import.meta.url));
      await build({
        entryPoints: [path], outfile, bundle: true, packages: "external", format: "esm", platform: "node",
        target: "node20", logLevel: "warning",
      });
      const { parsedRules } = await import(outfile);
      rmSync(outfile);
      return { contents: `export const parsedRules = () => ${literal(parsedRules())};`, loader: "js" };
    });
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

/**
 * A file costs a start more than what stands in it. So what the command line and the library begin with, what `derive`
 * shares with the library, and the rest of both are one file each, and not a file for each set of entries that reach the same.
 */
async function grouped(from, to, { outputs }) {
  const closure = (path, found = new Set()) => {
    if (found.has(path) || outputs[path] === undefined) return found;
    found.add(path);
    for (const other of outputs[path].imports) if (other.kind === "import-statement") closure(other.path, found);
    return found;
  };
  const entries = new Map(Object.entries(outputs).map(([path, { entryPoint }]) => [entryPoint, path]));
  const of = (...names) => new Set(names.flatMap((name) => [...closure(entries.get(name))]));
  const start = of("src/cli/plain.ts", "src/cli/main.ts");
  const derive = of("src/cli/derive.ts");
  const library = of("src/index.ts");
  const isShared = (path) => (start.has(path) || derive.has(path)) && outputs[path].entryPoint === undefined;
  const group = (name, priority, holds) => {
    const paths = new Set(Object.keys(outputs).filter((path) => isShared(path) && holds(path)).map((path) => resolve(path)));
    return { name, priority, test: (id) => paths.has(id) };
  };
  const bundle = await rolldown({
    input: Object.fromEntries(Object.keys(nodeEntries).map((name) => [name, `${from}/${name}.js`])),
    platform: "node", external: /\/graphviz\.js$/, treeshake: { moduleSideEffects: true },
  });
  const { output } = await bundle.generate({
    format: "esm",
    entryFileNames: "[name].js", chunkFileNames: "[name].js",
    codeSplitting: {
      groups: [
        group("base", 3, (path) => start.has(path) && library.has(path)),
        group("core", 2, (path) => library.has(path)),
        group("command", 1, (path) => start.has(path)),
        group("input", 0, () => true),
      ],
    },
  });
  await bundle.close();
  for (const { fileName, code } of output) {
    // a text of ASCII alone is read faster
    const small = await transform(code, { minifyWhitespace: true, charset: "ascii", format: "esm", target: "node20" });
    writeFileSync(`${to}/${fileName}`, small.code);
  }
  rmSync(from, { recursive: true });
}

const nodeEntries = {
  "index": "src/index.ts", "plain": "src/cli/plain.ts", "cli": "src/cli/main.ts",
  "plugin-rollup": "src/plugin/rollup.ts", "plugin-esbuild": "src/plugin/esbuild.ts", "worker": "src/project/worker.ts",
  "plugin-webpack": "src/plugin/webpack.ts", "webpack-loader": "src/plugin/webpack-loader.ts",
};
/** In the folder of the build, so that what is outside of it has the same path from there. */
const parts = "dist/parts";

// the playground has a build of its own, but for Graphviz
for (const name of existsSync("dist") ? readdirSync("dist") : []) if (name !== "playground") rmSync(`dist/${name}`, { recursive: true });
const bundles = await Promise.all([
  build({
    ...common, outdir: parts, entryPoints: nodeEntries,
    platform: "node", target: "node20", plugins: [builtins, parsedRules, graphviz("./playground/graphviz.js")],
    define: { GRADC_BUILD: JSON.stringify(buildName()) },
  }),
  build({
    entryPoints: { report: "page/report.ts", style: "page/style.css" }, outdir: "dist/page", bundle: true, format: "iife",
    platform: "browser", target: "es2022", minify: true, logLevel: "warning", metafile: true,
  }),
  build({
    ...common, entryPoints: { index: "src/index.ts" }, outdir: "dist/browser", platform: "browser", target: "es2022", minify: true,
    plugins: [graphviz("../playground/graphviz.js")],
  }),
  build({
    entryPoints: { graphviz: "@hpcc-js/wasm-graphviz" }, outdir: "dist/playground", bundle: true, format: "esm",
    target: ["es2022", "node20"], minify: true, logLevel: "warning", metafile: true,
  }),
]);
await grouped(parts, "dist", bundles[0].metafile);
const outputs = bundles.flatMap(({ metafile }) => Object.values(metafile.outputs));
const held = outputs.flatMap(
  ({ inputs }) => Object.entries(inputs).flatMap(([file, { bytesInOutput }]) => (bytesInOutput > 0 ? [file] : [])),
);
writeFileSync("dist/THIRD-PARTY-NOTICES.txt", noticesOf(held));
