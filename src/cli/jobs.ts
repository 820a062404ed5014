// What a call of gradc compile is to do: an input and an output each, checked before anything is read.
import { existsSync, statSync } from "node:fs";
import { isAbsolute, normalize, sep } from "node:path";
import { refused, UseError, shownPath } from "../diagnostics/faults.js";
import { COMPILE_OPTIONS, targetOf, type ProgramOptions } from "../options.js";
import type { Job } from "../project/build.js";
import { findConfig, jobsOf, optionsInConfig, readConfig, type ProjectConfig } from "../project/config-file.js";
import type { Note } from "../project/imports.js";
import { filesOf, isPattern } from "../project/glob.js";
import { defaultOutput, keptIn, optionsOfFile, targetOfPath, type FileTarget } from "../project/generated-file.js";
import type { CompileFlags } from "./flags.js";
import { expressionInput, readStdin, STDIN } from "./input.js";
import type { Terminal } from "./terminal.js";

/** The jobs of the files or the expression that are given; without them those of the configuration, which is noted. */
export async function planJobs(t: Terminal, given: readonly string[], flags: CompileFlags, note?: Note): Promise<Job[]> {
  const project = flags.expression !== undefined || given.includes(STDIN) ? undefined : await projectFor(flags);
  if (project !== undefined) note?.(project.path);
  if (given.length === 0 && flags.expression === undefined && project !== undefined) {
    checkWhole(flags);
    return jobsOf(project);
  }
  const files = given.flatMap(filesFor);
  checkInputs(files, flags);
  return jobsFor(t, flags.expression === undefined ? [...new Set(files)] : [undefined], flags, project);
}

/** The configuration of the project, if there is one. */
export function projectFor({ config }: { readonly config?: string }): Promise<ProjectConfig | undefined> {
  return config === undefined ? findConfig(process.cwd()) : readConfig(config);
}

/** A pattern that the shell has left as it is, and a folder, mean the programs that they hold. */
export function filesFor(path: string): string[] {
  const stats = refused(`Can't read ${shownPath(path)}`, () => statSync(path, { throwIfNoEntry: false }));
  const isFolder = path !== STDIN && stats?.isDirectory() === true;
  const pattern = isFolder ? `${path.replace(/\/+$/, "")}/**/*.grad` : path;
  if (!isFolder && (!isPattern(path) || !path.endsWith(".grad") || existsSync(path))) return [path];
  const found = filesOf(isAbsolute(pattern) ? "/" : process.cwd(), normalize(pattern).replace(/^\//, "").replaceAll(sep, "/"));
  if (found.length === 0) throw new UseError(`No program fits ${shownPath(pattern)}.`);
  return isAbsolute(pattern) ? found.map((one) => `/${one}`) : found;
}

function checkWhole(flags: CompileFlags): void {
  const { output, outDir, stdout, target } = flags;
  const isChosen = output ?? outDir ?? stdout ?? target ?? givenOptions(flags);
  if (isChosen !== undefined) {
    throw new UseError("Options of programs stand in the configuration.", "Give files to compile them with other options.");
  }
}

async function jobsFor(
  t: Terminal, inputs: readonly (string | undefined)[], flags: CompileFlags, project: ProjectConfig | undefined,
): Promise<Job[]> {
  if (inputs.length > 1) checkMany(flags);
  const language = targetFor(flags);
  const given = givenOptions(flags);
  const outputs = new Map<string, string | undefined>();
  const jobs: Job[] = [];
  for (const input of inputs) {
    const output = outputFor(input, flags, language);
    if (output !== undefined && outputs.has(output)) {
      const [one, other] = [outputs.get(output), input].map((path) => shownPath(String(path)));
      throw new UseError(`Both ${one} and ${other} would be written to ${shownPath(output)}.`);
    }
    if (output === undefined && flags.check === true) throw new UseError("There is no file to check: give it with -o.");
    if (output !== undefined) outputs.set(output, input);
    const options = optionsFor(output, given ?? configured(input, project), flags, language);
    jobs.push({ ...await textOf(t, input, flags), ...(output === undefined ? {} : { output }), ...options });
  }
  return jobs;
}

function checkInputs(files: readonly string[], { expression, watch }: CompileFlags): void {
  if (expression !== undefined && files.length > 0) throw new UseError("Give files or -e with an expression, not both.");
  if (expression === undefined && files.length === 0) {
    const mend = "Or name them in a configuration: gradc init writes one.";
    throw new UseError("Give files, - for standard input, or -e with an expression.", mend);
  }
  if (watch === true && (expression !== undefined || files.includes(STDIN))) throw new UseError("Only files can be watched.");
}

function checkMany({ output, stdout, name }: CompileFlags): void {
  if (output !== undefined) throw new UseError("With several files use -d with a directory instead of -o.");
  if (stdout === true) throw new UseError("Only one module can be printed.");
  if (name !== undefined) throw new UseError("A name can be given to one module only.");
}

function targetFor({ output, target }: CompileFlags): FileTarget {
  const wanted = target === "wasm" ? undefined : target;
  if (output === undefined || output === STDIN) return wanted ?? "ts";
  const ending = targetOfPath(output);
  if (ending === undefined && /\.d\.[mc]?ts$/.test(output)) {
    throw new UseError(`A module can't be the declaration file ${shownPath(output)}.`);
  }
  if (ending === undefined && wanted === undefined) {
    throw new UseError(`The ending of ${shownPath(output)} names no language.`, "Use .ts or .js, or give --target.");
  }
  if (ending !== undefined && wanted !== undefined && ending !== wanted) {
    throw new UseError(`The ending of ${shownPath(output)} does not fit --target ${wanted}.`);
  }
  return wanted ?? ending ?? "ts";
}

/** The options of the program that stand on the command line; undefined where there are none, and a file's own hold. */
function givenOptions(flags: CompileFlags): ProgramOptions | undefined {
  const names = COMPILE_OPTIONS.filter((name) => name !== "target" && flags[name] !== undefined);
  if (names.length === 0 && flags.defaults !== true) return undefined;
  return Object.fromEntries(names.map((name) => [name, flags[name]]));
}

function configured(input: string | undefined, project: ProjectConfig | undefined): ProgramOptions | undefined {
  return input === undefined || project === undefined ? undefined : optionsInConfig(project, input);
}

type JobOptions = Pick<Job, "options" | "isRepeated" | "kept">;

function optionsFor(
  output: string | undefined, given: ProgramOptions | undefined, { target, defaults }: CompileFlags, language: FileTarget,
): JobOptions {
  const repeated = given === undefined && output !== undefined ? optionsOfFile(output) : undefined;
  const options = { ...given, ...repeated };
  const isWasm = (target ?? options.target) === "wasm";
  return {
    options: { ...options, target: targetOf(language, isWasm) }, isRepeated: repeated !== undefined,
    ...(defaults === true ? {} : keptIn(output)),
  };
}

function outputFor(input: string | undefined, { output, outDir, stdout, name }: CompileFlags, target: FileTarget): string | undefined {
  if (stdout === true || output === STDIN) return undefined;
  if (output !== undefined) return output;
  if (input !== undefined && input !== STDIN) return defaultOutput(input, target, outDir);
  return outDir === undefined ? undefined : defaultOutput(name ?? "f", target, outDir);
}

async function textOf(t: Terminal, input: string | undefined, { expression }: CompileFlags): Promise<Pick<Job, "input" | "source">> {
  if (input === undefined) return { source: expressionInput(expression ?? "").source };
  return input === STDIN ? { source: await readStdin(t) } : { input };
}
