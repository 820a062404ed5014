// The grammar of lines, and the points of the language that its contract names.
import { describe, expect, test } from "vitest";
import { Report } from "../../src/diagnostics/diagnostic.js";
import type { Element, Statement } from "../../src/syntax/ast.js";
import { parseDamaged, parseFormula, parseProgram } from "../../src/syntax/parse.js";
import { codesOf, expressionOf, shown, statementsOf } from "./helpers.js";

function shownStatement(s: Statement | Element): string {
  switch (s.kind) {
    case "element": return `${s.target.name}[${shown(s.at)}] = ${shown(s.value)}`;
    case "for": return `for ${[`${s.index.name} = ${shown(s.range)}`, ...s.states.map(shownStatement)].join(", ")} { ` +
      `${s.body.map(shownStatement).join("; ")} }`;
    case "declare": return `${s.role} ${s.items.map((d) => d.name
      + (d.fields === undefined ? "" : `{${d.fields.map((f) => f.name).join(",")}}`)
      + (d.dims.length === 0 ? "" : `[${d.dims.map((x) => ("name" in x ? x.name : x.size)).join(",")}]`)).join(" ")}`;
    case "assign": return `${s.isOutput ? "output " : ""}${s.target.name} = ${shown(s.value)}`;
    case "function": return `${s.target.name}(${s.params.map((p) => p.name).join(", ")}) = ` +
      `${s.locals.length === 0 ? shown(s.body) : `{ ${[...s.locals.map(shownStatement), shown(s.body)].join("; ")} }`}`;
    case "output": return `output ${s.target.name}`;
    case "expression": return shown(s.value);
    case "import": return `import <${s.path}>`;
  }
}

function allOf(text: string): string[] {
  return statementsOf(text).map(shownStatement);
}

describe("statements", () => {
  test("declarations", () => {
    expect(allOf("param W1[n, h], b, w[3]\ninput X[m, n],\tlambda; param p{x, y}, T [2,n , 1e1]")).toEqual(
      ["param W1[n,h] b w[3]", "input X[m,n] lambda", "param p{x,y} T[2,n,10]"]);
  });

  test("bodies of functions, by lines and semicolons", () => {
    expect(allOf("f(x, y) = { a = x^2; a + y }\ng(x) = {\n  # two names\n  a = [1,\n    x]\n\n  b = a .* 2;\n  b }\ny = f(1, 2)")).toEqual(
      ["f(x, y) = { a = (x ^ 2); (a + y) }", "g(x) = { a = [1, x]; b = (a .* 2); b }", "y = f(1, 2)"]);
  });

  test("loops", () => {
    expect(
      allOf(
        "for t = 1:T, h[0] = h0, c[0] = [0, 0] {\n  z = W * x[t, :]; i = z[1]\n\n  c[t] = i + c[t - 1]\n  h[t] =\tz .* " +
        "h[t - 1]\n}\ny = h[end]",
      ),
    ).toEqual(
      [
        "for t = 1:T, h[0] = h0, c[0] = [0, 0] { z = (W * x[t, :]); i = z[1]; c[t] = (i + c[(t - 1)]); h[t] = (z .* h[(t - 1)]) }",
        "y = h[end]",
      ]);
    expect(allOf("for t = T:-1:1, g[T + 1] = 0 { g[t] = a * g[t + 1] }")).toEqual(
      ["for t = T:(- 1):1, g[(T + 1)] = 0 { g[t] = (a * g[(t + 1)]) }"],
    );
    expect(allOf("for i = 1:n, a[0] = 0 { for j = 1:i, b[0] = 0 {\n b[j] = b[j - 1] + j }\n a[i] = a[i - 1] + b[end] }")).toEqual(
      ["for i = 1:n, a[0] = 0 { for j = 1:i, b[0] = 0 { b[j] = (b[(j - 1)] + j) }; a[i] = (a[(i - 1)] + b[end]) }"]);
    expect(allOf("f(y0) = {\n for t = 1:9, y[0] = y0 { y[t] = 2*y[t - 1] }\n y[end]\n}")).toEqual(
      ["f(y0) = { for t = 1:9, y[0] = y0 { y[t] = (2 * y[(t - 1)]) }; y[end] }"],
    );
    expect(allOf("for = 2\nparam p{x, y}")).toEqual(["for = 2", "param p{x,y}"]);
  });

  test("a record over lines", () => {
    expect(allOf("param p{x,\n  y}, q\noutput q")).toEqual(["param p{x,y} q", "output q"]);
  });

  test("an index over a range", () => {
    expect(
      allOf("sum(x[i]^2, i = 1:n)\nJ = max(a[i, j], i = 1:2:n, j = i + 1:n)\nsum(\n  x[i],\n  i = 1:n)\nscan(y + 1, y = y0, t = 1:n)"),
    ).toEqual(
      ["sum((x[i] ^ 2), i = 1:n)", "J = max(a[i, j], i = 1:2:n, j = (i + 1):n)", "sum(x[i], i = 1:n)", "scan((y + 1), y = y0, t = 1:n)"]);
  });

  test("ranges as values", () => {
    expect(allOf("1:n\ny = (0:n - 1) .* h\ndot(a, 1:4)\na[(1:3)]")).toEqual(["1:n", "y = (0:(n - 1) .* h)", "dot(a, 1:4)", "a[1:3]"]);
  });

  test("definitions, outputs and imports", () => {
    expect(
      allOf("import \"a b.grad\"\nH = relu(X * W1)\nf(x, y) = x^2 + y; g() = 1\noutput J\noutput dW = grad(J, W1)\noutput a, b\nx^2"),
    ).toEqual(
      [
        "import <a b.grad>", "H = relu((X * W1))", "f(x, y) = ((x ^ 2) + y)", "g() = 1", "output J",
        "output dW = grad(J, W1)", "output a", "output b", "(x ^ 2)",
      ]);
  });

  test("line ends, comments, CRLF and a byte order mark", () => {
    expect(allOf("\ufeff# first\r\na = 1 # one\r\n\r\n;;b = (2\r\n  + 3) # ) [\r\nc = [1, # x\n 2;\n 3, 4]\u00a0")).toEqual(
      ["a = 1", "b = (2 + 3)", "c = [[1, 2], [3, 4]]"]);
  });

  test("keywords are names elsewhere", () => {
    expect(allOf("param = 3; input(x) = x; output + import(2)")).toEqual(["param = 3", "input(x) = x", "(output + import(2))"]);
  });

  test("names of JavaScript are ordinary", () => {
    expect(allOf("__proto__ = constructor + toString(class)\nparam hasOwnProperty{valueOf}")).toEqual(
      ["__proto__ = (constructor + toString(class))", "param hasOwnProperty{valueOf}"]);
  });

  test("places of statements and names", () => {
    const text = " y = 2 ;  f( a ) = a \nparam q[ n ]";
    const slices = statementsOf(text).map((s) => text.slice(s.span.start, s.span.end));
    expect(slices).toEqual(["y = 2", "f( a ) = a", "param q[ n ]"]);
    const [, f, q] = statementsOf(text);
    expect(f?.kind === "function" && f.params.map((p) => p.span)).toEqual([{ start: 13, end: 14 }]);
    expect(q?.kind === "declare" && q.items[0]?.dims[0]?.span).toEqual({ start: 31, end: 32 });
  });

  test("a wrong statement is left out, and the names it was to define are known", () => {
    const report = new Report({ name: "m", text: "param A[0], b\nh = sin b\nok = 1\nf(x) = x +\nT = (1" });
    const { statements, lostNames } = parseDamaged(report.source, report);
    expect(statements.map(shownStatement)).toEqual(["ok = 1"]);
    expect(["A", "b", "h", "f", "T"].filter((n) => !lostNames.has(n))).toEqual([]);
    expect(lostNames.has("ok")).toBe(false);
  });

  test("composed and decomposed letters are the same name", () => {
    expect(allOf("e\u0301 = 1; \u00e9 + 1")).toEqual(["\u00e9 = 1", "(\u00e9 + 1)"]);
  });
});

describe("expressions", () => {
  test.each([
    ["2x^2", "(2 * (x ^ 2))"], ["-2x", "((- 2) * x)"], ["3(x+1)", "(3 * (x + 1))"], ["2 sin(x)", "(2 * sin(x))"],
    ["2e", "(2 * e)"], ["2e3", "2000"], ["1e", "(1 * e)"], ["2i", "(2 * i)"], ["6/2*3x", "((6 / 2) * (3 * x))"],
    ["y + 1/2 + 3x", "((y + (1 / 2)) + (3 * x))"],
    ["-x^2", "(- (x ^ 2))"], ["2^-x", "(2 ^ (- x))"], ["2^3^2", "(2 ^ (3 ^ 2))"], ["x.^2'", "(x .^ (2'))"],
    ["x' * y", "((x') * y)"], ["x'*y'", "((x') * (y'))"],
    ["A''", "((A')')"], ["x!", "(x!)"], ["a! == b", "((a!) == b)"], ["a!=b", "(a != b)"],
    ["5. + .5", "(5 + 0.5)"], ["2.*x", "(2 .* x)"], ["1./x", "(1 ./ x)"], ["2.^x", "(2 .^ x)"], ["1.e2", "100"],
    ["mod(x, y) mod 2", "(mod(x, y) mod 2)"], ["not a and b or c", "(((not a) and b) or c)"],
    ["a < b", "(a < b)"], ["a < b <= c", "(a < b <= c)"], ["c ? a : d ? e : g", "(c ? a : (d ? e : g))"], ["c?.5:1", "(c ? 0.5 : 1)"],
    ["a--b", "(a - (- b))"], ["a+-b", "(a + (- b))"], ["x<-1", "(x < (- 1))"],
    ["A[1:3, :]", "A[1:3, :]"], ["A[end]", "A[end]"], ["A[:, end - 1]", "A[:, (end - 1)]"], ["A[1:2:9]", "A[1:2:9]"],
    ["A[2:]", "A[2:]"], ["A[:2]", "A[:2]"],
    ["A[B[end], min(end, 3)]", "A[B[end], min(end, 3)]"], ["f(x)[1][2]", "f(x)[1][2]"], ["(a)[1]", "a[1]"],
    ["x[c ? 1 : 2]", "x[(c ? 1 : 2)]"],
    ["[1, 2; 3, 4]", "[[1, 2], [3, 4]]"], ["[1; 2]", "[[1], [2]]"], ["[[1], [2]]", "[[1], [2]]"], ["[1, 2,]", "[1, 2]"],
    ["[a; b;]", "[[a], [b]]"],
    ["p.x^2", "(p.x ^ 2)"], ["sin (x)", "sin(x)"], ["f()", "f()"],
    ["α*β_1", "(α * β_1)"], ["0.1 + 1e308", "(0.1 + 1e+308)"], ["2'", "(2')"],
  ])("%s", (text, tree) => {
    expect(shown(expressionOf(text))).toBe(tree);
  });

  test("numbers are read to the last digit", () => {
    expect(shown(expressionOf("12345678901234567890"))).toBe("12345678901234567000");
    expect(shown(expressionOf("4.9e-324"))).toBe("5e-324");
    expect(codesOf("0e-999 + 0.000")).toEqual([]);
  });

  test("warnings leave the statement in", () => {
    const report = new Report({ name: "<expr>", text: "x + 1e-400" });
    expect(parseProgram(report.source, report)).toHaveLength(1);
    expect(report.hasErrors).toBe(false);
  });
});

describe("formulas of the compiler's own", () => {
  test("may have pattern names", () => {
    expect(shown(parseFormula("?a * cos(?b) + ?a"))).toBe("((?a * cos(?b)) + ?a)");
    expect(shown(parseFormula("x < 0 ? 0/0 : g ^ 2"))).toBe("((x < 0) ? (0 / 0) : (g ^ 2))");
  });

  test("throw on a fault", () => {
    for (const text of ["", "sin x", "x +", "(x", "x\ny", "x; y", "a = b"]) expect(() => parseFormula(text), text).toThrow();
  });

  test("pattern names are not for users", () => {
    expect(codesOf("x + ?a")).toEqual(["value-expected"]);
  });
});
