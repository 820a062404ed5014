// Functions that saturate, as WebAssembly computes several at once: each is one way from end to end, made of exp(-|x|) as a power of
// two and a rest, and divides once. A function and its derivative have these parts in common (laneParts in src/ops/shared-parts.ts),
// and what is equal in both of them, the quotient above all, the engine computes once. With 1 the power of two is added first: that is
// exact where it matters.
import { copySign, twoTo } from "./bits.js";
import { expSeries, log1p } from "./exponential.js";

/** A power of two next to exp(-|x|), which is it times 1 + expMinusRest(x); in two steps, as it need not be a normal double. */
export function expMinusScale(x: number): number {
  const size = -Math.abs(x);
  const bounded = size < -746 ? -746 : size;
  const k = bounded * 1.4426950408889634 + 6755399441055744 - 6755399441055744;
  const half = Math.floor(0.5 * k);
  return twoTo(half + 6755399441055744) * twoTo(k - half + 6755399441055744);
}

/** What exp(-|x|) is over that power of two, less 1. */
export function expMinusRest(x: number): number {
  const size = -Math.abs(x);
  const bounded = size < -746 ? -746 : size;
  const k = bounded * 1.4426950408889634 + 6755399441055744 - 6755399441055744;
  const high = bounded - k * 0.6931471803691238;
  const low = k * 1.9082149292705877e-10;
  const r = high - low;
  const c = high - r - low;
  const r2 = r * r;
  return r + (r2 * expSeries(r, r2) + c);
}

/** exp(-|x|). */
export function expMinus(x: number): number {
  const scale = expMinusScale(x);
  return scale + scale * expMinusRest(x);
}

/** 1/(1 + exp(-x)). */
export function sigmoid(x: number): number {
  return sigmoidOfParts(x, expMinusScale(x), expMinusRest(x));
}

/** sigmoid(x), of the two parts of exp(-|x|). */
export function sigmoidOfParts(x: number, scale: number, rest: number): number {
  const part = scale * rest;
  const e = scale + part;
  const upper = 1 / (1 + scale + part);
  const lower = e * upper;
  return x >= 0 ? upper : x < -1 ? e - e * lower : lower;
}

/** Derivative of sigmoid, also far from 0 where sigmoid is 1. */
export function sigmoidDerivative(x: number): number {
  return sigmoidDerivativeOfParts(expMinusScale(x), expMinusRest(x));
}

/** The same, of the two parts of exp(-|x|): s (1 - s) for the s below 1/2. */
export function sigmoidDerivativeOfParts(scale: number, rest: number): number {
  const part = scale * rest;
  const e = scale + part;
  const upper = 1 / (1 + scale + part);
  const lower = e * upper;
  return lower - lower * lower;
}

/** log(1 + exp(x)). */
export function softplus(x: number): number {
  return softplusOfParts(x, expMinusScale(x), expMinusRest(x));
}

/** The same, of the two parts of exp(-|x|). */
export function softplusOfParts(x: number, scale: number, rest: number): number {
  return Math.max(x, 0) + log1p(scale + scale * rest);
}

/** log(sigmoid(x)). */
export function logSigmoid(x: number): number {
  return logSigmoidOfParts(x, expMinusScale(x), expMinusRest(x));
}

/** The same, of the two parts of exp(-|x|). */
export function logSigmoidOfParts(x: number, scale: number, rest: number): number {
  return Math.min(x, 0) - log1p(scale + scale * rest);
}

/** The hyperbolic tangent. */
export function tanh(x: number): number {
  return tanhOfParts(x, expMinusScale(2 * x), expMinusRest(2 * x));
}

/** tanh(x), of the two parts of e = exp(-2|x|): 1 - e keeps its digits near 0 where it is made of them. */
export function tanhOfParts(x: number, scale: number, rest: number): number {
  const part = scale * rest;
  return copySign((1 - scale - part) / (1 + scale + part), x);
}

/** 1/cosh(x)², the derivative of tanh. */
export function sech2(x: number): number {
  return sech2OfParts(expMinusScale(2 * x), expMinusRest(2 * x));
}

/** The same, of the two parts of e = exp(-2|x|): (1 - t) (1 + t) for t = tanh(|x|), with 1 - t as e (1 + t). */
export function sech2OfParts(scale: number, rest: number): number {
  const part = scale * rest;
  const below = (scale + part) * (1 + (1 - scale - part) / (1 + scale + part));
  return below * (2 - below);
}
