// Elementary functions of floats, as WebAssembly computes four at once: within 2 units in the last place of a float.
// They go by the single-precision functions of Cephes (S. L. Moshier 1992; free to use, copy and modify). Each stands for the function
// of its name without `Float`.
import { copySign, exponentOfFloat, mantissaOfFloat, rarely, twoToFloat } from "../elementary/bits.js";
import { cos, sin } from "../elementary/trigonometric.js";

/**
 * The exponential function, and 0 where that is below the normal floats: what is computed of such numbers takes processors a hundred
 * times as long.
 */
export function expFloat(x: number): number {
  const least = x < -88 ? -88 : x;
  const bounded = 89 < least ? 89 : least;
  const k = bounded * 1.4426950408889634 + 12582912 - 12582912;
  const r = bounded - k * 0.693359375 + k * 0.00021219444;
  const p = 0.5000000120 + r * (0.16666665459 + r * (0.041665795894 + r * (0.0083334519073 + r * (0.0013981999507 + r * 0.000198756915))));
  const most = 127 < k ? 127 : k;
  // of 2^-127 the bits are those of 0; 2^128 is no float
  return (1 + (r + r * r * p)) * twoToFloat(most + 12582912) * (k > 127 ? 2 : 1);
}

/** exp(x) - 1. */
export function expm1Float(x: number): number {
  const least = x < -88 ? -88 : x;
  const bounded = 89 < least ? 89 : least;
  const k = bounded * 1.4426950408889634 + 12582912 - 12582912;
  const high = bounded - k * 0.693359375;
  const low = k * -0.00021219444;
  const r = high - low;
  const p = 0.5000000120 + r * (0.16666665459 + r * (0.041665795894 + r * (0.0083334519073 + r * (0.0013981999507 + r * 0.000198756915))));
  const rest = r + (r * r * p + (high - r - low));
  const most = 127 < k ? 127 : k;
  const scale = twoToFloat(most + 12582912);
  return x === 0 ? x : (scale - 1 + scale * rest) * (k > 127 ? 2 : 1);
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

/** A power of two next to exp(-|x|), and 0 where that is no normal float. */
export function expMinusScaleFloat(x: number): number {
  const size = -Math.abs(x);
  const bounded = size < -88 ? -88 : size;
  // of 2^-127 the bits are those of 0
  return twoToFloat(bounded * 1.4426950408889634 + 12582912);
}

/** What exp(-|x|) is over that power of two, less 1. */
export function expMinusRestFloat(x: number): number {
  const size = -Math.abs(x);
  const bounded = size < -88 ? -88 : size;
  const k = bounded * 1.4426950408889634 + 12582912 - 12582912;
  const high = bounded - k * 0.693359375;
  const low = k * -0.00021219444;
  const r = high - low;
  const p = 0.5000000120 + r * (0.16666665459 + r * (0.041665795894 + r * (0.0083334519073 + r * (0.0013981999507 + r * 0.000198756915))));
  return r + (r * r * p + (high - r - low));
}

/** The hyperbolic tangent, of the two parts of exp(-2|x|): near 0 by a polynomial, as 1 less floats would be off by 2 units there. */
export function tanhOfPartsFloat(x: number, scale: number, rest: number): number {
  const part = scale * rest;
  const lower = (scale + part) * (1 / (1 + scale + part));
  const z = x * x;
  const p = -0.333332819422 + z * (0.133314422036 + z * (-0.0537397155531 + z * (0.0206390887954 + z * -0.00570498872745)));
  return Math.abs(x) < 0.625 ? x + x * z * p : copySign(1 - 2 * lower, x);
}

/** Its derivative, of the same. */
export function sech2OfPartsFloat(scale: number, rest: number): number {
  const part = scale * rest;
  const lower = (scale + part) * (1 / (1 + scale + part));
  return 4 * (lower - lower * lower);
}

/** The sine. */
export function sinFloat(x: number): number {
  if (rarely(!(Math.abs(x) < 32768))) return sin(x);
  const value = sinOfQuarters(x * 0.6366197723675814 + 12582912 - 12582912, x, 0);
  return x === 0 ? x : value;
}

/** The cosine. */
export function cosFloat(x: number): number {
  if (rarely(!(Math.abs(x) < 32768))) return cos(x);
  return sinOfQuarters(x * 0.6366197723675814 + 12582912 - 12582912, x, 1);
}

/** The inverse of the tangent. */
export function atanFloat(x: number): number {
  const a = Math.abs(x);
  const isLarge = a > 2.414213562373095;
  const isMiddle = a > 0.4142135623730950;
  // the tangent of the difference to 0, pi/4 or pi/2
  const t = (isLarge ? -1 : isMiddle ? a - 1 : a) / (isLarge ? a : isMiddle ? a + 1 : 1);
  const z = t * t;
  const p = -0.333329491539 + z * (0.199777106478 + z * (-0.138776856032 + z * 0.0805374449538));
  return copySign((isLarge ? 1.5707963267948966 : isMiddle ? 0.7853981633974483 : 0) + (t + t * z * p), x);
}

/** The sine of x and `ahead` right angles, k of which are in x: these are taken away in four parts, so that k times one is exact. */
export function sinOfQuarters(k: number, x: number, ahead: number): number {
  const high = x - k * 1.5703125 - k * 0.00048351287841796875;
  const low = k * 3.1385570764541626e-7 + k * 6.0771006282767103e-11;
  const r = high - low;
  const lost = high - r - low;
  const z = r * r;
  const sine = r + (lost + r * z * (-0.16666654611 + z * (0.0083321608736 - z * 0.00019515295891)));
  const cosine = 1 - (0.5 * z + r * lost) + z * z * (0.04166664568298827 + z * (-0.001388731625493765 + z * 2.443315711809948e-5));
  const quarters = k + ahead;
  const half = Math.floor(0.5 * quarters);
  const turned = half - 2 * Math.floor(0.5 * half) > 0 ? -1 : 1;
  return turned * (quarters - 2 * half > 0 ? cosine : sine);
}

/** exp(-scale x²) as a whole: the square of the upper half of x is exact. */
export function gaussianScaleFloat(x: number, scale: number): number {
  const a = 20 < Math.abs(x) ? 20 : Math.abs(x);
  const split = 4097 * a;
  const top = split - (split - a);
  return expFloat(-scale * top * top) * expFloat(scale * (top - a) * (top + a));
}

export function gaussianRestFloat(_x: number, _scale: number): number {
  return 0;
}

/** 2/sqrt(pi) exp(-x²). */
export function erfDerivativeFloat(x: number): number {
  return 1.1283791670955126 * gaussianScaleFloat(x, 1);
}

export function erfDerivativeOfFloat(power: number, _more: number): number {
  return 1.1283791670955126 * power;
}

/** The error function for x from -1 to 1. */
export function erfNearFloat(x: number): number {
  const z = x * x;
  return x + x * (0.128379165726710 + z * (-0.3761262582423300 + z * (0.1128358514861418 + z * (-0.02685381193529856
    + z * (0.005188327685732524 + z * (-0.0008010193625184903 + z * 0.00007853861353153693))))));
}

/** The error function. */
export function erfFloat(x: number): number {
  return erfOfFloat(x, gaussianScaleFloat(x, 1), 0);
}

/** The same, of exp(-x²): by that of large arguments from 1 on. */
export function erfOfFloat(x: number, power: number, _more: number): number {
  const a = Math.abs(x);
  const bounded = 4 < a ? 4 : a;
  const y = 1 / bounded;
  const w = y * y;
  const p = a < 2
    ? 0.5638259427386472 + w * (-0.2741127028184656 + w * (0.3404879937665872 + w * (-0.4944515323274145 + w * (0.6210004621745983
      + w * (-0.5824733027278666 + w * (0.3687424674597105 + w * (-0.1387039388740657 + w * 0.02326819970068386)))))))
    : 0.5641895067754075 + w * (-0.2820767439740514 + w * (0.4218463358204948 + w * (-1.015265279202700 + w * (2.921019019210786
      + w * (-7.495518717768503 + w * (12.97719955372516 + w * -10.47766399936249))))));
  return a < 1 ? erfNearFloat(x) : copySign(1 - power * y * p, x);
}

/** exp(x²) erfc(x) for x >= 0, by 1/(1 + x/2). */
export function scaledErfcFloat(x: number): number {
  const t = 1 / (1 + 0.5 * x);
  return t * (0.2820885212 + t * (0.2822523922 + t * (0.2451792141 + t * (0.1855946197 + t * (0.05487921987 + t * (0.03540254891
    + t * (-0.02195442664 + t * (-0.2895986356 + t * (0.3814244551 + t * (-0.1910353654 + t * 0.03576746008))))))))));
}

/** 1 - erf(x) for x >= 0, of exp(-x²): as a difference while at most two bits are lost by it. */
export function erfcTailFloat(x: number, power: number): number {
  return x < 0.8 ? 1 - erfNearFloat(x) : power * scaledErfcFloat(x);
}

/** 1 - erf(x). */
export function erfcFloat(x: number): number {
  return erfcOfFloat(x, gaussianScaleFloat(x, 1), 0);
}

/** The same, of exp(-x²). */
export function erfcOfFloat(x: number, power: number, _more: number): number {
  const tail = erfcTailFloat(Math.abs(x), power);
  return x < 0 ? 2 - tail : tail;
}

/** How likely a number of the normal distribution beyond |x| is, on one side. */
export function normalTailFloat(x: number): number {
  return normalTailOfFloat(x, gaussianScaleFloat(x, 0.5), 0);
}

/** The same, of exp(-x²/2). */
export function normalTailOfFloat(x: number, power: number, _more: number): number {
  return 0.5 * erfcTailFloat(0.7071067811865476 * Math.abs(x), power);
}

/** The standard normal distribution function. */
export function normalCdfFloat(x: number): number {
  return normalCdfOfFloat(x, normalTailFloat(x));
}

/** The same, of the tail. */
export function normalCdfOfFloat(x: number, tail: number): number {
  return x > 0 ? 1 - tail : tail;
}

/** x times the standard normal distribution function. */
export function geluFloat(x: number): number {
  return geluOfFloat(x, normalTailFloat(x));
}

/** The same, of the tail. */
export function geluOfFloat(x: number, tail: number): number {
  const bounded = x < -20 ? -20 : x;
  return bounded * (bounded > 0 ? 1 - tail : tail);
}

/** The standard normal density. */
export function normalPdfFloat(x: number): number {
  return 0.3989422804014327 * gaussianScaleFloat(x, 0.5);
}

/** The same, of exp(-x²/2). */
export function normalPdfOfFloat(power: number, _more: number): number {
  return 0.3989422804014327 * power;
}
