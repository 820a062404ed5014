// The limits of the compiler: what is refused, where and how soon, and what just below must work.
import { describe, expect, test } from "vitest";
import type { Diagnostic } from "../../src/diagnostics/diagnostic.js";
import { placeOf } from "../../src/diagnostics/source.js";
import { joinLines, OutputLimit } from "../../src/emit/limit.js";
import { Builder } from "../../src/graph/builder.js";
import { GraphLimit } from "../../src/graph/limit.js";
import { compile } from "../../src/index.js";
import { opTable } from "../../src/ops/index.js";

function firstError(text: string): { readonly place: string; readonly code: string; readonly message: string } {
  const { code, diagnostics } = compile(text);
  expect(code).toBeUndefined();
  const d = diagnostics.find((x) => x.severity === "error") as Diagnostic;
  const { line, column } = placeOf(d.source, d.span?.start ?? -1);
  return { place: `${line}:${column}`, code: d.code, message: d.message };
}

function compiles(text: string): boolean {
  return compile(text).code !== undefined;
}

describe("arrays", () => {
  test("2^31 elements are accepted", () => {
    expect(compiles("param x, A[65536, 32768]\noutput y = x*sum(A)")).toBe(true);
  });

  test.each([
    ["one column more", "param x, A[65536, 32769]\noutput y = x*sum(A)", "1:10", /^"A" of shape \[65536, 32769\] has more than 2147483648 elements/],
    ["2^60 elements", "param x\nparam A[1073741824, 1073741824]\noutput y = x", "2:7", /^"A" of shape \[1073741824, 1073741824\]/],
    ["beyond the largest double", `param A[${Array<string>(40).fill("2147483648").join(", ")}]\nsum(A)`, "1:7", /more than 2147483648 elements/],
    ["a named dimension among them", "param A[n, 65536, 65536]\noutput y = sum(A)", "1:7", /^"A" of shape \[n, 65536, 65536\]/],
    ["a result", "param a[100000], b[100000]\noutput f = outer(a, b)", "2:12", /^An array of shape \[100000, 100000\] has more/],
    ["zeros", "param x\noutput f = x*zeros(100000, 100000)", "2:12", /^An array of shape \[100000, 100000\] has more/],
  ])("%s is refused", (_what, text, place, message) => {
    expect(firstError(text)).toEqual({ place, code: "array-too-large", message: expect.stringMatching(message) });
  });

  test("what is never stored may be larger", () => {
    expect(compiles("param a[100000], b[100000]\noutput f = sum(outer(a, b))")).toBe(true);
    expect(compiles("param b[100000]\noutput f = sum(diag(b)*b)")).toBe(true);
  });
});

describe("nodes", () => {
  test("a derivative of order 50 ends with the number of nodes", { timeout: 120_000 }, () => {
    const orders = Array.from({ length: 50 }, (_, i) => `y${i + 1} = grad(y${i}, x)`);
    const { code, message } = firstError(`param x\ny0 = x^x*sin(x)\n${orders.join("\n")}\noutput z = y50`);
    expect(code).toBe("graph-too-large");
    expect(message).toMatch(/^The program and its derivatives need more than 1000\d{3} nodes, which is the limit\.$/);
  });

  test("a pass may make a million, and more for a large program", () => {
    const nodesOf = (from: number): number => {
      const b = new Builder(opTable, { from });
      try {
        for (let i = 0; i < 1_500_000; i++) b.constant(i);
      } catch (error) {
        expect(error).toBeInstanceOf(GraphLimit);
      }
      return b.graph.size - 1;
    };
    expect(nodesOf(0)).toBe(1_000_000);
    expect(nodesOf(1000)).toBe(1_008_000);
    expect(nodesOf(100_000)).toBe(1_499_999);
  });

  test("one of order 6 works", { timeout: 60_000 }, () => {
    const orders = Array.from({ length: 6 }, (_, i) => `y${i + 1} = derivative(y${i}, x)`);
    expect(compiles(`param x\ny0 = x^x*sin(x)\n${orders.join("\n")}\noutput z = y6`)).toBe(true);
  });
});

describe("nesting", () => {
  test.each([["(", ")"], ["sin(", ")"], ["-(", ")"], ["[", "]"]])("100,000 times %s is refused", (open, close) => {
    const { code, place } = firstError(`${open.repeat(100_000)}x${close.repeat(100_000)}`);
    expect({ code, place }).toEqual({ code: "nested-too-deeply", place: `1:${20_000 * open.length + open.length}` });
  });

  test("10,000 brackets and calls work, up to the module", { timeout: 60_000 }, () => {
    expect(compiles(`${"(".repeat(10_000)}x${")".repeat(10_000)}`)).toBe(true);
    expect(compiles(`${"sin(".repeat(10_000)}x${")".repeat(10_000)}`)).toBe(true);
  });

  test("a tower of 2000 powers works", { timeout: 60_000 }, () => {
    expect(compiles(Array<string>(2000).fill("x").join("^"))).toBe(true);
  });
});

test("a number may have 400 characters", () => {
  expect(compiles(`x + 0.${"1".repeat(398)}`)).toBe(true);
  expect(firstError(`x + 0.${"1".repeat(399)}`)).toEqual({ place: "1:5", code: "number-too-long", message: "This number has 401 characters; 400 are allowed." });
});

describe("modules", () => {
  test("a function of more arguments than an engine takes is refused", { timeout: 60_000 }, () => {
    const names = Array.from({ length: 65_534 }, (_, i) => `x${i}`).join(", ");
    expect(compile(`param ${names}\nx1*x2`, { wrt: ["x1"] }).diagnostics.map((d) => [d.code, d.message])).toEqual([
      ["too-many-arguments", "The generated functions would take 65534 arguments; engines allow 65533."],
    ]);
  });

  test("one of 5,000 arguments works, and its time grows no faster than their number", { timeout: 60_000 }, () => {
    const squares = (n: number): string => Array.from({ length: n }, (_, i) => `x${i}^2`).join(" + ");
    const { code = "" } = compile(squares(5000), { target: "body" });
    const { f, fGrad } = (new Function(code) as () => { f: (...at: readonly number[]) => number; fGrad: (...at: readonly number[]) => Readonly<Record<string, number>> })();
    const at = Array.from({ length: 5000 }, (_, i) => i % 7);
    expect(f(...at)).toBe(at.reduce((sum, x) => sum + x * x, 0));
    expect(fGrad(...at).x4999).toBe(2 * (4999 % 7));
    const spent = (n: number): number => {
      const started = process.cpuUsage();
      compile(squares(n));
      const { user, system } = process.cpuUsage(started);
      return user + system;
    };
    // four times the size, with room for the collection of garbage; a quadratic step made it some ten times as slow
    expect(spent(8000)).toBeLessThan(9 * spent(2000));
  });

  test("the text may have 64 MiB", () => {
    const mebibyte = "x".repeat(2 ** 20 - 1);
    expect(joinLines(Array<string>(64).fill(mebibyte)).length).toBe(64 * 2 ** 20);
    expect(() => joinLines([...Array<string>(64).fill(mebibyte), "x"])).toThrow(OutputLimit);
  });
});

describe("very many errors", () => {
  const lines = (n: number, line: (i: number) => string): string => `param x\n${Array.from({ length: n }, (_, i) => line(i)).join("\n")}`;

  test.each([
    ["unknown names", (i: number) => `y${i} = value${i}x + x`, "unknown-name"],
    ["unknown functions", (i: number) => `y${i} = func${i}(x)`, "unknown-function"],
    ["faults of the text", (i: number) => `y${i} = x +* 3`, "value-expected"],
    ["names defined twice", () => "y = x", "defined-twice"],
  ])("20,000 %s end after 1000, within a second", (_what, line, code) => {
    const text = lines(20_000, line);
    const started = process.cpuUsage();
    const { diagnostics } = compile(text);
    const { user, system } = process.cpuUsage(started);
    expect([diagnostics.length, new Set(diagnostics.map((d) => d.code))]).toEqual([1000, new Set([code])]);
    expect((user + system) / 1e6).toBeLessThan(1);
  });
});
