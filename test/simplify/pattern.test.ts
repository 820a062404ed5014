// Sides of rules as patterns: the forms that a left side stands for, what they match, and what is inside a match.
import { expect, test } from "vitest";
import { Builder } from "../../src/graph/builder.js";
import { Formulas } from "../../src/graph/formula.js";
import type { NodeId } from "../../src/graph/graph.js";
import { opTable } from "../../src/ops/index.js";
import { build, innerNodes, matches, patternsOf, readFormula, type Pattern, type Recipe } from "../../src/simplify/pattern.js";
import { elaborated } from "./helpers.js";

const formulas = new Formulas(new Builder(opTable));

function read(text: string, names: string[] = []): Recipe {
  return readFormula(text, names, opTable, formulas);
}

/** A place that binds a name is its number, one that must be the same has a sign before it. */
function told(pattern: Pattern): string {
  switch (pattern.kind) {
    case "constant": return Object.is(pattern.value, -0) ? "-0" : `${pattern.value}.`;
    case "bind": return String(pattern.slot);
    case "same": return `=${pattern.slot}`;
    case "node": return `${pattern.op}(${pattern.args.map(told).join(" ")})`;
    case "array": return `${pattern.op}(${told(pattern.arg)} ${pattern.isBound ? "=" : ""}${pattern.slot})`;
  }
}

const forms: readonly (readonly [text: string, forms: readonly string[]])[] = [
  ["?x - ?x", ["sub(0 =0)"]],
  ["?x - ?y", ["sub(0 1)"]],
  ["?x + ?y", ["add(0 1)", "add(1 0)"]],
  ["?x + ?x", ["add(0 =0)"]],
  ["?x*(?y + 2)", ["mul(0 add(1 2.))", "mul(add(1 2.) 0)", "mul(0 add(2. 1))", "mul(add(2. 1) 0)"]],
  ["?x*1", ["mul(0 1.)", "mul(1. 0)"]],
  ["?x*0", ["mul(0 0.)", "mul(0. 0)"]],
  ["?x*(-0)", ["mul(0 -0)", "mul(-0 0)"]],
  ["?x^2", ["pow(0 2.)", "mul(0 =0)"]],
  ["2^?x", ["pow(2. 0)"]],
  ["?x^3", ["pow(0 3.)"]],
  ["?x*2 + 1/0", ["add(mul(0 2.) Infinity.)", "add(Infinity. mul(0 2.))", "add(mul(2. 0) Infinity.)", "add(Infinity. mul(2. 0))"]],
  ["-?x", ["neg(0)"]],
  ["not ?c", ["not(0)"]],
  ["?c ? ?x : 2 + 3", ["select(0 1 5.)"]],
  ["max(?x, ?y)", ["max(0 1)", "max(1 0)"]],
  ["max(?x, ?y, 1)", ["max(0 1 1.)"]],
  ["log(exp(?x))", ["log(exp(0))"]],
  ["sum(?x^2, ?a)/?n", ["div(sum(pow(0 2.) 1) 2)", "div(sum(mul(0 =0) 1) 2)"]],
  ["exp(?z)/kept(sum(exp(?z), ?a), ?a)", ["div(exp(0) kept(sum(exp(=0) 1) =1))"]],
  // what is seen is bound before the view is matched
  ["view(?z, ?v)/sum(?z, ?a)", ["div(view(=0 1) sum(0 3))"]],
];

test.each(forms)("%s", (text, expected) => {
  const found = patternsOf(read(text), opTable).map(told);
  expect([...found].sort()).toEqual([...expected].sort());
});

test("what is written out is a number, and a name is a place", () => {
  expect(read("2*3 + 1")).toEqual({ kind: "constant", value: 7 });
  const names: string[] = [];
  expect(read("?y - ?x*?y", names)).toEqual({
    kind: "node", op: "sub",
    args: [{ kind: "slot", slot: 0 }, { kind: "node", op: "mul", args: [{ kind: "slot", slot: 1 }, { kind: "slot", slot: 0 }] }],
  });
  expect(names.length).toBe(2);
});

/** Which nodes of the pattern's form are inside, if it matches. */
const matched: readonly (readonly [rule: string, text: string, inner: number | undefined])[] = [
  ["?x - ?x", "y - y", 0], ["?x - ?x", "x - y", undefined], ["?x - ?y", "x - y", 0], ["?x - ?y", "x + y", undefined],
  ["?x - 1", "x - 1", 0], ["?x - 1", "x - 2", undefined], ["?x - 1", "x - y", undefined],
  ["?x - 0", "x - (-0)", undefined], ["?x - (-0)", "x - (-0)", 0],
  ["log(exp(?x))", "log(exp(x))", 1], ["log(exp(?x))", "log(x)", undefined], ["log(exp(?x))", "exp(exp(x))", undefined],
  ["exp(?x)/exp(?y)", "exp(x)/exp(y)", 2], ["exp(?x)/exp(?x)", "exp(x)/exp(y)", undefined], ["exp(?x)/?y", "exp(x)/exp(y)", 1],
  ["sin(exp(?x)) - 1", "sin(exp(x)) - 1", 2],
  ["sum(?x, ?a)", "sum(V)", 0], ["sum(?x, ?a)", "x + y", undefined], ["log(sum(exp(?x), ?a))", "log(sum(exp(V)))", 1],
  ["sum(?x*?y, ?a)", "dot(V, W)", 0], ["sum(?x*?x, ?a)", "dot(V, W)", undefined], ["sum(?x*?x, ?a)", "dot(V, V)", 0],
  ["sum(?x, ?a) - sum(?y, ?a)", "sum(V) - sum(W)", 2], ["sum(?x, ?a) - sum(?y, ?a)", "sum(M, 1) - sum(M, 2)", undefined],
  ["?x/kept(sum(?x, ?a), ?a)", "M ./ sum(M, 2)", undefined],
  ["softmax(?x, ?a) - softmax(?y, ?a)", "softmax(M, 1) - softmax(M, 2)", undefined],
  ["log(view(exp(?x), ?v))", "log(exp(V)[2:3])", 1], ["log(view(exp(?x), ?v))", "log(exp(V))", 1],
  ["log(view(exp(?x), ?v))", "log(cumsum(exp(V)))", undefined], ["max(?x, ?y)", "max(x, y, 1)", undefined],
  ["?c ? ?x : ?y", "x > 0 ? x : y", 0],
];

test.each(matched)("%s of %s", (rule, text, inner) => {
  const { builder: b, outputs } = elaborated(`param x, y, V[4], W[4], M[4, 4]\noutput f = ${text}`, "strict");
  const id = outputs[0]?.nodes[0] as NodeId;
  const recipe = read(rule);
  const [pattern] = patternsOf(recipe, opTable) as [Pattern];
  const slots: NodeId[] = [];
  expect(matches(b, pattern, id, slots)).toBe(inner !== undefined);
  if (inner === undefined) return;
  expect(build(b, recipe, slots)).toBe(id);
  const visited: NodeId[] = [];
  expect(innerNodes(b, pattern, id, (node) => visited.push(node) > 0)).toBe(true);
  expect(visited.length).toBe(inner);
  expect(visited.every((node) => node !== id && b.node(node).args.length > 0)).toBe(true);
  // the first that is refused refuses all
  expect(innerNodes(b, pattern, id, () => false)).toBe(inner === 0);
});
