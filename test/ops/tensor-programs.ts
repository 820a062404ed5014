// Small programs, one or more for every function on arrays. Sizes are written as names; the test
// also puts numbers in their place.

export interface TensorCase {
  /** The declarations, as in `A[m, n], x[n]`; all are params. */
  readonly params: string;
  readonly inputs?: string;
  /** The expression, of any shape. */
  readonly text: string;
  /** Values other than the ones made up from the shape. */
  readonly at?: Readonly<Record<string, unknown>>;
  /** Sizes other than m = 2, n = 3, k = 2. */
  readonly sizes?: Readonly<Record<string, number>>;
  /** No second derivatives: a Jacobian can't pass through. */
  readonly noHessian?: true;
}

export const SIZES: Readonly<Record<string, number>> = { m: 2, n: 3, k: 2 };

/** Well away from singular. */
const SQUARE = [[2.1, -0.3, 0.4], [0.5, 1.7, -0.2], [-0.6, 0.3, 2.4]];
const SQUARE4 = [[2.1, -0.3, 0.4, 0.2], [0.5, 1.7, -0.2, 0.1], [-0.6, 0.3, 2.4, -0.4], [0.2, 0.8, -0.1, 1.9]];

export const tensorCases: readonly TensorCase[] = [
  { params: "A[m, n]", text: "sum(A .^ 2)" },
  { params: "A[m, n]", text: "sum(A, 1) .^ 2" },
  { params: "A[m, n]", text: "sum(A, 2) .^ 2" },
  { params: "T[k, m, n]", text: "sum(T .^ 3, 2)" },
  { params: "A[m, n]", text: "mean(A .^ 2)" },
  { params: "A[m, n]", text: "mean(A, 1) .^ 2" },
  { params: "A[m, n]", text: "mean(A .^ 2, 2)" },
  { params: "x[n]", text: "prod(x)" },
  { params: "A[m, n]", text: "prod(A)" },
  { params: "A[m, n]", text: "prod(A, 1)" },
  { params: "A[m, n]", text: "prod(A, 2)", at: { A: [[0, 2, 3], [0, 0, 4]] } },
  { params: "A[m, n]", text: "min(A) ^ 2" },
  { params: "A[m, n]", text: "max(A) ^ 2" },
  { params: "A[m, n]", text: "min(A, 1) .^ 2" },
  { params: "A[m, n]", text: "max(A, 2) .^ 2" },
  { params: "A[m, n], x[n]", text: "max(A, x) .^ 2" },
  { params: "A[m, n], x[n], s", text: "min(A, x, s) .^ 2" },
  { params: "A[m, n], x[n], s", text: "max(A, x, s, 0.1) .^ 2" },
  { params: "x[n]", text: "norm(x)" },
  { params: "A[m, n]", text: "norm(A)" },
  { params: "A[m, n]", text: "norm(A, 1) ^ 2" },
  { params: "A[m, n]", text: "norm(A, 3)" },
  { params: "x[n]", text: "norm(x, 2)" },
  { params: "A[m, n]", text: "logsumexp(A)" },
  { params: "A[m, n]", text: "logsumexp(A, 1)" },
  { params: "A[m, n]", text: "logsumexp(A, 2)" },
  { params: "A[m, n]", text: "variance(A)" },
  { params: "A[m, n]", text: "variance(A, 1)" },
  { params: "A[m, n]", text: "variance(A, 2)" },
  { params: "A[m, n]", text: "std(A)" },
  { params: "A[m, n]", text: "std(A, 2)" },
  { params: "x[n]", text: "cumsum(x) .^ 2" },
  { params: "A[m, n]", text: "cumsum(A) .^ 2" },
  { params: "A[m, n]", text: "cumsum(A, 2) .^ 2" },
  { params: "A[m, n]", text: "transpose(A) .^ 2" },
  { params: "A[m, n], B[n, m]", text: "A' .* B" },
  { params: "x[n], y[n]", text: "dot(x, y) ^ 2" },
  { params: "x[m], y[n]", text: "outer(x, y) .^ 2" },
  { params: "A[n, n]", text: "trace(A * A)" },
  { params: "A[m, n], B[n, m]", text: "trace(A * B)" },
  { params: "A[2, 2]", text: "det(A)" },
  { params: "A[3, 3]", text: "det(A)", at: { A: SQUARE } },
  { params: "A[n, n]", text: "det(A)", at: { A: SQUARE } },
  { params: "A[4, 4]", text: "det(A)", at: { A: SQUARE4 } },
  { params: "A[n, n]", text: "logdet(A)", at: { A: SQUARE } },
  { params: "A[n, n]", text: "inv(A)", at: { A: SQUARE } },
  { params: "A[n, n], b[n]", text: "solve(A, b)", at: { A: SQUARE } },
  { params: "A[n, n], B[n, m]", text: "solve(A, B)", at: { A: SQUARE } },
  { params: "A[n, n], b[n]", text: "solve(A', b) .* b", at: { A: SQUARE } },
  { params: "A[n, n]", text: "solve(A, A .^ 2)", at: { A: SQUARE } },
  { params: "A[n, n]", text: "solve(A', A .^ 3) + solve(A', A[:, 1]) * A", at: { A: SQUARE } },
  { params: "A[n, n], x[n]", text: "solve(A, A * x + x)", at: { A: SQUARE } },
  { params: "x[n]", text: "diag(x .^ 2)" },
  { params: "A[n, n]", text: "diag(A) .^ 2" },
  { params: "A[n, n]", text: "identity(n) .* A .^ 2 + zeros(n, n) + 2*ones(n, n)" },
  { params: "x[n]", text: "(x + zeros(n)) .^ 2 .* ones(n)" },
  { params: "A[m, n], B[k, m]", text: "kron(A, B)" },
  { params: "x[n], y[m]", text: "kron(x, y)" },
  { params: "x[3], y[3]", text: "cross(x, y)" },
  { params: "A[m, n]", text: "reshape(A, [n, m]) .^ 2" },
  { params: "A[m, n]", text: "reshape(A .^ 2, [m*n])" },
  { params: "A[m, n], B[m, k]", text: "concat(A, B) .^ 2" },
  { params: "A[m, n], B[k, n]", text: "concat(A, B, 1) .^ 2" },
  { params: "x[m], y[n], z[k]", text: "concat(x, y, z, 1) .^ 2" },
  { params: "T[1, n, 1]", text: "squeeze(T) .^ 2" },
  { params: "T[k, m, n]", text: "flatten(T) .^ 2" },
  { params: "A[m, n]", text: "size(A) .* sum(A .^ 2)" },
  { params: "A[m, n]", text: "A .^ 2 * size(A, 2)" },
  { params: "A[m, n]", text: "softmax(A)" },
  { params: "A[m, n]", text: "softmax(A, 1)" },
  { params: "A[m, n]", text: "log_softmax(A)" },
  { params: "A[m, n]", text: "log_softmax(A, 1)" },
  { params: "U[m, n], Y[m, n]", text: "cross_entropy(U, Y)" },
  { params: "U[m, n]", inputs: "c[m]", text: "cross_entropy(U, c)", at: { c: [2, 0] } },
  { params: "A[m, n], B[m, n]", text: "mse(A, B)" },
  { params: "A[m, n], x[n]", text: "mse(A, x)" },
  { params: "x[n], b", text: "log(x, b)", at: { x: [0.5, 2, 3], b: 3.5 } },
  { params: "x[n]", text: "log(x, 2) + log(x, 10) + log(x, e)", at: { x: [0.5, 2, 3] } },
  { params: "A[m, n], B[n, k]", text: "A * B" },
  { params: "A[m, n], x[n]", text: "A * x" },
  { params: "A[m, n], x[m]", text: "x * A" },
  { params: "A[n, n]", text: "A ^ 3" },
  { params: "A[n, n], x[n]", text: "x' * A * x" },
  { params: "A[m, n], x[n]", text: "A[1, :] .* x + A[end, 1:n]" },
  { params: "T[k, m, n]", text: "T[2, :, 3] .^ 2" },
  { params: "x[n]", inputs: "i[k]", text: "x[i] .^ 2", at: { i: [3, 3] } },
  { params: "A[m, n]", inputs: "i[n]", text: "A[i, :] .^ 2", at: { i: [1, 2, 1] } },
  { params: "x[n], y[n]", text: "[x, y] .^ 2" },
  { params: "x, y", text: "[x, y; x*y, 1] * [x; y]" },
  { params: "A[m, n]", text: "A > 0 ? A .^ 3 : -A" },
  { params: "x[n]", text: "grad(sum(x .^ 3), x) .* x" },
  { params: "x[n]", text: "jacobian(x .^ 3, x)" },
  { params: "x[n]", text: "hessian(prod(x), x)" },
  { params: "x[n], v[n]", text: "jvp(x .^ 3, x, v)" },
  { params: "x[n], v[n]", text: "vjp(x .^ 3, x, v)" },
  { params: "x[n], v[n]", text: "hvp(sum(x .^ 4), x, v)" },
  { params: "x[n]", text: "stop_gradient(x) .* x" },
  { params: "x[n]", text: "sum(stop_gradient(x)) * x + sum(concat(stop_gradient(x), stop_gradient(2 * x)))" },
  { params: "x[n]", text: "jacobian([x, x .^ 2], x)" },
  { params: "s", text: "derivative(s^4, s)" },
];
