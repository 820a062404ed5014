// gradc check: what is wrong with the programs and the generated files of a project.
import { readFileSync } from "node:fs";
import type { Diagnostic } from "../diagnostics/diagnostic.js";
import { shownPath, UseError } from "../diagnostics/faults.js";
import { placeOf } from "../diagnostics/source.js";
import { compileJobs, deliver, type Delivered } from "../project/build.js";
import { differenceOf } from "../project/difference.js";
import { orphansOf } from "../project/orphans.js";
import { compiling } from "./compiling.js";
import { EXIT } from "./exit.js";
import type { CheckFlags } from "./flags.js";
import { STDIN } from "./input.js";
import { planJobs } from "./jobs.js";
import { jsonText, printable } from "./printable.js";
import { diagnosticJson, fixingCommands, isOld } from "./report.js";
import { showDiagnostics, showError, showNote, write } from "./show.js";
import type { Terminal } from "./terminal.js";

/** A generated file that is not as it should be. */
interface Finding {
  readonly state: "stale" | "missing" | "edited" | "orphaned";
  readonly path: string;
  readonly difference?: string;
}

/** Gives the exit status. */
export async function runCheck(t: Terminal, files: readonly string[], flags: CheckFlags): Promise<number> {
  if (files.includes(STDIN)) throw new UseError("Only files can be checked.");
  const jobs = await planJobs(t, files, flags.config === undefined ? {} : { config: flags.config });
  const { done, diagnostics, faults } = await compileJobs(jobs, compiling(t, flags));
  const old = deliver(done, { check: true }).filter(({ state }) => isOld(state));
  const orphans = files.length > 0 ? [] : orphansOf(jobs.flatMap(({ output }) => output ?? []));
  const findings = [...old.map((one) => findingOf(one, flags)), ...orphans.map((path) => ({ state: "orphaned", path }) as const)];
  const isFound = findings.length > 0 || diagnostics.some((d) => d.severity === "error");
  if (flags.format === "json") write(t, `${jsonText({ files: findings, diagnostics: diagnostics.map(diagnosticJson) })}\n`);
  else if (flags.format === "github") showAnnotations(t, findings, diagnostics);
  else showPretty(t, findings, diagnostics, faults.length > 0 ? undefined : jobs.length);
  for (const { message, hint } of faults) showError(t, message, hint);
  if (isFound && flags.format !== "json") for (const command of mendsOf(old, orphans, files)) showNote(t, `Run: ${command}`);
  return faults.length > 0 ? EXIT.use : isFound ? EXIT.findings : EXIT.success;
}

function findingOf({ done: { job, code }, state }: Delivered, { diff }: CheckFlags): Finding {
  const path = job.output as string;
  const difference = diff === true ? { difference: differenceOf(state === "missing" ? "" : readFileSync(path, "utf8"), code) } : {};
  return { state: state as Finding["state"], path, ...difference };
}

/** `count` is the number of files that were looked at, where all could be. */
function showPretty(t: Terminal, findings: readonly Finding[], diagnostics: readonly Diagnostic[], count: number | undefined): void {
  showDiagnostics(t, diagnostics);
  for (const { state, path, difference } of findings) {
    write(t, `${state.padEnd(8)} ${shownPath(path)}\n`);
    if (difference !== undefined) write(t, printable(difference));
  }
  if (count !== undefined && findings.length === 0 && !diagnostics.some((d) => d.severity === "error")) {
    showNote(t, `${count === 1 ? "The file is" : `All ${count} files are`} up to date.`);
  }
}

/** Lines that a workflow of GitHub shows at their places. */
function showAnnotations(t: Terminal, findings: readonly Finding[], diagnostics: readonly Diagnostic[]): void {
  for (const { severity, code, message, hint, source, span } of diagnostics) {
    const { line, column } = placeOf(source, span?.start ?? 0);
    const text = hint === undefined ? message : `${message} ${hint}`;
    write(t, `::${severity} file=${property(source.name)},line=${line},col=${column},title=${code}::${data(text)}\n`);
  }
  for (const { state, path, difference } of findings) {
    const text = `This generated file is ${state}.${difference === undefined ? "" : `\n${difference}`}`;
    write(t, `::error file=${property(path)},title=${state}::${data(text)}\n`);
  }
}

function data(text: string): string {
  return printable(text).replaceAll("%", "%25").replaceAll("\r", "%0D").replaceAll("\n", "%0A");
}

function property(text: string): string {
  return data(shownPath(text)).replaceAll(":", "%3A").replaceAll(",", "%2C");
}

function mendsOf(old: readonly Delivered[], orphans: readonly string[], files: readonly string[]): string[] {
  const isWhole = files.length === 0 && old.length > 0 && !old.some(({ state }) => state === "edited");
  const compiles = isWhole ? ["gradc compile"] : fixingCommands(old, {});
  return orphans.length === 0 ? compiles : [...compiles, `rm ${orphans.map(shownPath).join(" ")}`];
}
