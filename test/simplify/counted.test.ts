// Counts of conditions as conditions, on graphs as they are and on graphs just beside: the rules leave those
// alone, and where they do something the value is the same to the bit.
import { expect, test } from "vitest";
import { Builder } from "../../src/graph/builder.js";
import { evaluate } from "../../src/graph/evaluate.js";
import { onFirstUse } from "../../src/graph/once.js";
import type { NodeId } from "../../src/graph/graph.js";
import { factsOf } from "../../src/graph/range.js";
import { tensor, type Tensor } from "../../src/graph/tensor.js";
import { opTable } from "../../src/ops/index.js";
import type { Context } from "../../src/simplify/rule.js";
import { chooseRules, readRules } from "../../src/simplify/compile.js";
import { dataRules } from "../../src/simplify/rules/index.js";
import { parsedRules } from "../../src/simplify/rules/parsed.js";

const find = onFirstUse(() => chooseRules(readRules(opTable, dataRules, parsedRules()), { level: "safe", phase: "canonicalize" }));

const BOTH = [[1, -1], [-1, 1], [1, 1], [-1, -1]] as const;

/** On x and y, their signs p and q as conditions, and operations. */
function partsOn(b: Builder) {
  const op = (name: string) => (...args: readonly NodeId[]): NodeId => b.apply(name, args);
  const k = (x: number): NodeId => b.constant(x);
  const [x, y] = [b.variable("x", []), b.variable("y", [])];
  const [p, q] = [b.apply("gt", [x, k(0)]), b.apply("gt", [y, k(0)])];
  const [add, mul, select] = [op("add"), op("mul"), op("select")];
  return {
    x, y, p, q, k, add, mul, select, sub: op("sub"), and: op("and"), or: op("or"), not: op("not"),
    on: (c: NodeId): NodeId => select(c, k(5), k(7)),
  };
}

const table: readonly (readonly [what: string, fires: boolean, make: (g: ReturnType<typeof partsOn>) => NodeId])[] = [
  ["p + q", true, (g) => g.on(g.add(g.p, g.q))], ["1*p", true, (g) => g.on(g.mul(g.k(1), g.p))],
  ["2*p", true, (g) => g.on(g.mul(g.k(2), g.p))],
  ["p + 2*q", true, (g) => g.on(g.add(g.p, g.mul(g.k(2), g.q)))], ["2*(p + q)", true, (g) => g.on(g.mul(g.k(2), g.add(g.p, g.q)))],
  ["a condition", false, (g) => g.on(g.p)], ["a condition of two", false, (g) => g.on(g.or(g.p, g.q))],
  ["a sum of numbers", false, (g) => g.on(g.add(g.x, g.y))], ["a number and a condition", false, (g) => g.on(g.add(g.x, g.p))],
  ["a multiple of a number", false, (g) => g.on(g.mul(g.k(2), g.x))], ["a difference", false, (g) => g.on(g.sub(g.p, g.q))],
  ["p - q as a sum", false, (g) => g.on(g.add(g.p, g.mul(g.k(-1), g.q)))], ["p + 0*q", false, (g) => g.on(g.add(g.p, g.mul(g.k(0), g.q)))],
  ["p + Infinity*q", false, (g) => g.on(g.add(g.p, g.mul(g.k(Infinity), g.q)))],
  ["counts as branches", false, (g) => g.select(g.p, g.add(g.p, g.q), g.mul(g.k(2), g.q))],
  ["both conditions", true, (g) => g.and(g.add(g.p, g.q), g.mul(g.k(3), g.q))],
  ["the other condition", true, (g) => g.or(g.p, g.mul(g.k(3), g.q))],
  ["no count", true, (g) => g.not(g.add(g.p, g.q))],
];

test.each(table)("%s", (_what, fires, make) => {
  const b = new Builder(opTable);
  const c: Context = { b, facts: factsOf(b, false), phase: "canonicalize", uses: () => 1 };
  const id = make(partsOn(b));
  const rules = find()(b.graph)(id).filter((rule) => rule.name.startsWith("counted-"));
  const made = rules.map((rule) => rule.run(c, id)).find((m) => m !== undefined) ?? id;
  expect(made !== id).toBe(fires);
  for (const [x, y] of BOTH) {
    const values = evaluate(b, [id, made], { values: new Map([["x", tensor([], [x])], ["y", tensor([], [y])]]), sizes: new Map() });
    expect((values.get(made) as Tensor).data[0]).toBe((values.get(id) as Tensor).data[0]);
  }
});
