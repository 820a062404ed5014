// The playground as static files that any folder of a server can hold.
import { fileURLToPath } from "node:url";
import { defineConfig } from "vite";

/** Beside what is loaded later there is one chunk: in two that share names the worker would be larger. */
const LATER = new RegExp(
  "wasm-graphviz|/src/(?:derive|evaluate|study/checks|run/|inspect/(?:dot|text|json|explain-rule|mermaid|index)\\b)|" +
  "/playground/(?:later|train)\\.",
);

export default defineConfig({
  root: fileURLToPath(new URL(".", import.meta.url)),
  base: "./",
  logLevel: "warn",
  worker: {
    format: "es", rolldownOptions: { output: { codeSplitting: { groups: [{ name: "first", test: (id) => !LATER.test(id) }] } } },
  },
  resolve: {
    alias: [{
      find: /^.*\/(?:emit\/wasm\/target|utils\/latex|bignumber\/formatter)\.js$/,
      replacement: fileURLToPath(new URL("unused.ts", import.meta.url)),
    }],
  },
  build: {
    outDir: fileURLToPath(new URL("../../dist/playground", import.meta.url)), emptyOutDir: true, target: "es2022",
    chunkSizeWarningLimit: 2000, assetsInlineLimit: 0,
  },
});
