// Every wrong program of the table: its first error's place, code and sentence; and that every code has a case.
import { describe, expect, test } from "vitest";
import { messages } from "../../src/diagnostics/messages.js";
import { syntaxMessages } from "../../src/diagnostics/syntax-messages.js";
import { formatDiagnostic } from "../../src/diagnostics/format.js";
import { placeOf } from "../../src/diagnostics/source.js";
import { compile } from "../../src/index.js";
import { programCases } from "./program-cases.js";

describe("wrong programs", () => {
  test.each(programCases.map((c) => [c.text.replaceAll("\n", " ⏎ "), c] as const))("%s", (_name, c) => {
    const { code, diagnostics } = compile(c.text, { file: "case.grad" });
    expect(code).toBeUndefined();
    const [first] = diagnostics.filter((d) => d.severity === "error");
    expect(first?.code).toBe(c.code);
    expect(first?.message).toMatch(c.message);
    expect(first === undefined ? undefined : placeOf(first.source, first.span?.start ?? -1)).toEqual({ line: c.line, column: c.column });
    expect(formatDiagnostic(first as NonNullable<typeof first>)).toContain(`case.grad:${c.line}:${c.column}`);
  });

  test("all errors of a program are reported in one run", () => {
    const { diagnostics } = compile("param A[2, 3], x\na = A * A\nb = foo(x)\nc = A[9, 1]\noutput d = a + b + c + x");
    expect(diagnostics.map((d) => d.code)).toEqual(["no-product", "unknown-function", "index-range"]);
  });

  test("every code of the program has a case", () => {
    const elsewhere = new Set([
      "calls-too-deep", "calls-too-many", "too-many-dimensions", "size-too-long", "no-gradient", "no-params", "only-functions",
      "zero-gradient", "unknown-wrt", "order-of-arrays", "unknown-output", "output-not-scalar", "no-derivative",
      "module-too-large", "function-too-large", "too-many-arguments", "constant-overflow", "constant-meant",
      "variable-meant", "product-meant",
      "import-here", "import-missing",
      "import-outside", "import-cycle", "import-statement", "empty-array", "array-too-large", "graph-too-large", "whole-in-floats",
    ]);
    const seen = new Set(programCases.map((c) => c.code));
    const missing = Object.keys(messages).filter((code) => !(code in syntaxMessages) && !seen.has(code) && !elsewhere.has(code));
    expect(missing).toEqual([]);
  });
});
