// Text to the graph as it is written, with its derivatives before any rewriting, and to formulas as on paper. Rewriting is not
// loaded for them.
import { CompileError, Report } from "./diagnostics/diagnostic.js";
import type { ImportResolver, Source } from "./diagnostics/source.js";
import { differentiate, noteMissing, type DerivativeRequest } from "./differentiate/request.js";
import { resolveDerivatives } from "./differentiate/resolve.js";
import { elaborateProgram } from "./elaborate/program.js";
import { MAX_MODULE_MEBIBYTES, MAX_PARAMETERS, OutputLimit, type OutputFault } from "./emit/typescript/limit.js";
import type { NodeId } from "./graph/graph.js";
import { CountLimit, GraphLimit } from "./graph/limit.js";
import { listedScalars } from "./graph/lists.js";
import type { Program } from "./graph/program.js";
import { onPaper, type Paper } from "./inspect/display/paper.js";
import { elementOf } from "./ops/indexing.js";
import type { MathLevel } from "./options.js";
import { MAX_DEGREE, MAX_TERMS, SizeLimit } from "./shape/dim.js";
import { formatShape } from "./shape/shape.js";
import type { Firing } from "./simplify/rewriter.js";
import { parseDamaged } from "./syntax/parse.js";

/** @internal */
export interface AnalyseRequest extends DerivativeRequest {
  readonly math?: MathLevel;
  /** Reads the files that the program imports; without it an import is an error. */
  readonly imports?: ImportResolver;
  /** Where the program is of one observation, the name of the size over which it goes. */
  readonly over?: string;
  /** Is told each rule that fires. */
  readonly trace?: (firing: Firing) => void;
}

/**
 * Text to the graph of its values alone. Throws a CompileError with every fault.
 * @internal
 */
export function elaborated(source: Source, request: AnalyseRequest, report: Report, wholeVectors = false): Program {
  const { statements, lostNames } = parseDamaged(source, report);
  const program = elaborateProgram(
    source, statements, report,
    { lostNames, imports: request.imports, writtenZeros: (request.math ?? "safe") !== "strict", wholeVectors, wrt: request.wrt },
  );
  report.check();
  return request.over === undefined ? program : listsApart(program);
}

/** Lists among the outputs of one observation are numbers of their own, as the fields of a record are: its row over many. */
function listsApart(program: Program): Program {
  const { builder: b } = program;
  return {
    ...program, outputs: program.outputs.map((output) => {
      const [node] = output.nodes as readonly [NodeId];
      const [length, ...others] = output.nodes.length === 1 && output.fields === undefined ? b.shape(node) : [];
      if (typeof length !== "number" || others.length > 0 || length > LONGEST_ROW) return output;
      const places = Array.from({ length }, (_, i) => i);
      const nodes = listedScalars(b, node) ?? places.map((i) => elementOf(b, node, [length], i));
      return { ...output, nodes, fields: places.map((i) => String(i + 1)) };
    }),
  };
}

/** Longer vectors are no list of a few residuals. */
const LONGEST_ROW = 64;

/**
 * Text to formulas as people write them: the program as it stands, its derivatives by real algebra. Undefined where
 * the program is too large for formulas that anyone would read. Throws a CompileError with every fault.
 * @internal
 */
export function formulas(source: Source, request: AnalyseRequest, report = new Report(source)): Paper | undefined {
  try {
    return onPaper(asWritten(source, request, report));
  } catch (error) {
    if (error instanceof GraphLimit) return undefined;
    return withLimits(report, () => { throw error; });
  }
}

/**
 * Text to the graph as it is written, with the asked derivatives before any rewriting. Throws a CompileError with
 * every fault.
 * @internal
 */
export function plainly(source: Source, request: AnalyseRequest, report = new Report(source)): Program {
  return withLimits(report, () => asWritten(source, request, report));
}

function asWritten(source: Source, request: AnalyseRequest, report: Report): Program {
  const program = differentiate(withOwnDerivatives(elaborated(source, request, report, true), request, report), request, report);
  report.check();
  return program;
}

/**
 * A program that writes derivatives itself has what it wants; of another it is said where there is none.
 * @internal
 */
export function withOwnDerivatives(program: Program, request: AnalyseRequest, report: Report): Program {
  const resolved = resolveDerivatives(program, report);
  if (resolved === program) noteMissing(program, request, report);
  return resolved;
}

/**
 * A limit that a pass runs into is a fault of the program.
 * @internal
 */
export function withLimits<T>(report: Report, run: () => T): T {
  try {
    return run();
  } catch (error) {
    if (error instanceof OutputLimit) reportOutput(report, error.fault);
    else if (error instanceof CountLimit) report.error(error.span, error.code, error.most);
    else if (error instanceof SizeLimit) report.error(undefined, "size-too-long", MAX_TERMS, MAX_DEGREE);
    else if (!(error instanceof GraphLimit)) throw error;
    else if (typeof error.limit === "number") report.error(error.span, "graph-too-large", error.limit);
    else report.error(error.span, "array-too-large", undefined, formatShape(error.limit));
    throw new CompileError(report.diagnostics.filter((d) => d.severity === "error"));
  }
}

function reportOutput(report: Report, fault: OutputFault): void {
  if (fault.code === "module-too-large") report.error(undefined, fault.code, fault.mebibytes, MAX_MODULE_MEBIBYTES);
  else if (fault.code === "function-too-large") report.error(undefined, fault.code, fault.mebibytes);
  else report.error(undefined, fault.code, fault.count, MAX_PARAMETERS);
}
