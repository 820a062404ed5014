// Sparse derivatives: what is linear in the seeds is added where they are 1, and other loops over sweeps stay. That the
// numbers are those of the matrix told whole is tested in test/differentiate/sparse.test.ts.
import { describe, expect, test } from "vitest";
import { compile } from "../../src/compile.js";
import {
  apply, counter, int, load, loopOver, number, plus, scale, store, type Buffer, type Local, type Num, type Stmt,
} from "../../src/loop/ir.js";
import { placeSeeds } from "../../src/loop/seeds.js";

const compares = (text: string, kind: "jacobian" | "hessian"): number =>
  [...(compile(text, { name: "f", [kind]: true, sparse: true }).code ?? "").matchAll(/colours\[[^\]]*\] ===/g)].length;

test.each([
  ["param x[n]\noutput f = (3 - 2*x[2:n-1]) .* x[2:n-1] - x[1:n-2] - 2*x[3:n] + 1", "jacobian"],
  ["param x[n]\noutput f = sum(100*(x[2:n] - x[1:n-1].^2).^2 + (1 - x[1:n-1]).^2)", "hessian"],
  ["param U[n, k]\ninput T[n, n], V[n, k]\noutput f = sum((T - U * V').^2)", "hessian"],
  ["param x[n]\noutput f = sin(x) .* exp(x)", "jacobian"],
] as const)("%s", (text, kind) => {
  expect(compares(text, kind)).toBe(0);
});

describe("in the loop language", () => {
  const local = (id: number, type: Local["type"] = "index"): Local => ({ id, hint: `i${id}`, type });
  const buffer = (id: number, more: object = {}): Buffer => ({ id, hint: `b${id}`, type: "f64", kind: "scratch", shape: [3, 4], ...more });
  const colours = buffer(1, { kind: "constant", shape: [4], table: { part: "colours" } });
  const [sweep, at] = [local(10), local(11)];
  const [data, out] = [buffer(2, { kind: "input", shape: [4] }), buffer(3)];
  const seed = (offset = 0): Num => ({
    kind: "select", then: load(data, counter(at)), else: number(0),
    test: {
      kind: "compare", op: "eq", left: load(colours, plus(counter(at), int(offset))), right: { kind: "fromIndex", index: counter(sweep) },
    },
  });
  const nest = (value: Num, add = false): Stmt =>
    loopOver(sweep, [3], [loopOver(at, [4], [store(out, plus(scale(counter(sweep), int(4)), counter(at)), value, add)])]);
  const placed = (stmt: Stmt): readonly Stmt[] => placeSeeds([stmt], (hint) => local(hint.length + 100, "number"));

  test("an array of which all is stored is filled with zeros first", () => {
    expect(placed(nest(apply("sub", seed(), apply("mul", number(2), seed(1))))).map(({ kind }) => kind)).toEqual(["fill", "for"]);
    expect(placed(nest(seed(), true)).map(({ kind }) => kind)).toEqual(["for"]);
  });

  test.each([
    ["a product of seeds", apply("mul", seed(), seed(1))],
    ["a sum with what has no seed", apply("add", seed(), load(data, counter(at)))],
    ["a function of a seed", apply("sin", seed())],
    ["a quotient by a seed", apply("div", number(1), seed())],
    ["what reads the array that is stored", apply("mul", seed(), load(out, counter(at)))],
    ["what depends on the sweep", apply("mul", seed(), { kind: "fromIndex", index: counter(sweep) })],
  ])("%s stays as it is", (_name, value) => {
    expect(placed(nest(value))).toEqual([nest(value)]);
  });
});
