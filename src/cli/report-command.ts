// gradc report: its options.
import type { Command } from "commander";
import type { ReportFlags } from "./flags.js";
import { addOptions, FLAGS } from "./options.js";
import type { Does } from "./terminal.js";

const EXAMPLES = `
The page has everything in itself and can be read offline: formulas, the graph with each derivative beside its value,
back-propagation step by step, the generated code, its cost, and a numeric check.

Examples:
  $ gradc report model.grad
  $ gradc report first.grad second.grad -o report.html
  $ gradc report -e "x^2 * sin(y)" --at '{"x": 1.5, "y": 0.3}'`;

export function addReport(program: Command, does: Does): void {
  const command = program.command("report")
    .description("Write a page that shows a program, its derivatives and how they come about.")
    .argument("[files...]", "programs to show; - reads standard input")
    .option(...FLAGS.expression);
  addOptions(command, ["wrt", "of", "math"])
    .option("--at <json>", "values of the variables for the numbers in the page (default: a point that suits the program)")
    .option("-o, --output <file>", "file to write (default: report.html)")
    .option("--force", "replace a file that gradc did not write")
    .addHelpText("after", EXAMPLES)
    .action((files: string[], flags: ReportFlags) => does(async (t) => {
      const { runReport } = await import("./report-page.js");
      return runReport(t, files, flags);
    }));
}
