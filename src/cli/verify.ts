// gradc verify: the derivatives of one program at random points, as a table.
import { nth } from "../diagnostics/known.js";
import { fileImports } from "../project/imports.js";
import { verify, type Row, type Verification } from "../run/verify.js";
import { EXIT, reportFailure } from "./exit.js";
import type { VerifyFlags } from "./flags.js";
import { oneInput } from "./input.js";
import { printable } from "./printable.js";
import { showDiagnostics, write } from "./show.js";
import type { Terminal } from "./terminal.js";

const COLUMNS = ["derivative", "by", "checked", "largest error", "where", "verdict"] as const;

/** Gives the exit status. */
export async function runVerify(
  t: Terminal, file: string | undefined, { expression, json, points = 10, seed = 1, ...options }: VerifyFlags,
): Promise<number> {
  const { source, path } = await oneInput(t, file, expression);
  try {
    const imports = path === undefined ? {} : { imports: fileImports(path, source.name) };
    const found = verify(source.text, { ...options, file: source.name, points, seed, ...imports });
    showDiagnostics(t, found.warnings);
    const isRight = found.rows.length > 0 && !found.rows.some((row) => row.failed);
    write(t, `${printable(json === true ? JSON.stringify({ seed, ...reported(found) }) : tableOf(found, seed))}\n`);
    return isRight ? EXIT.success : EXIT.findings;
  } catch (error) {
    return reportFailure(t, error);
  }
}

function reported({ points, rows }: Verification): object {
  return { points, rows: rows.map((row) => ({ ...row, error: Number.isFinite(row.error) ? row.error : String(row.error) })) };
}

function tableOf({ points, rows }: Verification, seed: number): string {
  if (rows.length === 0) return "There is no derivative to check.";
  const cells = [[...COLUMNS], ...rows.map(cellsOf)];
  const widths = COLUMNS.map((_, i) => Math.max(...cells.map((row) => (row[i] as string).length)));
  const lines = cells.map((row) => row.map((cell, i) => cell.padEnd(nth(widths, i))).join("  ").trimEnd());
  const wrong = rows.filter((row) => row.failed).length;
  const verdict = wrong === 0 ? "All agree" : `${wrong} of ${rows.length} differ`;
  return `${lines.join("\n")}\n${verdict}: ${points} point${points === 1 ? "" : "s"}, seed ${seed}.`;
}

function cellsOf({ against, wrt, checked, error, where, failed }: Row): string[] {
  return [against, wrt, String(checked), error.toExponential(1), where, failed ? "differs" : checked === 0 ? "not checked" : "ok"];
}
