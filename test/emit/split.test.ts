// Long programs are cut into functions that V8 still optimises, and mean the same.
import { expect, test } from "vitest";
import { compile } from "../../src/index.js";
import { difference, generated, interpreted, plainGraph } from "../support/agreement.js";
import { rounds } from "../support/effort.js";

/** The longest function of a module, in characters between its braces. */
function longestFunction(code: string): number {
  return Math.max(...code.split(/^(?:export )?function /m).map((part) => part.length));
}

test("a long scalar program", () => {
  const count = rounds(500, 170);
  const text = Array.from({ length: count - 1 }, (_, i) => `100*(x${i + 2} - x${i + 1}^2)^2 + (1 - x${i + 1})^2`).join(" + ");
  const point = Object.fromEntries(Array.from({ length: count }, (_, i) => [`x${i + 1}`, 0.5 + Math.sin(i)]));
  expect(difference(interpreted(plainGraph(text), point), generated(text, point), 1e-12)).toBeUndefined();
  const { code } = compile(text, { target: "js" });
  expect(code).toContain("Part2");
  expect(longestFunction(code ?? "")).toBeLessThan(60_000);
});

test("many sums over one vector, and conditions that cross a cut", () => {
  const sums = Array.from({ length: rounds(260, 90) }, (_, i) => `s${i} = sum(sin(${i + 1}*v) .* v) + (a > ${i / 300} ? a : 0)`);
  const text = ["param v[n], a", "hot = a > 0.5", ...sums, `output J = hot ? ${sums.map((_, i) => `s${i}`).join(" + ")} : 0`].join("\n");
  const point = { v: [0.1, 0.7, -0.4], a: 0.8 };
  expect(difference(interpreted(plainGraph(text), point), generated(text, point), 1e-10)).toBeUndefined();
  expect(compile(text, { target: "js" }).code).toContain("Part2");
});

test("functions are short where few values go from one to another, and long where many would", () => {
  const program = (back: (i: number) => number): string => {
    const at = (i: number, j: number): number => Math.max(0, i + 11 - back(j));
    const steps = Array.from({ length: 700 }, (_, i) => `x${i + 12} = x${at(i, i)}*x${at(i, 2 * i + 1)} - x${i + 11}`);
    const names = Array.from({ length: 12 }, (_, i) => `x${i}`);
    return `param ${names.join(", ")}\n${steps.join("\n")}\noutput y = x711`;
  };
  const [near, far] = [(i: number) => i % 3, (i: number) => (i * 7919) % 400].map((back) => (
    compile(program(back), { target: "js", valueOnly: true }).code ?? ""
  )) as [string, string];
  expect(far).toContain("Part2");
  expect(longestFunction(near)).toBeLessThan(0.6 * longestFunction(far));
});
