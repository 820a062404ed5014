// The engine of jobs: reads programs, compiles them, and compares or writes their modules. It prints nothing.
import { basename, dirname, resolve } from "node:path";
import type { Diagnostic } from "../diagnostics/diagnostic.js";
import { UseError } from "../diagnostics/faults.js";
import { withMapLine } from "../emit/typescript/banner.js";
import { partsOfTarget } from "../options.js";
import type { Cache } from "./cache.js";
import { compileJob, type Job, type Module, type Outcome } from "./compile-job.js";
import { stateOfFile, type FileState } from "./generated-file.js";
import type { Note } from "./imports.js";
import { mapFrom, mapText } from "./map-file.js";
import { writeFiles, type OutputFile } from "./write-files.js";

export type { Job } from "./compile-job.js";

/** A job and the module that came of it. */
export interface Done extends Module {
  readonly job: Job;
  /** What stands beside the module in files of their own. */
  readonly beside: readonly OutputFile[];
}

export interface Compiled {
  readonly done: readonly Done[];
  /** Programs beside others that hold functions only, for others to import: there is nothing to write for them. */
  readonly libraries: readonly Job[];
  /** Errors and warnings of all programs. */
  readonly diagnostics: readonly Diagnostic[];
  /** What can't be read. */
  readonly faults: readonly UseError[];
}

export interface Delivered {
  readonly done: Done;
  readonly state: FileState | "written" | "unchanged" | "text";
}

export interface DeliverOptions {
  /** Write nothing, but say what would be. */
  readonly check?: boolean;
  /** Replace files that gradc did not write, or that were changed since. */
  readonly force?: boolean;
  readonly makeDirectories?: boolean;
}

export interface CompileManyOptions {
  /** Is told each file that a program depends on. */
  readonly note?: Note;
  /** What was compiled before. */
  readonly cache?: Cache;
  /** Compiles several at once; one after the other unless given. */
  readonly compileAll?: CompileAll;
  /** Is told how many programs of all are done. */
  readonly progress?: (done: number, all: number) => void;
}

/** Compiles jobs in any order, and hands over each outcome as it comes. */
export type CompileAll = (jobs: readonly Job[], took: (job: Job, outcome: Outcome) => void) => Promise<void>;

export const oneByOne: CompileAll = (jobs, took) => {
  for (const job of jobs) took(job, compileJob(job));
  return Promise.resolve();
};

/** Reads and compiles every program, whatever the others hold. */
export async function compileJobs(jobs: readonly Job[], options: CompileManyOptions = {}): Promise<Compiled> {
  const outcomes = await outcomesOf(jobs, options);
  const all = { done: [] as Done[], libraries: [] as Job[], diagnostics: [] as Diagnostic[], faults: [] as UseError[] };
  const imported = new Set<string>();
  for (const job of jobs) {
    const { module, diagnostics, fault, files } = outcomes.get(job) as Outcome;
    for (const { path } of files) {
      imported.add(path);
      options.note?.(path);
    }
    if (fault !== undefined) all.faults.push(new UseError(fault.message, fault.hint));
    if (jobs.length > 1 && diagnostics.some((d) => d.code === "only-functions")) all.libraries.push(job);
    else all.diagnostics.push(...diagnostics);
    if (module !== undefined) all.done.push({ job, ...module, ...filesOf(job, module) });
  }
  return withoutImported(all, imported);
}

async function outcomesOf(
  jobs: readonly Job[], { cache, compileAll = oneByOne, progress }: CompileManyOptions,
): Promise<ReadonlyMap<Job, Outcome>> {
  const outcomes = new Map<Job, Outcome>();
  const left = jobs.filter((job) => {
    const known = cache?.find(job);
    if (known !== undefined) outcomes.set(job, known);
    return known === undefined;
  });
  if (left.length > 0) {
    await compileAll(left, (job, outcome) => {
      outcomes.set(job, outcome);
      cache?.keep(job, outcome);
      progress?.(outcomes.size, jobs.length);
    });
  }
  return outcomes;
}

/** The text of a module, and its source map where one is to be written. */
function filesOf({ output, options }: Job, { code, map }: Module): Pick<Done, "code" | "beside"> {
  // go-to-definition follows the map of types
  const isTypes = partsOfTarget(options.target ?? "ts").language === "types";
  if (output === undefined || (options.sourceMap !== true && !isTypes)) return { code, beside: [] };
  const path = `${output}.map`;
  const text = mapText(mapFrom(map, dirname(output)), basename(output), isTypes);
  return { code: withMapLine(code, encodeURI(basename(path))), beside: [{ path, text }] };
}

/** A function alone in its file is a program, but not where another program imports it. */
function withoutImported(all: Compiled, imported: ReadonlySet<string>): Compiled {
  const libraries = all.done.map(({ job }) => job).filter(({ input }) => input !== undefined && imported.has(resolve(input)));
  if (libraries.length === 0) return all;
  const isLibrary = (job: Job): boolean => libraries.includes(job);
  return { ...all, done: all.done.filter(({ job }) => !isLibrary(job)), libraries: [...all.libraries, ...libraries] };
}

/** Whether nothing stands against delivering what was compiled. */
export function isSound({ diagnostics, faults }: Compiled): boolean {
  return faults.length === 0 && !diagnostics.some((d) => d.severity === "error");
}

/** Writes or compares the modules that have a file. Where one may not be written none is, and a UseError is thrown. */
export function deliver(done: readonly Done[], { check, force, makeDirectories }: DeliverOptions): Delivered[] {
  const all = (one: Done): readonly OutputFile[] =>
    (one.job.output === undefined ? [] : [{ path: one.job.output, text: one.code }, ...one.beside]);
  const files = done.flatMap(all);
  if (check === true) return done.map((one) => ({ done: one, state: stateOf(all(one)) }));
  const inputs = done.flatMap(({ job }) => (job.input === undefined ? [] : [job.input]));
  const written = writeFiles(files, { inputs, onlyGenerated: force !== true, makeDirectories: makeDirectories === true });
  const states = new Map(written.map(({ path, state }) => [path, state]));
  return done.map((one) => {
    const [own, ...beside] = all(one).map(({ path }) => states.get(path) ?? "written");
    return { done: one, state: own === undefined ? "text" : beside.includes("written") ? "written" : own };
  });
}

/** That of the first file that is not as it should be. */
function stateOf(files: readonly OutputFile[]): Delivered["state"] {
  const states = files.map(({ path, text }) => stateOfFile(path, text));
  return states.find((state) => state !== "fresh") ?? states[0] ?? "text";
}
