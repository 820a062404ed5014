// Loops of few steps inside of others are written out, and loops over products end where a triangle does.
import { expect, test } from "vitest";
import { compile, type CompileOptions } from "../../src/index.js";
import { evaluate } from "../../src/evaluate.js";
import { difference, generated, interpreted, plainGraph } from "../support/agreement.js";

/** The text of the program alone, without functions of src/runtime. */
function codeOf(text: string, options: CompileOptions = {}): string {
  const { code } = compile(text, { target: "body", name: "f", ...options });
  return code?.match(/function createF[^]*?\n}\n/)?.[0] ?? "";
}

/** Of the function that computes the gradient. */
function gradientOf(text: string): string {
  return codeOf(text).match(/function computeGradient[^]*?\n {2}}\n/)?.[0] ?? "";
}

const distances = "param P[n, 3]\ninput Q[m, 3]\noutput D = sum(map(sum((P[i, l] - Q[j, l])^2, l = 1:3), i = 1:n, j = 1:m).^1.5)";

test("three coordinates of a pair are numbers, and not a loop", () => {
  const code = gradientOf(distances);
  expect(code).toMatch(/for \(let j = start/);
  expect(code).not.toMatch(/< 3;/);
  expect(code).toMatch(/\* 3 \+ 2\]/);
});

test("a loop that is around all others stays one", () => {
  expect(codeOf("param x[4], A[4, n]\noutput J = sum((x * A).^2)")).toMatch(/< 4;/);
});

test("more terms than a block has stay loops, and their products a routine", () => {
  const text = (d: number): string => `param W[${d}, ${d}]\ninput X[n, ${d}]\noutput J = sum(tanh(X * W))`;
  expect(codeOf(text(12))).toMatch(/multiply\(/);
  expect(gradientOf(text(10))).not.toMatch(/multiply\(/);
});

/** Rows of x, each times the lower triangles of K matrices. */
const rows = (d: string | number): string => `param A[K, ${d}, ${d}]\ninput x[n, ${d}]\nL = map(tril(A[k, :, :]), k = 1:K)
z = map(sum(L[k, i, j]*x[p, j], j = 1:${d}), p = 1:n, k = 1:K, i = 1:${d})\noutput J = sum(sin(z))`;

test("a product with a triangle has its terms alone, forth and back", () => {
  const code = gradientOf(rows(10));
  const terms = code.match(/\* L\[|L\[[^\]]+\] \*/g) ?? [];
  expect(terms).toHaveLength(55);
  expect(code.match(/\] \+= x_\w* \* |\] \+= \w+ \* x_/g)).toHaveLength(55);
});

type Nested = number | Nested[];

const numbers = (...shape: number[]): Nested => {
  let state = 1;
  const make = ([first, ...rest]: readonly number[]): Nested => {
    if (first === undefined) return ((state = (state * 16807) % 2147483647) / 2147483647) * 2 - 1;
    return Array.from({ length: first }, () => make(rest));
  };
  return make(shape);
};

test.each((["js", "wasm"] as const).flatMap((target) => ["d", 3, 5, 10, 11].map((d) => [d, target] as const)))(
  "the same numbers as the graph means, d = %s in %s", (d, target) => {
    const size = d === "d" ? 4 : d as number;
    const at = { A: numbers(2, size, size), x: numbers(130, size) };
    const meant = evaluate(rows(d), at, { interpret: true });
    for (const [precision, digits] of [["f64", 9], ["f32", 3]] as const) {
      const found = evaluate(rows(d), at, { target, precision });
      expect(found.value).toBeCloseTo(meant.value as number, digits);
      const [a, b] = [found, meant].map(({ gradient }) => [(gradient as { A: unknown }).A].flat(9) as number[]) as [number[], number[]];
      a.forEach((v, i) => expect(v).toBeCloseTo(b[i] as number, digits));
    }
  },
);

test("a product of named sizes ends at the edge of a triangle, by its rows or by panels of them", () => {
  const code = gradientOf(rows("d"));
  expect(code.match(/for \(let i = 0; i < d; i\+\+\) \{\n\s+multiply\(/g)).toHaveLength(2);
  expect(code).toMatch(/multiply\(\w+, i \+ 1, K, x/);
  const panels = gradientOf("param A[n, n], x[m, n]\noutput J = sum((x * tril(A)').^2)");
  expect(panels.match(/start \+= 12\) \{\n\s+multiply\(/g)).toHaveLength(3);
});

test.each(["tril(A)", "tril(A, -1)", "tril(A, 2)", "triu(A)", "triu(A, 3)", "triu(A, -1)", "tril(A) + identity(n)"])(
  "products with %s and their gradients", (factor) => {
    const text = `param A[n, n], x[m, n]\nL = ${factor}\noutput J = sum(sin(x * L')) + sum(cos(L * x'))`;
    const at = { A: numbers(29, 29), x: numbers(7, 29) };
    const meant = evaluate(text, at, { interpret: true });
    for (const target of ["js", "wasm"] as const) {
      const found = evaluate(text, at, { target });
      expect(found.value).toBeCloseTo(meant.value as number, 9);
      const all = [found, meant].map(({ gradient }) => Object.values(gradient as object).flat(9) as number[]) as [number[], number[]];
      all[0].forEach((v, i) => expect(v).toBeCloseTo(all[1][i] as number, 9));
    }
  },
);

test("what a triangle leaves out takes no part", () => {
  const text = `param A[10, 10]\ninput x[n, 10]\nL = tril(A) + identity(10)
output z = map(sum(L[i, j]*x[p, j], j = 1:10), p = 1:n, i = 1:10)\noutput J = sum(z[:, 1])`;
  const x = [Array.from({ length: 10 }, (_, j) => (j === 9 ? Infinity : j))];
  const at = { A: numbers(10, 10), x };
  const rowsOf = (options: Parameters<typeof evaluate>[2]): number[] => (evaluate(text, at, options).outputs as { z: number[][] }).z.flat();
  expect(rowsOf({}).slice(0, 9).every(Number.isFinite)).toBe(true);
  expect(rowsOf({})).toEqual(rowsOf({ interpret: true }).map((v) => expect.closeTo(v, 9) as number));
  expect(rowsOf({ math: "strict" }).slice(0, 9).every(Number.isNaN)).toBe(true);
});

test("rows that a product leaves out are 0, whatever lay there before", () => {
  const text = "param w[n], A[n, n]\ninput B[n, k]\nM = A + w\nX = solve(0.2*M + 2*identity(n), B)\noutput J = sum(M.^2) + sum(X.^2)";
  const [at, options] = [{ w: [0.4, -0.3, 0.1], A: numbers(3, 3), B: numbers(3, 2) }, { wrt: ["w"], hessian: true }];
  expect(difference(interpreted(plainGraph(text, options), at), generated(text, at, options), 1e-10)).toBeUndefined();
});
