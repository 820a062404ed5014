// Stands in the page for what it never calls: WebAssembly as a target, and of mathjs LaTeX and numbers of many digits.
import type { Target } from "../../src/emit/target.js";

function unused(): never {
  throw new Error("defect of gradc: the playground has no such part");
}

export const webAssembly: () => Target = unused;
export { unused as escapeLatex, unused as format, unused as toEngineering, unused as toExponential, unused as toFixed, unused as toSymbol };
export const latexSymbols = {};
export const latexOperators = {};
export const latexFunctions = {};
export const defaultTemplate = "";
