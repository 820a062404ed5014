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
