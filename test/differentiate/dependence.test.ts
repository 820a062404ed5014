// Which elements depend on which, from the graph alone: exact where only places matter, and never too little.
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { dependence } from "../../src/differentiate/dependence.js";
import { joinedAt } from "../../src/graph/pattern.js";
import { addDims, evaluateDim, productOfDims, type Dim } from "../../src/shape/dim.js";
import { evaluate as run } from "../../src/index.js";
import { plainGraph } from "../support/agreement.js";
import { rounds } from "../support/effort.js";
import { programFromTape } from "../support/random-program.js";

/** A row of dots and crosses for each element of the first output, by all params. */
function patternOf(text: string, sizes: Readonly<Record<string, number>> = {}): string[] {
  const { builder, outputs, variables } = plainGraph(text);
  const own = new Map<number, Dim>();
  let width: Dim = 0;
  for (const v of variables.filter(({ role }) => role === "param")) {
    for (const id of v.nodes) {
      own.set(id, width);
      width = addDims(width, productOfDims(v.shape));
    }
  }
  const size = (dim: Dim): number => evaluateDim(dim, new Map(Object.entries(sizes)));
  const { start, list } = joinedAt(dependence(builder, outputs[0]?.nodes ?? [], own), size);
  return Array.from({ length: start.length - 1 }, (_, i) => {
    const row = new Set(list.subarray(start[i], start[i + 1]));
    return Array.from({ length: size(width) }, (_, j) => (row.has(j) ? "x" : ".")).join("");
  });
}

const EXACT: readonly (readonly [what: string, text: string, rows: string])[] = [
  ["elementwise", "param x[3]\noutput f = sin(x) .* exp(x)", "x.. .x. ..x"],
  ["stretched", "param x[2, 1], y[3]\noutput f = x + y", "x.x.. x..x. x...x .xx.. .x.x. .x..x"],
  ["a slice", "param x[4]\noutput f = x[2:4] - x[1:3]", "xx.. .xx. ..xx"],
  ["a slice backwards", "param x[3]\noutput f = x[3:-1:1]", "..x .x. x.."],
  ["an element", "param x[3]\noutput f = x[2]^2", ".x."],
  ["constant places", "param x[4]\noutput f = x[[4, 1, 4]]", "...x x... ...x"],
  ["a list", "param x[3]\noutput f = [x[3], x[1]*x[2]]", "..x xx."],
  ["joined", "param x[2], y[2]\noutput f = [x, y .* x]", "x... .x.. x.x. .x.x"],
  ["transposed", "param A[2, 3]\noutput f = A'", "x..... ...x.. .x.... ....x. ..x... .....x"],
  ["a product", "param x[2]\ninput A[3, 2]\noutput f = A*x", "xx xx xx"],
  ["by a matrix", "param W[2, 2]\ninput x[2]\noutput f = W*x", "xx.. ..xx"],
  ["of two matrices", "param A[2, 1], B[1, 2]\noutput f = A*B", "x.x. x..x .xx. .x.x"],
  ["a matrix of constants with zeros", "param x[3]\noutput f = [1, 0, 2; 0, 0, 1]*x", "x.x ..x"],
  ["a diagonal", "param x[2]\noutput f = diag(x)", "x. .. .. .x"],
  ["an identity", "param x[2]\noutput f = identity(2)*x", "x. .x"],
  ["a triangle", "param x[3]\ninput A[3, 3]\noutput f = tril(A)*x", "x.. xx. xxx"],
  ["the triangle of a param", "param A[2, 2]\noutput f = triu(A)", "x... .x.. .... ...x"],
  ["the trace", "param A[2, 2]\noutput f = trace(A)", "x..x"],
  ["a sum along an axis", "param A[2, 2]\noutput f = sum(A.^2, 1)", "x.x. .x.x"],
  ["the greatest of rows", "param A[2, 2]\noutput f = max(A, 2)", "xx.. ..xx"],
  ["softmax of rows", "param A[2, 2]\noutput f = softmax(A, 2)", "xx.. xx.. ..xx ..xx"],
  ["a running sum", "param x[3]\noutput f = cumsum(x)", "x.. xx. xxx"],
  ["a condition is constant between jumps", "param x[2], y[2]\noutput f = x > 0 ? y : 0", "..x. ...x"],
  ["what is no part of derivatives", "param x[2], y[2]\noutput f = stop_gradient(x) .* y", "..x. ...x"],
  ["an inverse", "param x[1], A[2, 2]\noutput f = inv(A) .* x", "xxxxx xxxxx xxxxx xxxxx"],
  ["records", "param p{a, b}, q\noutput f = [p.a*q, p.b]", "x.x .x."],
];

test.each(EXACT)("%s", (_what, text, rows) => {
  expect(patternOf(text).join(" ")).toBe(rows);
});

test("of named sizes, once they are known", () => {
  const text = "param x[n]\noutput f = (3 - 2*x[2:n-1]) .* x[2:n-1] - x[1:n-2] - 2*x[3:n] + 1";
  expect(patternOf(text, { n: 5 })).toEqual(["xxx..", ".xxx.", "..xxx"]);
  expect(patternOf(text, { n: 3 })).toEqual(["xxx"]);
});

test("a loop depends on all; one that carries nothing row by row", () => {
  const carried = "param x[3]\nfor t = 1:3, h[0] = 0 { h[t] = sin(h[t - 1]) + x[t] }\noutput f = h";
  expect(patternOf(carried)).toEqual(["xxx", "xxx", "xxx"]);
  const mapped = "param x[3]\nfor t = 1:3 { z = x[t]; h[t] = z > 0 ? sin(z) : z^2 }\noutput f = h";
  expect(patternOf(mapped)).toEqual(["x..", ".x.", "..x"]);
});

describe.each([["fixed sizes", false], ["named sizes", true]] as const)("random programs with %s", (_name, named) => {
  test("what is no zero is in the pattern", () => {
    fc.assert(fc.property(fc.array(fc.nat({ max: 1 << 20 }), { minLength: 8, maxLength: 40 }), (tape) => {
      const { text, point } = programFromTape(tape, named);
      const shown = text.split("\n").filter((line) => !line.startsWith("output")).slice(1).map((line) => line.split(" = ")[0] as string);
      for (const name of shown.slice(-3)) {
        const whole = `${text.split("\n").filter((line) => !line.startsWith("output")).join("\n")}\noutput result = 1*${name}`;
        const { jacobian, diagnostics } = run(whole, point as Parameters<typeof run>[1], { jacobian: true, of: "result" });
        if (jacobian === undefined) throw new Error(diagnostics.map((d) => d.message).join());
        const sizes = Object.fromEntries(sizesIn(text, point));
        const pattern = patternOf(whole, sizes);
        const blocks = Object.values(jacobian).map((block) => [block].flat(9) as number[]);
        const width = pattern[0]?.length ?? 0;
        let from = 0;
        for (const block of blocks) {
          const columns = block.length / pattern.length;
          block.forEach((x, at) => {
            const [i, j] = [Math.floor(at / columns), at % columns];
            if (x !== 0) expect(pattern[i]?.[from + j], `${whole}\n${i} ${from + j}`).toBe("x");
          });
          from += columns;
        }
        expect(from).toBe(width);
      }
    }), { numRuns: rounds(300, 15) });
  }, 300_000);
});

/** The sizes that the shapes of a point give. */
function* sizesIn(text: string, point: Readonly<Record<string, unknown>>): Generator<readonly [string, number]> {
  for (const [, name, dims] of (text.split("\n")[0] as string).matchAll(/(\w+)\[([^\]]+)\]/g)) {
    let value = point[name as string];
    for (const dim of (dims as string).split(", ")) {
      yield [dim, (value as unknown[]).length];
      value = (value as unknown[])[0];
    }
  }
}
