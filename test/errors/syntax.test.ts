// Every wrong text gives its one report, at its place, and every sentence about the text is reached.
import { describe, expect, test } from "vitest";
import { Report } from "../../src/diagnostics/diagnostic.js";
import { formatDiagnostic } from "../../src/diagnostics/format.js";
import { placeOf } from "../../src/diagnostics/source.js";
import { syntaxMessages } from "../../src/diagnostics/syntax-messages.js";
import { parseProgram } from "../../src/syntax/parse.js";
import { syntaxCases } from "./syntax-cases.js";

/** Not in the table, as its text is 64 MiB long. */
const ELSEWHERE = ["source-too-large"];

function reportOf(text: string): Report {
  const report = new Report({ name: "<expr>", text });
  parseProgram(report.source, report);
  return report;
}

describe("wrong programs", () => {
  test.each(syntaxCases.map((c) => [c.text.length > 60 ? `${c.text.slice(0, 60)}…` : c.text, c] as const))("%j", (_, c) => {
    const { diagnostics, source } = reportOf(c.text);
    expect([...new Set(diagnostics.map((d) => d.code))]).toEqual([c.code]);
    const [d] = diagnostics;
    expect(placeOf(source, d?.span?.start ?? -1)).toEqual({ line: c.line, column: c.column });
    expect(d?.message).toMatch(c.message);
    expect(d?.message).toMatch(/^["A-Z].*\.$/);
    if (d?.hint !== undefined) expect(d.hint).toMatch(/^[A-Z].*[.?]$/);
    if (d !== undefined) expect(formatDiagnostic(d).length).toBeLessThan(800);
  });

  test("every code is produced", () => {
    const seen = new Set([...syntaxCases.map((c) => c.code), ...ELSEWHERE]);
    expect(Object.keys(syntaxMessages).filter((code) => !seen.has(code))).toEqual([]);
  });

  test("no code is unknown", () => {
    const known = new Set(Object.keys(syntaxMessages));
    expect(syntaxCases.filter((c) => !known.has(c.code))).toEqual([]);
  });
});

describe("several faults", () => {
  test("one run reports those of all statements", () => {
    const { diagnostics } = reportOf("a = sin x\nb = 2 +\nc = (1\nd = 3 ** 2\nparam e[0]\n");
    expect(diagnostics.map((d) => d.code).sort()).toEqual(
      ["dimension-size", "foreign-operator", "implicit-product", "unclosed-bracket", "value-missing"]);
  });

  test("no more than about a thousand are reported, quickly", () => {
    const { diagnostics } = reportOf("x +* 3\n".repeat(100_000));
    expect(diagnostics.length).toBe(1000);
  });

  test("a program of more than 64 MiB is refused before it is read", () => {
    const report = reportOf("x".repeat(64 * 2 ** 20 + 1));
    expect(report.diagnostics.map((d) => d.code)).toEqual(["source-too-large"]);
  });
});
