// What people read on standard error: diagnostics and notes, in colour where a terminal shows it.
import pc from "picocolors";
import { formatDiagnostic } from "../diagnostics/format.js";
import type { Diagnostic } from "../diagnostics/diagnostic.js";
import { printable } from "./printable.js";

type Colors = ReturnType<typeof pc.createColors>;

const MAX_SHOWN = 20;

/** Colours only on a terminal that has them, and never against NO_COLOR. */
export function colorsFor(stream: { readonly isTTY?: boolean }, env: NodeJS.ProcessEnv = process.env): Colors {
  const isRefused = (env.NO_COLOR ?? "") !== "" || env.TERM === "dumb";
  return pc.createColors(stream.isTTY === true && !isRefused);
}

export function showDiagnostics(all: readonly Diagnostic[]): void {
  if (all.length === 0) return;
  const colors = colorsFor(process.stderr);
  const shown = all.slice(0, MAX_SHOWN).map((d) => painted(printable(formatDiagnostic(d)), d.severity, colors));
  if (all.length > MAX_SHOWN) shown.push(`and ${all.length - MAX_SHOWN} more`);
  process.stderr.write(`${shown.join("\n\n")}\n`);
}

/** An error without a place in a text. */
export function showError(message: string, hint?: string): void {
  const { bold, red } = colorsFor(process.stderr);
  process.stderr.write(`${bold(red("error"))}: ${printable(message)}\n${hint === undefined ? "" : `  = ${printable(hint)}\n`}`);
}

export function showNote(text: string): void {
  process.stderr.write(`${printable(text)}\n`);
}

/** Results, on standard output. */
export function write(text: string): void {
  process.stdout.write(text);
}

/** Paints the parts of a formatted diagnostic, which stand on lines of known forms. */
function painted(text: string, severity: Diagnostic["severity"], colors: Colors): string {
  const tone = severity === "error" ? colors.red : colors.yellow;
  return text.split("\n").map((line, i) => {
    if (i === 0) return line.replace(/^\w+\[[^\]]*\]/, (head) => colors.bold(tone(head)));
    if (/^ *-->/.test(line)) return colors.dim(line);
    if (/^ *\| *\^+$/.test(line)) return line.replace(/\^+$/, (mark) => colors.bold(tone(mark)));
    return /^ {2}= /.test(line) ? colors.cyan(line) : line;
  }).join("\n");
}
