// gradc eval: its options.
import type { Command } from "commander";
import { extraKinds, type ExtraKind } from "../graph/derivative-kinds.js";
import { readNames } from "./options.js";

/** A kind of derivative that takes something has its JSON. */
export interface EvalFlags extends Partial<Record<ExtraKind, true | string>> {
  readonly expression?: string;
  readonly wrt?: readonly string[];
  readonly of?: string;
  readonly at?: string;
  readonly json?: true;
  readonly interpret?: true;
  readonly batch?: string;
}

const EXAMPLES = `
Values are numbers, nested arrays, or objects for records; "NaN", "Infinity" and "-Infinity" are
strings, in and out. A line of --batch is {"program": "x^2", "wrt": ["x"], "at": {"x": 3}}; "of",
"hessian": true or "jvp": {"x": 1} and their kin may be added. Each line gives one line; a faulty one gives {"error": {"message", …}}.

Examples:
  $ gradc eval -e "x^2 * sin(y)" --wrt x,y --at '{"x": 1.5, "y": 0.3}'
  $ gradc eval model.grad --wrt W1,W2 --at point.json --json
  $ gradc eval -e "a * b^2" --at '{"a": 2, "b": 3}' --hessian
  $ gradc eval --batch points.jsonl`;

export function addEval(program: Command): void {
  const command = program.command("eval")
    .description("Run the generated code at a point: values and derivatives.")
    .argument("[file]", "program to evaluate; - reads standard input")
    .option("-e, --expression <text>", "program given here instead of in a file")
    .option("--wrt <names>", "variables to differentiate by, separated by commas (default: all params)", readNames)
    .option("--of <name>", "output to differentiate (default: the first scalar one)")
    .option("--at <point>", "values as JSON, or a JSON file; - reads standard input")
    .option("--json", "print one JSON object");
  for (const { name, about, takes } of extraKinds) command.option(`--${name}${takes === undefined ? "" : ` <${takes}>`}`, `add ${about}`);
  command
    .option("--interpret", "compute from the graph, without generating code")
    .option("--batch <file>", "evaluate many JSON lines; - reads standard input")
    .addHelpText("after", EXAMPLES)
    .action(async (file: string | undefined, flags: EvalFlags) => {
      const { runEval } = await import("./eval.js");
      process.exitCode = await runEval(file, flags);
    });
}
