// What holds for every target, in its short form by those that are not JavaScript: GRADC_TARGET runs whole files by them.
import { describe, expect, test } from "vitest";
import { difference } from "./support/agreement.js";
import { some } from "./support/effort.js";
import { pointOf } from "./support/filled.js";
import { TARGETS } from "./support/targets.js";
import { fromCode, fromGraph } from "./ops/compare.js";
import { SIZES, tensorCases } from "./ops/tensor-programs.js";

const LOOPS = [
  "sum((tanh(x) - exp(-y.^2)).^2)", "mean(log(1 + exp(-x .* y)))", "max(x .* y) + min(x - y) + prod(1 + 0.1*x)",
  "sum(100*(x[2:n] - x[1:n-1].^2).^2 + (1 - x[1:n-1]).^2)", "sum(sigmoid(x) .* sin(y) + softplus(y) .* cos(x))",
  "sum(relu(x) .* y) + sum(abs(y - x))", "sum(cumsum(x) .* y)", "sum(map(x[i]*i + y[n + 1 - i], i = 1:n))", "norm(x - y) + dot(x, y)",
  "sum(erf(x) + x .^ 2.5 .* 0 + atan(y) + log(2 + x) .* sqrt(4 + y))", "logsumexp(x + y) + variance(x)",
];

describe.each(TARGETS.filter((name) => name !== "body"))("%s", (target) => {
  test.each(some(tensorCases, 9))("$params: $text", (c) => {
    const sizes = { ...SIZES, ...c.sizes };
    const all = [c.params, ...(c.inputs === undefined ? [] : [c.inputs])];
    const lines = [`param ${c.params}`, ...(c.inputs === undefined ? [] : [`input ${c.inputs}`]), `result = ${c.text}`];
    const text = `${lines.join("\n")}\nflat = flatten(result + zeros(1))\noutput J = sum(flat .* sin(cumsum(ones(1) + 0*flat)))`;
    const point = Object.assign({}, ...all.map((declared) => pointOf(declared, sizes, c.at))) as object;
    expect(difference(fromGraph(text)(point), fromCode(text, { target })(point), 1e-11)).toBeUndefined();
  });

  test.each(LOOPS)("%s with every rest of its loop", (formula) => {
    const text = `param x[n], y[n]\noutput J = ${formula}`;
    const [run, plain] = [fromCode(text, { target }), fromGraph(text)];
    for (const n of [2, 3, 4, 5, 6, 7, 8, 131]) {
      const point = pointOf("x[n], y[n]", { n });
      expect(difference(plain(point), run(point), 1e-11), `n = ${n}`).toBeUndefined();
    }
  });

  test("products of all shapes: edges of tiles, panels, small ones, transposed ones", () => {
    const text = "param A[n, m], B[m, k]\ninput C[k, n]\noutput J = sum((A * B) .* C') + sum((C * A) .^ 2) + sum(A' * C' .* B)";
    const [run, plain] = [fromCode(text, { target }), fromGraph(text)];
    for (const [n, m, k] of [[1, 1, 1], [3, 4, 5], [4, 8, 4], [5, 9, 7], [13, 6, 11], [2, 30, 17]] as const) {
      const point = pointOf("A[n, m], B[m, k], C[k, n]", { n, m, k });
      expect(difference(plain(point), run(point), 1e-11), `${n} x ${m} x ${k}`).toBeUndefined();
    }
  });

  test("long products, in pieces", () => {
    const text = "param A[3, n]\ninput B[n, 4], v[n]\noutput J = sum((A * B).^2) + sum(A * v)";
    const [run, plain] = [fromCode(text, { target }), fromGraph(text)];
    for (const n of [260, 600, 2100]) {
      const point = pointOf("A[3, n], B[n, 4], v[n]", { n });
      expect(difference(plain(point), run(point), 1e-10), `n = ${n}`).toBeUndefined();
    }
  });
});
