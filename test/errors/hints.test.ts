// Hints as the table of messages declares them: where a sentence always has a hint every case of it shows one, where it
// never has one none does, and where it may have one the cases show both.
import { describe, expect, test } from "vitest";
import { formatDiagnostic } from "../../src/diagnostics/format.js";
import { messages, type Message } from "../../src/diagnostics/messages.js";
import { compile, type Diagnostic } from "../../src/index.js";
import { badInputs } from "./bad-inputs.js";
import { derivedCases } from "./derived-cases.js";
import { programCases } from "./program-cases.js";
import { syntaxCases } from "./syntax-cases.js";

/** The sentence takes its hint from the caller, which has one for every case there is. */
const GIVEN: ReadonlySet<string> = new Set(["foreign-operator", "no-product"]);

type Declared = "always" | "never" | "sometimes";

/** Arguments of every kind: a template that decides by them gives a hint for some and none for others. */
const TRIALS: readonly unknown[] = [
  "x", "word", "0", "true", "(", "", "x".repeat(50), undefined, true, false, 0, 1, 2.5, "[n]", "[m, n]",
  "A power with ^",
];
/** What the other arguments are. */
const BASES = ["x", "[m]"];

function declared(code: string): Declared {
  const template = messages[code as keyof typeof messages] as (...args: unknown[]) => Message;
  const hints = TRIALS.flatMap((trial) => [0, 1, 2, 3].flatMap((odd) => BASES.map((base) => {
    const args = Array.from({ length: 5 }, (_, i) => (i === odd ? trial : base));
    try {
      return template(...args).hint !== undefined;
    } catch {
      // an argument of a kind that the sentence does not take
      return undefined;
    }
  }))).filter((hint) => hint !== undefined);
  if (GIVEN.has(code)) return "always";
  return hints.every((hint) => !hint) ? "never" : hints.every((hint) => hint) ? "always" : "sometimes";
}

function errorOf(text: string): Diagnostic | undefined {
  return compile(text).diagnostics.find((d) => d.severity === "error") ?? compile(text).diagnostics[0];
}

const cases = [...syntaxCases, ...programCases].filter((c) => c.text.length < 5000);
const found = cases.map((c) => ({ text: c.text, d: errorOf(c.text) }));

describe("hints", () => {
  test("of every case are those that the table declares", () => {
    const faults = found.flatMap(({ text, d }) => {
      if (d === undefined) return [`${text}: no report`];
      const kind = declared(d.code);
      const isShown = formatDiagnostic(d).split("\n").at(-1)?.startsWith("  = ") === true;
      if (isShown !== (d.hint !== undefined)) return [`${text}: the hint is not the last line of the report`];
      return kind === "sometimes" || (kind === "always") === isShown ? [] : [`${text}: ${d.code} has ${kind} a hint`];
    });
    expect(faults).toEqual([]);
    expect(found.length).toBeGreaterThan(300);
  });

  test("that depend on the case are there in one case and not in another", () => {
    const all = [
      ...found.flatMap(({ d }) => (d === undefined ? [] : [{ code: d.code as string, hint: d.hint !== undefined }])),
      ...[...derivedCases(), ...badInputs.filter((c) => c.kind === "refused")].map((c) => ({ code: c.code, hint: c.hint !== undefined })),
    ];
    const codes = [...new Set(all.map((c) => c.code))].filter((code) => code in messages && declared(code) === "sometimes");
    const oneSided = codes.filter((code) => new Set(all.filter((c) => c.code === code).map((c) => c.hint)).size < 2);
    expect(codes.length).toBeGreaterThan(4);
    expect(oneSided).toEqual([]);
  });

  test("are whole sentences or questions", () => {
    const hints = [...new Set(found.flatMap(({ d }) => d?.hint ?? []))];
    expect(hints.length).toBeGreaterThan(80);
    expect(hints.filter((hint) => !/^[A-Z].*[.?]$/.test(hint))).toEqual([]);
  });
});
