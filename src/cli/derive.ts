// gradc derive: the derivatives of a program, as formulas or as a graph.
import { extname } from "node:path";
import { derive } from "../derive.js";
import { shownPath, UseError } from "../diagnostics/faults.js";
import { FORM_NAMES, FORMS, type Form } from "../options.js";
import { marked } from "../project/generated-file.js";
import { fileImports } from "../project/imports.js";
import { EXIT } from "./exit.js";
import type { DeriveFlags } from "./flags.js";
import { oneInput, STDIN } from "./input.js";
import { showDiagnostics, showNote, write } from "./show.js";
import type { Terminal } from "./terminal.js";

/** Gives the exit status. */
export async function runDerive(
  t: Terminal, file: string | undefined, { expression, output, force, as, ...options }: DeriveFlags,
): Promise<number> {
  const form = formFor(output, as);
  const { source, path } = await oneInput(t, file, expression);
  const imports = path === undefined ? {} : { imports: fileImports(path, source.name) };
  const { text, diagnostics } = await derive(source.text, { ...options, ...imports, as: form, file: source.name });
  showDiagnostics(t, diagnostics);
  if (text === undefined) return EXIT.findings;
  const whole = text.replace(/\n*$/, "\n");
  if (output === undefined || output === STDIN) write(t, whole);
  else {
    const { writeFiles } = await import("../project/write-files.js");
    const rules = { inputs: path === undefined ? [] : [path], onlyGenerated: force !== true };
    const [result] = writeFiles([{ path: output, text: marked(whole, form) }], rules);
    showNote(t, `${result?.state === "unchanged" ? "unchanged" : "wrote"} ${shownPath(output)}`);
  }
  return EXIT.success;
}

/** By the file's ending, which must fit what is asked for; without an ending it is text. */
function formFor(output: string | undefined, as: Form | undefined): Form {
  const ending = output === undefined || output === STDIN ? "" : extname(output).toLowerCase();
  const named = FORM_NAMES.find((form) => (FORMS[form].endings as readonly string[]).includes(ending));
  if (named !== undefined && as !== undefined && named !== as) {
    throw new UseError(`The ending of ${shownPath(String(output))} does not fit --as ${as}.`);
  }
  if (named === undefined && as === undefined && ending !== "") {
    const endings = FORM_NAMES.map((form) => FORMS[form].endings[0]);
    const mend = `Use ${endings.slice(0, -1).join(", ")} or ${endings.at(-1)}, or give --as.`;
    throw new UseError(`The ending of ${shownPath(String(output))} names no form.`, mend);
  }
  return as ?? named ?? "text";
}
