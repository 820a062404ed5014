// Logarithms of the probability of one class, on graphs as they are and on graphs just beside: the rules
// leave those alone, and where they do something the value is the same.
import { expect, test } from "vitest";
import { Builder } from "../../src/graph/builder.js";
import { evaluate, reachable } from "../../src/graph/evaluate.js";
import type { NodeId } from "../../src/graph/graph.js";
import { tensor, type Tensor } from "../../src/graph/tensor.js";
import { opTable } from "../../src/ops/index.js";
import { madeBy, phases } from "./helpers.js";

const RULES = ["logsumexp-less-listed", "logsumexp-less-one", "one-less-logsumexp", "log-softmax-slice", "log-softmax-of-one"];

const VALUES = new Map([
  ["Z", tensor([4, 4], Array.from({ length: 16 }, (_, i) => Math.sin(3 * i + 1)))], ["v", tensor([4], [0.4, 1.3, -0.6, 2.1])],
  ["a", tensor([], [1.7])], ["b", tensor([], [-0.6])], ["c", tensor([], [0.4])], ["l", tensor([4], [2, 0, 3, 1])],
  ["W", tensor([4, 4], Array.from({ length: 16 }, (_, i) => Math.cos(i)))],
]);

function partsOn(b: Builder) {
  const get = (name: string): NodeId => b.variable(name, VALUES.get(name)?.shape ?? []);
  const [x, y, z, v, Z, W] = [get("a"), get("b"), get("c"), get("v"), get("Z"), get("W")];
  const list = (...ids: readonly NodeId[]): NodeId => b.apply("stack", ids, { lead: [ids.length] });
  const labelled = (logs: NodeId, other: NodeId, labels: readonly number[]): NodeId =>
    b.contract([{ node: other, labels }, { node: logs, labels: [0, 1] }], [0], new Map([[0, 4], [1, 4]]));
  return {
    x, y, z, v, Z, W, list, labelled,
    sub: (l: NodeId, r: NodeId): NodeId => b.apply("sub", [l, r]), neg: (i: NodeId): NodeId => b.apply("neg", [i]),
    lse: (i: NodeId, axis = 0): NodeId => b.apply("logsumexp", [i], { axes: [axis] }),
    logs: (i: NodeId, axis = 0): NodeId => b.apply("log_softmax", [i], { axes: [axis] }),
    slice: (i: NodeId, starts: readonly number[], sizes: readonly number[], steps = starts.map(() => 1)): NodeId => b.apply(
      "slice", [i], { starts, steps, sizes },
    ),
    reshape: (i: NodeId, ...shape: readonly number[]): NodeId => b.reshape(i, shape),
    labels: b.apply("one_hot", [get("l")], { size: 4 }),
  };
}

const table: readonly (readonly [what: string, fires: boolean, make: (g: ReturnType<typeof partsOn>) => NodeId])[] = [
  ["of two, less the first", true, (g) => g.sub(g.lse(g.list(g.x, g.y)), g.x)],
  ["of two, less the second", true, (g) => g.sub(g.lse(g.list(g.x, g.y)), g.y)],
  ["the first less that of two", true, (g) => g.sub(g.x, g.lse(g.list(g.x, g.y)))],
  ["of two, less another", false, (g) => g.sub(g.lse(g.list(g.x, g.y)), g.z)],
  ["of three, less the first", true, (g) => g.sub(g.lse(g.list(g.x, g.y, g.z)), g.x)],
  ["of three, less the second", true, (g) => g.sub(g.lse(g.list(g.x, g.y, g.z)), g.y)],
  ["of three, less the last", true, (g) => g.sub(g.lse(g.list(g.x, g.y, g.z)), g.z)],
  ["of one", true, (g) => g.sub(g.lse(g.list(g.x)), g.x)],
  ["of an array, less one element", true, (g) => g.sub(g.lse(g.v), g.reshape(g.slice(g.v, [2], [1])))],
  ["of an array, less one element of another", false, (g) => g.sub(g.lse(g.v), g.reshape(g.slice(g.reshape(g.W, 16), [2], [1])))],
  ["of an array, less an unknown", false, (g) => g.sub(g.lse(g.v), g.x)],
  ["of an array, less one that stays a list", false, (g) => g.sub(g.lse(g.v), g.slice(g.v, [2], [1]))],
  ["of rows, less a column", true, (g) => g.sub(g.lse(g.Z, 1), g.reshape(g.slice(g.Z, [0, 1], [4, 1]), 4))],
  ["of rows, less a row", false, (g) => g.sub(g.lse(g.Z, 1), g.reshape(g.slice(g.Z, [1, 0], [1, 4]), 4))],
  ["of rows, less a column of another", false, (g) => g.sub(g.lse(g.Z, 1), g.reshape(g.slice(g.W, [0, 1], [4, 1]), 4))],
  ["of rows, less one element", false, (g) => g.sub(g.lse(g.Z, 1), g.reshape(g.slice(g.Z, [1, 1], [1, 1]), 1))],
  ["of rows, less a column upside down", false, (g) => g.sub(g.lse(g.Z, 1), g.reshape(g.slice(g.Z, [3, 1], [4, 1], [-1, 1]), 4))],
  ["of rows, less a column seen as a placed list", false, (g) => g.sub(g.lse(g.Z, 1), g.reshape(g.list(g.x, g.y, g.z, g.x), 4))],
  [
    "of rows, less a row of the same list", false,
    (g) => g.sub(g.reshape(g.lse(g.Z, 1), 2, 2), g.reshape(g.slice(g.Z, [0, 1], [4, 1]), 2, 2)),
  ],
  ["one column of logarithms", true, (g) => g.slice(g.logs(g.Z, 1), [0, 2], [4, 1])],
  ["one column of anything", false, (g) => g.slice(g.neg(g.Z), [0, 2], [4, 1])],
  ["one column of the exponentials' sums", false, (g) => g.slice(g.lse(g.Z, 1), [2], [1])],
  ["two columns of logarithms", false, (g) => g.slice(g.logs(g.Z, 1), [0, 1], [4, 2])],
  ["one row of logarithms along rows", false, (g) => g.slice(g.logs(g.Z, 1), [2, 0], [1, 4])],
  ["one logarithm", false, (g) => g.slice(g.logs(g.Z, 1), [2, 0], [1, 1])],
  ["every other of a column", false, (g) => g.slice(g.logs(g.Z, 1), [0, 1], [2, 1], [2, 1])],
  ["a column from the end", false, (g) => g.slice(g.logs(g.Z, 1), [3, 1], [4, 1], [-1, 1])],
  ["the beginning of a column", false, (g) => g.slice(g.logs(g.Z, 1), [0, 1], [3, 1])],
  ["the end of a column", false, (g) => g.slice(g.logs(g.Z, 1), [1, 1], [3, 1])],
  ["one of each row by labels", true, (g) => g.labelled(g.logs(g.Z, 1), g.labels, [0, 1])],
  ["labels the other way round", false, (g) => g.labelled(g.logs(g.Z, 1), g.labels, [1, 0])],
  ["one of each row, of logarithms along columns", false, (g) => g.labelled(g.logs(g.Z, 0), g.labels, [0, 1])],
  ["weights of each", false, (g) => g.labelled(g.logs(g.Z, 1), g.W, [0, 1])],
  ["labels of anything", false, (g) => g.labelled(g.Z, g.labels, [0, 1])],
];

test.each(table)("%s", (_what, fires, make) => {
  const b = new Builder(opTable);
  const id = make(partsOn(b));
  const made = madeBy(RULES, b, id, "canonicalize");
  expect(made !== undefined).toBe(fires);
  if (made === undefined) return;
  expect(b.shape(made)).toEqual(b.shape(id));
  const values = evaluate(b, [id, made], { values: VALUES, sizes: new Map() });
  const [expected, got] = [values.get(id) as Tensor, values.get(made) as Tensor];
  expected.data.forEach((x, i) => expect(Math.abs(x - (got.data[i] as number))).toBeLessThan(1e-12));
});

test.each([1, 2])("of two scalars the logarithm of class %s is a softplus", (k) => {
  const { builder, outputs } = phases(`param x, y\nz = [x, y]\noutput q = logsumexp(z) - z[${k}]`).canonicalize;
  const ops = reachable(builder, outputs.flatMap((o) => o.nodes)).map((id) => builder.node(id).op);
  expect(ops.filter((op) => op !== "variable").sort()).toEqual(["softplus", "sub"]);
});
