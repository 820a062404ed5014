// What people write who come from other systems: the error and the mend.
import { describe, expect, test } from "vitest";
import { compile } from "../../src/index.js";

const D = "param x, y, A[2, 3], w[n], v[m], p{x, y}\noutput z = ";

const CASES: readonly (readonly [text: string, code: string, hint: string])[] = [
  ["ln(x)", "unknown-function", "Write log(x)."],
  ["f(t) = ln(t)\nf(x)", "unknown-function", "Write log(x)."],
  ["arcsin(x)", "unknown-function", "Write asin(x)."],
  ["arctan2(y, x)", "unknown-function", "Write atan2(y, x)."],
  ["tg(x)", "unknown-function", "Write tan(x)."],
  ["where(x > 0, 1, 2)", "unknown-function", "Write c ? a : b to choose."],
  ["if(x > 0, 1, 2)", "unknown-function", "Write c ? a : b to choose."],
  ["eye(3)", "unknown-function", "Write identity(n)."],
  ["linspace(0, 1, 5)", "unknown-function", "Write a + (0:n - 1) .* ((b - a)/(n - 1))."],
  ["integrate(x^2)", "unknown-function", "There are no integrals; a sum over an index is sum(f(x[i]), i = 1:n)."],
  ["sum(X, axis=0)", "named-argument", "Write sum(A, 1): dimensions count from 1."],
  ["mean(X, keepdims=1)", "named-argument", "Write mean(A, 1, keep)."],
  ["f(x=2)", "named-argument", "Arguments go by their places; a sum over an index is sum(x[i], i = 1:n), and == compares."],
  ["np.sin(x)", "method-call", "Write sin(x)."],
  ["Math.sin(x)", "method-call", "Write sin(x)."],
  ["np.arctan2(y, x)", "method-call", "Write atan2(y, x)."],
  ["x.sum()", "method-call", "Write sum(x)."],
  ["x.dot(y)", "method-call", "Write x*y for the product, or dot(x, y)."],
  [`${D}np.pi*x`, "unknown-name", "Write what comes after the point without np."],
  [`${D}sum(A.T)`, "field-of-value", "Write A' for the transpose."],
  [`${D}A.shape`, "field-of-value", "Write size(A, 1) for the first dimension."],
  ["\\frac{x}{y}", "latex", "Write x/y."],
  ["\\alpha * x", "latex", "Write alpha, and * for a product."],
  ["x \\cdot y", "latex", "Write * for a product."],
  ["A \\ b", "foreign-operator", "Write solve(A, b)."],
  ["% model\nx^2", "comment-style", "Comments start with #."],
  ["x^2 // y", "comment-style", "Comments start with #; a whole quotient is floor(a/b)."],
  ["x ** 2", "foreign-operator", "Write ^ for a power."],
  ["x > 0 && y > 0", "foreign-operator", "Write and."],
  ["lambda t: t^2", "foreign-statement", "Write g(t) = t^2 for a function."],
  ["sq = (x) => x*x", "foreign-operator", "Write f(x) = … to define a function, or >= to compare."],
  ["export f = x^2", "foreign-statement", "Write output f = …."],
  ["sin^2(x)", "function-as-value", "Write sin(x)^2."],
  [`${D}cos^3(x)`, "function-as-value", "Write cos(x)^3."],
  ["tan^(-1)(x)", "function-power", "Write atan(x) for the inverse function, or 1/tan(x)."],
  ["d/dx(x^2)", "unknown-function", "Name the expression, y = x^2, and write derivative(y, x)."],
  [`${D}d/dx(x^2)`, "unknown-name", "Name the expression, y = x^2, and write derivative(y, x)."],
  ["{x<0: -x, x}", "braces", "Write c ? a : b to choose."],
  ["f = {x}", "braces", "Group with ( ) and write arrays with [ ]."],
  ["param x_{1}", "record-form", "Write param x_1."],
  ["x_{1} + 2", "braces", "Write x_1."],
  ["1,5*x", "comma-misplaced", "Write 1.5 for a decimal number."],
  ["1,500*x", "comma-misplaced", "If it groups digits write 1500."],
  [`${D}5 cm * x`, "unknown-name", "There are no units: give all values in units that fit."],
  [`${D}xy`, "unknown-name", "Did you mean x*y?"],
  [`${D}2nx`, "unknown-name", "Did you mean n*x?"],
  [`${D}p.z`, "unknown-field", "It has x and y."],
  [`${D}sum(w - v)`, "shapes-differ", "Sizes with different names never agree: declare both with one name."],
  ["gradient(x^2, x)", "unknown-function", "Write grad(y, x)."],
  ["ArcTan(x)", "unknown-function", "Write atan(x)."],
  ["nchoosek(n, k)", "unknown-function", "Write exp(lgamma(n + 1) - lgamma(k + 1) - lgamma(n - k + 1))."],
  ["svd(A)", "unknown-function", "Of a matrix there are inv, solve, det, logdet, trace and cholesky."],
  ["lim(x)", "unknown-function", "There are no limits: give the value at the place as a choice, x == 0 ? 1 : f(x)."],
  ["int(x)", "unknown-function", "Write fix(x) for the whole part."],
  ["np.linalg.inv(A)", "method-call", "Write inv(A)."],
  ["F.relu(x)", "method-call", "Write relu(x)."],
  ["Math.pow(x, 2)", "method-call", "Write pow(x, 2)."],
  ["x.pow(2)", "method-call", "Write pow(x, 2)."],
  ["A.inverse()", "method-call", "Write inv(A)."],
  ["x.mean(axis=0)", "method-call", "Write mean(x, 1); dimensions count from 1."],
  ["sin.(x)", "field-name", "Functions go over all elements: write f(x)."],
  ["x .== y", "foreign-operator", "Comparisons go element by element: write ==."],
  ["x =/= y", "foreign-operator", "Write != to compare."],
  ["f = @(x) x^2", "foreign-operator", "Write f(x) = … to define a function."],
  ["f = function(x) x^2", "foreign-statement", "Write y = … for a value and f(x) = … for a function."],
  ["||x||", "foreign-operator", "Write norm(x)."],
  ["|x|", "foreign-operator", "Write abs(x), or det(x) of a matrix."],
  ["2*|x - y|^2", "foreign-operator", "Write abs(x - y), or det(x - y) of a matrix."],
  ["||x||", "foreign-operator", "Write norm(x)."],
  ["sin^(-1)(x)", "function-power", "Write asin(x) for the inverse function, or 1/sin(x)."],
  ["1 + cosh^( 2 )(x)", "function-power", "Write cosh(x)^(2)."],
  ["Sin[x]", "index-of-scalar", "Write sin(x): arguments stand in round brackets."],
  ["sin x", "implicit-product", "Write sin(x)."],
  ["sin 2x", "implicit-product", "Write sin(…), with the whole argument in brackets."],
  ["ln x", "implicit-product", "Write log(x)."],
  ["x div 2", "implicit-product", "Write floor(a/b)."],
  ["x dot y", "implicit-product", "Write dot(a, b)."],
  ["params x, y", "implicit-product", "Write param x."],
  ["parm x", "implicit-product", "Did you mean \"param\"?"],
  ["outptu y = x", "implicit-product", "Did you mean \"output\"?"],
  ["x¹⁰", "lookalike-character", "Write ^10 instead."],
  ["x⁻²", "lookalike-character", "Write ^(-2) instead."],
  ["Output f = x", "implicit-product", "Write output y = …."],
  ["double c = 3", "implicit-product", "Write y = …: all numbers are doubles."],
  ["using Flux", "implicit-product", "Functions of the language need no import."],
  ["\\sqrt{x}", "latex", "Write sqrt(x)."],
  ["\\sum_i x", "latex", "Write sum(x[i], i = 1:n)."],
  ["\\left(x)", "latex", "Without it the formula says the same."],
  ["x \\leq y", "latex", "Write <=."],
  ["exp^x", "function-as-value", "Write exp(x)."],
  ["1.000,5*x", "comma-misplaced", "Write 1000.5 for a decimal number."],
  ["(x, y)", "comma-misplaced", "Write [a, b] for an array, and each statement on a line of its own."],
  ["sum(x[i], i = 1..3)", "number-form", "Did you mean 1:3?"],
  ["sum(x[i], i in 1:3)", "foreign-word", "Write i = 1:n for an index; there are no units to convert."],
  ["x*90°", "lookalike-character", "Write *pi/180 instead."],
  ["Infinity*x", "word-not-a-value", "Write 1/0."],
  [`${D}Pi*x`, "unknown-name", "Write pi."],
  [`${D}π*x`, "unknown-name", "Write pi, or declare it: param π."],
  [`${D}inf*x`, "unknown-name", "Write 1/0."],
  [`${D}1.5f*x`, "unknown-name", "A number has no suffix; a power of ten is 1e3."],
  [`${D}w_1*x`, "unknown-name", "Did you mean w[1]? An array is declared with its size: w[n]."],
  [`${D}sum(A^T)`, "unknown-name", "Write A' for the transpose."],
  [`${D}A[1][2]`, "index-count",
    "All indices go in one bracket, A[1, 2], with : for a whole dimension; flatten(A) is a vector of all elements."],
  [`${D}A[-1, 1]`, "index-range", "Indices count from 1, and A[end] is the last."],
  [`${D}x[1]`, "index-of-scalar", "An array is declared with its size: x[n]."],
  ["param M[2, 2]\nM^-1", "power-exponent", "Write inv(A), or solve(A, b) for a system."],
  [`${D}w*v`, "no-product", "Write outer(a, b) for all products; a*b and a .* b need one size."],
];

describe("a spelling of another system", () => {
  test.each(CASES)("%s", (text, code, hint) => {
    const [first] = compile(text).diagnostics.filter((d) => d.severity === "error");
    expect({ code: first?.code, hint: first?.hint }).toEqual({ code, hint });
  });
});

test.each([
  ["2x^2 + 3xy", "product-meant", "Write x*y for a product; to have the variable without this note declare param xy."],
  ["xy + x + y", "product-meant", "Write x*y for a product; to have the variable without this note declare param xy."],
  ["π*r^2", "variable-meant", "Write pi for the number; to have the variable without this note declare param π."],
  ["y <- x^2", "arrow", "Write y = … to define a name."],
])("%s compiles with a note", (text, code, hint) => {
  const [first] = compile(text).diagnostics;
  expect(first).toMatchObject({ severity: "warning", code, hint });
});

describe("two faults of one expression", () => {
  test.each([
    [`${D}sinn(x) + cosn(y) + q`, ["unknown-function", "unknown-function", "unknown-name"]],
    [`${D}x[1] + A[9, 1]`, ["index-of-scalar", "index-range"]],
    ["(2 +) * (sin x)", ["value-missing", "implicit-product"]],
    [`${D}sum(q[i], i = 1:n) + A*A`, ["unknown-name", "no-product"]],
  ])("%s are both told", (text, codes) => {
    expect(compile(text).diagnostics.filter((d) => d.severity === "error").map((d) => d.code)).toEqual(codes);
  });
});
