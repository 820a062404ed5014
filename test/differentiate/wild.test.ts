// Which values may be infinite or NaN: of finite data (wild), only of data that are not finite (data), or never (tame).
import { expect, test } from "vitest";
import { wildnessOf } from "../../src/differentiate/wild.js";
import { Builder } from "../../src/graph/builder.js";
import type { NodeId } from "../../src/graph/graph.js";
import { opTable } from "../../src/ops/index.js";
import { elaborated } from "../simplify/helpers.js";

const table: readonly (readonly [text: string, kind: "tame" | "data" | "wild"])[] = [
  ["x", "data"], ["3", "tame"], ["1/0", "wild"], ["-1/0", "wild"], ["0/0", "wild"], ["n", "tame"], ["n/2", "tame"], ["1/n", "tame"],
  // without poles and ends of domains; sums and products that overflow are left aside
  ["x + y", "data"], ["2 - x", "data"], ["x*y", "data"], ["-x", "data"], ["hypot(x, y)", "data"], ["sin(x)", "data"],
  ["tanh(x)", "data"], ["abs(x)", "data"],
  ["log(x) + y", "wild"], ["sin(log(x))", "wild"], ["exp(x)", "wild"], ["gamma(x)", "wild"], ["acosh(x)", "wild"], ["log1p(x)", "wild"],
  // true or false
  ["x > 1/x", "tame"], ["x == y", "tame"], ["not log(x)", "tame"], ["log(x) and y", "tame"],
  ["x > 0 ? 1 : 0", "tame"], ["x > 0 ? x : 0", "data"], ["x > 0 ? log(x) : 0", "wild"],
  // arguments that keep away from poles and ends
  ["log(abs(x))", "wild"], ["log(abs(x) + 1)", "data"], ["log(-1 - abs(x))", "wild"], ["log(2)", "tame"],
  ["sqrt(x)", "wild"], ["sqrt(abs(x))", "data"], ["sqrt(-abs(x))", "wild"], ["sqrt(abs(x) + 1)", "data"], ["sqrt(2)", "tame"],
  ["1/x", "wild"], ["1/abs(x)", "wild"], ["x/0", "wild"], ["x/-0", "wild"], ["x/(abs(x) + 1)", "data"],
  ["x/(-1 - abs(x))", "data"], ["x/2", "data"], ["1/2", "tame"], ["2/(1/x)", "wild"],
  ["x^2", "data"], ["x^0", "data"], ["x^1", "data"], ["x^0.5", "wild"], ["abs(x)^0.5", "data"],
  ["(-abs(x))^0.5", "wild"], ["abs(x)^1.5", "data"], ["abs(sum(v))^1.5", "data"], ["sum(v)^2", "data"],
  ["x^-1", "wild"], ["abs(x)^-1", "wild"], ["(abs(x) + 1)^-1", "data"], ["(-1 - abs(x))^-1", "data"],
  ["(-1 - abs(x))^-0.5", "wild"], ["(abs(x) + 1)^-0.5", "data"], ["abs(x)^-0.5", "wild"],
  ["x^y", "wild"], ["2^y", "wild"], ["(abs(x) + 1)^y", "wild"], ["atan2(x, y)", "data"], ["mod(x, y)", "wild"],
  // arrays
  ["sum(v)", "data"], ["sum(log(v))", "wild"], ["log(v)[2]", "wild"], ["v[2]", "data"], ["A*v", "data"],
  ["norm(v)", "data"], ["softmax(v)", "data"], ["sum(v > 0)", "tame"],
  ["solve(A, v)", "wild"], ["logdet(A)", "wild"], ["det(A)", "data"], ["1 ./ v", "wild"],
];

test.each(table)("%s is %s", (text, kind) => {
  const { builder, outputs } = elaborated(`param x, y, v[3], A[3, 3], q[n]\noutput f = ${text}`);
  const id = outputs[0]?.nodes[0] as NodeId;
  const wild = wildnessOf(builder);
  const isPossible = { slope: kind === "wild", window: kind === "wild", branch: kind !== "tame" };
  for (const reason of ["slope", "window", "branch"] as const) expect(wild.isPossible(id, reason), reason).toBe(isPossible[reason]);
  expect(wild.isComputed(id)).toBe(kind === "wild");
});

test.each([[2, false], [Infinity, true], [NaN, true]])("the number %s", (x, isWild) => {
  const b = new Builder(opTable);
  expect(wildnessOf(b).isComputed(b.constant(x))).toBe(isWild);
});
