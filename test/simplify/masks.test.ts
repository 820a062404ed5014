// Arrays of zeros and one other number: what is said of them is what evaluating them shows.
import { expect, test } from "vitest";
import { Builder } from "../../src/graph/builder.js";
import { evaluate } from "../../src/graph/evaluate.js";
import type { NodeId } from "../../src/graph/graph.js";
import { factsOf } from "../../src/graph/range.js";
import { tensor, type Tensor } from "../../src/graph/tensor.js";
import { opTable } from "../../src/ops/index.js";
import { namedDim, subtractDims } from "../../src/shape/dim.js";
import { maskOf } from "../../src/simplify/structure/masks.js";
import type { Context } from "../../src/simplify/rule.js";

const n = namedDim("n");
const VALUES = new Map([
  ["x", tensor([], [3])], ["v", tensor([3], [2, 5, 7])], ["r", tensor([1, 3], [2, 5, 7])],
  ["c", tensor([3, 1], [2, 5, 7])], ["one", tensor([1], [4])], ["l", tensor([2], [2, 0])],
]);
const POINT = { values: VALUES, sizes: new Map([["n", 3]]) };

interface Case {
  readonly what: string;
  readonly make: (b: Builder) => NodeId;
  /** What is known, in words; undefined if it is no mask. */
  readonly known: { readonly once: readonly number[] } | undefined;
}

const numbers = (b: Builder, list: readonly number[], lead: readonly number[] = [list.length]): NodeId => b.apply(
  "stack", list.map((x) => b.constant(x)), { lead },
);
const variable = (b: Builder, name: string): NodeId => b.variable(name, VALUES.get(name)?.shape ?? []);
const placed = (b: Builder, name: string, starts: readonly number[], shape: readonly number[], steps = starts.map(() => 1)): NodeId =>
  b.apply("place", [variable(b, name)], { starts, steps, shape });
const labels = (b: Builder, list: readonly number[], size: number | typeof n = 3): NodeId => b.apply(
  "one_hot", [numbers(b, list)], { size },
);
const listed = (b: Builder, list: readonly (number | "x")[], lead: readonly number[]): NodeId => b.apply(
  "stack", list.map((e) => (e === "x" ? variable(b, "x") : b.constant(e))), { lead },
);

const table: readonly Case[] = [
  { what: "the identity", make: (b) => b.apply("delta", [], { size: 3 }), known: { once: [0, 1] } },
  { what: "given labels", make: (b) => b.apply("one_hot", [variable(b, "l")], { size: 3 }), known: { once: [1] } },
  { what: "classes", make: (b) => labels(b, [0, 2]), known: { once: [1] } },
  { what: "a class below the first", make: (b) => labels(b, [-1, 2]), known: { once: [] } },
  { what: "no whole class", make: (b) => labels(b, [0.5, 2]), known: { once: [] } },
  { what: "a class above the last", make: (b) => labels(b, [0, 3]), known: { once: [] } },
  { what: "classes of which there are n", make: (b) => labels(b, [0, 2], n), known: { once: [] } },
  { what: "computed classes", make: (b) => b.apply("one_hot", [b.apply("floor", [variable(b, "l")])], { size: 3 }), known: { once: [] } },
  { what: "one element", make: (b) => placed(b, "one", [1], [3]), known: { once: [0] } },
  { what: "the first element", make: (b) => placed(b, "one", [0], [3]), known: { once: [0] } },
  {
    what: "the last of n elements",
    make: (b) => b.apply("place", [variable(b, "one")], { starts: [2], steps: [1], shape: [n] }),
    known: { once: [0] },
  },
  {
    what: "the last element",
    make: (b) => b.apply("place", [variable(b, "one")], { starts: [subtractDims(n, 1)], steps: [1], shape: [n] }),
    known: { once: [0] },
  },
  { what: "a column in reverse", make: (b) => placed(b, "c", [2, 1], [3, 4], [-1, 1]), known: undefined },
  { what: "a column", make: (b) => placed(b, "c", [0, 2], [3, 4]), known: { once: [1] } },
  { what: "a row", make: (b) => placed(b, "r", [1, 0], [2, 3]), known: { once: [0] } },
  { what: "a part of a row", make: (b) => placed(b, "r", [1, 1], [2, 5]), known: undefined },
  { what: "a row at the end of longer ones", make: (b) => placed(b, "r", [0, 1], [1, 4]), known: undefined },
  { what: "every other element", make: (b) => placed(b, "v", [0], [6], [2]), known: undefined },
  { what: "elements in reverse", make: (b) => placed(b, "v", [2], [3], [-1]), known: undefined },
  {
    what: "two rows at once",
    make: (b) => b.apply("place", [numbers(b, [1, 2, 3, 4], [2, 2])], { starts: [1, 0], steps: [1, 1], shape: [3, 2] }),
    known: undefined,
  },
  { what: "a number in a list", make: (b) => listed(b, [0, 5, 0], [3]), known: { once: [0] } },
  { what: "an unknown in a list", make: (b) => listed(b, ["x", 0, 0], [3]), known: { once: [0] } },
  { what: "a number at two places", make: (b) => listed(b, [2, 0, 2], [3]), known: { once: [] } },
  { what: "two numbers", make: (b) => listed(b, [2, 0, 3], [3]), known: undefined },
  { what: "a number and an unknown", make: (b) => listed(b, [2, 0, "x"], [3]), known: undefined },
  { what: "zeros", make: (b) => listed(b, [0, 0], [2]), known: undefined },
  { what: "a number in every row", make: (b) => listed(b, [0, 2, 0, 2, 0, 0], [2, 3]), known: { once: [1] } },
  { what: "an unknown in every row", make: (b) => listed(b, ["x", 0, 0, "x"], [2, 2]), known: { once: [0, 1] } },
  { what: "both in the first row", make: (b) => listed(b, [2, 2, 0, 0], [2, 2]), known: { once: [0] } },
  { what: "a row without", make: (b) => listed(b, [0, 2, 0, 0], [2, 2]), known: { once: [] } },
  { what: "one in each column", make: (b) => listed(b, [0, 0, 0, 3, 3, 0], [3, 2]), known: { once: [0] } },
  { what: "a variable", make: (b) => variable(b, "v"), known: undefined },
];

/** Whether each group of elements along an axis has exactly one 1. */
function isOnce({ shape, data }: Tensor, along: number): boolean {
  const counts = new Map<string, number>();
  data.forEach((x, i) => {
    const index = shape.map((_, axis) => Math.floor(i / shape.slice(axis + 1).reduce((p, d) => p * d, 1)) % (shape[axis] as number));
    const group = index.filter((_, axis) => axis !== along).join(" ");
    counts.set(group, (counts.get(group) ?? 0) + x);
  });
  return [...counts.values()].every((count) => count === 1);
}

test.each(table)("$what", ({ make, known }) => {
  const b = new Builder(opTable);
  const context: Context = { b, facts: factsOf(b, false), phase: "canonicalize", uses: () => 1 };
  const id = make(b);
  const mask = maskOf(context, id);
  expect(mask === undefined).toBe(known === undefined);
  if (mask === undefined || known === undefined) return;
  if (b.node(id).args.every((a) => b.shape(a).every((d) => d === 1))) expect(b.shape(mask.factor ?? b.constant(1))).toEqual([]);
  const scaled = b.apply("mul", [mask.factor ?? b.constant(1), mask.id]);
  const values = evaluate(b, [id, mask.id, scaled], POINT);
  const [whole, ones, product] = [id, mask.id, scaled].map((node) => values.get(node) as Tensor) as [Tensor, Tensor, Tensor];
  expect([...product.data]).toEqual([...whole.data]);
  expect([...ones.data].every((x) => x === 0 || x === 1)).toBe(true);
  expect(mask.once).toEqual(known.once);
  for (const axis of known.once) expect(isOnce(ones, axis)).toBe(true);
});
