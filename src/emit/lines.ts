// Lines of a target's text, and where in the program each comes from.
import type { Located } from "../diagnostics/source.js";
import { linesIn, type Code } from "./code.js";

/** A line with the place that it comes from, or one that belongs to the module alone. A line may be broken. */
export type Line = Code | LocatedLine;

export interface LocatedLine {
  readonly text: Code;
  readonly origin: Located;
}

/** Lines that come from one place. */
export function linesFrom(origin: Located | undefined, lines: readonly Code[]): readonly Line[] {
  return origin === undefined ? lines : lines.map((text) => ({ text, origin }));
}

export function textOf(line: Line): Code {
  return typeof line === "string" ? line : line.text;
}

/** The place of each line of the text that the lines make. */
export function originsOf(lines: readonly Line[]): (Located | undefined)[] {
  return lines.flatMap((line) => {
    const origin = typeof line === "string" ? undefined : line.origin;
    return linesIn(textOf(line)).map(() => origin);
  });
}
