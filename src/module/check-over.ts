// Which programs can be of one observation.
import { UseError } from "../diagnostics/faults.js";
import { quoted } from "../diagnostics/message.js";
import { differentiatedBy, type Program } from "../graph/program.js";
import { isOfScalars } from "./module.js";

/** A wrong use of the option `over`, as a UseError. */
export function checkOver(program: Program, over: string, isFlat: boolean): void {
  const inputs = program.variables.filter(({ role }) => role === "input");
  if (!/^[A-Za-z_][A-Za-z0-9_]*$/.test(over)) {
    throw new UseError(`The option "over" is the name of a size, not ${quoted(over)}.`, "Write a name of letters and digits: --over m.");
  }
  if (!isOfScalars(program)) {
    throw new UseError(
      "The option \"over\" is for a program of numbers, and this one has arrays.",
      "Write an array of few numbers as a record, or all observations as arrays: input X[m, 3].",
    );
  }
  if (inputs.length === 0) {
    throw new UseError(
      "The option \"over\" is for a program with inputs, and this one has none.",
      "What differs from one observation to the next is an input.",
    );
  }
  const wrt = differentiatedBy(program);
  if (isFlat && inputs.some(({ name }) => wrt.has(name))) {
    throw new UseError(
      "With \"over\" and the arguments \"flat\", derivatives by an input have no place in the vector.",
      "Give the arguments in an object: --args object.",
    );
  }
  const names = [...program.variables, ...program.outputs].map(({ name }) => name);
  if ([...names, ...program.names.values()].includes(over)) {
    throw new UseError(`The option "over" gives the size the name ${quoted(over)}, which the program uses.`, "Choose another name.");
  }
}
