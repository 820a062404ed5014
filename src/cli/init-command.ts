// gradc init: its options.
import type { Command } from "commander";
import type { InitFlags } from "./flags.js";
import type { Does } from "./terminal.js";

const EXAMPLES = `
Writes gradc.config.mjs, a first program in src/models, and the scripts "gradc" and "gradc:check" in
package.json. What is there already is left as it is.`;

export function addInit(program: Command, does: Does): void {
  program.command("init")
    .description("Make a project ready: a configuration, a first program, scripts for npm.")
    .option("-y, --yes", "ask nothing")
    .addHelpText("after", EXAMPLES)
    .action((flags: InitFlags) => does(async (t) => {
      const { runInit } = await import("./init.js");
      return runInit(t, flags);
    }));
}
