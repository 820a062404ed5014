// `--precision f32`: arrays of floats, by each target near the doubles of the same program at the same point.
import { readdirSync, readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { compile, type CompileOptions } from "../src/index.js";
import { generatedRunner } from "../src/run/run-generated.js";
import { fromCode } from "./ops/compare.js";
import { SIZES, tensorCases } from "./ops/tensor-programs.js";
import { difference } from "./support/agreement.js";
import { some } from "./support/effort.js";
import { TARGETS } from "./support/targets.js";
import { pointOf as pointOfProgram } from "./inspect/helpers.js";
import { pointOf } from "./support/filled.js";

type Functions = Readonly<Record<string, (...args: unknown[]) => unknown>>;

const samples = readdirSync("samples").filter((file) => file.endsWith(".grad")).map((file) => file.replace(/\.grad$/, ""));

/** How far from those of a point its numbers are, which are of size 1: what functions are of numbers that lose digits counts there. */
const SIZES_OF_NUMBERS = [1, 0.4, 1.6];
/** Of what one rounding of every argument does, and of the greatest number of an array. */
const ROUNDINGS = 40;
/** In the filter covariances nearly cancel: roundings in between count for more than those of the arguments. */
const MORE_ROUNDINGS: Readonly<Record<string, number>> = { kalman: 3000 };
const UNIT = 2 ** -24;

type Numbers = readonly Float64Array[];

/** Value and gradient of a sample, at a point of floats whose numbers are so many times as large, each off by some roundings. */
function runnerOf(name: string, options: CompileOptions): (times: number, off?: (at: number) => number) => Numbers {
  const file = `samples/${name}.grad`;
  const { code, graph, interface: called } = compile(readFileSync(file, "utf8"), { name: "f", file, ...options });
  if (code === undefined || graph === undefined || called === undefined) throw new Error(`${name} has no code`);
  const run = generatedRunner(graph, code, called);
  return (times, off = () => 0) => {
    const point = pointOfProgram(graph);
    let at = 0;
    for (const { data } of point.values.values()) data.forEach((x, i) => { data[i] = Math.fround(x * times) * (1 + UNIT * off(at++)); });
    const { outputs, gradient } = run(point);
    return [...outputs, ...gradient].flat().map(({ data }) => data.slice());
  };
}

/** By element, how far off the floats may be: by the roundings of arguments, each at its worst of some, and by those of its array. */
function boundsOf(exact: Numbers, roundings: number, run: (off: (at: number) => number) => Numbers): Numbers {
  const others = [1, 2, 3, 4].map((seed) => run((at) => (Math.sin(at * 12.9898 + seed * 78.233) > 0 ? 1 : -1)));
  return exact.map((all, k) => {
    const scale = all.reduce((most, x) => Math.max(most, Math.abs(x)), 0);
    return all.map((x, i) => roundings * (UNIT * scale + Math.max(...others.map((other) => Math.abs((other[k]?.[i] as number) - x)))));
  });
}

function isFinite(all: Numbers): boolean {
  return all.every((one) => one.every(Number.isFinite));
}

describe.each(TARGETS)("floats by %s", (target) => {
  test.each(some(samples, 12))("%s", (name) => {
    const [floats, doubles] = [runnerOf(name, { target, precision: "f32" }), runnerOf(name, { target: "body" })];
    for (const times of SIZES_OF_NUMBERS) {
      const exact = doubles(times);
      if (times !== 1 && !isFinite(exact)) continue;
      const bounds = boundsOf(exact, MORE_ROUNDINGS[name] ?? ROUNDINGS, (off) => doubles(times, off));
      floats(times).forEach((all, k) => all.forEach((found, i) => {
        const expected = exact[k]?.[i] as number;
        if (Object.is(found, expected)) return;
        const place = `number ${i} of result ${k}, ${times} times as large`;
        expect(Math.abs(found - expected), place).toBeLessThanOrEqual(bounds[k]?.[i] as number);
      }));
    }
  });

  test.each(some(tensorCases, 32))("$params: $text", (c) => {
    const sizes = { ...SIZES, ...c.sizes };
    const inputs = c.inputs === undefined ? [] : [c.inputs];
    const text = `param ${c.params}\n${inputs.map((all) => `input ${all}\n`).join("")}flat = flatten(${c.text} + zeros(1))\n` +
      "output J = sum(flat .* sin(cumsum(ones(1) + 0*flat)))";
    const point = Object.assign({}, ...[c.params, ...inputs].map((declared) => pointOf(declared, sizes, c.at))) as object;
    const [floats, doubles] = [fromCode(text, { target, precision: "f32" }), fromCode(text, { target: "body" })];
    expect(difference(doubles(point), floats(point), 1e-5)).toBeUndefined();
  });

  test("a number that was stored is equal to itself: the greatest one has its derivative, whatever loop made it", () => {
    const texts = [
      "max(x .* y + 0.3*y.^2) + sum(x .* y)", "sum(max(x*(1 + y)' + 0.3*(x.^2)*y', 2)) + sum((x*y').^2)",
      "max(tanh(x) .* y + 0.1) + max(0.1, x[1])", "sum(max(x, 0.1)) + sum(min(y, s))",
    ];
    for (const formula of texts) {
      const text = `param x[n], y[n], s\noutput J = ${formula}`;
      const [floats, doubles] = [fromCode(text, { target, precision: "f32" }), fromCode(text, { target: "body" })];
      for (const n of [2, 5, 6, 7, 131]) {
        const point = pointOf("x[n], y[n], s", { n });
        expect(difference(doubles(point), floats(point), 1e-5), `${formula}, n = ${n}`).toBeUndefined();
      }
    }
  });

  test("long products and sums", () => {
    const text = "param A[3, n]\ninput B[n, 4], v[n]\noutput J = mean((A * B).^2) + sum(A * v)/n + sum(B)/n";
    const [floats, doubles] = [fromCode(text, { target, precision: "f32" }), fromCode(text, { target: "body" })];
    for (const n of [260, 600, 2100]) {
      const point = pointOf("A[3, n], B[n, 4], v[n]", { n });
      expect(difference(doubles(point), floats(point), 1e-5), `n = ${n}`).toBeUndefined();
    }
  });

  test("arrays are Float32Arrays, in and out, and others are refused", () => {
    const { code = "" } = compile("param x[n]\noutput J = sum(exp(x))", { name: "f", target, precision: "f32" });
    const f = (new Function(code) as () => Functions)()["createF"]?.({ n: 3 }) as Functions;
    const { value, grad } = f["valueAndGrad"]?.({ x: Float32Array.of(0, 1, 2) }) as { value: number; grad: { x: unknown } };
    expect(value).toBeCloseTo(1 + Math.exp(1) + Math.exp(2), 5);
    expect(grad.x).toBeInstanceOf(Float32Array);
    expect(() => f["value"]?.({ x: Float64Array.of(0, 1, 2) })).toThrow("x: expected a Float32Array of 3 elements");
  });
});

describe("whole numbers beyond 2^24, which floats do not hold,", () => {
  const most = 2 ** 24;
  const programs = [
    ["places that the data say", "param x[n]\ninput k[m]\noutput J = sum(x[k])", "k"],
    ["places that are computed", "param x[n]\ninput k\noutput y = x[floor(k)]^2", "floor(k)"],
    ["counters that are compared", "param x[n]\ninput k\noutput J = sum(i <= k ? x[i] : 0, i = 1:n)", "i <= k"],
    [
      "steps that are compared",
      "param a\ninput x[n]\nfor t = 1:n, y[0] = a { y[t] = t == 5 ? x[t] : y[t - 1] + a }\noutput J = y[end]", "t == 5",
    ],
    ["places inside of steps", "param x[n]\ninput k[3]\nfor t = 1:3, y[0] = 0 { y[t] = y[t - 1] + x[k[t]] }\noutput J = y[end]", "k[t]"],
  ] as const;

  test.each(programs)("%s are refused", (_what, text, place) => {
    for (const target of TARGETS) {
      const load = (precision: "f32" | "f64"): ((sizes: object) => Functions) => {
        const { code = "" } = compile(text, { name: "f", target, precision });
        return (new Function(code) as () => { createF: (sizes: object) => Functions })().createF;
      };
      expect(() => load("f32")({ n: most + 1, m: 2 }), target).toThrow(
        /^a whole number up to n as a float of 32 bits, exact up to 16777216/,
      );
      expect(load("f32")({ n: 100, m: 2 })["value"], target).toBeTypeOf("function");
    }
    const known = text.replaceAll(/\bn\b/g, String(most + 1));
    const errors = compile(known, { precision: "f32" }).diagnostics.filter((d) => d.severity === "error");
    expect(errors.map(({ code, span }) => [code, known.slice(span?.start, span?.end)])).toEqual([["whole-in-floats", place]]);
    expect(compile(known, { precision: "f64" }).diagnostics).toEqual([]);
    expect(compile(text.replaceAll(/\bn\b/g, String(most)), { precision: "f32" }).diagnostics).toEqual([]);
  });

  test("are no matter where nothing is told by them", () => {
    const { code } = compile(
      `param x[${2 * most}]\noutput J = sum(i*x[i]^2, i = 1:${2 * most})\noutput y = x[[1, 5]]`, { precision: "f32" },
    );
    expect(code).toBeDefined();
  });
});

describe("the module", () => {
  const text = "param W[n, m], b[m]\ninput X[k, n]\noutput J = sum(tanh(X * W + b).^2)";

  test.each(["object", "flat"] as const)("of arguments by %s has no other arrays", (args) => {
    const code = compile(text, { name: "f", precision: "f32", args }).code ?? "";
    expect(code).toContain("// options: --precision f32 --name f");
    expect(code).toContain("Float32Array");
    expect(code).not.toContain("Float64Array");
  });

  test("of numbers alone is the same but for its head", () => {
    const of = (precision: "f32" | "f64"): string => (compile("x^2*sin(y)", { precision, target: "body" }).code ?? "");
    expect(of("f32")).toBe(of("f64"));
  });
});
