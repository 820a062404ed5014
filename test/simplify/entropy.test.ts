// Entropies and divergences of softmaxes, on graphs as they are and on graphs just beside: the rules leave
// those alone, and where they do something the value is the same.
import { expect, test } from "vitest";
import { Builder, type Factor } from "../../src/graph/builder.js";
import { evaluate } from "../../src/graph/evaluate.js";
import type { NodeId } from "../../src/graph/graph.js";
import { tensor, type Tensor } from "../../src/graph/tensor.js";
import { opTable } from "../../src/ops/index.js";
import { madeBy } from "./helpers.js";

const VALUES = new Map([
  ["Z", tensor([4, 4], Array.from({ length: 16 }, (_, i) => Math.sin(3 * i + 1)))],
  ["Y", tensor([4, 4], Array.from({ length: 16 }, (_, i) => Math.cos(i)))], ["w", tensor([4], [0.4, 1.3, -0.6, 2.1])],
]);
const DIMS = new Map([[0, 4], [1, 4]]);

function partsOn(b: Builder) {
  const get = (name: string): NodeId => b.variable(name, VALUES.get(name)?.shape ?? []);
  const [Z, Y, w] = [get("Z"), get("Y"), get("w")];
  const along = (op: string, x: NodeId, axis: number): NodeId => b.apply(op, [x], { axes: [axis] });
  const of = (node: NodeId, ...labels: readonly number[]): Factor => ({ node, labels: labels.length === 0 ? [0, 1] : labels });
  return {
    w, of, Z, P: along("softmax", Z, 1), Q: along("softmax", Y, 1), R: along("softmax", Z, 0),
    logP: along("log_softmax", Z, 1), logQ: along("log_softmax", Y, 1), logR: along("log_softmax", Z, 0),
    neg: (x: NodeId): NodeId => b.apply("neg", [x]), mul: (x: NodeId, y: NodeId): NodeId => b.apply("mul", [x, y]),
    sub: (x: NodeId, y: NodeId): NodeId => b.apply("sub", [x, y]), add: (x: NodeId, y: NodeId): NodeId => b.apply("add", [x, y]),
    sum: (out: readonly number[], ...factors: readonly Factor[]): NodeId => b.contract(factors, out, DIMS),
  };
}

const table: readonly (readonly [what: string, fires: boolean, make: (g: ReturnType<typeof partsOn>) => NodeId])[] = [
  ["p and log(p)", true, (g) => g.sum([0], g.of(g.P), g.of(g.logP))], ["p .* log(p)", true, (g) => g.sum([], g.of(g.mul(g.P, g.logP)))],
  ["p and -log(p)", true, (g) => g.sum([0], g.of(g.P), g.of(g.neg(g.logP)))],
  ["-p and -log(p)", true, (g) => g.sum([0], g.of(g.neg(g.P)), g.of(g.neg(g.logP)))],
  ["-p, -log(p) and weights of rows", true, (g) => g.sum([], g.of(g.neg(g.P)), g.of(g.neg(g.logP)), g.of(g.w, 0))],
  ["-p, -log(p) and negated weights", true, (g) => g.sum([], g.of(g.neg(g.P)), g.of(g.neg(g.logP)), g.of(g.neg(g.w), 0))],
  ["p, log(p) and weights of columns", false, (g) => g.sum([0], g.of(g.P), g.of(g.logP), g.of(g.w, 1))],
  ["summed along the other axis", false, (g) => g.sum([1], g.of(g.P), g.of(g.logP))],
  ["p and log(p) along the other axis", false, (g) => g.sum([], g.of(g.P), g.of(g.logR))],
  ["p and log(q)", false, (g) => g.sum([], g.of(g.P), g.of(g.logQ))],
  ["p and log(p) transposed", false, (g) => g.sum([], g.of(g.P), g.of(g.logP, 1, 0))],
  ["traces", false, (g) => g.sum([], g.of(g.P, 0, 0), g.of(g.logP, 0, 0), g.of(g.w, 1))],
  ["p with weights stretched over it", false, (g) => g.sum([], g.of(g.mul(g.P, g.w)), g.of(g.logP))],
  ["p and log(p) - log(q)", true, (g) => g.sum([], g.of(g.P), g.of(g.sub(g.logP, g.logQ)))],
  ["p and log(p) + log(q)", false, (g) => g.sum([], g.of(g.P), g.of(g.add(g.logP, g.logQ)))],
  ["p and log(q) - log(p)", false, (g) => g.sum([], g.of(g.P), g.of(g.sub(g.logQ, g.logP)))],
  ["p and p - log(q)", false, (g) => g.sum([], g.of(g.P), g.of(g.sub(g.P, g.logQ)))],
  ["p and log(p) - q", false, (g) => g.sum([], g.of(g.P), g.of(g.sub(g.logP, g.Q)))],
  ["p and the other logarithm of p", false, (g) => g.sum([], g.of(g.P), g.of(g.sub(g.logR, g.logQ)))],
  ["p and log(p) - log(q) transposed", false, (g) => g.sum([], g.of(g.P), g.of(g.sub(g.logP, g.logQ), 1, 0))],
  ["-p and log(p) - log(q)", true, (g) => g.sum([], g.of(g.neg(g.P)), g.of(g.sub(g.logP, g.logQ)))],
  ["weights and log(p) - log(q)", false, (g) => g.sum([], g.of(g.Z), g.of(g.sub(g.logP, g.logQ)))],
  ["p with weights stretched over it and log(p) - log(q)", false, (g) => g.sum([], g.of(g.mul(g.P, g.w)), g.of(g.sub(g.logP, g.logQ)))],
];

test.each(table)("%s", (_what, fires, make) => {
  const b = new Builder(opTable);
  const id = make(partsOn(b));
  const made = madeBy(["entropy-of-softmax", "divergence-of-softmax"], b, id, "stabilize");
  expect(made !== undefined).toBe(fires);
  if (made === undefined) return;
  expect(b.shape(made)).toEqual(b.shape(id));
  const values = evaluate(b, [id, made], { values: VALUES, sizes: new Map() });
  const [expected, got] = [values.get(id) as Tensor, values.get(made) as Tensor];
  expected.data.forEach((x, i) => expect(Math.abs(x - (got.data[i] as number))).toBeLessThan(1e-12));
});
