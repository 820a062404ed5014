// Makes dist/playground: the page, with the compiler, as static files.
import { rmSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { build } from "vite";
import { noticesOf } from "./notices.mjs";

const held = new Set();

/** Notes which files the page and its worker hold. */
const noting = {
  name: "noting",
  generateBundle(_options, bundle) {
    for (const chunk of Object.values(bundle)) for (const id of Object.keys(chunk.modules ?? {})) held.add(id);
  },
};

const configFile = fileURLToPath(new URL("../page/playground/vite.config.ts", import.meta.url));
// the Graphviz of npm run build stays
rmSync("dist/playground/assets", { recursive: true, force: true });
await build({ configFile, plugins: [noting] });
writeFileSync("dist/playground/THIRD-PARTY-NOTICES.txt", noticesOf([
  ...[...held].filter((id) => id.includes("node_modules")), "node_modules/@hpcc-js/wasm-graphviz/dist/index.js",
]));
