// gradc derive: its options.
import { Option, type Command } from "commander";
import { extraKinds, type ExtraKind } from "../graph/derivative-kinds.js";
import { readNames } from "./options.js";

export type Form = "text" | "latex" | "dot" | "svg" | "json";

export interface DeriveFlags extends Partial<Record<ExtraKind, true>> {
  readonly expression?: string;
  readonly as: Form;
  readonly wrt?: readonly string[];
  readonly of?: string;
  readonly output?: string;
}

const EXAMPLES = `
Examples:
  $ gradc derive -e "x^2 * sin(y)"
  $ gradc derive -e "x^2 * sin(y)" --wrt x --as latex
  $ gradc derive model.grad --as svg -o model.svg`;

export function addDerive(program: Command): void {
  const command = program.command("derive")
    .description("Print the derivatives as formulas or as a graph.")
    .argument("[file]", "program to differentiate; - reads standard input")
    .option("-e, --expression <text>", "program given here instead of in a file")
    .addOption(new Option("--as <form>", "form to print").choices(["text", "latex", "dot", "svg", "json"]).default("text"))
    .option("--wrt <names>", "variables to differentiate by, separated by commas (default: all params)", readNames)
    .option("--of <name>", "output to differentiate (default: the first scalar one)");
  for (const { name, about } of extraKinds) command.option(`--${name}`, `add ${about}`);
  command
    .option("-o, --output <file>", "file to write instead of printing")
    .addHelpText("after", EXAMPLES)
    .action(async (file: string | undefined, flags: DeriveFlags) => {
      const { runDerive } = await import("./derive.js");
      process.exitCode = await runDerive(file, flags);
    });
}
