// Offsets of a text as lines and characters counted from 0, as editors count them, and back.
import type { Span } from "../diagnostics/source.js";

export interface Position {
  readonly line: number;
  readonly character: number;
}

export interface Range {
  readonly start: Position;
  readonly end: Position;
}

export function positionOf(text: string, offset: number): Position {
  const before = text.slice(0, offset);
  return { line: before.split("\n").length - 1, character: offset - (before.lastIndexOf("\n") + 1) };
}

export function rangeOf(text: string, { start, end }: Span): Range {
  return { start: positionOf(text, start), end: positionOf(text, end) };
}

/** A position beyond the end of its line, or of the text, is that end. */
export function offsetOf(text: string, { line, character }: Position): number {
  let start = 0;
  for (let i = 0; i < line; i++) {
    const end = text.indexOf("\n", start);
    if (end < 0) return text.length;
    start = end + 1;
  }
  const end = text.indexOf("\n", start);
  return Math.min(start + character, end < 0 ? text.length : end);
}
