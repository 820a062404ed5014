// The hand of samples/hand.grad on instances of ADBench, with points at corners and within triangles.
import { describe, expect, it } from "vitest";
import { distance, instance, sample } from "./sample.js";

interface Model {
  readonly bones: readonly { readonly base_relative: readonly number[]; readonly inverse_base_absolute: readonly number[] }[];
  readonly base_positions: readonly (readonly number[])[];
  /** For each corner the bones that move it, with their weights. */
  readonly weights: readonly (readonly (readonly [number, number])[])[];
  readonly triangles: readonly (readonly [number, number, number])[];
}

interface Instance {
  readonly correspondences: readonly number[];
  readonly points: readonly (readonly number[])[];
  readonly theta: readonly number[];
  readonly us?: readonly (readonly number[])[];
}

const model = instance<Model>("hand_model.json");

function matrix(flat: readonly number[]): number[][] {
  return [0, 4, 8, 12].map((start) => flat.slice(start, start + 4));
}

function weightsOf(corner: number): number[] {
  const row = model.bones.map(() => 0);
  for (const [bone, weight] of model.weights[corner] ?? []) row[bone] = (row[bone] ?? 0) + weight;
  return row;
}

/** A point of the simple instances is a corner itself: all three corners are that one. */
function pointOf({ correspondences, points, theta, us }: Instance): object {
  const corners = correspondences.map((c) => (us === undefined ? [c, c, c] as const : model.triangles[c] ?? [0, 0, 0] as const));
  const at = (k: 0 | 1 | 2): object => ({
    [`weights${k + 1}`]: corners.map((c) => weightsOf(c[k])),
    [`rest${k + 1}`]: corners.map((c) => [...model.base_positions[c[k]] ?? [], 1]),
  });
  return {
    theta, points, u: us ?? points.map(() => [0, 0]), ...at(0), ...at(1), ...at(2),
    base: model.bones.map((bone) => matrix(bone.base_relative)), inverse: model.bones.map((bone) => matrix(bone.inverse_base_absolute)),
  };
}

describe("hand", () => {
  const hand = sample("hand.grad");

  it.each(
    ["hand_test", "hand_test_complicated", "hand1_simple", "hand1_complicated"],
  )("%s agrees in the errors and the Jacobian", (name) => {
    const given = instance<Instance>(`${name}.json`);
    const expected = instance<{ err: number[]; jacobian: number[][] }>(`expected_${name}.json`);
    const { outputs } = hand.run(pointOf(given));
    expect(distance(outputs["err"] ?? [], expected.err)).toBeLessThan(1e-11);
    const rows = expected.jacobian.map((_, i) => [
      ...(given.us === undefined ? [] : [outputs["err_u1"]?.[i] ?? NaN, outputs["err_u2"]?.[i] ?? NaN]),
      ...(outputs["err_theta"] ?? []).slice(26 * i, 26 * (i + 1)),
    ]);
    expect(distance(rows.flat(), expected.jacobian.flat())).toBeLessThan(1e-11);
  });
});
