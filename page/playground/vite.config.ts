// The playground as static files that any folder of a server can hold.
import { fileURLToPath } from "node:url";
import { defineConfig, type Plugin } from "vite";

/** Beside what is loaded later, and what that alone needs, there is one chunk: in two that share names the worker would be larger. */
const LATER = new RegExp(
  "/src/(?:compile|derive|evaluate|options|pipeline|request|run/|plan/|loop/|module/|emit/|study/(?:checks|code|index)|" +
  "simplify/(?:sharing|loops|guards)|inspect/(?:dot|text|json|explain-rule|mermaid|notes|plan-text|comments|index)\\b)|" +
  "/playground/(?:later|train)\\.",
);

/** Beside the page, which npm run build has put there: the whole package draws with that one. */
const graphviz: Plugin = {
  name: "graphviz",
  enforce: "pre",
  resolveId: (id) => (id === "@hpcc-js/wasm-graphviz" ? { id: "../graphviz.js", external: "relative" } : undefined),
};

/** What is imported later is in one chunk with what is not, by intent. */
const checks = { ineffectiveDynamicImport: false, pluginTimings: false };

export default defineConfig({
  plugins: [graphviz],
  root: fileURLToPath(new URL(".", import.meta.url)),
  base: "./",
  logLevel: "warn",
  worker: {
    plugins: () => [graphviz],
    format: "es", rolldownOptions: { checks, output: { codeSplitting: { groups: [{ name: "first", test: (id) => !LATER.test(id) }] } } },
  },
  resolve: {
    alias: [{
      find: /^.*\/(?:emit\/wasm\/target|utils\/latex|bignumber\/formatter)\.js$/,
      replacement: fileURLToPath(new URL("unused.ts", import.meta.url)),
    }],
  },
  build: {
    outDir: fileURLToPath(new URL("../../dist/playground", import.meta.url)), emptyOutDir: false, target: "es2022",
    chunkSizeWarningLimit: 2000, assetsInlineLimit: 0,
    rolldownOptions: { checks },
  },
});
