// The logarithm of |gamma|. Coefficients: rational and polynomial fits of our own.
import { gamma } from "./gamma.js";

/** lgamma(2 + t)/t for -0.25 <= t <= 0.6. */
export function lgammaNearTwo(t: number): number {
  const p =
    0.32246703342411322 + t * (0.44353539556844399 + t * (0.22561009061166906
      + t * (0.051802104689328605 + t * (5.18652773391133e-3 + t * (1.7428571429791e-4
      + t * 4.849807673e-7)))));
  const q =
    1 + t * (1.5843098477285749 + t * (0.96672268386469766 + t * (0.28434619972350533
      + t * (0.04109708510596244 + t * (2.61503922473881e-3 + t * 5.134280203654e-5)))));
  return 0.42278433509846713 + t * (p / q);
}

/** lgamma(1 + t)/t for -0.4 <= t <= 0.2. */
export function lgammaNearOne(t: number): number {
  const x = 1 + t;
  const p =
    4.9044629012269233 + x * (185.29272633745748 + x * (1473.66321148801
      + x * (3823.664933147789 + x * (3681.8095712413169 + x * (1274.6626364426082
      + x * (127.79415088421783 + x * (1.1252038461837791 - x * 0.013466703266410525)))))));
  const q =
    1 + x * (66.505795769751264 + x * (831.25816896741109 + x * (3311.3499517302943
      + x * (4993.9364933205844 + x * (2967.9067002912406 + x * (644.94392329822727
      + x * 38.208046883367858))))));
  return -0.5772156649015329 + t * (p / q);
}

/** lgamma(1.5 + t) for -0.3 <= t <= 0.25, around its minimum. */
export function lgammaLow(t: number): number {
  const p =
    0.03648997397857652 + t * (0.53335864988754077 + t * (0.7502871349091811
      + t * (0.37982026588431076 + t * (0.0768546769430958 + t * (5.047665000368e-3
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
  if (x < -0.4) return Math.log(Math.abs(gamma(x)));
  if (x < 0) return x * lgammaNearOne(x) - Math.log(-x);
  if (x < 0.6) return x * lgammaNearTwo(x) - Math.log1p(x) - Math.log(x);
  if (x < 1.2) return (x - 1) * lgammaNearOne(x - 1);
  if (x < 1.75) return lgammaLow(x - 1.5);
  if (x < 8) {
    let product = 1;
    let rest = x;
    while (rest > 2.5) product *= rest -= 1;
    return (rest - 2) * lgammaNearTwo(rest - 2) + Math.log(product);
  }
  // Stirling's series.
  const s = 1 / x / x;
  const p =
    0.08333333333333333 - s * (2.777777777774e-3 - s * (7.9365078975e-4 - s * (5.95236584e-4
      - s * (8.4147e-4 - s * (1.89038e-3 - s * 5.066e-3)))));
  return (x - 0.5) * (Math.log(x) - 1) + (0.4189385332046727 + p / x);
}
