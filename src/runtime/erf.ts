// The error function and what is made of it.
import {
  erfCentral, erfDerivativeOf, gaussianOf, gaussianRest, gaussianScale, geluOf, normalCdfOf, normalPdfOf, scaledErfcOf,
} from "./bell.js";

/** factor * erfc(x sqrt(scale)) for x >= 0 and scale 1 or 1/2; with power 0 for scale the same times exp(scale x²). */
export function scaledErfc(x: number, scale: number, factor: number, power = scale): number {
  if (power === 0) return scaledErfcOf(x, scale, factor, 1, 0);
  return scaledErfcOf(x, scale, factor, gaussianScale(x, scale), gaussianRest(x, scale));
}

/** The error function. */
export function erf(x: number): number {
  if (x <= -1) return scaledErfc(-x, 1, 1) - 1;
  return x >= 1 ? 1 - scaledErfc(x, 1, 1) : erfCentral(x);
}

/** 1 - erf(x), also where erf(x) is next to 1. */
export function erfc(x: number): number {
  return x < 0.25 ? 1 - erf(x) : scaledErfc(x, 1, 1);
}

/** Derivative of erf: 2/sqrt(pi) exp(-x²). */
export function erfDerivative(x: number): number {
  return erfDerivativeOf(gaussianScale(x, 1), gaussianRest(x, 1));
}

/** The standard normal density. */
export function normalPdf(x: number): number {
  return normalPdfOf(gaussianScale(x, 0.5), gaussianRest(x, 0.5));
}

/** How likely a number beyond |x| is, on one side. */
export function normalTail(x: number): number {
  return scaledErfc(Math.abs(x), 0.5, 0.5);
}

/** The standard normal distribution function, accurate in both tails. */
export function normalCdf(x: number): number {
  return normalCdfOf(x, normalTail(x));
}

/** x times the standard normal distribution function. */
export function gelu(x: number): number {
  return geluOf(x, normalTail(x));
}

/** exp(x²) erfc(x), which does not vanish where erfc does. */
export function erfcx(x: number): number {
  if (x > 1e8) return 0.5641895835477563 / x;
  if (x >= 0) return scaledErfc(x, 1, 1, 0);
  return x < -27 ? Infinity : gaussianOf(gaussianScale(x, -1), gaussianRest(x, -1), 2, 1, 0) - scaledErfc(-x, 1, 1, 0);
}

/**
 * The mth derivative of erfcx, for m > 0: (-2)^m m! times the repeated integral of erfc over exp(-x²). Those follow
 * each other by 2m i(m) = i(m - 2) - 2x i(m - 1): upwards where that adds, downwards by their ratios where it would cancel.
 */
export function erfcxDerivative(x: number, m: number): number {
  if (x < 0.8) {
    let before = 1.1283791670955126;
    let value = erfcx(x);
    for (let k = 1; k <= m; k += 1) {
      const next = k === 1 ? before - 2 * x * value : 2 * (k - 1) * before - 2 * x * value;
      before = value;
      value = next;
    }
    return (1 - 2 * (m % 2)) * value;
  }
  const value = erfcx(x);
  let ratio = 0;
  let product = 1;
  for (let k = 2 * m + Math.ceil(20 + 220 / (x * x)); k > 0; k -= 1) {
    ratio = k / (x + 0.5 * ratio);
    if (k <= m) product *= ratio;
  }
  return (1 - 2 * (m % 2)) * (value * product);
}

/** The x with erf(x) = y: a start that is good to some digits, then steps of third order. */
export function erfinv(y: number): number {
  const a = Math.abs(y);
  if (!(a < 1)) return a === 1 ? y * Infinity : NaN;
  const q = 1 - a;
  const w = -Math.log(q * (1 + a));
  // M. Giles, Approximating the erfinv function, 2010.
  const s = w < 5 ? w - 2.5 : Math.sqrt(w) - 3;
  const p = w < 5
    ? 1.50140941 + s * (0.246640727 + s * (-0.00417768164 + s * (-0.00125372503 + s * (0.00021858087
      + s * (-4.39150654e-6 + s * (-3.5233877e-6 + s * (3.43273939e-7 + s * 2.81022636e-8)))))))
    : 2.83297682 + s * (1.00167406 + s * (0.00943887047 + s * (-0.0076224613 + s * (0.00573950773
      + s * (-0.00367342844 + s * (0.00134934322 + s * (0.000100950558 - s * 0.000200214257)))))));
  let x = p * a;
  for (let step = 0; step < 3; step += 1) {
    if (a < 0.5) {
      const off = (erf(x) - a) / erfDerivative(x);
      x -= off / (1 + x * off);
    } else {
      // of the logarithm, which is nearly a parabola
      const tail = erfc(x);
      const slope = 1.1283791670955126 / erfcx(x);
      const off = Math.log1p((q - tail) / tail) / slope;
      x -= off / (1 - off * (0.5 * slope - x));
    }
  }
  return y < 0 ? -x : x;
}

/** The derivative of erfinv at y, where it is x: sqrt(pi)/2 exp(x²), by way of 1 - |y|, which tells more than x near the ends. */
export function erfinvSlope(y: number, x: number): number {
  const a = Math.abs(y);
  return a < 0.5 ? 1 / erfDerivative(x) : a === 1 ? Infinity : (0.886226925452758 * erfcx(Math.abs(x))) / (1 - a);
}

/** The logarithm of the standard normal distribution function. */
export function logNormalCdf(x: number): number {
  if (x === -Infinity) return x;
  if (x > -1) return x > 0 ? Math.log1p(-scaledErfc(x, 0.5, 0.5)) : Math.log(normalCdf(x));
  return Math.log(scaledErfc(-x, 0.5, 0.5, 0)) - 0.5 * x * x;
}

/** The standard normal density over the distribution function, the derivative of its logarithm. */
export function millsRatio(x: number): number {
  return x > 0 ? normalPdf(x) / normalCdf(x) : 0.7978845608028654 / scaledErfc(-x, 0.5, 1, 0);
}

/** x + millsRatio(x), which cancel far below 0. */
export function millsRest(x: number): number {
  if (x > -1) return x + millsRatio(x);
  const z = -x * Math.SQRT1_2;
  return (-Math.SQRT1_2 * erfcxDerivative(z, 1)) / erfcx(z);
}

/** erf(x) - erf(y), of their complements where both are in one tail. */
export function erfDifference(x: number, y: number): number {
  if (x > 0.5 && y > 0.5) return erfc(y) - erfc(x);
  return x < -0.5 && y < -0.5 ? erfc(-x) - erfc(-y) : erf(x) - erf(y);
}
