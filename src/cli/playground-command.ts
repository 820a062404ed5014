// gradc playground: its options.
import { InvalidArgumentError, type Command } from "commander";
import type { PlaygroundFlags } from "./flags.js";
import type { Does } from "./terminal.js";

const ABOUT = `
A page on this machine alone, for trying programs: what is typed is differentiated at once, in the page. The
folder dist/playground of the package holds it; any server of files can serve it.`;

export function addPlayground(program: Command, does: Does): void {
  program.command("playground")
    .description("Serve a page on this machine where programs are typed and their derivatives are seen at once.")
    .option("--port <number>", "port to listen at (default: any that is free)", readPort)
    .addHelpText("after", ABOUT)
    .action((flags: PlaygroundFlags) => does(async (t) => {
      const { runPlayground } = await import("./playground.js");
      return runPlayground(t, flags);
    }));
}

function readPort(text: string): number {
  const port = Number(text);
  if (!/^\d+$/.test(text) || port > 65_535) throw new InvalidArgumentError("Give a whole number from 0 to 65535.");
  return port;
}
