// What is said of compiled files: where each went, what it costs, which are old, and the command that mends them.
import type { Diagnostic } from "../diagnostics/diagnostic.js";
import { shownPath } from "../diagnostics/faults.js";
import { placeOf } from "../diagnostics/source.js";
import { flagsOf } from "../options.js";
import type { Compiled, Delivered } from "../project/build.js";
import type { CompileFlags } from "./flags.js";
import { jsonText, shellWord } from "./printable.js";

type CountsOf = Delivered["done"]["counts"];

export function summaryLine({ done: { job, counts }, state }: Delivered): string {
  const options = job.isRepeated === true ? flagsOf(job.options).join(" ") : "";
  const again = options === "" ? "" : ` (again with ${options})`;
  const where = job.output === undefined ? [] : [`${state === "unchanged" ? "unchanged" : "wrote"} ${shownPath(job.output)}${again}`];
  return [...where, countsText(counts)].join(": ");
}

/** Of several files: how many, what all of them compute, and how long they took, in milliseconds. */
export function totalLine(all: readonly Delivered[], time: number): string {
  const written = all.filter(({ state }) => state === "written").length;
  const states = written === all.length ? "written" : `${written} written, ${all.length - written} unchanged`;
  const count = all.reduce((sum, { done: { counts } }) => sum + (counts.valueAndGradient ?? counts.value), 0);
  return `${all.length} files: ${states}; values and gradients take ${operations(count)}; ${(time / 1000).toFixed(1)} s`;
}

function countsText({ value, valueAndGradient, ratio, nominalSize, ...extra }: CountsOf): string {
  const named = Object.entries({ value, "value and gradient": valueAndGradient, ...extra });
  const parts = named.flatMap(([name, count]) => (count === undefined ? [] : [`${name} ${operations(count)}`]));
  if (ratio !== undefined && Number.isFinite(ratio)) parts.splice(2, 0, `ratio ${ratio.toFixed(2)}`);
  return parts.join(", ") + (nominalSize === undefined ? "" : ` (each size ${nominalSize})`);
}

function operations(count: number): string {
  return `${count} operation${count === 1 ? "" : "s"}`;
}

/** Whether a generated file is not as it should be. */
export function isOld(state: Delivered["state"]): boolean {
  return state === "stale" || state === "missing" || state === "edited";
}

export function stateLine({ done: { job }, state }: Delivered): string {
  return `${state.padEnd(8)} ${shownPath(job.output as string)}\n`;
}

/** Commands that make the files anew, as they can be pasted into a shell: one for those with the same options. */
export function fixingCommands(old: readonly Delivered[], flags: CompileFlags): string[] {
  const groups = new Map<string, Delivered[]>();
  for (const one of old) {
    const options = [...flagsOf(one.done.job.options), ...(one.state === "edited" ? ["--force"] : [])];
    const key = options.map(shellWord).join(" ");
    groups.set(key, [...groups.get(key) ?? [], one]);
  }
  return [...groups].map(([options, all]) => {
    const words = ["gradc compile", ...inputWords(all, flags), ...outputWords(flags), options];
    return words.filter((word) => word !== "").join(" ");
  });
}

function inputWords(all: readonly Delivered[], { expression }: CompileFlags): string[] {
  if (expression !== undefined) return ["-e", shellWord(expression)];
  return all.map(({ done: { job: { input = "-" } } }) => shellWord(input.startsWith("-") && input !== "-" ? `./${input}` : input));
}

function outputWords({ output, outDir, target, defaults }: CompileFlags): string[] {
  // that a file holds WebAssembly is one of its options
  const given = Object.entries({ "-o": output, "-d": outDir, "--target": target === "wasm" ? undefined : target });
  const words = given.flatMap(([flag, value]) => (value === undefined ? [] : [flag, shellWord(value)]));
  return defaults === true ? [...words, "--defaults"] : words;
}

/** The machine-readable report. */
export function reportJson(delivered: readonly Delivered[], { libraries, diagnostics }: Compiled, hasCode: boolean): string {
  const skipped = libraries.length === 0 ? {} : { libraries: libraries.map(({ input }) => input) };
  const files = delivered.map((one) => fileJson(one, hasCode));
  return `${jsonText({ files, ...skipped, diagnostics: diagnostics.map(diagnosticJson) })}\n`;
}

function fileJson({ done: { job, code, exports, counts, advice }, state }: Delivered, hasCode: boolean): object {
  const { input, output, options: { target, ...options } } = job;
  const isText = state === "text";
  const text = hasCode || isText ? { code } : {};
  return { input, output, target, options, state: isText ? "printed" : state, exports, counts, advice, ...text };
}

export function diagnosticJson({ severity, code, message, hint, source, span }: Diagnostic): object {
  const start = span === undefined ? undefined : placeOf(source, span.start);
  const end = span === undefined ? undefined : placeOf(source, span.end);
  const place = { line: start?.line, column: start?.column, endLine: end?.line, endColumn: end?.column };
  return { severity, code, message, hint, file: source.name, ...place };
}
