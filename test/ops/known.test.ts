// Answers known from matrix calculus and by hand, exact where they are whole numbers.
import { describe, expect, test } from "vitest";
import { some } from "../support/effort.js";
import { firstDifference, fromCode, fromGraph } from "./compare.js";

interface Known {
  readonly what: string;
  readonly text: string;
  readonly at: Readonly<Record<string, unknown>>;
  /** Outputs by name, gradients as `d/dx`, Hessian blocks as `d2/dx,y`. */
  readonly expected: Readonly<Record<string, readonly number[]>>;
}

const THIRD = 1 / 3;

/** Lines that each do `step` to what the line before has made, as often as wanted; # stands for that and @ for the number of the line. */
function repeated(count: number, step: string): string {
  return Array.from(
    { length: count }, (_, i) => `a${i + 1} = ${step.replaceAll("#", `a${i}`).replaceAll("@", String(count - i))}`,
  ).join("\n");
}

const known: readonly Known[] = [
  {
    what: "the gradient of trace(A*B) by A is B', by B is A'", text: "param A[2, 3], B[3, 2]\noutput J = trace(A*B)",
    at: { A: [[1, 2, 3], [4, 5, 6]], B: [[7, 8], [9, 10], [11, 12]] },
    expected: { J: [212], "d/dA": [7, 9, 11, 8, 10, 12], "d/dB": [1, 4, 2, 5, 3, 6] },
  },
  {
    what: "the gradient of x'*A*x is (A + A')*x, the Hessian A + A'", text: "param x[2], A[2, 2]\noutput J = x'*A*x",
    at: { x: [1, -2], A: [[1, 2], [5, 3]] },
    expected: { J: [-1], "d/dx": [-12, -5], "d/dA": [1, -2, -2, 4], "d2/dx,x": [2, 7, 7, 6] },
  },
  {
    what: "the gradient of logdet(A) is inv(A)'", text: "param A[2, 2]\noutput J = logdet(A)", at: { A: [[2, 1], [0, -4]] },
    expected: {
      J: [Math.log(8)], "d/dA": [0.5, 0, 0.125, -0.25],
      "d2/dA,A": [-0.25, 0, -0.0625, 0, 0, 0, 0.125, 0, -0.0625, 0.125, -0.015625, 0.03125, 0, 0, 0.03125, -0.0625],
    },
  },
  {
    what: "the second derivative of the determinant of a singular matrix",
    text: "param s\ninput B[n, n]\noutput J = det(B + s*identity(n))",
    at: { s: 0, B: [[1, 2, 3], [4, 5, 6], [7, 8, 9]] }, expected: { "d/ds": [-18], "d2/ds,s": [30] },
  },
  {
    what: "the second derivative of the determinant of a matrix of rank n - 2",
    text: "param s\ninput B[4, 4]\noutput J = det(B + s*identity(4))",
    at: { s: 0, B: [[1, 2, 3, 4], [5, 6, 7, 8], [9, 10, 11, 12], [13, 14, 15, 16]] }, expected: { "d/ds": [0], "d2/ds,s": [-160] },
  },
  {
    what: "the Hessian of the determinant of a singular 2 by 2 matrix", text: "param A[n, n]\noutput J = det(A)",
    at: { A: [[1, 2], [2, 4]] },
    expected: { "d2/dA,A": [0, 0, 0, 1, 0, 0, -1, 0, 0, -1, 0, 0, 1, 0, 0, 0] },
  },
  {
    what: "the Hessian of the determinant of one zero", text: "param A[n, n]\noutput J = det(A)", at: { A: [[0]] },
    expected: { "d/dA": [1], "d2/dA,A": [0] },
  },
  ...[0.5, 1, 1.5, 2, 3, 4].map((p): Known => ({
    what: `the ${p}-norm of zeros, and beside a zero`,
    text: `param x[2], y[2]\noutput J = norm(x, ${p}) + norm(y, ${p})`, at: { x: [0, 0], y: [0, -3] },
    expected: { J: [3], "d/dx": [0, 0], "d/dy": [0, -1] },
  })),
  {
    what: "norms of which the powers overflow or vanish",
    text: "param x[2]\noutput a = norm(x, 3)\noutput b = norm(1e-240*x, 4)*1e240", at: { x: [1e150, 2e150] },
    expected: { a: [Math.cbrt(9) * 1e150], b: [17 ** 0.25 * 1e150] },
  },
  {
    what: "sinc at 0 is smooth", text: "param x\noutput J = sinc(x)", at: { x: 0 }, expected: { J: [1], "d/dx": [0], "d2/dx,x": [-1 / 3] },
  },
  {
    what: "the lower part of a matrix is read by cholesky", text: "param A[2, 2]\noutput J = sum(cholesky(A))",
    at: { A: [[4, 99], [2, 10]] },
    expected: { J: [6], "d/dA": [0.125 + 1 / 24, 0, 0.5 - 1 / 6, 1 / 6] },
  },
  {
    what: "elements outside a triangle take no part, whatever they are",
    text: "param A[2, 2]\noutput J = sum(triu(log(A)) .* tril(A))", at: { A: [[1, 1], [-1, 1]] },
    expected: { J: [0], "d/dA": [1, 0, 0, 1] },
  },
  {
    what: "running products with zeros among them", text: "param x[4]\noutput y = cumprod(x)\noutput J = sum(y)", at: { x: [2, 0, 3, 4] },
    expected: { y: [2, 0, 0, 0], "d/dx": [1, 32, 0, 0] },
  },
  {
    what: "running logarithms of sums far apart", text: "param x[3]\noutput y = logcumsumexp(x)\noutput J = sum(y)",
    at: { x: [-1000, 0, 1000] },
    expected: { y: [-1000, 0, 1000], "d/dx": [1, 1, 1] },
  },
  {
    what: "a determinant of one element, and of 2 by 2", text: "param A[1, 1], B[2, 2]\noutput J = det(A)^2*det(B)",
    at: { A: [[3]], B: [[1, 2], [3, 5]] },
    expected: { J: [-9], "d/dA": [-6], "d/dB": [45, -27, -18, 9], "d2/dA,A": [-2] },
  },
  {
    what: "a forward derivative of 1 - softmax",
    text: "param z[2]\noutput J = jvp(sum(log(1 - softmax(z))), z, [1, 0])", at: { z: [0, 0] }, expected: { J: [0] },
  },
  {
    what: "the gradient of a singular 2 by 2 determinant is the cofactors", text: "param A[2, 2]\noutput J = det(A)",
    at: { A: [[1, 2], [2, 4]] },
    expected: { J: [0], "d/dA": [4, -2, -2, 1], "d2/dA,A": [0, 0, 0, 1, 0, 0, -1, 0, 0, -1, 0, 0, 1, 0, 0, 0] },
  },
  {
    what: "the gradient of a 3 by 3 determinant of rank 2", text: "param A[3, 3]\noutput J = det(A)",
    at: { A: [[1, 2, 3], [4, 5, 6], [7, 8, 9]] },
    expected: { J: [0], "d/dA": [-3, 6, -3, 6, -12, 6, -3, 6, -3] },
  },
  {
    what: "the gradient of a 3 by 3 determinant of rank 1 is 0", text: "param A[n, n]\noutput J = det(A)",
    at: { A: [[1, 2, 3], [2, 4, 6], [-1, -2, -3]] },
    expected: { J: [0], "d/dA": [0, 0, 0, 0, 0, 0, 0, 0, 0] },
  },
  {
    what: "the gradient of a 4 by 4 determinant of rank 3", text: "param A[4, 4]\noutput J = det(A)",
    at: { A: [[1, 2, 0, 1], [0, 1, 1, 2], [2, 0, 1, 1], [3, 3, 2, 4]] },
    expected: { J: [0], "d/dA": [-1, 3, 7, -5, -1, 3, 7, -5, -1, 3, 7, -5, 1, -3, -7, 5] },
  },
  {
    what: "the gradient of a product with one zero, and with two",
    text: "param x[3], y[4]\noutput J = prod(x) + prod(y)", at: { x: [0, 2, 3], y: [0, 5, 0, 7] },
    expected: {
      J: [0], "d/dx": [6, 0, 0], "d/dy": [0, 0, 0, 0], "d2/dx,x": [0, 3, 2, 3, 0, 0, 2, 0, 0],
      "d2/dy,y": [0, 0, 35, 0, 0, 0, 0, 0, 35, 0, 0, 0, 0, 0, 0, 0],
    },
  },
  {
    what: "rows of softmax at equal entries",
    text: "param A[2, 3]\nS = softmax(A)\noutput J = S[1, 1] + S[2, 3]\noutput S",
    at: { A: [[0, 0, 0], [1000, 1000, 1000]] },
    expected: { S: [THIRD, THIRD, THIRD, THIRD, THIRD, THIRD], "d/dA": [2 / 9, -1 / 9, -1 / 9, -1 / 9, -1 / 9, 2 / 9] },
  },
  {
    what: "softmax along the first dimension", text: "param A[2, 2]\nS = softmax(A, 1)\noutput J = S[1, 2]", at: { A: [[5, 0], [7, 0]] },
    expected: { J: [0.5], "d/dA": [0, 0.25, 0, -0.25] },
  },
  {
    what: "logsumexp far from 0", text: "param x[2]\noutput J = logsumexp(x)", at: { x: [1000, 1000] },
    expected: { J: [1000 + Math.LN2], "d/dx": [0.5, 0.5], "d2/dx,x": [0.25, -0.25, -0.25, 0.25] },
  },
  {
    what: "cross entropy with class numbers is (softmax - one hot)/m",
    text: "param U[2, 2]\ninput c[2]\noutput J = cross_entropy(U, c)", at: { U: [[0, 0], [0, 0]], c: [1, 0] },
    expected: { J: [Math.LN2], "d/dU": [0.25, -0.25, -0.25, 0.25] },
  },
  {
    what: "cross entropy with probabilities", text: "param U[2, 2]\ninput Y[2, 2]\noutput J = cross_entropy(U, Y)",
    at: { U: [[0, 0], [0, 0]], Y: [[0.5, 0.5], [1, 0]] },
    expected: { J: [Math.LN2], "d/dU": [0, 0, -0.25, 0.25] },
  },
  {
    what: "the length of the zero vector", text: "param x[3]\noutput J = norm(x)", at: { x: [0, 0, 0] },
    expected: { J: [0], "d/dx": [0, 0, 0] },
  },
  {
    what: "the length of 3, 4, scaled up and down", text: "param x[2], y[2]\noutput J = norm(x) + norm(y)",
    at: { x: [3e200, 4e200], y: [3e-200, 4e-200] }, expected: { J: [5e200], "d/dx": [0.6, 0.8], "d/dy": [0.6, 0.8] },
  },
  {
    what: "a length with a zero among very large parts", text: "param x[3]\noutput J = norm(x)",
    at: { x: [3e200, 0, 4e200] }, expected: { J: [5e200], "d/dx": [0.6, 0, 0.8] },
  },
  { what: "an infinite length", text: "param x[2]\noutput J = norm(x)", at: { x: ["Infinity", 1] }, expected: { J: [Infinity] } },
  {
    what: "places have no slope", text: "param x[3], i[2]\noutput J = sum(x[i].^3)", at: { x: [1, 2, 3], i: [2, 2] },
    expected: {
      J: [16], "d/dx": [0, 24, 0], "d/di": [0, 0], "d2/dx,x": [0, 0, 0, 0, 24, 0, 0, 0, 0],
      "d2/dx,i": [0, 0, 0, 0, 0, 0], "d2/di,i": [0, 0, 0, 0],
    },
  },
  {
    what: "nor has the slope of an element any by its place",
    text: "param x[3], i[2]\nJ = sum(x[i].^3)\noutput g = grad(sum([1, 2, 3] .* grad(J, x)), i)",
    at: { x: [1, 2, 3], i: [2, 2] }, expected: { g: [0, 0] },
  },
  {
    what: "a value by itself", text: "param x[2], s\noutput J = jacobian(x, x)\noutput d = derivative(s, s)",
    at: { x: [1, 2], s: 3 }, expected: { J: [1, 0, 0, 1], d: [1] },
  },
  {
    what: "a list of equal numbers shares by elements", text: "param x, y\noutput J = max([x, x, y])",
    at: { x: 2, y: 2 }, expected: { J: [2], "d/dx": [2 * THIRD], "d/dy": [THIRD] },
  },
  {
    what: "a condition has no slope, even by an infinite factor", text: "param c, x\noutput J = sqrt(c ? x : 2*x)",
    at: { c: 1, x: 0 }, expected: { J: [0], "d/dc": [0], "d/dx": [Infinity] },
  },
  {
    what: "the logarithm of a singular determinant", text: "input A[n, n]\nparam s\noutput J = s*log(det(A))",
    at: { A: [[1, 2], [2, 4]], s: 2 }, expected: { J: [-Infinity], "d/ds": [-Infinity] },
  },
  {
    what: "the gradient of the logarithm of a singular determinant is that of its polynomial",
    text: "param A[2, 2]\noutput J = log(det(A))", at: { A: [[1, 2], [2, 4]] },
    expected: { J: [-Infinity], "d/dA": [Infinity, -Infinity, -Infinity, Infinity] },
  },
  {
    what: "the logarithm of a small determinant", text: "param A[n, n]\noutput J = log(det(A))",
    at: { A: [[1, 1], [0.5, 1]] }, expected: { J: [Math.log(0.5)], "d/dA": [2, -1, -2, 2] },
  },
  {
    what: "a guard of other elements", text: "param x[3]\noutput r = (abs(x) >= 0 ? x[end:-1:1] : 0/0)",
    at: { x: ["NaN", 2, 3] }, expected: { r: [NaN, 2, NaN] },
  },
  {
    what: "a sum that cancels is no branch not taken",
    text: "param v[1], x[2]\ninput A[2, 1]\nr = A*sqrt(v)\noutput J = sum(x > 0 ? r : 0)",
    at: { v: [0], x: [1, 1], A: [[1], [-1]] }, expected: { J: [0], "d/dv": [NaN] },
  },
  {
    what: "the Hessian of a determinant", text: "param A[n, n]\noutput J = det(A)", at: { A: [[2, 1], [3, 4]] },
    expected: { J: [5], "d/dA": [4, -3, -1, 2], "d2/dA,A": [0, 0, 0, 1, 0, 0, -1, 0, 0, -1, 0, 0, 1, 0, 0, 0] },
  },
  {
    what: "a zero that is written is no coupling", text: "param a, b\noutput J = [1, 0]*[a, b]",
    at: { a: 1, b: "Infinity" }, expected: { J: [1], "d/da": [1], "d/db": [0] },
  },
  {
    what: "a number stretched into a branch not taken", text: "param s, x[3]\noutput J = sum(x > 0 ? sqrt(s) + x : x)",
    at: { s: 0, x: [-1, -2, -3] }, expected: { J: [-6], "d/ds": [0], "d/dx": [1, 1, 1] },
  },
  {
    what: "a product in a branch not taken", text: "param v[2], w[2], c\noutput J = (c > 0 ? w*sqrt(v) : c)",
    at: { v: [0, 0], w: [1, 2], c: -1 }, expected: { J: [-1], "d/dv": [0, 0], "d/dw": [0, 0], "d/dc": [1] },
  },
  {
    what: "sums along an axis in branches not taken",
    text: "param A[2, 2], x[2]\nr = sum(sqrt(A), 1)\noutput J = sum(x > 0 ? r : x)",
    at: { A: [[0, 1], [4, 0]], x: [-1, -2] }, expected: { J: [-3], "d/dA": [0, 0, 0, 0], "d/dx": [1, 1] },
  },
  {
    what: "an infinite element that one row takes and another does not",
    text: "param A[2, 2], B[2, 2]\ninput ok[2, 2]\nL = A*log(B)\noutput J = sum(ok > 0 ? L : 0)",
    at: { A: [[1, 2], [3, 4]], B: [[0, 2], [1, 3]], ok: [[1, 0], [0, 1]] },
    expected: { J: [-Infinity], "d/dA": [-Infinity, 0, Math.log(2), Math.log(3)], "d/dB": [Infinity, 1.5, 2, 4 / 3] },
  },
  {
    what: "the sum of sizes at 0", text: "param x[3]\noutput J = norm(x, 1)", at: { x: [0, -2, 3] },
    expected: { J: [5], "d/dx": [0, -1, 1] },
  },
  {
    what: "the deviation of equal entries", text: "param x[3], A[2, 2]\noutput J = std(x) + sum(std(A, 2))",
    at: { x: [7, 7, 7], A: [[1, 1], [3, 3]] }, expected: { J: [0], "d/dx": [0, 0, 0], "d/dA": [0, 0, 0, 0] },
  },
  {
    what: "the variance divides by n - 1", text: "param x[3]\noutput J = variance(x)", at: { x: [1, 2, 6] },
    expected: { J: [7], "d/dx": [-2, -1, 3], "d2/dx,x": [2 * THIRD, -THIRD, -THIRD, -THIRD, 2 * THIRD, -THIRD, -THIRD, -THIRD, 2 * THIRD] },
  },
  {
    what: "ties over all elements share the derivative", text: "param A[2, 2]\noutput J = max(A) + 10*min(A)",
    at: { A: [[3, 1], [3, 3]] }, expected: { J: [13], "d/dA": [THIRD, 10, THIRD, THIRD] },
  },
  {
    what: "ties along a dimension share the derivative",
    text: "param A[2, 3]\noutput J = sum(max(A, 2)) + sum(min(A, 1))", at: { A: [[5, 5, 1], [2, 5, 5]] },
    expected: { J: [18], "d/dA": [0.5, 1, 1, 1, 1, 0.5] },
  },
  {
    what: "running sums", text: "param x[3]\nc = cumsum(x)\noutput J = c[1] + 10*c[2] + 100*c[3]\noutput c",
    at: { x: [1, 2, 3] }, expected: { c: [1, 3, 6], J: [631], "d/dx": [111, 110, 100] },
  },
  {
    what: "the Kronecker product",
    text: "param A[1, 2], B[2, 1]\nK = kron(A, B)\noutput J = K[1, 1] + 2*K[2, 2]\noutput K",
    at: { A: [[3, 5]], B: [[7], [11]] }, expected: { K: [21, 35, 33, 55], J: [131], "d/dA": [7, 22], "d/dB": [3, 10] },
  },
  {
    what: "the cross product", text: "param p[3], q[3]\nr = cross(p, q)\noutput J = r[1] + 2*r[2] + 4*r[3]\noutput r",
    at: { p: [1, 2, 3], q: [4, 5, 6] }, expected: { r: [-3, 6, -3], J: [-3], "d/dp": [8, -10, 3], "d/dq": [-2, 1, 0] },
  },
  {
    what: "a gather that names an element twice adds",
    text: "param x[3]\ninput i[4]\noutput J = [1, 10, 100, 1000]*x[i]", at: { x: [1, 2, 3], i: [2, 2, 1, 2] },
    expected: { J: [2122], "d/dx": [100, 1011, 0] },
  },
  {
    what: "the solution of a system", text: "param A[2, 2], b[2]\nr = solve(A, b)\noutput J = r[1]\noutput r",
    at: { A: [[2, 1], [0, 4]], b: [4, 8] },
    expected: { r: [1, 2], J: [1], "d/db": [0.5, -0.125], "d/dA": [-0.5, -1, 0.125, 0.25] },
  },
  {
    what: "the derivative of the inverse is -inv*dA*inv", text: "param A[2, 2]\nI = inv(A)\noutput J = I[1, 2]",
    at: { A: [[2, 1], [0, 4]] }, expected: { J: [-0.125], "d/dA": [0.0625, -0.125, -0.015625, 0.03125] },
  },
  {
    what: "mean squares", text: "param a[2], b[2]\noutput J = mse(a, b)", at: { a: [1, 2], b: [4, -2] },
    expected: { J: [12.5], "d/da": [-3, 4], "d/db": [3, -4], "d2/da,b": [-1, 0, 0, -1] },
  },
  {
    what: "the determinant of one element is that element", text: "param A[1, 1], x\noutput J = x*det(A)",
    at: { A: [[3]], x: 2 }, expected: { J: [6], "d/dA": [2], "d/dx": [3] },
  },
  {
    what: "the second derivative of 1 less a probability, along a line",
    text: "param s\ninput a[3]\noutput J = (1 - softmax(s*a)[2])^2", at: { s: 1, a: [0, Math.LN2, 0] },
    expected: { J: [0.25], "d/ds": [-Math.LN2 / 4], "d2/ds,s": [Math.LN2 ** 2 / 8] },
  },
  {
    what: "choices in choices, as deep as they are followed",
    text: `param s\ninput c\nr = sqrt(s)\na0 = (c > 13 ? r : 0)\n${repeated(12, "(c > @ ? # : r)")}\noutput J = a12`,
    at: { s: 0, c: 13 },
    expected: { J: [0], "d/ds": [0] },
  },
  {
    what: "a branch of the program below many slopes",
    text: `param w[2]\ninput A[2, 2], m[2]\na0 = (m > 0 ? A*w : 0)\n${repeated(12, "relu(# + 1)")}\noutput J = sum(a12)`,
    at: { w: [1, 1], A: [["NaN", 1], [1, 2]], m: [-1, 1] }, expected: { J: [27], "d/dw": [1, 2] },
  },
  {
    what: "rows that no branch takes, each told by what fails",
    text: "param w[2]\ninput A[2, 2], m[2]\nr = A*w\noutput J = sum(m > 0 ? 0 : r) + sum(m > 1 ? 0 : r.^2)",
    at: { w: [1, 1], A: [["NaN", 1], [1, 2]], m: [2, -1] }, expected: { J: [12], "d/dw": [7, 14] },
  },
  {
    what: "rows that no branch takes, each told by two conditions",
    text:
      "param w[2]\ninput A[2, 2], m[2], k[2]\nr = A*w\noutput J = sum(m > 0 ? (k > 0 ? r : 0) : 0) + sum(m > 1 ? (k > 1 ? r.^2 : 0) : 0)",
    at: { w: [1, 1], A: [["NaN", 1], [1, 2]], m: [-1, 2], k: [1, 2] }, expected: { J: [12], "d/dw": [7, 14] },
  },
  {
    what: "an element that neither a choice nor a window takes",
    text: "param v[2], m[2]\nr = log(v)\ng = (m > 0 ? r : 0)\nq = r[1:1]\noutput J = sum(g) + sum(q)",
    at: { v: [2, 0], m: [1, -1] }, expected: { J: [2 * Math.LN2], "d/dv": [1, 0] },
  },
  {
    what: "the slope at one number is 0 whatever its data are", text: "param w[2]\ninput a[2]\noutput J = relu(a*w)",
    at: { w: [1, 1], a: ["-Infinity", 1] }, expected: { J: [0], "d/dw": [0, 0] },
  },
  {
    what: "a matrix power", text: "param A[2, 2]\noutput J = trace(A^3)", at: { A: [[1, 2], [3, 4]] },
    expected: { J: [155], "d/dA": [21, 45, 30, 66] },
  },
  {
    what: "each step of an index has places of its own in one array",
    text: "param P[4]\ninput T[2, 2]\noutput J = sum(prod(P[T[i, :]]), i = 1:2)", at: { P: [2, 3, 5, 7], T: [[1, 2], [4, 3]] },
    expected: { J: [41], "d/dP": [3, 2, 7, 5], "d2/dP,P": [0, 1, 0, 0, 1, 0, 0, 0, 0, 0, 0, 1, 0, 0, 1, 0] },
  },
  {
    what: "each step of an index has places of its own in a row of its own",
    text: "param A[3, 4]\ninput T[3, 2]\noutput J = sum(prod(A[i, T[i, :]]), i = 1:3)",
    at: { A: [[2, 3, 5, 1], [7, 11, 13, 1], [1, 4, 1, 6]], T: [[1, 3], [3, 2], [4, 2]] },
    expected: { J: [10 + 143 + 24], "d/dA": [5, 0, 2, 0, 0, 13, 11, 0, 0, 6, 0, 4] },
  },
  {
    what: "each step of an index adds at places of its own",
    text: "param P[3]\ninput T[2, 2]\noutput J = sum(sum(grad(prod(P[T[i, :]]), P).^2), i = 1:2)",
    at: { P: [2, 3, 5], T: [[1, 2], [3, 2]] }, expected: { J: [47], "d/dP": [4, 12, 10] },
  },
  {
    what: "a product of all elements, and of rows, pushed forwards beside zeros",
    text: "param x[3], A[2, 3]\ninput v[3], V[2, 3]\noutput a = jvp(prod(x), x, v)\noutput b = jvp(prod(A, 2), A, V)",
    at: { x: [2, 0, 5], v: [1, 3, 7], A: [[2, 3, 5], [0, 4, 6]], V: [[1, 2, 3], [5, 6, 7]] },
    expected: { a: [30], b: [15 + 20 + 18, 120] },
  },
];

const interpretedToo = new Set(some(known, 3));

describe.each(known)("$what", (one) => {
  const { text, at, expected } = one;
  const ways = [["generated", fromCode], ["interpreted", fromGraph]] as const;
  test.each(interpretedToo.has(one) ? ways : ways.slice(0, 1))("%s", (_name, make) => {
    const found = make(text, { hessian: Object.keys(expected).some((part) => part.startsWith("d2")) })(at);
    for (const [part, numbers] of Object.entries(expected))
      expect(firstDifference(found.get(part), numbers, 1e-13, 1), part).toBeUndefined();
  });
});

test.each([
  ["sqrt(sum(D.^2, 2))", [0, 0, 0.6, 0.8]], ["sum(D.^2, 2).^0.5", [0, 0, 0.6, 0.8]],
  ["sqrt(mean(D.^2, 2))", [0, 0, 0.6 * Math.SQRT1_2, 0.8 * Math.SQRT1_2]],
  ["sqrt(4*sum(D.*D, 2))", [0, 0, 1.2, 1.6]],
])("a row of zeros has no slope in %s", (text, expected) => {
  const found = fromCode(`param D[2, 2]\noutput J = sum(${text})`)({ D: [[0, 0], [3, 4]] });
  expect(firstDifference(found.get("d/dD"), expected, 1e-15, 1)).toBeUndefined();
});
