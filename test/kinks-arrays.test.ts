// Branches that are not taken, in programs of arrays: the derivatives, in both directions and twice, are
// those of the taken elements written out, without a NaN or a false zero, in generated code and interpreted.
import { expect, test } from "vitest";
import { some } from "./support/effort.js";
import { fromCode, fromGraph } from "./ops/compare.js";

interface Guarded {
  readonly what: string;
  readonly params: string;
  readonly text: string;
  /** The same function near this point, of the taken elements alone. */
  readonly plain: string;
  readonly at: Readonly<Record<string, unknown>>;
}

const table: readonly Guarded[] = [
  // cotangents behind a choice, through contractions with infinite factors
  {
    what: "outer product", params: "a[2], b[2]", at: { a: [1, 2], b: [0, 2] },
    text: "L = outer(a, 1 ./ b)\noutput J = sum(outer(a, b) > 0 ? L.^2 : 0)",
    plain: "output J = (a[1]^2 + a[2]^2)/b[2]^2",
  },
  {
    what: "outer product of two infinite factors", params: "a[2], b[2]", at: { a: [0, 2], b: [0, 2] },
    text: "L = outer(1 ./ a, 1 ./ b)\noutput J = sum(outer(a, b) > 0 ? L.^2 : 0)", plain: "output J = 1/(a[2]*b[2])^2",
  },
  {
    what: "outer product guarded by rows", params: "a[2], b[2]", at: { a: [0, 2], b: [3, 2] },
    text: "L = outer(log(a), b)\nok = reshape(a, [2, 1])\noutput J = sum(ok > 0 ? L.^3 : 0)",
    plain: "output J = log(a[2])^3*(b[1]^3 + b[2]^3)",
  },
  {
    what: "Kronecker product", params: "A[2, 2], B[2, 2]", at: { A: [[1, 2], [3, 4]], B: [[0, 2], [1, 3]] },
    text: "K = kron(A, 1 ./ B)\noutput J = sum(kron(A, B) > 0 ? K.^2 : 0)",
    plain: "output J = sum(A.^2)*(1/B[1, 2]^2 + 1/B[2, 1]^2 + 1/B[2, 2]^2)",
  },
  {
    what: "Kronecker product, the first factor infinite", params: "A[2, 2], B[2, 2]",
    at: { A: [[1, 0], [3, 4]], B: [[5, 2], [1, 3]] },
    text: "K = kron(log(A), B)\noutput J = sum(kron(A, B) > 0 ? K.^2 : 0)",
    plain: "output J = sum(B.^2)*(log(A[1, 1])^2 + log(A[2, 1])^2 + log(A[2, 2])^2)",
  },
  {
    what: "matrix product, rows of the first factor", params: "A[2, 2], B[2, 2], x[2]",
    at: { A: [[1, 2], [3, 4]], B: [[5, 1], [2, 3]], x: [0, 2] },
    text: "L = (A ./ reshape(x, [2, 1])) * B\noutput J = sum(reshape(x, [2, 1]) > 0 ? L.^2 : 0)",
    plain: "output J = ((A[2, 1]*B[1, 1] + A[2, 2]*B[2, 1])/x[2])^2 + ((A[2, 1]*B[1, 2] + A[2, 2]*B[2, 2])/x[2])^2",
  },
  {
    what: "matrix product, columns of the second factor", params: "A[2, 2], B[2, 2], x[2]",
    at: { A: [[1, 2], [3, 4]], B: [[5, 1], [2, 3]], x: [0, 2] },
    text: "L = A * (B ./ x)\noutput J = sum(x > 0 ? L.^2 : 0)",
    plain: "output J = ((A[1, 1]*B[1, 2] + A[1, 2]*B[2, 2])/x[2])^2 + ((A[2, 1]*B[1, 2] + A[2, 2]*B[2, 2])/x[2])^2",
  },
  {
    what: "matrix product under one guard or another", params: "A[2, 2], B[2, 2], x[2], w[2]",
    at: { A: [[1, 2], [3, 4]], B: [[5, 1], [2, 3]], x: [0, 2], w: [-1, 3] },
    text: "L = A * (B ./ x)\noutput J = sum(x <= 0 ? 0 : L.^2) + sum(w <= 0 ? 0 : L.^3)",
    plain: "L = A*B[:, 2]/x[2]\noutput J = sum(L.^2) + sum(L.^3)",
  },
  {
    what: "matrix product under one pair of guards or another", params: "A[2, 2], B[2, 2], x[2], w[2]",
    at: { A: [[1, 2], [3, 4]], B: [[5, 1], [2, 3]], x: [0, 2], w: [-1, 3] },
    text: "L = A * (B ./ x)\noutput J = sum(x > 0 ? (w > 0 ? L.^2 : 0) : 0) + sum(w > 1 ? (x > 1 ? L.^3 : 0) : 0)",
    plain: "L = A*B[:, 2]/x[2]\noutput J = sum(L.^2) + sum(L.^3)",
  },
  {
    what: "matrix product, a mask of elements", params: "A[2, 2], B[2, 2]",
    at: { A: [[1, 2], [3, 4]], B: [[0, 3], [2, 5]], ok: [[0, 1], [0, 0]] },
    text: "input ok[2, 2]\nL = A*log(B)\noutput J = sum(ok > 0 ? L.^2 : 0)",
    plain: "output J = (A[1, 1]*log(B[1, 2]) + A[1, 2]*log(B[2, 2]))^2",
  },
  {
    what: "matrix times vector, infinite matrix", params: "A[2, 2], v[2]", at: { A: [[0, 2], [3, 4]], v: [5, 6] },
    text: "r = (1 ./ A) * v\noutput J = sum(A[:, 1] > 0 ? r.^2 : 0)",
    plain: "output J = (v[1]/A[2, 1] + v[2]/A[2, 2])^2",
  },
  {
    what: "matrix times vector, infinite vector", params: "A[2, 2], v[2], s",
    at: { A: [[1, 2], [3, 4]], v: [5, 6], s: 0 }, text: "r = A * (v ./ s)\noutput J = sum((s > 0 ? r : v).^2)",
    plain: "output J = v[1]^2 + v[2]^2",
  },
  {
    what: "vector times matrix", params: "A[2, 2], v[2]", at: { A: [[0, 2], [3, 4]], v: [5, 6] },
    text: "r = v * log(A)\noutput J = sum(A[1, :] > 0 ? r.^2 : 0)",
    plain: "output J = (v[1]*log(A[1, 2]) + v[2]*log(A[2, 2]))^2",
  },
  {
    what: "rows of missing data", params: "w[2]",
    at: { w: [1, 2], X: [[1, 2], ["NaN", 3], [3, "Infinity"], [2, 5]], y: [1, 2, 3, 4], ok: [1, 0, 0, 1] },
    text: "input X[4, 2], y[4], ok[4]\noutput J = sum(ok > 0 ? (X*w - y).^2 : 0)",
    plain: "output J = (w[1] + 2*w[2] - 1)^2 + (2*w[1] + 5*w[2] - 4)^2",
  },
  {
    what: "rows of missing data through a matrix product", params: "W[2, 2]",
    at: { W: [[1, 2], [0, -1]], X: [[1, 2], ["NaN", 3]], ok: [[1], [0]] },
    text: "input X[2, 2], ok[2, 1]\noutput J = sum(ok > 0 ? (X*W).^3 : 0)",
    plain: "output J = (W[1, 1] + 2*W[2, 1])^3 + (W[1, 2] + 2*W[2, 2])^3",
  },
  {
    what: "dot product", params: "x[3], s", at: { x: [1, 2, 3], s: 0 },
    text: "d = dot(x, x ./ s)\noutput J = s > 0 ? d : x[1]^2", plain: "output J = x[1]^2",
  },
  {
    what: "dot product of guarded elements with infinite ones", params: "x[3]", at: { x: [0, 2, 3] },
    text: "r = x > 0 ? log(x) : 2\ng = x > 0 ? 1 ./ x : x\noutput J = dot(r, g)",
    plain: "output J = 2*x[1] + log(x[2])/x[2] + log(x[3])/x[3]",
  },
  {
    what: "a number stretched under guards of elements and another of its own", params: "x, d, v[3]",
    at: { x: 0, d: -1, v: [1, 2, 3], c: [-1, -1, -1] },
    text: "input c[3]\ny = 1/x\noutput J = sum(c > 0 ? y*v : 0) + (d > 0 ? y : 0) + d^2", plain: "output J = d^2",
  },
  {
    what: "the same, the guard of its own first", params: "x, d, v[3]",
    at: { x: 0, d: -1, v: [1, 2, 3], c: [-1, -1, -1] },
    text: "input c[3]\ny = 1/x\noutput J = d^2 + (d > 0 ? y : 0) + sum(c > 0 ? y*v : 0)", plain: "output J = d^2",
  },
  {
    what: "row sums", params: "A[2, 2]", at: { A: [[0, 2], [3, 4]] },
    text: "r = sum(log(A), 2)\noutput J = sum(A[:, 1] > 0 ? r.^2 : 0)",
    plain: "output J = (log(A[2, 1]) + log(A[2, 2]))^2",
  },
  {
    what: "column means", params: "A[2, 2]", at: { A: [[0, 2], [3, 4]] },
    text: "r = mean(sqrt(A), 1)\noutput J = sum(A[1, :] > 0 ? r.^3 : 0)",
    plain: "output J = ((sqrt(A[1, 2]) + sqrt(A[2, 2]))/2)^3",
  },
  {
    what: "trace", params: "A[2, 2], s", at: { A: [[1, 2], [3, 4]], s: 0 },
    text: "t = trace(A*A ./ s)\noutput J = s > 0 ? t : A[1, 1]^2", plain: "output J = A[1, 1]^2",
  },
  {
    what: "quadratic form", params: "A[2, 2], x[2], s", at: { A: [[1, 2], [3, 4]], x: [1, 2], s: 0 },
    text: "q = x*(A ./ s)*x\noutput J = s == 0 ? x[2]^2 : q", plain: "output J = x[2]^2",
  },
  {
    what: "windows", params: "x[4]", at: { x: [0, 2, 3, 4] },
    text: "r = log(x)\nw = r[1:3].*r[2:4]\noutput J = sum(x[1:3] > 0 ? w.^2 : 0)",
    plain: "output J = (log(x[2])*log(x[3]))^2 + (log(x[3])*log(x[4]))^2",
  },
  {
    what: "one element of an outer product", params: "a[2], b[2]", at: { a: [1, 2], b: [0, 2] },
    text: "L = outer(a, 1 ./ b)\noutput J = L[1, 2]^2 + L[2, 2]", plain: "output J = (a[1]/b[2])^2 + a[2]/b[2]",
  },
  {
    what: "one column of a matrix product", params: "A[2, 2], x[2]", at: { A: [[1, 2], [3, 4]], x: [2, 0] },
    text: "L = A*(A ./ x)\noutput J = L[1, 1]^2", plain: "output J = ((A[1, 1]*A[1, 1] + A[1, 2]*A[2, 1])/x[1])^2",
  },
  {
    what: "two matrix products in a row", params: "A[2, 2], x[2]", at: { A: [[1, 2], [3, 4]], x: [0, 2] },
    text: "L = A*(A*(A ./ x))\noutput J = sum(x > 0 ? L : x)", plain: "output J = 2*x[1] + sum(A*(A*A[:, 2]))/x[2]",
  },
  {
    what: "distances between points, of a point to itself", params: "P[2, 2]", at: { P: [[1, 2], [4, 6]] },
    text: "D = sqrt((P[:, 1] - reshape(P[:, 1], [2, 1])).^2 + (P[:, 2] - reshape(P[:, 2], [2, 1])).^2)\noutput J = sum(D > 0 ? 1 ./ D : 0)",
    plain: "output J = 2/sqrt((P[1, 1] - P[2, 1])^2 + (P[1, 2] - P[2, 2])^2)",
  },
  // reductions of rows of which some are not taken
  {
    what: "products of rows", params: "A[2, 3]", at: { A: [[0, 2, 3], [3, 4, 5]] },
    text: "p = prod(log(A), 2)\noutput J = sum(A[:, 1] > 0 ? p.^2 : 0)",
    plain: "output J = (log(A[2, 1])*log(A[2, 2])*log(A[2, 3]))^2",
  },
  {
    what: "products of rows with NaN", params: "A[2, 3]", at: { A: [[-1, 0, 3], [3, 4, 5]] },
    text: "p = prod(log(A), 2)\noutput J = sum(A[:, 1] > 0 ? p : 0)",
    plain: "output J = log(A[2, 1])*log(A[2, 2])*log(A[2, 3])",
  },
  {
    what: "softmax of rows", params: "A[2, 2]", at: { A: [[-1, 2], [3, 4]] },
    text: "S = softmax(log(A), 2)\noutput J = sum(A[:, 1] > 0 ? S[:, 1].^2 : 0)",
    plain: "output J = (A[2, 1]/(A[2, 1] + A[2, 2]))^2",
  },
  {
    what: "softmax of a row with infinity", params: "A[2, 2]", at: { A: [[0, 2], [3, 4]] },
    text: "S = softmax(1 ./ A, 2)\noutput J = sum(reshape(A[:, 1], [2, 1]) > 0 ? S.^2 : 0)",
    plain: "e1 = exp(1/A[2, 1])\ne2 = exp(1/A[2, 2])\noutput J = (e1/(e1 + e2))^2 + (e2/(e1 + e2))^2",
  },
  {
    what: "log_softmax of rows", params: "A[2, 2]", at: { A: [[-1, 2], [3, 4]] },
    text: "S = log_softmax(log(A), 2)\noutput J = sum(A[:, 1] > 0 ? S[:, 1].^2 : 0)",
    plain: "output J = log(A[2, 1]/(A[2, 1] + A[2, 2]))^2",
  },
  {
    what: "logsumexp of rows", params: "A[2, 2]", at: { A: [[-1, 2], [3, 4]] },
    text: "S = logsumexp(log(A), 2)\noutput J = sum(A[:, 1] > 0 ? S.^2 : 0)",
    plain: "output J = log(A[2, 1] + A[2, 2])^2",
  },
  {
    what: "length of rows", params: "A[2, 2]", at: { A: [[0, 2], [3, 4]] },
    text: "S = sqrt(sum((1 ./ A).^2, 2))\noutput J = sum(A[:, 1] > 0 ? S : 0)",
    plain: "output J = sqrt(1/A[2, 1]^2 + 1/A[2, 2]^2)",
  },
  {
    what: "length of a vector", params: "x[2], s", at: { x: [3, 4], s: 0 },
    text: "n = norm(x ./ s)\noutput J = s > 0 ? n : x[1]^3", plain: "output J = x[1]^3",
  },
  {
    what: "greatest of rows", params: "A[2, 2]", at: { A: [[0, 2], [3, 4]] },
    text: "S = max(1 ./ A, 2)\noutput J = sum(A[:, 1] > 0 ? S.^2 : 0)", plain: "output J = 1/A[2, 1]^2",
  },
  {
    what: "running sums", params: "x[3]", at: { x: [2, 3, 0] },
    text: "S = cumsum(log(x))\noutput J = sum(x > 0 ? S.^2 : 0)",
    plain: "output J = log(x[1])^2 + (log(x[1]) + log(x[2]))^2",
  },
  {
    what: "standard deviation of rows", params: "A[2, 3]", at: { A: [[0, 2, 3], [3, 4, 8]] },
    text: "S = std(log(A), 2)\noutput J = sum(A[:, 1] > 0 ? S.^2 : 0)",
    plain: "m = (log(A[2, 1]) + log(A[2, 2]) + log(A[2, 3]))/3\noutput J = ((log(A[2, 1]) - m)^2 + (log(A[2, 2]) - " +
      "m)^2 + (log(A[2, 3]) - m)^2)/2",
  },
  // linear algebra under one condition
  {
    what: "logdet of a singular matrix", params: "A[2, 2]", at: { A: [[1, 2], [2, 4]] },
    text: "output J = det(A) > 0 ? logdet(A) : A[1, 1]^2", plain: "output J = A[1, 1]^2",
  },
  {
    what: "solving with a singular matrix", params: "A[2, 2], b[2]", at: { A: [[1, 2], [2, 4]], b: [1, 1] },
    text: "x = solve(A, b)\noutput J = det(A) > 0 ? sum(x) : b[1]^2", plain: "output J = b[1]^2",
  },
  {
    what: "elements of a solution with a singular matrix", params: "A[2, 2], b[2]",
    at: { A: [[1, 2], [2, 4]], b: [1, 1] }, text: "x = solve(A, b)\noutput J = sum(det(A) > 0 ? x : b.^2)",
    plain: "output J = sum(b.^2)",
  },
  {
    what: "inverse of a singular matrix", params: "A[2, 2]", at: { A: [[1, 2], [2, 4]] },
    text: "output J = sum(det(A) != 0 ? inv(A) : A.^2)", plain: "output J = sum(A.^2)",
  },
  {
    what: "det of a matrix with infinite elements", params: "A[2, 2]", at: { A: [[0, 2], [2, 4]] },
    text: "d = det(1 ./ A)\noutput J = A[1, 1] > 0 ? d : A[2, 2]^2", plain: "output J = A[2, 2]^2",
  },
  {
    what: "a solution under two conditions, of which one fails", params: "A[2, 2], b[2], s",
    at: { A: [[1, 2], [2, 4]], b: [1, 1], s: 2 },
    text: "x = solve(A, b)\noutput J = (s > 1 ? (det(A) != 0 ? x[1] : s^3) : sum(x)) + (s < 0 ? x[2]^2 : b[2]^2)",
    plain: "output J = s^3 + b[2]^2",
  },
  {
    what: "a system that a branch solves", params: "A[2, 2], b[2]", at: { A: [[1, 2], [3, 4]], b: [1, 1] },
    text: "x = solve(A, b)\noutput J = det(A) != 0 ? sum(x.^2) : b[1]",
    plain: "d = A[1, 1]*A[2, 2] - A[1, 2]*A[2, 1]\noutput J = ((A[2, 2]*b[1] - A[1, 2]*b[2])/d)^2 + ((A[1, 1]*b[2] - A[2, 1]*b[1])/d)^2",
  },
  {
    what: "the length of a solution", params: "A[2, 2], b[2], s", at: { A: [[1, 1], [1, 1]], b: [1, 1], s: -3 },
    text: "output J = s > 0 ? norm(solve(A, b)) : s^2", plain: "output J = s^2",
  },
  {
    what: "the factor of a matrix that is not positive definite", params: "A[2, 2], s",
    at: { A: [[1, 2], [2, 1]], s: -3 }, text: "output J = s > 0 ? sum(cholesky(A)) : s^2", plain: "output J = s^2",
  },
  {
    what: "the factor of a matrix that a branch wants", params: "A[2, 2]", at: { A: [[4, 9], [2, 10]] },
    text: "output J = A[1, 1] > 0 ? sum(cholesky(A)) : A[1, 2]",
    plain: "output J = sqrt(A[1, 1]) + A[2, 1]/sqrt(A[1, 1]) + sqrt(A[2, 2] - A[2, 1]^2/A[1, 1])",
  },
  {
    what: "running logarithms in a branch", params: "x[2], s", at: { x: [-1e308, 1e308], s: -3 },
    text: "output J = s > 0 ? sum(logcumsumexp(x.^3)) : s^2", plain: "output J = s^2",
  },
  {
    what: "the greatest of a solution", params: "A[2, 2], b[2], s", at: { A: [[1, 1], [1, 1]], b: [1, 1], s: -3 },
    text: "output J = s > 0 ? max(solve(A, b))^3 : s^2", plain: "output J = s^2",
  },
  {
    what: "absolute values of a solution", params: "A[2, 2], b[2], s", at: { A: [[1, 1], [1, 1]], b: [1, 1], s: -3 },
    text: "output J = s > 0 ? sum(abs(solve(A, b)).^3) : s^2", plain: "output J = s^2",
  },
  {
    what: "the part of a solution above zero", params: "A[2, 2], b[2], s",
    at: { A: [[1, 1], [1, 1]], b: [1, 1], s: -3 }, text: "output J = s > 0 ? sum(relu(solve(A, b) - b).^2) : s^2",
    plain: "output J = s^2",
  },
  {
    what: "a choice by a solution", params: "A[2, 2], b[2], s", at: { A: [[1, 1], [1, 1]], b: [1, 1], s: -3 },
    text: "x = solve(A, b)\noutput J = s > 0 ? (x[1] > x[2] ? x[1]^2 : x[2]^3) : s^2", plain: "output J = s^2",
  },
  {
    what: "softmax of a solution", params: "A[2, 2], b[2], s", at: { A: [[1, 1], [1, 1]], b: [1, 1], s: -3 },
    text: "output J = s > 0 ? softmax(solve(A, b))[1]^2 : s^2", plain: "output J = s^2",
  },
  {
    what: "the length of a solution and of an inverse", params: "A[2, 2], b[2], s",
    at: { A: [[1, 1], [1, 1]], b: [1, 1], s: -3 },
    text: "output J = s > 0 ? norm(inv(A)*b) + norm(solve(A, b), 1) : s^2", plain: "output J = s^2",
  },
  {
    what: "a solution of a solution", params: "A[2, 2], b[2], s", at: { A: [[1, 1], [1, 1]], b: [1, 1], s: -3 },
    text: "output J = s > 0 ? norm(solve(A, solve(A', b))) : s^2", plain: "output J = s^2",
  },
  {
    what: "logdet and a length", params: "A[2, 2], b[2], s", at: { A: [[1, 1], [1, 1]], b: [1, 1], s: -3 },
    text: "output J = s > 0 ? logdet(A)^2 + norm(solve(A, b)) : s^2", plain: "output J = s^2",
  },
  {
    what: "a length unless a condition holds", params: "A[2, 2], b[2], s",
    at: { A: [[1, 1], [1, 1]], b: [1, 1], s: -3 }, text: "output J = s < 0 or s > 9 ? s^2 : norm(solve(A, b))",
    plain: "output J = s^2",
  },
  {
    what: "elements of a solution within bounds", params: "A[2, 2], b[2], s",
    at: { A: [[1, 1], [1, 1]], b: [1, 1], s: -3 },
    text: "x = solve(A, b)\noutput J = s > 0 ? sum(x > 0 ? (x < 1 ? x.^2 : x.^3) : 0) : s^2", plain: "output J = s^2",
  },
  {
    what: "guards in guards", params: "A[2, 2], x[2]", at: { A: [[1, 2], [3, 4]], x: [0, 2] },
    text: "L = A*log(A - 1)\ng = reshape(A[:, 1], [2, 1]) > 1 ? (x > 0 ? L ./ x : 2*x) : 0\noutput J = sum((g*A).^2)",
    plain: "q = (A[2, 1]*log(A[1, 2] - 1) + A[2, 2]*log(A[2, 2] - 1))/x[2]\noutput J = (2*x[1]*A[1, 1] + q*A[2, 1])^2 " +
      "+ (2*x[1]*A[1, 2] + q*A[2, 2])^2",
  },
  {
    what: "guarded elements one by one", params: "x[4]", at: { x: [0, 1, 2, -1] },
    text: "r = log(x)\nq = sqrt(x)\noutput J = (x[1] > 0 ? r[1]*q[2] : x[1]) + (x[2] > 0 ? r[3]*q[2] : 0) + (x[4] > 0 ? q[4] : r[3]^2)",
    plain: "output J = x[1] + log(x[3])*sqrt(x[2]) + log(x[3])^2",
  },
  {
    what: "a third derivative", params: "x[2]", at: { x: [0, 2] },
    text: "f = sum(x > 0 ? outer(log(x), [1, 2])[:, 1] : 0)\noutput J = sum(grad(f, x).^2)",
    plain: "output J = 1/x[2]^2",
  },
  {
    what: "a Jacobian", params: "x[2]", at: { x: [0, 2] },
    text: "L = outer(x, 1 ./ x)\nf = outer(x, x) > 0 ? L.^3 : 0\noutput J = sum(jacobian(f, x).^2)",
    plain: "output J = 0*x[2]",
  },
  // conditions of several kinds on one way
  {
    what: "a window of guarded elements", params: "x[3]", at: { x: [0, 2, -1], ok: [1, 1, 0] },
    text: "input ok[3]\nt = ok > 0 ? log(x) : x\noutput J = sum(t[2:3].^2)", plain: "output J = log(x[2])^2 + x[3]^2",
  },
  {
    what: "a stretched number outside a window", params: "x[3], s", at: { x: [1, 2, 3], s: 0, ok: [1, 0, 0] },
    text: "input ok[3]\nt = ok > 0 ? x*log(s) : x\noutput J = sum(t[2:3].^2)",
    plain: "output J = x[2]^2 + x[3]^2 + 0*s",
  },
  {
    what: "numbers of either sign as conditions", params: "x[3], s", at: { x: [1, 2, 3], s: 2, ok: [1, -1, "NaN"] },
    text: "input ok[3]\nt = log(s)\noutput J = sum(ok ? x*t : 0)", plain: "output J = (x[1] + x[2])*log(s)",
  },
  // a branch that is a number: its tangent is 0 however steep what follows is
  {
    what: "roots of a window of numbers", params: "x[3]", at: { x: [-1, 4, -2] },
    text: "u = x > 0 ? x : 0\noutput J = sum(sqrt(u[2:3]))", plain: "output J = sqrt(x[2])",
  },
  {
    what: "roots of joined numbers", params: "x[3], y[2]", at: { x: [-1, 4, -2], y: [1, 9] },
    text: "u = x > 0 ? x : 0\noutput J = sum(sqrt(concat(u, y)))",
    plain: "output J = sqrt(x[2]) + sqrt(y[1]) + sqrt(y[2])",
  },
  { what: "roots of a list with 0", params: "x", at: { x: 4 }, text: "output J = sum(sqrt([0, x]))", plain: "output J = sqrt(x)" },
  {
    what: "roots of zeros beside an array", params: "x[2]", at: { x: [4, 9] },
    text: "output J = sum(sqrt(concat(zeros(2), x)).^3)", plain: "output J = sum(sqrt(x).^3)",
  },
  {
    what: "roots of listed numbers", params: "x, y", at: { x: -1, y: 4 },
    text: "u = x > 0 ? x : 0\noutput J = sum(sqrt([u, y]))", plain: "output J = sqrt(y) + 0*x",
  },
  {
    what: "roots of listed rows of numbers", params: "x[2], y[2]", at: { x: [-1, 9], y: [4, 1] },
    text: "u = x > 0 ? x : 0\noutput J = sum(sqrt([u, y]))", plain: "output J = sqrt(x[2]) + sum(sqrt(y))",
  },
  {
    what: "roots of gathered numbers", params: "x[3]", at: { x: [-1, 4, -2], k: [2, 3] },
    text: "input k[2]\nu = x > 0 ? x : 0\noutput J = sum(sqrt(u[k]))", plain: "output J = sqrt(x[2])",
  },
  {
    what: "roots of reshaped numbers", params: "x[4]", at: { x: [-1, 4, -2, 9] },
    text: "u = x > 0 ? x : 0\noutput J = sum(sqrt(reshape(u, [2, 2])))", plain: "output J = sqrt(x[2]) + sqrt(x[4])",
  },
  {
    what: "roots of running sums of numbers", params: "x[3]", at: { x: [-1, 4, 5] },
    text: "u = x > 0 ? x : 0\noutput J = sum(sqrt(cumsum(u)))", plain: "output J = sqrt(x[2]) + sqrt(x[2] + x[3])",
  },
  {
    what: "roots of sums of rows of numbers", params: "A[2, 2]", at: { A: [[-1, -2], [3, 6]] },
    text: "U = A > 0 ? A : 0\noutput J = sum(sqrt(sum(U, 2)))", plain: "output J = sqrt(A[2, 1] + A[2, 2])",
  },
  {
    what: "roots of a matrix times numbers", params: "A[2, 2]", at: { A: [[-1, -2], [3, 6]], B: [[1, 2], [3, 4]] },
    text: "input B[2, 2]\nU = A > 0 ? A : 0\noutput J = sum(sqrt(U*B))",
    plain: "output J = sqrt(A[2, 1] + 3*A[2, 2]) + sqrt(2*A[2, 1] + 4*A[2, 2])",
  },
  {
    what: "roots of the greatest of numbers", params: "A[2, 2]", at: { A: [[-1, -2], [3, 6]] },
    text: "U = A > 0 ? A : 0\noutput J = sum(sqrt(max(U, 2)))", plain: "output J = sqrt(A[2, 2])",
  },
  {
    what: "roots of products of rows of numbers", params: "A[2, 2]", at: { A: [[-1, -2], [3, 6]] },
    text: "U = A > 0 ? A : 0\noutput J = sum(sqrt(prod(U, 2)))", plain: "output J = sqrt(A[2, 1]*A[2, 2])",
  },
  {
    what: "roots of rows of a softmax of numbers", params: "A[2, 2]", at: { A: [[-1, -2], [3, 6]] },
    text: "U = A > 0 ? A : 0\nS = softmax(U, 2)\noutput J = sum(sqrt(abs(S - 0.5)))",
    plain: "r = exp(A[2, 2] - A[2, 1])\noutput J = 2*sqrt(r/(1 + r) - 0.5)",
  },
  {
    what: "roots of the determinant of numbers", params: "A[2, 2], s", at: { A: [[1, 2], [3, 6]], s: -1 },
    text: "U = s > 0 ? A : zeros(2, 2)\noutput J = sqrt(det(U)) + s^2", plain: "output J = s^2",
  },
  {
    what: "roots of the gradient of a window", params: "x[3]", at: { x: [1, 2, 3] },
    text: "g = grad(sum(x[1:2].^3)/3, x)\noutput J = sum(sqrt(g))", plain: "output J = x[1] + x[2]",
  },
  {
    what: "roots of the gradient of gathered elements", params: "x[3]", at: { x: [1, 2, 3], k: [2, 2] },
    text: "input k[2]\ng = grad(sum(x[k].^3)/3, x)\noutput J = sum(sqrt(g))", plain: "output J = sqrt(2)*x[2]",
  },
  {
    what: "roots of a softmax of guarded numbers", params: "x[2]", at: { x: [1, 2] },
    text: "u = x > 0 ? x : 1\nS = softmax(u)\noutput J = sum(sqrt(S))", plain: "output J = sum(sqrt(softmax(x)))",
  },
  {
    what: "over the length of guarded numbers that add up to 0", params: "x[2]", at: { x: [1, -0.5], w: [1, 2] },
    text: "input w[2]\nu = x > -5 ? w.*x : 0\noutput J = 1/norm(u)", plain: "output J = 1/norm(w.*x)",
  },
  {
    what: "roots of a solution that is a number", params: "A[2, 2], s", at: { A: [[1, 2], [3, 5]], s: -1 },
    text: "U = s > 0 ? A : [1, 0; 0, 1]\nv = s > 0 ? A[:, 1] : zeros(2)\nr = solve(U, v)\noutput J = sum(sqrt(r)) + s^2",
    plain: "output J = s^2",
  },
  // one condition around a window
  {
    what: "a window under one condition", params: "y[2], w[2], s", at: { y: [0, 2], w: [1, 3], s: 1 },
    text: "u = s > 0 ? outer(log(y), w) : zeros(2, 2)\noutput J = sum(u[2, :].^2)",
    plain: "output J = sum((log(y[2])*w).^2)",
  },
  {
    what: "a window under two conditions", params: "y[2], w[2], s", at: { y: [0, 2], w: [1, 3], s: 1 },
    text: "t = outer(log(y), w)\nu = s > 2 ? t : (s > 0 ? 2*t : zeros(2, 2))\noutput J = sum(u[2, :].^2)",
    plain: "output J = 4*sum((log(y[2])*w).^2)",
  },
  {
    what: "a product under two conditions", params: "y[2], w[2], s", at: { y: [1, 2], w: [1, 3], s: 1 },
    text: "t = outer(log(y), w)\nu = s > 2 ? t : (s > 0 ? 2*t : zeros(2, 2))\noutput J = sum(u.^2)",
    plain: "output J = 4*sum(outer(log(y), w).^2)",
  },
  {
    what: "a product under two conditions, a part of it in one", params: "y[2], w[2], s",
    at: { y: [1, 2], w: [1, 3], s: 1 },
    text: "t = outer(log(y), w)\nu = s > 2 ? (t > 1 ? t : 0) : (s > 0 ? 2*t : zeros(2, 2))\noutput J = sum(u.^2)",
    plain: "output J = 4*sum(outer(log(y), w).^2)",
  },
  // an exact fit: a cotangent that is 0 takes part all the same
  {
    what: "an exact fit in a slice", params: "x[2]", at: { x: [1, 2] },
    text: "r = x.^2\noutput J = (r[1] - 1)^2 + (r[2] - 4)^4", plain: "output J = (x[1]^2 - 1)^2 + (x[2]^2 - 4)^4",
  },
  {
    what: "an exact fit of a gathered element", params: "x[3]", at: { x: [1, 2, 0], i: [2, 1] },
    text: "input i[2]\nr = log(x)\noutput J = sum((r[i] - log(2)).^2)",
    plain: "output J = (log(x[2]) - log(2))^2 + (log(x[1]) - log(2))^2",
  },
  {
    what: "an exact fit of a stretched scalar", params: "x[2], s", at: { x: [1, 0], s: 1 },
    text: "output J = sum(x > 0 ? (s ./ x - 1).^2 : 0)", plain: "output J = (s/x[1] - 1)^2",
  },
  {
    what: "an exact fit through an outer product", params: "a[2], b[2]", at: { a: [1, 2], b: [0, 2] },
    text: "L = outer(a, 1 ./ b)\noutput J = sum(outer(a, b) > 0 ? (L - 0.5).^2 : 0)",
    plain: "output J = (a[1]/b[2] - 0.5)^2 + (a[2]/b[2] - 0.5)^2",
  },
];

const OPTIONS = { of: "J", hessian: true };
const ways = [["generated code", fromCode], ["the interpreter", fromGraph]] as const;

/** The program with tangents along the ones beside its gradient. */
function withTangents(params: string, text: string): string {
  const all = [...params.matchAll(/(\w+)(?:\[([^\]]+)\])?/g)];
  const tangents = all.map(([, name, shape]) => {
    const ones = shape === undefined ? "1" : `ones(${shape})`;
    return `output T${name} = jvp(J, ${name}, ${ones})\noutput H${name} = hvp(J, ${name}, ${ones})`;
  });
  return `param ${params}\n${text}\n${tangents.join("\n")}`;
}

function isSame(found: number | undefined, expected: number): boolean {
  return found !== undefined && (found === expected || Math.abs(found - expected) <= 1e-12 * Math.max(1, Math.abs(expected)));
}

const interpretedToo = new Set(some(table, 14));

test.each(some(table, 7))("$what", (guarded) => {
  const { params, text, plain, at } = guarded;
  const inputs = text.split("\n").filter((line) => line.startsWith("input")).join("\n");
  const expected = fromGraph(withTangents(params, `${inputs}\n${plain}`), OPTIONS)(at);
  for (const [way, make] of interpretedToo.has(guarded) ? ways : ways.slice(0, 1)) {
    const found = make(withTangents(params, text), OPTIONS)(at);
    for (const [part, numbers] of expected) {
      expect(numbers.every((n) => Number.isFinite(n)), `${way}: ${part} of the taken elements`).toBe(true);
      const got = found.get(part);
      const isAll = got?.length === numbers.length && numbers.every((n, i) => isSame(got[i], n));
      expect.soft(isAll, `${way}: ${part} is ${got?.join(", ")}, not ${numbers.join(", ")}`).toBe(true);
    }
  }
});
