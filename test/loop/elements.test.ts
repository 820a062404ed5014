// Elements of sparse matrices that are stored where they belong: without colours, the same numbers as the matrix told whole.
import { describe, expect, test } from "vitest";
import { elementWalks, uniformRows } from "../../src/graph/pattern-walks.js";
import type { Pattern } from "../../src/graph/pattern.js";
import { compile } from "../../src/index.js";
import { verify } from "../../src/run/verify.js";
import { evaluateDim, type Dim } from "../../src/shape/dim.js";
import { some } from "../support/effort.js";
import { TARGETS } from "../support/targets.js";

type Kind = "jacobian" | "hessian";

const band = "x[1:n-2] - 2*x[2:n-1] + x[3:n]";
const neighbours = "u[1:n-2, 2:m-1] + u[3:n, 2:m-1] + u[2:n-1, 1:m-2] + u[2:n-1, 3:m] - 4*u[2:n-1, 2:m-1]";

/** Programs, with how a row has its elements: by a formula or by tables. */
const placed: readonly (readonly [string, Kind, "formula" | "tables"])[] = [
  ["param x[n]\noutput f = (3 - 2*x[2:n-1]) .* x[2:n-1] - x[1:n-2] - 2*x[3:n] + 1", "jacobian", "formula"],
  ["param x[8]\noutput f = (3 - 2*x[2:7]) .* x[2:7] - x[1:6] - 2*x[3:8] + 1", "jacobian", "formula"],
  ["param x[n]\noutput f = sin(x) .* exp(x)", "jacobian", "formula"],
  ["param X[n, 3]\noutput f = logsumexp(X, 2)", "jacobian", "formula"],
  [`param u[n, m]\noutput f = ${neighbours} + exp(u[2:n-1, 2:m-1])`, "jacobian", "tables"],
  ["param x[n]\noutput f = sum(100*(x[2:n] - x[1:n-1].^2).^2 + (1 - x[1:n-1]).^2)", "hessian", "tables"],
  [`param x[n]\noutput f = sum(exp(${band}))`, "hessian", "tables"],
  ["param x[n], y[n]\noutput f = sum(exp(x .* y)) + sum((x[2:n] - y[1:n-1]).^4)", "hessian", "tables"],
  ["param u[n, m]\noutput f = sum((u[2:n, :] - u[1:n-1, :]).^4) + sum((u[:, 2:m] .* u[:, 1:m-1]).^4)", "hessian", "tables"],
  ["param U[n, k]\ninput T[n, n], V[n, k]\noutput f = sum((T - U * V').^2)", "hessian", "formula"],
];

describe.each(placed)("%s", (text, kind, form) => {
  const { code = "", graph } = compile(text, { name: "f", [kind]: true, sparse: true });

  test("has no sweeps", () => {
    expect(code).not.toMatch(/colours|places/);
    expect(/elementsAlong\(fHessian|elementsAlong\(\w*Pattern/.test(code)).toBe(form === "tables");
  });

  test.each(some(TARGETS, 2, placed.findIndex(([of]) => of === text)))("%s: as told whole", (target) => {
    const { rows } = verify(text, { [kind]: true, sparse: true, points: 2, seed: 3, target });
    expect(
      rows.filter(({ against }) => against === "told whole").map(({ error, failed }) => [error < 1e-13, failed]),
    ).toEqual([[true, false]]);
  });

  test("walks through all elements", () => {
    const pattern = graph?.derivatives[kind][0]?.sparse?.pattern as Pattern;
    for (const sizes of [new Map([["n", 5], ["m", 4], ["k", 3]]), new Map([["n", 4], ["m", 7], ["k", 1]])]) {
      const size = (dim: Dim): number => evaluateDim(dim, sizes);
      const { rowStart, columns } = pattern.at(size);
      const whole = Array.from({ length: rowStart.length - 1 }, (_, i) => [...columns.subarray(rowStart[i], rowStart[i + 1])]);
      expect(walkedRows(pattern, size, whole.length)).toEqual(whole);
      const uniform = uniformRows(pattern);
      expect(uniform !== undefined).toBe(form === "formula");
      if (uniform !== undefined) expect(new Set(whole.map(({ length }) => length))).toEqual(new Set([size(uniform.width)]));
    }
  });
});

/** The columns that walks go through in each row. */
function walkedRows(pattern: Pattern, size: (dim: Dim) => number, height: number): number[][] {
  const rows = Array.from({ length: height }, () => new Set<number>());
  for (const { box, to, from } of elementWalks(pattern) ?? []) {
    const steps = box.reduce<number[][]>((all, dim) => all.flatMap((at) => Array.from({ length: size(dim) }, (_, i) => [...at, i])), [[]]);
    const at = (step: readonly number[], [first, ...times]: readonly Dim[]): number =>
      step.reduce((sum, i, axis) => sum + i * size(times[axis] as Dim), size(first as Dim));
    for (const step of steps) rows[at(step, to)]?.add(at(step, from));
  }
  return rows.map((row) => [...row].sort((a, b) => a - b));
}

test.each([
  ["places that are an input", "param x[n]\ninput at[m]\noutput f = exp(x[at])", "jacobian"],
  ["steps that start from each other", "param u[n]\nfor t = 1:n, s[0] = 1 { s[t] = s[t - 1]*u[t] }\noutput f = s", "jacobian"],
] as const)("%s are swept", (_name, text, kind) => {
  expect(compile(text, { name: "f", [kind]: true, sparse: true }).code).toMatch(/colours/);
});

test("both triangles of a Hessian are equal to the bit", () => {
  const text = "param x[6], y[6]\noutput f = sum(exp(x .* y) .* sin(x)) + sum(cos(x[2:6] .* y[1:5]))";
  const { code = "" } = compile(text, { name: "f", hessian: true, sparse: true, target: "body" });
  expect(code).not.toMatch(/colours/);
  const { fHessian } = (new Function(code) as () => Record<string, (at: object) => Record<string, ArrayLike<number>>>)();
  const of = (k: number): Float64Array => Float64Array.from({ length: 6 }, (_, i) => Math.sin(k + 1.7 * i));
  const { rowStart = [], columns = [], values = [] } = fHessian?.({ x: of(1), y: of(2) }) ?? {};
  const found = new Map<string, number>();
  for (let i = 0; i < 12; i++)
    for (let e = rowStart[i] as number; e < (rowStart[i + 1] as number); e++) found.set(`${i} ${columns[e]}`, values[e] as number);
  expect(found.size).toBeGreaterThan(30);
  for (const [key, value] of found) expect(found.get(key.split(" ").reverse().join(" "))).toBe(value);
});
