// The plugin for esbuild: `import { mlpValueAndGrad } from "./mlp.grad"`.
import { dirname } from "node:path";
import type { Diagnostic } from "../diagnostics/diagnostic.js";
import { UseError } from "../diagnostics/faults.js";
import { lineText, placeOf } from "../diagnostics/source.js";
import { withMapLine } from "../emit/typescript/banner.js";
import { checkPluginOptions, loadProgram, sentenceOf, type PluginOptions } from "./load.js";

export type { PluginOptions } from "./load.js";

interface Location {
  readonly file: string;
  readonly line: number;
  readonly column: number;
  readonly length: number;
  readonly lineText: string;
}

interface Message {
  readonly text: string;
  readonly location?: Location;
}

interface LoadResult {
  readonly contents?: string;
  readonly loader?: "js";
  readonly resolveDir?: string;
  readonly watchFiles?: string[];
  readonly errors?: Message[];
  readonly warnings?: Message[];
}

interface Build {
  onLoad(options: { filter: RegExp }, load: (args: { path: string }) => Promise<LoadResult>): void;
}

export interface GradcPlugin {
  readonly name: "gradc";
  readonly setup: (build: Build) => void;
}

/**
 * Compiles every imported `*.grad` file, with the options of the nearest `gradc.config` and, before those, the given ones.
 * Throws a `UseError` for an option that does not exist or has a wrong value.
 */
export default function gradc(options: PluginOptions = {}): GradcPlugin {
  checkPluginOptions(options);
  return {
    name: "gradc",
    setup: ({ onLoad }) => onLoad({ filter: /\.grad$/ }, ({ path }) => load(path, options)),
  };
}

async function load(path: string, options: PluginOptions): Promise<LoadResult> {
  try {
    const { code, map, diagnostics, notes, files } = await loadProgram(path, options);
    const messages = (severity: Diagnostic["severity"]): Message[] => diagnostics.filter((d) => d.severity === severity).map(messageOf);
    const watched = { watchFiles: [path, ...files], warnings: [...messages("warning"), ...notes.map((text) => ({ text }))] };
    if (code === undefined) return { ...watched, errors: messages("error") };
    const url = `data:application/json;base64,${Buffer.from(JSON.stringify(map)).toString("base64")}`;
    return { ...watched, contents: withMapLine(code, url), loader: "js", resolveDir: dirname(path) };
  } catch (error) {
    if (!(error instanceof UseError)) throw error;
    return { errors: [{ text: sentenceOf(error) }], watchFiles: [path] };
  }
}

/** Columns count from 0 here. */
function messageOf(d: Diagnostic): Message {
  if (d.span === undefined) return { text: sentenceOf(d) };
  const { line, column } = placeOf(d.source, d.span.start);
  const location = { file: d.source.name, line, column: column - 1, length: d.span.end - d.span.start, lineText: lineText(d.source, line) };
  return { text: sentenceOf(d), location };
}
