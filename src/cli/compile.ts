// gradc compile: what the engine of jobs has done, as the command says it.
import type { Diagnostic } from "../diagnostics/diagnostic.js";
import { shownPath } from "../diagnostics/faults.js";
import { compileJobs, deliver, isSound, type Delivered, type Done, type Job } from "../project/build.js";
import type { Note } from "../project/imports.js";
import { EXIT } from "./exit.js";
import type { CompileFlags } from "./flags.js";
import { planJobs } from "./jobs.js";
import { fixingCommands, isOld, reportJson, stateLine, summaryLine } from "./report.js";
import { showDiagnostics, showError, showNote, write } from "./show.js";
import { interruptible } from "./signals.js";

/** Gives the exit status. */
export async function runCompile(files: readonly string[], flags: CompileFlags): Promise<number> {
  const settings: string[] = [];
  const jobs = await planJobs(files, flags, (path) => settings.push(path));
  if (flags.watch !== true) return compileAll(jobs, flags);
  const { watchJobs } = await import("./watch.js");
  const again = async (note: Note): Promise<number> => compileAll(await planJobs(files, flags, note), flags, note);
  return interruptible(() => watchJobs([...settings, ...jobs.map(({ input }) => input ?? "")], again));
}

async function compileAll(jobs: readonly Job[], flags: CompileFlags, note?: Note): Promise<number> {
  const compiled = compileJobs(jobs, note);
  if (flags.json !== true) showDiagnostics(compiled.diagnostics);
  for (const error of compiled.faults) showError(error.message, error.hint);
  for (const { input } of flags.json === true ? [] : compiled.libraries) {
    showNote(`skipped ${shownPath(String(input))}: a library, it holds functions only`);
  }
  const delivered = isSound(compiled) ? await delivery(compiled.done, flags) : [];
  if (flags.json === true) write(reportJson(delivered, compiled, flags.stdout === true));
  else if (flags.check === true && isSound(compiled)) showCheck(delivered, flags);
  else delivered.forEach(show);
  return statusOf(compiled.faults.length > 0, compiled.diagnostics, delivered);
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

function show(one: Delivered): void {
  if (one.state !== "text") return write(`${summaryLine(one)}\n`);
  write(one.done.code);
  showNote(summaryLine(one));
}

function showCheck(delivered: readonly Delivered[], flags: CompileFlags): void {
  const old = delivered.filter(({ state }) => isOld(state));
  for (const one of old) write(stateLine(one));
  if (old.length === 0) showNote(`${delivered.length === 1 ? "The file is" : `All ${delivered.length} files are`} up to date.`);
  for (const command of fixingCommands(old, flags)) showNote(`Run: ${command}`);
}
