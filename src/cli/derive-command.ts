// gradc derive: its options.
import { Option, type Command } from "commander";
import { FORM_NAMES, KINDS } from "../options.js";
import type { DeriveFlags } from "./flags.js";
import { addOptions, FLAGS, readCount } from "./options.js";
import type { Does } from "./terminal.js";

const EXAMPLES = `
Examples:
  $ gradc derive -e "x^2 * sin(y)"
  $ gradc derive -e "x^2 * sin(y)" --wrt x --as latex
  $ gradc derive -e "x^3 * y" --order 3
  $ gradc derive -e "log(1 + exp(x))" --explain-rule softplus
  $ gradc derive model.grad -o model.svg`;

export function addDerive(program: Command, does: Does): void {
  const command = program.command("derive")
    .description("Print the derivatives as formulas or as a graph.")
    .argument("[file]", "program to differentiate; - reads standard input")
    .option(...FLAGS.expression)
    .addOption(new Option("--as <form>", "form to print (default: by the ending of -o, or text)").choices(FORM_NAMES));
  addOptions(command, ["wrt", "of", ...KINDS, "math"])
    .option("--as-computed", "show what the generated code computes, not formulas as on paper")
    .option("--order <n>", "derivatives up to this order; from 3 on of numbers by numbers (default: 1)", readCount)
    .option("--explain-rule <name>", "instead of derivatives what a rule is and where it fired; all for those that fired")
    .option("-o, --output <file>", "file to write instead of printing; its ending chooses the form")
    .option("--force", "replace a file that gradc did not write")
    .addHelpText("after", EXAMPLES)
    .action((file: string | undefined, flags: DeriveFlags) => does(async (t) => {
      const { runDerive } = await import("./derive.js");
      return runDerive(t, file, flags);
    }));
}
