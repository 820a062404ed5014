// Derivatives as one would write them by hand in JavaScript, for bench/loops.mjs: each factory has its arrays and gives
// a function that fills `out`.

/** Rosenbrock's function along a chain, value and gradient in one loop. */
export function rosenbrock({ x }, out) {
  const n = x.length;
  return () => {
    let s = 0, xi = x[0], carry = 0;
    for (let i = 1; i < n; i++) {
      const next = x[i], a = next - xi * xi, b = 1 - xi, h = 200 * a;
      s += 100 * a * a + b * b;
      out[i - 1] = carry - 2 * (xi * h + b);
      carry = h;
      xi = next;
    }
    out[n - 1] = carry;
    return s;
  };
}

/** The product of all elements: those before each on the way up, those after it on the way down. */
export function product({ x }, out) {
  const n = x.length;
  return () => {
    let p = 1, s = 1;
    for (let i = 0; i < n; i++) { out[i] = p; p *= x[i]; }
    for (let i = n - 1; i >= 0; i--) { const t = x[i]; out[i] *= s; s *= t; }
    return p;
  };
}

/** The Hessian of a logistic loss: scaled rows, half of the product in tiles of 2 x 2. */
export function logisticHessian({ w, X, y }, out) {
  const n = w.length, m = y.length, S = new Float64Array(m * n);
  return () => {
    for (let i = 0; i < m; i++) {
      let z = 0;
      for (let j = 0; j < n; j++) z += X[i * n + j] * w[j];
      const e = Math.exp(-0.5 * Math.abs(z)), q = e / (1 + e * e);
      for (let j = 0; j < n; j++) S[j * m + i] = q * X[i * n + j];
    }
    for (let a = 0; a < n; a += 2) {
      for (let b = 0; b <= a; b += 2) {
        let p = 0, q = 0, u = 0, v = 0;
        const A = a * m, B = b * m;
        for (let i = 0; i < m; i++) {
          const a0 = S[A + i], a1 = S[A + m + i], b0 = S[B + i], b1 = S[B + m + i];
          p += a0 * b0; q += a0 * b1; u += a1 * b0; v += a1 * b1;
        }
        out[a * n + b] = p; out[b * n + a] = p; out[a * n + b + 1] = q; out[(b + 1) * n + a] = q;
        out[(a + 1) * n + b] = u; out[b * n + a + 1] = u; out[(a + 1) * n + b + 1] = v; out[(b + 1) * n + a + 1] = v;
      }
    }
  };
}

/** The Hessian of a factorisation by one factor: blocks 2 V'V on the diagonal. */
export function factorisationHessian({ V }, out, k) {
  const n = V.length / k, N = n * k, W = new Float64Array(k * k);
  return () => {
    W.fill(0);
    for (let i = 0; i < n; i++) {
      for (let a = 0; a < k; a++) for (let b = 0; b < k; b++) W[a * k + b] += 2 * V[i * k + a] * V[i * k + b];
    }
    out.fill(0);
    for (let i = 0; i < n; i++) {
      for (let a = 0; a < k; a++) for (let b = 0; b < k; b++) out[(i * k + a) * N + i * k + b] = W[a * k + b];
    }
  };
}
