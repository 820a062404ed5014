// Programs whose printed forms are read again.

export interface Case {
  readonly text: string;
  /** Variables that hold whole numbers. */
  readonly whole?: readonly string[];
  readonly hessian?: boolean;
  readonly jacobian?: boolean;
}

export const scalar: readonly string[] = [
  "x^2*sin(y)", "x - (y - z) - w/(x*y)", "-x^2 + (-x)^2 - -x", "2^x^y + (2^x)^y", "x^-2 / y^(x + 1)",
  "sin(x)/x + log(1 + x)/x*y", "(exp(x) - 1)/x - sinh(y)/y", "x/(exp(x) - 1) + acos(1 - y/4) + sqrt(1 + x) - 1",
  "grad(sin(x)/x + x/(exp(x) - 1), x)*log(1 + y)/y",
  "x < y ? x : y > 1 ? x*y : 0", "x < y and not (y < 1) or x == 2", "(x < y) + 1 < (x >= y) * 3",
  "log(x) + log(x, 3) + log2(x) + log10(x) + log1p(x)", "tanh(x) + sigmoid(x*y) + gelu(x) + erf(x) + silu(y)",
  "mod(x, y) + floor(3x) + max(x, y, 1) - min(x, 2)", "lgamma(x) + gamma(x) + x!", "atan2(x, y) + hypot(x, y, 1) + nthRoot(x, 3)",
  "x*pi + y*e + 1e-7*x + 1.5e21*y + tau", "(x + y)*(x - y)/(1 + x*x)", "abs(x) + sign(x) + cbrt(x) + sqrt(y)",
  "grad(erfcx(x) + erfinv(x/4) + lognormcdf(y) + normcdf(x), x)*grad(logit(x/4) + logaddexp(x, y) + lbeta(x, y), x)",
  "grad(grad(erfcx(x) + lognormcdf(x) + lbeta(x, y) + trigamma(x), x), x) + grad(grad(grad(sinc(x) + erfcx(x), x), x), x)",
  "clamp(x, 0.5, y) + sinc(x)",
  "f(a) = a^2 + 1; f(x)*f(y) + f(f(x))", "grad(x^3*y, x) + x",
];

export const arrays: readonly Case[] = [
  { text: "param A[3, 3]; output f = max(A[i, j]^2, i = 1:3, j = i:3) + sum(min(A[i, j], j = i:3)*i, i = 1:3)" },
  { text: "param A[3, 4]; input B[2, 3]; output f = sum((A'[1:2, :] .* B).^2)" },
  { text: "param x[n]\ninput A[n, n]\nx'*A*x" },
  { text: "param v[3]\ninput k\nsin(v[k])*v[2]", whole: ["k"] },
  { text: "param x[n], y[m]\ninput A[n, m]\nx'*A*y + sum(outer(x, y) .* A)", hessian: true },
  { text: "param A[n, n]\ntrace(A) + trace(A*A) + trace(A'*A) + sum(A*A')" },
  { text: "param A[m, n], b[n]\nsum((A + b) .^ 2) + sum(A*b) + norm(A)" },
  { text: "param A[m, n]\ninput c[m]\nsum((A - reshape(c, [m, 1])) ./ A) + sum(sum(A, 1) .* sum(A, 1))" },
  {
    text: "param W1[n, h], W2[h, k], b1[h], b2[k]\ninput X[m, n], Y[m, k]\nH = relu(X*W1 + b1)\nU = H*W2 + b2\noutput " +
      "J = cross_entropy(U, Y)\noutput P = softmax(U)",
  },
  { text: "param U[m, k]\ninput c[m]\ncross_entropy(U, c)", whole: ["c"] },
  { text: "param w[n], b\ninput X[m, n], y[m]\nP = sigmoid(X*w + b)\noutput J = -mean(y .* log(P) + (1 - y) .* log(1 - P))" },
  { text: "param A[4, 3]\nsum(A[2:3, :].^2) + A[1, 2]*A[end, end] + sum(A[:, 1] .* A[:, 3]) + sum(A[1:2:4, :])" },
  { text: "param x[6]\nsum(x[end:-1:1] .* x) + x[2]*x[3] + sum(x[1:2:5])" },
  { text: "param x[n]\ninput p[k]\nsum(x[p] .^ 2)", whole: ["p"] },
  { text: "param A[m, n]\ninput p[k]\nsum(A[p, :] .* A[p, :]) + sum(A[:, p])", whole: ["p"] },
  { text: "param x[5]\nprod(x) + logsumexp(x) + max(x) + min(x)" },
  { text: "param A[m, n]\nsum(prod(A, 2)) + sum(max(A, 1)) + sum(logsumexp(A, 1)) + sum(softmax(A, 1) .* A)" },
  { text: "param x[4], w[4]\nprod(x)*sum(w) + prod(x .* w)" },
  { text: "param x[n]\nprod(x)", hessian: true },
  {
    text: "param x[n], A[n, n]\nsum(cumprod(x)) + sum(logcumsumexp(x .* 2)) + sum(triu(A) .* tril(A, 1)) + sum(A ./ " +
      "sum(A, 2, keep)) + sum(cholesky(A*A' + identity(n)))",
  },
  { text: "param x[n]\nvariance(x) + std(x) + sum(cumsum(x).^2)" },
  { text: "param A[n, n]\ninput b[n]\nsum(solve(A, b)) + logdet(A)" },
  { text: "param A[4, 4]\ndet(A) + trace(inv(A))" },
  { text: "param v[n]\ninput A[n, n]\nsum((diag(v)*A*diag(v)) .^ 2) + sum(diag(A) .* v)" },
  { text: "param x[n], A[m, n]\noutput f = sum(sin(x) ./ x) + sum(A ./ (exp(A) - 1))", hessian: true },
  { text: "param x[n], y[m]\noutput z = concat(x, y)\noutput f = sum(concat(x, y) .^ 2) + sum([x[1], 2, y[1]])" },
  { text: "param A[m, n]\noutput f = sum(max(0, A)) + sum(max(0.5, A))\noutput B = [A[1, :], A[2, :]]" },
  { text: "param x[n]\noutput f = x .* x ./ sum(x)", jacobian: true },
  { text: "param X[m, n]\ninput A[n, n]\noutput f = trace(X*A*X')", hessian: true },
  { text: "param X[m, n]\ninput A[k, m]\noutput F = A*X", jacobian: true },
  { text: "param w[n]\ninput X[m, n], y[m]\noutput J = mse(X*w, y)", hessian: true },
  { text: "param x, s[n]\noutput f = x*sum(s) + sum(x .* s .^ 2)", hessian: true },
  { text: "param p{x, y, z}, q{x, y, z}\nnorm(p - q)^2 + dot(p, cross(p, q))" },
  { text: "param A[m, n]\ninput B[m, n]\noutput f = dot(sum(A .* B, 2), sum(B, 2))\noutput k = kron(A, B)" },
  { text: "param b\ninput a\noutput g = b\noutput h = a*b\noutput c = 3" },
  { text: "param B[2, 3, 4], C[4, 3]\noutput Z = map(sum(B[i, j, k]*C[k, l], k = 1:4), l = 1:3, i = 1:2, j = 1:3)\noutput J = sum(Z.^2)" },
  {
    text: "param B[2, 3, 3], i\noutput z = map(sum(B[a, b, b], b = 1:3)*i, a = 1:2)\noutput J = sum(map(B[c, b, a], a " +
      "= 1:3, b = 1:3, c = 1:2).^3)",
  },
  { text: "param T[2, 3, 4]\nsum(T .^ 3) + sum(sum(T, 2)) + sum(T[1, :, 2:3])" },
  { text: "param one_hot[m, k]\ninput c[m]\ncross_entropy(one_hot, c)", whole: ["c"] },
  { text: "param t1[n], t3\nsum(exp(t1 .* t1 + t3)) * sum(exp(t1 .* t1 + t3))" },
  { text: "param A[n, n]\ninput x[n]\nsum(A^3*x)" },
  { text: "param x[n]\ninput w[n]\nsum(x) > 1 ? w'*x : sum(x .^ 2)" },
];
