// Which pairs chains share: each chain keeps its parts, and the work grows with their number at most.
import { expect, test } from "vitest";
import { sharePairs, type Shared } from "../../src/simplify/sharing/pairs.js";
import { rounds } from "../support/effort.js";
import { randoms } from "../support/random.js";

/** Chains of different elements out of the first so many, each in either direction. */
function randomChains(count: number, length: number, of: number, seed: number): number[][] {
  const random = randoms(seed);
  return Array.from({ length: count }, () => {
    const all = Array.from({ length: of }, (_, i) => 2 * i + (random() < 0.5 ? 1 : 0));
    for (let i = 0; i < length; i++) {
      const j = i + Math.floor(random() * (of - i));
      [all[i], all[j]] = [all[j] as number, all[i] as number];
    }
    return all.slice(0, length);
  });
}

/** The elements of each chain as they were, out of the pairs. */
function unfolded({ chains, pairs }: Shared, from: number): number[][] {
  return chains.map((chain) => {
    const stack = chain.filter((e) => e !== undefined);
    const found: number[] = [];
    for (let e = stack.pop(); e !== undefined; e = stack.pop()) {
      const pair = pairs[(e >> 1) - from];
      if (pair === undefined) found.push(e);
      else stack.push(pair.first * 2 + (e & 1), pair.second * 2 + ((e & 1) ^ (pair.isOpposed ? 1 : 0)));
    }
    return found.sort((x, y) => x - y);
  });
}

const joins = (chains: readonly (readonly unknown[])[]): number => chains.reduce(
  (sum, c) => sum + c.filter((e) => e !== undefined).length - 1, 0,
);

test.each([[3, 3, 4], [20, 6, 8], [50, 12, 14], [10, 100, 110], [300, 2, 10]])("%i chains of %i among %i", (count, length, of) => {
  const chains = randomChains(count, length, of, count + length);
  const shared = sharePairs(chains, of);
  expect(unfolded(shared, of)).toEqual(chains.map((c) => [...c].sort((x, y) => x - y)));
  expect(joins(shared.chains) + shared.pairs.length).toBeLessThan(joins(chains));
  expect(new Set(shared.pairs.map((p) => `${p.first} ${p.second} ${p.isOpposed}`)).size).toBe(shared.pairs.length);
});

test("elements that occur several times in one chain", () => {
  const shared = sharePairs([[0, 2, 0, 2, 2], [4, 4, 4, 4]], 3);
  expect(unfolded(shared, 3)).toEqual([[0, 0, 2, 2, 2], [4, 4, 4, 4]]);
  expect(joins(shared.chains) + shared.pairs.length).toBe(5);
});

test("nothing is made of what only one chain has", () => {
  const chains = [[0, 2, 4], [6, 8, 0], [10, 3]];
  expect(sharePairs(chains, 6)).toMatchObject({ pairs: [], chains });
});

test("the work is linear in the number of elements, in chains of any length", () => {
  for (const [count, length, of] of [
    [rounds(600, 150), 50, 60], [rounds(5000, 600), 50, 60], [rounds(1000, 300), 50, 400], [4, 3000, 3500],
  ] as const) {
    const { steps, pairs } = sharePairs(randomChains(count, length, of, 7), of);
    expect(pairs.length).toBeGreaterThan(0);
    expect(steps / (count * length)).toBeLessThan(13);
  }
});

test("many adversarial chains end with what was found so far", () => {
  const count = rounds(5000, 1500);
  const chains = randomChains(count, 50, 60, 3);
  const shared = sharePairs(chains, 60);
  expect(joins(shared.chains) + shared.pairs.length).toBeLessThan(joins(chains));
  expect(unfolded(shared, 60)[count - 1]).toEqual([...chains[count - 1] ?? []].sort((x, y) => x - y));
});

test("two long sums that have all terms but one share them", () => {
  const terms = Array.from({ length: 3000 }, (_, i) => 2 * i);
  const shared = sharePairs([[...terms, 6000], [...terms, 6002]], 3002);
  expect(joins(shared.chains)).toBe(2);
  expect(shared.pairs.length).toBe(2999);
});
