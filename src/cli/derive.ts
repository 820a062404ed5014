// gradc derive: the derivatives of a program, as formulas or as a graph.
import { Report } from "../diagnostics/diagnostic.js";
import type { Program } from "../graph/program.js";
import { analyse } from "../pipeline.js";
import { fileImports } from "../project/imports.js";
import { writeFiles } from "../project/write-files.js";
import type { DeriveFlags, Form } from "./derive-command.js";
import { EXIT } from "./exit.js";
import { oneInput, STDIN } from "./input.js";
import { kindsOf } from "./options.js";
import { showDiagnostics, showNote } from "./show.js";
import { shownPath } from "../run/faults.js";

/** Gives the exit status. */
export async function runDerive(file: string | undefined, flags: DeriveFlags): Promise<number> {
  const { source, path } = await oneInput(file, flags.expression);
  const report = new Report(source);
  const { wrt, of } = flags;
  const program = analyse(source, { ...(wrt === undefined ? {} : { wrt }), ...(of === undefined ? {} : { of }), ...kindsOf(flags), ...(path === undefined ? {} : { imports: fileImports(path, source.name) }) }, report);
  showDiagnostics(report.diagnostics);
  const text = (await written(program, flags.as)).replace(/\n*$/, "\n");
  if (flags.output === undefined || flags.output === STDIN) process.stdout.write(text);
  else {
    const [result] = writeFiles([{ path: flags.output, text }], { inputs: path === undefined ? [] : [path], onlyGenerated: false });
    showNote(`${result?.state === "unchanged" ? "unchanged" : "wrote"} ${shownPath(flags.output)}`);
  }
  return EXIT.success;
}

async function written(program: Program, form: Form): Promise<string> {
  const { toDot, toJson, toLatex, toSvg, toText } = await import("../inspect/index.js");
  switch (form) {
    case "text": return toText(program);
    case "latex": return toLatex(program);
    case "dot": return toDot(program);
    case "svg": return toSvg(toDot(program));
    case "json": return toJson(program);
  }
}
