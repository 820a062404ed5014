// Everything that a page shows of a program, as data. Reads and writes no file.
import { functionNameOf } from "../request.js";
import { CompileError, Report, type Diagnostic } from "../diagnostics/diagnostic.js";
import type { ImportResolver } from "../diagnostics/source.js";
import type { Program } from "../graph/program.js";
import { MOST_DRAWN } from "../inspect/drawing/index.js";
import { sceneOf, type Scene } from "../inspect/drawing/scene.js";
import { told, walk, type Walk } from "../inspect/explain.js";
import { note, type Rewritten } from "../inspect/rewritten.js";
import type { MathLevel } from "../options.js";
import { analyse, formulas, plainly } from "../analyse.js";
import { generate, type Counts } from "../pipeline.js";
import { withPlainObjects } from "../plain-objects.js";
import { formatDim } from "../shape/dim.js";
import { codeLines, type CodeLine } from "./code.js";
import { formulaLines, type FormulaLine } from "./formulas.js";
import { stepsOf, type Step } from "./steps.js";
import { colouredTokens, rolesOf, type Coloured } from "./tokens.js";

export interface StudyOptions {
  readonly file?: string;
  readonly wrt?: readonly string[];
  readonly of?: string;
  readonly math?: MathLevel;
  readonly imports?: ImportResolver;
}

export interface StudiedVariable {
  readonly name: string;
  readonly role: "param" | "input";
  readonly shape: readonly string[];
  readonly fields?: readonly string[];
}

/** A program with a gradient, studied. Plain data: it goes into a page as JSON. */
export interface Study {
  readonly name: string;
  readonly text: string;
  readonly tokens: readonly Coloured[];
  readonly variables: readonly StudiedVariable[];
  readonly sizes: readonly string[];
  /** The output that is differentiated, and what it is differentiated by. */
  readonly of: string;
  readonly wrt: readonly string[];
  /** All values where they can be drawn; then the named ones alone, where they are fewer. */
  readonly scenes: readonly Scene[];
  readonly steps: readonly Step[];
  readonly formulas: readonly FormulaLine[];
  readonly edges: number;
  /** Counts beyond what a number holds are texts. */
  readonly paths: string;
  readonly naive: string;
  readonly counts: Counts;
  readonly memory: readonly { readonly name: string; readonly shape: string }[];
  readonly code: readonly CodeLine[];
}

/** What a study was made of: numbers at points come from it. */
export interface Studied {
  readonly study: Study;
  readonly program: Program;
  readonly walk: Walk;
}

export interface StudyResult {
  /** Absent where the program is wrong, or has no gradient. */
  readonly studied?: Studied;
  readonly diagnostics: readonly Diagnostic[];
}

/** Faults of the program come back as diagnostics. */
export function study(text: string, options: StudyOptions = {}): StudyResult {
  const report = new Report({ name: options.file ?? "<expr>", text });
  try {
    const studied = withPlainObjects(() => studiedOf(text, options, report));
    return { ...(studied === undefined ? {} : { studied }), diagnostics: report.diagnostics };
  } catch (error) {
    if (!(error instanceof CompileError)) throw error;
    return { diagnostics: [...error.diagnostics, ...report.diagnostics.filter((d) => d.severity === "warning")] };
  }
}

function studiedOf(text: string, { file, ...options }: StudyOptions, report: Report): Studied | undefined {
  const request = { ...options, gradient: true };
  const program = plainly(report.source, request, report);
  const walked = walk(program);
  if (walked === undefined) return undefined;
  const simplified: Rewritten[] = [];
  const graph = analyse(report.source, { ...request, trace: (firing) => { note(simplified, firing); } }, new Report(report.source));
  const paper = formulas(report.source, request, new Report(report.source));
  const generated = generate(
    graph, { name: functionNameOf(file === undefined ? {} : { file }), target: "ts", math: options.math ?? "safe" },
  );
  const explanation = told(program, walked);
  const { edges, paths, naive } = explanation;
  return {
    program, walk: walked,
    study: {
      name: report.source.name, text, tokens: colouredTokens(text, rolesOf(program)), variables: variablesOf(program), sizes: program.sizes,
      of: explanation.of, wrt: explanation.wrt, scenes: scenesOf(program, walked),
      steps: stepsOf(program, walked, explanation, simplified), formulas: formulaLines(paper, graph), edges,
      paths: String(paths), naive: String(naive),
      counts: generated.counts, memory: generated.memory, code: codeLines(generated.code, generated.origins),
    },
  };
}

function scenesOf(program: Program, walked: Walk): Scene[] {
  const folded = sceneOf(program, walked, true);
  const isSmall = walked.names.size <= MOST_DRAWN;
  return [...(isSmall ? [sceneOf(program, walked, false)] : []), ...(isSmall && folded.folded === 0 ? [] : [folded])]
    .filter((scene) => scene.nodes.length <= MOST_DRAWN);
}

function variablesOf({ variables }: Program): StudiedVariable[] {
  return variables.map(({ name, role, shape, fields }) =>
    ({ name, role, shape: shape.map(formatDim), ...(fields === undefined ? {} : { fields }) }));
}
