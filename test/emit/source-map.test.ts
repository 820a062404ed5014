// Every statement of a module leads to its line in the program, by the reader of source maps that Node has.
import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { mappedLines, type Mapped } from "../support/mapped.js";

/** What the first line with a text leads to. */
function leadsTo(all: readonly Mapped[], text: string): string {
  return all.find(({ line }) => line.includes(text))?.from ?? "no such line";
}

/** Statements of the functions that belong to the program: those of the runtime and what sets memory up do not. */
function statements(all: readonly Mapped[]): Mapped[] {
  const own = all.slice(
    0,
    all.findIndex(({ line }, i) => i > 5 && /^\/\*\* .*/.test(line) && all[i + 1]?.line.startsWith("function ") === true) >>> 0,
  );
  const isInside = (line: string): boolean => /^ +\S/.test(line) && /[;{]$/.test(line);
  return own.filter(
    ({ line }) => isInside(line) &&
      !/^ *(?:\/\/|\/?\*|\}|const \{ .* \} = sizes|checkSize|if \(.* throw new RangeError|const \w+ = (?:new |Float64Array|create))/.test(
        line,
      ) && !/const (?:memory|shared) = \{$|\b(?:memory|shared);$/.test(line),
  );
}

const sample = (name: string): string => readFileSync(new URL(`../../samples/${name}.grad`, import.meta.url), "utf8");

describe("a source map", () => {
  it.each(["logistic", "mlp", "gmm", "lstm", "kinematics", "slerp"])("of %s leads from every statement to a line", (name) => {
    const all = statements(mappedLines(sample(name), { file: `${name}.grad`, target: "js" }));
    expect(all.length).toBeGreaterThan(10);
    expect(all.filter(({ line, from }) => from === "" && !/^ *return \{/.test(line))).toEqual([]);
  });

  const text = [
    "param w[n], b", "input X[m, n], y[m]", "r = X * w + b - y", "penalty = sum(w.^2)", "output J = sum(r.^2) + log(1 + penalty)", "",
  ].join("\n");

  it("leads from values and from derivatives to the statement they come of", () => {
    const all = mappedLines(text, { target: "js" });
    expect(leadsTo(all, "multiplyVector(m, n, X")).toBe("X * w + b - y");
    expect(leadsTo(all, "// penalty =")).toBe("sum(w.^2)");
    expect(leadsTo(all, "w[i] * w[i]")).toBe("sum(w.^2)");
    expect(leadsTo(all, "checkLength(\"w\"")).toBe("w[n], b");
    expect(leadsTo(all, "checkLength(\"y\"")).toBe("y[m]");
    expect(leadsTo(all, "multiplyVector(n, m, X")).toMatch(/^X \* w/);
  });

  it("leads nowhere from what belongs to the module alone", () => {
    const all = mappedLines(text, { target: "js" });
    for (const part of ["// Code generated", "function sumRest", "checkSize(\"n\""]) expect(leadsTo(all, part)).toBe("");
  });

  it("leads into an imported file", () => {
    const area = { name: "lib/area.grad", text: "# areas\narea(x) = exp(x) * sin(x)^2\n" };
    const all = mappedLines("import \"area.grad\"\nparam x\ny = area(x)\noutput f = y * x\n", { target: "js", imports: () => area });
    expect(all.filter(({ file }) => file === "lib/area.grad").map(({ from }) => from.slice(0, 6))).toContain("exp(x)");
    expect(all.filter(({ line }) => /^ {2}return/.test(line)).every(({ file }) => file === "<expr>")).toBe(true);
  });

  it("leads from the steps of a loop and from a body in parts", () => {
    const steps = "param a, x[n]\nfor t = 2:n, s[1] = x[1] {\n  s[t] = tanh(a * s[t - 1] + x[t])\n}\noutput y = s[end]^2\n";
    expect(leadsTo(mappedLines(steps, { target: "js" }), "Math.tanh")).toBe("tanh(a * s[t - 1] + x[t])");
    const long = Array.from({ length: 140 }, (_, i) => `s${i} = sin(${i + 1}*x) * exp(y/${i + 1})`);
    const total = `output f = ${long.map((_, i) => `s${i}`).join(" + ")}`;
    const all = statements(mappedLines(["param x, y", ...long, total].join("\n"), { target: "js" }));
    expect(all.some(({ line }) => line.includes("Part2("))).toBe(true);
    expect(all.filter(({ line, from }) => from === "" && !/Part\d+\(/.test(line))).toEqual([]);
  });
});
