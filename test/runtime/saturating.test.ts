// Functions of an argument and of the exponential that they have in common with their derivatives.
import { expect, test } from "vitest";
import * as inParts from "../../src/runtime/elementary/saturating.js";
import { expMinus, logSigmoidOf, sigmoidOf, softplusOf, tanhOf } from "../../src/runtime/saturating.js";
import { readReference, worstError } from "../accuracy/ulp.js";

const functions = {
  sigmoid: (x: number) => sigmoidOf(x, expMinus(x)),
  softplus: (x: number) => softplusOf(x, expMinus(x)),
  logSigmoid: (x: number) => logSigmoidOf(x, expMinus(x)),
  tanh: (x: number) => tanhOf(x, expMinus(2 * x)),
};
const { sigmoid, softplus, logSigmoid, tanh } = inParts;
const all = [
  ...Object.entries(functions).map((entry) => [...entry, "one part"] as const),
  ...Object.entries({ sigmoid, softplus, logSigmoid, tanh }).map((entry) => [...entry, "two parts"] as const),
];

test.each(all)("%s stays within 2 ulp", (name, compute, how) => {
  const worst = worstError(readReference(name), compute);
  expect(worst.ulp, `of ${how}, at ${worst.at.join(", ")}`).toBeLessThanOrEqual(2);
});

test.each(["sigmoidDerivative", "sech2"] as const)("%s of two parts stays within 3 ulp", (name) => {
  const worst = worstError(readReference(name), inParts[name]);
  expect(worst.ulp, `at ${worst.at.join(", ")}`).toBeLessThanOrEqual(3);
});

test.each(all)("%s has its limits and hands NaN on", (_name, compute) => {
  for (const x of [0, -0, Infinity, -Infinity, 1e300, -1e300]) expect(compute(x)).not.toBeNaN();
  expect(compute(NaN)).toBeNaN();
});

test("tanh keeps signs", () => {
  for (const compute of [functions.tanh, tanh])
    expect([0, -0, Infinity, -Infinity, 5e-324].map(compute)).toEqual([0, -0, 1, -1, 5e-324]);
});
