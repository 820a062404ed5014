// A program's text to its derivatives as people and other programs read them: formulas, or the graph. Reads and writes no file.
import { checkText, requestOf, type SourceOptions } from "./compile.js";
import { CompileError, Report, type Diagnostic } from "./diagnostics/diagnostic.js";
import type { ExtraKind } from "./graph/derivative-kinds.js";
import type { Program } from "./graph/program.js";
import { checkOptions, FORM_NAMES, KINDS, SOURCE_OPTIONS, type Form, type ProgramOptions } from "./options.js";
import { analyse } from "./pipeline.js";
import { withPlainObjects } from "./plain-objects.js";

export interface DeriveOptions extends Pick<ProgramOptions, ExtraKind | "wrt" | "of" | "math">, SourceOptions {
  /**
   * `text` (the default): the program with its derivatives, in the language itself; `latex`; the graph as `json`, `dot`
   * or `svg`.
   */
  readonly as?: Form;
}

export interface DeriveResult {
  /** What was asked for; absent where the program is wrong. */
  readonly text?: string;
  readonly diagnostics: readonly Diagnostic[];
}

/**
 * The derivatives of a program as formulas or as a graph.
 *
 * Faults of the program come back as diagnostics. Rejects with a `UseError` for an option that does not exist or has a
 * wrong value.
 */
export async function derive(text: string, options: DeriveOptions = {}): Promise<DeriveResult> {
  const { program, diagnostics } = withPlainObjects(() => analysed(text, options));
  if (program === undefined) return { diagnostics };
  return { text: await written(program, options.as ?? "text"), diagnostics };
}

function analysed(text: string, options: DeriveOptions): { readonly program?: Program; readonly diagnostics: readonly Diagnostic[] } {
  checkText(text);
  checkOptions(options, ["wrt", "of", ...KINDS, "math"], { ...SOURCE_OPTIONS, as: FORM_NAMES });
  const report = new Report({ name: options.file ?? "<expr>", text });
  try {
    return { program: analyse(report.source, requestOf(options), report), diagnostics: report.diagnostics };
  } catch (error) {
    if (!(error instanceof CompileError)) throw error;
    return { diagnostics: [...error.diagnostics, ...report.diagnostics.filter((d) => d.severity === "warning")] };
  }
}

async function written(program: Program, form: Form): Promise<string> {
  const { toDot, toJson, toLatex, toSvg, toText } = await import("./inspect/index.js");
  switch (form) {
    case "text": return toText(program);
    case "latex": return toLatex(program);
    case "dot": return toDot(program);
    case "svg": return toSvg(toDot(program));
    case "json": return toJson(program);
  }
}
