// The smaller programs of samples/ against references written by hand.
import { describe, expect, it } from "vitest";
import { differences, distance, sample } from "./sample.js";

/** Numbers that look random, the same ones every time. */
function numbers(count: number, seed: number): number[] {
  return Array.from({ length: count }, (_, i) => Math.sin(12.9898 * (i + 1) + 78.233 * seed));
}

function rows(flat: readonly number[], width: number): number[][] {
  return Array.from({ length: flat.length / width }, (_, i) => flat.slice(i * width, (i + 1) * width));
}

const dot = (a: readonly number[], b: readonly number[]): number => a.reduce((sum, v, i) => sum + v * (b[i] ?? NaN), 0);
const mean = (a: readonly number[]): number => a.reduce((sum, v) => sum + v, 0) / a.length;

describe("attention", () => {
  const attention = sample("attention.grad");
  const [m, n, d, v] = [3, 4, 2, 5];
  const target = numbers(m * v, 9);

  function loss(flat: readonly number[]): number {
    const [Q, K, V] = [rows(flat.slice(0, m * d), d), rows(flat.slice(m * d, (m + n) * d), d), rows(flat.slice((m + n) * d), v)];
    const out = Q.flatMap((query) => {
      const weights = K.map((key) => Math.exp(dot(query, key) / Math.sqrt(d)));
      const total = weights.reduce((sum, w) => sum + w, 0);
      return Array.from({ length: v }, (_, j) => dot(weights, V.map((row) => row[j] ?? NaN)) / total);
    });
    return mean(out.map((h, i) => (h - (target[i] ?? NaN)) ** 2));
  }

  it("agrees with a reference written by hand", () => {
    const flat = numbers((m + n) * d + n * v, 1);
    const point = {
      Q: rows(flat.slice(0, m * d), d), K: rows(flat.slice(m * d, (m + n) * d), d), V: rows(flat.slice((m + n) * d), v),
      target: rows(target, v),
    };
    const { outputs, gradient } = attention.run(point);
    expect(distance(outputs["loss"] ?? [], [loss(flat)])).toBeLessThan(1e-14);
    expect(distance(["Q", "K", "V"].flatMap((name) => gradient[name] ?? []), differences(loss, flat))).toBeLessThan(1e-10);
    expect(attention.counts.ratio).toBeLessThanOrEqual(4);
  });
});

describe("pinn", () => {
  const pinn = sample("pinn.grad");
  const h = 4;
  const t = [0, 0.3, 0.9, 1.7, 2.2];
  const start = 0.1;

  /** The network and its first two derivatives by time, from the chain rule on paper. */
  function network(p: readonly number[], s: number): { u: number; speed: number; bend: number } {
    const [W, B, V] = [p.slice(0, h), p.slice(h, 2 * h), p.slice(2 * h, 3 * h)];
    const y = W.map((w, i) => Math.tanh(w * s + (B[i] ?? NaN)));
    return {
      u: dot(V, y) + (p[3 * h] ?? NaN),
      speed: dot(V, y.map((a, i) => (1 - a * a) * (W[i] ?? NaN))),
      bend: dot(V, y.map((a, i) => -2 * a * (1 - a * a) * (W[i] ?? NaN) ** 2)),
    };
  }

  function loss(p: readonly number[]): number {
    const { u, speed, bend } = network(p, start);
    return mean(t.map((s) => network(p, s)).map((at) => (at.bend + at.u) ** 2)) + (bend + u) ** 2 + (u - 1) ** 2 + speed ** 2;
  }

  it("agrees with derivatives taken on paper", () => {
    const p = numbers(3 * h + 1, 2);
    const { outputs, gradient } = pinn.run({ W: p.slice(0, h), B: p.slice(h, 2 * h), V: p.slice(2 * h, 3 * h), shift: p[3 * h], t, start });
    expect(distance(outputs["loss"] ?? [], [loss(p)])).toBeLessThan(1e-14);
    expect(distance(["W", "B", "V", "shift"].flatMap((name) => gradient[name] ?? []), differences(loss, p))).toBeLessThan(1e-10);
    expect(pinn.counts.ratio).toBeLessThanOrEqual(4);
  });
});

describe("newton", () => {
  const newton = sample("newton.grad");
  const step = (x: readonly number[]): readonly number[] => newton.run({ x }).outputs["xn"] ?? [];

  it("a step solves the system of the Hessian", () => {
    const x = [0.7, -0.4, 1.1];
    const [a, b, c] = x as [number, number, number];
    const slope = [-400 * a * (b - a * a) - 2 * (1 - a), 200 * (b - a * a) - 400 * b * (c - b * b) - 2 * (1 - b), 200 * (c - b * b)];
    const hessian = [
      [1200 * a * a - 400 * b + 2, -400 * a, 0],
      [-400 * a, 202 + 1200 * b * b - 400 * c, -400 * b],
      [0, -400 * b, 200],
    ];
    const xn = step(x);
    const moved = x.map((v, i) => v - (xn[i] ?? NaN));
    expect(distance(hessian.map((row) => dot(row, moved)), slope)).toBeLessThan(1e-13);
  });

  it("steps end at the minimum", () => {
    let x: readonly number[] = [1.2, 1.2, 1.2, 1.2];
    for (let i = 0; i < 12; i++) x = step(x);
    expect(distance(x, [1, 1, 1, 1])).toBeLessThan(1e-14);
  });
});

describe("arm", () => {
  const [a, b, upper, lower] = [0.4, 0.9, 1.2, 0.8];
  const target = { x: 1.5, y: -0.2 };
  const point = { q: { a, b }, target, upper, lower };
  const off = [
    upper * Math.cos(a) + lower * Math.cos(a + b) - target.x,
    upper * Math.sin(a) + lower * Math.sin(a + b) - target.y,
  ] as const;
  const byB = [-lower * Math.sin(a + b), lower * Math.cos(a + b)] as const;
  const byA = [byB[0] - upper * Math.sin(a), byB[1] + upper * Math.cos(a)] as const;

  it("agrees with the Jacobian on paper", () => {
    const arm = sample("arm.grad");
    const gap = Math.hypot(...off);
    const { outputs, gradient } = arm.run(point);
    expect(distance([...outputs["gap"] ?? [], ...outputs["energy"] ?? []], [gap, gap * gap / 2])).toBeLessThan(1e-15);
    expect(distance([...gradient["q.a"] ?? [], ...gradient["q.b"] ?? []], [dot(off, byA) / gap, dot(off, byB) / gap])).toBeLessThan(1e-14);
    expect(arm.counts.ratio).toBeLessThanOrEqual(4);
  });

  it("the energy has the derivative of half a square", () => {
    const { gradient } = sample("arm.grad", { of: "energy" }).run(point);
    expect(distance([...gradient["q.a"] ?? [], ...gradient["q.b"] ?? []], [dot(off, byA), dot(off, byB)])).toBeLessThan(1e-14);
  });

  it("at the target the derivative is 0", () => {
    const { outputs, gradient } = sample("arm.grad").run({ q: { a: 0, b: 0 }, target: { x: 3, y: 0 }, upper: 2, lower: 1 });
    expect([outputs["gap"], gradient["q.a"], gradient["q.b"]]).toEqual([[0], [0], [0]]);
  });
});

describe("kinematics", () => {
  const kinematics = sample("kinematics.grad");
  const LINKS = [
    [0.089159, 0, 0, 1], [0, -0.425, 1, 0], [0, -0.39225, 1, 0], [0.10915, 0, 0, 1], [0.09465, 0, 0, -1],
    [0.0823, 0, 1, 0],
  ] as const;
  type Vector = readonly [number, number, number];
  const cross = (p: Vector, r: Vector): Vector => [p[1] * r[2] - p[2] * r[1], p[2] * r[0] - p[0] * r[2], p[0] * r[1] - p[1] * r[0]];
  const along = (p: Vector, x: Vector, s: number): Vector => [p[0] + s * x[0], p[1] + s * x[1], p[2] + s * x[2]];

  /** Follows the axes of the joints in space: places and axes of the joints, and the place of the end. */
  function follow(q: readonly number[]): { joints: { at: Vector; axis: Vector }[]; end: Vector } {
    let [x, z, at]: Vector[] = [[1, 0, 0], [0, 0, 1], [0, 0, 0]] as [Vector, Vector, Vector];
    const joints = LINKS.map(([offset, length, c, s], i) => {
      const joint = { at: at as Vector, axis: z as Vector };
      const y = cross(z as Vector, x as Vector);
      const turned = along(along([0, 0, 0], x as Vector, Math.cos(q[i] ?? NaN)), y, Math.sin(q[i] ?? NaN));
      at = along(along(at as Vector, z as Vector, offset), turned, length);
      const side = cross(z as Vector, turned);
      z = along(along([0, 0, 0], z as Vector, c), side, -s);
      x = turned;
      return joint;
    });
    return { joints, end: at as Vector };
  }

  it("agrees with the geometric Jacobian", () => {
    const q = [0.3, -1.1, 0.8, 0.5, -0.7, 1.9];
    const target: Vector = [0.4, -0.3, 0.5];
    const { joints, end } = follow(q);
    const off = along(end, target, -1);
    const { outputs, gradient } = kinematics.run({ q, target });
    expect(distance(outputs["error"] ?? [], [dot(off, off)])).toBeLessThan(1e-14);
    const slopes = joints.map(({ at, axis }) => 2 * dot(off, cross(axis, along(end, at, -1))));
    expect(distance(gradient["q"] ?? [], slopes)).toBeLessThan(1e-14);
    expect(kinematics.counts.ratio).toBeLessThanOrEqual(4);
  });
});

describe("logistic", () => {
  const logistic = sample("logistic.grad");

  it("agrees with the formula for the gradient", () => {
    const X = rows(numbers(12, 5), 3);
    const [y, w, b] = [[1, 0, 0, 1], [0.5, -1, 2], 0.3];
    const scores = X.map((row) => dot(row, w) + b);
    const p = scores.map((s) => 1 / (1 + Math.exp(-s)));
    const { outputs, gradient } = logistic.run({ w, b, X, y });
    expect(distance(outputs["loss"] ?? [], [-mean(p.map((v, i) => Math.log(y[i] === 1 ? v : 1 - v)))])).toBeLessThan(1e-14);
    const off = p.map((v, i) => v - (y[i] ?? NaN));
    expect(distance(gradient["w"] ?? [], w.map((_, j) => mean(off.map((e, i) => e * (X[i]?.[j] ?? NaN)))))).toBeLessThan(1e-14);
    expect(distance(gradient["b"] ?? [], [mean(off)])).toBeLessThan(1e-14);
    expect(logistic.counts.ratio).toBeLessThanOrEqual(4);
  });

  it.each(
    [[1000, 1, 0, 0], [1000, 0, 1000, 1], [-1000, 1, 1000, -1], [-1000, 0, 0, 0]],
  )("a score of %s for class %s costs %s", (score, y, cost, slope) => {
    const { outputs, gradient } = logistic.run({ w: [score], b: 0, X: [[1]], y: [y] });
    expect(outputs["loss"]?.[0]).toBeCloseTo(cost, 12);
    expect(gradient["w"]?.[0]).toBeCloseTo(slope, 12);
  });
});
