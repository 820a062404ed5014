// The reciprocal functions whose plain composition, such as acos(1/x), fails somewhere in their domain.
import { productError } from "./arithmetic.js";

/** 1/cosh(x), also where cosh(x) overflows. */
export function sech(x: number): number {
  const e = Math.exp(-Math.abs(x));
  return (2 * e) / (1 + e * e);
}

/** 1/sinh(x), also where sinh(x) overflows. */
export function csch(x: number): number {
  const a = Math.abs(x);
  const t = Math.expm1(a);
  const value = a < 22 ? 1 / t + 1 / (t + 2) : 2 * Math.exp(-a);
  return x < 0 ? -value : value;
}

/** 1/tanh(x), with fewer roundings. */
export function coth(x: number): number {
  const value = 1 + 2 / Math.expm1(2 * Math.abs(x));
  return x < 0 ? -value : value;
}

/** acos(1 - x), without cancellation near 0. */
export function acosOneMinus(x: number): number {
  return x >= 0 && x < 0.5 ? 2 * Math.asin(0.5 * Math.sqrt(2 * x)) : Math.acos(1 - x);
}

/** acos(1/x), without cancellation near 1. */
export function asec(x: number): number {
  const a = Math.abs(x);
  if (!(a < 2)) return Math.acos(1 / x);
  const angle = Math.atan(Math.sqrt((a - 1) * (a + 1)));
  return x < 0 ? Math.PI - angle : angle;
}

/** asin(1/x), without cancellation near 1 and -1. */
export function acsc(x: number): number {
  const a = Math.abs(x);
  if (!(a < 2)) return Math.asin(1 / x);
  return Math.sign(x) * Math.atan2(1, Math.sqrt((a - 1) * (a + 1)));
}

/** acosh(1/x), without cancellation near 1 and without overflow near 0. */
export function asech(x: number): number {
  if (x < 1e-300) return Math.LN2 - Math.log(x);
  if (x < 0.71) return Math.acosh(1 / x);
  const square = x * x;
  return Math.atanh(Math.sqrt(1 - square - productError(x, x, square)));
}

/** asinh(1/x), without overflow near 0. */
export function acsch(x: number): number {
  const a = Math.abs(x);
  return a < 1e-300 && a > 0 ? Math.sign(x) * (Math.LN2 - Math.log(a)) : Math.asinh(1 / x);
}

/** atanh(1/x), without cancellation near 1 and -1. */
export function acoth(x: number): number {
  const a = Math.abs(x);
  if (!(a < 2)) return Math.atanh(1 / x);
  return 0.5 * Math.sign(x) * Math.log1p(2 / (a - 1));
}
