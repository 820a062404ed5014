// Generated files: what they are called, which options made them, and whether they are up to date.
import { basename, dirname, extname, join } from "node:path";
import { readFileSync, statSync } from "node:fs";
import { codeOf, reasonOf, refused, shownPath, UseError } from "../diagnostics/faults.js";
import { GENERATED, readHead, type Head } from "../emit/typescript/banner.js";
import { MAX_MODULE_MEBIBYTES } from "../emit/typescript/limit.js";
import type { Convention } from "../module/interface.js";
import { FORMS, optionsOf, type Form, type ProgramOptions } from "../options.js";

export type FileTarget = "ts" | "js" | "types";
export type FileState = "fresh" | "stale" | "missing" | "edited";

/** What stands before the mark in each form. */
const BEFORE_MARK = '[#%]%? |<\\?xml[^\\n]*\\r?\\n<!-- |(?:<!doctype html>\\r?\\n)?<!-- |// |\\{\\r?\\n  "comment": "';
const MARK = new RegExp(`^(?:${BEFORE_MARK})${GENERATED.replaceAll(".", "\\.")}`);

/** No file that gradc wrote is larger; one with other line ends has at most twice the bytes. */
export const MAX_GENERATED_BYTES = MAX_MODULE_MEBIBYTES * 2 ** 21;

/**
 * Beside the source, or in the given directory: `model.grad` gives `model.gen.ts`. Types of an import stand beside the
 * source in any case, where TypeScript looks for them.
 */
export function defaultOutput(input: string, target: FileTarget, directory = dirname(input)): string {
  if (target === "types") return join(dirname(input), `${basename(input).replace(/\.grad$/, "")}.d.grad.ts`);
  return join(directory, `${basename(input).replace(/\.grad$/, "")}.gen.${target}`);
}

/** The language that a file's ending asks for; undefined for other endings. */
export function targetOfPath(path: string): FileTarget | undefined {
  const ending = extname(path);
  if (path.endsWith(".d.grad.ts")) return "types";
  if (/\.d\.[mc]?ts$/.test(path)) return undefined;
  if (ending === ".ts" || ending === ".mts") return "ts";
  return ending === ".js" || ending === ".mjs" ? "js" : undefined;
}

/** Whether a file holds the text. Line ends do not count, as version control may change them. */
export function stateOfFile(path: string, text: string): FileState {
  const found = readIfThere(path);
  if (found === undefined) return "missing";
  if (found.replace(/\r\n/g, "\n") === text) return "fresh";
  return readHead(found)?.isEdited === true ? "edited" : "stale";
}

/** Whether gradc wrote a text, and whether it is as it was written. Formulas and graphs say so in a comment of their own form. */
export function originOf(text: string): "ours" | "edited" | "foreign" {
  const head = readHead(text);
  if (head !== undefined) return head.isEdited ? "edited" : "ours";
  return MARK.test(text) ? "ours" : "foreign";
}

/** Formulas or a graph for a file, with a comment that says where they come from. */
export function marked(text: string, form: Form): string {
  const { comment } = FORMS[form];
  if (comment === undefined) return text.replace(/^\{\n/, () => `{\n  "comment": "${GENERATED}",\n`);
  const line = `${comment[0]}${GENERATED}${comment[1]}\n`;
  if (text.startsWith(line)) return text;
  // a declaration of XML stands before everything else
  const at = text.startsWith("<?xml") ? text.indexOf("\n") + 1 : 0;
  return text.slice(0, at) + line + text.slice(at);
}

/** A page for a file, with a comment that says where it comes from behind the line that says what it is. */
export function markedPage(page: string): string {
  return page.replace("\n", () => `\n<!-- ${GENERATED} -->\n`);
}

/** The options that a file was made with, as its head says; undefined where there is none that can be read. */
export function optionsOfFile(path: string): ProgramOptions | undefined {
  const head = headOfFile(path);
  return head === undefined ? undefined : optionsOf(head.flags);
}

function headOfFile(path: string): Head | undefined {
  const stats = refused(`Can't read ${shownPath(path)}`, () => statSync(path, { throwIfNoEntry: false }));
  return stats?.isFile() === true ? readHead(readIfThere(path) ?? "") : undefined;
}

/**
 * How the functions of a file take their arguments: callers are not to be broken by what comes into its program. Types of
 * an import say how the module is that a bundler makes, which keeps nothing.
 */
export function keptIn(path: string | undefined): { readonly kept?: Convention } {
  const args = path === undefined || targetOfPath(path) === "types" ? undefined : headOfFile(path)?.args;
  const kept = args === undefined ? undefined : optionsOf(["--args", args])?.args;
  return kept === undefined ? {} : { kept };
}

/** The program that a file was made of, from the root of its project; undefined for a file that gradc did not write. */
export function sourceOfFile(path: string): string | undefined {
  return readHead(readIfThere(path) ?? "")?.program;
}

function readIfThere(path: string): string | undefined {
  try {
    const { size } = statSync(path);
    if (size > MAX_GENERATED_BYTES) throw new UseError(`Can't read ${shownPath(path)}: it is too large for a file that gradc wrote.`);
    return readFileSync(path, "utf8");
  } catch (error) {
    const reason = reasonOf(error);
    if (reason === undefined) throw error;
    if (codeOf(error) === "ENOENT") return undefined;
    throw new UseError(`Can't read ${shownPath(path)}: ${reason}.`);
  }
}
