// Sums without rounding: an expansion of numbers that do not overlap (Shewchuk), added up at the end.
import { productError } from "../../src/runtime/arithmetic.js";

/** The sum of the terms with one rounding or two. */
export function exactSum(terms: Iterable<number>): number {
  const parts: number[] = [];
  for (const term of terms) {
    let high = term;
    let kept = 0;
    for (let i = 0; i < parts.length; i++) {
      const part = parts[i] as number;
      const [big, small] = Math.abs(high) < Math.abs(part) ? [part, high] : [high, part];
      high = big + small;
      const low = small - (high - big);
      if (low !== 0) parts[kept++] = low;
    }
    parts.length = kept;
    parts.push(high);
  }
  return parts.reduceRight((sum, part) => sum + part, 0);
}

/** The terms of a dot product, each as its rounded value and its error. */
export function* exactProducts(x: ArrayLike<number>, y: ArrayLike<number>): Iterable<number> {
  for (let i = 0; i < x.length; i++) {
    const product = (x[i] as number) * (y[i] as number);
    yield product;
    yield productError(x[i] as number, y[i] as number, product);
  }
}
