// The gamma function and its logarithm. Coefficients: see test/accuracy/fit-coefficients.py.
import { productError } from "./arithmetic.js";

/** gamma(t + 1.5) for |t| <= 1/2. */
export function gammaCentral(t: number): number {
  const p =
    0.03233839744888502 + t * (0.43690264148531865 + t * (0.17093150171117993
      + t * (2.82638126326875e-3 + t * (1.9922361280227e-3 + t * (1.6007527130895e-3
      - t * (1.99745667056e-5 - t * 4.757049995e-6))))));
  const q =
    1 + t * (0.6830637737053074 - t * (0.15825573274618276 + t * (0.08915644674434446
      - t * (0.02215815757021584 + t * (2.3832175006065e-3 - t * (1.1178973086266e-3
      - t * 9.22691916054e-5))))));
  return 0.886226925452758 + (t * (p / q) - 3.833e-17);
}

/** (n - 1)! for whole n from 1 to 171, correctly rounded: a product of unevaluated pairs. */
export function factorialBelow(n: number): number {
  let high = 2 ** -200;
  let low = 0;
  for (let k = 2; k < n; k += 1) {
    const product = high * k;
    low = low * k + productError(high, k, product);
    high = product + low;
    low -= high - product;
  }
  return high * 2 ** 200;
}

/** gamma(a) / (a/e)^(a - 1/2) - main for a >= 3, where main = sqrt(2 pi/e): Stirling's series. */
export function gammaStirling(a: number, base: number): number {
  const t = 1 / a;
  const p =
    0.08333333333333333 + t * (0.21026839582303767 + t * (0.4683154970364217
      + t * (0.4456235760740318 + t * (0.30148560476506 + t * (0.078296429179824
      + t * 6.40184837582e-3)))));
  const q =
    1 + t * (2.481554083209703 + t * (5.548563803576623 + t * (5.198892718937751
      + t * (3.577161837584235 + t * (0.948881710013665 + t * 0.11953640213613)))));
  // base is a/e rounded; what that lost counts a - 1/2 times.
  const lost = productError(a, 0.36787944117144233, base) - a * 1.2428754e-17;
  return 1.520346901066281 * (t * (p / q) + ((a - 0.5) * lost) / base) - 9.24e-17;
}

/** -power / (sin(pi a)/pi · factor · (h + low)): the reflection of gamma(a + 1) = factor (h + low) / power. */
export function gammaReflected(a: number, factor: number, h: number, low: number, power: number): number {
  const nearest = Math.round(a);
  const f = a - nearest;
  const s = f * f;
  const p =
    -1.6449340668482264 + s * (0.8117424252833536 - s * (0.1907518241220839
      - s * (0.026147847817641 - s * (2.34608103517e-3 - s * (1.4842878973e-4
      - s * (6.9758512e-6 - s * (2.530327e-7 - s * 7.114e-9)))))));
  const sinc = 1 + s * p;
  const t = factor * h;
  const u = sinc * t;
  const v = u * f;
  const w = power / v;
  // The relative errors of the five roundings, and low, taken back together.
  const lost =
    (power - w * v - productError(w, v, w * v)) / power - (s * p - (sinc - 1)) / sinc - low / h
    - productError(factor, h, t) / t - productError(sinc, t, u) / u - productError(u, f, v) / v;
  return (nearest % 2 === 0 ? -1 : 1) * (w + w * lost);
}

/** The gamma function; Infinity at 0, -1, -2, … */
export function gamma(x: number): number {
  if (x === Math.floor(x)) {
    return x > 171 || (x < 1 && x > -Infinity) ? Infinity : x < 1 ? NaN : factorialBelow(x);
  }
  const a = Math.abs(x);
  if (a < 1e-17) return 1 / x;
  if (a < 3) {
    const g = gammaCentral(a < 1 ? a - 0.5 : a < 2 ? a - 1.5 : a - 2.5);
    if (x > 0) return a < 1 ? g / a : a < 2 ? g : g * (a - 1);
    return gammaReflected(a, a < 1 ? 1 : a < 2 ? a : a * (a - 1), g, 0, 1);
  }
  if (a > 200 || x > 172) return x > 0 ? Infinity : 0;
  const base = a * 0.36787944117144233;
  const rest = gammaStirling(a, base);
  const series = 1.520346901066281 + rest;
  const low = rest - (series - 1.520346901066281);
  if (x < 0) {
    // Beyond 170 the power goes in two halves, to keep it clear of underflow.
    const power = Math.pow(base, (a > 170 ? 0.5 : 1) * (0.5 - a));
    const reflected = gammaReflected(a, a, series, low, power);
    return a > 170 ? reflected * power : reflected;
  }
  // Scaled down to keep the error of the last product clear of overflow.
  const power = Math.pow(base, a - 0.5) * 2 ** -100;
  const product = power * series;
  return (product + (productError(power, series, product) + power * low)) * 2 ** 100;
}
