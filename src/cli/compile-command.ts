// gradc compile: its options.
import { Option, type Command } from "commander";
import { extraKinds, type ExtraKind } from "../graph/derivative-kinds.js";
import type { MathLevel } from "../pipeline.js";
import type { FileTarget } from "../project/generated-file.js";
import { readIdentifier, readNames } from "./options.js";

export interface CompileFlags extends Partial<Record<ExtraKind, true>> {
  readonly expression?: string;
  readonly output?: string;
  readonly outDir?: string;
  readonly stdout?: true;
  readonly wrt?: readonly string[];
  readonly of?: string;
  readonly name?: string;
  readonly target?: FileTarget;
  readonly valueOnly?: true;
  readonly math?: MathLevel;
  readonly check?: true;
  readonly watch?: true;
  readonly force?: true;
  readonly json?: true;
}

const EXAMPLES = `
Without -o, -d and --stdout the module of model.grad is written beside it as model.gen.ts; that of an
expression or of standard input is printed. A file that gradc did not write is not replaced.

Examples:
  $ gradc compile model.grad                   writes model.gen.ts
  $ gradc compile src/*.grad -d src/gen        one module a file, in src/gen
  $ gradc compile -e "x^2 * sin(y)" --name f   prints the module
  $ gradc compile model.grad --check           for CI: exit status 1 if model.gen.ts is stale`;

export function addCompile(program: Command): void {
  const command = program.command("compile")
    .description("Write the value and its derivatives as a standalone module.")
    .argument("[files...]", "programs to compile; - reads standard input")
    .option("-e, --expression <text>", "program given here instead of in a file")
    .optionsGroup("Output:")
    .addOption(new Option("-o, --output <file>", "file to write; its ending .ts or .js chooses the language").conflicts(["outDir", "stdout"]))
    .addOption(new Option("-d, --out-dir <directory>", "directory to write into").conflicts("stdout"))
    .option("--stdout", "print the module instead of writing it")
    .addOption(new Option("--target <language>", "language to write (default: ts)").choices(["ts", "js"]))
    .option("--name <name>", "name of the generated functions (default: that of the file, or f)", readIdentifier)
    .option("--force", "replace files that gradc did not write")
    .optionsGroup("Derivatives:")
    .option("--wrt <names>", "variables to differentiate by, separated by commas (default: all params)", readNames)
    .option("--of <name>", "output to differentiate (default: the first scalar one)");
  for (const { name, about } of extraKinds) command.option(`--${name}`, `add a function for ${about}`);
  command
    .addOption(new Option("--value-only", "no derivatives").conflicts(extraKinds.map(({ name }) => name)))
    .addOption(new Option("--math <level>", "what rewriting may change: nothing, roundings, or values at infinities too").choices(["strict", "safe", "fast"]))
    .optionsGroup("Running:")
    .addOption(new Option("--check", "write nothing; list the files that are stale or missing").conflicts(["stdout", "watch"]))
    .addOption(new Option("--watch", "compile again whenever a file changes").conflicts(["json", "stdout"]))
    .option("--json", "print one JSON object: files and diagnostics")
    .optionsGroup("Other:")
    .addHelpText("after", EXAMPLES)
    .action(async (files: readonly string[], flags: CompileFlags) => {
      const { runCompile } = await import("./compile.js");
      process.exitCode = await runCompile(files, flags);
    });
}
