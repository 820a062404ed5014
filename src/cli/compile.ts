// gradc compile: reads and compiles every input, and only then writes or compares.
import { CompileError, type Diagnostic } from "../diagnostics/diagnostic.js";
import { fileImports, type Note } from "../project/imports.js";
import { compile, type CompileResult } from "../index.js";
import { UseError, shownPath } from "../run/faults.js";
import { stateOfFile, type FileState } from "../project/generated-file.js";
import { writeFiles } from "../project/write-files.js";
import type { CompileFlags } from "./compile-command.js";
import { diagnosticsJson, fileJson } from "./compile-json.js";
import { EXIT } from "./exit.js";
import { kindsOf } from "./options.js";
import { readInput, expressionInput, type Input } from "./input.js";
import { labelOf, planJobs, type Job } from "./jobs.js";
import { showDiagnostics, showError, showNote } from "./show.js";
import { interruptible } from "./signals.js";
import { summaryLine } from "./summary.js";

/** A job and the module that came of it. */
export interface Done {
  readonly job: Job;
  readonly code: string;
  readonly exports: readonly string[];
  readonly counts: NonNullable<CompileResult["counts"]>;
}

export interface Report {
  readonly done: Done;
  readonly state: FileState | "written" | "unchanged" | "printed";
}

/** Gives the exit status. */
export async function runCompile(files: readonly string[], flags: CompileFlags): Promise<number> {
  const jobs = planJobs(files, flags);
  if (flags.watch !== true) return compileAll(jobs, flags);
  const { watchJobs } = await import("./watch.js");
  return interruptible(() => watchJobs(jobs, (note) => compileAll(jobs, flags, note)));
}

async function compileAll(jobs: readonly Job[], flags: CompileFlags, note?: Note): Promise<number> {
  const { inputs, useErrors, wrong } = await readAll(jobs, flags);
  const done: Done[] = [];
  const diagnostics: Diagnostic[] = [...wrong];
  inputs.forEach(([job, input]) => {
    const result = compileJob(job, input, flags, note);
    diagnostics.push(...result.diagnostics);
    const { code, exports, counts } = result;
    if (code !== undefined && exports !== undefined && counts !== undefined) done.push({ job, code, exports, counts });
  });
  if (flags.json !== true) showDiagnostics(diagnostics);
  for (const error of useErrors) showError(error.message, error.hint);
  const status = useErrors.length > 0 ? EXIT.use : diagnostics.some((d) => d.severity === "error") ? EXIT.findings : EXIT.success;
  const reports = status === EXIT.success ? await deliver(done, flags) : [];
  if (flags.json === true) printJson(reports, diagnostics, flags);
  return status === EXIT.success && reports.some(({ state }) => state === "stale" || state === "missing") ? EXIT.findings : status;
}

interface ReadAll {
  readonly inputs: (readonly [Job, Input])[];
  readonly useErrors: UseError[];
  readonly wrong: Diagnostic[];
}

/** All inputs, and the faults of all that can't be read. */
async function readAll(jobs: readonly Job[], { expression }: CompileFlags): Promise<ReadAll> {
  const all: ReadAll = { inputs: [], useErrors: [], wrong: [] };
  for (const job of jobs) {
    try {
      all.inputs.push([job, job.input === undefined ? expressionInput(expression ?? "") : await readInput(job.input)]);
    } catch (error) {
      if (error instanceof UseError) all.useErrors.push(error);
      else if (error instanceof CompileError) all.wrong.push(...error.diagnostics);
      else throw error;
    }
  }
  return all;
}

/** Compiles under a name that depends on no working directory, as the code holds it; errors have the path as it was typed. */
function compileJob(job: Job, { source, path }: Input, flags: CompileFlags, note?: Note): CompileResult {
  const { wrt, of, math, valueOnly } = flags;
  const name = flags.name ?? (path === undefined ? "f" : undefined);
  const file = path === undefined ? source.name : labelOf(path, job.output);
  const result = compile(source.text, {
    file, target: job.target, ...(path === undefined ? {} : { imports: fileImports(path, file, note) }),
    ...(name === undefined ? {} : { name }), ...(wrt === undefined ? {} : { wrt }), ...(of === undefined ? {} : { of }),
    ...(math === undefined ? {} : { math }), ...kindsOf(flags), ...(valueOnly === undefined ? {} : { valueOnly }),
  });
  return { ...result, diagnostics: result.diagnostics.map((d) => (d.source.name === file ? { ...d, source } : d)) };
}

function deliver(done: readonly Done[], flags: CompileFlags): Report[] | Promise<Report[]> {
  if (flags.check === true) return check(done, flags);
  return done.some(({ job }) => job.output === undefined) ? printed(done, flags) : written(done, flags);
}

function printed(done: readonly Done[], { json }: CompileFlags): Report[] {
  return done.map((one) => {
    if (json !== true) {
      process.stdout.write(one.code);
      showNote(summaryLine({ done: one, state: "printed" }));
    }
    return { done: one, state: "printed" };
  });
}

/** A signal that comes while files are replaced is obeyed when they are whole. */
function written(done: readonly Done[], { force, outDir, json }: CompileFlags): Promise<Report[]> {
  const files = done.map(({ job, code }) => ({ path: job.output as string, text: code }));
  const inputs = done.flatMap(({ job }) => (job.input === undefined ? [] : [job.input]));
  return interruptible(async () => {
    const results = writeFiles(files, { inputs, onlyGenerated: force !== true, makeDirectories: outDir !== undefined });
    await new Promise((resolve) => { setImmediate(resolve); });
    return done.map((one, i): Report => {
      const report = { done: one, state: results[i]?.state ?? "written" } as const;
      if (json !== true) process.stdout.write(`${summaryLine(report)}\n`);
      return report;
    });
  });
}

function check(done: readonly Done[], { json }: CompileFlags): Report[] {
  const reports = done.map((one): Report => ({ done: one, state: stateOfFile(one.job.output as string, one.code) }));
  const old = reports.filter(({ state }) => state !== "fresh");
  if (json === true) return reports;
  for (const { state, done: { job } } of old) process.stdout.write(`${state.padEnd(8)} ${shownPath(job.output as string)}\n`);
  if (old.length === 0) showNote(`${done.length === 1 ? "The file is" : `All ${done.length} files are`} up to date.`);
  else showNote(`Run: ${fixingCommand()}`);
  return reports;
}

/** The command at hand without --check, as it can be pasted into a shell. */
function fixingCommand(): string {
  const words = process.argv.slice(2).filter((word) => word !== "--check");
  return ["gradc", ...words.map((word) => (/^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`))].join(" ");
}

function printJson(reports: readonly Report[], diagnostics: readonly Diagnostic[], { stdout }: CompileFlags): void {
  process.stdout.write(`${JSON.stringify({ files: reports.map((report) => fileJson(report, stdout === true)), diagnostics: diagnosticsJson(diagnostics) }, null, 2)}\n`);
}
