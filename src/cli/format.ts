// gradc format: programs with their spaces and indentation in order.
import { shownPath, UseError } from "../diagnostics/faults.js";
import { formatted } from "../editor/format.js";
import { jobsOf } from "../project/config-file.js";
import { writeFiles } from "../project/write-files.js";
import { EXIT } from "./exit.js";
import type { FormatFlags } from "./flags.js";
import { readInput, STDIN } from "./input.js";
import { filesFor, projectFor } from "./jobs.js";
import { showDiagnostics, showNote, write } from "./show.js";
import type { Terminal } from "./terminal.js";

/** Gives the exit status. */
export async function runFormat(t: Terminal, files: readonly string[], flags: FormatFlags): Promise<number> {
  const paths = files.length > 0 ? [...new Set(files.flatMap(filesFor))] : await inputsOfProject(flags);
  if (paths.includes(STDIN) && paths.length > 1) throw new UseError("Give files, or - for standard input, not both.");
  const changed: { path: string; text: string }[] = [];
  let isWrong = false;
  for (const path of paths) {
    const { source } = await readInput(t, path);
    const result = formatted(source);
    if (typeof result !== "string") {
      isWrong = true;
      showDiagnostics(t, result.diagnostics.filter(({ severity }) => severity === "error"));
    } else if (path === STDIN && flags.check !== true) write(t, result);
    else if (result !== source.text) changed.push({ path, text: result });
  }
  if (flags.check === true) for (const { path } of changed) write(t, `not in order  ${shownPath(path)}\n`);
  else if (!isWrong)
    for (const { path } of writeFiles(changed, { inputs: [], onlyGenerated: false })) showNote(t, `wrote ${shownPath(path)}`);
  return isWrong || (flags.check === true && changed.length > 0) ? EXIT.findings : EXIT.success;
}

async function inputsOfProject(flags: FormatFlags): Promise<string[]> {
  const project = await projectFor(flags);
  if (project === undefined) {
    throw new UseError("Give files, or - for standard input.", "Or name them in a configuration: gradc init writes one.");
  }
  return jobsOf(project).flatMap(({ input }) => input ?? []);
}
