// What people read on standard error: diagnostics and notes, in colour where a terminal shows it.
import pc from "picocolors";
import { formatDiagnostic } from "../diagnostics/format.js";
import type { Diagnostic } from "../diagnostics/diagnostic.js";
import { printable } from "./printable.js";
import type { Terminal } from "./terminal.js";

type Colors = ReturnType<typeof pc.createColors>;

const MAX_SHOWN = 20;

/** Colours only on a terminal that has them, and never against NO_COLOR. */
export function colorsFor(stream: { readonly isTTY?: boolean }, env: Terminal["env"]): Colors {
  const isRefused = (env.NO_COLOR ?? "") !== "" || env.TERM === "dumb";
  return pc.createColors(stream.isTTY === true && !isRefused);
}

export function showDiagnostics(t: Terminal, all: readonly Diagnostic[]): void {
  if (all.length === 0) return;
  const colors = colorsFor(t.stderr, t.env);
  const shown = all.slice(0, MAX_SHOWN).map((d) => painted(printable(formatDiagnostic(d)), d.severity, colors));
  if (all.length > MAX_SHOWN) shown.push(`and ${all.length - MAX_SHOWN} more`);
  t.stderr.write(`${shown.join("\n\n")}\n`);
}

/** An error without a place in a text. */
export function showError(t: Terminal, message: string, hint?: string): void {
  const { bold, red } = colorsFor(t.stderr, t.env);
  t.stderr.write(`${bold(red("error"))}: ${printable(message)}\n${hint === undefined ? "" : `  = ${printable(hint)}\n`}`);
}

export function showNote(t: Terminal, text: string): void {
  t.stderr.write(`${printable(text)}\n`);
}

/** Results, on standard output. */
export function write(t: Terminal, text: string): void {
  t.stdout.write(text);
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
