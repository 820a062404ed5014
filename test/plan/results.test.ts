// Operations with several results: each is a node, and one step of a plan makes them together.
import { expect, test } from "vitest";
import { computationOf } from "../../src/graph/operation.js";
import { rootsOf } from "../../src/graph/program.js";
import { compile } from "../../src/index.js";
import { analyse } from "../../src/analyse.js";
import { makePlan } from "../../src/plan/plan.js";
import { simplify } from "../../src/simplify/simplify.js";

const text = "param A[n, n], b[n], x[n]\noutput J = sum(solve(A, b)) + log(abs(det(A))) + det(A)\n" +
  "for t = 1:n, y[0] = x[1], z[0] = 1 { y[t] = sin(y[t - 1]*z[t - 1]); z[t] = z[t - 1] + x[t] }\noutput K = sum(y) + z[end]";

test("the factors and the exchanges of lu come from one step, and so do the results of a loop", () => {
  const program = simplify(analyse({ name: "<expr>", text }, {}), { level: "safe", phase: "finish" });
  const { builder, steps } = makePlan(program.builder, rootsOf(program));
  const several = steps.flatMap((step) => (step.kind === "kernel" && step.nodes.length > 1 ? [step.nodes] : []));
  expect(several.map(
    (nodes) => nodes.map((id) => builder.node(id)).map(({ op, attrs, shape }) => [op, attrs.result ?? attrs.role, shape.length]),
  ))
    .toEqual(expect.arrayContaining([[["lu", "factors", 2], ["lu", "exchanges", 1]]]));
  expect(several.some((nodes) => builder.node(nodes[0] as number).op === "loop")).toBe(true);
  for (const nodes of several) expect(new Set(nodes.map((id) => computationOf(builder, builder.node(id)))).size).toBe(1);
});

test("memory has the shape of each result", () => {
  const { code } = compile("param A[n, n], b[n]\noutput J = sum(solve(A, b))", {});
  expect(code).toContain("// t1, t2 = lu(A)  [n, n], [n]\n    luFactor(n, A, 0, t1, t2);");
  expect(code).not.toContain("subarray");
});
