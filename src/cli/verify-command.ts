// gradc verify: its options.
import { type Command } from "commander";
import type { VerifyFlags } from "./flags.js";
import { addOptions, FLAGS, readCount, targetToRun } from "./options.js";
import type { Does } from "./terminal.js";

const EXAMPLES = `
Each derivative of the generated code is compared with differences of values at random points, with forward
mode, and with the interpreter. The exit status is 1 where one differs or is NaN.

Examples:
  $ gradc verify model.grad
  $ gradc verify -e "x^2 * sin(y)" --hessian --points 50 --seed 7`;

export function addVerify(program: Command, does: Does): void {
  const command = program.command("verify")
    .description("Check the derivatives at random points, against differences, forward mode and the interpreter.")
    .argument("[file]", "program to check; - reads standard input")
    .option(...FLAGS.expression);
  addOptions(command, ["wrt", "of", "hessian", "jacobian", "sparse", "math", "precision"])
    .addOption(targetToRun())
    .option("--points <count>", "how many points (default: 10)", readCount)
    .option("--seed <number>", "where the random points start (default: 1)", readCount)
    .option("--json", "print one JSON object")
    .addHelpText("after", EXAMPLES)
    .action((file: string | undefined, flags: VerifyFlags) => does(async (t) => {
      const { runVerify } = await import("./verify.js");
      return runVerify(t, file, flags);
    }));
}
