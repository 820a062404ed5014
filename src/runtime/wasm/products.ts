// Products as WebAssembly computes them: tiles of four rows and two times as many columns as numbers lie side by side, of panels
// that are packed. Long sums are formed in pieces, as in ../multiply.ts.
import { addBlock } from "../arithmetic.js";
import {
  addLanes, laneCount, loadLanes, multiplyLanes, noLanes, spreadElement, storeLanes, sumLanes, type Lanes,
} from "../elementary/lanes.js";
import { addEightColumns, multiplyFourRows, multiplySmall } from "../multiply.js";

/** C = A B, or C += A B when `add` is true, of a rows x inner and an inner x cols matrix. */
export function multiply(
  rows: number, inner: number, cols: number,
  a: Float64Array, aOffset: number, aRow: number, aCol: number,
  b: Float64Array, bOffset: number, bRow: number, bCol: number,
  c: Float64Array, cOffset: number, cRow: number, cCol: number, add: boolean,
): void {
  const isSmall = rows < 3 || cols < 3 || rows * inner * cols <= 216;
  const longest = isSmall ? 512 : 2048;
  const whole = new Float64Array(inner > longest ? rows * cols : 0);
  for (let k = 0; k === 0 || k < inner; k += longest) {
    const from = aOffset + k * aCol, to = bOffset + k * bRow, depth = Math.min(longest, inner - k);
    if (isSmall) multiplySmall(rows, depth, cols, a, from, aRow, aCol, b, to, bRow, bCol, c, cOffset, cRow, cCol, add || k > 0);
    else multiplyPanels(rows, depth, cols, a, from, aRow, aCol, b, to, bRow, bCol, c, cOffset, cRow, cCol, add || k > 0);
    if (inner > longest) addBlock(rows, cols, c, cOffset, cRow, cCol, whole, k === 0, k + longest >= inner);
  }
}

/** The same by panels of at most 256 of the inner dimension: all of A's, and those of B one after the other. */
export function multiplyPanels(
  rows: number, inner: number, cols: number,
  a: Float64Array, aOffset: number, aRow: number, aCol: number,
  b: Float64Array, bOffset: number, bRow: number, bCol: number,
  c: Float64Array, cOffset: number, cRow: number, cCol: number, add: boolean,
): void {
  const width = 2 * laneCount();
  const most = Math.min(inner, 256);
  const left = new Float64Array(most * (rows + 3));
  const right = new Float64Array(most * width);
  const tile = new Float64Array(4 * width);
  for (let k = 0; k < inner; k += 256) {
    const depth = Math.min(256, inner - k);
    for (let i = 0; i < rows; i += 4) {
      const row1 = Math.min(1, rows - i - 1) * aRow, row2 = Math.min(2, rows - i - 1) * aRow, row3 = Math.min(3, rows - i - 1) * aRow;
      for (let p = i * depth, s = aOffset + i * aRow + k * aCol, end = (i + 4) * depth; p < end; p += 4) {
        left[p] = a[s]!;
        left[p + 1] = a[s + row1]!;
        left[p + 2] = a[s + row2]!;
        left[p + 3] = a[s + row3]!;
        s += aCol;
      }
    }
    for (let j = 0; j < cols; j += width) {
      // what is left of the columns may fit into tiles of half the width
      const wide = cols - j > laneCount() ? width : laneCount();
      packRight(Math.min(wide, cols - j), wide, depth, b, bOffset + k * bRow + j * bCol, bRow, bCol, right);
      for (let i = 0; i < rows; i += 4) {
        const to = cOffset + i * cRow + j * cCol;
        const isWhole = cCol === 1 && i + 4 <= rows && j + wide <= cols;
        if (isWhole) {
          multiplyTile(depth, left, i * depth, right, wide, c, to, cRow, add || k > 0);
        } else {
          multiplyTile(depth, left, i * depth, right, wide, tile, 0, wide, false);
          moveTile(Math.min(4, rows - i), Math.min(wide, cols - j), tile, wide, c, to, cRow, cCol, add || k > 0);
        }
      }
    }
  }
}

/** A panel of `count` columns of B; beyond them the last one repeats. */
export function packRight(
  count: number, width: number, depth: number, b: Float64Array, from: number, bRow: number, bCol: number, right: Float64Array,
): void {
  if (bCol === 1 && count === width) {
    const half = laneCount();
    for (let p = 0, s = from, end = depth * width; p < end; p += width) {
      storeLanes(right, p, loadLanes(b, s));
      if (width > half) storeLanes(right, p + half, loadLanes(b, s + half));
      s += bRow;
    }
    return;
  }
  for (let q = 0; q < width; q++) {
    for (let p = q, s = from + Math.min(q, count - 1) * bCol, end = depth * width; p < end; p += width) {
      right[p] = b[s]!;
      s += bRow;
    }
  }
}

/** A tile of C, all of whose columns are next to each other: eight sums side by side, or four. */
export function multiplyTile(
  depth: number, left: Float64Array, from: number, right: Float64Array, width: number,
  c: Float64Array, to: number, cRow: number, add: boolean,
): void {
  const half = laneCount();
  if (width === half) {
    multiplyHalfTile(depth, left, from, right, c, to, cRow, add);
    return;
  }
  let s00 = noLanes(), s01 = noLanes(), s10 = noLanes(), s11 = noLanes();
  let s20 = noLanes(), s21 = noLanes(), s30 = noLanes(), s31 = noLanes();
  for (let p = from, q = 0, end = from + 4 * depth; p < end; p += 4) {
    const b0 = loadLanes(right, q), b1 = loadLanes(right, q + half);
    const a0 = spreadElement(left, p), a1 = spreadElement(left, p + 1);
    s00 = addLanes(s00, multiplyLanes(a0, b0));
    s01 = addLanes(s01, multiplyLanes(a0, b1));
    s10 = addLanes(s10, multiplyLanes(a1, b0));
    s11 = addLanes(s11, multiplyLanes(a1, b1));
    const a2 = spreadElement(left, p + 2), a3 = spreadElement(left, p + 3);
    s20 = addLanes(s20, multiplyLanes(a2, b0));
    s21 = addLanes(s21, multiplyLanes(a2, b1));
    s30 = addLanes(s30, multiplyLanes(a3, b0));
    s31 = addLanes(s31, multiplyLanes(a3, b1));
    q += 2 * half;
  }
  storeRow(c, to, half, s00, s01, add);
  storeRow(c, to + cRow, half, s10, s11, add);
  storeRow(c, to + 2 * cRow, half, s20, s21, add);
  storeRow(c, to + 3 * cRow, half, s30, s31, add);
}

/** The same of half as many columns. */
export function multiplyHalfTile(
  depth: number, left: Float64Array, from: number, right: Float64Array, c: Float64Array, to: number, cRow: number, add: boolean,
): void {
  const half = laneCount();
  let s0 = noLanes(), s1 = noLanes(), s2 = noLanes(), s3 = noLanes();
  for (let p = from, q = 0, end = from + 4 * depth; p < end; p += 4) {
    const b0 = loadLanes(right, q);
    s0 = addLanes(s0, multiplyLanes(spreadElement(left, p), b0));
    s1 = addLanes(s1, multiplyLanes(spreadElement(left, p + 1), b0));
    s2 = addLanes(s2, multiplyLanes(spreadElement(left, p + 2), b0));
    s3 = addLanes(s3, multiplyLanes(spreadElement(left, p + 3), b0));
    q += half;
  }
  if (add) {
    s0 = addLanes(s0, loadLanes(c, to));
    s1 = addLanes(s1, loadLanes(c, to + cRow));
    s2 = addLanes(s2, loadLanes(c, to + 2 * cRow));
    s3 = addLanes(s3, loadLanes(c, to + 3 * cRow));
  }
  storeLanes(c, to, s0);
  storeLanes(c, to + cRow, s1);
  storeLanes(c, to + 2 * cRow, s2);
  storeLanes(c, to + 3 * cRow, s3);
}

export function storeRow(c: Float64Array, to: number, half: number, x: Lanes, y: Lanes, add: boolean): void {
  if (add) {
    storeLanes(c, to, addLanes(x, loadLanes(c, to)));
    storeLanes(c, to + half, addLanes(y, loadLanes(c, to + half)));
  } else {
    storeLanes(c, to, x);
    storeLanes(c, to + half, y);
  }
}

/** The part of a tile that is inside of C. */
export function moveTile(
  rows: number, cols: number, tile: Float64Array, width: number, c: Float64Array, to: number, cRow: number, cCol: number, add: boolean,
): void {
  for (let i = 0; i < rows; i++) {
    for (let j = 0; j < cols; j++) {
      const at = to + i * cRow + j * cCol;
      c[at] = add ? c[at]! + tile[i * width + j]! : tile[i * width + j]!;
    }
  }
}

/** y = A x, or y += A x when `add` is true, of a rows x cols matrix: along the smaller stride of A. */
export function multiplyVector(
  rows: number, cols: number, a: Float64Array, aOffset: number, aRow: number, aCol: number,
  x: Float64Array, xOffset: number, xStep: number, y: Float64Array, yOffset: number, yStep: number, add: boolean,
): void {
  const together = aRow * aRow >= aCol * aCol ? 0 : cols - (cols % 8);
  const whole = new Float64Array(rows + 4);
  for (let k = 0; k < together; k += 512) {
    const end = Math.min(k + 512, together);
    for (let j = k; j < end; j += 8) {
      const from = aOffset + j * aCol, at = xOffset + j * xStep;
      if (aRow === 1 && yStep === 1) addEightSide(rows, a, from, aCol, x, at, xStep, y, yOffset, add || j > 0);
      else addEightColumns(rows, a, from, aRow, aCol, x, at, xStep, y, yOffset, yStep, add || j > 0);
    }
    if (together > 512) addBlock(rows, 1, y, yOffset, yStep, 1, whole, k === 0, end === together);
  }
  if (together > 0 && together === cols) return;
  for (let i = 0; i < rows; i += 4) {
    const to = yOffset + i * yStep;
    for (let k = together; k === together || k < cols; k += 1024) {
      const from = aOffset + i * aRow + k * aCol, some = Math.min(1024, cols - k);
      if (aCol === 1 && xStep === 1 && i + 4 <= rows) fourRowsSide(some, a, from, aRow, x, xOffset + k, y, to, yStep, add || k > 0);
      else multiplyFourRows(rows - i, some, a, from, aRow, aCol, x, xOffset + k * xStep, xStep, y, to, yStep, add || k > 0);
      if (cols - together > 1024) addBlock(Math.min(4, rows - i), 1, y, to, yStep, 1, whole, k === 0, k + 1024 >= cols);
    }
  }
}

/** Sets or adds to `y` the sum of eight columns of A, whose rows are next to each other, each times its element of `x`. */
export function addEightSide(
  rows: number, a: Float64Array, from: number, aCol: number, x: Float64Array, at: number, xStep: number,
  y: Float64Array, to: number, add: boolean,
): void {
  const half = laneCount();
  const x0 = spreadElement(x, at), x1 = spreadElement(x, at + xStep), x2 = spreadElement(x, at + 2 * xStep);
  const x3 = spreadElement(x, at + 3 * xStep), x4 = spreadElement(x, at + 4 * xStep), x5 = spreadElement(x, at + 5 * xStep);
  const x6 = spreadElement(x, at + 6 * xStep), x7 = spreadElement(x, at + 7 * xStep);
  let i = 0;
  for (; i + half <= rows; i += half) {
    const p = from + i, q = p + 4 * aCol;
    const low = addLanes(
      addLanes(multiplyLanes(x0, loadLanes(a, p)), multiplyLanes(x1, loadLanes(a, p + aCol))),
      addLanes(multiplyLanes(x2, loadLanes(a, p + 2 * aCol)), multiplyLanes(x3, loadLanes(a, p + 3 * aCol))),
    );
    const high = addLanes(
      addLanes(multiplyLanes(x4, loadLanes(a, q)), multiplyLanes(x5, loadLanes(a, q + aCol))),
      addLanes(multiplyLanes(x6, loadLanes(a, q + 2 * aCol)), multiplyLanes(x7, loadLanes(a, q + 3 * aCol))),
    );
    const sum = addLanes(low, high);
    if (add) storeLanes(y, to + i, addLanes(sum, loadLanes(y, to + i)));
    else storeLanes(y, to + i, sum);
  }
  if (i < rows) addEightColumns(rows - i, a, from + i, 1, aCol, x, at, xStep, y, to + i, 1, add);
}

/** Sets or adds to four elements of `y` the products of rows of A, whose elements are next to each other, with `x`. */
export function fourRowsSide(
  cols: number, a: Float64Array, from: number, aRow: number, x: Float64Array, at: number,
  y: Float64Array, to: number, yStep: number, add: boolean,
): void {
  const half = laneCount();
  const r1 = from + aRow, r2 = from + 2 * aRow, r3 = from + 3 * aRow;
  let s0 = noLanes(), s1 = noLanes(), s2 = noLanes(), s3 = noLanes();
  let k = 0;
  for (; k + half <= cols; k += half) {
    const t = loadLanes(x, at + k);
    s0 = addLanes(s0, multiplyLanes(loadLanes(a, from + k), t));
    s1 = addLanes(s1, multiplyLanes(loadLanes(a, r1 + k), t));
    s2 = addLanes(s2, multiplyLanes(loadLanes(a, r2 + k), t));
    s3 = addLanes(s3, multiplyLanes(loadLanes(a, r3 + k), t));
  }
  let t0 = sumLanes(s0), t1 = sumLanes(s1), t2 = sumLanes(s2), t3 = sumLanes(s3);
  for (; k < cols; k++) {
    const one = x[at + k]!;
    t0 += a[from + k]! * one; t1 += a[r1 + k]! * one; t2 += a[r2 + k]! * one; t3 += a[r3 + k]! * one;
  }
  y[to] = add ? y[to]! + t0 : t0;
  y[to + yStep] = add ? y[to + yStep]! + t1 : t1;
  y[to + 2 * yStep] = add ? y[to + 2 * yStep]! + t2 : t2;
  y[to + 3 * yStep] = add ? y[to + 3 * yStep]! + t3 : t3;
}
