// Loops over the same rows in one: what they compute, how many loops and arrays are left, and which memory is shared.
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { compile, planOf } from "../../src/compile.js";
import { namedDim, type Dim } from "../../src/shape/dim.js";
import { counter, load, loopOver, number, plus, scale, size, store, type Buffer, type Local, type Stmt } from "../../src/loop/ir.js";
import { runBody, type Machine } from "../../src/loop/interpret.js";
import { shareMemory } from "../../src/loop/lives.js";
import { nestLoops } from "../../src/loop/nests.js";
import { verifyLives } from "../../src/loop/verify.js";

/** The text of the function that gives value and gradient, without checks and comments. */
function gradientOf(text: string): string {
  const code = compile(text, { name: "f" }).code ?? "";
  const start = code.indexOf("function computeGradient");
  return code.slice(start, code.indexOf("\n  }\n", start)).replace(/ *(check|\/\/).*\n/g, "");
}

function arraysOf(text: string): string[] {
  return [
    ...(compile(text, { name: "f" }).code ?? "").matchAll(/\w+(?: =|:) new Float64Array.*\/\/ (\[.*\])/g),
  ].map(([, shape]) => shape ?? "");
}

const outerLoops = (code: string): number => [...code.matchAll(/^ {4}for /gm)].length;

test("cross-entropy of a softmax and its gradient are one nest over rows, with memory for rows alone", () => {
  const text = "param Z[m, k]\ninput Y[m, k]\noutput J = cross_entropy(Z, Y)";
  expect(outerLoops(gradientOf(text))).toBe(1);
  expect(new Set(arraysOf(text))).toEqual(new Set(["[k]"]));
});

test("a sum of squares stores nothing, and goes along with its gradient", () => {
  const text = "param x[m, k]\ninput y[m, k]\noutput J = sum((x - y).^2)";
  expect(outerLoops(gradientOf(text))).toBe(1);
  expect(arraysOf(text)).toEqual([]);
});

test("a sum of one term is that term", () => {
  expect(gradientOf("param A[n, 1], x[1]\ninput z[n]\ny = A*x\noutput s = sum(y.^2 .* z)")).toContain("const y = A[i]! * x_;");
});

test("norms of rows", () => {
  const text = "param x[m, k]\noutput J = sum(sqrt(sum(x.^2, 2) + 1))";
  expect(outerLoops(gradientOf(text))).toBe(1);
  expect(arraysOf(text)).toEqual([]);
});

describe("energies of pairs, with their gradients, are one nest without an array of pairs", () => {
  const distance = "r(a, b) = sum((a - b).^2)\n";
  const programs: readonly (readonly [string, string, string])[] = [
    ["charges", "param P[n, 3]\noutput E = sum(1/norm(P[i, :] - P[j, :]), i = 1:n, j = i + 1:n)", "48*n - 48"],
    [
      "Lennard-Jones",
      `param P[n, 3]\n${distance}output E = sum(r(P[i, :], P[j, :])^-6 - r(P[i, :], P[j, :])^-3, i = 1:n, j = i + 1:n)`, "48*n - 48",
    ],
    ["a kernel", `param X[n, d]\n${distance}output E = sum(exp(-r(X[i, :], X[j, :])), i = 1:n, j = 1:n)`, "16*d*n + 16*d"],
    [
      "a kernel with weights", `param X[n, d], w[n]\n${distance}output E = sum(w[i]*w[j]*exp(-r(X[i, :], X[j, :])), i = 1:n, j = 1:n)`,
      "16*d*n + 16*d + 16*n",
    ],
    ["masses", "param P[n, 3], m[n]\noutput E = sum(m[i]*m[j]/norm(P[i, :] - P[j, :]), i = 1:n, j = 1:i - 1)", "64*n - 64"],
  ];
  test.each(programs)("%s", (_name, text, bytes) => {
    const { graph } = compile(text);
    const plan = graph === undefined ? "" : planOf(graph, { name: "f" });
    expect(/^memory +(.*) bytes$/m.exec(plan)?.[1]).toBe(bytes);
  });
});

test("what is made of a product lies where the product was", () => {
  const text = "param W[n, h], b[h]\ninput X[m, n], Y[m, h]\nH = tanh(X * W + b)\noutput J = sum(H .* Y)";
  expect(arraysOf(text)).toEqual(["[m, h]", "[h]"]);
});

const n = namedDim("n");
const buffer = (id: number, kind: Buffer["kind"], shape: readonly Dim[]): Buffer => ({ id, hint: `b${id}`, type: "f64", kind, shape });

/** Two loops over n that store to one of three arrays and read from another, each at an offset: joined or not, they compute the same. */
test("loops are joined only where each step reads what it read before", () => {
  const place = fc.record({ from: fc.nat(2), to: fc.nat(2), read: fc.integer({ min: 0, max: 2 }), write: fc.integer({ min: 0, max: 2 }) });
  const arrays = [20, 21, 22].map((id) => buffer(id, "output", [n]));
  const padded = arrays.map((each) => ({ ...each, shape: [6] }));
  fc.assert(fc.property(fc.array(
    place, { minLength: 2, maxLength: 4 },
  ), fc.boolean(), fc.integer({ min: 1, max: 2 }), (loops, isDown, step) => {
    const body = loops.map(({ from, to, read, write }, k): Stmt => {
      const local: Local = { id: k, hint: "i", type: "index" };
      const at = (offset: number): Parameters<typeof load>[1] => plus(scale(counter(local), size(step)), size(offset));
      const value = { kind: "apply", op: "add", args: [load(padded[from] as Buffer, at(read)), number(k + 1)] } as const;
      return loopOver(local, [2], [store(padded[to] as Buffer, at(write), value)], isDown);
    });
    const run = (statements: readonly Stmt[]): number[][] => {
      const memory = new Map(padded.map(({ id }) => [id, Float64Array.from({ length: 6 }, (_, i) => id * 10 + i)]));
      const machine: Machine = { locals: new Map(), memory, sizes: new Map(), runtime: new Map() };
      runBody(machine, statements);
      return [...memory.values()].map((data) => [...data]);
    };
    expect(run(nestLoops(body))).toEqual(run(body));
  }), { numRuns: 400 });
});

test("arrays share memory where their lives do not meet, and the verifier knows them", () => {
  const [a, b, c] = [buffer(1, "scratch", [n, n]), buffer(2, "scratch", [n, n]), buffer(3, "scratch", [n])] as [Buffer, Buffer, Buffer];
  const out = buffer(9, "output", [n]);
  const first = size(0);
  const body = [
    store(a, first, number(1)), store(b, first, load(a, first)), store(c, first, load(b, first)), store(out, first, load(c, first)),
  ];
  const homes = shareMemory([a, b, c], [{ statements: body, kept: new Set() }]);
  expect([...shareMemory([a, b, c], [{ statements: body, kept: new Set([a.id]) }])]).toEqual([]);
  expect([...homes]).toEqual([[3, a]]);
  expect(() => verifyLives(body, homes)).not.toThrow();
  expect(() => verifyLives(body, new Map([[2, a]]))).not.toThrow();
  expect(() => verifyLives([...body, store(out, first, load(a, first))], homes)).toThrow("its memory holds b3");
  expect(() => verifyLives([store(out, first, load(a, first))])).toThrow("b1 is read before it is written");
  const inLoop = loopOver({ id: 50, hint: "i", type: "index" }, [n], [store(out, first, load(a, first)), store(b, first, number(2))]);
  expect(() => verifyLives([store(a, first, number(1)), inLoop], new Map([[2, a]]))).toThrow("its memory holds b2");
});
