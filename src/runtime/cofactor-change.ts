// The second derivative of the determinant, by factors with complete pivoting: no division by the last two pivots.
// The text of these functions is copied into generated files.
import { luFactorComplete, reduceRow, swapLines } from "./linear-algebra.js";

/**
 * The derivatives of the cofactors of the n x n matrix `a` along each of the `count` matrices in `e`, into `out`. With
 * P A Q = L U and F = L^-1 P E Q they are those of U along F, behind P' L'^-1 and before Q'.
 */
export function cofactorChange(n: number, a: Float64Array, count: number, e: Float64Array, out: Float64Array): void {
  out.fill(0, 0, count * n * n);
  if (n === 1) return;
  const m = n - 2;
  const u = new Float64Array(n * n + 2 * n);
  for (let i = 0; i < n * n; i++) u[i] = a[i]!;
  let minor = luFactorComplete(n, u, n * n, n * n + n);
  for (let k = 0; k < m; k++) minor *= u[k * n + k]!;
  if (minor === 0) return;
  const inverse = new Float64Array(m * m);
  for (let i = m - 1; i >= 0; i--) {
    inverse[i * m + i] = 1;
    reduceRow(i, i + 1, m, u, i * n, 1, inverse, 0, m, m, u[i * n + i]!);
  }
  const beside = new Float64Array(m * 2);
  addProduct(1, m, 2, m, inverse, 0, m, 1, u, m, n, 1, beside, 0, 2);
  const f = new Float64Array(n * n);
  const change = new Float64Array(n * n);
  for (let at = 0; at < count * n * n; at += n * n) {
    for (let i = 0; i < n * n; i++) f[i] = e[at + i]!;
    for (let k = 0; k < n; k++) {
      swapLines(f, k * n, u[n * n + k]! * n, 1, n);
      swapLines(f, k, u[n * n + n + k]!, n, n);
    }
    for (let i = 1; i < n; i++) reduceRow(i, 0, i, u, i * n, 1, f, 0, n, n, 1);
    cofactorChangeUpper(n, u, minor, inverse, beside, f, change);
    for (let i = n - 2; i >= 0; i--) reduceRow(i, i + 1, n, u, i, n, change, 0, n, n, 1);
    for (let k = n - 1; k >= 0; k--) {
      swapLines(change, k * n, u[n * n + k]! * n, 1, n);
      swapLines(change, k, u[n * n + n + k]!, n, n);
    }
    for (let i = 0; i < n * n; i++) out[at + i] = change[i]!;
  }
}

/**
 * The same for U = [V B; 0 D] with a tail D of 2 x 2, given K = V^-1 and X = K B. With C under V and S = D - C X the
 * cofactors are det(V) [det(S) K' + (C K)' cof(S) X', -(C K)' cof(S); -cof(S) X', cof(S)], polynomials of S.
 */
export function cofactorChangeUpper(
  n: number, u: Float64Array, minor: number, inverse: Float64Array, beside: Float64Array, f: Float64Array, out: Float64Array,
): void {
  const m = n - 2;
  const tail = m * n;
  const g = Float64Array.of(u[tail + n + m + 1]!, 0, -u[tail + m + 1]!, u[tail + m]!);
  const det = g[3]! * g[0]!;
  const grown = new Float64Array(m * m);
  addProduct(1, m, m, m, inverse, 0, m, 1, f, 0, n, 1, grown, 0, m);
  const below = new Float64Array(2 * m);
  addProduct(1, 2, m, m, f, tail, n, 1, inverse, 0, m, 1, below, 0, m);
  const besideChange = new Float64Array(m * 2);
  addProduct(1, m, 2, m, inverse, 0, m, 1, f, m, n, 1, besideChange, 0, 2);
  addProduct(-1, m, 2, m, grown, 0, m, 1, beside, 0, 2, 1, besideChange, 0, 2);
  const s = Float64Array.of(f[tail + m]!, f[tail + m + 1]!, f[tail + n + m]!, f[tail + n + m + 1]!);
  addProduct(-1, 2, 2, m, f, tail, n, 1, beside, 0, 2, 1, s, 0, 2);
  let trace = 0;
  for (let i = 0; i < m; i++) trace += grown[i * m + i]!;
  const detChange = g[0]! * s[0]! + g[1]! * s[1]! + g[2]! * s[2]! + g[3]! * s[3]!;
  // cof(S) of this change, and what the change of det(V) adds
  const h = Float64Array.of(s[3]! + trace * g[0]!, -s[2]! + trace * g[1]!, -s[1]! + trace * g[2]!, s[0]! + trace * g[3]!);
  out.fill(0, 0, n * n);
  for (let i = 0; i < m; i++) for (let j = 0; j < m; j++) out[i * n + j] = minor * (trace * det + detChange) * inverse[j * m + i]!;
  addProduct(-minor * det, m, m, m, inverse, 0, 1, m, grown, 0, 1, m, out, 0, n);
  const row = new Float64Array(2 * m);
  addProduct(1, 2, m, 2, g, 0, 2, 1, beside, 0, 1, 2, row, 0, m);
  addProduct(minor, m, m, 2, below, 0, 1, m, row, 0, m, 1, out, 0, n);
  addProduct(-minor, m, 2, 2, below, 0, 1, m, g, 0, 2, 1, out, m, n);
  addProduct(-minor, 2, m, 2, h, 0, 2, 1, beside, 0, 1, 2, out, tail, n);
  addProduct(-minor, 2, m, 2, g, 0, 2, 1, besideChange, 0, 1, 2, out, tail, n);
  for (let i = 0; i < 2; i++) for (let j = 0; j < 2; j++) out[tail + i * n + m + j] = minor * h[i * 2 + j]!;
}

/** C += factor A B for small matrices: where each begins, and the steps to the next row and column of A and of B. */
export function addProduct(
  factor: number, rows: number, cols: number, inner: number, a: Float64Array, aOffset: number, aRow: number, aCol: number,
  b: Float64Array, bOffset: number, bRow: number, bCol: number, c: Float64Array, cOffset: number, cRow: number,
): void {
  for (let i = 0; i < rows; i++) {
    for (let j = 0; j < cols; j++) {
      let sum = 0;
      for (let k = 0; k < inner; k++) sum += a[aOffset + i * aRow + k * aCol]! * b[bOffset + k * bRow + j * bCol]!;
      c[cOffset + i * cRow + j] = c[cOffset + i * cRow + j]! + factor * sum;
    }
  }
}
