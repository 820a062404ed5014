// Everything that a page shows of a program, as data. Reads and writes no file.
import { CompileError, Report, type Diagnostic } from "../diagnostics/diagnostic.js";
import type { ImportResolver } from "../diagnostics/source.js";
import type { Program } from "../graph/program.js";
import { MOST_DRAWN } from "../inspect/drawing/index.js";
import { sceneOf, type Scene } from "../inspect/drawing/scene.js";
import { sketchesOf } from "../inspect/drawing/sketch.js";
import { told, walk, type Walk } from "../inspect/explain.js";
import { note, type Rewritten } from "../inspect/rewritten.js";
import type { MathLevel } from "../options.js";
import { analyse } from "../analyse.js";
import { formulas, plainly } from "../as-written.js";
import { withPlainObjects } from "../plain-objects.js";
import type { Firing } from "../simplify/rewriter.js";
import { formatDim } from "../shape/dim.js";
import { formulaLines, type FormulaLine } from "./formulas.js";
import { stepsOf, type Simplified, type Step } from "./steps.js";
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
}

/** What a study was made of: numbers at points and code come from it. */
export interface Studied {
  readonly study: Study;
  readonly program: Program;
  readonly walk: Walk;
  /** The simplified program, of which code is generated, and how. */
  readonly simplified: Program;
  readonly options: Pick<StudyOptions, "file" | "math">;
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
  const noted: Rewritten[] = [];
  const sketches: Simplified["sketches"][] = [];
  const trace = (firing: Firing): void => { if (note(noted, firing)) sketches.push(sketchesOf(firing)); };
  const graph = analyse(report.source, { ...request, trace }, new Report(report.source));
  const simplified = noted.map((told, i): Simplified => ({ told, sketches: sketches[i] as Simplified["sketches"] }));
  const paper = formulas(report.source, request, new Report(report.source));
  const explanation = told(program, walked);
  const { edges, paths, naive } = explanation;
  return {
    program, walk: walked,
    simplified: graph, options: { ...(file === undefined ? {} : { file }), ...(options.math === undefined ? {} : { math: options.math }) },
    study: {
      name: report.source.name, text, tokens: colouredTokens(text, rolesOf(program)), variables: variablesOf(program), sizes: program.sizes,
      of: explanation.of, wrt: explanation.wrt, scenes: scenesOf(program, walked),
      steps: stepsOf(program, walked, explanation, simplified), formulas: formulaLines(paper, graph), edges,
      paths: String(paths), naive: String(naive),
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
