// Programs with sums over an index, ranges and steps under every option: against their graphs before any rewriting.
import { describe, expect, test } from "vitest";
import { compile, type CompileOptions } from "../../src/index.js";
import { some } from "../support/effort.js";
import { flatFault, optionFault, overFault } from "../support/option-agreement.js";
import { LOOP_PROGRAMS } from "../support/loop-programs.js";

const SECOND: CompileOptions = { hessian: true, hvp: true, laplacian: true };
const OF_ARRAYS: CompileOptions = { of: "r", jacobian: true, jvp: true, vjp: true };

const options: readonly (readonly [string, CompileOptions])[] = [
  ...(["strict", "safe", "fast"] as const).flatMap((math) => [
    [`math ${math}, second derivatives`, { math, ...SECOND }] as const, [`math ${math}, of an array`, { math, ...OF_ARRAYS }] as const,
  ]),
  ["sparse Hessian", { sparse: true, hessian: true }],
  ["sparse Jacobian", { sparse: true, jacobian: true, of: "r" }],
  ["floats", { precision: "f32", ...SECOND }],
  ["floats, of an array", { precision: "f32", ...OF_ARRAYS }],
  ["WebAssembly", { target: "wasm-body", ...SECOND }],
  ["WebAssembly, of an array", { target: "wasm-body", ...OF_ARRAYS }],
  ["WebAssembly in floats", { target: "wasm-body", precision: "f32", ...SECOND, jvp: true }],
  ["little memory", { memory: "64B", ...SECOND }],
  ["little memory, of an array, in floats", { memory: "64B", precision: "f32", ...OF_ARRAYS }],
  ["little memory, strict", { memory: "64B", math: "strict", hvp: true, jvp: true }],
  ["little memory in WebAssembly", { memory: "64B", target: "wasm-body", hvp: true }],
  ["by one variable", { wrt: ["a"], ...SECOND, jacobian: true }],
  ["sparse in WebAssembly", { sparse: true, hessian: true, target: "wasm-body" }],
];

const cases = LOOP_PROGRAMS.flatMap((program) => options.map(([name, request]) => [program.name, name, program, request] as const));

// a step that has no divisor in common with the number of options: another one comes with each program
test.each(some(cases, 61))("%s: %s", (_program, _option, program, request) => {
  expect(optionFault(program, request)).toBeUndefined();
});

test.each(some(LOOP_PROGRAMS, 6, 4))("$name in one vector", (program) => {
  expect(flatFault(program)).toBeUndefined();
});

const over: readonly (readonly [string, CompileOptions])[] = [
  ["by params", {}], ["strict", { math: "strict" }], ["fast", { math: "fast" }], ["in WebAssembly", { target: "wasm-body" }],
  ["a sparse Hessian", { sparse: true }], ["a sparse Hessian by params and inputs", { sparse: true, wrt: ["u", "a", "b"] }],
  ["a sparse Hessian by inputs", { sparse: true, wrt: ["u"] }],
  ["a sparse Hessian by params and inputs in WebAssembly", { sparse: true, wrt: ["a", "u"], target: "wasm-body" }],
];

describe.each(LOOP_PROGRAMS.filter(({ isScalar }) => isScalar))("$name over observations", (program) => {
  test.each(some(over, 3))("%s", (_name, options) => {
    expect(overFault(program, options)).toBeUndefined();
  });
});

test("over observations an array of few steps is a row of each", () => {
  const text = (steps: number): string => `param a\ninput x\nfor t = 1:${steps}, h[0] = x { h[t] = a*h[t - 1] }\noutput h`;
  const { code = "" } = compile(text(3), { over: "m", target: "body", name: "f", args: "object", jacobian: true });
  const made = (new Function(code) as () => Record<string, (sizes: object) => Record<string, (at: object) => unknown>>)();
  const f = made["createF"]?.({ m: 2 });
  const at = { a: 2, x: Float64Array.of(1, 5) };
  expect(f?.["value"]?.(at)).toEqual(Float64Array.of(2, 4, 8, 10, 20, 40));
  expect(f?.["jacobian"]?.(at)).toEqual({ a: Float64Array.of(1, 4, 12, 5, 20, 60) });
  expect(() => compile(text(70), { over: "m" })).toThrow("is for a program of numbers, and this one has arrays");
});
