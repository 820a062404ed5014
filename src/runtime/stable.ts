// Scalar functions in forms that neither overflow nor cancel.
import { sumError } from "./arithmetic.js";
import { expMinus, logSigmoidOf, sech2Of, sigmoidDerivativeOf, sigmoidOf, softplusOf } from "./saturating.js";

/** 1/(1 + exp(-x)). */
export function sigmoid(x: number): number {
  return sigmoidOf(x, expMinus(x));
}

/** Derivative of sigmoid, also far from 0 where sigmoid is 1. */
export function sigmoidDerivative(x: number): number {
  return sigmoidDerivativeOf(expMinus(x));
}

/** log(1 + exp(x)). */
export function softplus(x: number): number {
  return softplusOf(x, expMinus(x));
}

/** log(exp(x) + exp(y)). */
export function logAddExp(x: number, y: number): number {
  const greatest = Math.max(x, y);
  const least = Math.min(x, y);
  const distance = greatest - least;
  if (!(distance < Infinity)) return greatest;
  const part = Math.exp(-distance);
  return greatest + Math.log1p(part - part * sumError(greatest, -least, distance));
}

/** The derivative of logAddExp by x, sigmoid(x - y): what x - y loses when it is rounded is put back. */
export function logAddExpSlope(x: number, y: number): number {
  const distance = x - y;
  const slope = sigmoid(distance);
  return Math.abs(distance) < Infinity ? slope + sigmoidDerivative(distance) * sumError(x, -y, distance) : slope;
}

/** log(x/(1 - x)), with all digits near 1/2 too; NaN outside of [0, 1]. */
export function logit(x: number): number {
  if (x < 0.3 || x > 0.7) return Math.log(x / (1 - x));
  // of the two quotients, the one of exact parts
  return x < 0.5 ? -Math.log1p((1 - 2 * x) / x) : Math.log1p((2 * x - 1) / (1 - x));
}

/** log(sigmoid(x)). */
export function logSigmoid(x: number): number {
  return logSigmoidOf(x, expMinus(x));
}

/** 1/cosh(x)², the derivative of tanh. */
export function sech2(x: number): number {
  return sech2Of(expMinus(2 * x));
}

/** log(1 - exp(x)) for x < 0. */
export function log1mexp(x: number): number {
  return x > -Math.LN2 ? Math.log(-Math.expm1(x)) : Math.log1p(-Math.exp(x));
}

/** log(cosh(x)) without overflow, and without cancellation near 0. */
export function logCosh(x: number): number {
  const a = Math.abs(x);
  if (a < 1) {
    // cosh(a) - 1 by its series: a²/2 (1 + a²/12 (1 + a²/30 (…))).
    let sum = 0;
    for (let k = 18; k >= 2; k -= 2) sum = ((1 + sum) * (a * a)) / (k * (k - 1));
    return Math.log1p(sum);
  }
  return a + (Math.log1p(Math.exp(-2 * a)) - Math.LN2);
}

/** log(1 - x²), without cancellation near 0 and near 1. */
export function logOneMinusSquare(x: number): number {
  return Math.abs(x) < 0.7 ? Math.log1p(-x * x) : Math.log((1 - x) * (1 + x));
}

/** log(1 + x²/y), where the square overflows or vanishes too. */
export function log1pSquare(x: number, y: number): number {
  const a = Math.abs(x);
  const ratio = (x * x) / y;
  if (a > 1e-140 && a < 1e150 && Math.abs(ratio) < Infinity) return Math.log1p(ratio);
  const root = a / Math.sqrt(Math.abs(y));
  if (y < 0) return Math.log1p(-root * root);
  if (root < 1e150) return Math.log1p(root * root);
  return root < Infinity ? 2 * Math.log(root) : 2 * Math.log(a) - Math.log(y);
}

/** The derivative of log(1 + x²/y) by x: at a zero of y + x² that of the side where the logarithm is, NaN beyond. */
export function log1pSquareSlope(x: number, y: number): number {
  const ratio = (x * x) / y;
  return ratio > -1 ? 2 * overSquareSum(x, y) : ratio === -1 ? -x / 0 : NaN;
}

/** The opposite of the derivative of log(1 + x²/y) by y. */
export function log1pSquareFall(x: number, y: number): number {
  const ratio = (x * x) / y;
  const quotient = overSquareSum(x, y);
  if (ratio > -1) return Math.abs(x) < 1 ? quotient * (x / y) : (x * quotient) / y;
  return ratio === -1 ? -y / 0 : NaN;
}

/** x/(y + x²), where the square overflows or vanishes too. */
export function overSquareSum(x: number, y: number): number {
  const a = Math.abs(x);
  return a > 1e150 || (a < 1e-140 && Math.abs(y) < 1e-280) ? 1 / (x + y / x) : x / (y + x * x);
}

/** 1 - cos(x), without cancellation near 0. */
export function versine(x: number): number {
  const cosine = Math.cos(x);
  if (cosine < 0.5) return 1 - cosine;
  const half = Math.sin(0.5 * x);
  return 2 * half * half;
}

/** The same of the sine and the cosine. */
export function versineOf(sine: number, cosine: number): number {
  return cosine > 0.75 ? (sine * sine) / (1 + cosine) : 1 - cosine;
}

/** x log(y), and 0 where x is 0. */
export function xlogy(x: number, y: number): number {
  return x === 0 && !Number.isNaN(y) ? 0 : x * Math.log(y);
}

/** x^(y - k): what y - k loses when it is rounded counts log(x) times, and is put back. */
export function loweredPower(x: number, y: number, k: number): number {
  const exponent = y - k;
  const lost = sumError(y, -k, exponent);
  // of x < 0, where y - k is rounded: y is no whole number, or it is even, so that k alone makes it odd
  const sign = lost === 0 || !(x < 0) ? 1 : y % 2 !== 0 ? NaN : 1 - 2 * (k % 2);
  const power = sign * Math.pow(x, exponent);
  if (lost === 0 || power === 0 || !(Math.abs(power) < Infinity)) return power;
  return power + power * (lost * Math.log(Math.abs(x)));
}

/** sqrt(x² + y²) without overflow or underflow. */
export function hypot2(x: number, y: number): number {
  const big = Math.max(Math.abs(x), Math.abs(y));
  const scale = big > 1e150 ? 2 ** -600 : big < 1e-140 ? 2 ** 600 : 1;
  const a = big * scale;
  const b = Math.min(Math.abs(x), Math.abs(y)) * scale;
  const h = Math.sqrt(a * a + b * b);
  if (!(h > 0 && h < Infinity)) return h / scale;
  // What the roundings have added, h² - a² - b², by way of a difference that is exact.
  const rest = h - a;
  return (h - (2 * a * rest - b * b + rest * rest) / (2 * h)) / scale;
}

/** sqrt(1 + x²) - 1, without cancellation near 0. */
export function hypotMinusOne(x: number): number {
  const a = Math.abs(x);
  return a < Infinity ? a * (a / (1 + hypot2(1, a))) : a;
}

/** sqrt(x + d) - sqrt(x) without cancellation. */
export function rootDifference(x: number, d: number): number {
  const sum = Math.sqrt(x + d) + Math.sqrt(x);
  return sum > 0 && sum < Infinity ? d / sum : Math.sqrt(x + d) - Math.sqrt(x);
}

/** sqrt(1 + x) - 1, without cancellation near 0. */
export function rootMinusOne(x: number): number {
  return x < Infinity ? x / (1 + Math.sqrt(1 + x)) : x;
}

/** Rounds to the nearest whole number, halves away from 0. */
export function roundHalfAway(x: number): number {
  const whole = Math.trunc(x);
  return Math.abs(x - whole) >= 0.5 ? whole + Math.sign(x) : whole;
}

/** x - y floor(x/y), of the sign of y; x where y is 0. */
export function mod(x: number, y: number): number {
  if (y === 0) return x;
  const rest = x % y;
  if (rest === 0) return 0;
  return rest < 0 !== y < 0 ? rest + y : rest;
}

/** The real nth root for a whole number n; NaN for an even root of a negative number. */
export function nthRoot(x: number, n: number): number {
  const k = Math.abs(n);
  if (k === 0 || (x < 0 && k % 2 !== 1)) return NaN;
  const a = Math.abs(x);
  let root = k === 2 ? Math.sqrt(a) : k === 3 ? Math.cbrt(a) : Math.pow(a, 1 / k);
  // One Newton step takes the rounding of 1/n out of the power.
  if (k > 3 && root > 0 && root < Infinity) root += (a / Math.pow(root, k - 1) - root) / k;
  root = x < 0 ? -root : root;
  return n < 0 ? 1 / root : root;
}
