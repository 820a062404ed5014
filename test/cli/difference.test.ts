// How files differ, as gradc check --diff shows it.
import fc from "fast-check";
import { expect, it } from "vitest";
import { differenceOf } from "../../src/project/difference.js";

const textOf = (lines: readonly string[]): string => lines.map((line) => `${line}\n`).join("");

it("shows each place that differs, with what stands around it", () => {
  const old = Array.from({ length: 30 }, (_, i) => String(i + 1));
  const fresh = [...old.slice(0, 4), "five", ...old.slice(5, 20), "added", ...old.slice(20)];
  expect(differenceOf(textOf(old), textOf(fresh))).toBe(
    textOf([
      "@@ line 2 @@", " 2", " 3", " 4", "-5", "+five", " 6", " 7", " 8", "@@ line 18 @@", " 18", " 19", " 20", "+added",
      " 21", " 22", " 23",
    ]),
  );
  expect(differenceOf("", "a\n")).toBe("@@ line 1 @@\n+a\n");
});

it("holds both texts, where all of them is shown", () => {
  const lines = fc.array(fc.constantFrom("a", "b", "c"), { maxLength: 12 });
  fc.assert(fc.property(lines, lines, (old, fresh) => {
    // three lines around a change are all that there is between two of them
    const spread = (all: readonly string[]): string[] => all.flatMap((line) => [line, `${line}2`]);
    const shown = differenceOf(textOf(spread(["s", ...old])), textOf(spread(["t", ...fresh]))).split("\n").slice(0, -1);
    const without = (mark: string): string[] =>
      shown.filter((line) => !line.startsWith("@@") && !line.startsWith(mark)).map((line) => line.slice(1));
    for (const [all, part] of [[spread(["s", ...old]), without("+")], [spread(["t", ...fresh]), without("-")]] as const) {
      let at = 0;
      for (const line of part) {
        at = all.indexOf(line, at) + 1;
        expect(at).toBeGreaterThan(0);
      }
    }
    const changes = (mark: string): number => shown.filter((line) => line.startsWith(mark) && !line.startsWith("@@")).length;
    expect(old.length - fresh.length).toBe((changes("-") - changes("+")) / 2);
  }));
});

it("shows two hundred lines of texts that have nothing in common", () => {
  const many = (text: string): string => textOf(Array.from({ length: 5000 }, (_, i) => `${text}${i}`));
  const shown = differenceOf(many("a"), many("b")).split("\n");
  expect(shown).toHaveLength(206);
  expect(shown.at(-2)).toBe("… 9797 more lines");
});
