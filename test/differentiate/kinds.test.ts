// Every kind of derivative that can be asked for, in every calling convention, against the kinds that it follows from.
import { describe, expect, it } from "vitest";
import { extraKinds } from "../../src/graph/derivative-kinds.js";
import { compile } from "../../src/index.js";
import { newBatch } from "../../src/run/batch.js";
import { newEvaluator, resultText, type EvaluateRequest, type SeedValues } from "../../src/run/evaluate.js";

type Json = number | readonly Json[] | { readonly [name: string]: Json };

interface Case {
  readonly name: string;
  readonly text: string;
  readonly of: string;
  readonly at: Json;
  readonly tangent: Json;
  readonly cotangent: Json;
}

const cases: readonly Case[] = [
  { name: "scalars", text: "x^2 * sin(y) + exp(x*y)", of: "f", at: { x: 1.5, y: 0.3 }, tangent: { x: 1, y: -2 }, cotangent: { f: 3 } },
  {
    name: "fixed sizes", text: "param x[3], s\noutput f = s^3 * sum(x.^4) + prod(x)", of: "f",
    at: { x: [1, 2, 3], s: 0.5 }, tangent: { x: [1, 0, -1], s: 2 }, cotangent: { f: -1 },
  },
  {
    name: "named sizes", text: "param x[n], B[n, m]\noutput y = tanh(x*B)\noutput f = sum(y.^2)", of: "f",
    at: { x: [1, 2], B: [[0.1, 0.2, 0.3], [-0.4, 0.5, 0.6]] }, tangent: { x: [1, -1], B: [[1, 2, 3], [0, 1, 0]] }, cotangent: { f: 2 },
  },
  {
    name: "an array", text: "param x[n], B[n, m]\noutput y = tanh(x*B)", of: "y",
    at: { x: [1, 2], B: [[0.1, 0.2, 0.3], [-0.4, 0.5, 0.6]] }, tangent: { x: [1, -1], B: [[1, 2, 3], [0, 1, 0]] },
    cotangent: { y: [1, 0, -2] },
  },
  {
    name: "records", text: "param p{x, y}\noutput f = p.x^3 * p.y", of: "f",
    at: { p: { x: 3, y: 2 } }, tangent: { p: { x: 1, y: -1 } }, cotangent: { f: 2 },
  },
  {
    name: "a record as the output", text: "param p{x, y}\noutput q = p", of: "q",
    at: { p: { x: 3, y: 2 } }, tangent: { p: { x: 1, y: -1 } }, cotangent: { q: { x: 2, y: 5 } },
  },
];

describe.each([["generated code", false], ["the interpreter", true]])("by %s", (_name, interpret) => {
  const evaluated = (text: string, at: unknown, request: EvaluateRequest, seeds: SeedValues): Record<string, Json> =>
    JSON.parse(resultText(newEvaluator(text, { ...request, interpret }).at(at, seeds))) as Record<string, Json>;

  it.each(cases)("jvp and vjp are products with the Jacobian: $name", ({ text, of, at, tangent, cotangent }) => {
    const found = evaluated(text, at, { of, jvp: true, vjp: true, jacobian: true }, { jvp: tangent, vjp: cotangent });
    const [rows, v, u] = [jacobianRows(found.jacobian as Json, tangent, found.jvp as Json), numbers(tangent), numbers(cotangent)];
    close(numbers(found.jvp as Json), rows.map((row) => dot(row, v)));
    close(numbers(found.vjp as Json), v.map((_, j) => dot(rows.map((row) => row[j] as number), u)));
  });

  it.each(
    cases.filter(({ of }) => of === "f"),
  )("hvp is a product with the Hessian, the Laplacian its trace: $name", ({ text, of, at, tangent }) => {
    const found = evaluated(text, at, { of, hvp: true, hessian: true, laplacian: true }, { hvp: tangent });
    const v = numbers(tangent);
    const hessian = found.hessian as Record<string, Record<string, Json>>;
    const sizes = Object.values(tangent).map((part) => numbers(part as Json).length);
    const rows = Object.values(hessian).flatMap((columns, i) => {
      const blocks = Object.values(columns).map(numbers);
      return Array.from(
        { length: sizes[i] as number },
        (_, r) => blocks.flatMap((block, j) => block.slice(r * (sizes[j] as number), (r + 1) * (sizes[j] as number))),
      );
    });
    close(numbers(found.hvp as Json), rows.map((row) => dot(row, v)));
    close([found.laplacian as number], [rows.reduce((sum, row, i) => sum + (row[i] as number), 0)]);
  });

  it("refuses a tangent that is missing or has a wrong shape", () => {
    const at = (jvp: unknown): unknown => newEvaluator("param x[2]\nsum(x.^2)", { jvp: true, interpret }).at({ x: [1, 2] }, { jvp });
    expect(() => at(undefined)).toThrow("The tangent of jvp must be an object with a value for \"x\".");
    expect(() => at({ x: [1, 2], y: 1 })).toThrow("The tangent of jvp must be an object with a value for \"x\".");
    expect(() => at({ x: [1, 2, 3] })).toThrow("x: the shape [2] is expected, but [3] is given");
  });
});

it("an output of any shape has a jvp and a vjp, but no Hessian", () => {
  const text = "param x[3]\noutput y = sin(x)";
  expect(compile(text, { of: "y", jvp: true, vjp: true, laplacian: true }).exports).toEqual(["f", "fJvp", "fVjp"]);
  expect(compile(text, { of: "y", laplacian: true }).diagnostics.map((d) => d.code)).toEqual(["output-not-scalar"]);
});

it("each kind exports its function, and a factory has it as a member", () => {
  for (const { name, suffix } of extraKinds) {
    expect(compile("x^2*y", { [name]: true }).exports).toEqual(["f", "fGrad", "fValueAndGrad", `f${suffix}`]);
    expect(compile("param x[n]\nsum(x.^3)", { [name]: true }).code).toMatch(
      new RegExp(`return \\{ value, grad, valueAndGrad, ${name} \\}`),
    );
  }
});

it("a line of a batch asks for each kind by its name", () => {
  const answer = newBatch({}, String);
  expect(JSON.parse(answer("{\"program\": \"x^3\", \"at\": {\"x\": 2}, \"jvp\": {\"x\": 2}, \"vjp\": {\"f\": 3}, \"laplacian\": true}")))
    .toEqual({ value: 8, gradient: { x: 12 }, jvp: 24, vjp: { x: 36 }, laplacian: 12 });
  expect(JSON.parse(answer("{\"program\": \"x^3\", \"at\": {\"x\": 2}, \"laplacian\": 1}"))).toEqual(
    { error: { message: "\"laplacian\" must be true or false." } },
  );
});

function numbers(json: Json): number[] {
  return typeof json === "number" ? [json] : Object.values(json).flatMap((part: Json) => numbers(part));
}

/** The rows of a Jacobian whose columns are the numbers of all variables; blocks of a record have the variable's fields last. */
function jacobianRows(jacobian: Json, tangent: Json, output: Json): number[][] {
  const rows = numbers(output).length;
  const blocks = Object.keys(tangent).map((name) => numbers((jacobian as Record<string, Json>)[name] as Json));
  return Array.from(
    { length: rows },
    (_, r) => blocks.flatMap((block) => block.slice(r * (block.length / rows), (r + 1) * (block.length / rows))),
  );
}

function dot(a: readonly number[], b: readonly number[]): number {
  return a.reduce((sum, x, i) => sum + x * (b[i] as number), 0);
}

function close(found: readonly number[], expected: readonly number[]): void {
  expect(found).toHaveLength(expected.length);
  found.forEach((x, i) => { expect(x).toBeCloseTo(expected[i] as number, 10); });
}
