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

/** At numbers of size 1; the filter's covariances lose digits by cancelling. */
const BOUNDS: Readonly<Record<string, number>> = { kalman: 2e-4 };
const BOUND = 4e-6;

const samples = readdirSync("samples").filter((file) => file.endsWith(".grad")).map((file) => file.replace(/\.grad$/, ""));

/** Value and gradient of a sample at a point of floats. */
function numbersOf(name: string, options: CompileOptions): readonly Float64Array[] {
  const file = `samples/${name}.grad`;
  const { code, graph, interface: called } = compile(readFileSync(file, "utf8"), { name: "f", file, ...options });
  if (code === undefined || graph === undefined || called === undefined) throw new Error(`${name} has no code`);
  const point = pointOfProgram(graph);
  for (const { data } of point.values.values()) data.forEach((x, i) => { data[i] = Math.fround(x); });
  const { outputs, gradient } = generatedRunner(graph, code, called)(point);
  return [...outputs, ...gradient].flat().map(({ data }) => data);
}

/** Of two lists of arrays, the greatest difference, each relative to the greatest number of its array. */
function distance(found: readonly Float64Array[], expected: readonly Float64Array[]): number {
  return Math.max(...expected.map((all, k) => {
    const scale = all.reduce((most, x) => Math.max(most, Math.abs(x)), Number.MIN_VALUE);
    return all.reduce((worst, x, i) => {
      const y = found[k]?.[i] as number;
      return Object.is(x, y) ? worst : Math.max(worst, Number.isNaN(x - y) ? Infinity : Math.abs(x - y) / scale);
    }, 0);
  }));
}

describe.each(TARGETS)("floats by %s", (target) => {
  test.each(some(samples, 8))("%s", (name) => {
    expect(distance(numbersOf(name, { target, precision: "f32" }), numbersOf(name, { target: "body" })))
      .toBeLessThan(BOUNDS[name] ?? BOUND);
  });

  test.each(some(tensorCases, 16))("$params: $text", (c) => {
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
