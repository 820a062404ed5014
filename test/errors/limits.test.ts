// The limits of the compiler: what is refused, where and how soon, and what just below must work.
import { describe, expect, test } from "vitest";
import type { Diagnostic } from "../../src/diagnostics/diagnostic.js";
import { placeOf } from "../../src/diagnostics/source.js";
import { word, type Code } from "../../src/emit/code.js";
import { joinLines, OutputLimit } from "../../src/emit/typescript/limit.js";
import { compile } from "../../src/index.js";

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
    [
      "one column more", "param x, A[65536, 32769]\noutput y = x*sum(A)", "1:10",
      /^"A" of shape \[65536, 32769\] has more than 2147483648 elements/,
    ],
    ["2^60 elements", "param x\nparam A[1073741824, 1073741824]\noutput y = x", "2:7", /^"A" of shape \[1073741824, 1073741824\]/],
    [
      "beyond the largest double", `param A[${Array<string>(40).fill("2147483648").join(", ")}]\nsum(A)`, "1:7",
      /more than 2147483648 elements/,
    ],
    ["a named dimension among them", "param A[n, 65536, 65536]\noutput y = sum(A)", "1:7", /^"A" of shape \[n, 65536, 65536\]/],
    ["a result", "param a[100000], b[100000]\noutput f = outer(a, b)", "2:12", /^An array of shape \[100000, 100000\] has more/],
    ["zeros", "param x\noutput f = x*zeros(100000, 100000)", "2:14", /^An array of shape \[100000, 100000\] has more/],
  ])("%s is refused", (_what, text, place, message) => {
    expect(firstError(text)).toEqual({ place, code: "array-too-large", message: expect.stringMatching(message) });
  });

  test("what is never stored may be larger", () => {
    expect(compiles("param a[100000], b[100000]\noutput f = sum(outer(a, b))")).toBe(true);
    expect(compiles("param b[100000]\noutput f = sum(diag(b)*b)")).toBe(true);
  });
});

describe("nodes", () => {
  test("one of order 6 works", () => {
    const orders = Array.from({ length: 6 }, (_, i) => `y${i + 1} = derivative(y${i}, x)`);
    expect(compiles(`param x\ny0 = x^x*sin(x)\n${orders.join("\n")}\noutput z = y6`)).toBe(true);
  });
});

describe("nesting", () => {
  test.each([["(", ")"], ["sin(", ")"], ["-(", ")"], ["[", "]"]])("100,000 times %s is refused", (open, close) => {
    const { code, place } = firstError(`${open.repeat(100_000)}x${close.repeat(100_000)}`);
    expect({ code, place }).toEqual({ code: "nested-too-deeply", place: `1:${20_000 * open.length + open.length}` });
  });

  test("10,000 brackets and calls work, up to the module", () => {
    expect(compiles(`${"(".repeat(10_000)}x${")".repeat(10_000)}`)).toBe(true);
    expect(compiles(`${"sin(".repeat(10_000)}x${")".repeat(10_000)}`)).toBe(true);
  });
});

test("a number may have 400 characters", () => {
  expect(compiles(`x + 0.${"1".repeat(398)}`)).toBe(true);
  expect(firstError(`x + 0.${"1".repeat(399)}`)).toEqual(
    { place: "1:5", code: "number-too-long", message: "This number has 401 characters; 400 are allowed." },
  );
});

describe("modules", () => {
  test("the text may have 64 MiB", () => {
    const mebibyte = word("x".repeat(2 ** 20 - 1));
    expect(joinLines(Array<Code>(64).fill(mebibyte)).length).toBe(64 * 2 ** 20);
    expect(() => joinLines([...Array<Code>(64).fill(mebibyte), word("x")])).toThrow(OutputLimit);
  });
});

describe("very many errors", () => {
  const lines = (n: number, line: (i: number) => string): string => `param x\n${Array.from({ length: n }, (_, i) => line(i)).join("\n")}`;

  test.each([
    ["unknown names", (i: number) => `y${i} = value${i}x + x`, "unknown-name"],
    ["unknown functions", (i: number) => `y${i} = func${i}(x)`, "unknown-function"],
    ["faults of the text", (i: number) => `y${i} = x +* 3`, "value-expected"],
    ["names defined twice", () => "y = x", "defined-twice"],
  ])("20,000 %s end after 1000", (_what, line, code) => {
    const { diagnostics } = compile(lines(20_000, line));
    expect([diagnostics.length, new Set(diagnostics.map((d) => d.code))]).toEqual([1000, new Set([code])]);
  });
});
