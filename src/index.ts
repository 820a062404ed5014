// The library: text in, text out. Reads and writes no file.
import { CompileError, Report, type Diagnostic } from "./diagnostics/diagnostic.js";
import type { ImportResolver } from "./elaborate/imports.js";
import { extraKinds, type ExtraKind } from "./graph/derivative-kinds.js";
import type { Program } from "./graph/program.js";
import { isReserved } from "./emit/names.js";
import { withPlainObjects } from "./plain-objects.js";
import { analyse, generate, type Generated, type MathLevel, type Target } from "./pipeline.js";

export { formatDiagnostic, formatDiagnostics } from "./diagnostics/format.js";
export { placeOf } from "./diagnostics/source.js";
export type { Diagnostic } from "./diagnostics/diagnostic.js";
export type { Imported, ImportResolver } from "./elaborate/imports.js";
export type { Program } from "./graph/program.js";
export type { Counts } from "./pipeline.js";

/** What to compile and how; each kind of derivative beside the gradient (`hessian`, `jvp`, …) is asked for by its name. */
export interface CompileOptions extends Partial<Record<ExtraKind, boolean>> {
  /**
   * The name of the generated functions; the file's name without its ending, or `f`. What is no identifier of at most
   * 64 ASCII letters, digits and underscores is made one.
   */
  readonly name?: string;
  /** What errors call the program; `<expr>` unless given. */
  readonly file?: string;
  /** The variables to differentiate by; all params unless given. */
  readonly wrt?: readonly string[];
  /** The output to differentiate; the first scalar one unless given. */
  readonly of?: string;
  /** No gradient. */
  readonly valueOnly?: boolean;
  readonly target?: Target;
  readonly math?: MathLevel;
  /** Reads the files that the program imports, given the path as written and the importing file. */
  readonly imports?: ImportResolver;
}

export interface CompileResult extends Partial<Generated> {
  /** Errors and warnings; where there is an error, there is no code. */
  readonly diagnostics: readonly Diagnostic[];
  /** The simplified graph with its derivatives; absent where the program is wrong. */
  readonly graph?: Program;
}

/**
 * Compiles a program of the gradc language to a standalone module that computes its values and gradients.
 * Faults of the program come back as diagnostics; nothing is thrown for them.
 */
export function compile(text: string, options: CompileOptions = {}): CompileResult {
  return withPlainObjects(() => compiled(text, options));
}

function compiled(text: string, options: CompileOptions): CompileResult {
  const source = { name: options.file ?? "<expr>", text };
  const report = new Report(source);
  try {
    const graph = analyse(source, request(options), report);
    const generated = generate(graph, { name: nameOf(options.name ?? baseOf(options.file)), target: options.target ?? "ts", math: options.math ?? "safe" });
    return { ...generated, graph, diagnostics: report.diagnostics };
  } catch (error) {
    if (!(error instanceof CompileError)) throw error;
    return { diagnostics: [...error.diagnostics, ...report.diagnostics.filter((d) => d.severity === "warning")] };
  }
}

function request(options: CompileOptions): Parameters<typeof analyse>[1] {
  const { wrt, of, math, imports } = options;
  return {
    ...(wrt === undefined ? {} : { wrt }), ...(of === undefined ? {} : { of }), ...(math === undefined ? {} : { math }),
    ...(imports === undefined ? {} : { imports }),
    gradient: options.valueOnly !== true,
    ...Object.fromEntries(extraKinds.map(({ name }) => [name, options[name] === true])),
  };
}

function baseOf(file = "f"): string {
  return file.replace(/^.*[\\/]/s, "").replace(/\.grad$/, "");
}

/** A text as the name of a function. */
function nameOf(text: string): string {
  const words = text.replace(/[^A-Za-z0-9_]+(.)?/gs, (_all, next: string | undefined) => (next ?? "").toUpperCase()).replace(/[^A-Za-z0-9_]/g, "").slice(0, 64);
  return /^[A-Za-z_]/.test(words) && !isReserved(words) ? words : `f${words.charAt(0).toUpperCase()}${words.slice(1)}`;
}
