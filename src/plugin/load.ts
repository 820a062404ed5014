// A program as a bundler asks for it: the module that the command line writes, with the options of the configuration.
import { dirname, relative } from "node:path";
import type { ModelOptions } from "../config.js";
import type { Diagnostic } from "../diagnostics/diagnostic.js";
import { UseError } from "../diagnostics/faults.js";
import type { SourceMap } from "../diagnostics/source.js";
import { checkOptions, COMPILE_OPTIONS } from "../options.js";
import { compileJobs } from "../project/build.js";
import { cacheOf } from "../project/cache.js";
import { mapFrom } from "../project/map-file.js";
import { findConfig, optionsInConfig } from "../project/config-file.js";

/** The options of every program that is imported; they come before those of the configuration. */
export type PluginOptions = ModelOptions;

export interface Loaded {
  /** Absent where the program is wrong. */
  readonly code?: string;
  /** Leads from the code to the program; its sources are paths from the program's folder. */
  readonly map?: SourceMap;
  readonly diagnostics: readonly Diagnostic[];
  /** What the module depends on beside the program itself. */
  readonly files: readonly string[];
}

/** Throws a UseError for an option that does not exist or has a wrong value. */
export function checkPluginOptions(options: PluginOptions): void {
  checkOptions(options, COMPILE_OPTIONS.filter((name) => name !== "target"));
}

/** Compiles the program at an absolute path. Throws a UseError for what can't be read and for a wrong configuration. */
export async function loadProgram(path: string, options: PluginOptions): Promise<Loaded> {
  const project = await findConfig(dirname(path));
  const files = new Set<string>(project === undefined ? [] : [project.path]);
  const configured = project === undefined ? {} : optionsInConfig(project, path);
  const job = { input: relative(process.cwd(), path), options: { ...configured, ...options, target: "js" } } as const;
  const cache = cacheOf(dirname(path));
  const { done: [done], diagnostics, faults: [fault] } = await compileJobs(
    [job], { note: (file) => files.add(file), ...(cache === undefined ? {} : { cache }) },
  );
  if (fault !== undefined) throw fault;
  const module = done === undefined ? {} : { code: done.code, map: mapFrom(done.map, dirname(path)) };
  return { ...module, diagnostics, files: [...files].filter((file) => file !== path) };
}

/** A sentence with the mend behind it. */
export function sentenceOf(fault: Diagnostic | Error): string {
  const hint = fault instanceof UseError || !(fault instanceof Error) ? fault.hint : undefined;
  return hint === undefined ? fault.message : `${fault.message} ${hint}`;
}
