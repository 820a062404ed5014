// Dense matrix products over strided views of Float64Array: the text of these functions is copied into generated files.
// Long sums are formed in pieces, and what is lost where pieces are added is carried along.
// The element (i, k) of a view is a[aOffset + i * aRow + k * aCol], so that a transpose is an exchange of two strides.
import { addBlock } from "./arithmetic.js";

/**
 * Makes the function `multiply` for one module: C = A B, or C += A B when `add` is true.
 * A is rows x inner, B is inner x cols; C may not overlap A or B. Its working memory of 264 KB is made here, once;
 * beyond 2048 terms a sum, or 512 in a small product, that of a second C is made by the first call that needs it.
 */
export function createMultiply() {
  let whole = new Float64Array(0);
  // Panels of three rows of A or three columns of B, at most `maxDepth` deep: one of A, then up to `maxCols` / 3 of B.
  const maxDepth = 256;
  const maxCols = 126;
  const panels = new Float64Array(maxDepth * (3 + maxCols));
  const pack = createPanelPacker(panels);
  const multiplyTile = createTileProduct(panels);
  // V8 meets both ways to store a tile here: one that it met later would cost it the code that it has, at times for good.
  for (let n = 0; n < 64; n++) multiplyTile(3, 0, 3, 0, panels, 0, 0, 0, n % 2 === 1);
  return function multiply(
    rows: number, inner: number, cols: number,
    a: Float64Array, aOffset: number, aRow: number, aCol: number,
    b: Float64Array, bOffset: number, bRow: number, bCol: number,
    c: Float64Array, cOffset: number, cRow: number, cCol: number, add: boolean,
  ): void {
    const isThin = rows <= 4 || cols <= 4, longest = isThin ? 512 : 2048;
    if (inner > longest) {
      if (whole.length < rows * cols) whole = new Float64Array(rows * cols);
      for (let k = 0; k < inner; k += longest) {
        const from = aOffset + k * aCol, to = bOffset + k * bRow, depth = Math.min(longest, inner - k);
        multiply(rows, depth, cols, a, from, aRow, aCol, b, to, bRow, bCol, c, cOffset, cRow, cCol, add || k > 0);
        addBlock(rows, cols, c, cOffset, cRow, cCol, whole, k === 0, k + longest >= inner);
      }
      return;
    }
    if (isThin || rows * inner * cols <= 512) {
      multiplySmall(rows, inner, cols, a, aOffset, aRow, aCol, b, bOffset, bRow, bCol, c, cOffset, cRow, cCol, add);
      return;
    }
    // Depth is cut into equal blocks; inside one, a strip of B is packed and every panel of A passes over it.
    const block = Math.ceil(inner / Math.ceil(inner / maxDepth));
    for (let k = 0; k < inner; k += block) {
      const depth = Math.min(block, inner - k);
      for (let first = 0; first < cols; first += maxCols) {
        const end = Math.min(first + maxCols, cols);
        for (let j = first; j < end; j += 3) {
          pack(3 * maxDepth + (j - first) * depth, depth, b, bOffset + k * bRow + j * bCol, bRow, cols - j, bCol);
        }
        for (let i = 0; i < rows; i += 3) {
          pack(0, depth, a, aOffset + i * aRow + k * aCol, aCol, rows - i, aRow);
          for (let j = first; j < end; j += 3) {
            const right = 3 * maxDepth + (j - first) * depth;
            multiplyTile(rows - i, depth, cols - j, right, c, cOffset + i * cRow + j * cCol, cRow, cCol, add || k > 0);
          }
        }
      }
    }
  };
}

/**
 * Makes the function that packs three lines of a matrix into `panels`, element by element side by side.
 * The first starts at `from`, and `line` lies between two; where fewer are left, the last one repeats.
 */
export function createPanelPacker(panels: Float64Array) {
  return function pack(
    to: number, depth: number, source: Float64Array, from: number, step: number, lines: number, line: number,
  ): void {
    const line1 = Math.min(1, lines - 1) * line, line2 = Math.min(2, lines - 1) * line;
    const end = (to + 3 * depth) | 0;
    for (let p = to, s = from; p < end; p = (p + 3) | 0) {
      panels[p] = source[s]!;
      panels[(p + 1) | 0] = source[(s + line1) | 0]!;
      panels[(p + 2) | 0] = source[(s + line2) | 0]!;
      s = (s + step) | 0;
    }
  };
}

/**
 * Makes the function that multiplies the panel of A at 0 by that of B at `right`: at most 3 x 3 elements of C.
 * Nine sums, three elements of A and the current ones of B fill the registers; a tile of 4 x 4 is slower.
 */
export function createTileProduct(panels: Float64Array) {
  return function multiplyTile(
    rows: number, depth: number, cols: number, right: number,
    c: Float64Array, cOffset: number, cRow: number, cCol: number, add: boolean,
  ): void {
    let s00 = 0, s01 = 0, s02 = 0, s10 = 0, s11 = 0, s12 = 0, s20 = 0, s21 = 0, s22 = 0;
    const end = (3 * depth) | 0;
    for (let p = 0, q = right | 0; p < end; p = (p + 3) | 0) {
      const b0 = panels[q]!, b1 = panels[q + 1]!, b2 = panels[q + 2]!;
      const a0 = panels[p]!, a1 = panels[p + 1]!, a2 = panels[p + 2]!;
      s00 += a0 * b0; s01 += a0 * b1; s02 += a0 * b2;
      s10 += a1 * b0; s11 += a1 * b1; s12 += a1 * b2;
      s20 += a2 * b0; s21 += a2 * b1; s22 += a2 * b2;
      q = (q + 3) | 0;
    }
    const col1 = Math.min(1, cols - 1) * cCol, col2 = Math.min(2, cols - 1) * cCol;
    storeFour(c, cOffset, col1, col2, col2, s00, s01, s02, s02, add);
    if (rows > 1) storeFour(c, cOffset + cRow, col1, col2, col2, s10, s11, s12, s12, add);
    if (rows > 2) storeFour(c, cOffset + 2 * cRow, col1, col2, col2, s20, s21, s22, s22, add);
  };
}

/**
 * The product C = A B, or C += A B, for few rows, few columns or few elements, where packing does not pay.
 * Tiles of 2 rows x 4 columns read A and B in place; where there are fewer columns than rows, it works on the transposes.
 */
export function multiplySmall(
  rows: number, inner: number, cols: number,
  a: Float64Array, aOffset: number, aRow: number, aCol: number,
  b: Float64Array, bOffset: number, bRow: number, bCol: number,
  c: Float64Array, cOffset: number, cRow: number, cCol: number, add: boolean,
): void {
  if (cols < rows) {
    multiplySmall(cols, inner, rows, b, bOffset, bCol, bRow, a, aOffset, aCol, aRow, c, cOffset, cCol, cRow, add);
    return;
  }
  for (let i = 0; i < rows; i += 2) {
    const row1 = i + 1 < rows ? aRow : 0;
    for (let j = 0; j < cols; j += 4) {
      const j1 = Math.min(1, cols - j - 1), j2 = Math.min(2, cols - j - 1), j3 = Math.min(3, cols - j - 1);
      const col1 = j1 * bCol, col2 = j2 * bCol, col3 = j3 * bCol;
      let s00 = 0, s01 = 0, s02 = 0, s03 = 0, s10 = 0, s11 = 0, s12 = 0, s13 = 0;
      for (let k = 0, p = aOffset + i * aRow, q = bOffset + j * bCol; k < inner; k = (k + 1) | 0) {
        const b0 = b[q]!, b1 = b[(q + col1) | 0]!, b2 = b[(q + col2) | 0]!, b3 = b[(q + col3) | 0]!;
        const a0 = a[p]!, a1 = a[(p + row1) | 0]!;
        s00 += a0 * b0; s01 += a0 * b1; s02 += a0 * b2; s03 += a0 * b3;
        s10 += a1 * b0; s11 += a1 * b1; s12 += a1 * b2; s13 += a1 * b3;
        p = (p + aCol) | 0;
        q = (q + bRow) | 0;
      }
      const to = cOffset + i * cRow + j * cCol;
      storeFour(c, to, j1 * cCol, j2 * cCol, j3 * cCol, s00, s01, s02, s03, add);
      if (i + 1 < rows) storeFour(c, to + cRow, j1 * cCol, j2 * cCol, j3 * cCol, s10, s11, s12, s13, add);
    }
  }
}

/**
 * Makes the function `multiplyVector` for one module: y = A x, or y += A x when `add` is true, of a rows x cols matrix.
 * y may not overlap A or x. Works along the smaller stride of A: four rows at a time, or eight columns at a time and
 * four rows for the rest. Beyond 512 columns, the latter takes `rows` numbers of memory, made by the first such call.
 */
export function createMultiplyVector() {
  let whole = new Float64Array(4);
  return function multiplyVector(
    rows: number, cols: number, a: Float64Array, aOffset: number, aRow: number, aCol: number,
    x: Float64Array, xOffset: number, xStep: number, y: Float64Array, yOffset: number, yStep: number, add: boolean,
  ): void {
    const together = Math.abs(aRow) >= Math.abs(aCol) ? 0 : cols - (cols % 8);
    if (together > 512 && whole.length < rows) whole = new Float64Array(rows);
    for (let k = 0; k < together; k += 512) {
      const end = Math.min(k + 512, together);
      for (let j = k; j < end; j += 8) {
        const from = aOffset + j * aCol;
        addEightColumns(rows, a, from, aRow, aCol, x, xOffset + j * xStep, xStep, y, yOffset, yStep, add || j > 0);
      }
      if (together > 512) addBlock(rows, 1, y, yOffset, yStep, 1, whole, k === 0, end === together);
    }
    if (together > 0 && together === cols) return;
    for (let i = 0; i < rows; i += 4) {
      const to = yOffset + i * yStep;
      for (let k = together; k === together || k < cols; k += 1024) {
        const from = aOffset + i * aRow + k * aCol, some = Math.min(1024, cols - k);
        multiplyFourRows(rows - i, some, a, from, aRow, aCol, x, xOffset + k * xStep, xStep, y, to, yStep, add || k > 0);
        if (cols - together > 1024) addBlock(Math.min(4, rows - i), 1, y, to, yStep, 1, whole, k === 0, k + 1024 >= cols);
      }
    }
  };
}

/** Sets or adds to `y` the sum of eight columns of A, each times its element of `x`. */
export function addEightColumns(
  rows: number, a: Float64Array, aOffset: number, aRow: number, aCol: number,
  x: Float64Array, xOffset: number, xStep: number, y: Float64Array, yOffset: number, yStep: number, add: boolean,
): void {
  const x0 = x[xOffset]!, x1 = x[xOffset + xStep]!, x2 = x[xOffset + 2 * xStep]!, x3 = x[xOffset + 3 * xStep]!;
  const x4 = x[xOffset + 4 * xStep]!, x5 = x[xOffset + 5 * xStep]!, x6 = x[xOffset + 6 * xStep]!;
  const x7 = x[xOffset + 7 * xStep]!;
  for (let i = 0, p = aOffset, o = yOffset; i < rows; i = (i + 1) | 0) {
    const low = x0 * a[p]! + x1 * a[(p + aCol) | 0]! + x2 * a[(p + 2 * aCol) | 0]! + x3 * a[(p + 3 * aCol) | 0]!;
    const h = (p + 4 * aCol) | 0;
    const high = x4 * a[h]! + x5 * a[(h + aCol) | 0]! + x6 * a[(h + 2 * aCol) | 0]! + x7 * a[(h + 3 * aCol) | 0]!;
    y[o] = add ? y[o]! + (low + high) : low + high;
    p = (p + aRow) | 0;
    o = (o + yStep) | 0;
  }
}

/** Sets or adds to at most four elements of `y` the products of rows of A with `x`; at the edge a row repeats. */
export function multiplyFourRows(
  rows: number, cols: number, a: Float64Array, aOffset: number, aRow: number, aCol: number,
  x: Float64Array, xOffset: number, xStep: number, y: Float64Array, yOffset: number, yStep: number, add: boolean,
): void {
  const i1 = Math.min(1, rows - 1), i2 = Math.min(2, rows - 1), i3 = Math.min(3, rows - 1);
  const row1 = (i1 * aRow) | 0, row2 = (i2 * aRow) | 0, row3 = (i3 * aRow) | 0, count = cols | 0;
  let s0 = 0, s1 = 0, s2 = 0, s3 = 0;
  for (let k = 0, p = aOffset | 0, q = xOffset | 0; k < count; k = (k + 1) | 0) {
    const t = x[q]!;
    s0 += a[p]! * t; s1 += a[(p + row1) | 0]! * t; s2 += a[(p + row2) | 0]! * t; s3 += a[(p + row3) | 0]! * t;
    p = (p + aCol) | 0;
    q = (q + xStep) | 0;
  }
  storeFour(y, yOffset, i1 * yStep, i2 * yStep, i3 * yStep, s0, s1, s2, s3, add);
}

/** Sets or adds to at most four elements of C, the first at `to`; where there are fewer, one of them repeats. */
export function storeFour(
  c: Float64Array, to: number, step1: number, step2: number, step3: number,
  x0: number, x1: number, x2: number, x3: number, add: boolean,
): void {
  if (add) {
    // All loads come before all stores: repeated elements then store one and the same value.
    x0 += c[to]!; x1 += c[to + step1]!; x2 += c[to + step2]!; x3 += c[to + step3]!;
  }
  c[to] = x0; c[to + step1] = x1; c[to + step2] = x2; c[to + step3] = x3;
}
