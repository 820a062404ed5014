// Derivatives by lists of scalars and by records: the same numbers as by each scalar alone.
import { describe, expect, test } from "vitest";
import { compile } from "../../src/index.js";
import { generated, interpreted, plainGraph } from "../support/agreement.js";

const POINT = { x: { a: 0.7, b: -0.4, c: 1.3 }, u: [0.3, -1.1], v: [0.5, 2, -1] };

const BODY = `
p = [x.a, x.b*x.c, 0.8]
s = sin(p[1]*p[2]) + p[3]^2
y = [s*p[1], exp(p[2]) - s, atan2(p[1], p[3]), s > 0 ? sqrt(s)*p[2] : p[3]]
f = sum(y.^2) + s`;

/** Outputs of the program in both forms, as one list. */
function outputs(statements: string): number[] {
  const text = `param x{a, b, c}\ninput u[2], v[3]${BODY}\n${statements}`;
  const fromCode = generated(text, POINT, { valueOnly: true });
  const fromGraph = interpreted(plainGraph(text, { gradient: false }), POINT);
  for (const [name, values] of fromCode) values.forEach((value, i) => expect(value).toBeCloseTo(fromGraph.get(name)?.[i] ?? NaN, 12));
  return [...fromCode.values()].flat();
}

function same(left: string, right: string): void {
  const [a, b] = [outputs(left), outputs(right)];
  expect(a.length).toBe(b.length);
  a.forEach((value, i) => expect(value).toBeCloseTo(b[i] as number, 12));
}

describe("by a list", () => {
  // the same program with each element under a name of its own
  const single = BODY.replace("p = [x.a, x.b*x.c, 0.8]", "p1 = x.a\np2 = x.b*x.c\np3 = 3*x.a - 1.3").replace(/p\[(\d)\]/g, "p$1");
  const outputsOf = (statements: string): number[] =>
    [...generated(`param x{a, b, c}\ninput u[2], v[3]${single}\n${statements}`, POINT, { valueOnly: true }).values()].flat();
  const agree = (list: string, alone: string): void => {
    const [a, b] = [outputs(list), outputsOf(alone)];
    expect(a.length).toBe(b.length);
    a.forEach((value, i) => expect(value).toBeCloseTo(b[i] as number, 11));
  };

  test("gradient", () => agree("output g = grad(f, p)", "output g = [derivative(f, p1), derivative(f, p2), derivative(f, p3)]"));
  test("Jacobian", () => agree("output J = jacobian(y, p)", "output J = transpose([jacobian(y, p1), jacobian(y, p2), jacobian(y, p3)])"));
  test("Hessian", () => agree("output H = hessian(f, p)",
    "g1 = derivative(f, p1)\ng2 = derivative(f, p2)\ng3 = derivative(f, p3)\noutput H = [derivative(g1, p1), " +
    "derivative(g1, p2), derivative(g1, p3); derivative(g2, p1), derivative(g2, p2), derivative(g2, p3); " +
    "derivative(g3, p1), derivative(g3, p2), derivative(g3, p3)]"));
  test(
    "along a direction",
    () => agree("output t = jvp(y, p, v)", "output t = jacobian(y, p1)*v[1] + jacobian(y, p2)*v[2] + jacobian(y, p3)*v[3]"),
  );
  test("Hessian times a vector", () => same("output t = hvp(f, p, v)", "output t = hessian(f, p)*v"));
  test("pulled back", () => same("output t = vjp(y, p, [1, 2, 3, 4])", "output t = [1, 2, 3, 4]*jacobian(y, p)"));
  test("of an array that is not a list", () => same("output J = jacobian(s*u, p)", "output J = outer(u, grad(s, p))"));
  test(
    "of an array that depends on some of it",
    () => same("w = p[1]*p[2]*u\noutput J = jacobian(w, p)", "g = grad(p[1]*p[2], p)\noutput J = outer(u, g)"),
  );
  test("through a sum over an array", () => same(
    "t = sum(sin(p[1]*u))*p[2]\noutput J = jacobian([t, p[3]], p)",
    "t = sum(sin(p[1]*u))*p[2]\noutput J = [grad(t, p), [0, 0, 1]]",
  ));
  test("through a value that is differentiated by", () => same(
    "z = p[1]*p[2]\nh = derivative(z^3, z)\noutput J = jacobian([z*h, p[3]], p)",
    "z = p[1]*p[2]\noutput J = [grad(3*z^3, p), [0, 0, 1]]",
  ));
  test("of a named list that depends on another", () => same(
    "z = [s, s*p[1]]\nw = z[1]*z[2]\noutput J = jacobian([z[1], w], p)",
    "z = [s, s*p[1]]\nw = z[1]*z[2]\noutput J = [grad(s, p), grad(w, p)]",
  ));
});

describe("by a record", () => {
  test("Jacobian", () => same("output J = jacobian(y, x)", "output J = transpose([jacobian(y, x.a), jacobian(y, x.b), jacobian(y, x.c)])"));
  test("Hessian", () => same("output H = hessian(f, x)",
    "g = grad(f, x)\noutput H = [derivative(g.a, x.a), derivative(g.a, x.b), derivative(g.a, x.c); derivative(g.b, " +
    "x.a), derivative(g.b, x.b), derivative(g.b, x.c); derivative(g.c, x.a), derivative(g.c, x.b), derivative(g.c, x.c)]"));
});

describe("elimination", () => {
  test("a branch that is not taken contributes exactly 0", () => {
    const text = "param x{a, b}\nr = x.a > 0 ? sqrt(x.a)*x.b : 2*x.b\ny = [r, r^2, x.a > 0 ? log(x.a) : x.b]\noutput J = jacobian(y, x)";
    const at = (a: number): readonly number[] => generated(text, { x: { a, b: 3 } }, { valueOnly: true }).get("J") ?? [];
    expect(at(-1)).toEqual([0, 2, 0, 24, 0, 1]);
    expect(at(0)).toEqual([0, 2, 0, 24, 0, 1]);
    expect(at(4)).toEqual([0.75, 2, 9, 24, 0.25, 0]);
  });

  test("what does not depend is zero, and a marked value does not pass on", () => {
    const text = "param x{a, b}\nk = stop_gradient(x.a)*x.b\noutput J = jacobian([k, x.b, 1, x.a], x)";
    expect(generated(text, { x: { a: 5, b: 3 } }, { valueOnly: true }).get("J")).toEqual([0, 5, 0, 1, 0, 0, 1, 0]);
  });

  test("of nothing but products", () => {
    const body = "param x{a, b, c}\ns = x.a*x.b\nt = s*x.c\n";
    const at = { x: { a: 2, b: 3, c: 5 } };
    expect(generated(`${body}output J = jacobian([s*x.a, t, t*s], x)`, at, { valueOnly: true }).get("J")).toEqual(
      [12, 4, 0, 15, 10, 6, 180, 120, 36],
    );
  });

  test("takes fewer operations than a sweep for each row or column where a value is between many and many", () => {
    // three inputs to one value to three outputs: 3 + 3 products for the ends, 9 for the pairs at most
    const { counts } = compile("param x{a, b, c}\ns = sin(x.a*x.b*x.c)\noutput J = jacobian([s*x.a, s*x.b, s*x.c], x)");
    expect(counts?.value).toBeLessThanOrEqual(20);
  });

  test.each([["safe"], ["fast"]] as const)("at %s takes no more operations than a gradient for each of few rows", (math) => {
    const body = "h = sin(p.a*p.b + p.c)\nk = cos(p.d*p.e + p.f)\nu = h*k + p.a\nv = h - k*p.b\nm = exp(u*v)\nn = log(1 + u^2 + v^2)\n";
    const param = "param p{a, b, c, d, e, f}\n";
    const all = ["y", "z"].flatMap((f) => [..."abcdef"].map((x) => `d${f}.${x}`)).join(", ");
    const both = compile(`${param}${body}y = m*n\nz = m - n\ndy = grad(y, p)\ndz = grad(z, p)\noutput J = [${all}]`, { math });
    for (const text of [`${param}${body}output y = [m*n, m - n]`, `param p{a, b, c}, q{d, e, f}\n${body}output y = [m*n, m - n]`]) {
      const own = text.includes("q{") ? text.replace(/p\.([def])/g, "q.$1") : text;
      expect(compile(own, { math, jacobian: true }).counts?.jacobian).toBeLessThanOrEqual(both.counts?.value as number);
    }
  });
});
