// Operations that saturate compute exp(-|x|), or exp(-2|x|), and something cheap from it. A function and its derivative
// at one argument share it: the planner lets them be computed side by side, a pass over loops takes the part out.
import type { ScalarOp } from "../graph/operation.js";

export interface SharedPart {
  /** The part is exp(-|factor x|). */
  readonly factor: 1 | 2;
  /** The function of src/runtime that makes the value of the part, and whether it takes the argument before it. */
  readonly rest: string;
  readonly takesArgument: boolean;
}

/** By the code of the operation: a function of src/runtime, or what every target has. */
export const sharedParts: ReadonlyMap<string, SharedPart> = new Map<string, SharedPart>([
  ["sigmoid", { factor: 1, rest: "sigmoidOf", takesArgument: true }],
  ["sigmoidDerivative", { factor: 1, rest: "sigmoidDerivativeOf", takesArgument: false }],
  ["softplus", { factor: 1, rest: "softplusOf", takesArgument: true }],
  ["logSigmoid", { factor: 1, rest: "logSigmoidOf", takesArgument: true }],
  ["tanh", { factor: 2, rest: "tanhOf", takesArgument: true }],
  ["sech2", { factor: 2, rest: "sech2Of", takesArgument: false }],
]);

/** What an operation has in common with others. */
export function sharedPartOf({ code }: ScalarOp): SharedPart | undefined {
  return "runtime" in code ? sharedParts.get(code.runtime) : "op" in code ? sharedParts.get(code.op) : undefined;
}
