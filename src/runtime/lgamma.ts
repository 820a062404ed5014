// The logarithm of |gamma|. Coefficients: see test/accuracy/fit-coefficients.py.
import { productError, productOfSum } from "./arithmetic.js";
import { gamma } from "./gamma.js";

/** lgamma(2 + t) for -0.25 <= t <= 0.6. */
export function lgammaNearTwo(t: number): number {
  const p =
    0.3224670334241132 + t * (0.443535395568444 + t * (0.22561009061166906
      + t * (0.0518021046893286 + t * (5.18652773391133e-3 + t * (1.7428571429791e-4
      + t * 4.849807673e-7)))));
  const q =
    1 + t * (1.5843098477285749 + t * (0.9667226838646976 + t * (0.28434619972350533
      + t * (0.04109708510596244 + t * (2.61503922473881e-3 + t * 5.134280203654e-5)))));
  return productOfSum(t, 0.42278433509846713, t * (p / q));
}

/** lgamma(1 + t) for -0.5 <= t <= 0.2. */
export function lgammaNearOne(t: number): number {
  const x = 1 + t;
  const p =
    4.262131749879897 + x * (173.8314040658418 + x * (1473.3950553091365
      + x * (3974.971088820399 + x * (3846.163267883756 + x * (1271.669624359369
      + x * (108.6908058911615 + x * 0.06968084185634013))))));
  const q =
    1 + x * (79.7383512384183 + x * (1198.520402470328 + x * (5758.342526014271
      + x * (10483.20630520069 + x * (7481.054255636702 + x * (1946.384579031189
      + x * 137.9581445873372))))));
  return productOfSum(t, -0.5772156649015329, t * (0.8224670334241132 - t * (p / q)));
}

/** lgamma(1.5 + t) for -0.3 <= t <= 0.25, around its minimum. */
export function lgammaLow(t: number): number {
  const p =
    0.03648997397857652 + t * (0.5333586498875408 + t * (0.7502871349091811
      + t * (0.3798202658843108 + t * (0.0768546769430958 + t * (5.047665000368e-3
      + t * 2.8172697386e-5)))));
  const q =
    1 + t * (1.8075526623813212 + t * (1.1939664790275552 + t * (0.3488398475058007
      + t * (0.0427315110958181 + t * 1.582440293585e-3))));
  return t * (p / q) - 0.12078223763524522;
}

/** log|gamma(x)|; Infinity at 0, -1, -2, … */
export function lgamma(x: number): number {
  if (x === Infinity || (x <= 0 && x === Math.floor(x))) return Infinity;
  if (x < -150) {
    const f = Math.abs(x - Math.round(x));
    return Math.log(Math.PI / (Math.sin(Math.PI * f) * -x)) - lgamma(-x);
  }
  if (x < -0.5) return Math.log(Math.abs(gamma(x)));
  if (x < 0) return lgammaNearOne(x) - Math.log(-x);
  if (x < 0.5) return lgammaNearTwo(x) - Math.log1p(x) - Math.log(x);
  if (x < 1.2) return lgammaNearOne(x - 1);
  if (x < 1.75) return lgammaLow(x - 1.5);
  if (x < 8) {
    let product = 1;
    let rest = x;
    while (rest > 2.5) product *= rest -= 1;
    return lgammaNearTwo(rest - 2) + Math.log(product);
  }
  if (x > 1e18) return x * (Math.log(x) - 1);
  // Stirling's series, with the rounding of its large product in the small terms.
  const s = 1 / (x * x);
  const p =
    0.08333333333333333 - s * (2.777777777774e-3 - s * (7.9365078975e-4 - s * (5.95236584e-4
      - s * (8.4147e-4 - s * (1.89038e-3 - s * 5.066e-3)))));
  const factor = Math.log(x) - 1;
  const main = (x - 0.5) * factor;
  return main + (productError(x - 0.5, factor, main) + 0.4189385332046727 + p / x);
}
