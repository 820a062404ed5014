// Sums of products with a scalar, a window or labels in them, on graphs as they are and on graphs just beside:
// the rules leave those alone, and where they do something the value is the same.
import { expect, test } from "vitest";
import { Builder, type Factor } from "../../src/graph/builder.js";
import { evaluate } from "../../src/graph/evaluate.js";
import { asApplied, type NodeId } from "../../src/graph/graph.js";
import { factsOf } from "../../src/graph/range.js";
import { tensor, type Tensor } from "../../src/graph/tensor.js";
import { opTable } from "../../src/ops/index.js";
import type { Context } from "../../src/simplify/rule.js";
import { contractionRules } from "../../src/simplify/structure/contraction.js";
import { placedRules } from "../../src/simplify/structure/placed.js";
import { stackRules } from "../../src/simplify/structure/stacks.js";

const waves = (shape: readonly number[], step: number): Tensor => tensor(
  shape, Array.from({ length: shape.reduce((p, d) => p * d, 1) }, (_, i) => Math.sin(step * i + 1)),
);
const VALUES = new Map([
  ["A", waves([4, 4], 3)], ["x", waves([4], 2)], ["y", waves([4], 5)], ["X", waves([2, 2], 1)], ["F", waves([4, 2], 4)],
  ["s", tensor([], [1.7])], ["one", tensor([1], [0.6])],
  ["l", tensor([4], [2, 0, 3, 1])], ["L", tensor([2, 2], [2, 0, 3, 1])],
]);

function partsOn(b: Builder) {
  const get = (name: string): NodeId => b.variable(name, VALUES.get(name)?.shape ?? []);
  const op = (name: string) => (...args: readonly NodeId[]): NodeId => b.apply(name, args);
  const hot = (labels: NodeId): NodeId => b.apply("one_hot", [labels], { size: 4 });
  const [A, x, y, X, s, one, l, L] = ["A", "x", "y", "X", "s", "one", "l", "L"].map(get) as [
    NodeId, NodeId, NodeId, NodeId, NodeId, NodeId, NodeId, NodeId,
  ];
  return {
    A, x, y, s, div: op("div"), mul: op("mul"), neg: op("neg"), exp: op("exp"),
    placed: (rows: number, columns: number): NodeId => b.apply("place", [X], { starts: [rows, columns], steps: [1, 1], shape: [4, 4] }),
    flipped: b.apply("place", [get("F")], { starts: [3, 1], steps: [-1, 1], shape: [4, 4] }),
    spot: (at: number): NodeId => b.apply("place", [one], { starts: [at], steps: [1], shape: [4] }),
    list: b.apply("stack", [0, 3, 0, 0].map((k) => b.constant(k)), { lead: [4] }),
    rows: b.apply("stack", Array.from({ length: 16 }, (_, i) => b.constant(i === 5 ? 3 : 0)), { lead: [4, 4] }),
    softmax: (z: NodeId): NodeId => b.apply("softmax", [z], { axes: [0] }),
    M: hot(l), T: hot(L), computed: hot(b.apply("floor", [l])),
    of: (node: NodeId, ...labels: readonly number[]): Factor => ({ node, labels }),
    sum: (out: readonly number[], ...factors: readonly Factor[]): NodeId =>
      b.contract(factors, out, new Map(factors.flatMap((f) => f.labels.map((label, i) => [label, b.shape(f.node)[i] as number] as const)))),
  };
}

const table: readonly (readonly [rule: string, what: string, fires: boolean, make: (g: ReturnType<typeof partsOn>) => NodeId])[] = [
  ["lift-scalar-factor", "-x", true, (g) => g.sum([], g.of(g.neg(g.x), 0))],
  ["lift-scalar-factor", "x/s", true, (g) => g.sum([], g.of(g.div(g.x, g.s), 0), g.of(g.y, 0))],
  ["lift-scalar-factor", "x/s twice", false, (g) => g.sum([], g.of(g.div(g.x, g.s), 0), g.of(g.div(g.x, g.s), 0))],
  ["lift-scalar-factor", "-x in a larger product", false, (g) => g.sum([0, 1], g.of(g.neg(g.x), 0), g.of(g.y, 1))],
  ["lift-scalar-factor", "x/y", false, (g) => g.sum([], g.of(g.div(g.x, g.y), 0))],
  ["sum-of-placed", "a window of a matrix", true, (g) => g.sum([], g.of(g.placed(0, 1), 0, 1), g.of(g.A, 0, 1))],
  ["sum-of-placed", "a window of a matrix, transposed", true, (g) => g.sum([], g.of(g.placed(0, 1), 1, 0), g.of(g.A, 0, 1))],
  ["sum-of-placed", "columns upside down", true, (g) => g.sum([], g.of(g.flipped, 0, 1), g.of(g.A, 0, 1))],
  ["sum-of-placed", "the trace of a window", false, (g) => g.sum([], g.of(g.placed(0, 1), 0, 0))],
  ["sum-of-placed", "a window whose rows stay", false, (g) => g.sum([0], g.of(g.placed(0, 1), 0, 1), g.of(g.x, 1))],
  ["sum-of-placed", "one element", true, (g) => g.sum([], g.of(g.spot(2), 0), g.of(g.x, 0))],
  ["sum-of-placed", "one element of a row", true, (g) => g.sum([1], g.of(g.spot(2), 0), g.of(g.A, 0, 1))],
  ["contract-stacks", "a list and probabilities", true, (g) => g.sum([], g.of(g.list, 0), g.of(g.softmax(g.x), 0))],
  ["contract-stacks", "a list and probabilities in rows", false, (g) => g.sum([], g.of(g.rows, 0, 1), g.of(g.softmax(g.A), 0, 1))],
  ["contract-stacks", "a list and exponentials", false, (g) => g.sum([], g.of(g.list, 0), g.of(g.exp(g.x), 0))],
  [
    "contract-stacks", "a list, probabilities and weights", false,
    (g) => g.sum([], g.of(g.list, 0), g.of(g.softmax(g.x), 0), g.of(g.exp(g.y), 0)),
  ],
  [
    "contract-stacks", "a list, probabilities and other weights", false,
    (g) => g.sum([], g.of(g.list, 0), g.of(g.softmax(g.x), 0), g.of(g.exp(g.y), 1)),
  ],
  ["contract-stacks", "a list times probabilities", false, (g) => g.sum([0], g.of(g.list, 0), g.of(g.softmax(g.x), 0))],
  ["contract-stacks", "a list and probabilities apart", true, (g) => g.sum([], g.of(g.list, 0), g.of(g.softmax(g.x), 1))],
  ["contract-stacks", "an outer product", false, (g) => g.sum([0, 1], g.of(g.list, 0), g.of(g.softmax(g.x), 1))],
  ["contract-stacks", "weights and probabilities", false, (g) => g.sum([], g.of(g.y, 0), g.of(g.softmax(g.x), 0))],
  ["sum-of-labels", "rows", true, (g) => g.sum([0], g.of(g.M, 0, 1))],
  ["sum-of-labels", "everything", true, (g) => g.sum([], g.of(g.M, 0, 1))],
  ["sum-of-labels", "rows of rows", true, (g) => g.sum([0, 1], g.of(g.T, 0, 1, 2))],
  ["sum-of-labels", "columns", false, (g) => g.sum([1], g.of(g.M, 0, 1))],
  ["sum-of-labels", "the trace", false, (g) => g.sum([], g.of(g.M, 0, 0))],
  ["sum-of-labels", "a transpose", false, (g) => g.sum([1, 0], g.of(g.M, 0, 1))],
  ["sum-of-labels", "weighted columns", false, (g) => g.sum([0], g.of(g.M, 0, 1), g.of(g.exp(g.y), 1))],
  ["sum-of-labels", "rows of anything", false, (g) => g.sum([0], g.of(g.neg(g.A), 0, 1))],
  ["sum-of-labels", "computed labels", false, (g) => g.sum([0], g.of(g.computed, 0, 1))],
];

test.each(table)("%s: %s", (name, _what, fires, make) => {
  const b = new Builder(opTable);
  const c: Context = { b, facts: factsOf(b, false), phase: "canonicalize", uses: () => 1 };
  const id = make(partsOn(b));
  const made = [...stackRules, ...contractionRules, ...placedRules].find((rule) => rule.name === name)?.apply(c, asApplied(b.node(id)), id);
  expect(made !== undefined).toBe(fires);
  if (made === undefined) return;
  expect(b.shape(made)).toEqual(b.shape(id));
  const values = evaluate(b, [id, made], { values: VALUES, sizes: new Map() });
  const [expected, got] = [values.get(id) as Tensor, values.get(made) as Tensor];
  expected.data.forEach((x, i) => expect(Math.abs(x - (got.data[i] as number))).toBeLessThan(1e-12));
});
