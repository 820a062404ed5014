// Blocks of steps: what they compute, and what is wrong with them.
import { describe, expect, it } from "vitest";
import { compile } from "../../src/index.js";
import { newEvaluator } from "../../src/run/evaluate.js";
import { valueText, type Value } from "../../src/run/values.js";

const values: readonly (readonly [what: string, text: string, at: object, expected: object])[] = [
  ["a running sum", "input x[n]\nfor t = 1:n, s[0] = 0 { s[t] = s[t - 1] + x[t] }\noutput s", { x: [1, 2, 3] }, { s: [1, 3, 6] }],
  [
    "Fibonacci's numbers", "param a\nfor t = 2:6, f[1] = a, f[0] = a { f[t] = f[t - 1] + f[t - 2] }\noutput f",
    { a: 1 }, { f: [2, 3, 5, 8, 13] },
  ],
  [
    "two states that change places",
    "param a, b\nfor t = 1:3, x[0] = a, y[0] = b { x[t] = y[t - 1]; y[t] = x[t - 1] }\noutput x; output y",
    { a: 1, b: 2 }, { x: [2, 1, 2], y: [1, 2, 1] },
  ],
  [
    "scan and map in functions",
    "f(a) = scan(s + a[t], s = 0, t = 1:3)\ng(a) = map(2*a[i], i = 1:3)\ninput x[3]\noutput u = f(x); output v = g(x)",
    { x: [1, 2, 4] }, { u: [1, 3, 7], v: [2, 4, 8] },
  ],
  [
    "downwards, by Horner", "input c[n]; param x\nfor t = n:-1:1, p[n + 1] = 0 { p[t] = p[t + 1]*x + c[t] }\noutput p",
    { c: [1, 2, 3], x: 2 }, { p: [17, 8, 3] },
  ],
  [
    "steps of two", "input c[7]; param x\nfor t = 2:2:6, p[0] = x { p[t] = p[t - 2] + 10*c[t] + c[t + 1] }\noutput p",
    { c: [1, 2, 3, 4, 5, 6, 7], x: 0 }, { p: [23, 68, 135] },
  ],
  [
    "steps of two up to a size", "input c[n]; param x\nfor t = 1:2:n - 1, p[-1] = x { p[t] = p[t - 2] + 10*c[t] + c[t + 1] }\noutput p",
    { c: [1, 2, 3, 4, 5], x: 0 }, { p: [12, 46] },
  ],
  [
    "steps of three down from a size", "input c[n]; param x\nfor t = n:-3:1, p[n + 3] = x { p[t] = p[t + 3] + t*c[t] }\noutput p",
    { c: [1, 2, 3, 4, 5], x: 0 }, { p: [29, 25] },
  ],
  ["no step at all", "input x[n]\nfor t = 2:n, s[1] = x[1] { s[t] = 2*s[t - 1] }\noutput r = sum(s)", { x: [4] }, { r: 0 }],
  [
    "vectors that start from a number", "input X[2, 3]\nfor t = 1:2, h[0] = 1 { h[t] = h[t - 1] + X[t, :] }\noutput h",
    { X: [[1, 2, 3], [4, 5, 6]] }, { h: [[2, 3, 4], [6, 8, 10]] },
  ],
  [
    "columns as items", "input X[2, 3]\nfor t = 1:3, h[0] = zeros(2) { h[t] = 2*h[t - 1] + X[:, t] }\noutput h",
    { X: [[1, 2, 3], [4, 5, 6]] }, { h: [[1, 4], [4, 13], [11, 32]] },
  ],
  [
    "names of the block, functions, and the index as a number",
    "param a\ng(x) = x + a\nfor t = 1:3, h[0] = 0 { z = g(h[t - 1]); h[t] = z*t }\noutput h", { a: 1 },
    { h: [1, 4, 15] },
  ],
  [
    "values before the steps as an array",
    "param a\nfor t = 1:3, h[0] = a { b[t] = h[t - 1]; h[t] = 2*h[t - 1] }\noutput b", { a: 1 }, { b: [1, 2, 4] },
  ],
  [
    "loops in loops",
    "input A[2, 3]\nfor i = 1:2, r[0] = 0 { for j = 1:3, s[0] = r[i - 1] { s[j] = s[j - 1] + A[i, j] }; r[i] = s[end] }\noutput r",
    { A: [[1, 2, 3], [4, 5, 6]] }, { r: [6, 21] },
  ],
  [
    "a place told by an input", "input p[3, 2], k[n]\nfor t = 1:n, s[0] = 0 { s[t] = s[t - 1] + p[k[t], 1] }\noutput s",
    { p: [[1, 0], [20, 0], [300, 0]], k: [3, 1, 3] }, { s: [300, 301, 601] },
  ],
  [
    "a sum over an index in a step",
    "input A[2, 2]; param v[2]\nfor t = 1:2, h[0] = v { h[t] = map(sum(A[i, j]*h[t - 1][j], j = 1:2), i = 1:2) }\noutput h",
    { A: [[1, 1], [0, 2]], v: [1, 1] }, { h: [[2, 2], [4, 4]] },
  ],
  [
    "windows that move with the steps",
    "input x[n], w[2]\nfor t = n - 1:-1:1, s[n] = 0 { s[t] = s[t + 1] + dot(w, x[t:t + 1]) }\noutput s",
    { x: [1, 2, 4, 8], w: [1, 10] }, { s: [147, 126, 84] },
  ],
  [
    "elements of a sum at places that move with the steps",
    "input x[n], w[2]\nfor t = 2:n, s[1] = 0 { s[t] = s[t - 1] + sum(w[k]*x[t + 1 - k], k = 1:2) }\noutput s",
    { x: [1, 2, 4, 8], w: [10, 1] }, { s: [21, 63, 147] },
  ],
  [
    "sums up to the step", "input x[3]\nfor t = 1:3, s[0] = 0 { s[t] = s[t - 1] + t*sum(x[j], j = 1:t) }\noutput s",
    { x: [1, 2, 4] }, { s: [1, 7, 28] },
  ],
  [
    "windows of both of two loops",
    "input X[3, 3]\nfor i = 2:3, s[1] = 0 { for j = 2:3, r[1] = 0 { r[j] = r[j - 1] + sum(X[i - 1:i, j - 1:j]) }; s[i] " +
    "= r[end] }\noutput s",
    { X: [[1, 2, 3], [4, 5, 6], [7, 8, 9]] }, { s: [28, 52] },
  ],
  ["items of no step", "input x[n]\nfor t = 2:n, s[1] = x[1] { s[t] = 2*s[t - 1] + x[t] }\noutput r = sum(s)", { x: [4] }, { r: 0 }],
  [
    "items from the end, of no step", "input x[n]\nfor t = 2:n, s[1] = x[1] { s[t] = s[t - 1] + x[n + 1 - t] }\noutput r = sum(s)",
    { x: [4] }, { r: 0 },
  ],
  [
    "an item's element at an index of a sum",
    "input X[n, m, k]; param a\nfor t = 1:n, s[0] = zeros(m) { s[t] = map(a*s[t - 1][j] + X[t, j, 1:2][2], j = 1:m) }\noutput s",
    { a: 2, X: [[[0, 1], [0, 2]], [[0, 3], [0, 4]]] }, { s: [[1, 2], [5, 8]] },
  ],
  [
    "items of both of two loops",
    "param x[2]\nfor i = 1:2, s[0] = [0, 0] { for j = 1:2, D[0] = 0 { D[j] = x[i]^2 + D[j - 1] + s[i - 1][j] }; s[i] = D }\noutput s",
    { x: [1, 2] }, { s: [[1, 2], [5, 11]] },
  ],
  ["the short form", "param a, p; output Y = scan(y + a*t*y, y = p, t = 1:3)", { a: 1, p: 2 }, { Y: [4, 12, 48] }],
  [
    "the short form downwards", "input c[n]; param x; output Y = scan(p*x + c[t], p = 0, t = n:-1:1)",
    { c: [1, 2, 3], x: 2 }, { Y: [17, 8, 3] },
  ],
  [
    "the short form in a block, with items of both",
    "input X[n, m]; param a\nfor t = 1:n, s[0] = 0 { s[t] = s[t - 1] + sum(scan(y*a + X[t, k], y = s[t - 1], k = 1:m)) " +
    "}\noutput J = s[end]",
    { a: 1, X: [[1, 2], [3, 4]] }, { J: 22 },
  ],
  [
    "the short form in the short form", "param a; output Y = scan(y + scan(z*a, z = y, k = 1:2)[end], y = 1, t = 1:2)", { a: 2 },
    { Y: [5, 25] },
  ],
  [
    "blocks in functions, whose names are theirs",
    "param a, v[2], t, z\nf(x, c) = { for t = 1:3, h[0] = x { z = h[t - 1]*a; h[t] = z + c }; h[end] }\noutput J = " +
    "f(v[1], 2) + f(v[2], 3) + t + z",
    { a: 2, v: [1, 1], t: 100, z: 1000 }, { J: 1151 },
  ],
  [
    "a function with a block in a block",
    "param a\nf(x) = { for t = 1:2, h[0] = x { h[t] = h[t - 1]*a }; h[end] }\nfor t = 1:2, s[0] = 1 { s[t] = f(s[t - 1]) + 1 }\noutput s",
    { a: 2 }, { s: [5, 21] },
  ],
];

describe.each([["generated code", false], ["the interpreter", true]])("by %s", (_name, interpret) => {
  it.each(values)("computes %s", (_what, text, at, expected) => {
    const { outputs, value } = newEvaluator(text, { interpret }).at(at);
    const found = outputs ?? new Map<string, Value>([[Object.keys(expected)[0] as string, value as Value]]);
    for (const [name, numbers] of Object.entries(expected)) expect(JSON.parse(valueText(found.get(name) as Value))).toEqual(numbers);
  });
});

const faults: readonly (readonly [text: string, code: string, message: RegExp])[] = [
  ["param a\nfor t = 1:3, h[0] = a { h[t] = [h[t - 1], a] }\noutput h", "ragged", /shape/],
  [
    "param x[4], a\nfor t = 1:4, h[0] = a { h[t] = h[t - 1] + sum(x[t:t + 1]) }\noutput h", "index-reach",
    /from 2 to 5, which is not inside 1\.\.4/,
  ],
  ["param a\nfor t = a:3, h[0] = a { h[t] = a }\noutput h", "steps-bound", /first and the last step/],
  ["param a, x[2]\nfor t = 1:3, h[0] = a { h[t] = x[t] }\noutput h", "index-reach", /from 1 to 3, which is not inside 1\.\.2/],
  ["param a, T\nfor t = 1:T, h[0] = a { h[t] = a }\noutput h", "steps-bound", /first and the last step/],
  ["param a\nfor t = 1:3, s[0] = a { for u = 1:t, r[0] = a { r[u] = a }; s[t] = a }\noutput s", "steps-differ", /as many steps each time/],
  ["param a\nfor t = 1:3, h[0] = a { h[t + 1] = a*h[t] }\noutput h", "step-index", /index of the loop alone/],
  ["param a\nfor t = 1:3, h[0] = a { h[t, 1] = a }\noutput h", "step-index", /index of the loop alone/],
  ["param a\nfor t = 1:3, h[0] = a { z = a; h[t] = z }\noutput q = z", "unknown-name", /"z" is not defined/],
  ["param y; output J = sum(scan(y, y = 0, t = 1:3))", "defined-twice", /"y" is already defined/],
  ["param a; output J = sum(scan(y*a, y = 1))", "wrong-count", /scan does not take 2 arguments/],
  ["param a; output J = sum(scan(y*a, t = 1:2, y = 1))", "index-range-form", /range/],
  ["param a\nf(x) = { q = h; for t = 1:2, h[0] = x { h[t] = h[t - 1] }; q }\noutput J = f(a)", "used-before", /"h" is used before/],
  ["param a\nf(x) = { for t = 1:2, h[0] = x { h[t] = w }; h[end] }\noutput J = f(a)", "unknown-name", /"w" is not defined/],
  ["param a\nf(x) = { for t = 1:2, x[0] = a { x[t] = a }; a }\noutput J = f(a)", "defined-twice", /"x" is already defined/],
  ["param a\nf(x) = { for t = 1:2, h[0] = a { h[t] = f(x) }; h[end] }\noutput J = f(a)", "recursion", /f → f/],
];

it.each(faults)("tells what is wrong: %s", (text, code, message) => {
  const { diagnostics } = compile(text);
  expect(diagnostics.map((d) => d.code)).toContain(code);
  expect(diagnostics.find((d) => d.code === code)?.message).toMatch(message);
});

const mends: readonly (readonly [text: string, mend: string])[] = [
  ["param a\nfor t = 1:3, h[0] = a { h[t] = a*h }\noutput h", "Write h[t - 1], the value of the step before."],
  ["param a\nfor t = 1:3, h[0] = a { z = a; h[t] = z }\noutput q = z", "It is known in the block on line 2 alone"],
  ["param a, x[3]\nfor t = 1:3, h[0] = a { h[t] = x[i] }\noutput h", "An index has a range: sum(x[i], i = 1:n), or for i = 1:n { … }."],
  ["param a, x[3]\nfor t = 1:4, h[0] = a { h[t] = x[t] }\noutput h", "The index runs over t = 1:4."],
  ["param A[3, 3]\noutput J = sum(A[i, j], i = 1:j, j = 1:3)", "write j = … before them."],
];

it.each(mends)("tells what is likely meant: %s", (text, mend) => {
  expect(compile(text).diagnostics[0]?.hint).toContain(mend);
});
