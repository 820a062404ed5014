// Elementary functions of floats, as WebAssembly computes four at once: within 2 units in the last place of a float.
// They go by the single-precision functions of Cephes (S. L. Moshier 1992; free to use, copy and modify). Each stands for the function
// of its name without `Float`.
import { copySign, exponentOfFloat, mantissaOfFloat, twoToFloat } from "../elementary/bits.js";

/** The exponential function. */
export function expFloat(x: number): number {
  const bounded = Math.min(Math.max(x, -104), 89);
  const k = bounded * 1.4426950408889634 + 12582912 - 12582912;
  const r = bounded - k * 0.693359375 + k * 0.00021219444;
  const p = 0.5000000120 + r * (0.16666665459 + r * (0.041665795894 + r * (0.0083334519073 + r * (0.0013981999507 + r * 0.000198756915))));
  // in two steps, as 2^k need not be a normal float
  const half = Math.floor(0.5 * k);
  return (1 + (r + r * r * p)) * twoToFloat(half + 12582912) * twoToFloat(k - half + 12582912);
}

/** The natural logarithm. */
export function logFloat(x: number): number {
  const isSmall = x < 1.1754943508222875e-38;
  const a = isSmall ? x * 8388608 : x;
  const k = exponentOfFloat(a) - (isSmall ? 23 : 0);
  const f = mantissaOfFloat(a) - 1;
  const z = f * f;
  const p = 0.33333331174 + f * (-0.24999993993 + f * (0.20000714765 + f * (-0.16668057665 + f * (0.14249322787
    + f * (-0.12420140846 + f * (0.1167699874 + f * (-0.1151461031 + f * 0.070376836292)))))));
  const value = f + (f * z * p - k * 0.00021219444 - 0.5 * z) + k * 0.693359375;
  return x > 0 ? (x < Infinity ? value : x) : x === 0 ? -Infinity : NaN;
}

/** log(1 + x): what is lost where 1 + x is rounded is put back. */
export function log1pFloat(x: number): number {
  const u = 1 + x;
  const lost = Math.abs(x) > 1 ? 1 - (u - x) : x - (u - 1);
  const value = logFloat(u);
  return u > 0 && u < Infinity ? value + lost / u : value;
}

/** The hyperbolic tangent. */
export function tanhFloat(x: number): number {
  const a = Math.abs(x);
  const z = x * x;
  const p = -0.333332819422 + z * (0.133314422036 + z * (-0.0537397155531 + z * (0.0206390887954 + z * -0.00570498872745)));
  return a < 0.625 ? x + x * z * p : copySign(1 - 2 / (expFloat(2 * a) + 1), x);
}
