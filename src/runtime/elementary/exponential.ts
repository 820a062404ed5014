// exp, log and their kin, each within one unit in the last place: the same steps, and so the same bits, on every machine.
// The logarithms go by fdlibm (Sun Microsystems 1993; permission to use, copy, modify and distribute is freely granted).
import { copySign, exponentOf, mantissaOf, rarely, twoTo, withoutLow } from "./bits.js";

/** The exponential function. */
export function exp(x: number): number {
  if (rarely(!(Math.abs(x) < 708))) return expEdge(x);
  const shifted = x * 1.4426950408889634 + 6755399441055744;
  const k = shifted - 6755399441055744;
  const high = x - k * 0.6931471803691238;
  const low = k * 1.9082149292705877e-10;
  const r = high - low;
  const c = high - r - low;
  const r2 = r * r;
  const p = expSeries(r, r2);
  return (1 + (r + (r2 * p + c))) * twoTo(shifted);
}

/** What exp(r) has beyond 1 + r, over r²: for r up to half of ln(2). */
export function expSeries(r: number, r2: number): number {
  const r4 = r2 * r2;
  return 0.5000000000000011 + r * 0.1666666666666641 + r2 * (0.04166666666652973 + r * 0.008333333333494961)
    + r4 * (0.001388888894375855 + r * 0.00019841269505802464 + r2 * (2.4801492950891893e-5 + r * 2.755758678506223e-6)
    + r4 * (2.763030586908304e-7 + r * 2.5000022953681373e-8));
}

/** exp(x) where it overflows, vanishes, is below the normal doubles or next to that; in two steps. */
export function expEdge(x: number): number {
  if (x !== x || x > 709.782712893384) return x !== x ? x : Infinity;
  if (x < -745.1332191019412) return 0;
  const shifted = x * 1.4426950408889634 + 6755399441055744;
  const k = shifted - 6755399441055744;
  const high = x - k * 0.6931471803691238;
  const low = k * 1.9082149292705877e-10;
  const r = high - low;
  const half = x < 0 ? -512 : 512;
  // exp(r + rest) - 1 by the usual way, as r is small
  const part = expm1(r);
  return (1 + (part + (1 + part) * (high - r - low))) * twoTo(shifted - half) * twoTo(half + 6755399441055744);
}

/** 2^k for whole k, in two steps: below -2044 it is 0. */
export function powerOfTwo(k: number): number {
  const least = k < -2044 ? -2044 : k;
  const bounded = 2046 < least ? 2046 : least;
  const half = Math.floor(0.5 * bounded);
  return twoTo(half + 6755399441055744) * twoTo(bounded - half + 6755399441055744);
}

/** exp(x) - 1. */
export function expm1(x: number): number {
  if (rarely(!(Math.abs(x) < 708))) return x < 0 ? -1 : expEdge(x);
  const shifted = x * 1.4426950408889634 + 6755399441055744;
  const k = shifted - 6755399441055744;
  const high = x - k * 0.6931471803691238;
  const low = k * 1.9082149292705877e-10;
  const r = high - low;
  const c = high - r - low;
  const r2 = r * r;
  const p = expSeries(r, r2);
  const scale = twoTo(shifted);
  // scale (1 + r + rest) - 1, with what the greatest parts lose
  const rest = r2 * p + c;
  const first = scale * r;
  const second = scale - 1;
  const sum = first + second;
  const part = sum - first;
  const lost = first - (sum - part) + (second - part);
  return x === 0 ? x : sum + (lost + scale * rest);
}

/** The natural logarithm. */
export function log(x: number): number {
  if (rarely(!(x >= 2.2250738585072014e-308 && x < Infinity))) return logEdge(x);
  const k = exponentOf(x);
  const f = mantissaOf(x) - 1;
  const half = 0.5 * f * f;
  return k * 0.6931471803691238 - (half - (logRest(f, half) + k * 1.9082149292705877e-10) - f);
}

/** log(x) of what is no normal number above 0. */
export function logEdge(x: number): number {
  if (!(x > 0)) return x === 0 ? -Infinity : NaN;
  return x < Infinity ? log(x * 18014398509481984) - 37.429947750237046 : x;
}

/** log(1 + x). */
export function log1p(x: number): number {
  if (rarely(!(x > -1 && x < Infinity))) return x === -1 ? -Infinity : x > 0 ? x : NaN;
  const u = 1 + x;
  const k = exponentOf(u);
  const f = k === 0 ? x : mantissaOf(u) - 1;
  const lost = k === 0 ? 0 : (Math.abs(x) > 1 ? 1 - (u - x) : x - (u - 1)) / u;
  const half = 0.5 * f * f;
  const value = k * 0.6931471803691238 - (half - (logRest(f, half) + (k * 1.9082149292705877e-10 + lost)) - f);
  return Math.abs(x) < 1e-20 ? x : value;
}

/** What log(1 + f) has beyond f - f²/2. */
export function logRest(f: number, half: number): number {
  const s = f / (2 + f);
  const z = s * s;
  const w = z * z;
  const r = w * (0.3999999999940942 + w * (0.22222198432149784 + w * 0.15313837699209373))
    + z * (0.6666666666666735 + w * (0.2857142874366239 + w * (0.1818357216161805 + w * 0.14798198605116586)));
  return s * (half + r);
}

/** The logarithm to the base 2. */
export function log2(x: number): number {
  if (rarely(!(x >= 2.2250738585072014e-308 && x < Infinity))) return x > 0 && x < 1 ? log2(x * 18014398509481984) - 54 : logEdge(x);
  const k = exponentOf(x);
  const f = mantissaOf(x) - 1;
  const half = 0.5 * f * f;
  const high = withoutLow(f - half);
  const low = f - high - half + logRest(f, half);
  const main = high * 1.4426950407214463;
  const sum = k + main;
  return (low + high) * 1.6751713164886512e-10 + low * 1.4426950407214463 + (k - sum + main) + sum;
}

/** The logarithm to the base 10. */
export function log10(x: number): number {
  if (rarely(!(x >= 2.2250738585072014e-308 && x < Infinity))) {
    return x > 0 && x < 1 ? log10(x * 18014398509481984) - 16.255619765854984 : logEdge(x);
  }
  const k = exponentOf(x);
  const f = mantissaOf(x) - 1;
  const half = 0.5 * f * f;
  const high = withoutLow(f - half);
  const low = f - high - half + logRest(f, half);
  const main = high * 0.4342944818781689;
  const shift = k * 0.30102999566361177;
  const sum = shift + main;
  return k * 3.694239077158931e-13 + (low + high) * 2.5082946711645275e-11 + low * 0.4342944818781689 + (shift - sum + main) + sum;
}

/** The hyperbolic sine. */
export function sinh(x: number): number {
  const a = Math.abs(x);
  if (rarely(a > 709)) return copySign(coshEdge(a), x);
  const t = expm1(a);
  return copySign(0.5 * (a < 1 ? 2 * t - (t * t) / (t + 1) : t + t / (t + 1)), x);
}

/** The hyperbolic cosine. */
export function cosh(x: number): number {
  const a = Math.abs(x);
  if (rarely(a > 709)) return coshEdge(a);
  return a < 0.35 ? coshCentral(expm1(a)) : coshOf(exp(a));
}

/** cosh(x), of exp(x) - 1. */
export function coshCentral(t: number): number {
  return 1 + (t * t) / (2 * (1 + t));
}

/** cosh(x), of exp(x). */
export function coshOf(t: number): number {
  return 0.5 * t + 0.5 / t;
}

/** exp(x)/2 where exp(x) is too large. */
export function coshEdge(x: number): number {
  const w = exp(0.5 * x);
  return 0.5 * w * w;
}

/** The inverse of sinh. */
export function asinh(x: number): number {
  const a = Math.abs(x);
  if (a < 3e-9) return x;
  const t = a * a;
  const value = a > 268435456 ? log(a) + 0.6931471805599453
    : a > 2 ? log(2 * a + 1 / (Math.sqrt(t + 1) + a)) : log1p(a + t / (1 + Math.sqrt(1 + t)));
  return copySign(value, x);
}

/** The inverse of cosh. */
export function acosh(x: number): number {
  if (rarely(x > 268435456)) return log(x) + 0.6931471805599453;
  if (!(x >= 1)) return NaN;
  if (x > 2) return log(2 * x - 1 / (x + Math.sqrt(x * x - 1)));
  const t = x - 1;
  return log1p(t + Math.sqrt(2 * t + t * t));
}

/** The inverse of tanh. */
export function atanh(x: number): number {
  const a = Math.abs(x);
  if (a < 3e-9) return x;
  const twice = 2 * a;
  return copySign(0.5 * log1p(a < 0.5 ? twice + (twice * a) / (1 - a) : twice / (1 - a)), x);
}
