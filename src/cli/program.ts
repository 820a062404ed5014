// The commands and their options; what they do is loaded when they are called.
import { readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { Command } from "commander";
import { addCheck } from "./check-command.js";
import { addCompile } from "./compile-command.js";
import { addDerive } from "./derive-command.js";
import { addEval } from "./eval-command.js";
import { addExplain } from "./explain-command.js";
import { addFormat } from "./format-command.js";
import { addInit } from "./init-command.js";
import { addLsp } from "./lsp-command.js";
import { addPlayground } from "./playground-command.js";
import { addReport } from "./report-command.js";
import { addVerify } from "./verify-command.js";
import { projectRoot } from "../project/root.js";
import { printable, shellWord } from "./printable.js";
import type { Does, Terminal } from "./terminal.js";

const EXAMPLES = `
Examples:
  $ gradc compile model.grad                          writes model.gen.ts
  $ gradc eval -e "x^2 * sin(y)" --at '{"x": 1.5, "y": 0.3}'
  $ gradc derive -e "x^2 * sin(y)" --as latex

Exit status: 0 success, 1 the program is wrong or a generated file is stale,
2 wrong use or a file that can't be read or written, 3 a defect of gradc.`;

const COMMANDS: ReadonlyMap<string, (program: Command, does: Does) => void> = new Map([
  ["compile", addCompile], ["eval", addEval], ["derive", addDerive], ["verify", addVerify], ["check", addCheck], ["init", addInit],
  ["format", addFormat], ["explain", addExplain], ["lsp", addLsp], ["report", addReport], ["playground", addPlayground],
]);

/** With the one command that the first word names, or with all of them. */
export function newProgram(t: Terminal, word: string | undefined, does: Does): Command {
  const program = new Command("gradc")
    .description("Compiles a formula or a small model to its derivatives: standalone TypeScript code.")
    .version(version(), "-V, --version", "print the version")
    .helpOption("-h, --help", "print this help")
    .addHelpText("after", EXAMPLES)
    .showHelpAfterError("Run with --help for all options.")
    .configureOutput({
      writeOut: (text) => { t.stdout.write(text); },
      writeErr: (text) => { t.stderr.write(printable(text)); },
      outputError: (text, show) => show(`${text}${hintFor(text)}`),
    })
    .exitOverride();
  const named = COMMANDS.get(word ?? "");
  for (const add of named === undefined ? COMMANDS.values() : [named]) add(program, does);
  return program;
}

/** A program in the place of a command. */
function hintFor(text: string): string {
  const [, word] = /^error: unknown command '(.*?)'/s.exec(text) ?? [];
  if (word === undefined) return "";
  if (word.endsWith(".grad")) return `  = Write gradc compile ${shellWord(word)}.\n`;
  if (!/[\^*()=+\-/ \d]/.test(word)) return "";
  return `  = An expression is given with -e: gradc eval -e ${shellWord(word)}, or derive, or compile.\n`;
}

function version(): string {
  const manifest = join(projectRoot(dirname(fileURLToPath(import.meta.url))), "package.json");
  const { version } = JSON.parse(readFileSync(manifest, "utf8")) as { version: string };
  return version;
}
