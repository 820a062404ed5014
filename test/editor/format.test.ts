// Formatting changes white space alone: the same tokens and comments, the same statements, and nothing more to do.
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { Report } from "../../src/diagnostics/diagnostic.js";
import { formatted } from "../../src/editor/format.js";
import { scanText } from "../../src/syntax/lexer.js";
import { parseProgram } from "../../src/syntax/parse.js";
import { T, textAt } from "../../src/syntax/tokens.js";
import { programCases } from "../errors/program-cases.js";
import { arrays, scalar } from "../inspect/programs.js";
import { rounds } from "../support/effort.js";
import { mixedRandoms } from "../support/random.js";

const SAMPLES = readdirSync("samples").filter((name) => name.endsWith(".grad")).map((name) => readFileSync(join("samples", name), "utf8"));

function format(text: string): string {
  const result = formatted({ name: "f.grad", text });
  if (typeof result !== "string") throw new Error(result.diagnostics.map((d) => d.message).join("\n"));
  return result;
}

/** The statements without their places; undefined of a wrong text. */
function statementsOf(text: string): unknown {
  const report = new Report({ name: "f.grad", text });
  const statements = parseProgram(report.source, report);
  const isPlace = (key: string): boolean => key === "span" || key.endsWith("Span");
  return report.hasErrors ? undefined : JSON.parse(JSON.stringify(statements, (key, value: unknown) => (isPlace(key) ? undefined : value)));
}

function withoutSpace(text: string): string {
  return text.replace(/\s/g, "");
}

/** The same tokens with other gaps: more spaces, tabs, and lines and comments inside of brackets. */
function mangled(text: string, random: () => number): string {
  const tokens = scanText(text, new Report({ name: "f.grad", text }));
  const open: number[] = [];
  let [out, end] = ["", 0];
  for (let i = 0; i < tokens.count; i++) {
    const kind = tokens.kinds[i] as number;
    const gap = text.slice(end, tokens.starts[i]);
    const most = random() % 3;
    const isInside = open.length > 0 && open.every((bracket) => bracket !== T.openCurly) && kind !== T.name;
    if (gap.includes("\n") || gap.includes("#") || kind === T.newline) out += gap;
    else if (isInside && random() % 8 === 0) out += random() % 2 === 0 ? "\n" : `  # ${random() % 9}\n\t`;
    else out += gap === "" ? " ".repeat(most) : random() % 5 === 0 ? "\t" : " ".repeat(1 + most);
    out += textAt(tokens, i);
    end = tokens.ends[i] as number;
    if (kind === T.openRound || kind === T.openSquare || kind === T.openCurly) open.push(kind);
    if (kind === T.closeRound || kind === T.closeSquare || kind === T.closeCurly) open.pop();
  }
  return out;
}

const programs = [...SAMPLES, ...scalar, ...[...arrays, ...programCases].map(({ text }) => text)]
  .filter((text) => text.length < 10_000 && statementsOf(text) !== undefined);

describe("formatting", () => {
  it("keeps every program, and has nothing to do the second time", () => {
    expect(programs.length).toBeGreaterThan(200);
    for (const text of programs) {
      const once = format(text);
      expect(withoutSpace(once)).toBe(withoutSpace(text));
      expect(statementsOf(once), text).toEqual(statementsOf(text));
      expect(format(once)).toBe(once);
    }
  });

  it("keeps what programs say however they are spaced", () => {
    for (let seed = 0; seed < rounds(20, 2); seed++) {
      const random = mixedRandoms(seed);
      for (const text of programs) {
        const other = mangled(text, random);
        expect(statementsOf(other), other).toEqual(statementsOf(text));
        const once = format(other);
        expect(withoutSpace(once)).toBe(withoutSpace(other));
        expect(statementsOf(once), other).toEqual(statementsOf(text));
        expect(format(once), other).toBe(once);
      }
    }
  });

  it("has nothing to do in the samples", () => {
    for (const text of SAMPLES) expect(format(text)).toBe(text);
  });

  it.each([
    ["param   x[ n ],p{ a ,b }\nf ( t )=t ^2+ - t*3", "param x[n], p{a, b}\nf(t) = t ^ 2 + -t*3\n"],
    ["y=x[ 1 : n-1 ]+( c>0?a:b )", "y = x[1:n - 1] + (c > 0 ? a : b)\n"],
    ["y = not   x and mod ( 3,2 )>1 or 5 mod  2==1", "y = not x and mod(3, 2) > 1 or 5 mod 2 == 1\n"],
    ["y = 2 x + 2x + A [ :,1 ] ' + x !", "y = 2 x + 2x + A[:, 1]' + x!\n"],
    ["for t=1:n,h[0]=0{\nh[t]=h[t-1]   # sum\n   # more\n}\n", "for t = 1:n, h[0] = 0 {\n  h[t] = h[t - 1]   # sum\n  # more\n}\n"],
    ["f(x)={a=x;a+1}", "f(x) = { a = x; a + 1 }\n"],
    ["A=[1,2;\n3,4\n]\n\n\n\nx\t# end", "A = [1, 2;\n  3, 4\n]\n\nx  # end\n"],
    ["\n\n# head\nx;  y=1;\n\n", "# head\nx; y = 1;\n"],
    ["x +y\r\ny=2\r\n", "x + y\r\ny = 2\r\n"],
    ["\ufeffx+ 1", "\ufeffx + 1\n"],
    ["sum(x[i]\n,i=1:n)", "sum(x[i]\n  , i = 1:n)\n"],
    ["y = c?a[1:2]:d ? 1:2", "y = c ? a[1:2] : d ? 1 : 2\n"],
    ["import   \"a.grad\"", "import \"a.grad\"\n"],
    ["y = (x", undefined],
  ])("%j", (text, expected) => {
    if (expected === undefined) expect(formatted({ name: "f.grad", text })).toBeInstanceOf(Report);
    else expect(format(text)).toBe(expected);
  });
});
