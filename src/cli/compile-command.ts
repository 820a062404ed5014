// gradc compile: its options.
import { Option, type Command } from "commander";
import { COMPILE_OPTIONS, type OptionName } from "../options.js";
import type { CompileFlags } from "./flags.js";
import { addOptions, FLAGS } from "./options.js";
import type { Does } from "./terminal.js";

const EXAMPLES = `
Without -o, -d and --stdout the module of model.grad is written beside it as model.gen.ts; that of an
expression or of standard input is printed. A file that gradc did not write, or that was changed by
hand since, is not replaced. A file is made again with the options that made it, which stand in its
first lines, unless some are given.

Examples:
  $ gradc compile                              what gradc.config.ts names
  $ gradc compile model.grad                   writes model.gen.ts
  $ gradc compile src/*.grad -d src/gen        one module a file, in src/gen
  $ gradc compile -e "x^2 * sin(y)" --name f   prints the module
  $ gradc compile model.grad --check           for CI: exit status 1 if model.gen.ts is stale`;

/** The options that say what is written; all others say what is computed. */
const OF_OUTPUT: readonly OptionName[] = ["target", "name", "args", "over", "precision", "sourceMap"];

export function addCompile(program: Command, does: Does): void {
  const command = program.command("compile")
    .description("Write the value and its derivatives as a standalone module.")
    .argument("[files...]", "programs, patterns or folders; - reads standard input (default: those of the configuration)")
    .option(...FLAGS.expression)
    .optionsGroup("Output:")
    .addOption(new Option("-o, --output <file>", "file to write; its ending .ts or .js chooses the language")
      .conflicts(["outDir", "stdout"]))
    .addOption(new Option("-d, --out-dir <directory>", "directory to write into").conflicts("stdout"))
    .option("--stdout", "print the module instead of writing it")
    .addOption(new Option("--plan", "print what the functions do instead: loops, operations and memory, by the named sizes")
      .conflicts(["output", "outDir", "stdout", "check", "watch", "json"]));
  addOptions(command, OF_OUTPUT)
    .option("--force", "replace files that gradc did not write, or that were changed since")
    .optionsGroup("Derivatives:");
  addOptions(command, COMPILE_OPTIONS.filter((name) => !OF_OUTPUT.includes(name)))
    .option("--defaults", "the defaults, also for a file that was made with other options")
    .optionsGroup("Running:")
    .option(...FLAGS.config)
    .addOption(new Option("--check", "write nothing; list the files that are stale, missing or changed by hand")
      .conflicts(["stdout", "watch"]))
    .addOption(new Option("--watch", "compile again whenever a file changes").conflicts(["json", "stdout"]))
    .option(...FLAGS.cache)
    .option("--json", "print one JSON object: files and diagnostics")
    .optionsGroup("Other:")
    .addHelpText("after", EXAMPLES)
    .action((files: readonly string[], flags: CompileFlags) => does(async (t) => {
      const { runCompile } = await import("./compile.js");
      return runCompile(t, files, flags);
    }));
}
