// gradc format: its options.
import type { Command } from "commander";
import type { FormatFlags } from "./flags.js";
import { FLAGS } from "./options.js";
import type { Does } from "./terminal.js";

const EXAMPLES = `
Puts spaces, indentation, empty lines and the end of the file in order. Words, signs, comments and line
ends stay as they are. Of - the result goes to standard output. A wrong program is left as it is.

Examples:
  $ gradc format model.grad
  $ gradc format --check src/models            exit status 1 where a file is not in order`;

export function addFormat(program: Command, does: Does): void {
  program.command("format")
    .description("Put the spaces and the indentation of programs in order.")
    .argument("[files...]", "programs, patterns or folders, or - for standard input (default: those of the configuration)")
    .option(...FLAGS.config)
    .option("--check", "write nothing; exit status 1 where a file is not in order")
    .addHelpText("after", EXAMPLES)
    .action((files: readonly string[], flags: FormatFlags) => does(async (t) => {
      const { runFormat } = await import("./format.js");
      return runFormat(t, files, flags);
    }));
}
