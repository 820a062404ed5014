// Programs with steps against what is known of them: an integrator, and a hidden Markov model.
import { describe, expect, it } from "vitest";
import { differences, distance, sample } from "./sample.js";

/** Numbers that look random, the same ones every time. */
function numbers(count: number, seed: number): number[] {
  return Array.from({ length: count }, (_, i) => Math.sin(12.9898 * (i + 1) + 78.233 * seed));
}

function rows(flat: readonly number[], width: number): number[][] {
  return Array.from({ length: flat.length / width }, (_, i) => flat.slice(i * width, (i + 1) * width));
}

describe("prey", () => {
  const prey = sample("prey.grad");

  /** The Runge-Kutta method by hand. */
  function path([a, b, c, d]: readonly number[], y0: readonly number[], h: number, n: number): number[][] {
    const f = ([u, v]: readonly number[]): number[] => [a! * u! - b! * u! * v!, c! * u! * v! - d! * v!];
    const moved = (y: readonly number[], k: readonly number[], by: number): number[] => y.map((x, i) => x + by * k[i]!);
    const all: number[][] = [];
    let y = y0;
    for (let t = 0; t < n; t++) {
      const k1 = f(y);
      const k2 = f(moved(y, k1, h / 2));
      const k3 = f(moved(y, k2, h / 2));
      const k4 = f(moved(y, k3, h));
      y = y.map((x, i) => x + (h / 6) * (k1[i]! + 2 * k2[i]! + 2 * k3[i]! + k4[i]!));
      all.push([...y]);
    }
    return all;
  }

  it("agrees with the method written by hand, and its gradient with differences", () => {
    const [n, h] = [40, 0.1];
    const counted = path([0.9, 0.05, 0.02, 0.6], [20, 9], h, n);
    const loss = (flat: readonly number[]): number => {
      const found = path(flat.slice(0, 4), flat.slice(4), h, n).flat();
      return found.reduce((sum, x, i) => sum + (x - counted.flat()[i]!) ** 2, 0) / found.length;
    };
    const at = [1, 0.045, 0.025, 0.5, 22, 8];
    const { outputs, gradient } = prey.run({ rates: at.slice(0, 4), y0: at.slice(4), counted, h });
    expect(distance(outputs.J ?? [], [loss(at)])).toBeLessThan(1e-13);
    expect(distance([...gradient.rates ?? [], ...gradient.y0 ?? []], differences(loss, at))).toBeLessThan(1e-8);
    expect(prey.run({ rates: [0.9, 0.05, 0.02, 0.6], y0: [20, 9], counted, h }).outputs.J?.[0]).toBeLessThan(1e-24);
  });

  it("without predators is a power of the method's polynomial, with its derivative", () => {
    const [n, h, rate, start] = [30, 0.1, 0.7, 2];
    const growth = 1 + rate * h + (rate * h) ** 2 / 2 + (rate * h) ** 3 / 6 + (rate * h) ** 4 / 24;
    const slope = h * (1 + rate * h + (rate * h) ** 2 / 2 + (rate * h) ** 3 / 6);
    const values = Array.from({ length: n }, (_, t) => start * growth ** (t + 1));
    const { outputs, gradient } = prey.run({ rates: [rate, 0, 0, 0.3], y0: [start, 0], counted: values.map(() => [0, 0]), h });
    expect(distance(outputs.J ?? [], [values.reduce((sum, y) => sum + y * y, 0) / (2 * n)])).toBeLessThan(1e-14);
    const expected = values.reduce((sum, y, t) => sum + (y * (t + 1) * y * slope) / growth, 0) / n;
    expect(distance([gradient.rates?.[0] ?? NaN], [expected])).toBeLessThan(1e-13);
  });
});

describe("hmm", () => {
  const hmm = sample("hmm.grad");
  const softmax = (row: readonly number[]): number[] => {
    const parts = row.map(Math.exp);
    return parts.map((p) => p / parts.reduce((sum, q) => sum + q, 0));
  };

  /** The sum over all paths of hidden states. */
  function byPaths(moves: readonly number[][], shows: readonly number[][], starts: readonly number[], seen: readonly number[]): number {
    const [P, Q, first] = [moves.map(softmax), shows.map(softmax), softmax(starts)];
    let total = 0;
    const count = starts.length ** seen.length;
    for (let code = 0; code < count; code++) {
      const states = seen.map((_, t) => Math.floor(code / starts.length ** t) % starts.length);
      total += states.reduce((p, s, t) => p * (t === 0 ? first[s]! : P[states[t - 1]!]![s]!) * Q[s]![seen[t]! - 1]!, 1);
    }
    return Math.log(total);
  }

  it("is the sum over all paths, and its gradient that of differences", () => {
    const [s, k] = [3, 4];
    const seen = [1, 4, 2, 2, 3, 1];
    const flat = numbers(s * s + s * k + s, 3);
    const parts = (all: readonly number[]): [number[][], number[][], number[]] =>
      [rows(all.slice(0, s * s), s), rows(all.slice(s * s, s * s + s * k), k), all.slice(s * s + s * k)];
    const [moves, shows, starts] = parts(flat);
    const { outputs, gradient } = hmm.run({ moves, shows, starts, seen });
    const likelihood = (all: readonly number[]): number => byPaths(...parts(all), seen);
    expect(distance(outputs.L ?? [], [likelihood(flat)])).toBeLessThan(1e-14);
    expect(
      distance([...gradient.moves ?? [], ...gradient.shows ?? [], ...gradient.starts ?? []], differences(likelihood, flat)),
    ).toBeLessThan(1e-9);
  });

  it("of 50 states over 400 steps agrees with the algorithm in probabilities that are scaled at each step", () => {
    const [s, k, n] = [50, 20, 400];
    const [moves, shows, starts] = [rows(numbers(s * s, 1), s), rows(numbers(s * k, 2), k), numbers(s, 3)];
    const seen = numbers(n, 4).map((x) => 1 + Math.floor(Math.abs(x) * (k - 1e-9)));
    const [P, Q] = [moves.map(softmax), shows.map(softmax)];
    let log = 0;
    let alpha = softmax(starts).map((p, i) => p * Q[i]![seen[0]! - 1]!);
    for (let t = 0; t < n; t++) {
      if (t > 0) alpha = alpha.map((_, j) => alpha.reduce((sum, p, i) => sum + p * P[i]![j]!, 0) * Q[j]![seen[t]! - 1]!);
      const scale = alpha.reduce((sum, p) => sum + p, 0);
      log += Math.log(scale);
      alpha = alpha.map((p) => p / scale);
    }
    expect(distance(hmm.run({ moves, shows, starts, seen }).outputs.L ?? [], [log])).toBeLessThan(1e-12);
  });
});
