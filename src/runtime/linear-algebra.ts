// Solving, determinants and cofactors by LU factors of row-major matrices.
// The text of these functions is copied into generated files.

/**
 * Factors the n x n matrix at `aOffset` of `a` by partial pivoting: P A = L U, both in `lu`; row k was
 * exchanged with row `exchanges[k]`. A zero pivot stays in `lu`: `luSolve` refuses it, the determinant is zero.
 */
export function luFactor(n: number, a: Float64Array, aOffset: number, lu: Float64Array, exchanges: Float64Array): void {
  for (let i = 0; i < n * n; i++) lu[i] = a[aOffset + i]!;
  for (let k = 0; k < n; k++) {
    if (k > 0) reduceColumn(n, lu, k);
    let pivot = k;
    let largest = Math.abs(lu[k * n + k]!);
    for (let i = k + 1; i < n; i++) {
      const size = Math.abs(lu[i * n + k]!);
      // A NaN counts as the largest, so that it reaches the result.
      if (size > largest || size !== size) {
        largest = size;
        pivot = i;
      }
    }
    exchanges[k] = pivot;
    if (pivot !== k) swapLines(lu, k * n, pivot * n, 1, n);
    const divisor = lu[k * n + k]!;
    if (divisor !== 0) for (let i = k + 1; i < n; i++) lu[i * n + k] = lu[i * n + k]! / divisor;
    if (k > 0 && k + 1 < n) reduceRow(k, 0, k, lu, k * n, 1, lu, k + 1, n, n, 1);
  }
}

/** Brings column k of the factors up to date from its row k on: minus the known parts of the rows times the column. */
export function reduceColumn(n: number, lu: Float64Array, k: number): void {
  for (let i = k; i < n; i += 4) {
    // Four rows at once; at the edge the last row repeats and stores one and the same value.
    const r0 = i * n, r1 = Math.min(i + 1, n - 1) * n, r2 = Math.min(i + 2, n - 1) * n, r3 = Math.min(i + 3, n - 1) * n;
    let s0 = lu[r0 + k]!, s1 = lu[r1 + k]!, s2 = lu[r2 + k]!, s3 = lu[r3 + k]!;
    for (let m = 0, p = k; m < k; m++) {
      const t = lu[p]!;
      s0 -= lu[r0 + m]! * t; s1 -= lu[r1 + m]! * t; s2 -= lu[r2 + m]! * t; s3 -= lu[r3 + m]! * t;
      p = (p + n) | 0;
    }
    lu[r0 + k] = s0; lu[r1 + k] = s1; lu[r2 + k] = s2; lu[r3 + k] = s3;
  }
}

/** One step of elimination: the multipliers of pivot `k` go below it, and the rest of the matrix is updated. */
export function eliminateBelow(n: number, lu: Float64Array, k: number): void {
  const pivot = lu[k * n + k]!;
  const top = k * n;
  for (let i = k + 1; i < n; i++) {
    const row = i * n;
    const factor = lu[row + k]! / pivot;
    lu[row + k] = factor;
    for (let j = k + 1; j < n; j++) lu[row + j] = lu[row + j]! - factor * lu[top + j]!;
  }
}

/** Exchanges two rows (step 1) or two columns (step n) of `count` elements that start at `first` and at `second`. */
export function swapLines(m: Float64Array, first: number, second: number, step: number, count: number): void {
  for (let j = 0; j < count * step; j += step) {
    const kept = m[first + j]!;
    m[first + j] = m[second + j]!;
    m[second + j] = kept;
  }
}

/**
 * Solves A X = B, or A' X = B when `transposed`, from the factors; B and X are n x cols, and may be one array.
 * Throws when a pivot is exactly zero: `name` begins the message.
 */
export function luSolve(
  n: number, lu: Float64Array, exchanges: Float64Array, b: Float64Array, cols: number, x: Float64Array,
  transposed: boolean, name = "solve: the matrix A",
): void {
  for (let k = 0; k < n; k++) {
    if (lu[k * n + k] === 0) throw new Error(`${name} is singular (pivot ${k + 1} of ${n} is zero)`);
  }
  if (x !== b) for (let i = 0; i < n * cols; i++) x[i] = b[i]!;
  if (transposed) {
    for (let i = 0; i < n; i++) reduceRow(i, 0, i, lu, i, n, x, 0, cols, cols, lu[i * n + i]!);
    for (let i = n - 1; i >= 0; i--) reduceRow(i, i + 1, n, lu, i, n, x, 0, cols, cols, 1);
    for (let k = n - 1; k >= 0; k--) if (exchanges[k] !== k) swapLines(x, k * cols, exchanges[k]! * cols, 1, cols);
  } else {
    for (let k = 0; k < n; k++) if (exchanges[k] !== k) swapLines(x, k * cols, exchanges[k]! * cols, 1, cols);
    for (let i = 0; i < n; i++) reduceRow(i, 0, i, lu, i * n, 1, x, 0, cols, cols, 1);
    for (let i = n - 1; i >= 0; i--) reduceRow(i, i + 1, n, lu, i * n, 1, x, 0, cols, cols, lu[i * n + i]!);
  }
}

/** The same where it is needed: elsewhere X stays as it is, and no matrix is refused. */
export function luSolveIf(
  isNeeded: number, n: number, lu: Float64Array, exchanges: Float64Array, b: Float64Array, cols: number,
  x: Float64Array, transposed: boolean,
): void {
  if (isNeeded !== 0) luSolve(n, lu, exchanges, b, cols, x, transposed);
}

/**
 * One row of a substitution in X, whose rows have `width` elements, in the columns `left` up to `right`: from row i it
 * subtracts each row k from `begin` up to `end` times t[tOffset + k * tStep], then divides by `divisor`.
 */
export function reduceRow(
  i: number, begin: number, end: number, t: Float64Array, tOffset: number, tStep: number,
  x: Float64Array, left: number, right: number, width: number, divisor: number,
): void {
  const row = i * width;
  let k = begin;
  if (right - left === 1) {
    let sum = x[row + left]!;
    for (let p = tOffset + k * tStep, q = k * width + left; k < end; k++) {
      sum -= t[p]! * x[q]!;
      p = (p + tStep) | 0;
      q = (q + width) | 0;
    }
    x[row + left] = sum / divisor;
    return;
  }
  for (; k + 3 < end; k += 4) {
    const p = tOffset + k * tStep, q = k * width;
    const t0 = t[p]!, t1 = t[p + tStep]!, t2 = t[p + 2 * tStep]!, t3 = t[p + 3 * tStep]!;
    for (let j = left; j < right; j++) {
      const x0 = x[q + j]!, x1 = x[q + width + j]!, x2 = x[q + 2 * width + j]!, x3 = x[q + 3 * width + j]!;
      x[row + j] = x[row + j]! - t0 * x0 - t1 * x1 - t2 * x2 - t3 * x3;
    }
  }
  for (; k < end; k++) {
    const factor = t[tOffset + k * tStep]!;
    for (let j = left; j < right; j++) x[row + j] = x[row + j]! - factor * x[k * width + j]!;
  }
  if (divisor !== 1) for (let j = left; j < right; j++) x[row + j] = x[row + j]! / divisor;
}

/** The determinant from the factors and the row exchanges. */
export function luDeterminant(n: number, lu: Float64Array, exchanges: Float64Array): number {
  let product = 1;
  for (let k = 0; k < n; k++) product *= exchanges[k] === k ? lu[k * n + k]! : -lu[k * n + k]!;
  return product;
}

/** The logarithm of the absolute value of the determinant from the factors: -Infinity for a singular matrix. */
export function luLogDeterminant(n: number, lu: Float64Array): number {
  let sum = 0;
  for (let k = 0; k < n; k++) sum += Math.log(Math.abs(lu[k * n + k]!));
  return sum;
}

/**
 * The cofactors of the n x n matrix `a`, which are the gradient of its determinant, into `out`, another array.
 * Right for singular matrices too. `work` has n * n + 2 * n elements; up to 3 x 3 it is not used.
 */
export function cofactors(
  n: number, a: Float64Array, out: Float64Array, work = new Float64Array(n > 3 ? n * n + 2 * n : 0),
): void {
  if (n <= 3) {
    cofactorsSmall(n, a, out);
    return;
  }
  for (let i = 0; i < n * n; i++) work[i] = a[i]!;
  const sign = luFactorComplete(n, work, n * n, n * n + n);
  // P A Q = L U gives cof(A) = sign P' L'^-1 cof(U) Q'.
  let minor = sign;
  for (let k = 0; k < n - 1; k++) minor *= work[k * n + k]!;
  cofactorsUpper(n, work, minor, out);
  for (let i = n - 2; i >= 0; i--) reduceRow(i, i + 1, n, work, i, n, out, 0, n, n, 1);
  for (let k = n - 2; k >= 0; k--) {
    swapLines(out, k * n, work[n * n + k]! * n, 1, n);
    swapLines(out, k, work[n * n + n + k]!, n, n);
  }
}

/** The cofactors of a matrix of at most 3 x 3 elements in closed form. */
export function cofactorsSmall(n: number, a: Float64Array, out: Float64Array): void {
  if (n === 1) out[0] = 1;
  if (n === 2) {
    const a00 = a[0]!, a01 = a[1]!, a10 = a[2]!, a11 = a[3]!;
    out[0] = a11; out[1] = -a10; out[2] = -a01; out[3] = a00;
  }
  if (n === 3) {
    const a00 = a[0]!, a01 = a[1]!, a02 = a[2]!;
    const a10 = a[3]!, a11 = a[4]!, a12 = a[5]!;
    const a20 = a[6]!, a21 = a[7]!, a22 = a[8]!;
    out[0] = a11 * a22 - a12 * a21; out[1] = a12 * a20 - a10 * a22; out[2] = a10 * a21 - a11 * a20;
    out[3] = a02 * a21 - a01 * a22; out[4] = a00 * a22 - a02 * a20; out[5] = a01 * a20 - a00 * a21;
    out[6] = a01 * a12 - a02 * a11; out[7] = a02 * a10 - a00 * a12; out[8] = a00 * a11 - a01 * a10;
  }
}

/**
 * Factors the n x n matrix at 0 of `m` in place with complete pivoting: P A Q = L U.
 * The row and column exchanges go to `m` at `rows` and `columns`; returns the sign of both permutations together.
 */
export function luFactorComplete(n: number, m: Float64Array, rows: number, columns: number): number {
  let sign = 1;
  for (let k = 0; k < n; k++) {
    let row = k, column = k, largest = -1;
    for (let i = k; i < n; i++) {
      for (let j = k; j < n; j++) {
        const size = Math.abs(m[i * n + j]!);
        if (size > largest || size !== size) {
          largest = size;
          row = i;
          column = j;
        }
      }
    }
    m[rows + k] = row;
    m[columns + k] = column;
    if (row !== k) {
      swapLines(m, k * n, row * n, 1, n);
      sign = -sign;
    }
    if (column !== k) {
      swapLines(m, k, column, n, n);
      sign = -sign;
    }
    if (largest !== 0) eliminateBelow(n, m, k);
  }
  return sign;
}

/**
 * The cofactors of the upper triangle U of `m` into `out`; `minor` is the product of all pivots but the last.
 * With U = [V u; 0 e] they are minor [e V'^-1, 0; -u' V'^-1, 1]: no division by e, which is zero at rank n - 1.
 * At a smaller rank `minor` is zero, and so are all cofactors.
 */
export function cofactorsUpper(n: number, m: Float64Array, minor: number, out: Float64Array): void {
  out.fill(0, 0, n * n);
  if (minor === 0) return;
  const last = n - 1;
  const scale = minor * m[last * n + last]!;
  // The rows of V'^-1, one after another, by forward substitution with V'.
  for (let i = 0; i < last; i++) {
    out[i * n + i] = 1;
    reduceRow(i, 0, i, m, i, n, out, 0, i + 1, n, m[i * n + i]!);
  }
  out[last * n + last] = 1;
  reduceRow(last, 0, last, m, last, n, out, 0, last, n, 1);
  for (let i = 0; i < last; i++) for (let j = 0; j <= i; j++) out[i * n + j] = out[i * n + j]! * scale;
  for (let j = 0; j <= last; j++) out[last * n + j] = out[last * n + j]! * minor;
}

/**
 * The lower factor L of the n x n matrix `a`, with L L' = A and zeros above its diagonal; only the lower part of `a` is
 * read. Throws where a pivot is not positive; a NaN reaches the result.
 */
export function choleskyFactor(n: number, a: Float64Array, l: Float64Array): void {
  for (let i = 0; i < n; i++) {
    const row = i * n;
    for (let j = 0; j < n; j++) l[row + j] = j <= i ? a[row + j]! : 0;
    for (let j = 0; j <= i; j++) {
      const other = j * n;
      let sum = l[row + j]!;
      for (let k = 0; k < j; k++) sum -= l[row + k]! * l[other + k]!;
      if (j < i) l[row + j] = sum / l[other + j]!;
      else if (sum <= 0) throw new Error(`cholesky: the matrix A is not positive definite (pivot ${i + 1} of ${n} is ${sum})`);
      else l[row + j] = Math.sqrt(sum);
    }
  }
}

/** The same where it is needed: elsewhere L stays as it is, and no matrix is refused. */
export function choleskyFactorIf(isNeeded: number, n: number, a: Float64Array, l: Float64Array): void {
  if (isNeeded !== 0) choleskyFactor(n, a, l);
}

/** Solves L X = B, or L' X = B when `transposed`, for the lower part L of an n x n matrix; B and X are n x cols, and may be one array. */
export function lowerSolve(
  n: number, l: Float64Array, b: Float64Array, cols: number, x: Float64Array, transposed: boolean,
): void {
  if (x !== b) for (let i = 0; i < n * cols; i++) x[i] = b[i]!;
  for (let k = 0; k < n; k++) {
    const i = transposed ? n - 1 - k : k;
    if (transposed) reduceRow(i, i + 1, n, l, i, n, x, 0, cols, cols, l[i * n + i]!);
    else reduceRow(i, 0, i, l, i * n, 1, x, 0, cols, cols, l[i * n + i]!);
  }
}
