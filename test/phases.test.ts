// Any phase of rewriting can be left out and the code is still right, only slower.
import { expect, test } from "vitest";
import { Report } from "../src/diagnostics/diagnostic.js";
import { differentiate } from "../src/differentiate/request.js";
import { resolveDerivatives } from "../src/differentiate/resolve.js";
import { elaborateProgram } from "../src/elaborate/program.js";
import type { Program } from "../src/graph/program.js";
import { generate, graphPasses, type GenerateOptions } from "../src/pipeline.js";
import { readPoint } from "../src/run/point.js";
import { generatedRunner } from "../src/run/run-generated.js";
import { simplify } from "../src/simplify/simplify.js";
import { parseProgram } from "../src/syntax/parse.js";
import { some } from "./support/effort.js";
import { TARGET } from "./support/targets.js";

const programs: readonly (readonly [string, unknown])[] = [
  ["x^2*sin(y) + log(1 + exp(x*y))", { x: 1.5, y: 0.3 }],
  ["param W[n, h], x[n]\noutput J = logsumexp(tanh(x*W)) + sum(W.^2)/n", { W: [[0.1, 0.4], [0.3, -0.2], [1, 0]], x: [1, -2, 0.5] }],
  ["param A[2, 2], b[2]\nx = solve(A, b)\noutput J = dot(x, x) + det(A)", { A: [[3, 1], [1, 2]], b: [1, 2] }],
  ["param z[m, k]\ninput Y[m, k]\noutput J = cross_entropy(z, Y)", { z: [[1, 2, 0.5], [0, -1, 1]], Y: [[0, 1, 0], [1, 0, 0]] }],
  ["param v[4]\noutput J = prod(v) + norm(v[2:3]) + max(v)", { v: [1, 2, 3, 0.5] }],
  [
    "param W[h, k], U[h, h], b[h], s\ninput X[n, k]\n" +
      "for t = 1:n, y[0] = zeros(h) { z = W*X[t, :] + U*y[t - 1] + b; y[t] = tanh(z)*exp(-s) + cosh(s)*y[t - 1] }\noutput J = sum(y.^2)",
    {
      W: [[0.1, 0.4], [0.3, -0.2], [1, 0]], U: [[0.2, 0, 0.1], [0.4, -0.3, 0], [0, 0.1, 0.2]], b: [1, 0, -1], s: 0.3,
      X: [[1, 2], [0.5, -1], [0, 0.3]],
    },
  ],
];
const level = "safe";

function built(text: string, phases: readonly string[]): Program {
  const source = { name: "<expr>", text };
  const report = new Report(source);
  const elaborated = elaborateProgram(source, parseProgram(source, report), report);
  const stable = phases.includes("stabilize") ? simplify(elaborated, { level, phase: "stabilize" }) : elaborated;
  const program = differentiate(resolveDerivatives(stable, report), {}, report);
  report.check();
  return phases.includes("canonicalize") ? simplify(program, { level, phase: "canonicalize" }) : program;
}

function numbers(program: Program, json: unknown, options: Partial<GenerateOptions> = {}): number[] {
  const { code, interface: called } = generate(program, { name: "f", target: TARGET, ...options });
  const { outputs, gradient } = generatedRunner(program, code, called)(readPoint(program, json));
  return [...outputs, ...gradient].flatMap((parts) => parts.flatMap((t) => [...t.data]));
}

test.each(programs)("%s", (text, json) => {
  const expected = numbers(built(text, ["stabilize", "canonicalize"]), json);
  for (const phases of [[], ["stabilize"], ["canonicalize"]]) {
    const found = numbers(built(text, phases), json);
    expect(found.length).toBe(expected.length);
    found.forEach((x, i) => expect(x).toBeCloseTo(expected[i] as number, 10));
  }
});

test.each(programs)("%s without one of the passes over the finished graph", (text, json) => {
  const program = built(text, ["stabilize", "canonicalize"]);
  const expected = numbers(program, json, { math: "fast" });
  const all = graphPasses.filter((pass) => pass.name !== "finish");
  // most are about steps
  for (const left of text.includes("for t") ? all : some(all, 4, programs.findIndex(([of]) => of === text))) {
    const found = numbers(program, json, { math: "fast", passes: graphPasses.filter((pass) => pass !== left) });
    found.forEach((x, i) => expect(x, left.name).toBeCloseTo(expected[i] as number, 10));
  }
});
