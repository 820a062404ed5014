// The Gaussian mixture model of samples/gmm.grad on instances of ADBench.
import { describe, expect, it } from "vitest";
import { distance, instance, sample } from "./sample.js";

interface Instance {
  readonly d: number;
  readonly alphas: readonly number[];
  readonly means: readonly (readonly number[])[];
  readonly icf: readonly (readonly number[])[];
  readonly x: readonly (readonly number[])[];
  readonly gamma: number;
  readonly m: number;
}

/** For each number of a row of icf a d by d matrix with 1 at its place; the diagonal has none. */
function placement(d: number): number[][][] {
  const places = [...Array.from({ length: d }, () => -1)];
  for (let column = 0; column < d; column++) for (let row = column + 1; row < d; row++) places.push(row * d + column);
  return places.map((place) => Array.from({ length: d }, (_r, i) => Array.from({ length: d }, (_c, j) => (i * d + j === place ? 1 : 0))));
}

describe("gmm", () => {
  const gmm = sample("gmm.grad");

  it.each(["gmm_test", "gmm_d10_K25"])("%s agrees in the objective and the gradient", (name) => {
    const { d, alphas, means, icf, x, gamma, m } = instance<Instance>(`${name}.json`);
    const expected = instance<{ objective: number; gradient: number[] }>(`expected_${name}.json`);
    const { outputs, gradient } = gmm.run({ alphas, means, icf, x, width: gamma, m, place: placement(d) });
    expect(distance(outputs["objective"] ?? [], [expected.objective])).toBeLessThan(1e-8);
    expect(
      distance([...gradient["alphas"] ?? [], ...gradient["means"] ?? [], ...gradient["icf"] ?? []], expected.gradient),
    ).toBeLessThan(1e-8);
  });

  it("takes at most four times the operations of the value", () => {
    expect(gmm.counts.ratio).toBeLessThanOrEqual(4);
  });
});
