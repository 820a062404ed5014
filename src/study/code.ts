// Generated code line by line, each with its place in the program: what it computes comes from there.
import type { Located } from "../diagnostics/source.js";

export interface CodeLine {
  readonly text: string;
  /** The part of the program that the line computes, or whose derivative. */
  readonly span?: readonly [number, number];
}

/** Lines of imported functions have no place in the program itself. */
export function codeLines(code: string, origins: readonly (Located | undefined)[]): CodeLine[] {
  return code.replace(/\n$/, "").split("\n").map((text, i) => {
    const origin = origins[i];
    return origin === undefined || origin.source !== undefined ? { text } : { text, span: [origin.span.start, origin.span.end] };
  });
}
