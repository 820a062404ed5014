// What no module may be: longer than a file that tools read, or a function of more arguments than an engine takes.
import { textOf, type Line } from "../lines.js";
import type { Program } from "../../graph/program.js";

export const MAX_MODULE_MEBIBYTES = 64;
/** V8 takes 65,534 parameters; one of them may be the direction of a Hessian-vector product. */
export const MAX_PARAMETERS = 65_533;

export type OutputFault =
  | { readonly code: "module-too-large"; readonly mebibytes: number }
  | { readonly code: "function-too-large"; readonly mebibytes: number }
  | { readonly code: "too-many-arguments"; readonly count: number };

/** Thrown while text is made; the pipeline makes a report of it. */
export class OutputLimit extends Error {
  readonly fault: OutputFault;
  constructor(fault: OutputFault) {
    super("a limit of the output");
    this.fault = fault;
  }
}

/** The lines as one text, unless that would be too long. */
export function joinLines(lines: readonly Line[]): string {
  const texts = lines.map(textOf);
  const mebibytes = texts.reduce((sum, line) => sum + line.length + 1, 0) / 2 ** 20;
  if (mebibytes > MAX_MODULE_MEBIBYTES) throw new OutputLimit({ code: "module-too-large", mebibytes });
  return `${texts.join("\n")}\n`;
}

/** Functions of scalars take each as an argument of its own. */
export function checkParameters({ variables }: Program): void {
  const count = variables.length;
  if (count > MAX_PARAMETERS) throw new OutputLimit({ code: "too-many-arguments", count });
}
