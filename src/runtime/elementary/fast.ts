// What `--math fast` computes in place of the functions of these names without `Fast`: fewer operations, and within 3 units in the last
// place with all that is made of them.
import { rarely, twoTo } from "./bits.js";
import { expEdge } from "./exponential.js";

/** The exponential function, without what is lost where its argument is reduced. */
export function expFast(x: number): number {
  if (rarely(!(Math.abs(x) < 708))) return expEdge(x);
  const shifted = x * 1.4426950408889634 + 6755399441055744;
  const k = shifted - 6755399441055744;
  const r = x - k * 0.6931471803691238 - k * 1.9082149292705877e-10;
  const r2 = r * r;
  const r4 = r2 * r2;
  const p =
    0.5000000000000011 + r * 0.1666666666666641 + r2 * (0.04166666666652973 + r * 0.008333333333494961)
    + r4 * (0.001388888894375855 + r * 0.00019841269505802464 + r2 * (2.4801492950891893e-5 + r * 2.755758678506223e-6)
    + r4 * (2.763030586908304e-7 + r * 2.5000022953681373e-8));
  return (1 + (r + r2 * p)) * twoTo(shifted);
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
  const r4 = r2 * r2;
  const p =
    0.5000000000000011 + r * 0.1666666666666641 + r2 * (0.04166666666652973 + r * 0.008333333333494961)
    + r4 * (0.001388888894375855 + r * 0.00019841269505802464 + r2 * (2.4801492950891893e-5 + r * 2.755758678506223e-6)
    + r4 * (2.763030586908304e-7 + r * 2.5000022953681373e-8));
  return r + r2 * p;
}
