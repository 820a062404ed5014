// Formulas of random sums and maps over indices are read again and give what the code computes.
import { expect, it } from "vitest";
import { formulas } from "../../src/as-written.js";
import { toText } from "../../src/inspect/text.js";
import { rounds } from "../support/effort.js";
import { mixedRandoms } from "../support/random.js";
import { pointOf, programOf, valuesOf } from "./helpers.js";

const HEAD = "param x[n], z; input y[n], w[n, n], P[n, 3]; ";
const ELEMENTS = [
  "x[i]", "x[j]", "y[j]", "y[i]", "w[i, j]", "w[j, i]", "norm(P[i, :] - P[j, :])", "(P[j, :]*P[i, :])", "x[n - i + 1]", "z", "i", "j",
];
const CONDITIONS = ["i != j", "i == j", "j > i", "i + 1 >= j", "j <= i and i > 2"];
const RANGES = [
  "i = 1:n, j = 1:n", "i = 1:n, j = i + 1:n", "i = 1:n, j = 1:i - 1", "i = 2:n, j = i:n", "i = 1:n - 1, j = 2:n",
  "i = 1:n, j = 1:i",
];

function randomProgram(seed: number): string {
  const next = mixedRandoms(seed);
  const pick = <T>(list: readonly T[]): T => list[next() % list.length] as T;
  const at = (): string => pick(ELEMENTS);
  const term = (): string => pick([
    () => `${at()}*${at()}`, () => `exp(${at()} - ${at()})`, () => `(${at()} - ${at()})^2`, () => `${at()}/(1 + ${at()}^2)`,
    () => `(${pick(CONDITIONS)} ? ${at()}*${at()} : ${pick(["0", "0", at()])})`,
  ])();
  const body = (): string => pick([term, () => `${term()} + ${term()}`, () => `${term()}*${term()}`, () => `-${term()} + ${at()}`])();
  return HEAD + pick([
    () => `output f = sum(${body()}, ${pick(RANGES)})`,
    () => `M = map(${body()}, i = 1:n, j = 1:n); output f = sum(M.^2)`,
    () => `M = map(${body()}, i = 1:n, j = 1:n); v = M*y; output f = sum(exp(v/50))`,
    () => `v = map(sum(${body()}, j = ${pick(["1:n", "i:n", "1:i"])}), i = 1:n); output f = sum(v.^2)`,
    () => `output f = mean(${body()}, ${pick(RANGES)})`,
    // no maxima: which element is one is told by equality, which another order of factors may break
    () => `output f = ${pick(["logsumexp", "norm"])}(${body()}, ${pick(RANGES)})`,
    () => `s = sum(${body()}, ${pick(RANGES)}); output f = sum(log(1 + s^2)*${body()}, ${pick(RANGES)})`,
  ])();
}

// found by random programs: a mask that is summed up counts, parts reach beyond windows, what cancels is 0
const FOUND = [
  "output f = mean(-j/(1 + x[j]^2) + x[j], i = 1:n, j = i + 1:n)",
  "output f = max(exp(x[j] - norm(P[i, :] - P[j, :])), i = 1:n, j = 1:i - 1)",
  "output f = max(exp(norm(P[i, :] - P[j, :]) - w[j, i])*exp(w[i, j] - x[i]), i = 2:n, j = i:n)",
  "output f = sum(z/(1 + x[j]^2)*(x[j] - x[j])^2, i = 2:n, j = i:n)",
  "s = sum((i == j ? z*x[j] : 0), i = 1:n - 1, j = 2:n); output f = sum(s^2*(j <= i and i > 2 ? i*z : 0), i = 1:n, j = 1:i)",
];

it.each(FOUND)("%s", (text) => { check(HEAD + text); });

// an element of a convolution's argument is in windows, of which those at the borders lie partly outside
const WINDOWS = new Map([["n", 9], ["m", 3]]);
const TERMS = [
  "h[k]*x[t + k - 1]", "h[k]*exp(x[t + k - 1])", "h[k]*x[t + k - 1]*x[t]", "(x[t + k - 1] - x[t])^2", "h[k]*x[t - k + 3]",
  "x[t + k]*x[t + 3 - k]", "h[k]*x[n - t - k + 2]", "(k <= t ? h[k]*x[t + k - 1] : 0)", "x[t + k - 1]^2*h[4 - k]",
];
const LONGER = ["h[k]*x[t + k - 1]", "h[k]*x[t - k + m]", "h[k]*x[t + k - 1]^2*x[t]", "exp(h[k]*x[t - k + m])"];
const CAUSAL = ["g[k]*x[t - k + 1]", "x[k]*x[t - k + 1]", "g[k]*exp(x[t - k + 1])*x[t]"];

it.each([
  ...TERMS.flatMap((term) => ["1:n - 3", "2:n - 4"].map(
    (range) => `param h[3], x[n]; y = map(sum(${term}, k = 1:3), t = ${range}); output f = sum(y.^2)`,
  )),
  ...TERMS.map((term) => `param h[3], x[n]; output f = sum(${term}, t = 1:n - 3, k = 1:3)`),
  ...LONGER.map((term) => `param h[m], x[n]; output y = map(sum(${term}, k = 1:m), t = 1:n - m + 1); output f = sum(y.^2)`),
  ...CAUSAL.map((term) => `param g[n], x[n]; output y = map(sum(${term}, k = 1:t), t = 1:n); output f = sum(y.^2)`),
  "param h[4], x[n]; output y = map(sum(h[k]*x[t - k + 1], k = 1:4), t = 4:n); output f = sum(y.^2)",
  "param h[m], x[n]; output y = map(sum(h[k]*x[t - k + 1], k = 1:m), t = m:n); output f = sum(y.^2)",
  "param h[3], x[n]; output y = map(sum(h[k]*x[t - k], k = 1:3), t = 4:n); output f = sum((y - x[4:end]).^2)",
  "param h[3], x[n]; output y = map(sum(h[k]*x[2*t + k - 1], k = 1:3), t = 1:3); output f = sum(y.^2)",
  "param x[n]; output f = sum(x[i]*x[i + k], i = 1:n - 4, k = 1:4)",
  "param x[n]; output f = sum(x[i + k]*x[i], i = 1:n, k = 1:n - i)",
  "param x[n], y[m]; output f = sum(x[i + k]*y[i]^2, i = 1:m, k = 1:3)",
  "param x[n]; M = map(exp(x[i + j - 1]), i = 1:n - 1, j = 1:2); output f = sum(M.^2)",
])("%s", (text) => { check(text, WINDOWS); });

it("random programs", () => {
  for (let k = 1; k <= rounds(400, 30); k++) check(randomProgram(k));
});

function check(text: string, sizes?: ReadonlyMap<string, number>): void {
  const code = programOf(text);
  const point = pointOf(code, [], sizes);
  const wanted = valuesOf(code, point);
  if (wanted.some((t) => [...t.data].some((v) => !Number.isFinite(v)))) return;
  const paper = formulas({ name: "<expr>", text }, {});
  const printed = paper === undefined ? text : toText(paper.program, { pretty: false, paper: paper.view });
  valuesOf(programOf(printed, { gradient: false }), point).forEach((t, i) => t.data.forEach((v, at) => {
    const w = wanted[i]?.data[at] ?? NaN;
    expect(
      Math.abs(v - w), `${text}\n${printed}\nresult ${i + 1}, element ${at + 1}: ${v} for ${w}`,
    ).toBeLessThan(1e-8 * (1 + Math.abs(w)));
  }));
}
