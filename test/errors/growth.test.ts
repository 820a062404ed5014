// Programs whose sizes, ranks or indices grow: computed in linear time, or refused.
import { describe, expect, test } from "vitest";
import { compile } from "../../src/index.js";

function chain(count: number, line: (i: number) => string): string {
  return Array.from({ length: count }, (_, i) => line(i)).join("\n");
}

function codesOf(text: string): string[] {
  return compile(text).diagnostics.filter((d) => d.severity === "error").map((d) => d.code);
}

describe("grows", () => {
  test.each<readonly [string, string]>([
    ["a place as sums of itself", `param a[3]\nk0 = 0\n${chain(500, (i) => `k${i + 1} = k${i} + k${i}`)}\noutput y = a[k500 + 1]`],
    ["a size as products of itself", `param a[n]\nk0 = n - n\n${chain(500, (i) => `k${i + 1} = k${i}*k${i}`)}\noutput y = a[k500 + 1]`],
    ["a long sum in an index", `param a[3]\noutput y = a[${"0 + ".repeat(20_000)}1]`],
    ["sums in sums", `param x[4]\noutput y = ${"sum(".repeat(100)}x[1]${chain(100, (i) => `, i${i} = 1:1)`).replaceAll("\n", "")}`],
    ["indices in indices", `input a[3]\nparam x\noutput y = x*${"a[".repeat(300)}1${"]".repeat(300)}`],
  ])("%s is computed", (_, text) => {
    expect(codesOf(text)).toEqual([]);
  });

  test.each<readonly [string, string, string]>([
    [
      "an outer product of itself",
      `param a[n]\nc0 = a\n${chain(21, (i) => `c${i + 1} = flatten(outer(c${i}, c${i}))`)}\noutput y = sum(c21)`,
      "size-too-long",
    ],
    [
      "a product of many sums of sizes",
      `param ${chain(18, (i) => `v${i}[n${i}]`).replaceAll("\n", ", ")}, b[k]\noutput y = ` +
      `b[${chain(18, (i) => `(n${i} + 1)`).replaceAll("\n", "*")}]`,
      "size-too-long",
    ],
    ["a declared rank", `param a[${chain(3000, () => "1").replaceAll("\n", ", ")}]\noutput y = sum(a)`, "too-many-dimensions"],
    ["arrays in arrays", `param x\noutput y = sum(${"[".repeat(5000)}x${"]".repeat(5000)})`, "too-many-dimensions"],
    [
      "sums in sums",
      `param x[4]\noutput y = ${"sum(".repeat(1000)}x[1]${chain(1000, (i) => `, i${i} = 1:1)`).replaceAll("\n", "")}`,
      "calls-too-deep",
    ],
    [
      "calls of calls with other arguments",
      `f0(x) = x*2\n${chain(20, (i) => `f${i + 1}(x) = f${i}(x + 1)*f${i}(x*2)`)}\nparam x\noutput y = f20(x)`, "calls-too-many",
    ],
    ["indices in indices", `input a[3]\nparam x\noutput y = x*${"a[".repeat(10_000)}1${"]".repeat(10_000)}`, "calls-too-deep"],
  ])("%s is refused", (_, text, code) => {
    expect(codesOf(text)).toEqual([code]);
  });
});
