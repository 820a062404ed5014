// The plugin for Vite, Rollup and Rolldown: `import { mlpValueAndGrad } from "./mlp.grad"`.
import { resolve } from "node:path";
import { lineText, placeOf } from "../diagnostics/source.js";
import type { Diagnostic } from "../diagnostics/diagnostic.js";
import type { SourceMap } from "../diagnostics/source.js";
import { checkPluginOptions, loadProgram, sentenceOf, type PluginOptions } from "./load.js";

export type { PluginOptions } from "./load.js";

/** What a bundler shows, at its place in the program. */
interface Log {
  readonly message: string;
  readonly id: string;
  readonly loc?: { readonly file: string; readonly line: number; readonly column: number };
  readonly frame?: string;
}

interface Context {
  addWatchFile(id: string): void;
  warn(log: Log): void;
  error(log: Log): never;
}

export interface GradcPlugin {
  readonly name: "gradc";
  readonly enforce: "pre";
  readonly load: (this: Context, id: string) => Promise<{ readonly code: string; readonly map: SourceMap } | null>;
}

/**
 * Compiles every imported `*.grad` file, with the options of the nearest `gradc.config` and, before those, the given ones.
 * Throws a `UseError` for an option that does not exist or has a wrong value.
 */
export default function gradc(options: PluginOptions = {}): GradcPlugin {
  checkPluginOptions(options);
  return {
    name: "gradc",
    enforce: "pre",
    async load(id) {
      const [path = "", query = ""] = id.split("?", 2);
      if (!path.endsWith(".grad") || path.startsWith("\0") || /(?:^|&)(?:raw|url)(?:&|=|$)/.test(query)) return null;
      const { code, map, diagnostics, notes, files } = await loadProgram(path, options);
      for (const file of files) this.addWatchFile(file);
      for (const d of diagnostics) if (d.severity === "warning") this.warn(logOf(d, path));
      for (const message of notes) this.warn({ message, id: path });
      const fault = diagnostics.find((d) => d.severity === "error");
      if (fault !== undefined) this.error(logOf(fault, path));
      return code === undefined || map === undefined ? null : { code, map };
    },
  };
}

/** Columns count from 0 here. */
function logOf(d: Diagnostic, id: string): Log {
  if (d.span === undefined) return { message: sentenceOf(d), id };
  const { line, column } = placeOf(d.source, d.span.start);
  const width = Math.max(1, d.span.end - d.span.start);
  const mark = `${" ".repeat(String(line).length)} | ${" ".repeat(column - 1)}${"^".repeat(Math.min(width, 80))}`;
  const frame = `${line} | ${lineText(d.source, line)}\n${mark}`;
  return { message: sentenceOf(d), id, loc: { file: resolve(d.source.name), line, column: column - 1 }, frame };
}
