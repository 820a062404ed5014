// Which values may be infinite or NaN: made of finite data (computed), only by data that are not finite (data), or never (finite).
import { expect, test } from "vitest";
import { finitenessOf } from "../../src/differentiate/non-finite.js";
import { Builder } from "../../src/graph/builder.js";
import type { NodeId } from "../../src/graph/graph.js";
import { opTable } from "../../src/ops/index.js";
import { elaborated } from "../simplify/helpers.js";

const table: readonly (readonly [text: string, kind: "finite" | "data" | "computed"])[] = [
  ["x", "data"], ["3", "finite"], ["1/0", "computed"], ["-1/0", "computed"], ["0/0", "computed"], ["n", "finite"],
  ["n/2", "finite"], ["1/n", "finite"],
  // without poles and ends of domains; sums and products that overflow are left aside
  ["x + y", "data"], ["2 - x", "data"], ["x*y", "data"], ["-x", "data"], ["hypot(x, y)", "data"], ["sin(x)", "data"],
  ["tanh(x)", "data"], ["abs(x)", "data"],
  ["log(x) + y", "computed"], ["sin(log(x))", "computed"], ["exp(x)", "computed"], ["gamma(x)", "computed"],
  ["acosh(x)", "computed"], ["log1p(x)", "computed"],
  // true or false
  ["x > 1/x", "finite"], ["x == y", "finite"], ["not log(x)", "finite"], ["log(x) and y", "finite"],
  ["x > 0 ? 1 : 0", "finite"], ["x > 0 ? x : 0", "data"], ["x > 0 ? log(x) : 0", "computed"],
  // arguments that keep away from poles and ends
  ["log(abs(x))", "computed"], ["log(abs(x) + 1)", "data"], ["log(-1 - abs(x))", "computed"], ["log(2)", "finite"],
  ["sqrt(x)", "computed"], ["sqrt(abs(x))", "data"], ["sqrt(-abs(x))", "computed"], ["sqrt(abs(x) + 1)", "data"], ["sqrt(2)", "finite"],
  ["1/x", "computed"], ["1/abs(x)", "computed"], ["x/0", "computed"], ["x/-0", "computed"], ["x/(abs(x) + 1)", "data"],
  ["x/(-1 - abs(x))", "data"], ["x/2", "data"], ["1/2", "finite"], ["2/(1/x)", "computed"],
  ["x^2", "data"], ["x^0", "data"], ["x^1", "data"], ["x^0.5", "computed"], ["abs(x)^0.5", "data"],
  ["(-abs(x))^0.5", "computed"], ["abs(x)^1.5", "data"], ["abs(sum(v))^1.5", "data"], ["sum(v)^2", "data"],
  ["x^-1", "computed"], ["abs(x)^-1", "computed"], ["(abs(x) + 1)^-1", "data"], ["(-1 - abs(x))^-1", "data"],
  ["(-1 - abs(x))^-0.5", "computed"], ["(abs(x) + 1)^-0.5", "data"], ["abs(x)^-0.5", "computed"],
  ["x^y", "computed"], ["2^y", "computed"], ["(abs(x) + 1)^y", "computed"], ["atan2(x, y)", "data"], ["mod(x, y)", "computed"],
  // arrays
  ["sum(v)", "data"], ["sum(log(v))", "computed"], ["log(v)[2]", "computed"], ["v[2]", "data"], ["A*v", "data"],
  ["norm(v)", "data"], ["softmax(v)", "data"], ["sum(v > 0)", "finite"],
  ["solve(A, v)", "computed"], ["logdet(A)", "computed"], ["det(A)", "data"], ["1 ./ v", "computed"],
];

test.each(table)("%s is %s", (text, kind) => {
  const { builder, outputs } = elaborated(`param x, y, v[3], A[3, 3], q[n]\noutput f = ${text}`);
  const id = outputs[0]?.nodes[0] as NodeId;
  const finiteness = finitenessOf(builder);
  const isPossible = { slope: kind === "computed", window: kind === "computed", branch: kind !== "finite" };
  for (const cause of ["slope", "window", "branch"] as const) expect(finiteness.isPossible(id, cause), cause).toBe(isPossible[cause]);
  expect(finiteness.isComputed(id)).toBe(kind === "computed");
});

test.each([[2, false], [Infinity, true], [NaN, true]])("the number %s", (x, isWild) => {
  const b = new Builder(opTable);
  expect(finitenessOf(b).isComputed(b.constant(x))).toBe(isWild);
});
