// What records say of their operations beside the meaning, checked against the meaning: classes of doubles, NaN, finiteness.
import { describe, expect, test } from "vitest";
import { CLASS, classOf, has } from "../../src/graph/classes.js";
import type { ScalarOp } from "../../src/graph/operation.js";
import { opTable, scalarOps } from "../../src/ops/index.js";
import { erfinv } from "../../src/runtime/erf.js";
import { fromGraph, isClose, spread } from "./compare.js";

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
    expect(pointsOf(op, ALL).filter(
      ([x, y, ...rest]) => !Object.is(op.evaluate(x as number, y as number, ...rest), op.evaluate(y as number, x as number, ...rest)),
    )).toEqual([]);
  });

  test.runIf(laws?.regular !== undefined)("has a finite value where it says so", () => {
    const { regular } = laws as { regular: true | ((...args: { classes: number; constant: number }[]) => boolean) };
    const isRegular = (at: readonly number[]): boolean => regular === true ||
      regular(...at.map((x) => ({ classes: classOf(x), constant: x })));
    expect(
      pointsOf(op, MODERATE).filter((at) => isRegular(at) && at.every((x) => Math.abs(x) < 5) && !Number.isFinite(op.evaluate(...at))),
    ).toEqual([]);
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

/** Parameters that are the value of a function of the others. */
const TIED: Readonly<Record<string, (...at: number[]) => number>> = { cosine: Math.hypot, turn: Math.hypot, erfinv_slope: erfinv };

describe("what an internal operation means is its value", () => {
  test.each(scalarOps.filter((op) => op.means !== undefined).map((op) => [op.name, op] as const))("%s", (_name, op) => {
    const orderAt = op.params.findIndex((p) => p === "m" || p === "n");
    const free = op.params.map((_, i) => i).slice(0, TIED[op.name] === undefined ? op.params.length : -1);
    const points = spread(9, [0, 1]).map(
      (_, row) => free.map((i) => spread(9, op.sample[i] as readonly [number, number], i)[row] as number),
    );
    for (const order of typeof op.means === "function" ? [0, 1, 2] : [0]) {
      const text = typeof op.means === "function" ? op.means(order) : op.means;
      // polygamma of higher orders has no name in the language
      if (text === undefined || text.includes("polygamma(")) continue;
      const run = fromGraph(`param ${op.params.join(", ")}\noutput value = ${text}`, { valueOnly: true });
      for (const point of points) {
        const at = point.map((x, i) => (i === orderAt && typeof op.means === "function" ? order : x));
        const whole = [...at, ...(TIED[op.name] === undefined ? [] : [TIED[op.name]?.(...at) as number])];
        const found = run(Object.fromEntries(op.params.map((p, i) => [p, whole[i]]))).get("value")?.[0] ?? NaN;
        expect(
          isClose(found, op.evaluate(...whole), 1e-9, 1),
          `${text} at ${whole.join(", ")}: ${found}, ${op.evaluate(...whole)}`,
        ).toBe(true);
      }
    }
  });
});

test("array operations say how elements are computed: what is expanded or requested is gone before planning", () => {
  for (const op of opTable.values()) {
    if (op.kind !== "tensor") continue;
    expect(op.expand === undefined || op.access === "before", op.name).toBe(true);
    expect(op.refuses !== true || op.access === "routine", op.name).toBe(true);
    expect(op.refuses !== "expanded" || op.expand !== undefined, op.name).toBe(true);
    expect(op.routine === undefined, op.name).toBe(op.access !== "routine" || op.name === "loop");
    expect(op.routine?.guarded === undefined, op.name).toBe(op.refuses !== true);
    expect(op.combines === undefined || op.flow === "reduces", op.name).toBe(true);
  }
});

test("a class is asked for by its bits", () => {
  expect(
    [has({ classes: CLASS.nan | CLASS.zero, constant: undefined }, CLASS.zero), has({ classes: CLASS.nan, constant: NaN }, CLASS.zero)],
  ).toEqual([true, false]);
});
