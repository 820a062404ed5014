// One exponential for a function and its derivative, in text and in numbers.
import { expect, test } from "vitest";
import { compile } from "../../src/compile.js";
import { evaluate } from "../../src/evaluate.js";

function gradientOf(text: string): string {
  const code = compile(text, { name: "f" }).code ?? "";
  const start = code.indexOf("function computeGradient");
  return code.slice(start, code.indexOf("\n  }\n", start)).replace(/\/\/.*/g, "");
}

test.each([
  ["softplus and sigmoid", "param x[n]\noutput f = sum(log(1 + exp(x)))", 1],
  ["of opposites", "param x[n], y[n]\noutput f = sum(log(1 + exp(-x .* y)))", 1],
  ["tanh and its derivative", "param x[n], y[n]\noutput f = sum(tanh(x) .* y)", 1],
  ["values that a later loop needs", "param x[n], A[n, n]\noutput f = sum((A * sigmoid(x)).^2)", 1],
])("%s", (_name, text, exponentials) => {
  const code = gradientOf(text);
  expect(code.match(/Math\.exp\(-Math\.abs\(/g)).toHaveLength(exponentials);
  expect(code).not.toMatch(/\b(sigmoid|sigmoidDerivative|softplus|tanh|sech2)\(/);
});

test.each([
  ["erf", "erf(x)", ["erfOf", "erfDerivativeOf"]],
  ["erfc", "erfc(x)", ["erfcOf", "erfDerivativeOf"]],
  ["the normal distribution function", "normcdf(x)", ["normalCdfOf", "normalTailOf", "normalPdfOf"]],
  ["gelu, whose derivative has the tail too", "gelu(x)", ["geluOf", "normalTailOf", "normalCdfOf", "normalPdfOf"]],
])("%s and its derivative have one bell", (_name, formula, calls) => {
  const code = gradientOf(`param x[n], y[n]\noutput f = sum(y .* ${formula})`);
  for (const fn of ["gaussianScale", "gaussianRest", ...calls]) expect(code.split(`${fn}(`), fn).toHaveLength(2);
  expect(code).not.toMatch(/\b(erf|erfc|erfDerivative|gelu|normalCdf|normalTail|normalPdf)\(/);
});

test("numbers have the tail of gelu once", () => {
  const { code = "" } = compile("param x\noutput f = gelu(x)^2", { name: "f" });
  const start = code.indexOf("function fValueAndGrad");
  expect(code.slice(start, code.indexOf("\n}\n", start)).match(/normalTail\(x\)/g)).toHaveLength(1);
});

test("what changes in between has an exponential of its own", () => {
  const code = gradientOf("param x[n], y[n]\noutput f = sum(tanh(x)) + sum(tanh(y))");
  expect(code.match(/Math\.exp\(-Math\.abs\(/g)).toHaveLength(2);
});

test("numbers keep tanh and its derivative, which are fewer operations", () => {
  expect(compile("param x\noutput f = tanh(x)^2", { name: "f" }).code).toMatch(/Math\.tanh\(x\)/);
});

test("equal values are computed equally: a comparison of tanh with that of the step before goes the " +
  "same way in a gradient", () => {
  const step = "h[t - 1] > tanh(h[t - 2]) ? h[t - 1]^2 : tanh(h[t - 1])";
  const text = `param a\nfor t = 1:4, h[0] = a, h[-1] = a { h[t] = ${step} }\noutput J = sum(h)`;
  for (let a = -2; a < 2; a += 0.25) {
    const [generated, interpreted] = [{}, { interpret: true }].map((o) => evaluate(text, { a }, o).gradient?.a as number);
    expect(generated, `at ${a}`).toBeCloseTo(interpreted as number, 12);
  }
});
