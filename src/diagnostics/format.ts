// A diagnostic as a person reads it in a terminal: the place, the line with a mark, the sentence, the mend.
import type { Diagnostic } from "./diagnostic.js";
import { lineText, placeOf } from "./source.js";

const MAX_WIDTH = 100;

/** One diagnostic as several lines of text, without colour and without a final newline. */
export function formatDiagnostic(d: Diagnostic): string {
  const head = `${d.severity}[${d.code}]: ${d.message}`;
  const hint = d.hint === undefined ? [] : [`  = ${d.hint}`];
  if (d.span === undefined) return [head, `  --> ${d.source.name}`, ...hint].join("\n");
  const { line, column } = placeOf(d.source, d.span.start);
  const number = String(line);
  const pad = " ".repeat(number.length);
  const { text, mark } = frame(lineText(d.source, line), column, d.span.end - d.span.start);
  return [
    head,
    `${pad}--> ${d.source.name}:${line}:${column}`,
    `${pad} |`,
    `${number} | ${text}`,
    `${pad} | ${mark}`,
    ...hint,
  ].join("\n");
}

/** Several, with an empty line between. */
export function formatDiagnostics(all: readonly Diagnostic[]): string {
  return all.map(formatDiagnostic).join("\n\n");
}

/** Cuts a long line around the place, makes control characters visible and draws the mark. */
function frame(line: string, column: number, length: number): { text: string; mark: string } {
  const from = column > MAX_WIDTH - 20 ? column - 40 : 0;
  const shown = line.slice(from, from + MAX_WIDTH).replace(
    /[\u0000-\u001f\u007f-\u009f\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff]/g, "\u00b7",
  );
  const before = from > 0 ? "\u2026" : "";
  const after = from + MAX_WIDTH < line.length ? "\u2026" : "";
  const start = column - 1 - from + before.length;
  const width = Math.max(1, Math.min(length, before.length + shown.length - start));
  return { text: before + shown + after, mark: " ".repeat(start) + "^".repeat(width) };
}
