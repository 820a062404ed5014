// What records say of linearity, of conditions, and of where arguments lie in a result, held against the meaning.
import { describe, expect, test } from "vitest";
import { Builder } from "../../src/graph/builder.js";
import { evaluate } from "../../src/graph/evaluate.js";
import type { NodeId } from "../../src/graph/graph.js";
import { linearIn, tensorOf } from "../../src/graph/operation.js";
import { elementAt, forEachIndex, tensor, type Tensor } from "../../src/graph/tensor.js";
import { opTable, scalarOps } from "../../src/ops/index.js";

/** Whole numbers: sums and products of few are exact. */
const FEW = [-3, 0, 1, 2];
const pairs = FEW.flatMap((x) => FEW.map((y) => [x, y] as const));

const saying = scalarOps.filter(({ laws }) => (laws?.linear ?? laws?.vanishes ?? laws?.joins ?? laws?.chooses) !== undefined);

describe.each(saying.map((op) => [op.name, op] as const))("%s", (_name, { laws, params, evaluate: at }) => {
  const two = params.length === 2;

  test.runIf(laws?.linear === true)("is linear in its arguments together", () => {
    for (const [x, y] of pairs) for (const [u, v] of pairs)
      expect(two ? at(x + u, y + v) : at(x + u)).toBeCloseTo(two ? at(x, y) + at(u, v) : at(x) + at(u), 12);
  });

  test.runIf(laws?.linear === "in each")("is linear in each argument", () => {
    for (const [x, y] of pairs) for (const u of FEW) {
      expect(at(x + u, y)).toBeCloseTo(at(x, y) + at(u, y), 12);
      expect(at(x, y + u)).toBeCloseTo(at(x, y) + at(x, u), 12);
    }
  });

  test.runIf(laws?.vanishes === true)("is 0 where an argument is", () => {
    for (const x of FEW) expect([Math.abs(at(x, 0)), Math.abs(at(0, x))]).toEqual([0, 0]);
  });

  test.runIf(laws?.joins !== undefined)("joins conditions as it says", () => {
    const held = { all: [0, 0, 0, 1], any: [0, 1, 1, 1], none: [1, 1, 0, 0] };
    const points = [[0, 0], [0, 2], [-3, 0], [1, 2]] as const;
    expect(points.map(([x, y]) => (two ? at(x, y) : at(x)))).toEqual(held[laws?.joins as keyof typeof held]);
  });

  test.runIf(laws?.chooses === true)("is its second argument or its third", () => {
    expect([at(1, 5, 7), at(0, 5, 7), at(-2, NaN, 7), at(0, 5, NaN)]).toEqual([5, 7, NaN, NaN]);
  });
});

const waves = (shape: readonly number[], step: number): Tensor => tensor(
  shape, Array.from({ length: shape.reduce((p, d) => p * d, 1) }, (_, i) => Math.sin(step * i + 1)),
);
const VALUES = new Map([["A", waves([2, 3], 1)], ["B", waves([2, 3], 2)], ["C", waves([2, 2], 3)]]);

/** Operations on arrays of the shapes of A and C. */
const ARRAYS: Readonly<Record<string, (b: Builder, A: NodeId, C: NodeId) => NodeId>> = {
  reshape: (b, A) => b.reshape(A, [3, 2]),
  slice: (b, A) => b.apply("slice", [A], { starts: [1, 2], steps: [-1, -1], sizes: [2, 2] }),
  place: (b, A) => b.apply("place", [A], { starts: [1, 2], steps: [2, -1], shape: [5, 4] }),
  triangle: (b, A) => b.apply("triangle", [A], { upper: true, diagonal: 1 }),
  concat: (b, A, C) => b.apply("concat", [A, C], { axis: 1 }),
  stack: (b, A) => b.apply("stack", [A, b.apply("neg", [A])], { lead: [2, 1] }),
  contract: (b, A, C) => b.contract([{ node: A, labels: [0, 1] }, { node: C, labels: [0, 2] }], [2, 1], new Map([[0, 2], [1, 3], [2, 2]])),
};

test("every array operation that says something of linearity or layout is here", () => {
  const arrays = [...opTable.values()].filter((op) => op.kind === "tensor" && (op.linear ?? op.lays) !== undefined);
  expect(arrays.map((op) => op.name).sort()).toEqual(Object.keys(ARRAYS).sort());
});

describe.each(Object.entries(ARRAYS))("%s", (_name, make) => {
  const b = new Builder(opTable);
  const [A, B, C] = ["A", "B", "C"].map((name) => b.variable(name, VALUES.get(name)?.shape ?? [])) as [NodeId, NodeId, NodeId];
  const valuesOf = (...ids: readonly NodeId[]): Tensor[] => {
    const values = evaluate(b, ids, { values: VALUES, sizes: new Map() });
    return ids.map((id) => values.get(id) as Tensor);
  };

  test("is linear as it says", () => {
    const none = b.fill(0, [2, 2]);
    const other = linearIn(b, b.node(make(b, A, C))) === "in each" ? C : none;
    const [whole, first, second] = valuesOf(
      make(b, b.apply("add", [A, B]), C), make(b, A, C), make(b, B, other),
    ) as [Tensor, Tensor, Tensor];
    whole.data.forEach((x, i) => expect(x).toBeCloseTo((first.data[i] as number) + (second.data[i] as number), 12));
  });

  test("has its arguments where it says", () => {
    const node = b.node(make(b, A, C));
    const at = tensorOf(b, node)?.lays?.(node.args.map((arg) => b.shape(arg)), node.attrs, node.shape);
    if (at === undefined) return;
    const [whole, ...args] = valuesOf(make(b, A, C), ...node.args) as [Tensor, ...Tensor[]];
    const reached = new Set<string>();
    args.forEach((arg, i) => forEachIndex(arg.shape, (index) => {
      const place = node.shape.map((_, axis) => {
        const { start, step, axis: own } = at(i, axis);
        return start as number + (own === undefined ? 0 : step * (index[own] as number));
      });
      expect(elementAt(whole, place)).toBe(elementAt(arg, index));
      reached.add(place.join());
    }));
    forEachIndex(whole.shape, (index) => { if (!reached.has(index.join())) expect(elementAt(whole, index)).toBe(0); });
  });
});
