// The fit of samples/fit.grad: its Jacobian drives a solver for least squares to the values that NIST
// certifies for its data set Misra1a, and its gradient drives a minimiser to the same place.
import { levenbergMarquardt } from "ml-levenberg-marquardt";
import numeric from "numeric";
import { describe, expect, it } from "vitest";
import { distance, sample } from "./sample.js";

const x = [77.6, 114.9, 141.1, 190.8, 239.9, 289, 332.8, 378.4, 434.8, 477.3, 536.8, 593.1, 689.1, 760];
const y = [10.07, 14.73, 17.94, 23.93, 29.61, 35.18, 40.02, 44.82, 50.76, 55.05, 61.01, 66.4, 75.47, 81.78];
const CERTIFIED = [238.94212918, 5.5015643181e-4];
const CERTIFIED_COST = 0.12455138894;
const START = [250, 5e-4];

describe("fit", () => {
  const fit = sample("fit.grad");
  const at = (
    p: readonly number[], points: readonly number[] = x,
  ): { model: readonly number[]; J: readonly number[]; cost: number; slope: readonly number[] } => {
    const { outputs, gradient } = fit.run({ p, x: points, y: points === x ? y : points });
    return { model: outputs["model"] ?? [], J: outputs["J"] ?? [], cost: outputs["cost"]?.[0] ?? NaN, slope: gradient["p"] ?? [] };
  };

  it("the model and its Jacobian are those written by hand", () => {
    const { model, J } = at(START);
    const [a, b] = START as [number, number];
    expect(distance(model, x.map((t) => a * (1 - Math.exp(-b * t))))).toBeLessThan(1e-14);
    expect(distance(J, x.flatMap((t) => [1 - Math.exp(-b * t), a * t * Math.exp(-b * t)]))).toBeLessThan(1e-14);
  });

  it("the certified values have the certified cost and no gradient", () => {
    const { cost, slope } = at(CERTIFIED);
    expect(cost).toBeCloseTo(CERTIFIED_COST, 10);
    expect(Math.abs(slope[0] ?? NaN)).toBeLessThan(1e-6);
    expect(Math.abs(slope[1] ?? NaN)).toBeLessThan(1);
  });

  it("Levenberg and Marquardt's method finds the certified values with the Jacobian", () => {
    const { parameterValues, parameterError } = levenbergMarquardt({ x, y }, (p) => (t) => at(p, [t]).model[0] ?? NaN, {
      initialValues: START, jacobianFunction: (p) => (t) => [...at(p, [t]).J], errorTolerance: 0,
      improvementThreshold: 0, damping: 1e-6, maxIterations: 40,
    });
    parameterValues.forEach((value, i) => expect(value / (CERTIFIED[i] ?? NaN)).toBeCloseTo(1, 7));
    expect(parameterError).toBeCloseTo(CERTIFIED_COST, 9);
  });

  it("a quasi-Newton method finds them with the value and the gradient", () => {
    // The second parameter in thousandths: the method wants parameters of one size.
    const scaled = (u: readonly number[]): readonly number[] => [100 * (u[0] ?? NaN), (u[1] ?? NaN) / 1000];
    const { solution } = numeric.uncmin(
      (u) => at(scaled(u)).cost, [2.5, 0.5], 1e-12,
      (u: readonly number[]) => at(scaled(u)).slope.map((s, i) => (i === 0 ? 100 * s : s / 1000)), 500,
    );
    scaled(solution).forEach((value, i) => expect(value / (CERTIFIED[i] ?? NaN)).toBeCloseTo(1, 6));
  });

  it("takes at most four times the operations of the value", () => {
    expect(fit.counts.ratio).toBeLessThanOrEqual(4);
    expect(sample("fit.grad", { of: "cost" }).counts.ratio).toBeLessThanOrEqual(4);
  });
});
