// What webpack and Rspack call for each program that is imported.
import { dirname, resolve } from "node:path";
import { formatDiagnostic } from "../diagnostics/format.js";
import type { Diagnostic } from "../diagnostics/diagnostic.js";
import { UseError } from "../diagnostics/faults.js";
import type { SourceMap } from "../diagnostics/source.js";
import { loadProgram, sentenceOf, type PluginOptions } from "./load.js";

interface Context {
  readonly resourcePath: string;
  async(): (error: Error | null, code?: string, map?: SourceMap) => void;
  getOptions(): PluginOptions;
  addDependency(path: string): void;
  emitWarning(warning: Error): void;
}

export default function load(this: Context): void {
  const done = this.async();
  loaded(this).then(([code, map]) => done(null, code, map), (error: unknown) => done(error as Error));
}

async function loaded(context: Context): Promise<[string, SourceMap]> {
  const { resourcePath: path } = context;
  try {
    const { code, map, diagnostics, notes, files } = await loadProgram(path, context.getOptions());
    for (const file of files) context.addDependency(file);
    for (const d of diagnostics) if (d.severity === "warning") context.emitWarning(shown(formatDiagnostic(d)));
    for (const note of notes) context.emitWarning(shown(note));
    if (code === undefined || map === undefined) throw shown(diagnostics.filter(isError).map(formatDiagnostic).join("\n\n"));
    return [code, { ...map, sources: map.sources.map((source) => resolve(dirname(path), source)) }];
  } catch (error) {
    throw error instanceof UseError ? shown(sentenceOf(error)) : error;
  }
}

function isError({ severity }: Diagnostic): boolean {
  return severity === "error";
}

/** An error that is shown by its text, which has the place and the lines around it. */
function shown(text: string): Error {
  return Object.assign(new Error(text), { hideStack: true, stack: text });
}
