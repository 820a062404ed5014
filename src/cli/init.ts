// gradc init: the first files of a project.
import { existsSync, readFileSync } from "node:fs";
import { createInterface } from "node:readline/promises";
import { CONFIG_NAMES } from "../config.js";
import { refused, UseError } from "../diagnostics/faults.js";
import { writeFiles, type OutputFile } from "../project/write-files.js";
import { parseJson } from "../run/json-text.js";
import { EXIT } from "./exit.js";
import type { InitFlags } from "./flags.js";
import { showNote, write } from "./show.js";
import type { Terminal } from "./terminal.js";

const CONFIG = `import { defineConfig } from "gradc";

export default defineConfig({
  models: "src/models/**/*.grad",
  // Options of single programs, such as { "src/models/decay.grad": { hessian: true } }.
  overrides: {},
});
`;

const MODEL = `# The squared misfit of a decaying oscillation at one measured point (x, y).
param amplitude, rate, omega
input x, y

model = amplitude * exp(-rate * x) * cos(omega * x)
output loss = (model - y)^2
`;

const SCRIPTS = { "gradc": "gradc compile", "gradc:check": "gradc check" } as const;

const IGNORED = "*.d.grad.ts*";

/** Gives the exit status. */
export async function runInit(t: Terminal, { yes }: InitFlags): Promise<number> {
  const files = [...newFiles(), ...packageFile(), ...ignoreFile()];
  if (files.length === 0) {
    showNote(t, "There is nothing to write: all of it is here.");
    return EXIT.success;
  }
  if (yes !== true && !await isAgreed(t, files)) return EXIT.success;
  // package.json and .gitignore are changed, the others are new: none of them is replaced
  for (const { path } of writeFiles(files, { inputs: [], onlyGenerated: false, makeDirectories: true })) write(t, `wrote ${path}\n`);
  showNote(t, "Run: npx gradc compile");
  return EXIT.success;
}

function newFiles(): OutputFile[] {
  const hasConfig = CONFIG_NAMES.some((name) => existsSync(name));
  const config = hasConfig ? [] : [{ path: "gradc.config.mjs", text: CONFIG }];
  return existsSync("src/models/decay.grad") || hasConfig ? config : [...config, { path: "src/models/decay.grad", text: MODEL }];
}

/** .gitignore with a line for the types of imports, which plugins write; nothing outside of version control. */
function ignoreFile(): OutputFile[] {
  if (!existsSync(".git") && !existsSync(".gitignore")) return [];
  const text = existsSync(".gitignore") ? refused("Can't read .gitignore", () => readFileSync(".gitignore", "utf8")) : "";
  if (text.split(/\r?\n/).includes(IGNORED)) return [];
  return [{ path: ".gitignore", text: `${text}${text === "" || text.endsWith("\n") ? "" : "\n"}${IGNORED}\n` }];
}

/** package.json with the scripts that it lacks; nothing where there is no such file, or none is lacking. */
function packageFile(): OutputFile[] {
  if (!existsSync("package.json")) return [];
  const text = refused("Can't read package.json", () => readFileSync("package.json", "utf8"));
  const json = parseJson(text, "package.json");
  if (typeof json !== "object" || json === null || Array.isArray(json)) throw new UseError("package.json does not hold an object.");
  const known = (json as { scripts?: unknown }).scripts ?? {};
  if (typeof known !== "object" || known === null) throw new UseError("The scripts of package.json are not an object.");
  const lacking = Object.entries(SCRIPTS).filter(([name]) => !(name in known));
  if (lacking.length === 0) return [];
  const indent = /^\{\r?\n([ \t]+)/.exec(text)?.[1] ?? "  ";
  const scripts = { ...known, ...Object.fromEntries(lacking) };
  return [{ path: "package.json", text: `${JSON.stringify({ ...json, scripts }, null, indent)}\n` }];
}

async function isAgreed(t: Terminal, files: readonly OutputFile[]): Promise<boolean> {
  if (t.stdin.isTTY !== true) throw new UseError("There is nobody to ask.", "Give --yes to write the files.");
  const lines = createInterface({ input: t.stdin, output: t.stderr });
  try {
    const answer = await lines.question(`Write ${files.map(({ path }) => path).join(", ")}? [Y/n] `);
    return /^\s*(?:y(?:es)?)?\s*$/i.test(answer);
  } finally {
    lines.close();
  }
}
