// A program as a bundler asks for it: the module that the command line writes, with the options of the configuration.
import { existsSync } from "node:fs";
import { dirname, join, relative } from "node:path";
import type { ModelOptions } from "../config.js";
import type { Diagnostic } from "../diagnostics/diagnostic.js";
import { UseError } from "../diagnostics/faults.js";
import type { SourceMap } from "../diagnostics/source.js";
import { checkOptions, COMPILE_OPTIONS, partsOfTarget, targetOf } from "../options.js";
import { compileJobs, deliver, type CompileManyOptions, type Job } from "../project/build.js";
import { cacheOf } from "../project/cache.js";
import { defaultOutput } from "../project/generated-file.js";
import { projectRoot } from "../project/root.js";
import { mapFrom } from "../project/map-file.js";
import { findConfig, optionsInConfig } from "../project/config-file.js";

/** The options of every program that is imported; they come before those of the configuration. */
export interface PluginOptions extends ModelOptions {
  /**
   * Whether `mlp.d.grad.ts` is written beside `mlp.grad`: the types of an import and, in a map, the way to definitions. Done
   * unless given where the project has a tsconfig.json.
   */
  readonly types?: boolean;
}

export interface Loaded {
  /** Absent where the program is wrong. */
  readonly code?: string;
  /** Leads from the code to the program; its sources are paths from the program's folder. */
  readonly map?: SourceMap;
  readonly diagnostics: readonly Diagnostic[];
  /** Warnings without a place. */
  readonly notes: readonly string[];
  /** What the module depends on beside the program itself. */
  readonly files: readonly string[];
}

/** Throws a UseError for an option that does not exist or has a wrong value. */
export function checkPluginOptions(options: PluginOptions): void {
  checkOptions(options, COMPILE_OPTIONS.filter((name) => name !== "target"), { types: "switch", target: ["wasm"] });
}

/** Compiles the program at an absolute path. Throws a UseError for what can't be read and for a wrong configuration. */
export async function loadProgram(path: string, { types, ...options }: PluginOptions): Promise<Loaded> {
  const project = await findConfig(dirname(path));
  const files = new Set<string>(project === undefined ? [] : [project.path]);
  const configured = project === undefined ? {} : optionsInConfig(project, path);
  const all = { ...configured, ...options };
  const job: Job = { input: relative(process.cwd(), path), options: { ...all, target: targetOf("js", all.target === "wasm") } };
  const cache = cacheOf(dirname(path));
  const settings = { note: (file: string) => files.add(file), ...(cache === undefined ? {} : { cache }) };
  const { done: [done], diagnostics, faults: [fault] } = await compileJobs([job], settings);
  if (fault !== undefined) throw fault;
  const imported = [...files].filter((file) => file !== path);
  if (done === undefined) return { diagnostics, notes: [], files: imported };
  const isWanted = types ?? existsSync(join(projectRoot(dirname(path)), "tsconfig.json"));
  const notes = isWanted ? await writeTypes(path, job, settings) : [];
  return { code: done.code, map: mapFrom(done.map, dirname(path)), diagnostics, notes, files: imported };
}

/** Writes the types of an import where they are not there yet; that they can't be written is a warning. */
async function writeTypes(path: string, { options }: Job, settings: CompileManyOptions): Promise<string[]> {
  const target = targetOf("types", partsOfTarget(options.target ?? "js").isWasm);
  const job: Job = { input: path, output: defaultOutput(path, "types"), options: { ...options, target } };
  const { done } = await compileJobs([job], settings);
  try {
    deliver(done, {});
    return [];
  } catch (error) {
    if (!(error instanceof UseError)) throw error;
    return [sentenceOf(error)];
  }
}

/** A sentence with the mend behind it. */
export function sentenceOf(fault: Diagnostic | Error): string {
  const hint = fault instanceof UseError || !(fault instanceof Error) ? fault.hint : undefined;
  return hint === undefined ? fault.message : `${fault.message} ${hint}`;
}
