// The library as a program calls it: what the functions give, and what is said of wrong options.
import { describe, expect, it } from "vitest";
import { compile, derive, evaluate, PointError, prepare, UseError } from "../src/index.js";

describe("options", () => {
  it.each([
    [{ math: "quick" }, "The option \"math\" is \"strict\", \"safe\" or \"fast\", not \"quick\"."],
    [{ math: "saef" }, "The option \"math\" is \"strict\", \"safe\" or \"fast\", not \"saef\". Did you mean \"safe\"?"],
    [{ hesian: true }, "There is no option \"hesian\". Did you mean \"hessian\"?"],
    [{ hessian: "yes" }, "The option \"hessian\" is true or false, not \"yes\"."],
    [{ wrt: "x" }, "The option \"wrt\" is an array of names, such as [\"x\"], not \"x\"."],
    [{ of: 1 }, "The option \"of\" is a string, not a number."],
    [{ imports: {} }, "The option \"imports\" is a function, not an object."],
    [{ valueOnly: true, hessian: true }, "The options \"valueOnly\" and \"hessian\" exclude each other."],
    [null, "The options are an object, such as { hessian: true }."],
  ])("%j are refused", (options, message) => {
    expect(() => compile("x^2", options as object)).toThrow(new UseError(message));
  });

  it("that are undefined are not given", () => {
    expect(compile("x^2", { math: undefined, hessian: undefined } as object).code).toBe(compile("x^2").code);
  });

  it("of the other functions are checked as well", async () => {
    await expect(derive("x^2", { as: "word" } as object)).rejects.toThrow("The option \"as\" is \"text\"");
    await expect(derive("x^2", { valueOnly: true } as object)).rejects.toThrow("There is no option \"valueOnly\".");
    expect(() => evaluate("x^2", { x: 1 }, { interpet: true } as object)).toThrow("Did you mean \"interpret\"?");
    expect(() => compile(3 as unknown as string)).toThrow("The program is a string, not a value of type number.");
  });
});

describe("derive", () => {
  it("gives formulas and graphs", async () => {
    expect((await derive("x^2")).text).toContain("output dx = 2*x");
    expect((await derive("x^2", { as: "latex" })).text).toContain("\\begin{aligned}");
    expect(JSON.parse((await derive("x^2", { as: "json" })).text ?? "")).toHaveProperty("gradient");
    expect((await derive("x^2", { as: "svg" })).text).toContain("<svg");
  });

  it("gives the faults of a program", async () => {
    expect(await derive("sine(x)")).toMatchObject({ diagnostics: [{ code: "unknown-function" }] });
  });
});

describe("evaluate", () => {
  it.each([false, true])("gives values and derivatives (interpret: %s)", (interpret) => {
    const program = "param w[2], p{a, b}\ninput X[n, 2]\noutput J = sum(X*w)*p.a + p.b^2";
    const point = { w: Float64Array.of(1, 2), p: { a: 3, b: 4 }, X: [[1, 0], [0, 1], [1, 1]] };
    expect(evaluate(program, point, { interpret })).toEqual({ value: 34, gradient: { w: [6, 6], p: { a: 6, b: 8 } }, diagnostics: [] });
    expect(evaluate("x^2*y", { x: 3, y: 2 }, { interpret, hessian: true }).hessian).toEqual({ x: { x: 4, y: 6 }, y: { x: 6, y: 0 } });
    expect(evaluate("1/x", { x: 0 }, { interpret })).toMatchObject({ value: Infinity, gradient: { x: -Infinity } });
    expect(evaluate("x + 1", { x: NaN }, { interpret })).toMatchObject({ value: NaN });
    const floats = evaluate("param x[2]\noutput J = sum(x)", { x: [0.1, 0.2] }, { interpret, precision: "f32", target: "wasm" });
    expect(floats.value).toBe(Math.fround(0.1) + Math.fround(0.2));
  });

  it("runs one program at many points", () => {
    const { at } = prepare("x^2");
    expect([1, 2, 3].map((x) => at?.({ x }).value)).toEqual([1, 4, 9]);
  });

  it("tells faults of the program from those of the point", () => {
    expect(evaluate("x^", { x: 1 })).toMatchObject({ diagnostics: [{ code: "value-missing" }] });
    expect(() => evaluate("x^2", {})).toThrow(PointError);
  });
});
