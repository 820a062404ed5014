// A program's text to its derivatives as people and other programs read them: formulas, or the graph. Reads and writes no file.
import { analyse, formulas, plainly } from "./analyse.js";
import { CompileError, Report, type Diagnostic } from "./diagnostics/diagnostic.js";
import { UseError } from "./diagnostics/faults.js";
import { quoted } from "./diagnostics/message.js";
import type { ExtraKind } from "./graph/derivative-kinds.js";
import type { Program } from "./graph/program.js";
import { checkOptions, FORM_NAMES, FORMS, KINDS, SOURCE_OPTIONS, type Form, type ProgramOptions } from "./options.js";
import type { ReadOptions } from "./inspect/named.js";
import { note, type Rewritten } from "./inspect/rewritten.js";
import { withPlainObjects } from "./plain-objects.js";
import { checkText, functionNameOf, requestOf, type SourceOptions } from "./request.js";

/** Which derivatives are shown, and as what. */
export interface DeriveOptions extends Pick<ProgramOptions, ExtraKind | "wrt" | "of" | "math">, SourceOptions {
  /**
   * `text` (the default): the program with its derivatives, in the language itself; `latex` for amsmath; `mathml` for
   * browsers; `ts`, a module that computes the formulas as they are shown; the graph as `json`, `dot`, `mermaid` or `svg`.
   */
  readonly as?: Form;
  /** What the generated code computes, with its guards and its shared parts, rather than formulas as on paper; also with `math`. */
  readonly asComputed?: boolean;
  /** Derivatives up to this order; from 3 on of numbers by numbers. 1 unless given. */
  readonly order?: number;
  /** The name of a rule, or `all`: instead of the derivatives what it is and where it fired. */
  readonly explainRule?: string;
}

/** Derivatives as text. */
export interface DeriveResult {
  /** What was asked for; absent where the program is wrong. */
  readonly text?: string;
  /** Errors and warnings; where there is an error, there is no text. */
  readonly diagnostics: readonly Diagnostic[];
}

/**
 * The derivatives of a program as formulas or as a graph.
 *
 * Faults of the program come back as diagnostics. Rejects with a `UseError` for an option that does not exist or has a
 * wrong value, as a rule that there is not, and with a `TypeError` for a program that is no string.
 */
export async function derive(text: string, options: DeriveOptions = {}): Promise<DeriveResult> {
  const { shown, diagnostics } = withPlainObjects(() => analysed(text, options));
  if (shown === undefined) return { diagnostics };
  const inspect = await import("./inspect/index.js");
  if (shown.rewritten !== undefined) {
    const wanted = options.explainRule as string;
    const found = inspect.explainRule(wanted, shown.rewritten, shown.program.source);
    if (found !== undefined) return { text: found, diagnostics };
    const near = inspect.nearestRule(wanted);
    throw new UseError(
      `There is no rule or operation ${quoted(wanted)}.`,
      near === undefined ? "--explain-rule all tells those that fire." : `Did you mean ${quoted(near)}?`,
    );
  }
  const picture = shown.picture === undefined ? undefined : await drawn(shown.picture);
  return { text: picture ?? await written(inspect, shown, options), diagnostics };
}

interface Shown {
  readonly program: Program;
  /** What is drawn: the program as it is written, with its gradient. */
  readonly picture?: Program;
  readonly reading: ReadOptions;
  /** Whether formulas as on paper were asked for and would be too long. */
  readonly isTooLong?: boolean;
  /** The rules that fired, where they are asked for. */
  readonly rewritten?: readonly Rewritten[];
}

function analysed(text: string, options: DeriveOptions): { readonly shown?: Shown; readonly diagnostics: readonly Diagnostic[] } {
  checkText(text);
  checkOptions(options, ["wrt", "of", ...KINDS, "math"], {
    ...SOURCE_OPTIONS, as: FORM_NAMES, asComputed: "switch", order: "count", explainRule: "text",
  });
  const report = new Report({ name: options.file ?? "<expr>", text });
  try {
    return { shown: shownOf(report, options), diagnostics: report.diagnostics };
  } catch (error) {
    if (!(error instanceof CompileError)) throw error;
    return { diagnostics: [...error.diagnostics, ...report.diagnostics.filter((d) => d.severity === "warning")] };
  }
}

/** Formulas as on paper, or what the code computes: where it is asked for, in graphs, and of programs too large to be read. */
function shownOf(report: Report, { as = "text", asComputed, math, explainRule, ...options }: DeriveOptions): Shown {
  const request = { ...requestOf({ ...options, ...(math === undefined ? {} : { math }) }), byValues: true };
  if (explainRule !== undefined) {
    const rewritten: Rewritten[] = [];
    const program = analyse(report.source, { ...request, trace: (firing) => { note(rewritten, firing); } }, report);
    return { program, reading: {}, rewritten };
  }
  const isPaper = math === undefined && asComputed !== true && FORMS[as].isFormula;
  const paper = isPaper ? formulas(report.source, request, report) : undefined;
  if (paper !== undefined) return { program: paper.program, reading: { pretty: false, paper: paper.view } };
  const isDrawn = as === "svg" && math === undefined && asComputed !== true && KINDS.every((kind) => options[kind] !== true);
  const picture = isDrawn ? { picture: plainly(report.source, request, new Report(report.source)) } : {};
  return { program: analyse(report.source, request, report), reading: {}, isTooLong: isPaper, ...picture };
}

async function drawn(program: Program): Promise<string | undefined> {
  const { toPicture } = await import("./inspect/drawing/index.js");
  return toPicture(program);
}

async function written(inspect: Inspect, { program, reading, isTooLong = false }: Shown, options: DeriveOptions): Promise<string> {
  const { as = "text" } = options;
  const write: Readonly<Record<Form, () => string | Promise<string>>> = {
    text: () => inspect.toText(program, reading),
    latex: () => inspect.toLatex(program, reading),
    mathml: () => inspect.toMathml(program, reading),
    ts: () => moduleOf(inspect.toText(program, reading), options),
    dot: () => inspect.toDot(program),
    mermaid: () => inspect.toMermaid(program),
    svg: () => inspect.toSvg(inspect.toDot(program)),
    json: () => inspect.toJson(program),
  };
  const text = await write[as]();
  const { comment } = FORMS[as];
  return isTooLong && comment !== undefined ? `${comment[0]}${TOO_LONG}${comment[1]}\n${text}` : text;
}

type Inspect = typeof import("./inspect/index.js");

const TOO_LONG = "Formulas as on paper would be too long to be read: this is what the code computes.";

/** A module that computes the formulas as they are shown, with all results under their names. */
async function moduleOf(text: string, { file, math = "safe" }: DeriveOptions): Promise<string> {
  const { generate } = await import("./pipeline.js");
  const graph = analyse({ name: file ?? "<expr>", text }, { gradient: false, math });
  return generate(graph, { name: functionNameOf({ ...(file === undefined ? {} : { file }) }), target: "ts", math }).code;
}
