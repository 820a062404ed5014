// WebAssembly: valid modules, called as those of JavaScript, with memory that is handed out, and clear errors.
import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { compile, type CompileOptions } from "../../src/index.js";
import { typeFaults } from "../support/typescript.js";

/** What Node's types know of it is not enough. */
const { Memory } = (globalThis as unknown as { WebAssembly: { Memory: object } }).WebAssembly;

type Callable = (...args: unknown[]) => unknown;
type Functions = Readonly<Record<string, Callable>>;

function load(text: string, options: CompileOptions = {}): Functions {
  const { code, diagnostics } = compile(text, { name: "f", target: "wasm-body", ...options });
  if (code === undefined) throw new Error(diagnostics.map((d) => d.message).join("\n"));
  return (new Function(code) as () => Functions)();
}

function codeOf(text: string, options: CompileOptions = {}): string {
  return compile(text, { name: "f", ...options }).code ?? "";
}

const NETWORK = "param W[n, h], b[h]\ninput X[m, n], s\noutput J = s*mean(tanh(X * W + b))";

describe("a module", () => {
  test.each(["mlp", "arm"])("of the sample %s is type-clean without the libraries of browsers", (name) => {
    const text = readFileSync(`samples/${name}.grad`, "utf8");
    expect(typeFaults(new Map([["m.ts", codeOf(text, { file: `${name}.grad`, target: "wasm" })]]))).toEqual([]);
  });

  test("exports what the module of JavaScript exports, with the same interface", () => {
    for (const file of ["mlp.grad", "prey.grad", "logistic.grad"]) {
      const text = readFileSync(`samples/${file}`, "utf8");
      const [js, wasm] = [compile(text, { file, target: "js" }), compile(text, { file, target: "wasm-js" })];
      const { factory } = js.interface ?? {};
      const added = factory === undefined ? [] : [`${factory}Async`];
      expect([wasm.exports, wasm.interface, wasm.counts], file).toEqual([[...js.exports ?? [], ...added], js.interface, js.counts]);
    }
  });

  test("says in its head how it was made, and gives the same bytes again", () => {
    const code = codeOf(NETWORK, { target: "wasm" });
    expect(code).toContain("// options: --name f --target wasm");
    expect(codeOf(NETWORK, { target: "wasm" })).toBe(code);
  });

  test("computes with positional numbers, many of them too", () => {
    const f = load("x^2 * sin(y)", { hessian: true });
    expect(f["f"]?.(1.5, 0.3)).toBeCloseTo(1.5 ** 2 * Math.sin(0.3), 14);
    expect(f["fValueAndGrad"]?.(1.5, 0.3)).toEqual({
      value: expect.closeTo(2.25 * Math.sin(0.3), 14) as number,
      grad: { x: expect.closeTo(3 * Math.sin(0.3), 14) as number, y: expect.closeTo(2.25 * Math.cos(0.3), 14) as number },
    });
    const names = Array.from({ length: 300 }, (_, i) => `x${i}`);
    const many = load(`param ${names.join(", ")}\noutput J = ${names.map((x, i) => `${i}*${x}^2`).join(" + ")}`);
    const at = names.map((_, i) => i / 7);
    const grad = many["fGrad"]?.(...at) as Record<string, number>;
    expect(names.map((x) => grad[x])).toEqual(at.map((x, i) => expect.closeTo(2 * i * x, 9) as number));
  });

  test("needs no name of the host for itself", () => {
    const words = ["WebAssembly", "atob", "startCode", "memory", "inputs", "Uint8Array", "fail", "code", "n0", "a0"];
    const text = `param ${words.map((word) => `${word}[n]`).join(", ")}\noutput J = ${words.map((word) => `sum(${word}.^2)`).join(" + ")}`;
    const f = load(text)["createF"]?.({ n: 3 }) as Functions;
    const inputs = Object.fromEntries(words.map((word) => [word, Float64Array.of(1, 2, 3)]));
    expect(f["value"]?.(inputs)).toBe(14 * words.length);
    expect((f["grad"]?.(inputs) as Record<string, Float64Array>)["fail"]).toEqual(Float64Array.of(2, 4, 6));
    expect(typeFaults(new Map([["m.ts", codeOf(text, { target: "wasm", name: "startCode" })]]))).toEqual([]);
  });
});

describe("memory", () => {
  interface Network { readonly memory: { readonly inputs: Record<string, Float64Array>; readonly grad: Record<string, Float64Array> } }
  const sizes = { m: 5, n: 4, h: 3 };
  const filled = (count: number): Float64Array => Float64Array.from({ length: count }, (_, i) => Math.sin(i + 1));

  test("of the code is used in place: nothing is copied, and results are the same", () => {
    const f = load(NETWORK)["createF"]?.(sizes) as unknown as Functions & Network;
    const own = { W: filled(12), b: filled(3), X: filled(20), s: 0.7 };
    const expected = f["valueAndGrad"]?.(own) as { value: number; grad: Record<string, Float64Array> };
    const { inputs, grad } = f.memory;
    for (const key of ["W", "b", "X"] as const) inputs[key]?.set(own[key]);
    const found = f["valueAndGrad"]?.({ ...inputs, s: 0.7 }, { value: 0, grad }) as { value: number; grad: Record<string, Float64Array> };
    expect(found.value).toBe(expected.value);
    expect(found.grad["W"]).toBe(grad["W"]);
    expect([...(grad["W"] ?? [])]).toEqual([...(expected.grad["W"] ?? [])]);
  });

  test("of two instances is apart", () => {
    const create = load(NETWORK)["createF"] as Callable;
    const [one, other] = [create(sizes), create(sizes)] as [Functions & Network, Functions & Network];
    one.memory.inputs["W"]?.fill(1);
    expect(other.memory.inputs["W"]?.[0]).toBe(0);
  });

  test("and functions are there as well where the code is compiled while others run", async () => {
    const functions = load(NETWORK) as unknown as Readonly<Record<string, (of: object) => Promise<Functions & Network>>>;
    const [one, other] = await Promise.all([functions["createFAsync"]?.(sizes), functions["createFAsync"]?.({ ...sizes, m: 2 })]);
    const X = filled(20);
    const at = { W: filled(12), b: filled(3), s: 0.7 };
    expect(one?.["value"]?.({ ...at, X })).toBe((load(NETWORK)["createF"]?.(sizes) as Functions)["value"]?.({ ...at, X }));
    expect(other?.memory.inputs["X"]).toHaveLength(8);
  });

  test("of more than WebAssembly has is refused by its size", () => {
    expect(() => load(NETWORK)["createF"]?.({ m: 100_000, n: 100_000, h: 2 })).toThrow(
      /f: its arrays take \d+\.\d GiB, more than the 4 GiB/,
    );
  });
});

test("what is drawn into a loop of several numbers gives the bits of one number, at the ends too", () => {
  const fns = ["exp", "tanh", "sigmoid", "softplus", "erf", "sin", "log1p", "gelu"];
  const text = `param x[n]\n${fns.map((fn) => `output ${fn}_x = ${fn}(x)`).join("\n")}`;
  const create = load(text, { valueOnly: true })["createF"] as Callable;
  const xs = Float64Array.of(
    0, -0, 1e-310, -0.3, 0.55, -0.55, 1.5, -2.7, 40, -40, 709, -709, 744, -746, 1e5, -1e300, Infinity, -Infinity, NaN,
    3,
  );
  const values = (x: Float64Array): Record<string, Float64Array> =>
    (create({ n: x.length }) as Functions)["value"]?.({ x }) as Record<string, Float64Array>;
  const all = values(xs);
  const each = [...xs].map((x) => values(Float64Array.of(x)));
  for (const fn of fns) expect([...all[`${fn}_x`] ?? []], fn).toEqual(each.map((one) => one[`${fn}_x`]?.[0]));
});

describe("errors", () => {
  test("of routines are those of JavaScript", () => {
    const text = "param A[n, n]\ninput b[n]\noutput J = sum(solve(A, b))";
    const at = { A: Float64Array.of(1, 2, 2, 4), b: Float64Array.of(1, 1) };
    const message = (target: "body" | "wasm-body"): string => {
      const f = load(text, { target })["createF"]?.({ n: 2 }) as Functions;
      try {
        return String(f["value"]?.(at));
      } catch (error) {
        return String(error);
      }
    };
    expect(message("wasm-body")).toBe(message("body"));
    expect(message("wasm-body")).toContain("is singular");
  });

  test("say what a page has to allow where its policy forbids WebAssembly", () => {
    const code = codeOf("x^2", { target: "wasm-body" });
    const forbidden = { Module: class { constructor() { throw new Error("Refused to compile"); } }, Memory };
    const run = new Function("WebAssembly", code) as (api: unknown) => unknown;
    expect(() => run(forbidden)).toThrow(/Refused to compile.*'wasm-unsafe-eval'/s);
  });

  test("say so too where one waits for the code", async () => {
    const forbidden = { compile: () => Promise.reject(new Error("Refused to compile")), Memory };
    const run = new Function("WebAssembly", codeOf(NETWORK, { target: "wasm-body" })) as (api: unknown) => Functions;
    await expect(run(forbidden)["createFAsync"]?.({ m: 2, n: 2, h: 2 })).rejects.toThrow(/^f: .*Refused to compile.*'wasm-unsafe-eval'/s);
  });

  test("a place that the data say, beyond the array, reads NaN and nothing else", () => {
    const text = "param x[n]\ninput k\noutput y = x[floor(k)]";
    const at = (target: "body" | "wasm-body", k: number): unknown =>
      (load(text, { target, valueOnly: true })["createF"]?.({ n: 3 }) as Functions)["value"]?.({ x: Float64Array.of(1, 2, 3), k });
    for (const k of [1, 3, 2.5]) expect(at("wasm-body", k)).toBe(at("body", k));
  });
});
