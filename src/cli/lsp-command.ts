// gradc lsp: its options.
import type { Command } from "commander";
import type { Does } from "./terminal.js";

const ABOUT = `
Faults while typing, hover with shapes and derivatives, definitions, uses, renaming, completion and
formatting, for editors that speak the language server protocol; docs/editors.md tells how to set them up.`;

export function addLsp(program: Command, does: Does): void {
  program.command("lsp")
    .description("Serve an editor on standard input and output.")
    .option("--stdio", "the default, as editors give it")
    .addHelpText("after", ABOUT)
    .action(() => does(async (t) => {
      const { serve } = await import("../editor/server.js");
      return serve(t.stdin, t.stdout);
    }));
}
