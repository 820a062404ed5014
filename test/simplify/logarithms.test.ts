// Logarithms of weighted sums of exponentials, on graphs as they are and on graphs just beside: the rules leave
// those alone, and where they do something the value is the same, also where the exponentials are no numbers.
import { expect, test } from "vitest";
import { Builder, type Factor } from "../../src/graph/builder.js";
import { evaluate } from "../../src/graph/evaluate.js";
import { asApplied, type NodeId } from "../../src/graph/graph.js";
import { factsOf } from "../../src/graph/range.js";
import { tensor, type Tensor } from "../../src/graph/tensor.js";
import { opTable } from "../../src/ops/index.js";
import type { Context } from "../../src/simplify/rule.js";
import { logarithmRules } from "../../src/simplify/structure/logarithms.js";

const waves = (shape: readonly number[], step: number): Tensor => tensor(
  shape, Array.from({ length: shape.reduce((p, d) => p * d, 1) }, (_, i) => 1.5 + Math.sin(step * i + 1)),
);
const VALUES = new Map([
  ["z", waves([3], 2)], ["w", waves([3], 5)], ["B", waves([3, 3], 3)], ["T", waves([3, 3, 3], 4)],
  ["a", tensor([], [0.3])], ["b", tensor([], [1.7])], ["x", tensor([], [900])], ["y", tensor([], [-901])],
]);
const DIMS = new Map([[0, 3], [1, 3], [2, 3]]);

function partsOn(b: Builder) {
  const get = (name: string): NodeId => b.variable(name, VALUES.get(name)?.shape ?? []);
  const op = (name: string) => (...args: readonly NodeId[]): NodeId => b.apply(name, args);
  return {
    a: get("a"), b: get("b"), w: get("w"), x: get("x"), y: get("y"), z: get("z"), B: get("B"), T: get("T"),
    k: (value: number): NodeId => b.constant(value),
    log: op("log"), exp: op("exp"), add: op("add"), sub: op("sub"), mul: op("mul"), div: op("div"), neg: op("neg"),
    sin: op("sin"), fixed: op("stop_gradient"),
    most: (z: NodeId): NodeId => b.apply("reduce_max", [z], { axes: [0] }),
    of: (node: NodeId, ...labels: readonly number[]): Factor => ({ node, labels }),
    sum: (out: readonly number[], ...factors: readonly Factor[]): NodeId => b.contract(factors, out, DIMS),
  };
}

type Make = (g: ReturnType<typeof partsOn>) => NodeId;

/** The inner part of a logarithm. */
const table: readonly (readonly [what: string, fires: boolean, make: Make])[] = [
  ["exp(a) + exp(b)", true, (g) => g.add(g.exp(g.a), g.exp(g.b))],
  ["exp(b) - exp(a)", true, (g) => g.sub(g.exp(g.b), g.exp(g.a))], ["exp(a) + b", true, (g) => g.add(g.exp(g.a), g.b)],
  ["-exp(a) + exp(b)", true, (g) => g.add(g.neg(g.exp(g.a)), g.exp(g.b))], ["exp(a)", false, (g) => g.exp(g.a)],
  ["exponents with a mark far below", true, (g) => g.add(g.exp(g.sin(g.fixed(g.a))), g.exp(g.b))],
  ["exponents less what is marked", false, (g) => g.add(g.exp(g.sub(g.a, g.fixed(g.b))), g.exp(g.sub(g.b, g.fixed(g.b))))],
  ["weights and exponentials", true, (g) => g.sum([], g.of(g.w, 0), g.of(g.exp(g.z), 0))],
  ["exponents less their greatest", false, (g) => g.sum([], g.of(g.w, 0), g.of(g.exp(g.sub(g.z, g.fixed(g.most(g.z)))), 0))],
  ["elements of weights and exponentials", false, (g) => g.sum([0], g.of(g.w, 0), g.of(g.exp(g.z), 0))],
  ["a matrix and exponentials", true, (g) => g.sum([0], g.of(g.B, 0, 1), g.of(g.exp(g.z), 1))],
  ["a matrix and exponentials that stay", false, (g) => g.sum([0], g.of(g.B, 0, 1), g.of(g.exp(g.z), 0))],
  ["exponentials of a diagonal", false, (g) => g.sum([], g.of(g.exp(g.B), 0, 0), g.of(g.w, 0))],
  ["a trace of exponentials", false, (g) => g.sum([], g.of(g.exp(g.B), 0, 0))],
  ["exponentials of three axes and weights", true, (g) => g.sum([0, 1], g.of(g.exp(g.T), 0, 1, 2), g.of(g.w, 2))],
  ["the same, transposed", false, (g) => g.sum([1, 0], g.of(g.exp(g.T), 0, 1, 2), g.of(g.w, 2))],
  ["exponentials of a matrix, transposed weights", true, (g) => g.sum([1], g.of(g.B, 1, 0), g.of(g.exp(g.z), 0))],
  ["-2 times a sum below zero", true, (g) => g.mul(g.k(-2), g.sum([], g.of(g.mul(g.w, g.neg(g.exp(g.z))), 0)))],
];

/** At x = 900 and y = -901. */
const extremes: readonly (readonly [what: string, value: number, make: Make])[] = [
  ["exp(x) + exp(x)", 900 + Math.LN2, (g) => g.add(g.exp(g.x), g.exp(g.x))],
  ["exp(x)*exp(x) + exp(y)", 1800, (g) => g.add(g.mul(g.exp(g.x), g.exp(g.x)), g.exp(g.y))],
  ["exp(y)*exp(y) + exp(y)*exp(y)", -1802 + Math.LN2, (g) => g.add(g.mul(g.exp(g.y), g.exp(g.y)), g.mul(g.exp(g.y), g.exp(g.y)))],
  ["2*exp(y) - exp(y)", -901, (g) => g.sub(g.mul(g.k(2), g.exp(g.y)), g.exp(g.y))],
];

/** What the rules make of the logarithm, and it itself. */
function changed(make: Make): { b: Builder; id: NodeId; made: NodeId | undefined } {
  const b = new Builder(opTable);
  const c: Context = { b, facts: factsOf(b, false), phase: "stabilize", uses: () => 1 };
  const g = partsOn(b);
  const id = g.log(make(g));
  return { b, id, made: logarithmRules.map((rule) => rule.apply(c, asApplied(b.node(id)), id)).find((m) => m !== undefined) };
}

test.each(table)("%s", (_what, fires, make) => {
  const { b, id, made } = changed(make);
  expect(made !== undefined).toBe(fires);
  if (made === undefined) return;
  expect(b.shape(made)).toEqual(b.shape(id));
  const values = evaluate(b, [id, made], { values: VALUES, sizes: new Map() });
  const [expected, got] = [values.get(id) as Tensor, values.get(made) as Tensor];
  expected.data.forEach((x, i) => expect(Math.abs(x - (got.data[i] as number))).toBeLessThan(1e-12));
});

test.each(extremes)("%s where it is no number", (_what, value, make) => {
  const { b, made } = changed(make);
  const got = evaluate(b, [made as NodeId], { values: VALUES, sizes: new Map() }).get(made as NodeId) as Tensor;
  expect(Math.abs(got.data[0] as number / value - 1)).toBeLessThan(1e-14);
});
