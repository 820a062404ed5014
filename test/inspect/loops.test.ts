// Programs with loops and their derivatives as text that is read again, and in LaTeX.
import { describe, expect, it, test } from "vitest";
import { analyse } from "../../src/analyse.js";
import { formulas } from "../../src/as-written.js";
import { toLatex, toText } from "../../src/inspect/index.js";
import type { Paper } from "../../src/inspect/display/paper.js";
import { newEvaluator } from "../../src/run/evaluate.js";
import { valueText, type Value } from "../../src/run/values.js";
import { randomLoop } from "../support/random-loops.js";

const programs: readonly (readonly [text: string, at: object])[] = [
  [
    "param a, h0\ninput x[T]\nfor t = 1:T, h[0] = h0 {\n  z = a*h[t - 1] + x[t]\n  h[t] = tanh(z)\n}\noutput J = sum(h.^2)",
    { a: 0.5, h0: 0.3, x: [0.1, 0.2, -0.4] },
  ],
  [
    "param U[2, 2], h0[2]\nfor t = 5:-1:1, h[6] = h0 { h[t] = tanh(U*h[t + 1]) }\noutput J = sum(h[1, :])",
    { U: [[0.1, 0.5], [-0.3, 0.2]], h0: [1, 2] },
  ],
  ["param a, b\nfor t = 2:6, f[1] = a, f[0] = b { f[t] = f[t - 1]*f[t - 2] }\noutput J = f[end]", { a: 1.1, b: 0.9 }],
  [
    "param x[n], y[m]; input far\nfor i = 1:n, row[0] = concat([0], map(far, j = 1:m)) {\n  for j = 1:m, D[0] = far " +
    "{ D[j] = (x[i] - y[j])^2 - logsumexp([-row[i - 1][j], -row[i - 1][j + 1], -D[j - 1]]) }\n  row[i] = concat([far], D)\n}\n" +
    "output J = row[end, end]",
    { x: [0.1, 0.7], y: [0.3, -0.2, 0.5], far: 9 },
  ],
];

/** Steps that read arrays at places beside their own, and use their number. */
const arma =
  "param c, phi, theta\ninput y[n]\nfor t = 2:n, e[1] = 0 { e[t] = y[t] - c - phi*y[t - 1] - theta*e[t - 1] }\noutput J = sum(e.^2)";
const garch =
  "param a, b\ninput r[n]\nfor t = 1:n, v[0] = 1 { v[t] = a*(t > 1 ? r[max(t - 1, 1)] : 0)^2 + b*v[t - 1] }\noutput J = sum(log(v))";

test("parts of arrays and the number of the step are written as the program has them", () => {
  const written = (text: string): string => {
    const { program, view } = formulas({ name: "<expr>", text }, {}) as Paper;
    return toText(program, { pretty: false, paper: view });
  };
  expect(written(arma)).toContain("e[t] = y[t + 1] - c - phi*y[t] - theta*e[t - 1]");
  expect(written(garch)).toContain("v[t] = a*(t > 1 ? r[max(t - 1, 1)] : 0)^2 + b*v[t - 1]");
});

describe("text", () => {
  it.each(
    [
      ...programs, [arma, { c: 0.1, phi: 0.5, theta: 0.3, y: [1, 0.5, -0.2, 0.7] }], [garch, { a: 0.3, b: 0.6, r: [0.4, -0.2, 0.9] }],
      ...[3, 7, 12, 21, 33].map((seed) => [randomLoop(seed).looped, randomLoop(seed).at] as const),
    ] as const,
  )("means the same when it is read again: %s", (text, at) => {
    const paper = formulas({ name: "<expr>", text }, {});
    const { value, gradient } = newEvaluator(text, {}).at(at);
    for (const written of [
      toText(analyse({ name: "<expr>", text }, { gradient: true })),
      toText((paper as Paper).program, { pretty: false, paper: (paper as Paper).view }),
    ]) check(written, at, value as Value, gradient);
  });

  function check(written: string, at: object, value: Value, gradient: ReadonlyMap<string, Value> | undefined): void {
    expect(written).not.toMatch(/not in the language|loop\(/);
    const again = newEvaluator(written, {}).at(at).outputs as ReadonlyMap<string, Value>;
    const close = (found: Value | undefined, expected: Value): void => {
      const [x, y] = [found, expected].map(
        (v) => (valueText(v as Value).match(/-?[\d.]+(?:e[-+]?\d+)?/g) ?? []).map(Number),
      ) as [number[], number[]];
      expect(x).toHaveLength(y.length);
      x.forEach((number, i) => { expect(number).toBeCloseTo(y[i] as number, 10); });
    };
    close(again.get("J"), value);
    for (const [name, slope] of gradient ?? []) close(again.get(`d${name}`), slope);
  }

  it("shows the steps and the way back", () => {
    expect(toText(analyse({ name: "<expr>", text: programs[0]?.[0] as string }, {}))).toBe([
      "param a, h0", "input x[T]",
      "for t = 1:T, h[0] = h0 {", "  h_before[t] = h[t - 1]", "  z = a * h[t - 1] + x[t]", "  h[t] = tanh(z)", "}",
      "output J = sum(h .^ 2)", "t2 = 2 * h",
      "for t = T:-1:1, h_bar[T + 1] = 0 {",
      "  t1 = (h_bar[t + 1] + t2[t])/cosh(a * h_before[t] + x[t])^2", "  p[t] = t1 * h_before[t]", "  h_bar[t] = a * t1", "}",
      "output da = sum(p)", "output dh0 = h_bar[1]", "",
    ].join("\n"));
  });
});

it("the way back is a formula, too", () => {
  const paper = formulas({ name: "<expr>", text: programs[0]?.[0] as string }, {}) as Paper;
  expect(toText(paper.program, { pretty: false, paper: paper.view })).toBe([
    "param a, h0", "input x[T]",
    "for t = 1:T, h[0] = h0 {", "  h_before[t] = h[t - 1]", "  z = a*h[t - 1] + x[t]", "  h[t] = tanh(z)", "}",
    "output J = sum(h .^ 2)",
    "for t = T:-1:1, h_bar[T + 1] = 0 {",
    "  t1 = h_bar[t + 1] + 2*h[t]", "  t2 = 1 - tanh(a*h_before[t] + x[t])^2", "  p[t] = h_before[t]*t1*t2", "  h_bar[t] = a*t1*t2", "}",
    "output da = sum(p)", "output dh0 = h_bar[1]", "",
  ].join("\n"));
});

it("LaTeX has the recurrence", () => {
  const latex = toLatex(analyse({ name: "<expr>", text: "param a\nfor t = 1:4, h[0] = 1 { h[t] = a*h[t - 1] }\noutput h" }, {}));
  expect(latex).toBe("\\begin{aligned}\nh_{0} &= 1 \\\\\nh_{t} &= a\\,h_{t-1}\\quad t = 1, \\ldots, 4\n\\end{aligned}\n");
});
