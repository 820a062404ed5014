// Loops that keep some of their states alone, because their memory is bounded: what they compute stays, for every length.
import { describe, expect, it } from "vitest";
import { compile } from "../../src/index.js";
import { distance, program } from "../samples/sample.js";

const programs: readonly (readonly [what: string, text: string])[] = [
  ["numbers", "param a, s\ninput x[n]\nfor t = 1:n, y[0] = s { y[t] = sin(a*y[t - 1] + x[t]) }\noutput J = y[end]^2"],
  ["numbers downwards", "param a, s\ninput x[n]\nfor t = n:-1:1, y[n + 1] = s { y[t] = sin(a*y[t + 1] + x[t]) }\noutput J = y[1]^2"],
  [
    "arrays whose rows are used", "param A[2, 2], s[2]\ninput x[n], a\n" +
      "for t = 1:n, y[0] = s, z[0] = 1 { y[t] = tanh(A*y[t - 1] + x[t]); z[t] = z[t - 1]*cos(y[t][1]) + a }\noutput J = sum(y.^2) + sum(z)",
  ],
  [
    "arrays downwards", "param A[2, 2], s[2]\ninput x[n], a\n" +
      "for t = n:-1:1, y[n + 1] = s { y[t] = tanh(A*y[t + 1] + a*x[t])*x[t] }\noutput J = sum(y.^2)",
  ],
];

function point(n: number): Record<string, unknown> {
  const x = Array.from({ length: n }, (_, i) => Math.sin(3 * i + 1));
  return { a: 0.8, s: 0.4, A: [[0.3, -0.5], [0.7, 0.2]], x };
}

describe.each(programs)("%s", (_what, text) => {
  const plain = program(text);
  const bounded = program(text, { memory: "1B" });

  it.each([1, 2, 3, 4, 5, 7, 8, 9, 10, 15, 16, 17, 24, 25, 26, 40])("over %i steps", (n) => {
    const { a, s, A, x } = point(n);
    const at = { ...(text.includes("A[") ? { A, s: [0.4, -0.2] } : { s }), a, x };
    const [expected, found] = [plain.run(at), bounded.run(at)];
    expect(found.outputs).toEqual(expected.outputs);
    for (const [name, numbers] of Object.entries(expected.gradient))
      expect(distance(found.gradient[name] ?? [], numbers)).toBeLessThan(1e-14);
  });

  it("keeps rows of no more than the square root of all steps", () => {
    const rows = (code: string): number => [...code.matchAll(/new Float64Array\((.*)\); \/\/ \[n\b/g)].length;
    expect(rows(bounded.code)).toBeLessThan(rows(plain.code));
    expect(bounded.counts.ratio ?? 0).toBeGreaterThan(plain.counts.ratio ?? 0);
  });
});

it("has the whole loop in one segment where that fits, and as it is where sizes are known", () => {
  const [, text] = programs[0] as [string, string];
  const wide = program(text, { memory: "1GB" });
  const { a, s, x } = point(30);
  const [found, expected] = [wide, program(text)].map((each) => each.run({ a, s, x }).gradient);
  for (const name of ["a", "s"]) expect(distance(found?.[name] ?? [], expected?.[name] ?? [])).toBeLessThan(1e-15);
  const known = text.replaceAll("x[n]", "x[100]").replaceAll("1:n", "1:100");
  const code = (memory?: string): string | undefined =>
    compile(known, { target: "body", ...(memory === undefined ? {} : { memory }) }).code;
  expect(code("1MB")).toBe(code());
  expect(code("1kB")).not.toBe(code());
});

it("takes amounts of memory alone", () => {
  expect(() => compile("x", { memory: "much" })).toThrow('The option "memory" is an amount of memory such as "64MiB", not "much".');
});
