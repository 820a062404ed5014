// f(kt)/k of functions f that are 0 at 0, with all derivatives by k: they are 0/0 at 0 and cancel near it. What is here is made
// of coefficients at x = kt, where each function has an equation of its own (y' and y'' by x; s is 1 or -1):
//   0: y'' = s y, sin and sinh   1: y' = 1 + s y², tan, tanh and coth   2: (1 - s x²) y' = 1, atan and atanh
//   3: (1 - s x²) y'' = s x y', asin and asinh
import { sech2 } from "./stable.js";

/** The m-th derivative by k of sin(kt)/k; NaN where k is 0, as the quotient. */
export function sinRate(k: number, t: number, m: number): number {
  const x = k * t;
  return m === 0 ? Math.sin(x) / k : rateOf(0, -1, Math.sin(x), Math.cos(x), k, t, m);
}

/** The same of sinh(kt)/k. */
export function sinhRate(k: number, t: number, m: number): number {
  const x = k * t;
  return m === 0 ? Math.sinh(x) / k : rateOf(0, 1, Math.sinh(x), Math.cosh(x), k, t, m);
}

/** The same of tan(kt)/k. */
export function tanRate(k: number, t: number, m: number): number {
  const y = Math.tan(k * t);
  return m === 0 ? y / k : rateOf(1, 1, y, 1 + y * y, k, t, m);
}

/** The same of tanh(kt)/k. */
export function tanhRate(k: number, t: number, m: number): number {
  const x = k * t;
  return m === 0 ? Math.tanh(x) / k : rateOf(1, -1, Math.tanh(x), sech2(x), k, t, m);
}

/** The same of atan(kt)/k. */
export function atanRate(k: number, t: number, m: number): number {
  const x = k * t;
  return m === 0 ? Math.atan(x) / k : rateOf(2, -1, Math.atan(x), 1 / (1 + x * x), k, t, m);
}

/** The same of atanh(kt)/k. */
export function atanhRate(k: number, t: number, m: number): number {
  const x = k * t;
  return m === 0 ? Math.atanh(x) / k : rateOf(2, 1, Math.atanh(x), 1 / ((1 - x) * (1 + x)), k, t, m);
}

/** The same of asin(kt)/k. */
export function asinRate(k: number, t: number, m: number): number {
  const x = k * t;
  return m === 0 ? Math.asin(x) / k : rateOf(3, 1, Math.asin(x), 1 / Math.sqrt((1 - x) * (1 + x)), k, t, m);
}

/** The same of asinh(kt)/k. */
export function asinhRate(k: number, t: number, m: number): number {
  const x = k * t;
  return m === 0 ? Math.asinh(x) / k : rateOf(3, -1, Math.asinh(x), 1 / Math.sqrt(1 + x * x), k, t, m);
}

/** The m-th derivative by k of y(kt)/k, for a function by its equation, its value and its slope at kt. */
export function rateOf(
  equation: number, s: number, value: number, slope: number, k: number, t: number, m: number,
): number {
  const x = k * t;
  if (Math.abs(x) < 0.5) return Math.pow(t, m + 1) * quotientSeries(equation, s, x, m) + 0 / k;
  if (m === 1) return (t * slope - value / k) / k;
  const c = new Float64Array(m + 1);
  c[0] = value;
  c[1] = slope;
  for (let j = 1; j < m; j += 1) c[j + 1] = nextCoefficient(equation, s, x, c, j);
  // y(kt) as a series in k, over k
  let rate = value / k;
  let power = 1;
  for (let j = 1; j <= m; j += 1) {
    power *= j * t;
    const change = c[j]!;
    rate = ((change === 0 ? 0 : power * change) - j * rate) / k;
  }
  return rate;
}

/** The coefficient j + 1 of the series of a function at x, from those before it. */
export function nextCoefficient(equation: number, s: number, x: number, c: Float64Array, j: number): number {
  if (equation === 0) return (s * c[j - 1]!) / ((j + 1) * j);
  if (equation === 1) {
    let sum = 0;
    for (let i = 0; i <= j; i += 1) sum += c[i]! * c[j - i]!;
    return (s * sum) / (j + 1);
  }
  const below = s < 0 ? 1 + x * x : (1 - x) * (1 + x);
  const before = equation === 2 ? (j - 1) * c[j - 1]! : ((j - 1) * (j - 1) * c[j - 1]!) / j;
  return (s * (x * (equation === 2 ? 2 * j : 2 * j - 1) * c[j]! + before)) / (below * (j + 1));
}

/** The m-th derivative of y(x)/x near 0, by its series in x². */
export function quotientSeries(equation: number, s: number, x: number, m: number): number {
  const ofTan = [
    1.0, 0.3333333333333333, 0.13333333333333333, 0.05396825396825397, 0.021869488536155203, 0.008863235529902197,
    0.003592128036572481, 0.0014558343870513183, 0.000590027440945586, 0.00023912911424355248, 9.691537956929451e-05,
    3.927832388331683e-05, 1.5918905069328964e-05, 6.451689215655431e-06, 2.6147711512907546e-06,
    1.0597268320104654e-06, 4.294911078273806e-07, 1.7406618963571648e-07
  ];
  let sum = 0;
  let size = 1; // of the coefficient
  let power = m % 2 === 0 ? 1 : x;
  for (let k = 0; k < 40 + m; k += 1) {
    if (k > 0) {
      if (equation === 0) size /= 2 * k * (2 * k + 1);
      else if (equation === 2) size *= (2 * k - 1) / (2 * k + 1);
      else if (equation === 3) size *= ((2 * k - 1) * (2 * k - 1)) / (2 * k * (2 * k + 1));
      else size = ofTan[k] ?? 2 * Math.pow(2 / Math.PI, 2 * k + 2);
    }
    if (2 * k >= m) {
      let term = (s < 0 && k % 2 === 1 ? -size : size) * power;
      for (let j = 0; j < m; j += 1) term *= 2 * k - j;
      sum += term;
      if (Math.abs(term) < 2 ** -60 * Math.abs(sum)) return sum;
      power *= x * x;
    }
  }
  return sum;
}

/** The m-th derivative of coth(x) - 1/x, Langevin's function; NaN at 0, as the difference. */
export function langevin(x: number, m: number): number {
  if (Math.abs(x) < 1) {
    // the coefficient of x^(2k + 1) is 2 zeta(2k + 2)/pi^(2k + 2), of alternating sign
    const zetas = [
      1.6449340668482264, 1.0823232337111381, 1.0173430619844492, 1.0040773561979444, 1.000994575127818,
      1.000246086553308, 1.0000612481350588, 1.0000152822594086, 1.000003817293265, 1.0000009539620338,
      1.0000002384505027, 1.000000059608189, 1.0000000149015549, 1.000000003725334, 1.0000000009313275,
      1.000000000232831, 1.0000000000582077, 1.000000000014552, 1.000000000003638, 1.0000000000009095,
      1.0000000000002274, 1.0000000000000568, 1.0000000000000142, 1.0000000000000036, 1.0000000000000009,
      1.0000000000000002
    ];
    let sum = 0 / x;
    let power = m % 2 === 0 ? x : 1;
    for (let k = Math.max(0, Math.ceil((m - 1) / 2)); k < 60 + m; k += 1) {
      let term = (k % 2 === 0 ? 2 : -2) * (zetas[k] ?? 1) * Math.pow(Math.PI, -2 * k - 2) * power;
      for (let j = 0; j < m; j += 1) term *= 2 * k + 1 - j;
      sum += term;
      if (Math.abs(term) < 2 ** -60 * Math.abs(sum)) return sum;
      power *= x * x;
    }
    return sum;
  }
  const c = new Float64Array(m + 2);
  c[0] = 1 / Math.tanh(x);
  c[1] = -1 / Math.sinh(x) / Math.sinh(x);
  for (let j = 1; j < m; j += 1) c[j + 1] = nextCoefficient(1, -1, x, c, j);
  let pole = 1 / x;
  let factorial = 1;
  for (let j = 1; j <= m; j += 1) {
    pole /= -x;
    factorial *= j;
  }
  return factorial * (c[m]! - pole);
}

/** The m-th derivative by p of (exp(pt) - exp(qt))/(p - q), which Bateman's equation has; NaN where p is q, as the quotient. */
export function expDifference(p: number, q: number, t: number, m: number): number {
  const gap = p - q;
  const x = gap * t;
  if (Math.abs(x) < m + 2) {
    // series without a sign that alternates: from the lesser exponent
    let term = Math.pow(t, m + 1) * Math.exp(x < 0 ? p * t : q * t) / (m + 1);
    let sum = 0;
    for (let r = 0; r < 60 + 6 * m; r += 1) {
      sum += term;
      term *= x < 0 ? -x / (m + 2 + r) : (x * (m + 1 + r)) / ((r + 1) * (m + 2 + r));
    }
    return sum + 0 / gap;
  }
  const growth = Math.exp(p * t);
  let value = (growth - Math.exp(q * t)) / gap;
  let power = 1;
  for (let j = 1; j <= m; j += 1) {
    power *= t;
    value = ((growth === 0 ? 0 : power * growth) - j * value) / gap;
  }
  return value;
}
