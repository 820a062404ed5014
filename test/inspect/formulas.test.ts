// What single formulas look like: as text, and in LaTeX where that says more than the text.
import { describe, expect, it } from "vitest";
import { toLatex } from "../../src/inspect/math.js";
import { toText } from "../../src/inspect/text.js";
import { plainProgramOf, programOf } from "./helpers.js";

const DECLARED = "param A[m, n], B[n, k], C[n, n], v[m], w[n], s, x, y\n";

/** What is written, and how it is printed. */
const TEXTS: readonly (readonly [string, string])[] = [
  ["A*B", "A * B"],
  ["A'*v", "A' * v"],
  ["A*w", "A * w"],
  ["w*w", "w' * w"],
  ["v'*A*w", "v' * A * w"],
  ["A*B*(B'*w)", "A * B * (B' * w)"],
  ["s*A*B", "s * A * B"],
  ["outer(v, w)", "outer(v, w)"],
  ["diag(w)", "diag(w)"],
  ["diag(C)", "diag(C)"],
  ["trace(C)", "trace(C)"],
  ["trace(C*C)", "trace(C * C)"],
  ["sum(A)", "sum(A)"],
  ["sum(A, 1)", "sum(A, 1)"],
  ["sum(A, 2)", "sum(A, 2)"],
  ["A'", "A'"],
  ["A .* A", "A .^ 2"],
  ["A + w", "A + w"],
  ["A + 1", "A + 1"],
  ["diag(v)*A", "diag(v) * A"],
  ["A*diag(w)", "A * diag(w)"],
  ["A .* w", "A .* w"],
  ["ones(m, n)", "ones(m, n)"],
  ["zeros(m)", "zeros(m)"],
  ["3*ones(m)", "3 * ones(m)"],
  ["identity(n)", "identity(n)"],
  ["C^3", "C * (C * C)"],
  ["A[1, :]", "A[1, :]"],
  ["A[2:end, :]", "A[2:end, :]"],
  ["A[1:3, 2]", "A[1:3, 2]"],
  ["A[end, 1]", "A[end, 1]"],
  ["w[end:-1:1]", "w[end:-1:1]"],
  ["[x, y, s]", "[x, y, s]"],
  ["[x, y; s, 1]", "[x, y; s, 1]"],
  ["[w, w]", "[w, w]"],
  ["concat(v, w)", "concat(v, w)"],
  ["concat(A, A, 1)", "concat(A, A, 1)"],
  ["solve(C, w)", "solve(C, w)"],
  ["inv(C)", "inv(C)"],
  ["inv(C)*w", "inv(C) * w"],
  ["kron(C, C)", "kron(C, C)"],
  ["reshape(A, [n, m])", "reshape(A, [n, m])"],
  ["flatten(A)", "flatten(A)"],
  ["softmax(A)", "softmax(A)"],
  ["softmax(A, 1)", "softmax(A, 1)"],
  ["logsumexp(A, 2)", "logsumexp(A, 2)"],
  ["max(A)", "max(A)"],
  ["max(A, 1)", "max(A, 1)"],
  ["max(0, A)", "max(0, A)"],
  ["norm(w)", "norm(w)"],
  ["mean(w)", "mean(w)"],
  ["prod(A, 1)", "prod(A, 1)"],
  ["cumsum(w)", "cumsum(w)"],
  ["x - -y", "x + y"],
  ["x + -y", "x - y"],
  ["-x*y", "-x * y"],
  ["-(x*y)", "-x * y"],
  ["-(x + y)", "-(x + y)"],
  ["(-x)^2", "(-x)^2"],
  ["-x^2", "-x^2"],
  ["2^-x", "2^-x"],
  ["x^y^s", "x^y^s"],
  ["(x^y)^s", "(x^y)^s"],
  ["x/(y*s)", "x/(y * s)"],
  ["x/y/s", "x/y/s"],
  ["x/(y/s)", "x/(y/s)"],
  ["x*(y + 1)", "x * (y + 1)"],
  ["x*2", "2 * x"],
  ["x*y*2", "2 * x * y"],
  ["(x + y)*(x - y)", "(x + y) * (x - y)"],
  ["x - (y - s)", "x - (y - s)"],
  ["x + (y + s)", "x + y + s"],
  ["x < y ? x : y < s ? y : s", "x < y ? x : y < s ? y : s"],
  ["(x < y ? x : y) + 1", "(x < y ? x : y) + 1"],
  ["not x and y or s", "not x and y or s"],
  ["(x < y) < s", "(x < y) < s"],
  ["(x == y)*2", "2 * (x == y)"],
  ["x*x", "x^2"],
  ["1/x", "1/x"],
  ["pi*x", "pi * x"],
  ["e^x", "e^x"],
  ["1e-7*x", "1e-7 * x"],
  ["1e300*x", "1e300 * x"],
  ["2pi", "2 * pi"],
  ["mod(x, y)", "x mod y"],
  ["x mod y + 1", "x mod y + 1"],
  ["x!", "gamma(x + 1)"],
  ["log(x, 3)", "log(x, 3)"],
  ["A ./ 2", "A / 2"],
  ["2 ./ A", "2 ./ A"],
  ["A .^ 2", "A .^ 2"],
  ["stop_gradient(x)*y", "y * stop_gradient(x)"],
  ["sum(A .* A)", "sum(A .^ 2)"],
  ["sum(w .* w)", "sum(w .^ 2)"],
  ["(A + 1)*B", "(A + 1) * B"],
  ["(A*B)'", "(A * B)'"],
  ["(A*B) .* (A*B)", "(A * B) .^ 2"],
  ["(A .* A)*B", "A .^ 2 * B"],
  ["sin(A)[1, 2]", "sin(A)[1, 2]"],
  ["cross_entropy(A, A)", "-sum(A .* log_softmax(A))/m"],
  ["mse(w, w + 1)", "mean((w - (w + 1)) .^ 2)"],
  ["variance(w)", "sum((w - mean(w)) .^ 2)/(n - 1)"],
];

const LATEX: readonly (readonly [string, string])[] = [
  ["A*B", "A\\,B"],
  ["A'*v", "A^{\\top}\\,v"],
  ["v'*A*w", "v^{\\top}\\,A\\,w"],
  ["s*A*B", "s\\,A\\,B"],
  ["outer(v, w)", "v\\,w^{\\top}"],
  ["trace(C)", "\\operatorname{tr}(C)"],
  ["sum(A)", "\\sum A"],
  ["sum(A, 1)", "\\sum_{\\text{rows}} A"],
  ["A .* A", "A^{\\circ 2}"],
  ["A .* w", "A \\odot w"],
  ["ones(m, n)", "\\mathbf{1}_{m \\times n}"],
  ["identity(n)", "I_{n}"],
  ["A[2:end, :]", "A_{2:\\mathrm{end},\\,:}"],
  ["[x, y; s, 1]", "\\begin{pmatrix} x & y \\\\ s & 1 \\end{pmatrix}"],
  ["solve(C, w)", "C^{-1}\\,w"],
  ["inv(C)", "C^{-1}"],
  ["norm(w)", "\\lVert w \\rVert"],
  ["(x^y)^s", "(x^{y})^{s}"],
  ["x/(y*s)", "\\frac{x}{y\\,s}"],
  ["x*(y + 1)", "x\\,(y + 1)"],
  [
    "x < y ? x : y < s ? y : s",
    "\\begin{cases} x & \\text{if } x < y \\\\ \\begin{cases} y & \\text{if } y < s \\\\ s & \\text{otherwise} " +
    "\\end{cases} & \\text{otherwise} \\end{cases}",
  ],
  ["not x and y or s", "\\left[\\lnot x \\land y \\lor s\\right]"],
  ["pi*x", "\\pi\\,x"],
  ["e^x", "e^{x}"],
  ["1e-7*x", "10^{-7}\\,x"],
  ["x!", "\\Gamma(x + 1)"],
  ["log(x, 3)", "\\log_{3}(x)"],
  ["(A*B)'", "(A\\,B)^{\\top}"],
];

describe("formulas as text", () => {
  it.each(TEXTS)("%s", (written, printed) => {
    const lines = toText(plainProgramOf(`${DECLARED}output f = ${written}`)).trimEnd().split("\n").slice(1);
    expect(lines).toEqual([`output f = ${printed}`]);
  });
});

describe("formulas in LaTeX", () => {
  it.each(LATEX)("%s", (written, printed) => {
    expect(toLatex(plainProgramOf(`${DECLARED}output f = ${written}`))).toBe(`\\begin{aligned}\nf &= ${printed}\n\\end{aligned}\n`);
  });
});

describe("programs", () => {
  it("prints derivatives as outputs", () => {
    expect(toText(programOf("x^2*sin(y)"))).toBe(
      "param x, y\noutput f = x^2 * sin(y)\noutput dx = 2 * x * sin(y)\noutput dy = x^2 * cos(y)\n",
    );
  });

  it.each([
    ["sin(x)/x", "(cos(x) - sin(x)/x)/x"],
    ["log(1 + x)/x", "(1/(1 + x) - log1p(x)/x)/x"],
    ["x/(exp(x) - 1)", "(1 - x * exp(x)/expm1(x))/expm1(x)"],
    ["sqrt(1 + x) - 1", "0.5/sqrt(x + 1)"],
  ])("shows the derivative of %s as it is on paper", (written, printed) => {
    expect(toText(programOf(written)).split("\n")[2]).toBe(`output dx = ${printed}`);
  });

  it("keeps the user's names and leaves out what no result needs", () => {
    expect(toText(plainProgramOf("param W[n, h], b[h]\ninput X[m, n]\nH = relu(X*W + b)\nunused = X*W*2\noutput J = sum(H .* H)")))
      .toBe("param W[n, h], b[h]\ninput X[m, n]\nH = relu(X * W + b)\noutput J = sum(H .^ 2)\n");
  });

  it("names what is used twice and what is long", () => {
    const text = toText(plainProgramOf("param a, b\nexp(a*b + sin(a))*cos(exp(a*b + sin(a)))"));
    expect(text).toBe("param a, b\nt1 = exp(a * b + sin(a))\noutput f = t1 * cos(t1)\n");
    const long = toText(plainProgramOf(Array.from({ length: 40 }, (_, i) => `sin(a${i})`).join(" + ")));
    for (const line of long.split("\n").filter((l) => l.includes("="))) expect(line.length).toBeLessThan(110);
  });

  it("lists outputs at the end where they are defined in another order", () => {
    expect(toText(plainProgramOf("param x\na = x^2\nb = exp(a)\noutput b\noutput a"))).toBe("param x\na = x^2\nb = exp(a)\noutput b, a\n");
  });

  it("avoids names that are taken", () => {
    const text = toText(programOf("param x, dx\nx^3*dx"));
    expect(text).toContain("\noutput f, dx_2, ddx\n");
  });

  it("hides guards of domains unless told not to", () => {
    expect(toText(programOf("param x\nlog(x)"))).toContain("output dx = 1/x\n");
    expect(toText(programOf("param x\nlog(x)"), { pretty: false })).toContain("output dx = x >= 0 ? 1/x : 0/0\n");
  });

  it("shows derivatives as quotients in LaTeX", () => {
    expect(toLatex(programOf("alpha^2*sin(y)", { hessian: true }))).toContain(
      "\\frac{\\partial^{2} f}{\\partial \\alpha\\,\\partial y} &= 2\\,\\alpha\\,\\cos(y)",
    );
  });

  it("declares the directions of Hessian-vector products", () => {
    const text = toText(programOf("param x[n]\nsum(exp(x))", { hvp: true }));
    expect(text).toContain("input v_x[n]\n");
    expect(text).toContain("\noutput f, dx, Hv_x\n");
    expect(() => programOf(text, { gradient: false })).not.toThrow();
  });
});
