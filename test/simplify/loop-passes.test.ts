// What the passes over loops of steps leave inside, and that each may be left out.
import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { resultsOf } from "../../src/graph/bodies.js";
import { reachable } from "../../src/graph/evaluate.js";
import type { NodeId } from "../../src/graph/graph.js";
import { keptNodes, type Program } from "../../src/graph/program.js";
import { isLoop, loopOf } from "../../src/ops/loop.js";
import { analyse } from "../../src/analyse.js";
import { graphPasses } from "../../src/pipeline.js";
import { dependentOn, groupsOf } from "../../src/simplify/loops/groups.js";

const lstm = `param W[q, m], U[q, k], b[q], V[k]
input x[n, m], y[n]
for t = 1:n, h[0] = zeros(k), c[0] = zeros(k) {
  z = W*x[t, :] + U*h[t - 1] + b
  c[t] = sigmoid(z[1:k]) .* c[t - 1] + sigmoid(z[k + 1:2*k]) .* tanh(z[3*k + 1:4*k])
  h[t] = sigmoid(z[2*k + 1:3*k]) .* tanh(c[t])
}
output J = mean((h*V - y).^2)`;

function after(text: string, names: readonly string[]): Program {
  const program = analyse({ name: "<expr>", text }, {});
  return graphPasses.filter(({ name }) => names.includes(name)).reduce((p, pass) => pass.run(p, "safe"), program);
}

/** The operations that run at each step, loop by loop: those of the first one, and those of the way back. */
function inside(program: Program): string[][] {
  const b = program.builder;
  return groupsOf(b, reachable(b, keptNodes(program))).map(({ loop: { body: { builder: { graph } } } }) =>
    Array.from({ length: graph.size }, (_, id) => graph.opOf(id)));
}

function count(ops: readonly string[] | undefined, op: string): number {
  return (ops ?? []).filter((one) => one === op).length;
}

describe("a recurrent network", () => {
  const all = graphPasses.map(({ name }) => name).filter((name) => name.includes("steps") || name.includes("way back"));

  it("has passes of its own", () => expect(all.length).toBeGreaterThanOrEqual(4));

  it("keeps one product a step and direction: those of the inputs and of the weights' gradients are made over all steps", () => {
    const [forth, back] = inside(after(lstm, all));
    expect([count(forth, "contract"), count(back, "contract")]).toEqual([1, 1]);
    const [plainForth, plainBack] = inside(after(lstm, []));
    expect([count(plainForth, "contract"), count(plainBack, "contract")]).toEqual([2, 5]);
  });

  it("computes no function again on the way back", () => {
    const [, back] = inside(after(lstm, all));
    for (const op of ["sigmoid", "tanh", "sigmoid_slope", "sech2"]) expect(count(back, op)).toBe(0);
    const [, plain] = inside(after(lstm, []));
    expect(count(plain, "sigmoid") + count(plain, "tanh")).toBeGreaterThan(3);
  });

  it("adds no array over the steps that only puts others together", () => {
    const program = after(lstm, all);
    const b = program.builder;
    const sums = reachable(b, keptNodes(program)).map((id) => b.node(id)).filter((node) => isLoop(node) && loopOf(node).role === "sum");
    expect(sums.map((node) => node.shape.length)).toEqual([1, 1, 1, 1]);
  });
});

it("gradients of windows that move with the steps are put in place after the steps", () => {
  const text = "param w[3], x[n]\nfor t = 3:n, s[2] = 0 { s[t] = tanh(s[t - 1] + dot(w, x[t - 2:t])) }\noutput J = sum(s)";
  const scatters = (names: readonly string[]): number[] => inside(after(text, names)).map((ops) => count(ops, "scatter"));
  expect([scatters([]), scatters(graphPasses.map(({ name }) => name))]).toEqual([[0, 1], [0, 0]]);
});

it("what is the same at each step is computed before, but for what may throw where no step needs it", () => {
  const program = (range: string, solved: string): string[] => {
    const text = `input x[n]; param a, A[2, 2], v[2]\nfor t = ${range}, h[0] = v { h[t] = exp(a)*h[t - 1] + ${solved} }\noutput J = sum(h)`;
    return inside(after(text, ["invariants out of steps"]))[0] as string[];
  };
  for (const ops of [program("1:n", "solve(A, v)"), program("1:n - 1", "v"), program("1:3", "v")]) expect(ops).not.toContain("exp");
  expect(program("1:n", "solve(A, v)")).not.toContain("solve");
  expect(program("1:n - 1", "solve(A, v)")).toContain("solve");
  expect(program("1:n", "(x[t] > 0 ? solve(A, v) : v)")).toContain("solve");
});

it("what the columns of a Hessian share is made before the loop over them", () => {
  const program = analyse({ name: "<expr>", text: readFileSync("samples/kalman.grad", "utf8") }, { hessian: true });
  /** Products that no column changes in the loop over columns, and matrices that are factored in loops inside it. */
  const inColumns = (passes: typeof graphPasses): { readonly products: number; readonly factored: number } => {
    const { builder, ...rest } = passes.reduce((p, pass) => pass.run(p, "safe"), program);
    const found = { products: 0, factored: 0 };
    for (const { loop: { body } } of groupsOf(builder, reachable(builder, keptNodes({ builder, ...rest })))) {
      const { builder: b, step, states, items } = body;
      const nodes = reachable(b, resultsOf(body));
      const inner = groupsOf(b, nodes);
      if (inner.length === 0) continue;
      const varying = dependentOn(b, [step, ...states, ...items]);
      found.products += nodes.filter((id) => varying[id] !== 1 && b.node(id).op === "contract" && b.node(id).args.length > 1).length;
      for (const each of inner) found.factored += each.loop.body.builder.graph.idsOf((op) => op === "lu").length;
    }
    return found;
  };
  expect(inColumns(graphPasses)).toEqual({ products: 0, factored: 0 });
  const without = inColumns(graphPasses.filter(({ name }) => !name.includes("share") && name !== "their invariants out of steps"));
  expect([without.products > 0, without.factored > 0]).toEqual([true, true]);
});

it("rows that a loop hands through are read where they are", () => {
  const text = "param W[k, d], V[d, k]; input y0[d], x[n, d]\nfor t = 1:n, y[0] = y0 { y[t] = y[t - 1] + V*tanh(W*y[t " +
    "- 1]) }\noutput J = sum((y - x).^2)";
  const handedThrough = (names: readonly string[]): number => {
    const program = after(text, names);
    const b = program.builder;
    return reachable(b, keptNodes(program)).map((id) => b.node(id)).filter((node) => {
      if (!isLoop(node)) return false;
      const { role, slot, body } = loopOf(node);
      return role === "stack" && body.items.includes(body.outs[slot] as NodeId);
    }).length;
  };
  const all = graphPasses.map(({ name }) => name);
  expect(handedThrough(all.filter((name) => name !== "rows handed through"))).toBe(1);
  expect(handedThrough(all)).toBe(0);
});
