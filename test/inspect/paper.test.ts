// Formulas as on paper: what a textbook has, equal to what the code computes, and programs that can be read again.
import { describe, expect, it } from "vitest";
import { evaluate, reachable } from "../../src/graph/evaluate.js";
import type { NodeId } from "../../src/graph/graph.js";
import { tensor, type Tensor } from "../../src/graph/tensor.js";
import type { Paper } from "../../src/inspect/display/paper.js";
import { resultsOf } from "../../src/inspect/naming.js";
import { toLatex } from "../../src/inspect/math.js";
import { toText } from "../../src/inspect/text.js";
import { formulas, type AnalyseRequest } from "../../src/as-written.js";
import { pointOf, programOf, valuesOf } from "./helpers.js";
import { arrays, scalar } from "./programs.js";
import { some } from "../support/effort.js";

function paperOf(text: string, request: AnalyseRequest = {}): Paper {
  const paper = formulas({ name: "<expr>", text }, request);
  if (paper === undefined) throw new Error("too large");
  return paper;
}

function textOf(text: string, request: AnalyseRequest = {}): string {
  const { program, view } = paperOf(text, request);
  return toText(program, { pretty: false, paper: view });
}

/** The right sides of the derivatives, by their names. */
function derivatives(text: string): Record<string, string> {
  const lines = textOf(text).split("\n").flatMap((line) => /^(?:output )?(d\w+) = (.*)$/.exec(line) ?? []);
  return Object.fromEntries(lines.flatMap((_, i) => (i % 3 === 0 ? [[lines[i + 1] as string, lines[i + 2] as string]] : [])));
}

/** Written first, as textbooks have them. */
const textbook: readonly (readonly [program: string, expected: Readonly<Record<string, string>>])[] = [
  ["3", {}],
  ["x^2", { dx: "2*x" }],
  ["x^2/3 + y/12 + z^3/12", { dx: "2*x/3", dy: "1/12", dz: "z^2/4" }],
  ["param h[n]; input F; I = h.^3/12; output f = sum(F ./ I)", { dh: "-36*F ./ h .^ 4" }],
  ["e^x", { dx: "exp(x)" }],
  ["x^3 + 3*x", { dx: "3*x^2 + 3" }],
  ["param X[n, n]; output f = sum(X[i, j]^2, i = 1:n, j = 1:n)", { dX: "2 * X" }],
  ["param X[n, n]; input A[n, n]; output f = sum(A[i, j]*X[j, i], i = 1:n, j = 1:n)", { dX: "A'" }],
  ["param X[n, m]; output f = sum((X[i + 1, j] - X[i, j])^2, i = 1:n - 1, j = 1:m)", {
    dX: "2 * (concat(zeros(1, m), t1, 1) - concat(t1, zeros(1, m), 1))",
  }],
  ["param x[n]; input A[m, n], b[m]; output f = sum((sum(A[i, j]*x[j], j = 1:n) - b[i])^2, i = 1:m)", { dx: "2 * A' * (A * x - b)" }],
  ["param x[n], z[m]; input A[m, n]; output f = sum(z[i]*A[i, j]*x[j], i = 1:m, j = 1:n)", { dx: "A' * z", dz: "A * x" }],
  ["param x[n]; output f = max(x[i]^2, i = 1:n)", { dx: "2 * (x .^ 2 == f) .* x / sum(x .^ 2 == f)" }],
  ["x^2 + x^2", { dx: "4*x" }],
  ["a*x^2 + b*x + c", { da: "x^2", dx: "2*a*x + b", db: "x", dc: "1" }],
  ["1/x", { dx: "-1/x^2" }],
  ["sqrt(x)", { dx: "1/(2*sqrt(x))" }],
  ["exp(x)", { dx: "exp(x)" }],
  ["exp(-x^2)", { dx: "-2*x*exp(-x^2)" }],
  ["log(x)", { dx: "1/x  # for x > 0" }],
  ["x*log(x)", { dx: "log(x) + 1" }],
  ["log(x)/x", { dx: "(1 - log(x))/x^2" }],
  ["2^x", { dx: "2^x*log(2)" }],
  ["x^n", { dx: "n*x^(n - 1)  # for x != 0 or n != 0", dn: "x^n*log(x)  # for x > 0" }],
  ["sin(x)", { dx: "cos(x)" }],
  ["cos(x)", { dx: "-sin(x)" }],
  ["tan(x)", { dx: "tan(x)^2 + 1" }],
  ["sin(x)^2 + cos(x)^2", { dx: "0" }],
  ["sin(a*x + b)", { da: "x*cos(a*x + b)", dx: "a*cos(a*x + b)", db: "cos(a*x + b)" }],
  ["x*sin(x)", { dx: "x*cos(x) + sin(x)" }],
  ["asin(x)", { dx: "1/sqrt(1 - x^2)" }],
  ["atan(x)", { dx: "1/(1 + x^2)" }],
  ["sinh(x)", { dx: "cosh(x)" }],
  ["tanh(x)", { dx: "1 - tanh(x)^2" }],
  ["sigmoid(x)", { dx: "sigmoid(x)*(1 - sigmoid(x))" }],
  ["erf(x)", { dx: "2*exp(-x^2)/sqrt(pi)" }],
  ["x/(x - 3)", { dx: "-3/(x - 3)^2" }],
  ["exp(x)*exp(-x)", { dx: "0" }],
  ["(x + 1)^2 - x^2", { dx: "2" }],
  ["x*y^2/(y*x)", { dx: "0  # for x != 0, y != 0", dy: "1  # for x != 0, y != 0" }],
  ["log(x/y)", { dx: "1/x  # for x/y > 0", dy: "-1/y  # for x/y > 0" }],
  ["(a - x)^2 + b*(y - x^2)^2", { da: "2*(a - x)", dx: "-2*(a - x) - 4*b*x*(y - x^2)", db: "(y - x^2)^2", dy: "2*b*(y - x^2)" }],
  ["param v; input m, c; m*c^2/sqrt(1 - v^2/c^2)", { dv: "m*v/(1 - v^2/c^2)^(3/2)  # for 1 - v^2/c^2 > 0" }],
  ["param r; input epsilon, sigma; V = 4*epsilon*((sigma/r)^12 - (sigma/r)^6)", { dr: "24*epsilon*((sigma/r)^6 - 2*(sigma/r)^12)/r" }],
  [
    "param theta, omega; input m, g, l; V = m*g*l*(1 - cos(theta)); T = 1/2*m*(l*omega)^2; L = T - V",
    { dtheta: "-m*g*l*sin(theta)", domega: "m*l^2*omega" },
  ],
  [
    "param mu, sigma; input x; -log(sigma) - log(2*pi)/2 - (x - mu)^2/(2*sigma^2)",
    { dmu: "(x - mu)/sigma^2", dsigma: "(x - mu)^2/sigma^3 - 1/sigma  # for sigma > 0" },
  ],
  ["param V, T; input a, b, R; P = R*T/(V - b) - a/V^2", { dV: "2*a/V^3 - R*T/(V - b)^2", dT: "R/(V - b)" }],
  ["param x[n]; -sum(x .* log(x))", { dx: "-log(x) - 1" }],
  ["param x[n]; x'*x", { dx: "2 * x" }],
  ["param x[n]; input A[n, n]; x'*A*x", { dx: "A * x + A' * x" }],
  ["param x[n]; input A[m, n], b[m]; sum((A*x - b).^2)", { dx: "2 * A' * (A * x - b)" }],
  ["param A[n, n]; logdet(A)", { dA: "inv(A)'" }],
  ["param A[n, n]; input B[n, n]; trace(A*B)", { dA: "B'" }],
  ["param X[n, n]; input A[n, n]; trace(X'*A*X)", { dX: "A * X + A' * X" }],
  [
    "param w[n], b; input X[m, n], y[m]; p = sigmoid(X*w + b); output loss = -mean(y .* log(p) + (1 - y) .* log(1 - p))",
    { dw: "X' * (p - y) / m", db: "mean(p - y)" },
  ],
  ["param W[h, n], b[h]; input x[n]; H = tanh(W*x + b); output L = sum(H)", { dW: "outer(1 - H .^ 2, x)", db: "1 - H .^ 2" }],
  ["param x[n]; norm(x)", { dx: "x / norm(x)" }],
  // short vectors of an index stay vectors, other than in code
  ["param V[m, 3]; sum(sum(V[i, :].^2), i = 1:m)", { dV: "2 * V" }],
  ["param V[m, 3]; sum(norm(V[i, :]), i = 1:m)", { dV: "V ./ reshape(sqrt(sum(V .^ 2, 2)), [m, 1])" }],
  // what repeats along a row or column keeps its dimension of 1
  [
    "param X[n, m]; Z = X - mean(X, 2, keep); output f = sum(Z.^4)/4",
    { dX: "Z .^ 3 - sum(Z .^ 3, 2, keep) / m" },
  ],
  ["param P[n, 3]; input L[n]; r = sqrt(sum(P.^2, 2)); output E = sum((r - L).^2)/2", { dP: "reshape((r - L) ./ r, [n, 1]) .* P" }],
  ["param x[n]; logsumexp(x)", { dx: "softmax(x)" }],
  ["sec(x)", { dx: "sec(x)*tan(x)" }],
  ["csc(x)", { dx: "-csc(x)*cot(x)" }],
  ["cot(x)", { dx: "-csc(x)^2" }],
  ["acos(x)", { dx: "-1/sqrt(1 - x^2)" }],
  ["asinh(x)", { dx: "1/sqrt(1 + x^2)" }],
  ["log(cosh(x))", { dx: "tanh(x)" }],
  ["log10(x)", { dx: "1/(x*log(10))  # for x > 0" }],
  ["x^x", { dx: "x^x*(log(x) + 1)  # for x > 0" }],
  ["x^2*y^3*z", { dx: "2*x*y^3*z", dy: "3*x^2*y^2*z", dz: "x^2*y^3" }],
  ["x*exp(-x)", { dx: "exp(-x)*(1 - x)" }],
  ["1/(x^2 + a^2)", { dx: "-2*x/(x^2 + a^2)^2", da: "-2*a/(x^2 + a^2)^2" }],
  ["sqrt(x^2 + y^2)", { dx: "x/sqrt(x^2 + y^2)", dy: "y/sqrt(x^2 + y^2)" }],
  ["atan2(y, x)", { dy: "x/(x^2 + y^2)", dx: "-y/(x^2 + y^2)" }],
  ["x*y/(x + y)", { dx: "y^2/(x + y)^2", dy: "x^2/(x + y)^2" }],
  ["relu(x)", { dx: "x > 0 ? 1 : 0" }],
  ["exp(exp(x))", { dx: "exp(x)*exp(exp(x))" }],
  ["param r; input k, q1, q2; k*q1*q2/r^2", { dr: "-2*k*q1*q2/r^3" }],
  ["param lambda; input k; k*log(lambda) - lambda", { dlambda: "k/lambda - 1  # for lambda > 0" }],
  ["param u[k]; input y[k]; -sum(y .* log(softmax(u)))", { du: "sum(y) * softmax(u) - y" }],
  ["param U[m, k]; input Y[m, k]; output L = cross_entropy(U, Y)", { dU: "(softmax(U) .* sum(Y, 2, keep) - Y) / m" }],
  ["param A[m, n]; input x[n], y[m]; y'*A*x", { dA: "outer(y, x)" }],
  ["param X[n, n]; trace(X*X)", { dX: "2 * X'" }],
  ["param X[n, n]; input A[n, n], B[n, n]; trace(A*X*B)", { dX: "A' * B'" }],
  ["param X[n, n]; input A[n, n], B[n, n]; trace(A*X'*B)", { dX: "B * A" }],
  ["param X[n, n]; input A[n, n]; trace(A*inv(X))", { dX: "-inv(X)' * A' * inv(X)'" }],
  ["param X[n, n]; input a[n], b[n]; a'*inv(X)*b", { dX: "-outer(inv(X)' * a, b) * inv(X)'" }],
  ["param x[n]; input A[m, n], b[m]; norm(A*x - b)^2", { dx: "2 * A' * (A * x - b)" }],
  ["param x[n]; prod(x)", { dx: "prod_of_others(x)" }],
  [
    "param Q[n, d], K[n, d], V[n, d]; S = Q*K'/sqrt(d); A = softmax(S, 2); O = A*V; output L = sum(O.^2)",
    { dQ: "2 * t1 * K / sqrt(d)", dK: "2 * t1' * Q / sqrt(d)", dV: "2 * A' * O" },
  ],
  [
    "param W[n, n], U[n, n], b[n]; input x[n], h[n], c[n]; f = sigmoid(W*x + U*h + b); d = f .* c; output L = sum(d)",
    { dW: "outer(c .* f .* (1 - f), x)", dU: "outer(c .* f .* (1 - f), h)", db: "c .* f .* (1 - f)" },
  ],
  ["param w[n]; input X[m, n], y[m], lambda; sum((X*w - y).^2) + lambda*w'*w", { dw: "2 * (X' * (X * w - y) + lambda * w)" }],
  [
    "param w[n], b; input X[m, n], y[m], C; margin = 1 - y .* (X*w + b); output J = w'*w/2 + C*sum(max(0, margin))",
    { dw: "w - C * X' * (margin > 0 ? y : 0)  # for margin != 0", db: "-C*sum(margin > 0 ? y : 0)  # for margin != 0" },
  ],
  ["param w[n]; input X[m, n], y[m]; mu = exp(X*w); output L = sum(mu - y .* log(mu))", { dw: "X' * (mu - y)" }],
  [
    "param beta[p]; input X[n, p], y[n], lambda; sum((y - X*beta).^2)/(2*n) + lambda*sum(abs(beta))",
    { dbeta: "lambda * sign(beta) - X' * (y - X * beta) / n" },
  ],
  ["param W[d, k]; input X[n, d]; R = X - X*W*W'; output J = sum(R.^2)", { dW: "-2 * (X' * R * W + R' * X * W)" }],
  [
    "param mu[d], S[d, d]; input x[d]; r = x - mu; output L = -logdet(S)/2 - r'*inv(S)*r/2",
    { dmu: "(inv(S) * r + inv(S)' * r) / 2", dS: "(outer(inv(S)' * r, r) * inv(S)' - inv(S)') / 2" },
  ],
  ["param b[n]; input S[n, n]; b'*solve(S, b)/2", { db: "(solve(S', b) + solve(S, b)) / 2" }],
  ["param x[n]; input A[n, n]; output R = x'*A*x/(x'*x)", { dx: "(A * x + A' * x - 2*R * x) / (x' * x)" }],
  ["param X[m, n]; input A[m, m], B[n, n]; trace(A*X*B*X')", { dX: "A' * X * B' + A * X * B" }],
  ["param X[n, n]; det(X)", { dX: "det(X) * inv(X)'  # for det(X) != 0" }],
  ["param X[n, n]; log(det(X))", { dX: "inv(X)'  # for det(X) > 0" }],
  ["param x, y; (1 - x)^2 + 100*(y - x^2)^2", { dx: "-2*(1 - x) - 400*x*(y - x^2)", dy: "200*(y - x^2)" }],
  ["exp(a*x)*cos(b*x)", { da: "x*cos(b*x)*exp(a*x)", dx: "exp(a*x)*(a*cos(b*x) - b*sin(b*x))", db: "-x*exp(a*x)*sin(b*x)" }],
  ["tanh(x)^2", { dx: "2*tanh(x)*(1 - tanh(x)^2)" }],
  ["[a, b][1]*[a, b][2]^2", { da: "b^2", db: "2*a*b" }],
  ["param y[2]; y[1]^2*y[2]", { dy: "[2*y[1]*y[2], y[1]^2]" }],
  ["param y[3]; input c[3]; c'*y + y[1]*y[3]", { dy: "c + [y[3], 0, y[1]]" }],
  ["param X[n, 2]; mean(X.^2)", { dX: "X / n" }],
  [
    "param W[h]; input V[h], T[m, h]; sum((tanh(T .* W) * V).^2)",
    { dW: "2 * sum(outer(tanh(T .* W) * V, V) .* (1 - tanh(T .* W) .^ 2) .* T, 1)" },
  ],
  // sums over indices, with their conditions as ranges
  ["param x[n]; sum((x[i] - x[j])^2, i = 1:n, j = i + 1:n)", {
    dx: "map(2*(sum(x[i] - x[j], j = i + 1:n) - sum(x[j] - x[i], j = 1:i - 1)), i = 1:n)",
  }],
  ["param q[n]; input w[n, n]; output E = sum(w[i, j]*q[i]*q[j], i = 1:n, j = 1:i - 1)", {
    dq: "map(sum(w[j, i]*q[j], j = i + 1:n) + sum(q[j]*w[i, j], j = 1:i - 1), i = 1:n)",
  }],
  ["param x[n]; sum(i == j ? 0 : exp(x[i] - x[j]), i = 1:n, j = 1:n)", {
    dx: "map(sum(i != j ? exp(x[i] - x[j]) : 0, j = 1:n) - sum(j != i ? exp(x[j] - x[i]) : 0, j = 1:n), i = 1:n)",
  }],
  ["param P[n, 3]; output E = sum(norm(P[i, :] - P[j, :])^4, i = 1:n, j = i + 1:n)", {
    dP: "map(4 * (sum(t1[i, j, :], j = i + 1:n) - sum(t1[j, i, :], j = 1:i - 1)), i = 1:n)  # for norm(P[i, :] - P[j, :]) != 0",
  }],
  ["param x[n]; sum(x[i]*x[j]*x[k], i = 1:n, j = i + 1:n, k = j + 1:n)", {
    dx: "map((i >= 3 ? sum(x[j]*x[k], j = 1:n, k = j + 1:i - 1) : 0) + sum(sum(k >= i + 1 ? x[k] : 0, k = 3:n)*x[j], " +
      "j = 1:i - 1) + sum(sum(x[k], k = j + 1:n)*x[j], j = i + 1:n), i = 1:n)",
  }],
  ["param s[n]; input W[n, n]; -sum(W[i, j]*log(sigmoid(s[i] - s[j])), i = 1:n, j = 1:n)", {
    ds: "map(sum(W[j, i]*(1 - sigmoid(s[j] - s[i])), j = 1:n) - sum(W[i, j]*(1 - sigmoid(s[i] - s[j])), j = 1:n), i = 1:n)",
  }],
  ["param h[4], x[n]; output y = map(sum(h[k]*x[t - k + 1], k = 1:4), t = 4:n); output f = sum(y.^2)", {
    dh: "map(2*sum(y[j]*x[j - i + 4], j = 1:n - 3), i = 1:4)",
    dx: "map(2*sum(k >= 1 and i + k <= n + 1 ? y[i + k - 4]*h[k] : 0, k = 5 - i:4), i = 1:n)",
  }],
  ["param h[n], x[n]; output y = map(sum(h[k]*x[t - k + 1], k = 1:t), t = 1:n); output f = sum(y.^2)", {
    dh: "map(2*sum(y[j]*x[j - i + 1], j = i:n), i = 1:n)", dx: "map(2*sum(y[i + k - 1]*h[k], k = 1:n + 1 - i), i = 1:n)",
  }],
  ["param x[n]; input w[n]; w'*logcumsumexp(x)", { dx: "exp(x) .* cumsum((w .* exp(-logcumsumexp(x)))[end:-1:1])[end:-1:1]" }],
  ["(a*x + b)/(c*x + d)", {
    da: "x/(c*x + d)", dx: "(a*d - b*c)/(c*x + d)^2", db: "1/(c*x + d)", dc: "-x*(a*x + b)/(c*x + d)^2", dd: "-(a*x + b)/(c*x + d)^2",
  }],
  ["atan(y/x)", { dy: "x/(x^2 + y^2)  # for x != 0", dx: "-y/(x^2 + y^2)  # for x != 0" }],
  ["log(x + sqrt(x^2 + 1))", { dx: "1/sqrt(x^2 + 1)  # for x + sqrt(x^2 + 1) > 0" }],
  ["param p[n], q[n]; sum(p .* log(p ./ q))", { dp: "log(p ./ q) + 1", dq: "-p ./ q  # for p ./ q > 0" }],
  [
    "param Wi[h, n], Wf[h, n], Wo[h, n], Wg[h, n]; input x[n], c0[h], y[h]; i = sigmoid(Wi*x); f = sigmoid(Wf*x); o = sigmoid(Wo*x); " +
    "g = tanh(Wg*x); c = f .* c0 + i .* g; output L = sum((o .* tanh(c) - y).^2)", {
      dc: "2 * (o .* tanh(c) - y) .* o .* (1 - tanh(c) .^ 2)",
      dWi: "outer(dc .* g .* i .* (1 - i), x)", dWf: "outer(dc .* c0 .* f .* (1 - f), x)",
      dWo: "2 * outer((o .* tanh(c) - y) .* tanh(c) .* o .* (1 - o), x)", dWg: "outer(dc .* i .* (1 - g .^ 2), x)",
    },
  ],
];

describe("as a textbook has it", () => {
  for (const [program, expected] of textbook) {
    it(program, () => { expect(derivatives(program)).toEqual(expected); });
  }
});

it("writes a Jacobian by a short vector as its columns", () => {
  const text = textOf("param p[3]; input x[m]; output f = p[1]*sin(p[2]*x) + p[3]", { jacobian: true, gradient: false });
  expect(text).toContain("dfdp = [sin(p[2] * x), p[1] * x .* cos(p[2] * x), ones(m)]'");
});

it("takes columns of rows at given places, and elements of lists over an index", () => {
  const text = textOf("param P[n, 3]; input s[e]; output f = sum(map([cos(P[s[k], 3]), P[s[k], 1]*P[s[k], 2]], k = 1:e).^2)");
  expect(text).toContain("P[s, 1] .* P[s, 2]");
  expect(text).not.toContain("flatten");
  const spline = textOf(
    "param c[2], b[q]; input x[n], y[n]; fit = map(dot(c, [1, x[i]]) + sum(b[j]*x[i]^j, j = 1:q), i = 1:n); output J = sum((fit - y).^2)",
  );
  expect(spline).toContain("fit = map(c * [1, x[i]] + sum(b[j]*x[i]^j, j = 1:q), i = 1:n)");
  expect(spline).toContain("dc = 2 * [ones(n), x] * (fit - y)");
});

it("has maxima and minima over ranges that depend on one another, and their gradients, without infinities", () => {
  const text = textOf("param A[n, n]; output f = max(A[i, j]^2, i = 1:n, j = i:n)");
  expect(text).toContain("f = max(A[i, j]^2, i = 1:n, j = i:n)");
  expect(text).toContain("/sum(A[k, l]^2 == f, k = 1:n, l = k:n)");
  const rows = textOf("param A[n, n]; output f = sum(max(A[i, j], j = i:n), i = 1:n)");
  expect(rows).toContain("f = sum(max(A[i, j], j = i:n), i = 1:n)");
  expect(textOf("param x[n]; output f = min(abs(x[i] - x[j]), i = 1:n, j = i + 1:n)")).not.toContain("1/0");
});

it("gives indices letters that the program has for nothing else", () => {
  const text = textOf("param k[n]; input j; output f = sum(exp(k[i] - k[l])*j, i = 1:n, l = 1:n)");
  expect(text).toContain("f = sum(exp(k[i] - k[l])*j, i = 1:n, l = 1:n)");
});

it("leaves out that a mask counts, where the sum over what it counts stands beside it", () => {
  const text = textOf(
    "param Q[n, d], K[n, d]; S = Q*K'; M = map(j <= i ? S[i, j] : 0, i = 1:n, j = 1:n); output f = sum(exp(M))",
  );
  expect(text).toContain("dQ = map(sum(K[j, :] * exp(M[i, j]), j = 1:i), i = 1:n)");
});

it("names running products", () => {
  expect(textOf("param x[m, n]; output f = sum(3*cumprod(x, 2))", { gradient: false })).toContain("f = 3*sum(cumprod(x, 2))");
});

it("keeps sums of arrays as they are written", () => {
  expect(textOf("param x[n]; output f = sum((reshape(x, [n, 1]) - x).^2)")).toContain("f = sum((reshape(x, [n, 1]) - x) .^ 2)");
});

it("keeps the program's own functions, constants and names", () => {
  const text = textOf(
    "param S; input K, r, T, sigma\ncdf(x) = 0.5*(1 + erf(x/sqrt(2)))\nd1 = (log(S/K) + (r + " +
    "sigma^2/2)*T)/(sigma*sqrt(T))\nd2 = d1 - sigma*sqrt(T)\noutput C = S*cdf(d1) - K*exp(-r*T)*cdf(d2)",
  );
  expect(text).toContain("cdf(x) = 0.5*(1 + erf(x/sqrt(2)))\n");
  expect(text).toContain("d1 = (log(S/K) + (r + sigma^2/2)*T)/(sigma*sqrt(T))\n");
  expect(text).toContain("output C = S*cdf(d1) - K*exp(-r*T)*cdf(d2)\n");
  expect(text).toContain("cdf(d1)");
  expect(text.split("output dS = ")[1]).toContain("+ cdf(d1)");
});

it("names the derivative by a named value after it", () => {
  expect(
    textOf("param W1[n, h], W2[h, k]; input X[m, n], Y[m, k]; H = tanh(X*W1); U = H*W2; output J = mean((U - Y).^2 + U.^4)"),
  ).toContain("\ndU = ");
});

it("leaves names that the program has to it", () => {
  expect(textOf("param x; dx = x^2; output f = dx^2")).toContain("\ndx = x^2\n");
});

const checked = [
  ...scalar.map((text) => ({ text, hessian: true })), ...arrays,
  ...textbook.map(([text]) => ({ text })),
];

describe("means what the code computes, and can be read again", () => {
  for (const one of some(checked, 3)) {
    it(one.text.replaceAll("\n", "; "), () => {
      const request = { hessian: "hessian" in one && one.hessian === true, jacobian: "jacobian" in one && one.jacobian === true };
      const code = programOf(one.text, request);
      const point = pointOf(code, "whole" in one ? one.whole : []);
      const wanted = valuesOf(code, point);
      expectClose(valuesOf(paperOf(one.text, request).program, point), wanted, one.text);
      const printed = textOf(one.text, request);
      expectClose(valuesOf(programOf(printed, { gradient: false }), point), wanted, printed);
    });
  }
});

function expectClose(got: readonly Tensor[], wanted: readonly Tensor[], text: string): void {
  expect(got.map((t) => t.shape), text).toEqual(wanted.map((t) => t.shape));
  got.forEach((t, i) => t.data.forEach((v, at) => {
    const w = wanted[i]?.data[at] ?? NaN;
    if (!Object.is(v, w))
      expect(Math.abs(v - w), `${text}\nresult ${i + 1}, element ${at + 1}: ${v} for ${w}`).toBeLessThan(1e-9 * (1 + Math.abs(v)));
  }));
}

const VALUES = [-2, -1, -0.5, 0, 0.5, 1, 2];

describe("where the code has no number, neither has the formula, or it is said", () => {
  const programs =
    ["x^n", "pow(x, y)", "abs(x)^y", "log(x/y)", "log(x)*y", "log(x, y)", "log(1 + x^2/y)", "sqrt(x)*sqrt(y)", "x/y*y", "sqrt(x)^2*y", "asin(x*y)", "1/(x - y)",
    "x^y/x", "log(x*y) - log(y)", "sqrt(x^2*y)", "exp(log(x))*y", "acosh(x + y)", "atanh(x*y)", "hypot(x, y)",
    "max(x, y)", "x^3*y^-1", "tan(x)/y", "lgamma(x)*y", "abs(x)/y", "x < y ? log(x) : sqrt(y)",
    "atan(y/x)", "log(x + sqrt(x^2 + y^2))", "1/(1/x + 1/y)", "sqrt(x/(1 + 1/y))"];
  for (const text of programs) {
    it(text, () => {
      const { program, view } = paperOf(text);
      const code = programOf(text);
      let told = 0;
      for (const x of VALUES) for (const y of VALUES) told += compare(program, view.conditions, code, x, y);
      expect(told).toBeGreaterThan(12);
    });
  }
});

/** The number of derivatives that the formulas speak of at a point. */
function compare(
  paper: ReturnType<typeof programOf>, conditions: ReadonlyMap<NodeId, readonly NodeId[]>,
  code: ReturnType<typeof programOf>, x: number, y: number,
): number {
  const names = code.variables.map((v) => v.name);
  const point = { values: new Map(names.map((name, i) => [name, tensor([], [i === 0 ? x : y])])), sizes: new Map<string, number>() };
  const wanted = valuesOf(code, point);
  let told = 0;
  resultsOf(paper).forEach((result, i) => {
    const tests = conditions.get(result.node) ?? [];
    const values = evaluate(paper.builder, [result.node, ...tests], point);
    const parts = reachable(paper.builder, tests);
    // x/0 > 0 does not hold on paper
    if (tests.some((test) => values.get(test)?.data[0] !== 1) || parts.some((id) => !Number.isFinite(values.get(id)?.data[0] ?? 0))) return;
    const [got, w] = [values.get(result.node)?.data[0] ?? NaN, wanted[i]?.data[0] ?? NaN];
    // 0/0 in a formula is no value, whatever the code takes there
    if (Number.isNaN(got)) return;
    told++;
    const isSame = Math.abs(got - w) < 1e-9 * (1 + Math.abs(w)) || (!Number.isFinite(got) && !Number.isFinite(w));
    expect(isSame, `${result.wanted} at ${x}, ${y}: ${got} for ${w}`).toBe(true);
  });
  return told;
}

describe("LaTeX", () => {
  const latexOf = (text: string): string => {
    const { program, view } = paperOf(text);
    return toLatex(program, { pretty: false, paper: view });
  };
  it("puts brackets around a sum that something follows", () => {
    expect(latexOf("param A[k, m]; input b[n]; output M = outer(sum(A - 1, 2), b)")).toContain(
      "\\left(\\sum_{\\text{columns}} (A - 1)\\right)\\,b^{\\top}",
    );
    expect(latexOf("param A[k, m]; input b[k]; output M = sum(A, 2) + b")).toContain("\\left(\\sum_{\\text{columns}} A\\right) + b");
  });
  it("gives sums over indices their limits, or what must hold of them", () => {
    expect(latexOf("param x[n]; input w[n, n]; sum(w[i, j]*x[i]*x[j], i = 1:n, j = i + 1:n)")).toContain(
      "\\sum_{i} \\sum_{j=i+1}^{n} w_{i,\\,j}\\,x_{i}\\,x_{j}",
    );
    expect(latexOf("param x[n]; sum(i == j ? 0 : x[i]*x[j]^2, i = 1:n, j = 1:n)")).toContain("\\sum_{j\\,:\\,i \\ne j} x_{j}^{2}");
  });
  it("puts one bracket around the base of a power", () => {
    expect(latexOf("param Y[n]; input s; 1/(s + sum(Y.^2))^2")).toContain("\\frac{1}{\\left(s + \\sum Y^{\\circ 2}\\right)^{2}}");
  });
  it("says what must hold", () => {
    expect(latexOf("log(x/y)")).toContain("\\frac{1}{x} \\qquad \\text{for } \\frac{x}{y} > 0");
  });
});
