// A module line by line with where its source map leads, by the reader of source maps that Node has.
import { SourceMap } from "node:module";
import { compile, type CompileOptions } from "../../src/index.js";

export interface Mapped {
  readonly line: string;
  readonly file: string;
  /** The text of the program from the place on, as far as its line goes. */
  readonly from: string;
}

export function mappedLines(text: string, options: CompileOptions = {}): Mapped[] {
  const { code, map, diagnostics } = compile(text, options);
  if (code === undefined || map === undefined) throw new Error(diagnostics[0]?.message);
  const payload = { ...map, file: "module", sourceRoot: "", sources: [...map.sources], sourcesContent: [...map.sourcesContent], names: [] };
  const reader = new SourceMap(payload);
  return code.split("\n").map((line, i) => {
    const entry = reader.findEntry(i, line.length);
    if (!("originalLine" in entry) || entry.generatedLine !== i) return { line, file: "", from: "" };
    const content = map.sourcesContent[map.sources.indexOf(entry.originalSource)] ?? "";
    return { line, file: entry.originalSource, from: content.split("\n")[entry.originalLine]?.slice(entry.originalColumn) ?? "" };
  });
}
