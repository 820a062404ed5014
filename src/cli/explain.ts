// gradc explain: back-propagation of a program, step by step.
import { UseError } from "../diagnostics/faults.js";
import { explain, type Explained } from "../explain.js";
import { fileImports } from "../project/imports.js";
import { parsePoint } from "../run/point-text.js";
import { EXIT } from "./exit.js";
import type { ExplainFlags } from "./flags.js";
import { oneInput } from "./input.js";
import { showDiagnostics, write } from "./show.js";
import type { Terminal } from "./terminal.js";

/** Gives the exit status. */
export async function runExplain(
  t: Terminal, file: string | undefined, { expression, at, json, ...options }: ExplainFlags,
): Promise<number> {
  const { source, path } = await oneInput(t, file, expression);
  const imports = path === undefined ? {} : { imports: fileImports(path, source.name) };
  const point = at === undefined ? {} : { at: parsePoint(at) };
  const { steps, text, diagnostics } = explain(source.text, { ...options, ...imports, ...point, file: source.name });
  showDiagnostics(t, diagnostics);
  if (diagnostics.some((d) => d.severity === "error")) return EXIT.findings;
  if (steps === undefined || text === undefined) throw new UseError("There is no gradient to explain.", "Name a scalar output with --of.");
  write(t, json === true ? `${jsonOf(steps)}\n` : text);
  return EXIT.success;
}

/** Counts of paths may be larger than a number holds; numbers that JSON lacks are texts. */
function jsonOf(steps: Explained): string {
  return JSON.stringify(steps, (_key, value: unknown) => {
    if (typeof value === "bigint") return value <= BigInt(Number.MAX_SAFE_INTEGER) ? Number(value) : String(value);
    return typeof value === "number" && !Number.isFinite(value) ? String(value) : value;
  }, 2);
}
