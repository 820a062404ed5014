// Which loops become one, how many are left of derivatives of high order, and that these are right.
import { describe, expect, it } from "vitest";
import { reachable } from "../../src/graph/evaluate.js";
import { keptNodes } from "../../src/graph/program.js";
import type { MathLevel } from "../../src/options.js";
import { analyse } from "../../src/analyse.js";
import { graphPasses } from "../../src/pipeline.js";
import { newEvaluator, resultText } from "../../src/run/evaluate.js";
import { groupsOf, type Group } from "../../src/simplify/loops/groups.js";
import { some } from "../support/effort.js";

/** The loops that are left in the code, of which `of` is asked. */
function loopsOf(text: string, level: MathLevel = "safe"): Group[] {
  const asked = analyse({ name: "<expr>", text }, { of: "f", gradient: false, math: level });
  const { builder, ...program } = graphPasses.filter((pass) => pass.levels?.includes(level) !== false)
    .reduce((p, pass) => pass.run(p, level), asked);
  return groupsOf(builder, reachable(builder, keptNodes({ builder, ...program })));
}

function valueOf(text: string, at: Readonly<Record<string, unknown>>, math: MathLevel = "safe"): number {
  return (JSON.parse(resultText(newEvaluator(text, { math }).at(at))) as { readonly value: number }).value;
}

const upTo = (order: number, derivative: (of: string) => string): string =>
  `${Array.from({ length: order }, (_, k) => `d${k + 1} = ${derivative(`d${k}`)}\n`).join("")}output f = d${order}`;

const nested: readonly (readonly [name: string, head: string, step: string, start: string, end: string, by: string])[] = [
  ["of numbers by the start", "param s, A\ninput x[3]\n", "sin(A*@ + x[#])", "s", "@", "grad(?, s)"],
  ["of arrays by the start", "param s[2], A[2, 2]\ninput x[3]\n", "sin(A*@ + x[#])", "s", "sum(@.^2)", "sum(grad(?, s))"],
  ["by what is the same at each step", "param s[2], A[2, 2]\ninput x[3]\n", "sin(A*@ + x[#])", "s", "sum(@.^2)", "sum(grad(?, A))"],
  ["by the items", "param s[2], A[2, 2], x[3]\n", "sin(A*@ + x[#])", "s", "sum(@.^2)", "sum(grad(?, x))"],
  ["forwards", "param s, A\ninput x[3]\n", "exp(-A*@)*x[#] + cos(@)", "s", "@", "derivative(?, s)"],
];

describe.each(nested)("derivatives of derivatives %s", (name, head, step, start, end, by) => {
  const text = (order: number, isLooped: boolean): string => {
    const written = (state: string, t: string): string => step.replaceAll("@", state).replaceAll("#", t);
    const body = isLooped
      ? `for t = 1:3, y[0] = ${start} { y[t] = ${written("y[t - 1]", "t")} }\nz = y[end${head.includes("s[2]") ? ", :" : ""}]\n`
      : `y0 = ${start}\n${[1, 2, 3].map((t) => `y${t} = ${written(`y${t - 1}`, String(t))}\n`).join("")}z = y3\n`;
    return `${head}${body}d0 = ${end.replace("@", "z")}\n${upTo(order, (of) => by.replace("?", of))}`;
  };
  const at = {
    s: head.includes("s[2]") ? [0.4, -0.3] : 0.4, A: head.includes("A[") ? [[0.5, 0.2], [-0.3, 0.8]] : 0.7,
    x: [0.3, -0.6, 1.1],
  };

  it("take a loop in each direction, whatever the order", () => {
    for (const order of [1, 2, 3]) expect(loopsOf(text(order, true)).length).toBeLessThanOrEqual(2);
  });

  it.each([2, 3])("are those of the program written out, order %i", (order) => {
    for (const math of some(["safe", "strict", "fast"] as const, 3, order + nested.findIndex(([of]) => of === name))) {
      const [found, expected] = [true, false].map((isLooped) => valueOf(text(order, isLooped), at, math)) as [number, number];
      expect(Math.abs(found - expected)).toBeLessThanOrEqual(1e-13 * Math.max(1, Math.abs(expected)));
    }
  });
});

describe("two loops", () => {
  const head = "param s\ninput x[n]\nfor t = 1:n, y[0] = s { y[t] = sin(y[t - 1]*x[t]) }\n";

  it.each([
    ["that do not read each other", "for t = 1:n, z[0] = 1 { z[t] = cos(z[t - 1])*s }\noutput f = y[end] + z[end]", 1],
    ["of which one reads the other at the same step", "for t = 1:n, z[0] = 1 { z[t] = tanh(z[t - 1])*y[t] }\noutput f = z[end]", 1],
    ["with arithmetic between them", "w = 2*y - x\nfor t = 1:n, z[0] = 1 { z[t] = tanh(z[t - 1])*w[t] }\noutput f = z[end]", 1],
    ["of which one needs the other's end", "for t = 1:n, z[0] = y[end] { z[t] = tanh(z[t - 1]) + x[t] }\noutput f = z[end]", 2],
    ["of which one needs the other's sum", "m = sum(y)\nfor t = 1:n, z[0] = 1 { z[t] = tanh(z[t - 1]*m) }\noutput f = z[end]", 2],
    ["with another between them", "for t = n:-1:1, w[n + 1] = 0 { w[t] = tanh(w[t + 1] + y[t]) }\n" +
      "for t = 1:n, z[0] = 1 { z[t] = tanh(z[t - 1] + w[t]*y[t]) }\noutput f = z[end]", 3],
    ["in two directions", "for t = n:-1:1, z[n + 1] = 1 { z[t] = cos(z[t + 1])*s }\noutput f = y[end] + z[1]", 2],
    ["of other lengths", "for t = 1:n - 1, z[0] = 1 { z[t] = cos(z[t - 1])*s }\noutput f = y[end] + z[end]", 2],
  ])("%s", (_which, rest, count) => {
    expect(loopsOf(head + rest)).toHaveLength(count);
    const [n, x] = [4, [0.5, -0.2, 0.9, 1.3]];
    const plain = newEvaluator(head + rest, { interpret: true }).at({ s: 0.6, x });
    const made = newEvaluator(head + rest, {}).at({ s: 0.6, x });
    const [{ value, gradient }, found] = [plain, made].map((each) => JSON.parse(resultText(each))) as [Numbers, Numbers];
    expect(n).toBe(x.length);
    expect(found.value).toBeCloseTo(value, 14);
    expect(found.gradient.s).toBeCloseTo(gradient.s, 13);
  });
});

interface Numbers {
  readonly value: number;
  readonly gradient: { readonly s: number };
}

describe("loops that only add", () => {
  it.each([
    ["a running sum", "for t = 1:n, y[0] = s { y[t] = y[t - 1] + x[t]*s }\noutput f = sum(y.^2)"],
    ["its end alone", "for t = 1:n, y[0] = s { y[t] = y[t - 1] + x[t]*s - t }\noutput f = y[end]"],
    ["downwards", "for t = n:-1:1, y[n + 1] = 0 { y[t] = y[t + 1] - exp(s*x[t]) }\noutput f = sum(sin(y))"],
    [
      "one of the other",
      "for t = 1:n, v[0] = s, p[0] = 1 { v[t] = v[t - 1] + s*x[t]; p[t] = p[t - 1] + v[t - 1]*v[t] }\noutput f = sum(p)",
    ],
  ])("are arrays: %s", (_which, rest) => {
    const text = `param s\ninput x[n]\n${rest}`;
    expect(loopsOf(text)).toHaveLength(0);
    for (const x of [[0.5], [0.5, -0.2], [0.5, -0.2, 0.9, 1.3]]) {
      const all = [{ interpret: true }, {}, { math: "strict" as const }].map((options) => newEvaluator(text, options).at({ s: 0.6, x }));
      const [plain, made, strict] = all.map((each) => JSON.parse(resultText(each))) as [Numbers, Numbers, Numbers];
      for (const found of [made, strict]) {
        expect(found.value).toBeCloseTo(plain.value, 13);
        expect(found.gradient.s).toBeCloseTo(plain.gradient.s, 12);
      }
    }
  });

  it.each([
    ["at strict, where the order of additions stays", "y[t] = y[t - 1] + x[t]*s", "strict"],
    ["that multiply", "y[t] = y[t - 1]*x[t] + s", "safe"], ["to a function of themselves", "y[t] = y[t - 1] + sin(y[t - 1])", "safe"],
  ] as const)("stay loops %s", (_which, step, math) => {
    expect(loopsOf(`param s\ninput x[n]\nfor t = 1:n, y[0] = s { ${step} }\noutput f = y[end]`, math)).toHaveLength(1);
  });
});

describe("states", () => {
  it("that are always equal are one", () => {
    const text = "param s\nfor t = 1:9, y[0] = s, z[0] = s, w[0] = 1 { y[t] = sin(z[t - 1])*w[t - 1]; z[t] = sin(y[t - 1])*w[t - 1]; " +
      "w[t] = cos(w[t - 1]) }\noutput f = y[end]*z[end]*w[end]";
    expect(loopsOf(text).map(({ loop }) => loop.body.states.length)).toEqual([2]);
  });

  it("that start apart stay apart", () => {
    const text = "param s\nfor t = 1:9, y[0] = s, z[0] = 1 { y[t] = sin(z[t - 1]); z[t] = sin(y[t - 1]) }\noutput f = y[end] - z[end]";
    expect(loopsOf(text).map(({ loop }) => loop.body.states.length)).toEqual([2]);
  });

  it("that never change are constants", () => {
    const text = "param s\nfor t = 1:9, y[0] = s, z[0] = 1 { y[t] = y[t - 1]; z[t] = sin(z[t - 1]*y[t - 1]) }\noutput f = z[end] + sum(y)";
    expect(loopsOf(text).map(({ loop }) => loop.body.states.length)).toEqual([1]);
    expect(valueOf(text, { s: 0.5 })).toBeCloseTo(valueOf(text.replaceAll("y[t - 1]", "s").replace("y[t] = s; ", "")
      .replace("y[0] = s, ", "").replace("sum(y)", "9*s"), { s: 0.5 }), 14);
  });
});
