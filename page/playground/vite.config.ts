// The playground as static files that any folder of a server can hold.
import { fileURLToPath } from "node:url";
import { defineConfig } from "vite";

export default defineConfig({
  root: fileURLToPath(new URL(".", import.meta.url)),
  base: "./",
  logLevel: "warn",
  worker: { format: "es" },
  build: {
    outDir: fileURLToPath(new URL("../../dist/playground", import.meta.url)), emptyOutDir: true, target: "es2022",
    chunkSizeWarningLimit: 2000, assetsInlineLimit: 0,
  },
});
