// Second derivatives by arrays of programs with steps: one column after the other, the same as products with unit vectors.
import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { compile } from "../../src/index.js";
import { some } from "../support/effort.js";
import { TARGETS } from "../support/targets.js";

type Arrays = Readonly<Record<string, Float64Array>>;
type Functions = Readonly<Record<string, (...args: unknown[]) => unknown>>;

function functionsOf(text: string, options: object, sizes: object): Functions {
  const { code, diagnostics } = compile(text, { name: "f", ...options });
  if (code === undefined) throw new Error(diagnostics.map(({ message }) => message).join("\n"));
  return (new Function(code) as () => { readonly createF: (sizes: object) => Functions })().createF(sizes);
}

/** An array whose numbers differ from each other. */
const counted = (count: number, scale = 1): Float64Array => Float64Array.from({ length: count }, (_, i) => scale * Math.sin(1.3 * i + 0.4));

const kalman = readFileSync("samples/kalman.grad", "utf8");
const cases: readonly (readonly [string, string, object, Arrays, readonly string[]])[] = [
  ["a filter", kalman, { d: 2, m: 1, n: 4 }, {
    A: Float64Array.of(0.8, 0.1, -0.2, 0.7), C: Float64Array.of(1, 0.3), q: Float64Array.of(0.5, 0, 0.1, 0.4), r: Float64Array.of(0.7),
    x0: Float64Array.of(0.2, -0.1), seen: counted(4), P0: Float64Array.of(1, 0, 0, 1),
  }, ["A", "C", "q", "r", "x0"]],
  ["steps of a network, with a number among the arrays", `
param W[k, k], b[k]
param s
input x[n, k]
for t = 1:n, h[0] = zeros(k) { h[t] = tanh(W*h[t - 1] + s*x[t, :] + b) }
output J = sum(h.^2) + s^2*dot(b, b)`, { k: 2, n: 3 }, {
    W: counted(4), b: counted(2, 0.5), s: Float64Array.of(0.8), x: counted(6),
  }, ["W", "b", "s"]],
  ["a number ahead of the arrays", `
param s, b[k]
for t = 1:2, h[0] = zeros(k) + s { h[t] = tanh(b[1]*h[t - 1].^2) }
output J = sum(exp(h))`, { k: 2 }, { s: Float64Array.of(0.8), b: counted(2, 0.5) }, ["s", "b"]],
];

describe.each(cases)("%s", (name, text, sizes, point, wrt) => {
  const at = Object.fromEntries(Object.entries(point).map(([name, data]) => [name, name === "s" ? data[0] : data]));

  test.each(some(TARGETS, 2, cases.findIndex(([of]) => of === name)))("%s", (target) => {
    const f = functionsOf(text, { hessian: true, hvp: true, target }, sizes);
    const whole = f["hessian"]?.(at) as Readonly<Record<string, Readonly<Record<string, Float64Array | number>>>>;
    const block = (a: string, b: string): readonly number[] => [whole[a]?.[b] as Float64Array].flatMap(
      (v) => (typeof v === "number" ? [v] : [...v]),
    );
    for (const a of wrt) (point[a] as Float64Array).forEach((_, i) => {
      const unit = Object.fromEntries(wrt.map((name) => {
        const v = new Float64Array((point[name] as Float64Array).length);
        if (name === a) v[i] = 1;
        return [name, name === "s" ? v[0] : v];
      }));
      const product = f["hvp"]?.(at, unit) as Readonly<Record<string, Float64Array | number>>;
      for (const b of wrt) {
        const column = [product[b] as Float64Array].flatMap((v) => (typeof v === "number" ? [v] : [...v]));
        column.forEach((v, j) => {
          const own = block(a, b)[i * column.length + j] as number;
          expect(Math.abs(own - v), `${a} ${i} ${b} ${j}`).toBeLessThan(1e-12 * (1 + Math.abs(v)));
          expect(block(b, a)[j * (point[a] as Float64Array).length + i]).toBe(a === b ? block(a, a)[j * column.length + i] : own);
        });
      }
    });
  });
});

test("the code of a Hessian by five arrays is at most twice that of its products with vectors", () => {
  const [plain, hvp, hessian] = [{}, { hvp: true }, { hessian: true }].map(
    (more) => compile(kalman, { name: "f", ...more }).code?.length ?? 0,
  );
  expect(hessian as number - (plain as number)).toBeLessThan(2 * ((hvp as number) - (plain as number)));
});

test("a solver of each step's own matrix stays in the steps", () => {
  const text =
    "param w[d], B[d, d]\ninput M[n, d, d], y[n, d]\nfor t = 1:n { v = B*solve(M[t, :, :], y[t, :]); h[t] = dot(v, w) }\noutput J = sum(h)";
  const f = functionsOf(text, { target: "body" }, { n: 2, d: 2 });
  const M = Float64Array.of(2, 0, 0, 4, 1, 0, 0, 5);
  expect(f["value"]?.({ w: Float64Array.of(1, 1), B: Float64Array.of(1, 0, 0, 1), M, y: Float64Array.of(2, 4, 3, 5) })).toBeCloseTo(6, 12);
});
