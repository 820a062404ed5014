// What any text must satisfy: diagnostics with places inside it or a module, within a second, and no other exception.
import { readdirSync, readFileSync } from "node:fs";
import type { Diagnostic } from "../../src/diagnostics/diagnostic.js";
import { formatDiagnostic } from "../../src/diagnostics/format.js";
import { placeOf } from "../../src/diagnostics/source.js";
import { compile, type CompileResult } from "../../src/index.js";
import { programCases } from "../errors/program-cases.js";
import { syntaxCases } from "../errors/syntax-cases.js";

const SLOW_MS = 1000;
/** Errors that concern the program as a whole. */
const WITHOUT_PLACE = new Set(["source-too-large", "module-too-large", "too-many-arguments"]);

export interface Checked {
  readonly outcome: "module" | "errors";
  readonly fault: string | undefined;
  /** Milliseconds. */
  readonly spent: number;
}

/** The sample programs and the short ones of the tables of errors. */
export function fuzzCorpus(): string[] {
  const folder = new URL("samples/", `file://${process.cwd()}/`);
  const samples = readdirSync(folder).filter((name) => name.endsWith(".grad")).map((name) => readFileSync(new URL(name, folder), "utf8"));
  const cases = [...programCases, ...syntaxCases].map((c) => c.text).filter((text) => text.length < 1000);
  // as often a sample as a case
  return [...Array.from({ length: Math.ceil(cases.length / samples.length) }, () => samples).flat(), ...cases];
}

/** Compiles the text; small programs with their second derivatives at times. */
export function check(text: string, options: { readonly hessian?: boolean } = {}): Checked {
  const started = processorTime();
  let result: CompileResult;
  try {
    result = compile(text, options);
  } catch (error) {
    return {
      outcome: "errors", spent: processorTime() - started,
      fault: `throws ${error instanceof Error ? (error.stack ?? error.message).split("\n").slice(0, 4).join("\n") : String(error)}`,
    };
  }
  const spent = processorTime() - started;
  // a second time, as the first may have paid for the collection of garbage
  const slow = spent > SLOW_MS ? Math.min(spent, spentOn(text, options)) : spent;
  const fault = slow > SLOW_MS ? `takes ${(slow / 1000).toFixed(1)} s` : faultOf(text, result);
  return { outcome: result.code === undefined ? "errors" : "module", fault, spent: slow };
}

function spentOn(text: string, options: { readonly hessian?: boolean }): number {
  const started = processorTime();
  compile(text, options);
  return processorTime() - started;
}

/** Milliseconds of this process, however busy the machine is. */
function processorTime(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1000;
}

function faultOf(text: string, { code, diagnostics }: CompileResult): string | undefined {
  if (code === undefined && !diagnostics.some((d) => d.severity === "error")) return "has neither code nor an error";
  if (code !== undefined && diagnostics.some((d) => d.severity === "error")) return "has code in spite of an error";
  for (const d of diagnostics) {
    const fault = placeFault(text, d);
    if (fault !== undefined) return `${fault}: ${d.code}: ${d.message}`;
    if (formatDiagnostic(d).length > 5000) return `a report too long: ${d.code}`;
  }
  return undefined;
}

function placeFault(text: string, d: Diagnostic): string | undefined {
  if (d.span === undefined) return WITHOUT_PLACE.has(d.code) ? undefined : "no place";
  const { start, end } = d.span;
  if (!(Number.isInteger(start) && Number.isInteger(end) && start >= 0 && start <= end && end <= text.length))
    return `a span ${start}..${end} outside the text`;
  const { line, column } = placeOf(d.source, start);
  const lines = text.split("\n");
  return line <= lines.length && column <= (lines[line - 1] as string).length + 1
    ? undefined
    : `a place ${line}:${column} outside the text`;
}

/** A shorter text with the same kind of fault, by deleting chunks of halving length. */
export function shrink(text: string, fails: (text: string) => boolean): string {
  let best = text;
  for (let size = Math.ceil(best.length / 2); size >= 1; size = Math.floor(size / 2)) {
    for (let at = 0; at < best.length;) {
      const shorter = best.slice(0, at) + best.slice(at + size);
      if (fails(shorter)) best = shorter;
      else at += size;
    }
  }
  return best;
}

/** The first words of a fault, without numbers: what stays the same while the text shrinks. */
export function kindOf(fault: string): string {
  return fault.split("\n").slice(0, 2).join(" ").replace(/[-\d.]+/g, "#").slice(0, 120);
}
