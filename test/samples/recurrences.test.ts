// Programs with steps against what is known of them: a Kalman filter, dynamic time warping, the rollout of a car; and a sum
// over pairs.
import { describe, expect, it } from "vitest";
import { differences, distance, sample } from "./sample.js";

/** Numbers that look random, the same ones every time. */
function numbers(count: number, seed: number): number[] {
  return Array.from({ length: count }, (_, i) => Math.sin(12.9898 * (i + 1) + 78.233 * seed));
}

function rows(flat: readonly number[], width: number): number[][] {
  return Array.from({ length: flat.length / width }, (_, i) => flat.slice(i * width, (i + 1) * width));
}

type Matrix = readonly (readonly number[])[];

const times = (a: Matrix, b: Matrix): number[][] => a.map((row) => b[0]!.map((_, j) => row.reduce((sum, x, k) => sum + x * b[k]![j]!, 0)));
const turned = (a: Matrix): number[][] => a[0]!.map((_, j) => a.map((row) => row[j]!));
const plus = (a: Matrix, b: Matrix): number[][] => a.map((row, i) => row.map((x, j) => x + b[i]![j]!));

describe("kalman", () => {
  const kalman = sample("kalman.grad");
  const [d, m, n] = [2, 1, 4];

  /** The density of all measurements at once: they are normal, with the covariances that the model gives them. */
  function joint(A: Matrix, C: Matrix, q: Matrix, r: Matrix, x0: readonly number[], P0: Matrix, seen: Matrix): number {
    const lower = (a: Matrix): number[][] => a.map((row, i) => row.map((x, j) => (j <= i ? x : 0)));
    const [Q, R] = [times(lower(q), turned(lower(q))), times(lower(r), turned(lower(r)))];
    const spread: number[][][] = [];
    const errors: number[] = [];
    let [x, P]: [number[][], Matrix] = [x0.map((v) => [v]), P0];
    for (let t = 0; t < n; t++) {
      x = times(A, x);
      P = plus(times(times(A, P), turned(A)), Q);
      spread.push(P as number[][]);
      times(C, x).forEach(([v], i) => errors.push(seen[t]![i]! - v!));
    }
    // of the states at s <= t: A^(t - s) times the covariance at s
    const power = (k: number): Matrix => (k === 0 ? A.map((row, i) => row.map((_, j) => (i === j ? 1 : 0))) : times(A, power(k - 1)));
    const S = Array.from({ length: n * m }, () => new Array<number>(n * m).fill(0));
    for (let s = 0; s < n; s++) for (let t = s; t < n; t++) {
      const cross = times(times(C, times(power(t - s), spread[s]!)), turned(C));
      cross.forEach((row, i) => row.forEach((v, j) => {
        S[t * m + i]![s * m + j] = v + (s === t ? R[i]![j]! : 0);
        S[s * m + j]![t * m + i] = S[t * m + i]![s * m + j]!;
      }));
    }
    return -(quadratic(S, errors) + n * m * Math.log(2 * Math.PI)) / 2;
  }

  /** e' S^-1 e + log(det(S)), by elimination. */
  function quadratic(S: readonly number[][], e: readonly number[]): number {
    const [a, y] = [S.map((row) => [...row]), [...e]];
    let sum = 0;
    for (let k = 0; k < y.length; k++) {
      sum += y[k]! ** 2 / a[k]![k]! + Math.log(a[k]![k]!);
      for (let i = k + 1; i < y.length; i++) {
        const factor = a[i]![k]! / a[k]![k]!;
        for (let j = k; j < y.length; j++) a[i]![j]! -= factor * a[k]![j]!;
        y[i]! -= factor * y[k]!;
      }
    }
    return sum;
  }

  it("is the density of all measurements at once, and its gradient that of differences", () => {
    const [P0, seen] = [[[1, 0.2], [0.2, 0.7]], rows(numbers(n * m, 5), m)];
    const parts = (x: readonly number[]): [number[][], number[][], number[][], number[][], number[]] =>
      [rows(x.slice(0, 4), d), rows(x.slice(4, 6), d), rows(x.slice(6, 10), d), rows(x.slice(10, 11), m), x.slice(11)];
    const at = [0.9, 0.2, -0.1, 0.8, 1, 0.3, 0.5, 9, 0.2, 0.6, 0.4, 0.7, -0.5];
    const value = (x: readonly number[]): number => joint(...parts(x), P0, seen);
    const [A, C, q, r, x0] = parts(at);
    const { outputs, gradient } = kalman.run({ A, C, q, r, x0, P0, seen });
    expect(distance(outputs.L ?? [], [value(at)])).toBeLessThan(1e-13);
    expect(distance(["A", "C", "q", "r", "x0"].flatMap((name) => gradient[name] ?? []), differences(value, at))).toBeLessThan(1e-8);
  });
});

describe("softdtw", () => {
  const warping = sample("softdtw.grad");

  /** The soft minimum over all ways from the first cell to the last. */
  function byWays(x: readonly number[], y: readonly number[], g: number): number {
    const ways = (i: number, j: number): number[] => {
      if (i < 0 || j < 0) return [];
      const cost = (x[i]! - y[j]!) ** 2;
      if (i === 0 && j === 0) return [cost];
      return [...ways(i - 1, j), ...ways(i, j - 1), ...ways(i - 1, j - 1)].map((before) => before + cost);
    };
    return -g * Math.log(ways(x.length - 1, y.length - 1).reduce((sum, cost) => sum + Math.exp(-cost / g), 0));
  }

  it("is the soft minimum over all ways, and its gradient that of differences", () => {
    const [n, m, g] = [4, 5, 0.7];
    const at = numbers(n + m, 2);
    const { outputs, gradient } = warping.run({ x: at.slice(0, n), y: at.slice(n), g, far: 1e6 });
    const value = (all: readonly number[]): number => byWays(all.slice(0, n), all.slice(n), g);
    expect(distance(outputs.loss ?? [], [value(at)])).toBeLessThan(1e-13);
    expect(distance([...gradient.x ?? [], ...gradient.y ?? []], differences(value, at))).toBeLessThan(1e-9);
  });
});

describe("rollout", () => {
  it("is the cost of driving, and its gradient that of differences", () => {
    const [n, h, wheelbase, start, goal] = [12, 0.2, 2.5, [0, 0, 0.1, 1], [3, 1]];
    const drive = (u: readonly number[]): number => {
      let [x, y, heading, speed] = start as [number, number, number, number];
      let track = 0;
      for (let t = 0; t < n; t++) {
        [x, y, heading, speed] = [
          x + h * speed * Math.cos(heading), y + h * speed * Math.sin(heading), heading + h * speed / wheelbase * Math.tan(u[2 * t + 1]!),
          speed + h * u[2 * t]!,
        ];
        track += (x - goal[0]!) ** 2 + (y - goal[1]!) ** 2;
      }
      return h * (track + 0.1 * u.reduce((sum, v) => sum + v * v, 0)) + 10 * speed ** 2;
    };
    const u = numbers(2 * n, 1).map((x) => 0.4 * x);
    const { outputs, gradient } = sample("rollout.grad").run({ u: rows(u, 2), start, goal, h, wheelbase });
    expect(distance(outputs.cost ?? [], [drive(u)])).toBeLessThan(1e-14);
    expect(distance(gradient.u ?? [], differences(drive, u))).toBeLessThan(1e-9);
  });
});

describe("charges", () => {
  const charges = sample("charges.grad");

  it("of 1000 charges have the energy and the forces of Coulomb's law, without an array of all differences", () => {
    const n = 1000;
    const P = rows(numbers(3 * n, 4), 3);
    const forces = P.map(() => [0, 0, 0]);
    let energy = 0;
    for (let i = 0; i < n; i++) for (let j = i + 1; j < n; j++) {
      const step = P[i]!.map((x, k) => x - P[j]![k]!);
      const r = Math.hypot(...step);
      energy += 1 / r;
      step.forEach((x, k) => {
        forces[i]![k]! -= x / r ** 3;
        forces[j]![k]! += x / r ** 3;
      });
    }
    const { outputs, gradient } = charges.run({ P });
    expect(distance(outputs.E ?? [], [energy])).toBeLessThan(1e-12);
    expect(distance(gradient.P ?? [], forces.flat())).toBeLessThan(1e-11);
    const sizes = [...charges.code.matchAll(/new Float64Array\(.*\)[;,] \/\/ \[(.*)\]/g)].map(([, shape]) => shape as string);
    expect(sizes.length).toBeGreaterThan(0);
    expect(sizes.filter((shape) => shape.split(",").length > 2)).toEqual([]);
  });
});
