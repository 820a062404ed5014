// Generated files: how they are marked, what they are called, and whether they are up to date.
import { BANNER } from "../emit/banner.js";
import { basename, dirname, extname, join } from "node:path";
import { readFileSync } from "node:fs";
import { codeOf, reasonOf, shownPath, UseError } from "../run/faults.js";

/** The first line of every generated file. A file without it is never overwritten by accident. */

export type FileTarget = "ts" | "js";
export type FileState = "fresh" | "stale" | "missing";

export function hasBanner(text: string): boolean {
  return text.startsWith(BANNER) && /^\r?\n/.test(text.slice(BANNER.length));
}

/** Beside the source, or in the given directory: `model.grad` gives `model.gen.ts`. */
export function defaultOutput(input: string, target: FileTarget, directory = dirname(input)): string {
  return join(directory, `${basename(input).replace(/\.grad$/, "")}.gen.${target}`);
}

/** The language that a file's ending asks for; undefined for other endings. */
export function targetOfPath(path: string): FileTarget | undefined {
  const ending = extname(path);
  if (ending === ".ts" || ending === ".mts") return "ts";
  return ending === ".js" || ending === ".mjs" ? "js" : undefined;
}

/** Whether a file holds the text. Line ends do not count, as version control may change them. */
export function stateOfFile(path: string, text: string): FileState {
  const found = readIfThere(path);
  if (found === undefined) return "missing";
  return found.replace(/\r\n/g, "\n") === text ? "fresh" : "stale";
}

function readIfThere(path: string): string | undefined {
  try {
    return readFileSync(path, "utf8");
  } catch (error) {
    const reason = reasonOf(error);
    if (reason === undefined) throw error;
    if (codeOf(error) === "ENOENT") return undefined;
    throw new UseError(`Can't read ${shownPath(path)}: ${reason}.`);
  }
}
