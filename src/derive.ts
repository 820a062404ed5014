// A program's text to its derivatives as people and other programs read them: formulas, or the graph. Reads and writes no file.
import { formulas, plainly, type AnalyseRequest } from "./as-written.js";
import { CompileError, Report, type Diagnostic } from "./diagnostics/diagnostic.js";
import { UseError } from "./diagnostics/faults.js";
import { quoted } from "./diagnostics/message.js";
import type { ExtraKind } from "./graph/derivative-kinds.js";
import type { Program } from "./graph/program.js";
import { checkOptions, FORM_NAMES, FORMS, KINDS, SOURCE_OPTIONS, type Form, type MathLevel, type ProgramOptions } from "./options.js";
import type { ReadOptions } from "./inspect/named.js";
import { note, type Rewritten } from "./inspect/rewritten.js";
import { toText } from "./inspect/text.js";
import { withPlainObjects } from "./plain-objects.js";
import type { Firing } from "./simplify/rewriter.js";
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
  const asked = withPlainObjects(() => askedFor(text, options));
  const { report } = asked;
  try {
    const shown = withPlainObjects(() => onPaper(asked)) ?? await rewritten(asked);
    return { text: await written(shown, asked), diagnostics: report.diagnostics };
  } catch (error) {
    if (!(error instanceof CompileError)) throw error;
    return { diagnostics: [...error.diagnostics, ...report.diagnostics.filter((d) => d.severity === "warning")] };
  }
}

/** A call whose options are checked. */
interface Asked {
  readonly report: Report;
  readonly request: AnalyseRequest;
  readonly form: Form;
  /** Formulas as on paper rather than what the code computes. */
  readonly isPaper: boolean;
  /** A drawing of back-propagation rather than of the simplified graph. */
  readonly isDrawn: boolean;
  readonly rule: string | undefined;
  readonly math: MathLevel | undefined;
  /** What a module of the formulas is called. */
  readonly name: string;
}

function askedFor(text: string, options: DeriveOptions): Asked {
  checkText(text);
  checkOptions(options, ["wrt", "of", ...KINDS, "math"], {
    ...SOURCE_OPTIONS, as: FORM_NAMES, asComputed: "switch", order: "count", explainRule: "text",
  });
  const { as: form = "text", asComputed, explainRule: rule, file, math, ...others } = options;
  const isPlain = rule === undefined && math === undefined && asComputed !== true;
  return {
    report: new Report({ name: file ?? "<expr>", text }),
    request: { ...requestOf({ ...others, ...(math === undefined ? {} : { math }) }), byValues: true },
    form, rule, math, name: functionNameOf(file === undefined ? {} : { file }),
    isPaper: isPlain && FORMS[form].isFormula,
    isDrawn: isPlain && form === "svg" && KINDS.every((kind) => options[kind] !== true),
  };
}

interface Shown {
  readonly program: Program;
  /** What is drawn: the program as it is written, with its gradient. */
  readonly picture?: Program;
  readonly reading: ReadOptions;
  /** The rules that fired, where they are asked for. */
  readonly fired: readonly Rewritten[];
}

/** Undefined where formulas as on paper are not asked for, and of programs too large to be read. */
function onPaper({ report, request, isPaper }: Asked): Shown | undefined {
  const paper = isPaper ? formulas(report.source, request, report) : undefined;
  return paper && { program: paper.program, reading: { pretty: false, paper: paper.view }, fired: [] };
}

/** What the code computes. */
async function rewritten({ report, request, isDrawn, rule }: Asked): Promise<Shown> {
  const { analyse } = await import("./analyse.js");
  return withPlainObjects(() => {
    const fired: Rewritten[] = [];
    const trace = rule === undefined ? {} : { trace: (firing: Firing) => { note(fired, firing); } };
    const picture = isDrawn ? { picture: plainly(report.source, request, new Report(report.source)) } : {};
    return { program: analyse(report.source, { ...request, ...trace }, report), reading: {}, fired, ...picture };
  });
}

async function written(shown: Shown, asked: Asked): Promise<string> {
  if (asked.rule !== undefined) return explained(asked.rule, shown);
  const text = await drawn(shown) ?? await writers[asked.form](shown, asked);
  const { comment } = FORMS[asked.form];
  const isTooLong = asked.isPaper && shown.reading.paper === undefined;
  return isTooLong && comment !== undefined ? `${comment[0]}${TOO_LONG}${comment[1]}\n${text}` : text;
}

const TOO_LONG = "Formulas as on paper would be too long to be read: this is what the code computes.";

async function explained(rule: string, { fired, program }: Shown): Promise<string> {
  const { explainRule, nearestRule } = await import("./inspect/explain-rule.js");
  const found = explainRule(rule, fired, program.source);
  if (found !== undefined) return found;
  const near = nearestRule(rule);
  throw new UseError(
    `There is no rule or operation ${quoted(rule)}.`,
    near === undefined ? "--explain-rule all tells those that fire." : `Did you mean ${quoted(near)}?`,
  );
}

async function drawn({ picture }: Shown): Promise<string | undefined> {
  return picture && (await import("./inspect/drawing/index.js")).toPicture(picture);
}

/** What writes another form than the usual one is loaded when it is asked for. */
const writers: Readonly<Record<Form, (shown: Shown, asked: Asked) => Promise<string>>> = {
  text: async ({ program, reading }) => toText(program, reading),
  latex: async ({ program, reading }) => (await import("./inspect/math.js")).toLatex(program, reading),
  mathml: async ({ program, reading }) => (await import("./inspect/math.js")).toMathml(program, reading),
  ts: async (shown, asked) => moduleOf(await writers.text(shown, asked), asked),
  dot: async ({ program }) => (await import("./inspect/dot.js")).toDot(program),
  mermaid: async ({ program }) => (await import("./inspect/mermaid.js")).toMermaid(program),
  svg: async (shown, asked) => (await import("./inspect/svg.js")).toSvg(await writers.dot(shown, asked)),
  json: async ({ program }) => (await import("./inspect/json.js")).toJson(program),
};

/** A module that computes the formulas as they are shown, with all results under their names. */
async function moduleOf(text: string, { report, name, math = "safe" }: Asked): Promise<string> {
  const [{ analyse }, { generate }] = await Promise.all([import("./analyse.js"), import("./pipeline.js")]);
  return withPlainObjects(() => {
    const graph = analyse({ name: report.source.name, text }, { gradient: false, math });
    return generate(graph, { name, target: "ts", math }).code;
  });
}
