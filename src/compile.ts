// A program's text to a module. Reads and writes no file.
import { analyse } from "./analyse.js";
import { CompileError, Report, type Diagnostic } from "./diagnostics/diagnostic.js";
import type { ImportResolver, SourceMap } from "./diagnostics/source.js";
import { sealed, withSeal } from "./emit/typescript/banner.js";
import { sourceMapOf } from "./emit/source-map.js";
import type { Program } from "./graph/program.js";
import type { Interface } from "./module/interface.js";
import { bytesOf, checkOptions, COMPILE_OPTIONS, flagsOf, partsOfTarget, SOURCE_OPTIONS, type ProgramOptions } from "./options.js";
import { generate, planned, type Counts } from "./pipeline.js";
import { withPlainObjects } from "./plain-objects.js";
import { checkText, functionNameOf, requestOf, type SourceOptions } from "./request.js";

/** What is to be computed of a program, how it is written, and where the program comes from. */
export interface CompileOptions extends ProgramOptions, SourceOptions {}

/** A module, and what is known of it. */
export interface CompileResult {
  /** The text of the module; absent where the program is wrong. */
  readonly code?: string;
  /** Leads from each statement of the module to its line in the program. */
  readonly map?: SourceMap;
  /** The names that the module exports. */
  readonly exports?: readonly string[];
  /**
   * How its functions are called.
   * @internal
   */
  readonly interface?: Interface;
  /** What the functions cost. */
  readonly counts?: Counts;
  /** What another target would do better, in a sentence. */
  readonly advice?: string;
  /** Errors and warnings; where there is an error, there is no code. */
  readonly diagnostics: readonly Diagnostic[];
  /**
   * The simplified graph with its derivatives.
   * @internal
   */
  readonly graph?: Program;
}

/**
 * Compiles a program of the gradc language to a standalone module that computes its values and gradients.
 *
 * Faults of the program come back as diagnostics; nothing is thrown for them. Throws a `UseError` for an option that
 * does not exist or has a wrong value, and a `TypeError` for a program that is no string.
 */
export function compile(text: string, options: CompileOptions = {}): CompileResult {
  return withPlainObjects(() => {
    checkText(text);
    checkOptions(options, COMPILE_OPTIONS, SOURCE_OPTIONS);
    return compiled(text, options);
  });
}

function compiled(text: string, options: CompileOptions): CompileResult {
  const source = { name: options.file ?? "<expr>", text };
  const report = new Report(source);
  const texts = [text];
  try {
    const graph = analyse(source, requestOf({ ...options, ...noting(options.imports, texts) }), report);
    const name = functionNameOf(options);
    const { args, ...others } = options;
    const { target = "ts", math = "safe", memory, over, precision } = others;
    const { code, origins, ...generated } = generate(graph, { name, target, math, args, over, precision, memory: bytesOf(memory) });
    const flags = flagsOf({ ...others, ...(options.name === undefined ? {} : { name }) });
    const { language } = partsOfTarget(target);
    const whole = language !== "body" ? sealed(code, flags, generated.interface.convention, texts) : code;
    const map = sourceMapOf(whole, withSeal(origins, whole.split("\n").length), source, language === "types");
    return { code: whole, map, ...generated, graph, diagnostics: report.diagnostics };
  } catch (error) {
    if (!(error instanceof CompileError)) throw error;
    return { diagnostics: [...error.diagnostics, ...report.diagnostics.filter((d) => d.severity === "warning")] };
  }
}

/**
 * What the functions of a compiled program do, as text.
 * @internal
 */
export function planOf(graph: Program, options: CompileOptions): string {
  const { math = "safe", args, memory, precision } = options;
  return planned(graph, { name: functionNameOf(options), target: "ts", math, args, precision, memory: bytesOf(memory) });
}

/** The same imports; the texts that they bring are kept. */
function noting(imports: ImportResolver | undefined, texts: string[]): { imports?: ImportResolver } {
  if (imports === undefined) return {};
  return {
    imports: (path, from) => {
      const found = imports(path, from);
      if (typeof found === "object") texts.push(found.text);
      return found;
    },
  };
}
