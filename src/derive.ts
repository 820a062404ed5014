// A program's text to its derivatives as people and other programs read them: formulas, or the graph. Reads and writes no file.
import { checkText, requestOf, type SourceOptions } from "./compile.js";
import { CompileError, Report, type Diagnostic } from "./diagnostics/diagnostic.js";
import type { ExtraKind } from "./graph/derivative-kinds.js";
import type { Program } from "./graph/program.js";
import { checkOptions, FORM_NAMES, KINDS, SOURCE_OPTIONS, type Form, type ProgramOptions } from "./options.js";
import type { ReadOptions } from "./inspect/named.js";
import { analyse, formulas, plainly } from "./pipeline.js";
import { withPlainObjects } from "./plain-objects.js";

export interface DeriveOptions extends Pick<ProgramOptions, ExtraKind | "wrt" | "of" | "math">, SourceOptions {
  /**
   * `text` (the default): the program with its derivatives, in the language itself; `latex`; the graph as `json`, `dot`
   * or `svg`.
   */
  readonly as?: Form;
  /** What the generated code computes, with its guards and its shared parts, rather than formulas as on paper; also with `math`. */
  readonly asComputed?: boolean;
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
  const { shown, diagnostics } = withPlainObjects(() => analysed(text, options));
  if (shown === undefined) return { diagnostics };
  const picture = shown.picture === undefined ? undefined : await drawn(shown.picture);
  if (picture !== undefined) return { text: picture, diagnostics };
  return { text: await written(shown, options.as ?? "text"), diagnostics };
}

interface Shown {
  readonly program: Program;
  /** What is drawn: the program as it is written, with its gradient. */
  readonly picture?: Program;
  readonly reading: ReadOptions;
}

function analysed(text: string, options: DeriveOptions): { readonly shown?: Shown; readonly diagnostics: readonly Diagnostic[] } {
  checkText(text);
  checkOptions(options, ["wrt", "of", ...KINDS, "math"], { ...SOURCE_OPTIONS, as: FORM_NAMES, asComputed: "switch" });
  const report = new Report({ name: options.file ?? "<expr>", text });
  try {
    return { shown: shownOf(report, options), diagnostics: report.diagnostics };
  } catch (error) {
    if (!(error instanceof CompileError)) throw error;
    return { diagnostics: [...error.diagnostics, ...report.diagnostics.filter((d) => d.severity === "warning")] };
  }
}

/** Formulas as on paper, or what the code computes: where it is asked for, in graphs, and of programs too large to be read. */
function shownOf(report: Report, { as = "text", asComputed, math, ...options }: DeriveOptions): Shown {
  const request = requestOf({ ...options, ...(math === undefined ? {} : { math }) });
  const isPaper = math === undefined && asComputed !== true && (as === "text" || as === "latex");
  const paper = isPaper ? formulas(report.source, request, report) : undefined;
  if (paper === undefined) {
    const isDrawn = as === "svg" && math === undefined && asComputed !== true && KINDS.every((kind) => options[kind] !== true);
    const picture = isDrawn ? { picture: plainly(report.source, request, new Report(report.source)) } : {};
    return { program: analyse(report.source, request, report), reading: {}, ...picture };
  }
  return { program: paper.program, reading: { pretty: false, paper: paper.view } };
}

async function drawn(program: Program): Promise<string | undefined> {
  const { toPicture } = await import("./inspect/drawing/index.js");
  return toPicture(program);
}

async function written({ program, reading }: Shown, form: Form): Promise<string> {
  const { toDot, toJson, toLatex, toSvg, toText } = await import("./inspect/index.js");
  switch (form) {
    case "text": return toText(program, reading);
    case "latex": return toLatex(program, reading);
    case "dot": return toDot(program);
    case "svg": return toSvg(toDot(program));
    case "json": return toJson(program);
  }
}
