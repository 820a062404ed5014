// Powers and roots: the same steps, and so the same bits, on every machine.
// `pow` goes by fdlibm (Sun Microsystems 1993; permission to use, copy, modify and distribute is freely granted).
import { copySign, exponentOf, mantissaOf, rarely, twoTo, withoutLow } from "./bits.js";

/** x^y, with what ECMAScript says of the ends: NaN for 1 to an infinity. */
export function pow(x: number, y: number): number {
  if (rarely(!(x > 0 && x < Infinity && Math.abs(y) < Infinity && y !== -1))) return powOfAny(x, y);
  return powPositive(x, y);
}

/** The same of what is no finite number above 0 to a finite power, too. */
export function powOfAny(x: number, y: number): number {
  if (y === 0) return 1;
  if (y === -1) return 1 / x;
  if (x !== x || y !== y) return NaN;
  const a = Math.abs(x);
  if (Math.abs(y) === Infinity) return a === 1 ? NaN : a > 1 === y > 0 ? Infinity : 0;
  const half = 0.5 * y;
  const isOdd = y === Math.floor(y) && half !== Math.floor(half);
  const sign = isOdd ? copySign(1, x) : 1;
  if (a === 0 || a === Infinity) return (a === 0) === y > 0 ? 0 * sign : Infinity * sign;
  if (x < 0 && y !== Math.floor(y)) return NaN;
  return sign * powPositive(a, y);
}

/** x^y for finite x > 0: the logarithm of x to the base 2 in two parts, times y, and back. */
export function powPositive(x: number, y: number): number {
  // beyond that every power of another number than 1 overflows or vanishes
  if (Math.abs(y) > 1e20) return x === 1 ? 1 : x > 1 === y > 0 ? Infinity : 0;
  const isSmall = x < 2.2250738585072014e-308;
  const a = isSmall ? x * 18014398509481984 : x;
  const m = mantissaOf(a);
  const isLow = m < 0.8660254037844386;
  const n = exponentOf(a) - (isLow ? 1 : 0) - (isSmall ? 54 : 0);
  const ax = isLow ? 2 * m : m;
  // near 1 or 1.5: log2(1.5) stands in two parts
  const isUpper = ax >= 1.224744871391589;
  const base = isUpper ? 1.5 : 1;
  const baseHigh = isUpper ? 0.5849624872207642 : 0;
  const baseLow = isUpper ? 1.350039202129749e-8 : 0;
  const u = ax - base;
  const v = 1 / (ax + base);
  const s = u * v;
  const sHigh = withoutLow(s);
  const sumHigh = withoutLow(ax + base);
  const sumLow = ax - (sumHigh - base);
  const sLow = v * (u - sHigh * sumHigh - sHigh * sumLow);
  const s2 = s * s;
  const r = s2 * s2 * (0.5999999999999946 + s2 * (0.4285714285785502 + s2 * (0.33333332981837743
    + s2 * (0.272728123808534 + s2 * (0.23066074577556175 + s2 * 0.20697501780033842))))) + sLow * (sHigh + s);
  const square = sHigh * sHigh;
  const tHigh = withoutLow(3 + square + r);
  const tLow = r - (tHigh - 3 - square);
  const main = sHigh * tHigh;
  const side = sLow * tHigh + tLow * s;
  const pHigh = withoutLow(main + side);
  const pLow = side - (pHigh - main);
  const zHigh = 0.9617967009544373 * pHigh;
  const zLow = -7.028461650952758e-9 * pHigh + pLow * 0.9617966939259756 + baseLow;
  const logHigh = withoutLow(zHigh + zLow + baseHigh + n);
  const logLow = zLow - (logHigh - n - baseHigh - zHigh);
  const yHigh = withoutLow(y);
  return exp2Of(yHigh * logHigh, (y - yHigh) * logHigh + y * logLow);
}

/** 2^(high + low). */
export function exp2Of(high: number, low: number): number {
  if (rarely(!(Math.abs(high + low) < 1021))) return exp2Edge(high, low);
  const n = Math.floor(high + low + 0.5);
  return exp2Rest(high - n, low) * twoTo(n + 6755399441055744);
}

/** The same where it overflows, vanishes, is below the normal doubles or next to that. */
export function exp2Edge(high: number, low: number): number {
  const z = high + low;
  if (z > 1024 || (z === 1024 && low + 8.008566259537294e-17 > z - high)) return Infinity;
  if (z < -1075.5) return 0;
  const n = Math.floor(z + 0.5);
  const half = n < 0 ? -1000 : 1000;
  return exp2Rest(high - n, low) * twoTo(n - half + 6755399441055744) * twoTo(half + 6755399441055744);
}

/** The same of a sum up to 1/2. */
export function exp2Rest(top: number, low: number): number {
  const t = withoutLow(low + top);
  const u = t * 0.6931471824645996;
  const v = (low - (t - top)) * 0.6931471805599453 + t * -1.904654299957768e-9;
  const x = u + v;
  const w = v - (x - u);
  const x2 = x * x;
  const p = x - x2 * (0.16666666666666602 + x2 * (-0.0027777777777015593 + x2 * (6.613756321437934e-5
    + x2 * (-1.6533902205465252e-6 + x2 * 4.1381367970572385e-8))));
  return 1 - ((x * p) / (p - 2) - (w + x * w) - x);
}

/** The cube root: Newton's steps, and a last one from a root of half as many bits. */
export function cbrt(x: number): number {
  const a = Math.abs(x);
  if (!(a < Infinity) || a === 0) return x;
  const isSmall = a < 2.2250738585072014e-308;
  const scaled = isSmall ? a * 18014398509481984 : a;
  const e = exponentOf(scaled);
  const third = Math.floor(e / 3);
  const y = mantissaOf(scaled) * twoTo(e - 3 * third + 6755399441055744);
  const t1 = 0.764 + 0.18 * y;
  const t2 = (2 * t1 + y / (t1 * t1)) / 3;
  const t3 = (2 * t2 + y / (t2 * t2)) / 3;
  const t4 = (2 * t3 + y / (t3 * t3)) / 3;
  const t = Math.fround((2 * t4 + y / (t4 * t4)) / 3);
  const r = y / (t * t);
  return copySign((t + t * ((r - t) / (2 * t + r))) * twoTo(third - (isSmall ? 18 : 0) + 6755399441055744), x);
}

/** x less the multiple of y next to it towards 0: exact. */
export function fmod(x: number, y: number): number {
  const b = Math.abs(y);
  let rest = Math.abs(x);
  if (!(rest < Infinity) || !(b > 0)) return NaN;
  if (rest < b) return x;
  let t = b;
  while (t <= rest * 0.5) t *= 2;
  while (t >= b) {
    if (rest >= t) rest -= t;
    t *= 0.5;
    if (t === 0) return copySign(rest, x);
  }
  return copySign(rest, x);
}

/** The nearest whole number, the upper one of two. */
export function round(x: number): number {
  const below = Math.floor(x);
  return copySign(x - below >= 0.5 ? below + 1 : below, x);
}

/** -1, 0 or 1; NaN and zeros as they are. */
export function sign(x: number): number {
  return x > 0 ? 1 : x < 0 ? -1 : x;
}
