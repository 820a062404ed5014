// Names that hide constants, names of functions as values, and bodies with names of their own.
import { describe, expect, test } from "vitest";
import { compile } from "../../src/index.js";
import { expectSame, numbersOf } from "./helpers.js";

describe("a name of the program", () => {
  test.each([
    ["tau", "param tau, t\noutput y = exp(-t/tau)", "param q, t\noutput y = exp(-t/q)"],
    ["E", "param k, x\noutput E = 0.5*k*x^2\noutput y = 2*E", "param k, x\noutput E = 0.5*k*x^2\noutput y = k*x^2"],
    ["pi", "param x, k, t\npi = x\noutput y = pi^2", "param x, k, t\noutput y = x^2"],
    ["a parameter", "param x, k, t\nf(e, phi) = e*phi\noutput y = f(x, 3) + e", "param x, k, t\noutput y = 3*x + e"],
  ])("hides the constant: %s", (_, text, reference) => {
    const at = { tau: 2, q: 2, t: 0.5, k: 3, x: 1.5 };
    const known = (program: string): object => Object.fromEntries(
      Object.entries(at).filter(([name]) => new RegExp(`param[^\\n]*\\b${name}\\b`).test(program)),
    );
    const [mine, theirs] = [numbersOf(text, known(text)), numbersOf(reference, known(reference))];
    expect(mine.get("y")).toEqual(theirs.get("y"));
  });

  test.each(["gamma", "size", "norm", "mean", "sin", "sum"])("may be that of the function %s, which is still called", (name) => {
    const call = (v: string): string => (name === "size" ? `size(${v}, 1)` : `${name}(${["gamma", "sin"].includes(name) ? `${v}[1]` : v})`);
    const reference = `g(u) = ${call("u")}\nparam ${name}, v[3]\noutput y = ${name}*${name}*g(v)`;
    expectSame(`param ${name}, v[3]\noutput y = ${name}^2*${call("v")}`, reference, { [name]: 1.5, v: [1.5, 2, 4] });
  });

  test("of a size may be that of a function", () => {
    expectSame("param A[size]\noutput y = sum(A)/size", "param A[n]\noutput y = sum(A)/n", { A: [1, 2, 6] });
  });
});

describe("a constant whose name is as often a variable's", () => {
  const notes = (text: string): string[] => compile(text).diagnostics.map((d) => `${d.severity} ${d.message} ${d.hint}`);

  test("is noted once where nothing is declared", () => {
    expect(notes("e*x + tau*e")).toEqual([
      "warning \"e\" is the number 2.718281828459045 here. Write param e to make it a variable; then declare all others too.",
      "warning \"tau\" is the number 6.283185307179586 here. Write param tau to make it a variable; then declare all others too.",
    ]);
    expect(notes("phi + E*x")).toHaveLength(2);
  });

  test("is not where something is declared, nor where it is defined, nor pi", () => {
    expect(notes("param x\noutput y = e*x")).toEqual([]);
    expect(notes("tau = x^2; output y = tau + x")).toEqual([]);
    expect(notes("2*pi*x")).toEqual([]);
    expect(notes("f(e) = e^2\nf(x)")).toEqual([]);
  });
});

describe("a function of several statements", () => {
  test("has names of its own", () => {
    expectSame(
      "param u\na = 5\nf(x, y) = { a = x^2; b = a + y; a*b }\noutput z = f(u, 2) + a",
      "param u\noutput z = u^2*(u^2 + 2) + 5", { u: 3 }, { hessian: true },
    );
  });

  test("over lines, with another one inside, and its last name as its value", () => {
    expectSame("g(x) = {\n  r = norm(x)\n\n  x ./ r  # a unit vector\n}\nf(x) = {\n  s = sum(g(x))\n  t = " +
      "s^2\n}\nparam v[3]\noutput z = f(v)",
      "param v[3]\noutput z = sum(v ./ norm(v))^2", { v: [1, 2, 3] }, { hessian: true });
  });

  test("may differentiate by a name of its own", () => {
    expectSame("f(x) = { a = x^2; derivative(sin(a), a) }\nparam u\noutput z = f(u)", "param u\noutput z = cos(u^2)", { u: 0.7 });
  });
});

describe("a range as a value", () => {
  test.each([
    ["param a[4]\noutput y = dot(a, 1:4)", "param a[4]\noutput y = dot(a, [1, 2, 3, 4])", { a: [1, 3, 2, 5] }],
    ["param a[n], h\noutput y = dot(a, (0:n - 1) .* h)", "param a[4], h\noutput y = dot(a, [0, h, 2*h, 3*h])", { a: [1, 3, 2, 5], h: 0.5 }],
    ["param h\noutput y = (0:0.1:0.3) .* h", "param h\noutput y = [0*h, 0.1*h, 0.2*h, 0.30000000000000004*h]", { h: 2 }],
    ["param a[5]\noutput y = a[(5:-2:1)]", "param a[5]\noutput y = [a[5], a[3], a[1]]", { a: [1, 2, 3, 4, 5] }],
    ["param h\nt = 0:2:7\noutput y = t.^2 .* h", "param h\noutput y = [0*h, 4*h, 16*h, 36*h]", { h: 2 }],
    ["param a[n]\noutput y = sum(a .* (n:-1:1))", "param a[3]\noutput y = 3*a[1] + 2*a[2] + a[3]", { a: [1, 2, 4] }],
  ])("%s", (text, reference, at) => {
    expectSame(text, reference, at);
  });
});
