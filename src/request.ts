// A call of the library as the passes take it: where the program comes from, what is asked for, what the functions are called.
import type { AnalyseRequest } from "./as-written.js";
import type { ImportResolver } from "./diagnostics/source.js";
import { isReserved } from "./emit/typescript/names.js";
import type { ProgramOptions } from "./options.js";

/** Where a program comes from. */
export interface SourceOptions {
  /** What errors call the program; `<expr>` unless given. */
  readonly file?: string;
  /** Reads the files that the program imports, given the path as written and the importing file. */
  readonly imports?: ImportResolver;
}

/**
 * A call from JavaScript may hand in anything.
 * @internal
 */
export function checkText(text: unknown): void {
  if (typeof text !== "string") {
    throw new TypeError(`The program is a string, not ${text === null ? "null" : `a value of type ${typeof text}`}.`);
  }
}

/**
 * What the passes are asked for.
 * @internal
 */
export function requestOf(options: ProgramOptions & SourceOptions): AnalyseRequest {
  return { ...options, gradient: options.valueOnly !== true };
}

/**
 * What the functions are called.
 * @internal
 */
export function functionNameOf({ name, file }: Pick<ProgramOptions & SourceOptions, "name" | "file">): string {
  return nameOf(name ?? baseOf(file));
}

/** A text that comes from no file is called `<expr>` or the like. */
function baseOf(file = "<expr>"): string {
  return /^<.*>$/.test(file) ? "f" : file.replace(/^.*[\\/]/s, "").replace(/\.grad$/, "");
}

/** A text as the name of a function. */
function nameOf(text: string): string {
  const words = text.replace(/[^A-Za-z0-9_]+(.)?/gs, (_all, next: string | undefined) => (next ?? "").toUpperCase())
    .replace(/[^A-Za-z0-9_]/g, "").slice(0, 64);
  return /^[A-Za-z_]/.test(words) && !isReserved(words) ? words : `f${words.charAt(0).toUpperCase()}${words.slice(1)}`;
}
