// Back-propagation of a program, step by step: what the passes do, told in order. Reads and writes no file.
import { checkText, requestOf, type SourceOptions } from "./request.js";
import { CompileError, Report, type Diagnostic } from "./diagnostics/diagnostic.js";
import { explain as steps, type Explanation } from "./inspect/explain.js";
import { explanationText } from "./inspect/explain-text.js";
import { note, type Rewritten } from "./inspect/rewritten.js";
import { checkOptions, SOURCE_OPTIONS, type ProgramOptions } from "./options.js";
import { analyse } from "./analyse.js";
import { plainly } from "./as-written.js";
import { generate, type Costs, type Counts } from "./pipeline.js";
import { withPlainObjects } from "./plain-objects.js";
import { readPoint } from "./run/point.js";

/** What is differentiated by what, and where. */
export interface ExplainOptions extends Pick<ProgramOptions, "wrt" | "of" | "math">, SourceOptions {
  /** Values of the variables by name: the steps then have their numbers. */
  readonly at?: unknown;
}

/** Back-propagation as data: the steps, the rules that fire, and what the code costs. */
export interface Explained extends Explanation {
  /** Every rule that fires, with formulas before and after. */
  readonly simplified: readonly Rewritten[];
  /** Operations of the generated functions. */
  readonly counts: Counts;
  /** The same as polynomials of the named sizes, where they are. */
  readonly costs: Costs;
}

/** Back-propagation as data and as text. */
export interface ExplainResult {
  /** The steps as data; absent where the program is wrong or has no gradient. */
  readonly steps?: Explained;
  /** The same as sentences, one a line. */
  readonly text?: string;
  /** Errors and warnings; where there is an error, there are no steps. */
  readonly diagnostics: readonly Diagnostic[];
}

/**
 * Back-propagation through a program: the forward pass in order, each edge backward with its rule and what it adds,
 * each simplification, and what it costs.
 *
 * Faults of the program come back as diagnostics. Throws a `UseError` for an option that does not exist, a `PointError`
 * for values that do not fit, and a `TypeError` for a program that is no string.
 */
export function explain(text: string, options: ExplainOptions = {}): ExplainResult {
  return withPlainObjects(() => explained(text, options));
}

function explained(text: string, { at, ...options }: ExplainOptions): ExplainResult {
  checkText(text);
  checkOptions(options, ["wrt", "of", "math"], SOURCE_OPTIONS);
  const report = new Report({ name: options.file ?? "<expr>", text });
  try {
    const request = requestOf(options);
    const program = plainly(report.source, request, report);
    const found = steps(program, at === undefined ? undefined : readPoint(program, at));
    if (found === undefined) return { diagnostics: report.diagnostics };
    const { math = "safe" } = options;
    const simplified: Rewritten[] = [];
    const graph = analyse(report.source, { ...request, trace: (firing) => { note(simplified, firing); } }, report);
    const { counts, costs } = generate(graph, { name: "f", target: "ts", math });
    const told = { ...found, simplified, counts, costs: costs() };
    return { steps: told, text: explanationText(found, simplified, counts, told.costs), diagnostics: report.diagnostics };
  } catch (error) {
    if (!(error instanceof CompileError)) throw error;
    return { diagnostics: [...error.diagnostics, ...report.diagnostics.filter((d) => d.severity === "warning")] };
  }
}
