// Text to a simplified graph: the first half of the order of the passes. pipeline.ts has the second, from there to a module.
import { elaborated, withLimits, withOwnDerivatives, type AnalyseRequest } from "./as-written.js";
import { Report } from "./diagnostics/diagnostic.js";
import type { Source } from "./diagnostics/source.js";
import { differentiate } from "./differentiate/request.js";
import { restrictTo } from "./differentiate/restrict.js";
import { extraKinds } from "./graph/derivative-kinds.js";
import type { Program } from "./graph/program.js";
import { simplify } from "./simplify/simplify.js";

/**
 * Text to a simplified graph with the asked derivatives. Throws a CompileError with every fault.
 * @internal
 */
export function analyse(source: Source, request: AnalyseRequest, report = new Report(source)): Program {
  return withLimits(report, () => analysed(source, request, report));
}

function analysed(source: Source, request: AnalyseRequest, report: Report): Program {
  const level = request.math ?? "safe";
  // one name for the program at every stage, so that a large graph is freed as soon as the next one stands
  let program = elaborated(source, request, report);
  program = simplify(program, { level, phase: "stabilize", trace: request.trace });
  program = withOwnDerivatives(program, request, report);
  if (isValueAlone(request)) program = restrictTo(program, request.of as string);
  program = differentiate(program, request, report);
  report.check();
  return simplify(program, { level, phase: "canonicalize", trace: request.trace });
}

/** Without derivatives the output that is asked for is all that is computed. */
function isValueAlone(request: AnalyseRequest): boolean {
  return request.of !== undefined && request.gradient === false && !extraKinds.some(({ name }) => request[name] === true);
}
