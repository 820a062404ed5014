// Bundles the library and the command line into dist/ with all dependencies: the package needs none when it runs. The
// library is bundled once more for browsers, in one file and a drawing package that is loaded when it is used.
import { rmSync, writeFileSync } from "node:fs";
import { isBuiltin } from "node:module";
import { build } from "esbuild";
import { noticesOf } from "./notices.mjs";

/** Common modules that require a part of Node: as imports, so that no chunk needs a `require`. */
const builtins = {
  name: "builtins",
  setup({ onResolve, onLoad }) {
    onResolve({ filter: /./ }, ({ path, kind }) => (kind === "require-call" && isBuiltin(path) ? { path, namespace: "builtin" } : undefined));
    onLoad({ filter: /./, namespace: "builtin" }, ({ path }) => ({ contents: `export * from "${path}"; export { default } from "${path}";` }));
  },
};

const common = { bundle: true, splitting: true, format: "esm", logLevel: "warning", metafile: true };

rmSync("dist", { recursive: true, force: true });
const bundles = await Promise.all([
  build({
    ...common, outdir: "dist",
    entryPoints: {
      "index": "src/index.ts", "plain": "src/cli/plain.ts", "cli": "src/cli/main.ts",
      "plugin-rollup": "src/plugin/rollup.ts", "plugin-esbuild": "src/plugin/esbuild.ts",
    },
    platform: "node", target: "node20", plugins: [builtins],
  }),
  build({ ...common, entryPoints: { index: "src/index.ts" }, outdir: "dist/browser", platform: "browser", target: "es2022", minify: true }),
]);
const outputs = bundles.flatMap(({ metafile }) => Object.values(metafile.outputs));
const held = outputs.flatMap(({ inputs }) => Object.entries(inputs).flatMap(([file, { bytesInOutput }]) => (bytesInOutput > 0 ? [file] : [])));
writeFileSync("dist/THIRD-PARTY-NOTICES.txt", noticesOf(held));
