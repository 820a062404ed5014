// A text with a name, and places in it. Lines and columns are computed only when an error is shown.

/** A text, and what errors call it. */
export interface Source {
  readonly name: string;
  readonly text: string;
}

/** The text of an imported file, or why there is none. */
export type Imported = Source | "missing" | "outside";

/** Finds the file that a path in a file means. The name of the result tells files apart. */
export type ImportResolver = (path: string, from: string) => Imported;

/** A half-open range of UTF-16 offsets in a source text. */
export interface Span {
  readonly start: number;
  readonly end: number;
}

/** A range of the program's text, or of another text that it imports. */
export interface Located {
  readonly span: Span;
  /** Absent for the program's own text. */
  readonly source?: Source;
}

/** The same place alone, without what else is known of what stands there. */
export function located({ span, source }: Located): Located {
  return source === undefined ? { span } : { span, source };
}

/** Line and column, both counted from 1; columns count UTF-16 units. */
export interface Place {
  readonly line: number;
  readonly column: number;
}

/** Where an offset is; beyond the text its end. */
export function placeOf(source: Source, offset: number): Place {
  const at = Math.max(0, Math.min(offset, source.text.length));
  let line = 1;
  let lineStart = 0;
  for (let i = source.text.indexOf("\n"); i >= 0 && i < at; i = source.text.indexOf("\n", i + 1)) {
    line++;
    lineStart = i + 1;
  }
  return { line, column: at - lineStart + 1 };
}

export function lineText(source: Source, line: number): string {
  let start = 0;
  for (let i = 1; i < line; i++) start = source.text.indexOf("\n", start) + 1;
  const end = source.text.indexOf("\n", start);
  return source.text.slice(start, end < 0 ? undefined : end).replace(/\r$/, "");
}

export function textOf(source: Source, span: Span): string {
  return source.text.slice(span.start, span.end);
}

export function join(a: Span, b: Span): Span {
  return { start: Math.min(a.start, b.start), end: Math.max(a.end, b.end) };
}

/** A source map as tools read it, revision 3. */
export interface SourceMap {
  readonly version: 3;
  readonly sources: readonly string[];
  readonly sourcesContent: readonly string[];
  readonly names: readonly string[];
  readonly mappings: string;
}
