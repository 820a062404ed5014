// One error for each cause: what a fault takes away is no fault of those who use it. And mends that work when followed.
import { describe, expect, test } from "vitest";
import { compile } from "../../src/index.js";

const LOOP = "h[t] = h[t - 1] + x[t]";

describe("one cause is one error", () => {
  test.each([
    ["param to\noutput y = to^2\noutput z = to + 1 + 2to", "reserved-word"],
    ["param in, x\ny = in^2*x\nz = in*3 + x", "reserved-word"],
    ["param end\noutput y = end^2", "reserved-word"],
    ["to = 3\noutput y = 2*x*to", "reserved-word"],
    ["param x[n]\nfor t = 1:n, h[0] = 0 { h = h + x[t] }\noutput h", "step-missing"],
    [`param x[n]\nfor t = 1:n, h[0] = 0 {\n ${LOOP}\noutput h`, "unclosed-bracket"],
    [`param x[n]\nfor t in 1:n, h[0] = 0 { ${LOOP} }\noutput h`, "loop-head"],
    [`param x[n]\nfor t = 1:n, h = 0 { ${LOOP} }\noutput y = h[end]`, "loop-start"],
    ["for i = 1:3\n x\nend", "loop-form"],
    ["function f(x)\n x^2\nend", "foreign-statement"],
    ["if x > 0\n y = x\nend", "foreign-statement"],
  ])("%j", (text, code) => {
    expect(compile(text).diagnostics.filter((d) => d.severity === "error").map((d) => d.code)).toEqual([code]);
  });

  test("a name with a definition of its own stays known beside a wrong loop", () => {
    const { diagnostics } = compile("param x[n]\nfor t in 1:n, h[0] = 0 { h[t] = x[t] }\noutput y = x + q");
    expect(diagnostics.map((d) => d.code)).toEqual(["loop-head", "unknown-name"]);
  });

  test.each(["param", "input", "output", "import", "for"])("%s alone is no value", (word) => {
    expect(compile(`x^2\n${word}`).diagnostics[0]?.severity).toBe("error");
    expect(compile(`y = 2*${word}`).diagnostics).toEqual([]);
  });
});

describe("a mend works when it is followed", () => {
  test.each([
    ["param x[n]\noutput y = sum(x, i = 1:n)", /sum\(x\[i\], i = 1:n\)/, "param x[n]\noutput y = sum(x[i], i = 1:n)"],
    ["param A[m, n]\noutput y = max(A, i = 1:m, j = 1:n)", /max\(A\[i, j\], i = 1:m, j = 1:n\)/,
      "param A[m, n]\noutput y = max(A[i, j], i = 1:m, j = 1:n)"],
    ["param x y\noutput z = x*y", /Write param x, y\./, "param x, y\noutput z = x*y"],
    ["param x[n]\ns = 0\nfor i = 1:n { s = s + x[i] }\noutput y = s", /s\[i\] = s\[i - 1\] \+ …; .* in place of line 2/,
      "param x[n]\nfor i = 1:n, s[0] = 0 { s[i] = s[i - 1] + x[i] }\noutput y = s[end]"],
    ["param A[m, n]\noutput y = det(A)", /one name/, "param A[n, n]\noutput y = det(A)"],
    ["param A[2, 3]\noutput y = sum(A^2)", /\.\^/, "param A[2, 3]\noutput y = sum(A.^2)"],
    ["param x\noutput y = x*q", /param q or input q/, "param x\ninput q\noutput y = x*q"],
    ["x(y + 1)", /x\*\(…\)/, "x*(y + 1)"],
    ["param x\noutput y = d(x^2)/dx", /derivative\(y, x\)/, "param x\ny = x^2\noutput z = derivative(y, x)"],
    ["sum_{i=1}^n x_i", /sum\(x\[i\], i = 1:n\)/, "param x[n]\noutput y = sum(x[i], i = 1:n)"],
    ["param x\noutput y = p.x", /x\[n\]|p\{x, y\}|param p/, "param p{x, y}\noutput y = p.x"],
  ])("%j", (wrong, mend, right) => {
    const [fault] = compile(wrong).diagnostics.filter((d) => d.severity === "error");
    expect(fault?.hint).toMatch(mend);
    expect(compile(right).diagnostics).toEqual([]);
  });
});

test.each(
  [["inf*x", /1\/0 for infinity/], ["x + nan", /0\/0 for no number/], ["Pi*x", /pi for the number/]],
)("%s has a note", (text, mend) => {
  const [note] = compile(text).diagnostics;
  expect([note?.severity, note?.code]).toEqual(["warning", "variable-meant"]);
  expect(note?.hint).toMatch(mend);
});
