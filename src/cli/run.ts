// The command line as a function.
import { EXIT, reportFailure } from "./exit.js";
import { newProgram } from "./program.js";
import type { Terminal } from "./terminal.js";

/** Runs the words behind `gradc`; gives the exit status. Paths start at the working directory of the process. */
export async function run(args: readonly string[], t: Terminal): Promise<number> {
  let status: number = EXIT.success;
  try {
    const program = newProgram(t, args[0], async (action) => { status = await action(t); });
    if (args.length === 0) program.outputHelp();
    else await program.parseAsync(args, { from: "user" });
    return status;
  } catch (error) {
    return reportFailure(t, error);
  }
}
