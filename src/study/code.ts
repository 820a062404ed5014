// Generated code line by line, each with its place in the program: what it computes comes from there.
import type { Located } from "../diagnostics/source.js";
import { generate, type Counts } from "../pipeline.js";
import { withPlainObjects } from "../plain-objects.js";
import { functionNameOf } from "../request.js";
import type { Studied } from "./study.js";

export interface CodeLine {
  readonly text: string;
  /** The part of the program that the line computes, or whose derivative. */
  readonly span?: readonly [number, number];
}

/** The generated module, with what it costs. Plain data. */
export interface Coded {
  readonly lines: readonly CodeLine[];
  readonly counts: Counts;
  /** Arrays that are set up once. */
  readonly memory: readonly { readonly name: string; readonly shape: string }[];
}

/** Throws a CompileError where there is no code, such as for a program that is too large. */
export function codedOf({ simplified, options: { file, math = "safe" } }: Studied): Coded {
  return withPlainObjects(() => {
    const name = functionNameOf(file === undefined ? {} : { file });
    const { code, origins, counts, memory } = generate(simplified, { name, target: "ts", math });
    return { lines: codeLines(code, origins), counts, memory };
  });
}

/** Lines of imported functions have no place in the program itself. */
function codeLines(code: string, origins: readonly (Located | undefined)[]): CodeLine[] {
  return code.replace(/\n$/, "").split("\n").map((text, i) => {
    const origin = origins[i];
    return origin === undefined || origin.source !== undefined ? { text } : { text, span: [origin.span.start, origin.span.end] };
  });
}
