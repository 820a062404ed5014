// Sines, tangents and their inverses: the same steps, and so the same bits, on every machine.
// They go by fdlibm (Sun Microsystems 1993; permission to use, copy, modify and distribute is freely granted).
import { copySign, exponentOf, rarely, twoTo, withoutLow } from "./bits.js";

/** sin(x + rest) for |x| <= pi/4. */
export function sinCentral(x: number, rest: number): number {
  const z = x * x;
  const w = z * z;
  const r = 0.00833333333332249 + z * (-0.0001984126982985795 + z * 2.7557313707070068e-6)
    + z * w * (-2.5050760253406863e-8 + z * 1.58969099521155e-10);
  const v = z * x;
  return x - (z * (0.5 * rest - v * r) - rest - v * -0.16666666666666632);
}

/** cos(x + rest) for |x| <= pi/4. */
export function cosCentral(x: number, rest: number): number {
  const z = x * x;
  const w = z * z;
  const r = z * (0.0416666666666666 + z * (-0.001388888888887411 + z * 2.480158728947673e-5))
    + w * w * (-2.7557314351390663e-7 + z * (2.087572321298175e-9 + z * -1.1359647557788195e-11));
  const half = 0.5 * z;
  const main = 1 - half;
  return main + (1 - main - half + (z * r - x * rest));
}

/** The sine of x + rest, and so many quarters of a turn on. */
export function sinTurned(x: number, rest: number, quarters: number): number {
  const s = sinCentral(x, rest);
  const c = cosCentral(x, rest);
  const turn = quarters - 4 * Math.floor(0.25 * quarters);
  const value = turn === 1 || turn === 3 ? c : s;
  return turn > 1 ? -value : value;
}

/** The sine. */
export function sin(x: number): number {
  if (rarely(!(Math.abs(x) < 800000))) return sinTurned(largeRest(x, 0), largeRest(x, 2), largeRest(x, 1));
  // less n quarters of a turn, in three parts
  const n = x * 0.6366197723675814 + 6755399441055744 - 6755399441055744;
  const first = x - n * 1.5707963267341256;
  const w2 = n * 6.077100506303966e-11;
  const second = first - w2;
  const w3 = n * 2.0222662487111665e-21 - (first - second - w2);
  const third = second - w3;
  const lost = n * 8.4784276603689e-32 - (second - third - w3);
  const y = third - lost;
  const rest = third - y - lost;
  return sinTurned(y, rest, n);
}

/** The cosine. */
export function cos(x: number): number {
  if (rarely(!(Math.abs(x) < 800000))) return sinTurned(largeRest(x, 0), largeRest(x, 2), largeRest(x, 1) + 1);
  const n = x * 0.6366197723675814 + 6755399441055744 - 6755399441055744;
  const first = x - n * 1.5707963267341256;
  const w2 = n * 6.077100506303966e-11;
  const second = first - w2;
  const w3 = n * 2.0222662487111665e-21 - (first - second - w2);
  const third = second - w3;
  const lost = n * 8.4784276603689e-32 - (second - third - w3);
  const y = third - lost;
  const rest = third - y - lost;
  return sinTurned(y, rest, n + 1);
}

/** The tangent. */
export function tan(x: number): number {
  if (rarely(!(Math.abs(x) < 800000))) return tanTurned(largeRest(x, 0), largeRest(x, 2), largeRest(x, 1));
  const n = x * 0.6366197723675814 + 6755399441055744 - 6755399441055744;
  const first = x - n * 1.5707963267341256;
  const w2 = n * 6.077100506303966e-11;
  const second = first - w2;
  const w3 = n * 2.0222662487111665e-21 - (first - second - w2);
  const third = second - w3;
  const lost = n * 8.4784276603689e-32 - (second - third - w3);
  const y = third - lost;
  const rest = third - y - lost;
  return x === 0 ? x : tanTurned(y, rest, n);
}

/** The tangent of x + rest, and so many quarters of a turn on: a quotient, with what its parts lose at first order. */
export function tanTurned(x: number, rest: number, quarters: number): number {
  const isCot = 0.5 * quarters !== Math.floor(0.5 * quarters);
  const a = Math.abs(x);
  const b = x < 0 ? -rest : rest;
  // near pi/4 the tangent of what is left to it
  const isLarge = a >= 0.6744;
  const u = isLarge ? 0.7853981633974483 - a + (3.061616997868383e-17 - b) : a;
  const v = isLarge ? 0 : b;
  const z = u * u;
  const w = z * z;
  const odd = 0.13333333333320124 + w * (0.021869488294859542 + w * (0.0035920791075913124 + w * (0.0005880412408202641
    + w * (7.817944429395571e-5 + w * -1.8558637485527546e-5))));
  const even = z * (0.05396825397622605 + w * (0.0088632398235993 + w * (0.0014562094543252903 + w * (0.0002464631348184699
    + w * (7.140724913826082e-5 + w * 2.590730518636337e-5)))));
  const s = z * u;
  const r = v + z * (s * (odd + even) + v) + 0.3333333333333341 * s;
  const t = u + r;
  if (isLarge) {
    const k = isCot ? -1 : 1;
    return (x < 0 ? -1 : 1) * (k - 2 * (u - ((t * t) / (t + k) - r)));
  }
  if (!isCot) return x < 0 ? -t : t;
  // -1/(u + r) with the roundings of t and of the quotient taken back
  const high = withoutLow(t);
  const low = r - (high - u);
  const quotient = -1 / t;
  const part = withoutLow(quotient);
  const value = part + quotient * (1 + part * high + part * low);
  return x < 0 ? -value : value;
}

/**
 * What large x has beyond a whole number of quarters of a turn, with 1 for `what` that number up to fours, with 2 what is lost
 * by rounding the first: of 2/pi in digits of 24 bits those that count, times the three of x (Payne and Hanek).
 */
export function largeRest(x: number, what: number): number {
  const a = Math.abs(x);
  if (!(a < Infinity)) return what === 0 ? NaN : 0;
  const twoOverPi = [
    10680707, 7228996, 1387004, 2578385, 16069853, 12639074, 9804092, 4427841, 16666979, 11263675, 12935607, 2387514,
    4345298, 14681673, 3074569, 13734428, 16653803, 1880361, 10960616, 8533493, 3062596, 8710556, 7349940, 6258241,
    3772886, 3769171, 3798172, 8675211, 12450088, 3874808, 9961438, 366607, 15675153, 9132554, 7151469, 3571407,
    2607881, 12013382, 4155038, 6285869, 7677882, 13102053, 15825725, 473591, 9065106, 15363067, 6271263, 9264392,
    5636912, 4652155,
  ];
  // a = (x0 2^48 + x1 2^24 + x2) 2^shift
  const shift = exponentOf(a) - 71;
  const half = Math.floor(0.5 * (48 + shift));
  let rest = a * twoTo(6755399441055744 - half) * twoTo(6755399441055744 + half - 48 - shift);
  const x0 = Math.floor(rest);
  rest = (rest - x0) * 16777216;
  const x1 = Math.floor(rest);
  const x2 = (rest - x1) * 16777216;
  // digits whose product is a multiple of 8 are left out
  const start = Math.max(0, Math.ceil((45 + shift) / 24 - 1));
  const digits = new Float64Array(8);
  let carry = 0;
  for (let i = 7; i >= 0; i -= 1) {
    const at = start + i;
    const sum = carry + x0 * twoOverPi[at]! + (at > 0 ? x1 * twoOverPi[at - 1]! : 0) + (at > 1 ? x2 * twoOverPi[at - 2]! : 0);
    carry = Math.floor(sum * 5.960464477539063e-8);
    digits[i] = sum - carry * 16777216;
  }
  const weight = twoTo(6755399441055744 + 48 + shift - 24 * (start + 1));
  const top = (digits[0]! + (start === 0 ? carry * 16777216 : 0)) * weight;
  const under = digits[1]! * 5.960464477539063e-8 * weight;
  const main = top - 8 * Math.floor(0.125 * top);
  const n = Math.floor(main + under + 0.5);
  if (what === 1) return x < 0 ? -n : n;
  let scale = weight * 5.960464477539063e-8;
  let high = main - n + under;
  let low = 0;
  for (let i = 2; i < 8; i += 1) {
    scale *= 5.960464477539063e-8;
    const digit = digits[i]! * scale;
    const sum = high + digit;
    low += digit - (sum - high);
    high = sum;
  }
  // times pi/2 in two parts, the product of the upper ones without a rounding
  const both = high + low;
  const upper = withoutLow(both);
  const lower = both - upper;
  const product = both * 1.5707963267948966;
  const lost = upper * 1.570796012878418 - product + upper * 3.13916478589249e-7 + lower * 1.570796012878418 + lower * 3.13916478589249e-7;
  const beside = lost + both * 6.123233995736766e-17 + (low - (both - high)) * 1.5707963267948966;
  const value = what === 2 ? beside - (product + beside - product) : product + beside;
  return x < 0 ? -value : value;
}

/** asin(x) is x + x asinRest(x²), for |x| <= 1/2. */
export function asinRest(z: number): number {
  const p = z * (0.16666666666666666 + z * (-0.3255658186224009 + z * (0.20121253213486293 + z * (-0.04005553450067941
    + z * (0.0007915349942898145 + z * 3.479331075960212e-5)))));
  return p / (1 + z * (-2.403394911734414 + z * (2.0209457602335057 + z * (-0.6882839716054533 + z * 0.07703815055590194))));
}

/** The inverse of the sine. */
export function asin(x: number): number {
  const a = Math.abs(x);
  const z = a < 0.5 ? a * a : 0.5 * (1 - a);
  const r = asinRest(z);
  if (a < 0.5) return x + x * r;
  const s = Math.sqrt(z);
  if (a >= 0.975) return copySign(1.5707963267948966 - (2 * (s + s * r) - 6.123233995736766e-17), x);
  const f = withoutLow(s);
  const c = (z - f * f) / (s + f);
  return copySign(0.7853981633974483 - (2 * s * r - (6.123233995736766e-17 - 2 * c) - (0.7853981633974483 - 2 * f)), x);
}

/** The inverse of the cosine. */
export function acos(x: number): number {
  const a = Math.abs(x);
  const z = a < 0.5 ? a * a : 0.5 * (1 - a);
  const r = asinRest(z);
  if (a < 0.5) return 1.5707963267948966 - (x - (6.123233995736766e-17 - x * r));
  const s = Math.sqrt(z);
  if (x < 0) return 2 * (1.5707963267948966 - (s + (r * s - 6.123233995736766e-17)));
  const f = withoutLow(s);
  const c = x === 1 ? 0 : (z - f * f) / (s + f);
  return 2 * (f + (r * s + c));
}

/** The inverse of the tangent. */
export function atan(x: number): number {
  const a = Math.abs(x);
  const isSmall = a < 0.4375;
  const isLarge = a >= 2.4375;
  // the tangent of the difference to 0, atan(1/2), pi/4, atan(3/2) or pi/2
  const base = a < 0.6875 ? 0.5 : a < 1.1875 ? 1 : 1.5;
  const t = isSmall ? a : isLarge ? -1 / a : (a - base) / (1 + base * a);
  const high = isSmall ? 0 : a < 0.6875 ? 0.4636476090008061 : a < 1.1875 ? 0.7853981633974483
    : isLarge ? 1.5707963267948966 : 0.982793723247329;
  const low = isSmall ? 0 : a < 0.6875 ? 2.2698777452961687e-17 : a < 1.1875 ? 3.061616997868383e-17
    : isLarge ? 6.123233995736766e-17 : 1.3903311031230998e-17;
  const z = t * t;
  const w = z * z;
  const odd = z * (0.3333333333333293 + w * (0.14285714272503466 + w * (0.09090887133436507 + w * (0.06661073137387531
    + w * (0.049768779946159324 + w * 0.016285820115365782)))));
  const even = w * (-0.19999999999876483 + w * (-0.11111110405462356 + w * (-0.0769187620504483 + w * (-0.058335701337905735
    + w * -0.036531572744216916))));
  return copySign(high - (t * (odd + even) - low - t), x);
}

/** The angle of the point (x, y). */
export function atan2(y: number, x: number): number {
  const a = Math.abs(y);
  const b = Math.abs(x);
  if (rarely(!(a > 0 && b > 0 && a < Infinity && b < Infinity))) return atan2OfAny(y, x);
  const angle = atan(a / b);
  return copySign(x < 0 ? 3.141592653589793 - (angle - 1.2246467991473532e-16) : angle, y);
}

/** The same, on the axes and at infinity. */
export function atan2OfAny(y: number, x: number): number {
  if (x !== x || y !== y) return NaN;
  const a = Math.abs(y);
  const b = Math.abs(x);
  const isUp = a > 0 && (b === 0 || a > b);
  const angle = a > 0 && a === b ? 0.7853981633974483 : isUp ? 1.5707963267948966 : 0;
  return copySign(copySign(1, x) < 0 ? 3.141592653589793 - angle : angle, y);
}
