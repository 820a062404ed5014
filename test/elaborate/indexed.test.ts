// Sums, other reductions and maps over an index against the same programs with every term written out.
import { describe, expect, test } from "vitest";
import { compile } from "../../src/index.js";
import { rounds } from "../support/effort.js";
import { mixedRandoms } from "../support/random.js";
import { expectSame, numbersOf } from "./helpers.js";

const VECTOR = { x: [0.5, -1.25, 2, 0.75], y: [1, 3, -2, 0.5] };
const P = [[0, 0, 0.5], [1, 0, 0], [0, 2, 0], [1, 1, 1]];
const A = [[1, 2, 3], [4, 5.5, 6], [7, 8, -9]];

describe("a reduction over an index", () => {
  test.each<readonly [string, string, object]>([
    ["param x[n], y[n]\noutput J = sum((y[i] - x[i]^2)^2, i = 1:n)", "param x[4], y[4]\noutput J = sum((y - x.^2).^2)", VECTOR],
    ["param x[n], y[n]\noutput J = sum((y[i] - x[i]^2)^2, i, 1, n)", "param x[4], y[4]\noutput J = sum((y - x.^2).^2)", VECTOR],
    ["param P[n, 3]\noutput E = sum(1/norm(P[i, :] - P[j, :]), i = 1:n, j = i + 1:n)",
      `param P[4, 3]\noutput E = ` +
      `${[[1, 2], [1, 3], [1, 4], [2, 3], [2, 4], [3, 4]].map(([i, j]) => `1/norm(P[${i}, :] - P[${j}, :])`).join(" + ")}`, { P }],
    [
      "param A[n, n]\noutput t = sum(i*A[i, i]*A[i, n + 1 - i], i = 1:n)",
      "param A[3, 3]\noutput t = A[1, 1]*A[1, 3] + 2*A[2, 2]^2 + 3*A[3, 3]*A[3, 1]", { A },
    ],
    [
      "param x[n]\noutput d = map(x[i + 1] - x[i], i = 1:n - 1)\noutput s = sum(d.^3)",
      "param x[4]\noutput d = x[2:4] - x[1:3]\noutput s = sum(d.^3)", { x: VECTOR.x },
    ],
    [
      "param x[4], y[4]\noutput m = sum(x[i]*y[i + j]*j, i = 1:2, j = 0:2)",
      "param x[4], y[4]\noutput m = x[1]*y[2] + x[1]*y[3]*2 + x[2]*y[3] + x[2]*y[4]*2", VECTOR,
    ],
    ["param x[4], y[4]\noutput m = sum(x[j]*y[j - i], i = 1:4, j = i + 1:4)",
      "param x[4], y[4]\noutput m = x[2]*y[1] + x[3]*y[2] + x[4]*y[3] + x[3]*y[1] + x[4]*y[2] + x[4]*y[1]", VECTOR],
    ["param A[3, 3]\noutput r = sum(A[i, :] .* i, i = 1:2:3)", "param A[3, 3]\noutput r = A[1, :] + 3*A[3, :]", { A }],
    [
      "param A[3, 3]\noutput r = map(A[:, j] * (i + j), i = 1:2, j = 3:-1:2)",
      "param A[3, 3]\nc = A[:, 3]; d = A[:, 2]\noutput r = reshape(concat(4*c, 3*d, 5*c, 4*d, 1), [2, 2, 3])", { A },
    ],
    [
      "param x[4], y[4]\ninput k[3]\noutput m = sum(x[k[i]]*y[i], i = 1:3)",
      "param x[4], y[4]\ninput k[3]\noutput m = x[4]*y[1] + x[1]*y[2] + x[4]*y[3]", { ...VECTOR, k: [4, 1, 4] },
    ],
    [
      "param x[4], y[4]\ng(t) = derivative(t^3, t)\noutput m = sum(g(x[i])*y[i], i = 1:4)",
      "param x[4], y[4]\noutput m = sum(3 * x.^2 .* y)", VECTOR,
    ],
    [
      "param x[4], y[4]\ns = sum(x)\noutput m = sum(derivative(s^2*y[i], s), i = 1:4)",
      "param x[4], y[4]\noutput m = 2*sum(x)*sum(y)", VECTOR,
    ],
    ["param A[3, 3], b[3, 2]\noutput m = sum(sum(solve(A + i*identity(3), b[:, i])), i = 1:2)",
      "param A[3, 3], b[3, 2]\noutput m = sum(solve(A + identity(3), b[:, 1])) + sum(solve(A + 2*identity(3), b[:, 2]))", {
        A, b: [[1, 2], [3, 4], [5, 7]],
      }],
    ["param x[4], y[4]\noutput m = sum(sum(x[i]*y[j], j = i:4)^2, i = 1:4)",
      "param x[4], y[4]\noutput m = (x[1]*sum(y))^2 + (x[2]*sum(y[2:4]))^2 + (x[3]*sum(y[3:4]))^2 + (x[4]*y[4])^2", VECTOR],
    [
      "param x[4], y[4]\noutput m = sum(norm(x[i:i + 1])*y[i], i = 1:3)",
      "param x[4], y[4]\noutput m = norm(x[1:2])*y[1] + norm(x[2:3])*y[2] + norm(x[3:4])*y[3]", VECTOR,
    ],
    [
      "param x[4], y[4]\noutput m = sum(sum(x[2*i - 1:2*i] .* y[i], 1), i = 1:2)",
      "param x[4], y[4]\noutput m = (x[1] + x[2])*y[1] + (x[3] + x[4])*y[2]", VECTOR,
    ],
    ["param x[4], y[4]\noutput m = sum(e*x[e], e = 1:2) + e*y[1]", "param x[4], y[4]\noutput m = x[1] + 2*x[2] + e*y[1]", VECTOR],
    ["param P[n, 2]\noutput E = sum(sum((P[i, :] - P[j, :]).^2)*dot(P[i, :], P[j, :]), i = 1:n, j = i + 1:n)",
      `param P[3, 2]\noutput E = ` +
      `${[[1, 2], [1, 3], [2, 3]].map(([i, j]) => `sum((P[${i}, :] - P[${j}, :]).^2)*dot(P[${i}, :], P[${j}, :])`).join(" + ")}`, {
        P: [[1, 2], [0.5, -1], [3, 1]],
      }],
    ["param x[4], y[4]\nf(t, k) = { a = t^k; a + k }\noutput m = prod(f(x[i], i), i = 1:4)*sum(y[i], i = 4:-1:3)",
      "param x[4], y[4]\noutput m = (x[1] + 1)*(x[2]^2 + 2)*(x[3]^3 + 3)*(x[4]^4 + 4)*(y[3] + y[4])", VECTOR],
  ])("%s", (text, reference, at) => {
    expectSame(text, reference, at, { hessian: /J|E|s =|t =/.test(text) && !text.includes("map(A") });
  });

  test.each([4, 5])("with a step to a named size, here %d", (size) => {
    const x = Array.from({ length: size }, (_, i) => i + 0.5);
    const odd = x.flatMap((_, i) => (i % 2 === 0 ? [i + 1] : []));
    const down = [...x.keys()].map((i) => size - i).filter((i) => (size - i) % 2 === 0);
    expectSame(
      "param x[n]\noutput y = sum(x[i]^i, i = 1:2:n)",
      `param x[${size}]\noutput y = ${odd.map((i) => `x[${i}]^${i}`).join(" + ")}`, { x },
    );
    expectSame("param x[n]\noutput y = x[1:2:n]", `param x[${size}]\noutput y = [${odd.map((i) => `x[${i}]`).join(", ")}]`, { x });
    expectSame(
      "param x[n]\noutput y = x[n:-2:1] .* (n:-2:1)",
      `param x[${size}]\noutput y = [${down.map((i) => `${i}*x[${i}]`).join(", ")}]`, { x },
    );
    expectSame("param x[n]\noutput y = map(x[2*i]*i, i = 1:floor(n/2))", `param x[${size}]\noutput y = [x[2], 2*x[4]]`, { x });
    expectSame(
      "param x[n]\noutput y = x[1] + size(zeros(3*floor((n + 1)/3)), 1)",
      `param x[${size}]\noutput y = x[1] + ${3 * Math.floor((size + 1) / 3)}`, { x },
    );
  });

  test("of no values is the empty reduction", () => {
    const found = numbersOf(
      "param x[3]\noutput a = sum(x[i], i = 1:0)\noutput b = prod(x[i], i = 3:1)\noutput c = max(x[i], i = " +
      "1:0)\noutput d = min(x[i], i = 1:0)\noutput f = logsumexp(x[i], i = 1:0)",
      { x: [1, 2, 3] },
    );
    expect(["a", "b", "c", "d", "f"].map((name) => found.get(name))).toEqual([[0], [1], [-Infinity], [Infinity], [-Infinity]]);
  });

  test("of no values, at sizes where there are none, has no gradient", () => {
    const all = (size: number): (readonly number[] | undefined)[] => {
      const [named, x] = ["sum(2*x[i], i = 2:n) + 0*x[1]", Array.from({ length: size }, (_, i) => i + 1)];
      return ["sum", "prod", "max", "norm", "logsumexp"].map(
        (name) => numbersOf(`param x[n]\noutput f = ${named.replace("sum", name)}`, { x }, { gradient: name !== "prod" }).get("f"),
      );
    };
    expect(all(1)).toEqual([[0], [1], [-Infinity], [0], [-Infinity]]);
    expect(all(2)).toEqual([[4], [4], [4], [4], [4]]);
  });

  test("of short vectors keeps no array of them for each pair", () => {
    const { code } = compile("param P[n, 3]\noutput E = sum(1/norm(P[i, :] - P[j, :]), i = 1:n, j = i + 1:n)", { name: "f" });
    expect(code).not.toContain("3 * n * ");
    expect(code).toContain("hypot");
  });

  test("of products is the node of the dot product, and of the matrix product", () => {
    const nodeOf = (text: string): unknown => {
      const { graph } = compile(text);
      const node = graph?.builder.node(graph.outputs[0]?.nodes[0] as number);
      return [node?.op, node?.attrs, node?.args.map((a) => graph?.builder.node(a).op)];
    };
    const vectors = "param x[n], y[n]\noutput J = ";
    expect(nodeOf(`${vectors}sum(x[i]*y[i], i = 1:n)`)).toEqual(nodeOf(`${vectors}dot(x, y)`));
    expect(nodeOf(`${vectors}sum(x[i], i = 1:n)`)).toEqual(nodeOf(`${vectors}sum(x)`));
    const matrices = "param X[m, k], Y[k, n]\noutput J = ";
    expect(nodeOf(`${matrices}map(sum(X[i, l]*Y[l, j], l = 1:k), i = 1:m, j = 1:n)`)).toEqual(nodeOf(`${matrices}X*Y`));
  });
});

type Show = (name: string) => string;

/** A random expression of the indices and of what stands at them, with the indices as `show` gives them. */
function bodyOf(random: () => number, indices: readonly string[]): (show: Show) => string {
  const pick = <T>(from: readonly T[]): T => from[Math.floor(random() * from.length)] as T;
  const place = (): ((show: Show) => string) => {
    const i = pick(indices);
    const by = pick([0, 1, 2]);
    return pick<(show: Show) => string>([(s) => s(i), (s) => `${s(i)} + ${by}`, (s) => `5 - ${s(i)}`, (s) => `mod(2*${s(i)}, 5) + 1`]);
  };
  const leaf = (): ((show: Show) => string) => {
    const [p, q, k] = [place(), place(), pick(indices)];
    return pick<(show: Show) => string>([
      (s) => `x[${p(s)}]`, (s) => `A[${p(s)}, ${q(s)}]`, (s) => `A[${p(s)}, 2]`, (s) => `0.3*${s(k)}`,
      (s) => `sum(A[:, ${p(s)}])`, () => "x[1]",
    ]);
  };
  const [a, b, c] = [leaf(), leaf(), leaf()];
  const [f, op] = [pick(["sin", "exp", "tanh", "", "sqrt(1.5 + x[2]^2)*"]), pick(["+", "-", "*"])];
  return (s) => `${f}(${a(s)} ${op} ${b(s)})*${c(s)}`;
}

const RANGES: readonly (readonly [string, (outer: number) => readonly number[]])[] = [
  ["1:4", () => [1, 2, 3, 4]], ["2:3", () => [2, 3]], ["1:2:4", () => [1, 3]], ["4:-1:2", () => [4, 3, 2]], ["1:1", () => [1]],
];
const LATER: typeof RANGES = [
  ...RANGES, ["i + 1:4", (i) => [1, 2, 3, 4].filter((j) => j > i)], ["1:i", (i) => [1, 2, 3, 4].filter((j) => j <= i)],
  ["i:i + 1", (i) => [i, i + 1].filter((j) => j <= 4)],
];
const REDUCTIONS = ["sum", "sum", "mean", "prod", "min", "max", "logsumexp", "norm", "variance", "std"];

describe("an index", () => {
  const B = { A, r: [1, 3, 3], c: [2, 2, 1], k: 2 };
  const head = "param A[3, 3]\ninput r[3], c[3], k\n";

  test.each([
    ["y = A[k, :]*k", "y = A[2, :]*2"],
    ["y = A[k + 1, 2*k - 1]^2", "y = A[3, 3]^2"],
    ["y = A[pairs(r, c)]", "y = [A[1, 2], A[3, 2], A[3, 1]]"],
    ["y = A[4 - r, :]", "y = [A[3, :], A[1, :], A[1, :]]"],
    ["y = A[4 - r, c]", "y = [A[3, c], A[1, c], A[1, c]]"],
    ["p = 1:2:3; y = A[p, :]", "y = [A[1, :], A[3, :]]"],
    ["y = sum(A[r[i], c[i]]*i, i = 1:3)", "y = A[1, 2] + 2*A[3, 2] + 3*A[3, 1]"],
    ["y = A[pairs([1, 2], [3, 3])] .* [5, 6]", "y = [5*A[1, 3], 6*A[2, 3]]"],
    ["y = map(A[pairs(r, c)] * i, i = 1:2)", "y = [A[pairs(r, c)], 2*A[pairs(r, c)]]"],
  ])("%s", (text, reference) => {
    expectSame(
      `${head}output ${text.replace(/; y/, "; output y").replace(/^p/, "p")}\noutput J = sum(y.^3)`.replace("output p", "p"),
      `${head}output ${reference}\noutput J = sum(y.^3)`, B,
    );
  });

  test.each(
    [["A[k, 1]", 4], ["A[k, 1]", 0], ["A[k, 1]", 1.5], ["A[k + 1, 1]", 3]],
  )("that is computed and outside gives NaN: %s at %d", (text, k) => {
    expect(numbersOf(`${head}output y = ${text}`, { ...B, k }).get("y")).toEqual([NaN]);
  });
});

describe("random programs", () => {
  test.each(Array.from({ length: rounds(60, 8) }, (_, seed) => [seed] as const))("seed %d", (seed) => {
    const whole = mixedRandoms(seed + 1);
    const random = (): number => whole() / 2 ** 32;
    const pick = <T>(from: readonly T[]): T => from[Math.floor(random() * from.length)] as T;
    const [first, second] = [pick(RANGES), random() < 0.6 ? pick(LATER) : undefined];
    const isLong = second?.[0] === "i:i + 1";
    const outer = isLong ? first[1](0).filter((i) => i <= 3) : first[1](0);
    const outerText = isLong
      ? `${outer[0]}:${outer.length > 1 ? `${(outer[1] as number) - (outer[0] as number)}:` : ""}${outer.at(-1)}`
      : first[0];
    const body = bodyOf(random, second === undefined ? ["i"] : ["i", "j"]);
    const terms = outer.flatMap((i) =>
      (second === undefined ? [body((n) => (n === "i" ? `(${i})` : ""))] : second[1](i).map((j) => body((n) => `(${n === "i" ? i : j})`))));
    const name = pick(REDUCTIONS);
    if (terms.length < 2) return;
    const head = "param x[7], A[7, 7]\n";
    const at = {
      x: Array.from({ length: 7 }, () => random() * 2 - 1),
      A: Array.from({ length: 7 }, () => Array.from({ length: 7 }, () => random() * 2 - 1)),
    };
    const ranges = second === undefined ? `i = ${outerText}` : `i = ${outerText}, j = ${second[0]}`;
    expectSame(`${head}output f = ${name}(${body((n) => n)}, ${ranges})`, `${head}output f = ${name}([${terms.join(", ")}])`, at);
  });
});
