// Where a program's text comes from: a file, standard input, or the command line itself.
import type { Source } from "../diagnostics/source.js";
import { UseError } from "../diagnostics/faults.js";
import { readSource, readStandardInput } from "../project/read-source.js";
import { interruptible } from "./signals.js";
import type { Terminal } from "./terminal.js";

export interface Input {
  readonly source: Source;
  /** The path of a file; absent for standard input and an expression. */
  readonly path?: string;
}

export const STDIN = "-";

export async function readInput(t: Terminal, path: string): Promise<Input> {
  return path === STDIN ? { source: await readStdin(t) } : { source: readSource(path), path };
}

export function readStdin(t: Terminal): Promise<Source> {
  return interruptible(() => readStandardInput(t.stdin));
}

export function expressionInput(text: string): Input {
  return { source: { name: "<expr>", text } };
}

/** The one program of a command that takes a file or an expression. */
export async function oneInput(t: Terminal, path: string | undefined, expression: string | undefined): Promise<Input> {
  if (path !== undefined && expression !== undefined) throw new UseError("Give a file or -e with an expression, not both.");
  if (expression !== undefined) return expressionInput(expression);
  if (path === undefined) throw new UseError("Give a file, - for standard input, or -e with an expression.");
  return readInput(t, path);
}
