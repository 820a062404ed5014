// The derivatives of the logarithm of the gamma function. Coefficients: see test/accuracy/fit-coefficients.py.
import { productError, productOfSum, sumError } from "./arithmetic.js";
import { factorialBelow, gamma } from "./gamma.js";

/** digamma(t + 1.5) for |t| <= 1/2, a series centred on its root 1.4616321449683623. */
export function digammaCentral(t: number): number {
  const p =
    -0.4236274212814605 - t * (0.4446308455326516 + t * (0.16008941171054575
      + t * (0.0231185539216802 + t * (1.10518448566898e-3 + t * (6.2345745056e-7
      - t * 1.16167226e-8)))));
  const q =
    1 + t * (1.617396078140573 + t * (0.9459655800411838 + t * (0.24932911132219308
      + t * (0.02928454510208905 + t * 1.1977868731796e-3))));
  // The last term is what the root has beyond a double.
  const rest = t * (p / q);
  return productOfSum(t + 0.038367855031637754, 0.9510558760318328, rest) - 9.549995429965697e-17 * (0.9510558760318328 + rest);
}

/** cot(pi x), with x reduced exactly. */
export function cotPi(x: number): number {
  const f = x - Math.round(x);
  const a = Math.abs(f) < 0.25 ? Math.abs(f) : 0.5 - Math.abs(f);
  const angle = Math.PI * a;
  const rough = Math.tan(angle);
  // What is lost in rounding pi and the product.
  const tan = rough + (1 + rough * rough) * (productError(Math.PI, a, angle) + a * 1.2246467991473532e-16);
  return Math.sign(f) * (Math.abs(f) < 0.25 ? 1 / tan : tan);
}

/** The derivative of log(gamma(x)); NaN at 0, -1, -2, … */
export function digamma(x: number): number {
  if (x <= 0) {
    if (x === Math.floor(x)) return NaN;
    const mirrored = x > -1 ? digammaCentral(-x - 0.5) : digamma(-x) - 1 / x;
    return mirrored - Math.PI * cotPi(x);
  }
  if (x < 1) return digammaCentral(x - 0.5) - 1 / x;
  if (x < 2) return digammaCentral(x - 1.5);
  const u = x - 0.5;
  const s = 1 / u / u;
  const p =
    0.04166666666666665 + s * (1.091049518699576 + s * (10.128947524515193
      + s * (42.578740111599297 + s * (85.84687518172414 + s * (80.87282033699022
      + s * (31.838080099255826 + s * (3.94277426481798 + s * 0.05073528657446)))))));
  const q =
    1 + s * (26.36018844878938 + s * (247.61551166224945 + s * (1062.88965476134
      + s * (2225.919177817396 + s * (2252.7099683391134 + s * (1024.8351843542587
      + s * (177.29421501100769 + s * 7.73597338793965)))))));
  return Math.log(u) + s * (p / q);
}

/** The nth derivative of pi cot(pi x), as pi (-pi)^n times a polynomial in cot(pi x). */
export function cotDerivative(n: number, x: number): number {
  const c = cotPi(x);
  // p' (1 + c²) leads from one order to the next; all its coefficients are >= 0 and of one parity.
  const p = new Float64Array(n + 3);
  p[1] = 1;
  for (let order = 0; order < n; order += 1) {
    // in place: what is at k goes to k - 1 and k + 1
    let before = 0;
    for (let k = 0; k <= order + 2; k += 1) {
      const above = (k + 1) * p[k + 1]!;
      const own = k * p[k]!;
      p[k] = above + before;
      before = own;
    }
  }
  let sum = 0;
  for (let k = n + 1; k >= 0; k -= 1) sum = sum * c + p[k]!;
  return Math.PI * Math.pow(-Math.PI, n) * sum;
}

/** gamma(x + 1): what x + 1 loses when it is rounded counts digamma(x + 1) times, and is put back. */
export function factorial(x: number): number {
  const next = x + 1;
  const value = gamma(next);
  const lost = sumError(x, 1, next);
  return lost === 0 || !Number.isFinite(value) ? value : value + value * (lost * digamma(next));
}

/** digamma(x + 1), with what x + 1 loses when it is rounded: near the root of digamma all its digits hang on that. */
export function digammaNext(x: number): number {
  const next = x + 1;
  const lost = sumError(x, 1, next);
  return lost === 0 ? digamma(next) : digamma(next) + lost * polygamma(1, next);
}

/** The nth derivative of digamma, n <= 170; at 0, -1, -2, … Infinity for odd n, NaN for even n. */
export function polygamma(n: number, x: number): number {
  if (n === 0) return digamma(x);
  const sign = n % 2 === 1 ? 1 : -1;
  if (x <= 0 && x === Math.floor(x)) return sign > 0 && x > -Infinity ? Infinity : NaN;
  if (x < -40) return -sign * polygamma(n, 1 - x) - cotDerivative(n, x);
  // Euler-Maclaurin for n! (x^-(n+1) + (x+1)^-(n+1) + …), added from the far end.
  const count = Math.max(0, Math.ceil(9 + 1.5 * n - x));
  const y = x + count;
  let tail = 0.5;
  let factor = (n + 1) / (2 * y);
  const bernoulli = [1 / 6, -1 / 30, 1 / 42, -1 / 30, 5 / 66, -691 / 2730, 7 / 6, -3617 / 510, 43867 / 798];
  for (let j = 0; j < 9; j += 1) {
    tail += bernoulli[j]! * factor;
    factor *= (((n + 2 * j + 2) / y) * ((n + 2 * j + 3) / y)) / ((2 * j + 3) * (2 * j + 4));
  }
  let sum = Math.pow(y, -n) * (1 / n + tail / y);
  // What the roundings of x + k and of the sum have lost is put back at the end, unless there is an infinity.
  let lost = (-n * sum * sumError(x, count, y)) / y;
  for (let k = count - 1; k >= 0; k -= 1) {
    const at = x + k;
    const power = Math.pow(at, -n - 1);
    const next = sum + power;
    lost += sumError(sum, power, next) - ((n + 1) * power * sumError(x, k, at)) / at;
    sum = next;
  }
  return sign * factorialBelow(n + 1) * (Number.isNaN(lost) ? sum : sum + lost);
}
