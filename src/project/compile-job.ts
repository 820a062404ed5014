// One job to what comes of it, as plain data: a worker or the cache can hand it over.
import { resolve } from "node:path";
import { compile, planOf, type CompileResult } from "../compile.js";
import { CompileError, type Diagnostic } from "../diagnostics/diagnostic.js";
import { UseError } from "../diagnostics/faults.js";
import type { Source, SourceMap } from "../diagnostics/source.js";
import type { Convention } from "../module/interface.js";
import type { ProgramOptions } from "../options.js";
import { fileImports, type Note } from "./imports.js";
import { readSource } from "./read-source.js";
import { labelOf } from "./root.js";

export interface Job {
  /** The program's path; absent where its text is given. */
  readonly input?: string;
  /** A text that has been read already, from standard input or the command line. */
  readonly source?: Source;
  /** The file to write; absent if the module is only wanted as text. */
  readonly output?: string;
  readonly options: ProgramOptions;
  /** Whether what the functions would do is wanted in place of the module. */
  readonly isPlan?: true;
  /** Whether the options are those that the existing output says it was made with. */
  readonly isRepeated?: boolean;
  /** How the existing output says that functions take their arguments; it holds where the options do not say it. */
  readonly kept?: Convention;
}

export interface Module {
  readonly code: string;
  /** Its sources are absolute paths, as far as they are files. */
  readonly map: SourceMap;
  readonly exports: readonly string[];
  readonly counts: NonNullable<CompileResult["counts"]>;
  readonly advice?: string;
}

export interface Outcome {
  /** Absent where the program is wrong. */
  readonly module?: Module;
  readonly diagnostics: readonly Diagnostic[];
  /** Why the program can't be read. */
  readonly fault?: { readonly message: string; readonly hint?: string };
  /** What the program imports, also what is not there: absolute paths and texts. */
  readonly files: readonly ImportedFile[];
}

export interface ImportedFile {
  readonly path: string;
  readonly text?: string;
}

/** Reads and compiles a program. Only a defect of gradc throws. */
export function compileJob(job: Job): Outcome {
  const found = new Map<string, ImportedFile>();
  const note: Note = (path, text) => found.set(path, { path, ...(text === undefined ? {} : { text }) });
  const files = (): ImportedFile[] => [...found.values()];
  try {
    return { ...compiled(job, note), files: files() };
  } catch (error) {
    if (error instanceof CompileError) return { diagnostics: error.diagnostics, files: files() };
    if (!(error instanceof UseError)) throw error;
    const { message, hint } = error;
    return { diagnostics: [], fault: { message, ...(hint === undefined ? {} : { hint }) }, files: files() };
  }
}

function argsOf(kept: Convention | undefined): Pick<ProgramOptions, "args"> {
  return kept === undefined ? {} : { args: kept };
}

/** Compiles under a name that depends on no working directory, as the code holds it; errors have the path as it was typed. */
function compiled({ input, source: given, options, kept, isPlan }: Job, note: Note): Pick<Outcome, "module" | "diagnostics"> {
  const source = given ?? readSource(input as string);
  const file = input === undefined ? source.name : labelOf(input);
  const imports = input === undefined ? {} : { imports: fileImports(input, file, note) };
  const all = { ...argsOf(kept), ...options, file, ...imports };
  const { code, map, exports, counts, advice, graph, diagnostics } = compile(source.text, all);
  const shown = diagnostics.map((d) => (d.source.name === file ? { ...d, source } : d));
  if (code === undefined || map === undefined || exports === undefined || counts === undefined) return { diagnostics: shown };
  const sources = map.sources.map((name, i) => (input === undefined ? name : resolve(i === 0 ? input : name)));
  const text = isPlan === true && graph !== undefined ? planOf(graph, all) : code;
  const advised = advice === undefined ? {} : { advice };
  return { module: { code: text, map: { ...map, sources }, exports, counts, ...advised }, diagnostics: shown };
}
