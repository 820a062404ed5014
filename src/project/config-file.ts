// Finds and reads the configuration of a project, and makes jobs of it.
import { existsSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { randomBytes } from "node:crypto";
import { basename, dirname, extname, join, relative, resolve, sep } from "node:path";
import { pathToFileURL } from "node:url";
import { checkConfig, CONFIG_NAMES, optionsOfModel, type Config } from "../config.js";
import { refused, shownPath, UseError } from "../diagnostics/faults.js";
import { quoted } from "../diagnostics/message.js";
import { meant, targetOf } from "../options.js";
import { parseJson } from "../run/json-text.js";
import type { Job } from "./build.js";
import { defaultOutput, keptIn, type FileTarget } from "./generated-file.js";
import { filesOf, isPattern, matcherOf } from "./glob.js";
import { removeLeftovers, temporaryBeside } from "./leftovers.js";
import { isInside, projectRoot } from "./root.js";

export interface ProjectConfig {
  readonly path: string;
  /** The folder that its paths start at. */
  readonly root: string;
  readonly config: Config;
}

/** The configuration of the project that a folder belongs to: the nearest upward, no further than the project's root. */
export async function findConfig(start: string): Promise<ProjectConfig | undefined> {
  const path = configPath(start);
  return path === undefined ? undefined : readConfig(path);
}

/** Where it is. */
export function configPath(start: string): string | undefined {
  const last = projectRoot(start);
  for (let at = start; ; at = dirname(at)) {
    const names = CONFIG_NAMES.filter((name) => existsSync(join(at, name)));
    if (names.length > 1) throw new UseError(`There are two configurations: ${names.slice(0, 2).join(" and ")}.`, "Remove one.");
    const [name] = names;
    if (name !== undefined) return join(at, name);
    if (at === last || dirname(at) === at) return undefined;
  }
}

export async function readConfig(path: string): Promise<ProjectConfig> {
  const full = resolve(path);
  const shown = shownPath(relative(process.cwd(), full) || full);
  const text = (): string => refused(`Can't read ${shown}`, () => readFileSync(full, "utf8"));
  const config = extname(full) === ".json" ? parseJson(text(), shown) : await loaded(full, shown);
  checkConfig(config, shown);
  return { path: full, root: dirname(full), config };
}

/** Runs a configuration that is code. It is anew each time, as it may have changed while it was watched. */
async function loaded(path: string, shown: string): Promise<unknown> {
  const needsTypes = /\.m?ts$/.test(path) && !("typescript" in process.features && process.features.typescript !== false);
  const url = `${pathToFileURL(path).href}?${randomBytes(6).toString("hex")}`;
  const module = await (needsTypes ? importTranspiled(path, shown) : imported(url, shown));
  if (typeof module !== "object" || module === null || !("default" in module)) {
    throw new UseError(`${shown} has no default export.`, "Write export default defineConfig({ … }).");
  }
  return module.default;
}

async function imported(url: string, shown: string): Promise<unknown> {
  try {
    return await import(url);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    const isMissing = /^Cannot find (?:package|module) 'gradc'/.test(reason);
    throw new UseError(
      `${shown} can't be run: ${reason}.`,
      isMissing ? "Install gradc in the project, with npm install --save-dev." : undefined,
    );
  }
}

interface TypeScript {
  readonly transpileModule: (text: string, options: object) => { readonly outputText: string };
}

/** A version of Node that knows no types has the project's own TypeScript take them off, in a file beside it. */
async function importTranspiled(path: string, shown: string): Promise<unknown> {
  const require = createRequire(path);
  let typescript: TypeScript;
  try {
    typescript = require("typescript") as TypeScript;
  } catch {
    throw new UseError(`${shown} needs Node 22.18 or later, or the package typescript.`, "Or call it gradc.config.mjs.");
  }
  const { outputText } = typescript.transpileModule(readFileSync(path, "utf8"), { compilerOptions: { module: 99, target: 9 } });
  removeLeftovers(dirname(path));
  const beside = temporaryBeside(path, "mjs");
  writeFileSync(beside, outputText, { flag: "wx" });
  try {
    return await imported(pathToFileURL(beside).href, shown);
  } finally {
    rmSync(beside, { force: true });
  }
}

/** A job for each program of the configuration and each language. Nothing is written outside its folder. */
export function jobsOf(project: ProjectConfig): Job[] {
  const { root, config } = project;
  const { models = "**/*.grad", targets = ["ts"] } = config;
  const patterns = typeof models === "string" ? [models] : models;
  const found = [...new Set(patterns.flatMap((pattern) => modelsOf(root, pattern)))];
  const idle = Object.keys(config.overrides ?? {}).find((pattern) => !found.some(matcherOf(pattern)));
  if (idle !== undefined) {
    const file = shownPath(relative(process.cwd(), project.path));
    throw new UseError(`${file}: No program fits the pattern ${quoted(idle)} of the overrides.${meant(idle, found)}`);
  }
  return found.flatMap((model) => targets.map((language) => {
    const output = shownFrom(root, outputOf(project, model, language));
    const options = optionsFor(project, model);
    const target = targetOf(language, options.target === "wasm");
    return { input: shownFrom(root, model), output, options: { ...options, target }, ...keptIn(output) };
  }));
}

function modelsOf(root: string, pattern: string): string[] {
  if (!isInside(root, resolve(root, pattern))) {
    throw new UseError(`The pattern ${shownPath(pattern)} leaves the folder of the configuration.`);
  }
  if (!isPattern(pattern)) return [pattern];
  const found = filesOf(root, pattern.replace(/^\.\//, ""));
  if (found.length === 0) throw new UseError(`No file fits the pattern ${shownPath(pattern)}.`);
  return found;
}

function outputOf({ root, config }: ProjectConfig, model: string, target: FileTarget): string {
  if (config.outDir === undefined) return defaultOutput(model, target);
  if (!isInside(root, resolve(root, config.outDir))) {
    throw new UseError(`The folder ${shownPath(config.outDir)} lies outside that of the configuration.`);
  }
  return defaultOutput(model, target, config.outDir);
}

/** The options of a program, given its path from the folder of the configuration. */
function optionsFor({ config }: ProjectConfig, model: string): Job["options"] {
  return optionsOfModel(config, (pattern) => matcherOf(pattern)(model));
}

/** The options of a program that the configuration names; undefined for another. */
export function optionsInConfig(project: ProjectConfig, input: string): Job["options"] | undefined {
  const way = relative(project.root, resolve(input)).split(sep).join("/");
  const { models = "**/*.grad" } = project.config;
  const patterns = typeof models === "string" ? [models] : models;
  return patterns.some((pattern) => matcherOf(pattern)(way)) ? optionsFor(project, way) : undefined;
}

/** A path below a folder as the working directory sees it. */
function shownFrom(root: string, path: string): string {
  return relative(process.cwd(), join(root, path)) || basename(path);
}
