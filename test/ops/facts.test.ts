// What records say of their operations beside the meaning, checked against the meaning: classes of doubles, NaN, finiteness.
import { describe, expect, test } from "vitest";
import { CLASS, classOf, has } from "../../src/graph/classes.js";
import type { ScalarOp } from "../../src/graph/operation.js";
import { opTable, scalarOps } from "../../src/ops/index.js";

/** Numbers of every class, at its ends and between. */
const POSITIVE = [5e-324, 1e-300, 1e-20, 0.1, 0.3, 0.5, 0.9, 1, 1.1, 1.5, 2, 2.5, 3, 5, 50, 1e20, 1e300, Number.MAX_VALUE];
const FINITE = [...POSITIVE.map((x) => -x), -0, 0, ...POSITIVE];
const ALL = [NaN, -Infinity, ...FINITE, Infinity];
const MODERATE = FINITE.filter((x) => x === 0 || (Math.abs(x) > 1e-30 && Math.abs(x) < 1e30));

/** Orders of derivatives are whole numbers, whatever the others are. */
function pointsOf(op: ScalarOp, among: readonly number[]): number[][] {
  const params = op.params.filter((p) => p !== "...");
  const few = params.length > 2 && among.length > 8 ? among.filter((_, i) => i % 3 === 0) : among;
  return params.reduce<number[][]>((points, param) => {
    const values = ["m", "n", "k"].includes(param) && op.internal === true ? [0, 1, 2] : few;
    return points.flatMap((point) => values.map((x) => [...point, x]));
  }, [[]]);
}

const named = scalarOps.map((op) => [op.name, op] as const);

describe.each(named)("%s", (_name, op) => {
  const { laws } = op;

  test("carries NaN unless it says that it loses it", () => {
    const lost = pointsOf(op, [NaN, 0, 1, -1.5, Infinity]).some((at) => at.some(Number.isNaN) && !Number.isNaN(op.evaluate(...at)));
    expect(lost).toBe(laws?.losesNaN === true);
  });

  test.runIf(laws?.total === true)("is finite for finite arguments", () => {
    expect(pointsOf(op, FINITE).filter((at) => !Number.isFinite(op.evaluate(...at)))).toEqual([]);
  });

  test.runIf(laws?.range !== undefined)("stays in its range", () => {
    const [low, high] = laws?.range as readonly [number, number];
    expect(pointsOf(op, ALL).filter((at) => op.evaluate(...at) < low || op.evaluate(...at) > high)).toEqual([]);
  });

  test.runIf(laws?.logical === true)("is 0 or 1", () => {
    expect(pointsOf(op, ALL).filter((at) => ![0, 1].includes(op.evaluate(...at)))).toEqual([]);
  });

  test.runIf(laws?.commutative === true)("does not tell its first two arguments apart", () => {
    expect(pointsOf(op, ALL).filter(([x, y, ...rest]) => !Object.is(op.evaluate(x as number, y as number, ...rest), op.evaluate(y as number, x as number, ...rest)))).toEqual([]);
  });

  test.runIf(laws?.regular !== undefined)("has a finite value where it says so", () => {
    const { regular } = laws as { regular: true | ((...args: { classes: number; constant: number }[]) => boolean) };
    const isRegular = (at: readonly number[]): boolean => regular === true || regular(...at.map((x) => ({ classes: classOf(x), constant: x })));
    expect(pointsOf(op, MODERATE).filter((at) => isRegular(at) && at.every((x) => Math.abs(x) < 5) && !Number.isFinite(op.evaluate(...at)))).toEqual([]);
  });

  test.runIf(laws?.monotone === true && op.params.length === 1)("goes one way within each class", () => {
    for (const side of [POSITIVE, POSITIVE.map((x) => -x)]) {
      const steps = side.slice(1).map((x, i) => Math.sign(op.evaluate(x) - op.evaluate(side[i] as number))).filter((s) => s !== 0);
      // a value near its end may step back by a rounding; its class may not
      const classes = side.map((x) => classOf(op.evaluate(x))).filter((c, i, all) => c !== all[i - 1]);
      expect(new Set(classes).size, "a class comes back").toBe(classes.length);
      if (side[0] === 5e-324 || steps.length > 0) expect(classes.length).toBeLessThanOrEqual(4);
    }
  });
});

test("array operations say how elements are computed: what is expanded or requested is gone before planning", () => {
  for (const op of opTable.values()) {
    if (op.kind !== "tensor") continue;
    expect(op.expand === undefined || op.access === "before", op.name).toBe(true);
    expect(op.refuses !== true || op.access === "routine", op.name).toBe(true);
    expect(op.combines === undefined || op.flow === "reduces", op.name).toBe(true);
  }
});

test("a class is asked for by its bits", () => {
  expect([has({ classes: CLASS.nan | CLASS.zero, constant: undefined }, CLASS.zero), has({ classes: CLASS.nan, constant: NaN }, CLASS.zero)]).toEqual([true, false]);
});
