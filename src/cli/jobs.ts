// What a call of gradc compile is to do: an input and an output each, checked before anything is read.
import { basename, dirname, relative, sep } from "node:path";
import { UseError, shownPath } from "../run/faults.js";
import { defaultOutput, targetOfPath, type FileTarget } from "../project/generated-file.js";
import type { CompileFlags } from "./compile-command.js";
import { STDIN } from "./input.js";

export interface Job {
  /** A path, or - for standard input; absent for an expression. */
  readonly input?: string;
  /** The file to write; absent if the module is printed. */
  readonly output?: string;
  readonly target: FileTarget;
}

export function planJobs(files: readonly string[], flags: CompileFlags): Job[] {
  checkInputs(files, flags);
  const inputs: readonly (string | undefined)[] = flags.expression === undefined ? [...new Set(files)] : [undefined];
  if (inputs.length > 1) checkMany(flags);
  const target = targetFor(flags);
  const jobs = inputs.map((input) => jobFor(input, flags, target));
  const known = new Map<string, Job>();
  for (const job of jobs) {
    if (job.output === undefined) continue;
    const other = known.get(job.output);
    if (other !== undefined) throw new UseError(`Both ${shownPath(String(other.input))} and ${shownPath(String(job.input))} would be written to ${shownPath(job.output)}.`);
    known.set(job.output, job);
  }
  if (flags.check === true && jobs.some((job) => job.output === undefined)) throw new UseError("There is no file to check: give it with -o.");
  return jobs;
}

function checkInputs(files: readonly string[], { expression, watch }: CompileFlags): void {
  if (expression !== undefined && files.length > 0) throw new UseError("Give files or -e with an expression, not both.");
  if (expression === undefined && files.length === 0) throw new UseError("Give files, - for standard input, or -e with an expression.");
  if (watch === true && (expression !== undefined || files.includes(STDIN))) throw new UseError("Only files can be watched.");
}

function checkMany({ output, stdout, name }: CompileFlags): void {
  if (output !== undefined) throw new UseError("With several files use -d with a directory instead of -o.");
  if (stdout === true) throw new UseError("Only one module can be printed.");
  if (name !== undefined) throw new UseError("A name can be given to one module only.");
}

function targetFor({ output, target }: CompileFlags): FileTarget {
  if (output === undefined || output === STDIN) return target ?? "ts";
  const ending = targetOfPath(output);
  if (ending === undefined && target === undefined) throw new UseError(`The ending of ${shownPath(output)} names no language.`, "Use .ts or .js, or give --target.");
  if (ending !== undefined && target !== undefined && ending !== target) throw new UseError(`The ending of ${shownPath(output)} does not fit --target ${target}.`);
  return target ?? ending ?? "ts";
}

function jobFor(input: string | undefined, { output, outDir, stdout, name }: CompileFlags, target: FileTarget): Job {
  const from = input === undefined ? {} : { input };
  if (stdout === true || output === STDIN) return { ...from, target };
  if (output !== undefined) return { ...from, output, target };
  const isFile = input !== undefined && input !== STDIN;
  if (isFile) return { ...from, output: defaultOutput(input, target, outDir), target };
  return outDir === undefined ? { ...from, target } : { ...from, output: defaultOutput(name ?? "f", target, outDir), target };
}

/** A source as its module names it: the way from the module to it, the same wherever the command runs. */
export function labelOf(input: string, output: string | undefined): string {
  return shownPath(output === undefined ? basename(input) : relative(dirname(output), input).replaceAll(sep, "/"));
}
