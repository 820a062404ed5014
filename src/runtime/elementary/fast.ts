// What `--math fast` computes in place of the functions of these names without `Fast`: fewer operations, and within 3 units in the last
// place with all that is made of them.
import { rarely, twoTo } from "./bits.js";
import { expEdge, expSeries } from "./exponential.js";

/** The exponential function, without what is lost where its argument is reduced. */
export function expFast(x: number): number {
  if (rarely(!(Math.abs(x) < 708))) return expEdge(x);
  const shifted = x * 1.4426950408889634 + 6755399441055744;
  const k = shifted - 6755399441055744;
  const r = x - k * 0.6931471803691238 - k * 1.9082149292705877e-10;
  const r2 = r * r;
  return (1 + (r + r2 * expSeries(r, r2))) * twoTo(shifted);
}

/** A power of two next to exp(-|x|), and 0 where that is no normal double. */
export function expMinusScaleFast(x: number): number {
  const size = -Math.abs(x);
  const bounded = size < -709 ? -709 : size;
  // of 2^-1023 the bits are those of 0
  return twoTo(bounded * 1.4426950408889634 + 6755399441055744);
}

/** What exp(-|x|) is over that power of two, less 1. */
export function expMinusRestFast(x: number): number {
  const size = -Math.abs(x);
  const bounded = size < -709 ? -709 : size;
  const k = bounded * 1.4426950408889634 + 6755399441055744 - 6755399441055744;
  const r = bounded - k * 0.6931471803691238 - k * 1.9082149292705877e-10;
  const r2 = r * r;
  return r + r2 * expSeries(r, r2);
}
