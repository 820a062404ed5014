// Back-propagation told step by step.
import { describe, expect, it } from "vitest";
import { evaluate } from "../../src/evaluate.js";
import { explain, type Explained } from "../../src/explain.js";

function stepsOf(text: string, at?: unknown): Explained {
  const { steps, diagnostics } = explain(text, at === undefined ? {} : { at });
  if (steps === undefined) throw new Error(JSON.stringify(diagnostics));
  return steps;
}

describe("a chain w, x, y, z", () => {
  const chain = "param w; x = exp(w); y = sin(x); output z = sinh(y)";

  it("is gone through in order, and backward once: three multiplications where the paths have six", () => {
    const { forward, backward, edges, naive, paths } = stepsOf(chain);
    expect(forward.map((s) => `${s.name} = ${s.formula}`)).toEqual(["x = exp(w)", "y = sin(x)", "z = sinh(y)"]);
    expect(backward.map((s) => `${s.from} ${s.to} ${s.rule} ${s.local}: ${s.adds}`)).toEqual([
      "z y derivative of sinh d/dx sinh(x) = cosh(x): cosh(y)",
      "y x derivative of sin d/dx sin(x) = cos(x): dy * cos(x)",
      "x w derivative of exp d/dx exp(x) = exp(x): dx * x",
    ]);
    expect([edges, naive, paths]).toEqual([3, 6n, 1n]);
  });

  it("has the numbers of a point", () => {
    const { forward, backward, gradient } = stepsOf(chain, { w: 0.5 });
    const [x, y] = [Math.exp(0.5), Math.sin(Math.exp(0.5))];
    expect(forward.map((s) => s.value)).toEqual([x, y, Math.sinh(y)]);
    expect(backward.map((s) => s.entry)).toEqual([Math.cosh(y), Math.cosh(y) * Math.cos(x), Math.cosh(y) * Math.cos(x) * x]);
    expect(gradient.w).toBe(Math.cosh(y) * Math.cos(x) * x);
  });
});

describe("a branch", () => {
  it("sums what its edges add", () => {
    const { backward } = stepsOf("param x; u = sin(x); output f = u^2 + 3*u");
    const toU = backward.filter((s) => s.to === "u");
    expect(toU.map((s) => s.isSummed)).toEqual([false, true]);
  });

  it("has more paths than edges", () => {
    const doubling = `param x; a = x + sin(x); b = a + sin(a); c = b + sin(b); output f = c + sin(c)`;
    const { edges, paths } = stepsOf(doubling);
    expect(paths).toBe(16n);
    expect(edges).toBe(12);
  });

  it("counts paths beyond what a number holds", () => {
    const lines = Array.from({ length: 80 }, (_, i) => `a${i + 1} = a${i} + sin(a${i})`);
    expect(stepsOf(`param x; a0 = 1*x; ${lines.join("; ")}; output f = a80`).paths).toBe(2n ** 80n);
  });
});

describe("a network of two layers", () => {
  const network = "param W1[n, h], W2[h, k]; input X[m, n], Y[m, k], lambda; H = relu(X*W1); U = H*W2; output J = " +
    "cross_entropy(U, Y) + lambda*(sum(W1.^2) + sum(W2.^2))";
  const at = {
    W1: [[0.1, 0.2], [0.3, -0.4]], W2: [[0.5, 0.1], [-0.2, 0.3]], X: [[1, 2], [3, -1], [0.5, 0.25]],
    Y: [[1, 0], [0, 1], [1, 0]], lambda: 0.1,
  };

  it("moves the error back through the transposes, with the shapes", () => {
    const { forward, backward } = stepsOf(network);
    expect(forward.find((s) => s.name === "H")).toMatchObject({ formula: "relu(u1)", shape: ["m", "h"] });
    expect(backward.filter((s) => s.from === "U").map((s) => `${s.to}: ${s.adds}`).sort()).toEqual(["H: dU * W2'", "W2: H' * dU"]);
  });

  it("ends at the gradient that eval computes", () => {
    const { gradient } = stepsOf(network, at);
    const found = evaluate(network, at as never) as { gradient?: Record<string, unknown> };
    for (const name of ["W1", "W2"]) {
      const [got, wanted] = [(gradient[name] as number[][]).flat(), (found.gradient?.[name] as number[][]).flat()];
      got.forEach((v, i) => { expect(v).toBeCloseTo(wanted[i] as number, 12); });
    }
  });
});

it("tells the way back through a loop of which one state alone is read from the one that is read", () => {
  const { backward } = stepsOf(
    "param a\nfor t = 1:3, s[0] = a, r[0] = a {\n  s[t] = a*s[t - 1]\n  r[t] = r[t - 1]*s[t - 1]\n}\noutput f = r[end]",
  );
  expect(backward.some(({ from, to }) => from === "r" && to === "a")).toBe(true);
  for (const { from, to } of backward) expect([from, to]).not.toContain(undefined);
});

describe("what is simplified", () => {
  it("is told with before and after", () => {
    expect(stepsOf("param x; output f = log(1 + exp(x))").simplified).toContainEqual(
      expect.objectContaining({ before: "log(exp(x) + 1)", after: "softplus(x)" }),
    );
  });
});

it("is a list of sentences", () => {
  const { text } = explain("param x, y; output f = x*y", { at: { x: 2, y: 3 } });
  expect(text).toContain("1. f = x * y: 6\n");
  expect(text).toContain("From f to x, by the product rule (d/dx x * y = y): gives dx = y. Now dx is 3.");
  expect(text).toContain("2 edges backward, each visited once: 2 multiplications by a local derivative.");
});

it("has nothing to tell without a gradient", () => {
  expect(explain("param x[3]; output f = 2*x").steps).toBeUndefined();
  expect(explain("x +").diagnostics[0]?.severity).toBe("error");
});

describe("the rules have the names and formulas that people know", () => {
  it.each([
    ["param A[m, n]; input x[n], y[m]; r = A*x; output f = sum((r - y).^2)", [
      "f to u2: sum rule (y = sum(x): each element gets dy)", "u2 to u1: power rule (d/dx x^y = y*x^(y - 1))",
      "u1 to r: sum rule (d/dx x - y = 1)", "r to A: product rule of matrices (y = A*x: dA = dy*x', dx = A'*dy)",
    ]],
    ["param X[n, n]; input B[n, n]; C = X*B; output f = logdet(C)", [
      "f to C: derivative of a log determinant (y = logdet(A): dA = dy*inv(A)')",
      "C to X: product rule of matrices (Z = X*Y: dX = dZ*Y', dY = X'*dZ)",
    ]],
    ["param x, y; output f = atan2(y, x)", [
      "f to y: derivative of atan2 (d/dy atan2(y, x) = x/(x^2 + y^2))", "f to x: derivative of atan2 (d/dx atan2(y, x) = -y/(x^2 + y^2))",
    ]],
  ])("%s", (text, expected) => {
    expect(
      stepsOf(text).backward.map((e) => `${e.from} to ${e.to}: ${e.rule}${e.local === undefined ? "" : ` (${e.local})`}`),
    ).toEqual(expected);
  });
});
