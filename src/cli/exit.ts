// The exit status of the command, and what is said on the way out.
import { CommanderError } from "commander";
import { CompileError } from "../diagnostics/diagnostic.js";
import { PointError, UseError } from "../diagnostics/faults.js";
import { showDiagnostics, showError } from "./show.js";
import type { Terminal } from "./terminal.js";

export const EXIT = { success: 0, findings: 1, use: 2, defect: 3, interrupted: 130, terminated: 143 } as const;

/** Says what went wrong on standard error; gives the exit status. `pointMend` is the likely mend of a point. */
export function reportFailure(t: Terminal, error: unknown, pointMend?: string): number {
  // Commander has said its sentence already; help and version come this way too, with 0.
  if (error instanceof CommanderError) return error.exitCode === 0 ? EXIT.success : EXIT.use;
  if (error instanceof CompileError) {
    showDiagnostics(t, error.diagnostics);
    return EXIT.findings;
  }
  if (error instanceof UseError || error instanceof PointError) {
    showError(t, error.message, error instanceof UseError ? error.hint : pointMend);
    return error instanceof UseError ? EXIT.use : EXIT.findings;
  }
  showError(t, defectText(t, error));
  return EXIT.defect;
}

/** One sentence about a defect of our own; the stack is for those who ask for it. */
export function defectText(t: Terminal, error: unknown): string {
  if (t.env.GRADC_DEBUG !== undefined && error instanceof Error) t.stderr.write(`${error.stack ?? ""}\n`);
  const what = error instanceof Error ? error.message : String(error);
  return `This is a defect of gradc, please report it: ${what.replace(/^defect of gradc: /, "").replace(/\s+/g, " ")}.`;
}
