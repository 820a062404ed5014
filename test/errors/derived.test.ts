// The wrong programs made from the tables: code, exact place, sentence and hint; and how many there are of all kinds.
import { describe, expect, test } from "vitest";
import { placeOf } from "../../src/diagnostics/source.js";
import { compile } from "../../src/index.js";
import { derivedCases } from "./derived-cases.js";
import { programCases } from "./program-cases.js";
import { syntaxCases } from "./syntax-cases.js";

const cases = derivedCases();

describe("wrong programs from the tables", () => {
  test.each(cases.map((c) => [c.text.split("\n").slice(1).join(" ⏎ "), c] as const))("%s", (_name, c) => {
    const { code, diagnostics } = compile(c.text);
    expect(code).toBeUndefined();
    const [first] = diagnostics.filter((d) => d.severity === "error");
    const place = first === undefined ? undefined : placeOf(first.source, first.span?.start ?? -1);
    expect({ code: first?.code, ...place, hint: first?.hint }).toEqual({ code: c.code, line: c.line, column: c.column, hint: c.hint });
    expect(first?.message).toContain(c.message);
  });
});

test("there are more than 700 different wrong programs", () => {
  const texts = new Set([...cases, ...programCases, ...syntaxCases].map((c) => c.text));
  expect(texts.size).toBeGreaterThan(700);
});
