// The command line and the library for Node, as CommonJS: it starts sooner than modules of ECMAScript do, and a part can be
// loaded where it is first called. V8 reads all of a file before any of it runs: what a short start does not use stands apart.
import { spawnSync } from "node:child_process";
import { mkdirSync, readFileSync, realpathSync, writeFileSync } from "node:fs";
import { isBuiltin } from "node:module";
import { dirname, join, resolve } from "node:path";
import { transform } from "esbuild";
import { rolldown } from "rolldown";

/** The start that is to be short. */
const SHORT = ["derive", "-e", "x^2"];
/** Where it begins, and what it loads when it has read its arguments. */
const START = ["src/cli/plain.ts", "src/cli/main.ts"], COMMAND = ["src/cli/derive.ts"], LIBRARY = ["src/index.ts"];

/**
 * Writes a file for each entry and for what they share, and beside the entries that are `imported` from outside a module of
 * ECMAScript that gives the same. Gives the files of which something is held. `scratch` is a folder for what is needed on the way.
 */
export async function bundleForNode({ entries, imported, folder, scratch, plugins, define }) {
  const imports = new Map();
  const recorder = {
    name: "recorder",
    generateBundle() { for (const id of this.getModuleIds()) imports.set(id, this.getModuleInfo(id).importedIds); },
  };
  const bundle = await rolldown({
    input: entries, platform: "node", plugins: [...plugins, recorder], transform: { define, target: "node20" },
    treeshake: { moduleSideEffects: true }, preserveEntrySignatures: "allow-extension",
    // what one place loads when it needs it may be there from the start in another
    checks: { ineffectiveDynamicImport: false },
  });
  const write = async (to, options, change = ({ code }) => code) => {
    const { output } = await bundle.generate({ format: "cjs", entryFileNames: "[name].cjs", chunkFileNames: "[name].cjs", ...options });
    for (const chunk of output) {
      const path = join(to, chunk.fileName);
      mkdirSync(dirname(path), { recursive: true });
      writeFileSync(path, await change(chunk));
    }
    return output;
  };

  const used = usedAtStart(await write(scratch, { preserveModules: true, preserveModulesRoot: realpathSync("src") }), scratch);
  const [start, derive, library] = [START, COMMAND, LIBRARY].map((names) => reached(names.map((name) => realpathSync(name)), imports));
  const own = new Set([...START, ...COMMAND, ...Object.values(entries)].map((name) => realpathSync(name)));
  const group = (name, priority, holds) => ({
    name, priority, test: (id) => (start.has(id) || derive.has(id)) && !own.has(id) && holds(id),
  });
  const isOfStart = ({ modules }) => Object.keys(modules).some((id) => used.has(id) || (own.has(id) && start.has(id)));
  const groups = [
    group("later", 3, (id) => !used.has(id)),
    group("base", 2, (id) => start.has(id) && library.has(id)),
    group("command", 1, (id) => start.has(id)),
    group("core", 0, () => true),
  ];
  const codeSplitting = { groups, includeDependenciesRecursively: false };
  const output = await write(folder, { codeSplitting }, (chunk) => small(isOfStart(chunk) ? loadedLater(chunk.code) : chunk.code));
  await bundle.close();
  for (const { name, exports } of output) if (imported.includes(name)) writeFileSync(join(folder, `${name}.js`), moduleOf(name, exports));
  return output.flatMap(({ modules }) => Object.entries(modules).flatMap(([id, { renderedLength }]) => (renderedLength > 0 ? [id] : [])));
}

/** All that some modules import, with themselves. */
function reached(ids, imports) {
  const found = new Set(ids);
  for (const id of found) for (const other of imports.get(id) ?? []) found.add(other);
  return found;
}

/** The modules of which a short start uses something. */
function usedAtStart(output, folder) {
  const recorder = resolve(folder, "recorder.cjs"), list = resolve(folder, "used.json");
  writeFileSync(recorder, RECORDER);
  const { status, stderr } = spawnSync(
    process.execPath, ["--require", recorder, resolve(folder, output.find(({ name }) => name === "cli").fileName), ...SHORT],
    { env: { ...process.env, GRADC_USED: list }, encoding: "utf8" },
  );
  if (status !== 0) throw new Error(`the run that tells what a start uses failed:\n${stderr}`);
  const used = new Set(JSON.parse(readFileSync(list, "utf8")));
  return new Set(output.filter(({ fileName }) => used.has(resolve(folder, fileName))).map(({ facadeModuleId }) => facadeModuleId));
}

/** What a module takes of another goes through a proxy that notes the other. */
const RECORDER = `
const Module = require("node:module");
const used = new Set();
const load = Module.prototype.require;
Module.prototype.require = function (path) {
  const found = load.call(this, path);
  if (!path.startsWith(".")) return found;
  const file = Module._resolveFilename(path, this);
  return new Proxy(found, { get: (all, name) => (used.add(file), all[name]) });
};
process.on("exit", () => { require("node:fs").writeFileSync(process.env.GRADC_USED, JSON.stringify([...used])); });
`;

/** With what a start does not use as the value of a function that loads it. */
function loadedLater(code) {
  return code
    .replace(/^const require_later = (require\(.*\));$/m, "let later;\nconst require_later = () => later ??= $1;")
    .replace(/\brequire_later\./g, "(require_later()).");
}

async function small(code) {
  // a text of ASCII alone is read faster; Node prints the line of an error that nobody catches
  const options = { minifyWhitespace: true, minifySyntax: true, charset: "ascii", lineLimit: 120, format: "cjs", target: "node20" };
  return withoutRequire((await transform(code, options)).code);
}

/** Parts of Node are asked of the process: where a bundler makes a module of ECMAScript of it all, there is no `require`. */
function withoutRequire(code) {
  return code.replace(
    /\brequire\("(?:node:)?([a-z_/]+)"\)/g,
    (all, name) => (isBuiltin(name) ? `process.getBuiltinModule("node:${name}")` : all),
  );
}

/** A module of ECMAScript that gives what a file of CommonJS does. */
function moduleOf(name, exports) {
  return `export { ${exports.join(", ")} } from "./${name}.cjs";\n`;
}
