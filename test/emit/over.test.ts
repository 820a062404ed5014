// Functions over many observations are those of one observation, in a loop: rows of outputs and of Jacobians, sums of the rest.
import { describe, expect, test } from "vitest";
import { compile, type CompileOptions } from "../../src/index.js";

type Call = (...args: unknown[]) => unknown;
type Functions = Readonly<Record<string, Call>>;
type Point = Readonly<Record<string, number | Readonly<Record<string, number>>>>;

const ALL: CompileOptions = { hessian: true, jacobian: true, hvp: true, laplacian: true, args: "object", name: "f" };
const COUNT = 300;

function load(text: string, options: CompileOptions): Functions {
  const { code, diagnostics } = compile(text, { ...options, target: "body" });
  if (code === undefined) throw new Error(diagnostics.map((d) => d.message).join("\n"));
  return (new Function(code) as () => Functions)();
}

function numbersOf(value: unknown): number[] {
  if (typeof value === "number") return [value];
  return value instanceof Float64Array ? [...value] : Object.values(value as object).flatMap(numbersOf);
}

/** The observations one by one: those of numbers, and those of records. */
function observation(i: number): Point {
  return { t: 0.1 + i / 100, q: { u: 1 + Math.sin(i), v: 2 + Math.cos(i) } };
}

const rows = {
  t: Float64Array.from({ length: COUNT }, (_, i) => observation(i).t as number),
  q: Float64Array.from({ length: 2 * COUNT }, (_, k) => numbersOf(observation(Math.floor(k / 2)).q)[k % 2] as number),
};
const params = { height: 1.5, centre: 0.7, w: { a: 1.2, b: 0.3 } };
const vector = Float64Array.from(numbersOf(params));

const programs = [
  ["one output", "output y = height*exp(-((t - centre)/w.a)^2) + w.b*q.u*q.v"],
  ["several outputs", "output y = height*t - q.u*w.a\noutput r = q*centre\noutput z = w.b*y"],
  ["a choice, and a param that is not used", "output y = t > centre ? height*log(q.u + 1) : w.a*t^2"],
] as const;

describe.each(programs)("%s", (_what, text) => {
  const source = `param height, centre, w{a, b}\ninput t, q{u, v}\n${text}`;
  const one = load(source, ALL);
  const many = (one.createF ?? load(source, { ...ALL, over: "m" }).createF)?.({ m: COUNT }) as Functions;
  const each = (name: string, ...more: unknown[]): number[][] =>
    Array.from({ length: COUNT }, (_, i) => numbersOf(one[name]?.({ ...params, ...observation(i) }, ...more)));
  const sums = (all: readonly number[][]): number[] => (all[0] ?? []).map((_, k) => all.reduce((sum, row) => sum + (row[k] as number), 0));
  const close = (found: unknown, expected: readonly number[]): void => {
    const numbers = numbersOf(found);
    expect(numbers).toHaveLength(expected.length);
    numbers.forEach((v, i) => expect(Math.abs(v - (expected[i] as number))).toBeLessThan(1e-11 * (1 + Math.abs(expected[i] as number))));
  };

  test("outputs have a row for each observation", () => {
    const found = many.value?.({ ...params, ...rows });
    const byOutput = found instanceof Float64Array ? [found] : Object.values(found as Record<string, Float64Array>);
    const transposed = each("f").flatMap((row) => row);
    const widths = byOutput.map((array) => array.length / COUNT);
    const put = Array.from({ length: COUNT }, (_, i) =>
      byOutput.flatMap((array, k) => [...array.subarray(i * (widths[k] as number), (i + 1) * (widths[k] as number))])).flat();
    expect(put).toEqual(transposed);
  });

  test("gradients and second derivatives are sums", () => {
    close(many.grad?.({ ...params, ...rows }), sums(each("fGrad")));
    close(many.valueAndGrad?.({ ...params, ...rows }), sums(each("fValueAndGrad")));
    close(many.hessian?.({ ...params, ...rows }), sums(each("fHessian")));
    close(many.laplacian?.({ ...params, ...rows }), sums(each("fLaplacian")));
    close(many.hvp?.({ ...params, ...rows }, params), sums(each("fHvp", params)));
  });

  test("in one vector, a row of the Jacobian is an observation's gradient", () => {
    const flat = load(source, { jacobian: true, hessian: true, args: "flat", name: "f", over: "m" }).createF?.({ m: COUNT }) as Functions;
    const alone = load(source, { jacobian: true, args: "flat", name: "f" });
    const found = Array.from({ length: COUNT }, (_, i) => numbersOf(alone.fJacobian?.(vector, observation(i)))).flat();
    const out = new Float64Array(found.length);
    expect(flat.jacobian?.(vector, rows, out)).toBe(out);
    expect([...out]).toEqual(found);
    close(flat.grad?.(vector, rows), sums(each("fGrad")));
    expect(flat.hessian?.(vector, rows)).toHaveLength(vector.length ** 2);
  });
});

test("derivatives by an input have a row for each observation too", () => {
  const source = "param a\ninput t, q{u, v}\noutput y = a*t^2*q.u + q.v";
  const many = load(source, { name: "f", over: "m", wrt: ["a", "t", "q"], args: "positional" }).createF?.({ m: COUNT }) as Functions;
  const { a, t, q } = many.grad?.(2, rows.t, rows.q) as Record<string, Float64Array>;
  expect(a).toBeCloseTo(rows.t.reduce((sum, s, i) => sum + s * s * (rows.q[2 * i] as number), 0), 9);
  expect(t?.[7]).toBeCloseTo(4 * (rows.t[7] as number) * (rows.q[14] as number), 12);
  expect([q?.[14], q?.[15]]).toEqual([2 * (rows.t[7] as number) ** 2, 1]);
});

test("what is no program of one observation, and names that are taken, are refused", () => {
  const refused = (text: string, over: string, options: CompileOptions = {}) => () => compile(text, { ...options, over });
  expect(refused("param w[3]\ninput t\noutput y = sum(w)*t", "m")).toThrow("this one has arrays");
  expect(refused("param w\noutput y = w^2", "m")).toThrow("with inputs, and this one has none");
  expect(refused("param w\ninput t\noutput y = w*t", "t")).toThrow("which the program uses");
  expect(refused("param w\ninput t\noutput y = w*t", "m n")).toThrow("the name of a size");
  expect(refused("param w\ninput t\noutput y = w*t", "m", { args: "flat", wrt: ["t"] })).toThrow("no place in the vector");
});
