// Small programs, one for each form of loop: a scalar output J, an array r, and a variable a among the others.

export interface LoopProgram {
  readonly name: string;
  readonly text: string;
  readonly at: Readonly<Record<string, unknown>>;
  /** Whether everything outside is a number. */
  readonly isScalar?: boolean;
}

const P = [[0.1, 0.4], [1.2, 0.3], [-0.3, 1.9], [0.8, -0.7]];
const x = [0.7, -0.4, 1.3, 0.2];
const W = [[0.3, -0.6, 0.2], [0.5, 0.1, -0.4], [-0.2, 0.7, 0.25]];

export const LOOP_PROGRAMS: readonly LoopProgram[] = [
  {
    name: "pairs", at: { P, a: 0.8 },
    text: "param P[n, 2], a\noutput J = sum(a/(0.5 + norm(P[i, :] - P[j, :])), i = 1:n, j = i + 1:n)\n" +
      "output r = map(a*P[i + 1, 1] - P[i, 2]^2, i = 1:n - 1)",
  },
  {
    name: "triples", at: { x, a: 0.8 },
    text: "param x[n], a\noutput J = sum(sin(x[i] - a*x[j])*x[k], i = 1:n, j = i + 1:n, k = j + 1:n)\n" +
      "output r = map(sum(x[i]*x[j]^2, j = 1:i), i = 2:n)",
  },
  {
    name: "reductions", at: { x, a: 0.8 },
    text: "param x[n], a\noutput r = map(max(x[i]*a^j*x[j], j = i:n), i = 1:n)\n" +
      "output J = logsumexp(x[i] + a*x[j], i = 1:n, j = 1:i) + prod(1 + a*x[i], i = 1:n) + std(x[i]^2, i = 1:n) + sum(r)",
  },
  {
    name: "ranges as values", at: { x, a: 0.8 },
    text: "param x[n], a\noutput J = dot(x.^2, 1:n) + sum(sin(a*(0:n - 1) .* x))\noutput r = x .* (n:-1:1) + a*(1:n).^2",
  },
  {
    name: "steps of vectors", at: { W, b: [0.1, -0.2, 0.3], X: [[0.2, 0.5, -0.3], [0.9, -0.6, 0.4], [0.3, 0.1, 0.8]], a: 0.8 },
    text: "param W[k, k], b[k], a\ninput X[n, k]\n" +
      "for t = 1:n, h[0] = a*b { z = W*h[t - 1] + X[t, :]; h[t] = tanh(z) + b }\n" +
      "output J = sum(h.^2) + a*sum(h[t, 1]*X[t, 2], t = 1:n)\noutput r = h[end, :]",
  },
  {
    name: "steps down, a window", at: { x, a: 0.8 },
    text: "param x[n], a\nfor t = n - 1:-1:2, g[n] = x[n] { g[t] = a*g[t + 1]*sin(sum(x[t - 1:t + 1])) + t }\noutput J " +
      "= sum(g.^2)\noutput r = g",
  },
  {
    name: "several states, a longer memory", at: { x, a: 0.8 },
    text: "param x[n], a\nfor t = 1:n, y[0] = a, y[-1] = x[1], s[0] = 0 {\n  y[t] = x[t]*y[t - 1] - a*y[t - 2]^2 + 0.1*s[t - 1]\n" +
      "  s[t] = s[t - 1] + (y[t] > 0.2 ? y[t]^2 : sin(y[t]))\n}\noutput J = s[end] + y[end]^2\noutput r = y",
  },
  {
    name: "a block in a block", at: { x, a: 0.4 },
    text: "param x[n], a\nfor t = 1:n, h[0] = a {\n  for s = 1:n, g[0] = h[t - 1] { g[s] = g[s - 1] + 0.2*sin(x[s]*g[s - 1] + t) }\n" +
      "  h[t] = g[end]*a + x[t]\n}\noutput J = h[end]^2\noutput r = h",
  },
  {
    name: "scan, and steps in a function", at: { x, a: 0.4 },
    text: "param x[n], a\nf(u, v) = { w = u*v; for s = 1:3, q[0] = w { q[s] = q[s - 1] + a*cos(q[s - 1]) }; q[end] + w }\n" +
      "output r = scan(y + 0.1*f(y, a), y = x[1], t = 1:n)\noutput J = sum(f(x[i], a)*r[i], i = 1:n)",
  },
  {
    name: "states that are matrices", at: { W, a: 0.4, x },
    text: "param W[3, 3], a, x[n]\nfor t = 1:n, A[0] = a*identity(3) { A[t] = x[t] > 0 ? W*A[t - 1] : " +
      "solve(2*identity(3) + W, A[t - 1]') + a }\n" +
      "output J = trace(A[end, :, :]) + sum(A.^2)\noutput r = A[end, 1, :]",
  },
  {
    name: "sums within steps", at: { x, K: [[1, 2, 3, 4], [0.5, 1, 2, -1], [1, -1, 0.3, 1], [2, 1, 1, 0.1]], a: 0.4 },
    text: "param x[n], K[n, n], a\nfor t = 1:n, h[0] = a { h[t] = tanh(a*h[t - 1] + sum(K[t, j]*x[j], j = 1:t)) " +
      "}\noutput J = sum(h.^3)\noutput r = h",
  },
  {
    name: "no steps and one", at: { x: [0.7, -0.4], a: 0.4 },
    text: "param x[n], a\nfor t = 3:n, h[2] = a*x { h[t] = h[t - 1].^2 }\nfor t = 2:n, g[1] = a { g[t] = sin(g[t - 1]*x[t]) }\n" +
      "output J = sum(h) + sum(g.^2) + prod(h[t, 1], t = 1:n - 2) + a*x[1]\noutput r = g",
  },
  {
    name: "numbers alone", isScalar: true, at: { a: 0.4, b: 0.9, u: 1.1 },
    text: "param a, b\ninput u\nfor t = 1:70, h[0] = u { h[t] = h[t - 1] + 0.02*(a*h[t - 1]*(1 - h[t - 1]) - b*sin(h[t - 1]*t)) }\n" +
      "output J = h[end]^2 + sum(a*sin(b*i*u), i = 1:9)\noutput r = h[35] + a",
  },
];
