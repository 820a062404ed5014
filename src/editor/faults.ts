// The faults of a program as editors show them.
import { compile, type CompileOptions } from "../compile.js";
import type { Diagnostic } from "../diagnostics/diagnostic.js";
import { placeOf, type ImportResolver } from "../diagnostics/source.js";
import { sourceOf, type Document } from "./documents.js";
import { symbolsOf } from "./symbols.js";
import { rangeOf, type Range } from "./text.js";

export interface Fault {
  readonly range: Range;
  readonly severity: 1 | 2;
  readonly code: string;
  readonly source: "gradc";
  readonly message: string;
}

/** Errors and warnings, each at its place. A file of functions for others to import is no fault. */
export function faultsOf(document: Document, imports: ImportResolver, options: CompileOptions): Fault[] {
  const source = sourceOf(document);
  if (source.text.trim() === "") return [];
  const { diagnostics } = compile(source.text, { ...options, file: source.name, imports });
  return diagnostics.filter(({ code }) => code !== "only-functions").map((d) => ({
    range: rangeIn(document, d), severity: d.severity === "error" ? 1 : 2, code: d.code, source: "gradc",
    message: `${d.source.name === source.name ? "" : `${whereOf(d)}: `}${d.message}${d.hint === undefined ? "" : ` ${d.hint}`}`,
  }));
}

/** A fault in another file is shown where that is imported. */
function rangeIn(document: Document, { source, span }: Diagnostic): Range {
  const own = sourceOf(document);
  if (source.name === own.name) return rangeOf(own.text, span ?? { start: 0, end: 0 });
  const { imports } = symbolsOf(own);
  const by = imports.find(({ path }) => source.name.endsWith(path.replace(/^(?:\.{1,2}\/)+/, ""))) ?? imports[0];
  return rangeOf(own.text, by?.span ?? { start: 0, end: 0 });
}

function whereOf({ source, span }: Diagnostic): string {
  if (span === undefined) return source.name;
  const { line, column } = placeOf(source, span.start);
  return `${source.name}:${line}:${column}`;
}
