// Functions of an argument and of the exponential that they have in common with their derivatives.
import { expect, test } from "vitest";
import { expMinus, logSigmoidOf, sigmoidOf, softplusOf, tanhOf } from "../../src/runtime/saturating.js";
import { readReference, worstError } from "../accuracy/ulp.js";

const functions = {
  sigmoid: (x: number) => sigmoidOf(x, expMinus(x)),
  softplus: (x: number) => softplusOf(x, expMinus(x)),
  logSigmoid: (x: number) => logSigmoidOf(x, expMinus(x)),
  tanh: (x: number) => tanhOf(x, expMinus(2 * x)),
};

test.each(Object.entries(functions))("%s stays within 2 ulp", (name, compute) => {
  const worst = worstError(readReference(name), compute);
  expect(worst.ulp, `at ${worst.at.join(", ")}`).toBeLessThanOrEqual(2);
});

test.each(Object.entries(functions))("%s has its limits and hands NaN on", (_name, compute) => {
  for (const x of [0, -0, Infinity, -Infinity, 1e300, -1e300]) expect(compute(x)).not.toBeNaN();
  expect(compute(NaN)).toBeNaN();
});

test("tanh keeps signs", () => {
  expect([0, -0, Infinity, -Infinity, 5e-324].map(functions.tanh)).toEqual([0, -0, 1, -1, 5e-324]);
});
