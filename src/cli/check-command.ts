// gradc check: its options.
import { Option, type Command } from "commander";
import type { CheckFlags } from "./flags.js";
import { FLAGS } from "./options.js";
import type { Does } from "./terminal.js";

const EXAMPLES = `
Finds programs that are wrong and generated files that are missing, stale, changed by hand, or left of
a program that is no more. Writes nothing. Exit status 1 where there is anything to mend.

Examples:
  $ gradc check
  $ gradc check --diff
  $ gradc check --format github           annotations for a workflow of GitHub`;

export function addCheck(program: Command, does: Does): void {
  program.command("check")
    .description("Find out whether all generated files are up to date.")
    .argument("[files...]", "programs, patterns or folders (default: those of the configuration)")
    .option(...FLAGS.config)
    .option("--diff", "show what is different")
    .option(...FLAGS.cache)
    .addOption(new Option("--format <format>", "form of the report").choices(["pretty", "json", "github"]).default("pretty"))
    .addHelpText("after", EXAMPLES)
    .action((files: readonly string[], flags: CheckFlags) => does(async (t) => {
      const { runCheck } = await import("./check.js");
      return runCheck(t, files, flags);
    }));
}
