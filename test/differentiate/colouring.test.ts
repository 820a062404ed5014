// Few sweeps tell a whole sparse matrix: what colours must hold, and how many there are of patterns that everybody knows.
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  colourColumns, colourStars, compressed, compressedSymmetric, joinRows, ownColumns, turnedRows,
} from "../../src/runtime/sparsity.js";
import { rounds } from "../support/effort.js";

type Relation = ReturnType<typeof joinRows>;

function relationOf(rows: readonly (readonly number[])[]): Relation {
  const start = [0];
  for (const row of rows) start.push((start.at(-1) as number) + row.length);
  return { start: Int32Array.from(start), list: Int32Array.from(rows.flat()) };
}

function symmetric(size: number, pairs: readonly (readonly [number, number])[]): Relation {
  const rows = Array.from({ length: size }, (_, i) => new Set([i]));
  for (const [i, j] of pairs) {
    rows[i]?.add(j);
    rows[j]?.add(i);
  }
  return relationOf(rows.map((row) => [...row].sort((a, b) => a - b)));
}

function banded(size: number, below: number, above: number): Relation {
  return relationOf(Array.from({ length: size }, (_, i) =>
    Array.from({ length: below + above + 1 }, (_x, k) => i - below + k).filter((j) => j >= 0 && j < size)));
}

const upTo = (size: number): fc.Arbitrary<number> => fc.nat({ max: size - 1 });
const matrices = fc.integer({ min: 1, max: 9 }).chain((width) =>
  fc.array(fc.uniqueArray(upTo(width)), { minLength: 1, maxLength: 9 }).map((rows) => ({ width, of: relationOf(rows) })));
const graphs = fc.integer({ min: 1, max: 10 }).chain((size) =>
  fc.array(fc.tuple(upTo(size), upTo(size)), { maxLength: 24 }).map((pairs) => ({ size, of: symmetric(size, pairs) })));

function rowOf({ start, list }: Relation, i: number): number[] {
  return [...list.subarray(start[i], start[i + 1])];
}

describe("columns", () => {
  test("no two of one colour meet in a row", () => {
    fc.assert(fc.property(matrices, ({ width, of }) => {
      const { colours, count } = colourColumns(of, turnedRows(of, width));
      for (let i = 0; i + 1 < of.start.length; i++) {
        const row = rowOf(of, i).map((j) => colours[j]);
        expect(new Set(row).size).toBe(row.length);
      }
      expect(Math.max(...colours)).toBe(count - 1);
    }), { numRuns: rounds(5000) });
  });

  test.each([false, true])("every element is read from the sweeps, by rows: %s", (isByRows) => {
    fc.assert(fc.property(matrices, ({ width, of }) => {
      const height = of.start.length - 1;
      const { rowStart, columns, colours, count, places } = compressed(of, width, isByRows);
      const value = (i: number, j: number): number => 1 + i * width + j;
      const long = isByRows ? width : height;
      const sweeps = new Float64Array(count * long);
      for (let i = 0; i < height; i++) for (const j of rowOf(of, i)) {
        const at = isByRows ? (colours[i] as number) * long + j : (colours[j] as number) * long + i;
        sweeps[at] = (sweeps[at] as number) + value(i, j);
      }
      for (let i = 0; i < height; i++) {
        const row = [...columns.subarray(rowStart[i], rowStart[i + 1])];
        expect(row).toEqual(rowOf(of, i).sort((a, b) => a - b));
        row.forEach((j, k) => expect(sweeps[(places[(rowStart[i] as number) + k] as number) - 1]).toBe(value(i, j)));
      }
    }), { numRuns: rounds(3000) });
  });

  test.each([
    ["a diagonal", banded(50, 0, 0), 50, 1], ["three diagonals", banded(50, 1, 1), 50, 3], ["five diagonals", banded(50, 2, 2), 50, 5],
    ["two above", banded(50, 0, 2), 50, 3], ["all", banded(7, 7, 7), 7, 7],
    ["a full column", relationOf(Array.from({ length: 40 }, (_, i) => [0, i + 1])), 41, 2],
  ] as const)("%s", (_what, of, width, count) => {
    expect(colourColumns(of, turnedRows(of, width)).count).toBe(count);
  });
});

describe("stars", () => {
  test("neighbours differ, and no path of four has two colours", () => {
    fc.assert(fc.property(graphs, ({ size, of }) => {
      const { colours } = colourStars(of);
      const beside = (i: number): number[] => rowOf(of, i).filter((j) => j !== i);
      for (let a = 0; a < size; a++) for (const b of beside(a)) {
        expect(colours[a]).not.toBe(colours[b]);
        for (const c of beside(b)) for (const d of beside(c)) {
          if (c === a || d === b || d === a) continue;
          expect(colours[a] === colours[c] && colours[b] === colours[d], `${a} ${b} ${c} ${d}`).toBe(false);
        }
      }
    }), { numRuns: rounds(5000) });
  });

  test("every element is read from the sweeps, both of a pair from one place", () => {
    fc.assert(fc.property(graphs, fc.boolean(), ({ size, of }, isHalf) => {
      // what is given as half of a symmetric pattern is its whole
      const given = isHalf ? relationOf(Array.from({ length: size }, (_, i) => rowOf(of, i).filter((j) => j >= i))) : of;
      const { rowStart, columns, colours, count, places } = compressedSymmetric(given);
      const value = (i: number, j: number): number => 1 + Math.min(i, j) * size + Math.max(i, j);
      const sweeps = new Float64Array(count * size);
      for (let i = 0; i < size; i++) for (const j of rowOf(of, i)) {
        const at = (colours[j] as number) * size + i;
        sweeps[at] = (sweeps[at] as number) + value(i, j);
      }
      const placeOf = new Map<string, number>();
      for (let i = 0; i < size; i++) {
        const row = [...columns.subarray(rowStart[i], rowStart[i + 1])];
        expect(row).toEqual(rowOf(of, i));
        row.forEach((j, k) => {
          const place = places[(rowStart[i] as number) + k] as number;
          expect(sweeps[place - 1]).toBe(value(i, j));
          placeOf.set(`${i} ${j}`, place);
        });
      }
      for (const [key, place] of placeOf) expect(placeOf.get(key.split(" ").reverse().join(" "))).toBe(place);
    }), { numRuns: rounds(3000) });
  });

  const arrow = symmetric(40, Array.from({ length: 39 }, (_, i) => [0, i + 1] as const));
  const blocks = symmetric(40, Array.from({ length: 40 }, (_, i) => [i, i - (i % 4)] as const).flatMap(([i, from]) =>
    [0, 1, 2, 3].map((k) => [i, from + k] as const)));
  test.each([
    ["a diagonal", banded(50, 0, 0), 1], ["three diagonals", banded(50, 1, 1), 3], ["five diagonals", banded(50, 2, 2), 5],
    ["an arrow", arrow, 2], ["blocks of four", blocks, 4],
  ] as const)("%s", (_what, of, most) => {
    expect(colourStars(of).count).toBeLessThanOrEqual(most);
  });
});

describe("a relation of others", () => {
  test("takes in each column once", () => {
    const of = ownColumns(4, 2);
    const walk = { of, box: [3, 2], to: [0, 1, 0], from: [0, 1, 1] };
    expect(joinRows(3, [walk, walk])).toEqual({ start: Int32Array.of(0, 2, 4, 6), list: Int32Array.of(2, 3, 3, 4, 4, 5) });
  });

  test("that would hold too much is refused", () => {
    const one = joinRows(1, [{ of: ownColumns(2 ** 15, 0), box: [2 ** 15], to: [0, 0], from: [0, 1] }]);
    expect(() => joinRows(2 ** 15, [{ of: one, box: [2 ** 15], to: [0, 1], from: [0, 0] }])).toThrow(RangeError);
  });
});
