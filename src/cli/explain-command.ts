// gradc explain: its options.
import type { Command } from "commander";
import type { ExplainFlags } from "./flags.js";
import { addOptions, FLAGS } from "./options.js";
import type { Does } from "./terminal.js";

const EXAMPLES = `
Examples:
  $ gradc explain -e "x*y + sin(x)"
  $ gradc explain -e "x*y + sin(x)" --at '{"x": 1, "y": 2}'
  $ gradc explain model.grad --json`;

export function addExplain(program: Command, does: Does): void {
  const command = program.command("explain")
    .description("Tell back-propagation step by step: each value, each edge with its rule, each simplification, the cost.")
    .argument("[file]", "program to explain; - reads standard input")
    .option(...FLAGS.expression);
  addOptions(command, ["wrt", "of", "math"])
    .option("--at <json>", "values of the variables: the steps then have their numbers")
    .option("--json", "print the steps as JSON")
    .addHelpText("after", EXAMPLES)
    .action((file: string | undefined, flags: ExplainFlags) => does(async (t) => {
      const { runExplain } = await import("./explain.js");
      return runExplain(t, file, flags);
    }));
}
