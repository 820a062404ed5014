// All operations and functions of the language, gathered from their families.
import { arithmetic, arithmeticFormulas } from "./arithmetic.js";
import type { LanguageFunction } from "./call.js";
import { comparison } from "./comparison.js";
import { contract } from "./contraction.js";
import { derivatives } from "./derivatives.js";
import { exponential } from "./exponential.js";
import { arrayFunctions } from "./functions/arrays.js";
import { derivativeFunctions } from "./functions/derivatives.js";
import { learningFunctions } from "./functions/learning.js";
import { linearAlgebraFunctions } from "./functions/linear-algebra.js";
import { reductionFunctions } from "./functions/reductions.js";
import { indexing } from "./indexing.js";
import { learning, learningFormulas } from "./learning.js";
import { leaves } from "./leaves.js";
import { linearAlgebra } from "./linear-algebra.js";
import { loops } from "./loops.js";
import { quotients } from "./quotients.js";
import { rates } from "./rates.js";
import type { FormulaOp, OpRecord, ScalarOp } from "../graph/operation.js";
import { reductions } from "./reduction.js";
import { scans } from "./scan.js";
import { softmaxes } from "./softmax.js";
import { special, specialFormulas } from "./special.js";
import { trigonometric } from "./trigonometric.js";

export const scalarOps: readonly ScalarOp[] = [
  ...arithmetic, ...exponential, ...quotients, ...rates, ...trigonometric, ...special, ...learning, ...comparison,
];

export const formulaOps: readonly FormulaOp[] = [...arithmeticFormulas, ...specialFormulas, ...learningFormulas];

export const opTable: ReadonlyMap<string, OpRecord> = new Map(
  [
    ...leaves, ...scalarOps, contract, ...reductions, ...softmaxes, ...indexing, ...scans, ...linearAlgebra, ...loops, ...derivatives,
  ].map((op) => [op.name, op]),
);

export const languageFunctions: ReadonlyMap<string, LanguageFunction> = new Map(
  [
    ...reductionFunctions, ...linearAlgebraFunctions, ...arrayFunctions, ...learningFunctions, ...derivativeFunctions,
  ].map((f) => [f.name, f]),
);

/** The real constants of the language. */
export const namedConstants: ReadonlyMap<string, number> = new Map([
  ["pi", Math.PI], ["PI", Math.PI], ["e", Math.E], ["E", Math.E], ["tau", 2 * Math.PI], ["phi", (1 + Math.sqrt(5)) / 2],
  ["LN2", Math.LN2], ["LN10", Math.LN10], ["LOG2E", Math.LOG2E], ["LOG10E", Math.LOG10E], ["SQRT1_2", Math.SQRT1_2], ["SQRT2", Math.SQRT2],
]);
