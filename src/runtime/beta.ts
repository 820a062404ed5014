// The logarithm of the beta function and the differences of polygamma functions that its derivatives are.
import { digamma, polygamma } from "./polygamma.js";
import { sumError } from "./arithmetic.js";
import { factorialBelow } from "./gamma.js";
import { lgamma } from "./lgamma.js";

/** What lgamma(x) has beyond (x - 1/2) log(x) - x + log(2 pi)/2, for x >= 10. */
export function stirlingRest(x: number): number {
  const s = 1 / (x * x);
  const p =
    0.08333333333333333 - s * (2.7777777777777e-3 - s * (7.936507936508e-4 - s * (5.952380952381e-4
      - s * (8.417508417508e-4 - s * (1.9175269175269e-3 - s * 6.4102564102564e-3)))));
  return p / x;
}

/** log|gamma(x) gamma(y)/gamma(x + y)|. */
export function lbeta(x: number, y: number): number {
  const a = Math.min(x, y);
  const b = Math.max(x, y);
  if (!(a > 0)) return lgamma(a) + (lgamma(b) - lgamma(a + b));
  if (b < 10) return lgamma(a) + (lgamma(b) - (lgamma(a + b) + digamma(a + b) * sumError(a, b, a + b)));
  if (b === Infinity) return a === Infinity ? NaN : -Infinity;
  if (a < 10) {
    // lgamma(b) - lgamma(a + b) as one
    const fall = -(b - 0.5) * Math.log1p(a / b) - a * (Math.log(a + b) - 1);
    return lgamma(a) + (fall + (stirlingRest(b) - stirlingRest(a + b)));
  }
  const main = (a - 0.5) * Math.log(a / (a + b)) - b * Math.log1p(a / b);
  return main + (0.9189385332046727 - 0.5 * Math.log(b) + (stirlingRest(a) + (stirlingRest(b) - stirlingRest(a + b))));
}

/** u^m - v^m for whole m, given u - v. */
export function powerFall(u: number, v: number, difference: number, m: number): number {
  let sum = 1;
  let power = 1;
  for (let k = 1; k < m; k += 1) {
    power *= v;
    sum = sum * u + power;
  }
  return m === 0 ? 0 : difference * sum;
}

/** The nth derivative of digamma at x + h less that at x: not by their difference, which cancels where h is small. */
export function polygammaRise(n: number, x: number, h: number): number {
  if (!(x > 0 && h > 0 && x < Infinity && h < Infinity)) return polygamma(n, x + h) - polygamma(n, x);
  const count = Math.max(0, Math.ceil(10 + 1.5 * n - x));
  const y = x + count;
  const u = 1 / y;
  const v = 1 / (y + h);
  const difference = (h / (y + h)) * u;
  // Euler-Maclaurin for the far end of n! times the sum of (x + k)^-(n+1) - (x + h + k)^-(n+1).
  let sum = n === 0 ? Math.log1p(h * u) : powerFall(u, v, difference, n) / n;
  let tail = 0.5 * powerFall(u, v, difference, n + 1);
  let factor = (n + 1) / 2;
  const bernoulli = [1 / 6, -1 / 30, 1 / 42, -1 / 30, 5 / 66, -691 / 2730, 7 / 6, -3617 / 510, 43867 / 798];
  for (let j = 0; j < 9; j += 1) {
    tail += bernoulli[j]! * factor * powerFall(u, v, difference, n + 2 * j + 2);
    factor *= ((n + 2 * j + 2) * (n + 2 * j + 3)) / ((2 * j + 3) * (2 * j + 4));
  }
  sum += tail;
  for (let k = count - 1; k >= 0; k -= 1) {
    const at = x + k;
    sum += powerFall(1 / at, 1 / (at + h), h / (at + h) / at, n + 1);
  }
  return (n % 2 === 0 ? 1 : -1) * factorialBelow(n + 1) * sum;
}
