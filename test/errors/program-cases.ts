// Wrong programs beyond their syntax: names, arguments, shapes, indices, derivatives, with the place and the sentence.

export interface ProgramCase {
  readonly text: string;
  readonly line: number;
  readonly column: number;
  readonly code: string;
  readonly message: RegExp;
}

function at(text: string, line: number, column: number, code: string, message: RegExp): ProgramCase {
  return { text, line, column, code, message };
}

const D = "param A[2, 3], B[2, 3], S[3, 3], v[3], w[2], x, T[2, 3, 2]\n";
const N = "param A[m, n], B[n, k], u[m], v[n], x\n";

export const programCases: readonly ProgramCase[] = [
  // names
  at("param x\noutput y = z", 2, 12, "unknown-name", /"z" is not defined/),
  at("param weight\noutput y = wieght", 2, 12, "unknown-name", /"wieght" is not defined/),
  at("sine(x)", 1, 1, "unknown-function", /no function "sine"/),
  at("evaluate(x)", 1, 1, "unknown-function", /no function "evaluate"/),
  at("parse(x)", 1, 1, "unknown-function", /no function "parse"/),
  at("param x\noutput y = a + 1\na = x", 2, 12, "used-before", /used before it is defined on line 3/),
  at("y = b\nb = x", 1, 5, "used-before", /"b" is used before/),
  at("a = b\nb = a", 1, 5, "used-before", /"b" is used before/),
  at("param x, x", 1, 10, "defined-twice", /"x" is already defined on line 1/),
  at("a = x\na = 2*x", 2, 1, "defined-twice", /"a" is already defined on line 1/),
  at("param x\nx = 2", 2, 1, "defined-twice", /"x" is already defined/),
  at("f(t) = t\nf = x", 2, 1, "defined-twice", /"f" is already defined/),
  at("param x\noutput J = x\noutput J", 3, 1, "output-twice", /"J" is given twice/),
  at("x^2\ny^2", 2, 1, "output-twice", /"f" is given twice/),
  at("y = 2*tau\ntau = 3", 1, 7, "used-before", /"tau" is used before it is defined on line 2/),
  at("f(x) = { a = x; x = 2; a }\nf(y)", 1, 17, "defined-twice", /"x" is already defined on line 1/),
  at("f(x) = { a = x; a = 2; a }\nf(y)", 1, 17, "defined-twice", /"a" is already defined on line 1/),
  at("f(x) = {\n  a = b\n  b = x\n  a\n}\nf(y)", 2, 7, "used-before", /"b" is used before it is defined on line 3/),
  at("param x\nf(t) = {\n  a = q\n  a*t\n}\noutput y = f(x)", 3, 7, "unknown-name", /"q"/),
  at("sum(x) = x", 1, 1, "name-of-function", /"sum" is a function/),
  at("relu(x) = x", 1, 1, "name-of-function", /"relu" is a function/),
  at("sin + 1", 1, 1, "function-as-value", /"sin" is a function and needs arguments/),
  at("f(t) = t\ng = f + x", 2, 5, "function-as-value", /"f" is a function/),
  at("param x, n\noutput y = n(x + 1)", 2, 12, "value-as-function", /"n" is a value, not a function/),
  at("param A[2]\noutput y = A(1)", 2, 12, "value-as-function", /"A" is a value/),
  at("f(t) = f(t - 1)\nf(x)", 1, 8, "recursion", /f → f/),
  at("f(t) = g(t)\ng(t) = f(t)\nf(x)", 1, 8, "recursion", /f → g → f/),
  at("f(t) = unknowable(t)\nf(x)", 1, 8, "unknown-function", /"unknowable"/),
  at("param x\nf(t) = t + q\noutput y = f(x)", 2, 12, "unknown-name", /"q" is not defined/),
  at("param n[n]", 1, 7, "size-conflict", /"n" is a size|"n" is already/),
  at("param A[n]\nn = 3", 2, 1, "size-conflict", /"n" is a size/),
  at("param x\nparam A[x]", 2, 9, "size-conflict", /"x" is a size/),

  // ranges as values
  at("param a, T\nfor t = 1:T, h[0] = a { h[t] = a }\noutput h", 2, 11, "steps-bound", /first and the last step are whole numbers/),
  at("param a\nfor t = 1:3, s[0] = a { for u = 1:t, r[0] = a { r[u] = a }; s[t] = a }\noutput s", 2, 35, "steps-differ", /each time/),
  at("param x\noutput y = sum(1:x)", 2, 18, "range-bound", /bounds of a range/),
  at("param x, v[n]\noutput y = sum(1:x:n)", 2, 18, "range-step", /step of a range/),
  at("output y = sum(1:0:3)", 1, 18, "range-step", /step of a range/),
  at("output y = sum(3:1)", 1, 16, "range-empty", /3:1 is empty/),
  at("output y = sum(0:0:0.5)", 1, 16, "range-step", /step of a range/),
  at("output y = sum(1:0.5:0)", 1, 16, "range-empty", /1:0 is empty/),

  // indices
  at("param x[3], k\noutput y = x[k]", 2, 14, "index-whole", /index must be a whole number/),
  at("param x[3], k[2]\noutput y = x[k + 1]", 2, 14, "index-whole", /index must be a whole number/),
  at("param A[3, 3]\ninput k[2], r[3]\noutput y = A[pairs(k, r)]", 3, 14, "dims-differ", /places of pairs: 2 is not 3/),
  at("param A[3, 3]\ninput k\noutput y = A[pairs(k, k)]", 3, 20, "wrong-rank", /vector of places/),
  at("param A[3, 3]\ninput k[2]\noutput y = A[pairs(k)]", 3, 14, "index-count", /as many indices/),

  // sums and maps over an index
  at("param x[3]\noutput y = sum(x[i + 1], i = 1:3)", 2, 18, "index-reach", /from 2 to 4, which is not inside 1\.\.3/),
  at("param x[3]\noutput y = sum(x[i - j], i = 1:3, j = 0:1)", 2, 18, "index-reach", /from 0 to 3/),
  at("param x[3], i\noutput y = sum(x[i], i = 1:3)", 2, 22, "defined-twice", /"i" is already defined on line 1/),
  at("param x[3]\noutput y = sum(sum(x[i], i = 1:3), i = 1:3)", 2, 26, "defined-twice", /"i" is already defined/),
  at("param x[3]\nf(t) = t\noutput y = f(x[i], i = 1:3)", 3, 12, "index-call", /"f" takes no index/),
  at("param x[3]\noutput y = dot(x, x, i = 1:3)", 2, 12, "index-call", /"dot" takes no index/),
  at("param x[3]\noutput y = sum(x[i], 2, i = 1:3)", 2, 12, "wrong-count", /sum does not take 2/),
  at("param x[3]\noutput y = sum(x[i], i = (x[1] > 0 ? 1 : 2))", 2, 27, "index-range-form", /"i" needs a range/),
  at("param x[3]\noutput y = sum(x[i], i = 1:x[1])", 2, 28, "index-bound", /bounds of an index/),
  at("param x[3]\noutput y = sum(x[i], i = 1:0.5:3)", 2, 28, "range-step", /step of a range/),
  at("param x[3]\noutput y = sum(x[j], i = 1:3, j = 1:2:i)", 2, 35, "index-step", /can't depend on another index/),
  at("param x[3]\noutput y = map(x[j], i = 1:3, j = 1:i)", 2, 16, "index-ragged", /map fill an array/),
  at("param x[3]\noutput y = sum(x[1:i], i = 1:3)", 2, 18, "index-length", /depends on an index/),
  at("param x[n]\noutput y = sum(x, i = 1:n)", 2, 16, "index-unused", /shape \[n\] does not use the index i\./),
  at("param x[n]\noutput y = sum(x, i, 1, n)", 2, 16, "index-unused", /does not use the index i\./),
  at("param A[n, m]\noutput y = max(2*A, i = 1:n, j = 1:m)", 2, 16, "index-unused", /shape \[n, m\] does not use the index i or j\./),
  at("param x[3]\noutput y = map(x)", 2, 12, "index-missing", /map needs an index/),
  at(
    "param A[n, 2, 2], b[2]\noutput y = sum(sum(solve(A[i, :, :], b)), i = 1:n)", 2, 20, "index-body",
    /solve can't be taken for every index at once in the sum or map of line 2/,
  ),
  at("param x[3]\noutput y = sum(x[i, 1], i = 1:3)", 2, 16, "index-count", /as many indices/),

  // arguments
  at("sin()", 1, 1, "wrong-count", /sin does not take 0 arguments/),
  at("sin(x, y)", 1, 1, "wrong-count", /sin does not take 2 arguments/),
  at("atan2(x)", 1, 1, "wrong-count", /atan2 does not take 1 argument/),
  at("leaky_relu(x, 1, 2)", 1, 1, "wrong-count", /leaky_relu does not take 3/),
  at("f(a, b) = a*b\nf(x)", 2, 1, "wrong-count", /f does not take 1 argument/),
  at(`${D}solve(S)`, 2, 1, "wrong-count", /solve does not take 1/),
  at(`${D}sum(A, 1, 2)`, 2, 1, "wrong-count", /sum does not take 3/),
  at(`${D}sum(A, 3)`, 2, 8, "no-such-dimension", /no dimension 3 in \[2, 3\]/),
  at(`${D}sum(A, 0)`, 2, 8, "no-such-dimension", /no dimension 0/),
  at(`${D}sum(A, 1.5)`, 2, 8, "no-such-dimension", /no dimension 1.5/),
  at(`${D}sum(A, x)`, 2, 8, "not-constant", /sum needs a number known when compiling/),
  at(`${D}max(v, 1)`, 2, 1, "extremum-of-vector", /max of a vector and a number can be read in two ways/),
  at(`${D}min(v, 0)`, 2, 1, "extremum-of-vector", /min of a vector/),
  at(`${D}max(A, 0)`, 2, 8, "no-such-dimension", /no dimension 0 in/),
  at(`${D}clamp(A, 0, w)`, 2, 1, "shapes-differ", /clamp/),
  at(`${D}triu(v)`, 2, 6, "wrong-rank", /triu needs a matrix/),
  at(`${D}tril(A, 0.5)`, 2, 9, "wrong-argument", /whole number/),
  at(`${D}cholesky(A)`, 2, 10, "not-square", /cholesky/),
  at(`${D}cumsum(A, keep)`, 2, 11, "unknown-name", /keep/),
  at(`${D}softmax(v, 2)`, 2, 12, "no-such-dimension", /no dimension 2 in \[3\]/),
  at("softmax(x)", 1, 9, "wrong-rank", /softmax needs a vector or a matrix/),
  at(`${D}zeros(x)`, 2, 7, "not-a-dimension", /zeros needs a dimension/),
  at(`${D}zeros(-1)`, 2, 7, "not-a-dimension", /zeros needs a dimension/),
  at(`${D}zeros(2.5)`, 2, 7, "not-a-dimension", /zeros needs a dimension/),
  at(`${D}identity(0)`, 2, 10, "not-a-dimension", /identity needs a dimension/),
  at(`${D}ones(10000000000)`, 2, 6, "too-large", /too large/),
  at(`${D}norm(v, -1)`, 2, 9, "wrong-argument", /p must be a number above 0/),
  at(`${D}norm(v, x)`, 2, 9, "not-constant", /norm needs a number/),
  at("param q[1]\noutput y = variance(q)", 2, 21, "wrong-argument", /at least two elements/),

  // shapes
  at(`${D}A * B`, 2, 1, "no-product", /\[2, 3\] and \[2, 3\]/),
  at(`${D}A * w`, 2, 1, "no-product", /inner dimensions must agree/),
  at(`${D}T * v`, 2, 1, "product-rank", /vectors and matrices/),
  at(`${D}A + w`, 2, 1, "shapes-differ", /\[2, 3\] and \[2\]/),
  at(`${D}A .* S`, 2, 1, "shapes-differ", /\[2, 3\] and \[3, 3\]/),
  at(`${D}x > 0 ? v : w`, 2, 1, "shapes-differ", /do not fit/),
  at(`${D}max(v, w)`, 2, 1, "shapes-differ", /max/),
  at(`${D}atan2(v, w)`, 2, 1, "shapes-differ", /atan2/),
  at(`${D}v < w`, 2, 1, "shapes-differ", /</),
  at(`${D}x / v`, 2, 1, "divide-by-array", /Division by an array of shape \[3\]/),
  at(`${D}A / S`, 2, 1, "divide-by-array", /\[3, 3\]/),
  at(`${D}v^2`, 2, 1, "power-of-array", /power of an array of shape \[3\]/),
  at(`${D}2^v`, 2, 1, "power-of-array", /\[3\]/),
  at(`${D}A^2`, 2, 1, "not-square", /square matrix, but this is \[2, 3\]/),
  at(`${D}S^x`, 2, 1, "power-exponent", /whole number from 0 up/),
  at(`${D}S^0.5`, 2, 1, "power-exponent", /whole number/),
  at(`${D}S^(-1)`, 2, 1, "power-exponent", /whole number/),
  at(`${D}S^99999999`, 2, 1, "power-too-large", /limited/),
  at(`${D}det(A)`, 2, 5, "not-square", /det needs a square matrix, but this is \[2, 3\]/),
  at(`${D}inv(v)`, 2, 5, "wrong-rank", /inv needs a square matrix/),
  at(`${D}trace(A)`, 2, 7, "not-square", /trace/),
  at(`${D}logdet(A)`, 2, 8, "not-square", /logdet/),
  at(`${D}solve(S, w)`, 2, 1, "dims-differ", /The rows of A and of b must agree: 3 is not 2/),
  at(`${D}solve(S, x)`, 2, 10, "wrong-rank", /a vector or a matrix/),
  at(`${D}dot(v, w)`, 2, 1, "dims-differ", /3 is not 2/),
  at(`${D}dot(A, v)`, 2, 5, "wrong-rank", /dot needs a vector/),
  at(`${D}cross(v, w)`, 2, 10, "dims-differ", /length 3/),
  at(`${D}outer(A, v)`, 2, 7, "wrong-rank", /outer needs a vector/),
  at(`${D}kron(A, v)`, 2, 9, "wrong-rank", /kron/),
  at(`${D}reshape(A, [4, 2])`, 2, 12, "wrong-reshape", /\[2, 3\] can't be reshaped to \[4, 2\]/),
  at(`${D}concat(A, v)`, 2, 11, "wrong-rank", /concat/),
  at(`${D}concat(A, S, 2)`, 2, 11, "shapes-differ", /concat/),
  at(`${D}[v; w]`, 2, 5, "ragged", /one shape/),
  at(`${D}[x, v]`, 2, 5, "ragged", /scalar meets \[3\]/),
  at(`${D}mse(v, w)`, 2, 1, "shapes-differ", /mse/),
  at(`${D}cross_entropy(A, S)`, 2, 18, "dims-differ", /one row for each example/),
  at(`${D}cross_entropy(v, v)`, 2, 15, "wrong-rank", /cross_entropy needs a matrix/),
  at(`${D}T'`, 2, 1, "wrong-rank", /'/),
  at(`${N}A + B`, 2, 1, "shapes-differ", /\[m, n\] and \[n, k\]/),
  at(`${N}A * u`, 2, 1, "no-product", /\[m, n\] and \[m\]/),
  at(`${N}det(A)`, 2, 5, "not-square", /\[m, n\]/),
  at(`${N}u + v`, 2, 1, "shapes-differ", /\[m\] and \[n\]/),
  at(`${N}reshape(A, [n])`, 2, 12, "wrong-reshape", /\[m, n\] can't be reshaped to \[n\]/),

  // indices
  at(`${D}x[1]`, 2, 1, "index-of-scalar", /no elements/),
  at(`${D}A[1]`, 2, 1, "index-count", /as many indices/),
  at(`${D}S[4, 1]`, 2, 3, "index-range", /The index 4 is outside 1..3/),
  at(`${D}S[0, 1]`, 2, 3, "index-range", /The index 0 is outside 1..3/),
  at(`${D}v[1.5]`, 2, 3, "index-whole", /whole number/),
  at(`${D}v[x]`, 2, 3, "index-whole", /whole number/),
  at(`${D}v[3:2]`, 2, 3, "range-empty", /3:2 is empty/),
  at(`${D}v[1:4]`, 2, 5, "index-range", /The index 4/),
  at(`${D}v[1:0:3]`, 2, 5, "range-step", /step/),
  at(`${D}v[[1, 4]]`, 2, 3, "index-range", /The index 4/),
  at(`${D}v.x`, 2, 1, "field-of-value", /not a record/),
  at("param p{x, y}\noutput r = p.z", 2, 12, "unknown-field", /no part "z"/),
  at("param p{alpha, y}\noutput r = p.alhpa", 2, 12, "unknown-field", /no part "alhpa"/),
  at("x.constructor", 1, 1, "field-of-value", /not a record/),

  // steps
  at(
    "param a[2, 1], b[2]\nfor t = 1:3, h[0] = a { h[t] = b }\noutput h", 2, 25, "step-shape",
    /h\[t\] is \[2\], but starts as \[2, 1\] on line 2/,
  ),
  at(
    "param a\nfor t = 1:3 { h[t] = h[t - 1] + a }\noutput h", 2, 22, "start-unknown",
    /"h" has no value to start from before the first step/,
  ),
  at("param a\nfor t = 4:-1:2, h[5] = a { h[t] = h[t + 3] }\noutput h", 2, 35, "start-unknown", /3 steps before the first/),
  at("param a\nfor t = 1:3, h[0] = a { h[t] = a; s = s + h[t] }\noutput h", 2, 39, "unknown-name", /"s" is not defined/),
  at("param a\nfor t = 1:3, h[0] = a { z = a }\noutput h", 2, 14, "step-missing", /"h" starts here, but the block gives it no value/),
  at(
    "param a\nfor t = 1:3, h[1] = a { h[t] = h[t - 1] }\noutput h", 2, 16, "start-place",
    /This is no step before the first one, from which h could start/,
  ),
  at("param a\nfor t = 1:3, h[0] = a, h[0] = a { h[t] = h[t - 1] }\noutput h", 2, 24, "start-twice", /"h" starts from this step twice/),
  at(
    "param a\nfor t = 1:3, h[-1] = a { h[t] = h[t - 2] }\noutput h", 2, 14, "start-missing",
    /"h" starts from an earlier step, but not from the step before the first/,
  ),
  at(
    "param a\nfor t = 1:3, h[0] = a { h[t] = h[t + 1] }\noutput h", 2, 32, "past-index",
    /In the block h takes its own step or an earlier one/,
  ),
  at("param a\nfor t = 1:3, h[0] = a { z = h[t]; h[t] = a }\noutput h", 2, 29, "step-later", /h\[t\] is used before it has a value/),
  at("param a\nfor t = 1:3, h[0] = a { h[2] = a }\noutput h", 2, 27, "step-index", /A value of a step takes the index of the loop alone/),
  at(
    "param a\nfor a = 1:3, h[0] = a { h[a] = a }\noutput h", 2, 5, "index-taken",
    /"a" is defined already and can't be the index of a loop/,
  ),

  // derivatives
  at(`${D}output g = grad(v, x)`, 2, 17, "not-scalar", /differentiates a scalar, but this has the shape \[3\]/),
  at(`${D}output g = grad(x^2, 2*x)`, 2, 22, "wrt-expression", /with respect to a name/),
  at(`${D}output g = grad(x^2, pi)`, 2, 22, "wrt-constant", /"pi" is not a variable/),
  at(`${D}output g = derivative(x^2, v)`, 2, 28, "wrong-rank", /derivative needs a scalar/),
  at(`${D}output g = jvp(x^2, x, v)`, 2, 24, "shapes-differ", /jvp/),
  at(`${D}output g = vjp(v, x, w)`, 2, 22, "shapes-differ", /vjp/),
  at(`${D}output g = hvp(v, x, x)`, 2, 16, "not-scalar", /hvp/),

  // several at once, and imports
  at("param x\noutput y = foo + bar(x)", 2, 12, "unknown-name", /"foo"/),
];
