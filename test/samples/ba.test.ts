// Bundle adjustment of samples/ba.grad on observations of ADBench.
import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { distance, instance, program, sample } from "./sample.js";

interface Instance {
  readonly cam: readonly number[];
  readonly X: readonly number[];
  readonly w: number;
  readonly feat: readonly number[];
}

interface Expected {
  readonly err: number[];
  readonly w_err: number;
  readonly w_err_d: number;
  readonly jacobian: number[][];
}

const COLUMNS = ["r.x", "r.y", "r.z", "C.x", "C.y", "C.z", "f", "centre.u", "centre.v", "k.a", "k.b", "X.x", "X.y", "X.z", "w"];

function pointOf({ cam, X, w, feat }: Instance): object {
  const vector = ([x, y, z]: readonly number[]): object => ({ x, y, z });
  const [u, v] = feat;
  return {
    r: vector(cam), C: vector(cam.slice(3)), f: cam[6], centre: { u: cam[7], v: cam[8] }, k: { a: cam[9], b: cam[10] },
    X: vector(X), w, feature: { u, v },
  };
}

describe("ba", () => {
  const ba = sample("ba.grad");
  const jacobian = (point: object): number[] => {
    const { outputs } = ba.run(point);
    return ["u", "v"].flatMap((row) => COLUMNS.map((column) => outputs[`${row}_${column}`]?.[0] ?? NaN));
  };

  it.each(["ba_test", "ba1"])("%s agrees in the errors and the Jacobian", (name) => {
    const point = pointOf(instance<Instance>(`${name}.json`));
    const { err, w_err, w_err_d, jacobian: expected } = instance<Expected>(`expected_${name}.json`);
    const { outputs } = ba.run(point);
    const found = ["err_u", "err_v", "weight_err", "weight_err_w"].map((output) => outputs[output]?.[0] ?? NaN);
    expect(distance(found, [...err, w_err, w_err_d])).toBeLessThan(1e-11);
    expect(distance(jacobian(point), expected.flat())).toBeLessThan(1e-12);
  });

  it("a camera that is not turned has the derivative of a small turn", () => {
    const [zero, X] = [{ x: 0, y: 0, z: 0 }, { x: 1, y: 2, z: 4 }];
    const point = { r: zero, C: zero, f: 1, centre: { u: 0, v: 0 }, k: { a: 0, b: 0 }, X, w: 1, feature: { u: 0, v: 0 } };
    const found = jacobian(point);
    expect([...found.slice(0, 3), ...found.slice(15, 18)]).toEqual([-0.125, 1.0625, -0.5, -1.25, 0.125, 0.25]);
  });

  it("takes at most four and a half times the operations of the errors for both rows of the Jacobian", () => {
    const text = readFileSync(new URL("../../samples/ba.grad", import.meta.url), "utf8");
    const errors = program(text.replace(/^output .*(grad|derivative)\(.*$/gm, "")).counts;
    expect(ba.counts.value / errors.value).toBeLessThanOrEqual(4.5);
    expect(errors.ratio).toBeLessThanOrEqual(4);
  });
});
