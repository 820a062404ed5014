// Products as WebAssembly computes them: the routines of ../multiply.ts without memory of their own from call to call.
import { addBlock } from "../arithmetic.js";
import { addEightColumns, multiplyFourRows, multiplySmall } from "../multiply.js";

/** C = A B, or C += A B when `add` is true, of a rows x inner and an inner x cols matrix. */
export function multiply(
  rows: number, inner: number, cols: number,
  a: Float64Array, aOffset: number, aRow: number, aCol: number,
  b: Float64Array, bOffset: number, bRow: number, bCol: number,
  c: Float64Array, cOffset: number, cRow: number, cCol: number, add: boolean,
): void {
  if (inner <= 512) {
    multiplySmall(rows, inner, cols, a, aOffset, aRow, aCol, b, bOffset, bRow, bCol, c, cOffset, cRow, cCol, add);
    return;
  }
  const whole = new Float64Array(rows * cols);
  for (let k = 0; k < inner; k += 512) {
    const from = aOffset + k * aCol, to = bOffset + k * bRow, depth = Math.min(512, inner - k);
    multiplySmall(rows, depth, cols, a, from, aRow, aCol, b, to, bRow, bCol, c, cOffset, cRow, cCol, add || k > 0);
    addBlock(rows, cols, c, cOffset, cRow, cCol, whole, k === 0, k + 512 >= inner);
  }
}

/** y = A x, or y += A x when `add` is true, of a rows x cols matrix: along the smaller stride of A. */
export function multiplyVector(
  rows: number, cols: number, a: Float64Array, aOffset: number, aRow: number, aCol: number,
  x: Float64Array, xOffset: number, xStep: number, y: Float64Array, yOffset: number, yStep: number, add: boolean,
): void {
  const together = aRow * aRow >= aCol * aCol ? 0 : cols - (cols % 8);
  const whole = new Float64Array(rows);
  for (let k = 0; k < together; k += 512) {
    const end = Math.min(k + 512, together);
    for (let j = k; j < end; j += 8) {
      addEightColumns(rows, a, aOffset + j * aCol, aRow, aCol, x, xOffset + j * xStep, xStep, y, yOffset, yStep, add || j > 0);
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
}
