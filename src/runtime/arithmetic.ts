// Building blocks of the functions that need more than one rounding's accuracy.

/** The rounding error of product = x * y, exact unless it underflows (Dekker). */
export function productError(x: number, y: number, product: number): number {
  const x1 = 134217729 * x - (134217729 * x - x);
  const y1 = 134217729 * y - (134217729 * y - y);
  const x2 = x - x1;
  const y2 = y - y1;
  return x1 * y1 - product + x1 * y2 + x2 * y1 + x2 * y2;
}

/** The rounding error of sum = x + y, exact (Knuth). */
export function sumError(x: number, y: number, sum: number): number {
  const part = sum - x;
  return x - (sum - part) + (y - part);
}

/** What x + y loses when it is rounded; 0 where the sum is infinite or not a number. */
export function sumRest(x: number, y: number): number {
  const sum = x + y;
  const rest = Math.abs(x) >= Math.abs(y) ? x - sum + y : y - sum + x;
  return Number.isFinite(sum) ? rest : 0;
}

/** x * (main + rest) with one rounding, for rest smaller than main. */
export function productOfSum(x: number, main: number, rest: number): number {
  const sum = main + rest;
  const product = x * sum;
  return product + (productError(x, sum, product) + x * (rest - (sum - main)));
}

/**
 * After the terms `from` up to `to` of `count` have been added to `sums`, from a place on: at the end of a block of 128
 * its sums go to `whole`, and what that addition loses begins the next block; at the end of all, `sums` has the sums of
 * all terms.
 */
export function joinBlock(
  sums: Float64Array, offset: number, whole: Float64Array, from: number, to: number, count: number,
): void {
  const isFirst = from < 128, isLast = to === count;
  if (isLast ? isFirst : Math.floor(from / 128) === Math.floor(to / 128)) return;
  addBlock(1, whole.length, sums, offset, 0, 1, whole, isFirst, isLast);
}

/** Adds the elements of the matrix C to those of `whole`, leaving in C what that loses, or the last time the sums. */
export function addBlock(
  rows: number, cols: number, c: Float64Array, cOffset: number, cRow: number, cCol: number,
  whole: Float64Array, isFirst: boolean, isLast: boolean,
): void {
  for (let i = 0, p = 0; i < rows; i++) {
    for (let j = 0, at = cOffset + i * cRow; j < cols; j++) {
      const before = isFirst ? 0 : whole[p]!;
      const block = c[at]!;
      whole[p] = before + block;
      c[at] = isLast ? before + block : sumRest(before, block);
      p = (p + 1) | 0;
      at = (at + cCol) | 0;
    }
  }
}
