// The machine-readable report of gradc compile.
import type { Diagnostic } from "../diagnostics/diagnostic.js";
import { placeOf } from "../diagnostics/source.js";
import type { Report } from "./compile.js";

export function fileJson({ done: { job, code, exports, counts }, state }: Report, hasCode: boolean): object {
  const { input, output, target } = job;
  return { input, output, target, state, exports, counts, ...(hasCode || output === undefined ? { code } : {}) };
}

export function diagnosticsJson(all: readonly Diagnostic[]): object[] {
  return all.map(({ severity, code, message, hint, source, span }) => {
    const start = span === undefined ? undefined : placeOf(source, span.start);
    const end = span === undefined ? undefined : placeOf(source, span.end);
    return { severity, code, message, hint, file: source.name, line: start?.line, column: start?.column, endLine: end?.line, endColumn: end?.column };
  });
}
