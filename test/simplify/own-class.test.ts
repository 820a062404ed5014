// Probabilities less 1 at one class, on graphs as they are and on graphs just beside: the rule leaves
// those alone, and where it does something the value is the same.
import { expect, test } from "vitest";
import { Builder } from "../../src/graph/builder.js";
import { evaluate, reachable } from "../../src/graph/evaluate.js";
import type { NodeId } from "../../src/graph/graph.js";
import { tensor, type Tensor } from "../../src/graph/tensor.js";
import { opTable } from "../../src/ops/index.js";
import type { Phase } from "../../src/simplify/rule.js";
import { simplify } from "../../src/simplify/simplify.js";
import { elaborated, madeBy } from "./helpers.js";

const VALUES = new Map([
  ["z", tensor([4], [0.3, -0.2, 1.1, 0.7])], ["Z", tensor([4, 4], Array.from({ length: 16 }, (_, i) => Math.sin(3 * i + 1)))],
  ["w", tensor([4], [0.4, 1.3, -0.6, 2.1])], ["l", tensor([4], [2, 0, 3, 1])], ["s", tensor([], [1.7])], ["t", tensor([], [-0.6])],
  ["u", tensor([2], [0.4, 1.3])], ["V", tensor([2, 2], [0.3, -0.2, 1.1, 0.7])], ["k", tensor([2], [1, 0])],
]);

type Make = (...args: readonly NodeId[]) => NodeId;

/** What the graphs are made of. */
function partsOn(b: Builder) {
  const get = (name: string): NodeId => b.variable(name, VALUES.get(name)?.shape ?? []);
  const op = (name: string): Make => (...args) => b.apply(name, args);
  const k = (x: number): NodeId => b.constant(x);
  const list = (...xs: readonly number[]): NodeId => b.apply("stack", xs.map(k), { lead: [xs.length] });
  const [s, t, w, z, Z] = [get("s"), get("t"), get("w"), get("z"), get("Z")];
  return {
    s, t, k, list, mul: op("mul"), div: op("div"), neg: op("neg"), sub: op("sub"), add: op("add"),
    u: get("u"), P2: b.apply("softmax", [get("V")], { axes: [1] }), M2: b.apply("one_hot", [get("k")], { size: 2 }),
    row: b.reshape(w, [1, 4]), column: b.reshape(w, [4, 1]),
    p: b.apply("softmax", [z], { axes: [0] }), P: b.apply("softmax", [Z], { axes: [1] }),
    q: (...scores: readonly NodeId[]) => b.apply("softmax", [b.apply("stack", scores, { lead: [scores.length] })], { axes: [0] }),
    rowsOf: (...scores: readonly NodeId[]) => b.apply("softmax", [b.apply("stack", scores, { lead: [2, 2] })], { axes: [1] }),
    at: (x: NodeId, ...place: readonly number[]): NodeId => b.reshape(
      b.apply("slice", [x], { starts: place, steps: place.map(() => 1), sizes: place.map(() => 1) }), [],
    ),
    most: (x: NodeId): NodeId => b.apply("reduce_max", [x], { axes: [1] }),
    times: (x: NodeId, y: NodeId): NodeId => b.contract(
      [{ node: x, labels: [0] }, { node: y, labels: [1] }], [0, 1], new Map([[0, 4], [1, 4]]),
    ),
    weighted: (x: NodeId, y: NodeId): NodeId => b.contract(
      [{ node: x, labels: [0, 1] }, { node: y, labels: [1] }], [0], new Map([[0, 4], [1, 4]]),
    ),
    summedRows: (x: NodeId): NodeId => b.contract([{ node: x, labels: [0, 1, 2] }], [0, 2], new Map([[0, 1], [1, 4], [2, 4]])),
    fillRows: (x: NodeId): NodeId => b.broadcastTo(x, [4, 4]),
    w, m: b.apply("stack", [0, 1, 0, 0].map((x) => b.literal(x)), { lead: [4] }), M: b.apply("one_hot", [get("l")], { size: 4 }),
    reshape: (x: NodeId, ...shape: readonly number[]): NodeId => b.reshape(x, shape),
    z, Z, slope: (y: NodeId, x: NodeId, axis = b.shape(x).length - 1): NodeId => b.apply("log_softmax_slope", [y, x], { axes: [axis] }),
    fill: (x: NodeId): NodeId => b.broadcastTo(x, [4]),
    first: (x: NodeId): NodeId => b.reshape(b.apply("slice", [x], { starts: [1], steps: [1], sizes: [1] }), []),
    summed: (x: NodeId, out: readonly number[]): NodeId => b.contract([{ node: x, labels: [0, 1] }], out, new Map([[0, 4], [1, 4]])),
  };
}

const table: readonly (readonly [what: string, fires: boolean, make: (g: ReturnType<typeof partsOn>) => NodeId])[] = [
  ["mask - p", true, (g) => g.sub(g.m, g.p)], ["p - mask", true, (g) => g.sub(g.p, g.m)],
  ["mask + p", false, (g) => g.add(g.m, g.p)], ["p + mask", false, (g) => g.add(g.p, g.m)],
  ["mask + -p", true, (g) => g.add(g.m, g.neg(g.p))], ["-mask + p", true, (g) => g.add(g.neg(g.m), g.p)],
  ["p + -mask", true, (g) => g.add(g.p, g.neg(g.m))],
  ["-p + mask", true, (g) => g.add(g.neg(g.p), g.m)], ["mask - -p", false, (g) => g.sub(g.m, g.neg(g.p))],
  ["1 - an element", true, (g) => g.sub(g.k(1), g.first(g.p))], ["2 - an element", false, (g) => g.sub(g.k(2), g.first(g.p))],
  ["a list of ones - p", true, (g) => g.sub(g.list(1, 1, 1, 1), g.p)], ["1, 1, 1, 2 - p", false, (g) => g.sub(g.list(1, 1, 1, 2), g.p)],
  ["mask/2 - 0.5*p", true, (g) => g.sub(g.div(g.m, g.k(2)), g.mul(g.k(0.5), g.p))],
  ["mask/2 - 2*p", false, (g) => g.sub(g.div(g.m, g.k(2)), g.mul(g.k(2), g.p))],
  ["0*mask - 0*p", false, (g) => g.sub(g.mul(g.k(0), g.m), g.mul(g.k(0), g.p))],
  ["mask/0 - p/0", false, (g) => g.sub(g.div(g.m, g.k(0)), g.div(g.p, g.k(0)))],
  ["s*mask - s*p", true, (g) => g.sub(g.mul(g.s, g.m), g.mul(g.s, g.p))],
  ["s*mask - t*p", false, (g) => g.sub(g.mul(g.s, g.m), g.mul(g.t, g.p))],
  ["mask/s - p/s", true, (g) => g.sub(g.div(g.m, g.s), g.div(g.p, g.s))], ["mask/s - p", false, (g) => g.sub(g.div(g.m, g.s), g.p)],
  ["mask/s - p/t", false, (g) => g.sub(g.div(g.m, g.s), g.div(g.p, g.t))],
  ["s*(t*mask) - t*(s*p)", true, (g) => g.sub(g.mul(g.s, g.mul(g.t, g.m)), g.mul(g.t, g.mul(g.s, g.p)))],
  ["mask*(s/t) - s*p/t", true, (g) => g.sub(g.mul(g.m, g.div(g.s, g.t)), g.div(g.mul(g.s, g.p), g.t))],
  ["mask*(s/t) - t*p/s", false, (g) => g.sub(g.mul(g.m, g.div(g.s, g.t)), g.div(g.mul(g.t, g.p), g.s))],
  ["s*mask - (s stretched)*p", true, (g) => g.sub(g.mul(g.s, g.m), g.mul(g.fill(g.s), g.p))],
  ["3*mask - (3 stretched)*p", true, (g) => g.sub(g.mul(g.k(3), g.m), g.mul(g.fill(g.k(3)), g.p))],
  ["s*mask - [s]*p", true, (g) => g.sub(g.mul(g.s, g.m), g.mul(g.reshape(g.s, 1), g.p))],
  ["a mask in a column less a column", false, (g) => g.sub(g.reshape(g.m, 4, 1), g.reshape(g.p, 4, 1))],
  ["M - P", true, (g) => g.sub(g.M, g.P)], ["column*M - column*P", true, (g) => g.sub(g.mul(g.column, g.M), g.mul(g.column, g.P))],
  ["row*M - column*P", false, (g) => g.sub(g.mul(g.row, g.M), g.mul(g.column, g.P))],
  ["a row of two and a column of two", false, (g) => g.sub(g.mul(g.reshape(g.u, 1, 2), g.M2), g.mul(g.reshape(g.u, 2, 1), g.P2))],
  ["M - P times the sums of M along the other axis", false, (g) => g.sub(g.M, g.mul(g.P, g.reshape(g.summed(g.M, [1]), 4, 1)))],
  ["M - P times the sums of P", false, (g) => g.sub(g.M, g.mul(g.P, g.reshape(g.summed(g.P, [0]), 4, 1)))],
  ["M - P times the sum of all of M", false, (g) => g.sub(g.M, g.mul(g.P, g.summed(g.M, [])))],
  [
    "weighted rows and their sums at columns", false,
    (g) => g.sub(g.mul(g.column, g.M), g.mul(g.P, g.reshape(g.summed(g.mul(g.column, g.M), [0]), 1, 4))),
  ],
  ["-s*mask - -(s*p)", true, (g) => g.sub(g.mul(g.neg(g.s), g.m), g.neg(g.mul(g.s, g.p)))],
  ["3*mask - [3, 3, 3, 3]*p", true, (g) => g.sub(g.mul(g.k(3), g.m), g.mul(g.list(3, 3, 3, 3), g.p))],
  ["[1] - [-(-an element)]", true, (g) => g.sub(g.list(1), g.reshape(g.neg(g.neg(g.first(g.p))), 1))],
  ["1 - p times something", false, (g) => g.sub(g.k(1), g.times(g.p, g.neg(g.w)))],
  ["M - P times weighted sums of M", false, (g) => g.sub(g.M, g.mul(g.P, g.reshape(g.weighted(g.M, g.neg(g.w)), 4, 1)))],
  ["M - P times the greatest of M", false, (g) => g.sub(g.M, g.mul(g.P, g.reshape(g.most(g.M), 4, 1)))],
  [
    "3*mask - p times sums of as many masks", false,
    (g) => g.sub(g.mul(g.k(3), g.m), g.mul(g.p, g.summed(g.mul(g.fillRows(g.k(3)), g.m), [1]))),
  ],
  [
    "2*M - P times the sums of its columns in a longer shape", false,
    (g) => g.sub(g.mul(g.k(2), g.M), g.mul(g.P, g.reshape(g.summedRows(g.mul(g.reshape(g.k(2), 1, 1, 1), g.M)), 4, 1))),
  ],
  [
    "columns of masks and their sums in a column", false,
    (g) => g.sub(g.mul(g.column, g.m), g.mul(g.p, g.reshape(g.summed(g.mul(g.column, g.m), [1]), 4, 1))),
  ],
  ["weights in a list and their sums", false, (g) => g.sub(g.mul(g.w, g.M), g.mul(g.P, g.reshape(g.summed(g.mul(g.w, g.M), [0]), 4, 1)))],
  ["divided columns and their sums", false, (g) => g.sub(g.div(g.M, g.row), g.mul(g.P, g.reshape(g.summed(g.div(g.M, g.row), [0]), 4, 1)))],
  ["1 - an element of rows of scalars", true, (g) => g.sub(g.k(1), g.at(g.rowsOf(g.s, g.t, g.k(1), g.k(0)), 0, 1))],
  ["1 - the element of a list of one", true, (g) => g.sub(g.k(1), g.at(g.q(g.s), 0))],
  [
    "weighted columns and their sums", false,
    (g) => g.sub(g.mul(g.row, g.M), g.mul(g.P, g.reshape(g.summed(g.mul(g.row, g.M), [0]), 4, 1))),
  ],
];

/** What a cross-entropy has as its slope; where its targets are no classes it is left to become a plain difference. */
const slopes: typeof table = [
  ["the slope for a class", true, (g) => g.slope(g.m, g.z)],
  ["the slope for -s times a class", true, (g) => g.slope(g.mul(g.neg(g.s), g.m), g.z)],
  ["the slope for classes", true, (g) => g.slope(g.M, g.Z)], ["the slope for 2*M", true, (g) => g.slope(g.mul(g.k(2), g.M), g.Z)],
  ["the slope for weighted rows", true, (g) => g.slope(g.mul(g.column, g.M), g.Z)],
  ["the slope for divided rows", true, (g) => g.slope(g.div(g.M, g.column), g.Z)],
  ["the slope for weighted columns", false, (g) => g.slope(g.mul(g.row, g.M), g.Z)],
  ["the slope for weights in a list", false, (g) => g.slope(g.mul(g.w, g.M), g.Z)],
  ["the slope for divided columns", false, (g) => g.slope(g.div(g.M, g.row), g.Z)],
  ["the slope for columns of classes", false, (g) => g.slope(g.M, g.Z, 0)],
  ["the slope for 0 times a class", false, (g) => g.slope(g.mul(g.k(0), g.m), g.z)],
  ["the slope for probabilities", false, (g) => g.slope(g.P, g.Z)], ["the slope for numbers", false, (g) => g.slope(g.w, g.z)],
];

/** Of lists of scalars; an array is made of nothing but the softmax. */
const lists: typeof table = [
  ["1 - the first of two", true, (g) => g.sub(g.k(1), g.at(g.q(g.s, g.t), 0))],
  ["1 - the last of two", true, (g) => g.sub(g.k(1), g.at(g.q(g.s, g.t), 1))],
  ["2 - 2 times the second of three", true, (g) => g.sub(g.k(2), g.mul(g.k(2), g.at(g.q(g.s, g.t, g.k(1)), 1)))],
  ["an element - 1", true, (g) => g.sub(g.at(g.q(g.s, g.t, g.k(1)), 1), g.k(1))],
  ["[0, 1] - p", true, (g) => g.sub(g.list(0, 1), g.q(g.s, g.t))],
  ["p - [1, 0, 0]", true, (g) => g.sub(g.q(g.s, g.t, g.k(1)), g.list(1, 0, 0))],
  ["-[1, 0] + p", true, (g) => g.add(g.neg(g.list(1, 0)), g.q(g.s, g.t))],
];

test.each([...table, ...lists])("%s", (_what, fires, make) => {
  const b = new Builder(opTable);
  const id = make(partsOn(b));
  const made = madeBy(["softmax-less-one"], b, id, "canonicalize");
  expect(made !== undefined).toBe(fires);
  if (made !== undefined) expectSame([b, id], [b, made]);
});

type Node = readonly [b: Builder, id: NodeId];

function expectSame([b, id]: Node, [after, made]: Node): void {
  expect(after.shape(made)).toEqual(b.shape(id));
  const [expected, got] = ([[b, id], [after, made]] as const).map(
    ([on, node]) => evaluate(on, [node], { values: VALUES, sizes: new Map() }).get(node) as Tensor,
  ) as [Tensor, Tensor];
  expected.data.forEach((x, i) => expect(Math.abs(x - (got.data[i] as number))).toBeLessThan(1e-12));
}

/** A graph through all rules; it has the same value. */
function rewritten(make: (g: ReturnType<typeof partsOn>) => NodeId, phase: Phase): readonly string[] {
  const b = new Builder(opTable);
  const id = make(partsOn(b));
  const outputs = [{ name: "q", nodes: [id], span: { start: 0, end: 0 } }];
  const program = { ...elaborated("param x\noutput q = x"), builder: b, variables: [], outputs, names: new Map() };
  const { builder, outputs: [output] } = simplify(program, { level: "safe", phase });
  const made = output?.nodes[0] as NodeId;
  expectSame([b, id], [builder, made]);
  return reachable(builder, [made]).map((n) => builder.node(n).op);
}

test.each(slopes)("%s", (_what, isClass, make) => expect(rewritten(make, "canonicalize").includes("softmax_rest")).toBe(isClass));

test.each(lists)("%s is the sum of the others", (_what, _fires, make) => {
  const ops = rewritten(make, "finish");
  expect(ops.filter((op) => op === "softmax_rest" || op === "select")).toEqual([]);
});
