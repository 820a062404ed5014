// gradc eval: its options.
import type { Command } from "commander";
import { extraKinds } from "../graph/derivative-kinds.js";
import { PLAIN_KINDS } from "../options.js";
import type { EvalFlags } from "./flags.js";
import { addOptions, FLAGS, targetToRun } from "./options.js";
import type { Does } from "./terminal.js";

const EXAMPLES = `
Values are numbers, nested arrays, or objects for records; "NaN", "Infinity" and "-Infinity" are
strings, in and out. A line of --batch is {"program": "x^2", "wrt": ["x"], "at": {"x": 3}}; "of",
"hessian": true or "jvp": {"x": 1} and their kin may be added. Each line gives one line; a faulty one
gives {"error": {"message", …}}.

Examples:
  $ gradc eval -e "x^2 * sin(y)" --wrt x,y --at '{"x": 1.5, "y": 0.3}'
  $ gradc eval model.grad --wrt W1,W2 --at point.json --json
  $ gradc eval -e "a * b^2" --at a=2 --at b=3 --hessian
  $ gradc eval --batch points.jsonl`;

export function addEval(program: Command, does: Does): void {
  const command = program.command("eval")
    .description("Run the generated code at a point: values and derivatives.")
    .argument("[file]", "program to evaluate; - reads standard input")
    .option(...FLAGS.expression);
  addOptions(command, ["wrt", "of", ...PLAIN_KINDS, "sparse", "math", "precision"]).addOption(targetToRun());
  for (const { name, about, takes } of extraKinds) if (takes !== undefined) command.option(`--${name} <${takes}>`, `add ${about}`);
  command
    .option("--at <point>", "values as JSON, a JSON file, or x=3, which may come again; - reads standard input", collected)
    .option("--json", "print one JSON object")
    .option("--interpret", "compute from the graph, without generating code")
    .option("--batch <file>", "evaluate many JSON lines; - reads standard input")
    .addHelpText("after", EXAMPLES)
    .action((file: string | undefined, flags: EvalFlags) => does(async (t) => {
      const { runEval } = await import("./eval.js");
      return runEval(t, file, flags);
    }));
}

function collected(text: string, before: readonly string[] = []): string[] {
  return [...before, text];
}
