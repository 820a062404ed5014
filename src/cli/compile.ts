// gradc compile: what the engine of jobs has done, as the command says it.
import type { Diagnostic } from "../diagnostics/diagnostic.js";
import { shownPath } from "../diagnostics/faults.js";
import { compileJobs, deliver, isSound, type Delivered, type Done, type Job } from "../project/build.js";
import type { Note } from "../project/imports.js";
import { compiling } from "./compiling.js";
import { EXIT } from "./exit.js";
import type { CompileFlags } from "./flags.js";
import { planJobs } from "./jobs.js";
import { fixingCommands, isOld, reportJson, stateLine, summaryLine, totalLine } from "./report.js";
import { showDiagnostics, showError, showNote, write } from "./show.js";
import { interruptible } from "./signals.js";
import type { Terminal } from "./terminal.js";

/** Gives the exit status. */
export async function runCompile(t: Terminal, files: readonly string[], flags: CompileFlags): Promise<number> {
  const settings: string[] = [];
  const jobs = await planJobs(t, files, flags, (path) => settings.push(path));
  if (flags.plan === true) return compileAll(t, jobs.map(asPlan), { ...flags, cache: false });
  if (flags.watch !== true) return compileAll(t, jobs, flags);
  const { watchJobs } = await import("./watch.js");
  const again = async (note: Note): Promise<number> => compileAll(t, await planJobs(t, files, flags, note), flags, note);
  return interruptible(() => watchJobs(t, [...settings, ...jobs.map(({ input }) => input ?? "")], again));
}

async function compileAll(t: Terminal, jobs: readonly Job[], flags: CompileFlags, note?: Note): Promise<number> {
  const began = performance.now();
  const compiled = await compileJobs(jobs, { ...compiling(t, flags), ...(note === undefined ? {} : { note }) });
  if (flags.json !== true) showDiagnostics(t, compiled.diagnostics);
  for (const error of compiled.faults) showError(t, error.message, error.hint);
  for (const { input } of flags.json === true ? [] : compiled.libraries) {
    showNote(t, `skipped ${shownPath(String(input))}: a library, it holds functions only`);
  }
  // while files are watched, a wrong program keeps none of the others from its module
  const isHeld = !isSound(compiled) && note === undefined;
  const delivered = isHeld ? [] : await delivery(compiled.done, flags);
  if (isHeld && compiled.done.length > 0 && flags.json !== true && flags.check !== true)
    showNote(t, "Nothing is written where a program is wrong.");
  if (flags.json === true) write(t, reportJson(delivered, compiled, flags.stdout === true));
  else if (flags.check === true && isSound(compiled)) showCheck(t, delivered, flags);
  else showDelivered(t, delivered, performance.now() - began, note !== undefined);
  return statusOf(compiled.faults.length > 0, compiled.diagnostics, delivered);
}

/** The plan is printed, whatever file the module would have. */
function asPlan({ output: _, ...job }: Job): Job {
  return { ...job, isPlan: true };
}

function statusOf(hasFaults: boolean, diagnostics: readonly Diagnostic[], delivered: readonly Delivered[]): number {
  if (hasFaults) return EXIT.use;
  const isFinding = diagnostics.some((d) => d.severity === "error") || delivered.some(({ state }) => isOld(state));
  return isFinding ? EXIT.findings : EXIT.success;
}

/** A signal that comes while files are replaced is obeyed when they are whole. */
function delivery(done: readonly Done[], { check, force, output }: CompileFlags): Promise<Delivered[]> {
  return interruptible(async () => {
    const delivered = deliver(done, { check: check === true, force: force === true, makeDirectories: output === undefined });
    await new Promise((resolve) => { setImmediate(resolve); });
    return delivered;
  });
}

/** While files are watched, of several only those are told that have changed. */
function showDelivered(t: Terminal, delivered: readonly Delivered[], time: number, isWatching: boolean): void {
  const isMany = delivered.length > 1;
  for (const one of delivered) if (!(isWatching && isMany && one.state === "unchanged")) show(t, one, !isMany);
  if (isMany) showNote(t, totalLine(delivered, time));
}

/** Of one file alone also what another target would do better. */
function show(t: Terminal, one: Delivered, isAlone: boolean): void {
  if (one.state === "text") {
    write(t, one.done.code);
    showNote(t, summaryLine(one));
  } else {
    write(t, `${summaryLine(one)}\n`);
  }
  if (isAlone && one.done.advice !== undefined) showNote(t, one.done.advice);
}

function showCheck(t: Terminal, delivered: readonly Delivered[], flags: CompileFlags): void {
  const old = delivered.filter(({ state }) => isOld(state));
  for (const one of old) write(t, stateLine(one));
  if (old.length === 0) showNote(t, `${delivered.length === 1 ? "The file is" : `All ${delivered.length} files are`} up to date.`);
  for (const command of fixingCommands(old, flags)) showNote(t, `Run: ${command}`);
}
