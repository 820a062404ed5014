// The engine of jobs: reads programs, compiles them, and compares or writes their modules. It prints nothing.
import { basename, dirname, resolve } from "node:path";
import { compile, type CompileResult } from "../compile.js";
import { CompileError, type Diagnostic } from "../diagnostics/diagnostic.js";
import { UseError } from "../diagnostics/faults.js";
import type { Source } from "../diagnostics/source.js";
import type { SourceMap } from "../emit/source-map.js";
import { withMapLine } from "../emit/typescript/banner.js";
import type { ProgramOptions } from "../options.js";
import { stateOfFile, type FileState } from "./generated-file.js";
import { fileImports, type Note } from "./imports.js";
import { readSource } from "./read-source.js";
import { labelOf } from "./root.js";
import { mapFrom, mapText } from "./map-file.js";
import { writeFiles, type OutputFile } from "./write-files.js";

export interface Job {
  /** The program's path; absent where its text is given. */
  readonly input?: string;
  /** A text that has been read already, from standard input or the command line. */
  readonly source?: Source;
  /** The file to write; absent if the module is only wanted as text. */
  readonly output?: string;
  readonly options: ProgramOptions;
  /** Whether the options are those that the existing output says it was made with. */
  readonly isRepeated?: boolean;
}

/** A job and the module that came of it. */
export interface Done {
  readonly job: Job;
  readonly code: string;
  readonly map: SourceMap;
  /** What stands beside the module in files of their own. */
  readonly beside: readonly OutputFile[];
  readonly exports: readonly string[];
  readonly counts: NonNullable<CompileResult["counts"]>;
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

/** Reads and compiles every program, whatever the others hold. `note` is told each file that one depends on. */
export function compileJobs(jobs: readonly Job[], note?: Note): Compiled {
  const all = { done: [] as Done[], libraries: [] as Job[], diagnostics: [] as Diagnostic[], faults: [] as UseError[] };
  const imported = new Set<string>();
  const noting: Note = (path) => {
    imported.add(path);
    note?.(path);
  };
  for (const job of jobs) {
    try {
      const result = compileJob(job, noting);
      const { code, map, exports, counts, diagnostics } = result;
      if (jobs.length > 1 && diagnostics.some((d) => d.code === "only-functions")) all.libraries.push(job);
      else all.diagnostics.push(...diagnostics);
      if (code !== undefined && map !== undefined && exports !== undefined && counts !== undefined)
        all.done.push({ job, map, exports, counts, ...filesOf(job, code, map) });
    } catch (error) {
      if (error instanceof UseError) all.faults.push(error);
      else if (error instanceof CompileError) all.diagnostics.push(...error.diagnostics);
      else throw error;
    }
  }
  return withoutImported(all, imported);
}

/** The text of a module, and its source map where one is to be written. */
function filesOf({ input, output, options }: Job, code: string, map: SourceMap): Pick<Done, "code" | "beside"> {
  if (output === undefined || options.sourceMap !== true) return { code, beside: [] };
  const path = `${output}.map`;
  return { code: withMapLine(code, encodeURI(basename(path))), beside: [{ path, text: mapText(mapFrom(map, input, dirname(output))) }] };
}

/** A function alone in its file is a program, but not where another program imports it. */
function withoutImported(all: Compiled, imported: ReadonlySet<string>): Compiled {
  const libraries = all.done.map(({ job }) => job).filter(({ input }) => input !== undefined && imported.has(resolve(input)));
  if (libraries.length === 0) return all;
  const isLibrary = (job: Job): boolean => libraries.includes(job);
  return { ...all, done: all.done.filter(({ job }) => !isLibrary(job)), libraries: [...all.libraries, ...libraries] };
}

/** Compiles under a name that depends on no working directory, as the code holds it; errors have the path as it was typed. */
function compileJob({ input, source: given, options }: Job, note?: Note): CompileResult {
  const source = given ?? readSource(input as string);
  if (input === undefined) return compile(source.text, { ...options, file: source.name });
  const file = labelOf(input);
  const result = compile(source.text, { ...options, file, imports: fileImports(input, file, note) });
  return { ...result, diagnostics: result.diagnostics.map((d) => (d.source.name === file ? { ...d, source } : d)) };
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
