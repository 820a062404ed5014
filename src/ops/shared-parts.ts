// Operations that saturate compute exp(-|x|), exp(-2|x|), or the Gaussian bell, and something cheap from it. A function and its
// derivative at one argument share it: the planner lets them be computed side by side, a pass over loops takes the parts out.
import type { ScalarOp } from "../graph/operation.js";

export interface SharedPart {
  /** Operations of one family at one argument are computed side by side. */
  readonly family: string;
  /** The functions of src/runtime that make the parts, even ones of the argument times the factor; some take a number besides. */
  readonly parts: readonly string[];
  readonly factor: 1 | 2;
  readonly given?: number;
  /** The function of src/runtime that makes the value of the parts, and whether it takes the argument before them. */
  readonly rest: string;
  readonly takesArgument: boolean;
}

function saturating(factor: 1 | 2, rest: string, takesArgument: boolean): SharedPart {
  return { family: `exp ${factor}`, parts: ["expMinus"], factor, rest, takesArgument };
}

function gaussian(given: 1 | 0.5, rest: string, takesArgument: boolean): SharedPart {
  return { family: `bell ${given}`, parts: ["gaussianScale", "gaussianRest"], factor: 1, given, rest, takesArgument };
}

function ofTail(rest: string): SharedPart {
  return { family: "bell 0.5", parts: ["normalTail"], factor: 1, rest, takesArgument: true };
}

/** By the code of the operation: a function of src/runtime, or what every target has. A part may have parts in common itself. */
export const sharedParts: ReadonlyMap<string, SharedPart> = new Map<string, SharedPart>([
  ["sigmoid", saturating(1, "sigmoidOf", true)],
  ["sigmoidDerivative", saturating(1, "sigmoidDerivativeOf", false)],
  ["softplus", saturating(1, "softplusOf", true)],
  ["logSigmoid", saturating(1, "logSigmoidOf", true)],
  ["tanh", saturating(2, "tanhOf", true)],
  ["sech2", saturating(2, "sech2Of", false)],
  ["erf", gaussian(1, "erfOf", true)],
  ["erfc", gaussian(1, "erfcOf", true)],
  ["erfDerivative", gaussian(1, "erfDerivativeOf", false)],
  ["gelu", ofTail("geluOf")],
  ["normalCdf", ofTail("normalCdfOf")],
  ["normalTail", gaussian(0.5, "normalTailOf", true)],
  ["normalPdf", gaussian(0.5, "normalPdfOf", false)],
]);

function inTwoParts(factor: 1 | 2, rest: string, takesArgument: boolean): SharedPart {
  return { ...saturating(factor, rest, takesArgument), parts: ["expMinusScale", "expMinusRest"] };
}

/** The same for targets that compute several numbers at once, of which none may go another way than the others. */
export const laneParts: ReadonlyMap<string, SharedPart> = new Map<string, SharedPart>([
  ...sharedParts,
  ["sigmoid", inTwoParts(1, "sigmoidOfParts", true)],
  ["sigmoidDerivative", inTwoParts(1, "sigmoidDerivativeOfParts", false)],
  ["softplus", inTwoParts(1, "softplusOfParts", true)],
  ["logSigmoid", inTwoParts(1, "logSigmoidOfParts", true)],
  ["tanh", inTwoParts(2, "tanhOfParts", true)],
  ["sech2", inTwoParts(2, "sech2OfParts", false)],
]);

/** What an operation has in common with others. */
export function sharedPartOf({ code }: ScalarOp): SharedPart | undefined {
  return "runtime" in code ? sharedParts.get(code.runtime) : "op" in code ? sharedParts.get(code.op) : undefined;
}
