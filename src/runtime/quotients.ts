// Quotients that are 0/0 at 0, with all their derivatives: by series near 0, where their parts cancel.
// Each f(x)/x is an integral over t from 0 to 1, of cos(xt), cosh(xt), exp(xt) or 1/(1 + xt); away from 0
// its derivatives follow one from the other: (f/x)^(k) = (f^(k) - k (f/x)^(k-1))/x.

/** x^n/(a + x^n), where the power overflows too. */
export function powerShare(a: number, x: number, n: number): number {
  const power = x ** n;
  return Math.abs(power) > 1 && x !== 0 ? 1 / (1 + a / power) : power / (a + power);
}

/** 1/(a + x^n). */
export function powerRest(a: number, x: number, n: number): number {
  return 1 / (a + x ** n);
}

/** The m-th derivative of sin(x)/x; NaN at 0, as the quotient. */
export function sinQuotient(x: number, m: number): number {
  if (m > 0 && Math.abs(x) < 0.5 + m / 2) return momentSum(x, m, -1);
  let value = Math.sin(x) / x;
  for (let k = 1; k <= m; k += 1) {
    const slope = (k % 2 === 0 ? Math.sin(x) : Math.cos(x)) * (k % 4 < 2 ? 1 : -1);
    value = (slope - k * value) / x;
  }
  return value;
}

/** The derivative of sin(x)/x of that quotient and the cosine: by its series near 0, where these cancel. NaN at 0 if the quotient is. */
export function sinQuotientSlope(x: number, quotient: number, cosine: number): number {
  if (!(Math.abs(x) < 1)) return (cosine - quotient) / x;
  const square = x * x;
  // the terms of the series are -square/(2k (2k + 3)) of one another
  let sum = 1 - square / 304;
  sum = 1 - (square / 238) * sum;
  sum = 1 - (square / 180) * sum;
  sum = 1 - (square / 130) * sum;
  sum = 1 - (square / 88) * sum;
  sum = 1 - (square / 54) * sum;
  sum = 1 - (square / 28) * sum;
  sum = 1 - (square / 10) * sum;
  return (x / -3) * sum + 0 * quotient;
}

/** The m-th derivative of the function that is sin(x)/x, and 1 at 0. */
export function sincDerivative(x: number, m: number): number {
  if (x === 0) return m % 2 === 1 ? 0 : (m % 4 === 0 ? 1 : -1) / (m + 1);
  return sinQuotient(x, m);
}

/** The m-th derivative of sinh(x)/x; NaN at 0, as the quotient. */
export function sinhQuotient(x: number, m: number): number {
  if (m > 0 && Math.abs(x) < m + 2) return momentSum(x, m, 1);
  let value = Math.sinh(x) / x;
  if (value === Infinity) return x < 0 && m % 2 === 1 ? -value : value;
  for (let k = 1; k <= m; k += 1) value = ((k % 2 === 0 ? Math.sinh(x) : Math.cosh(x)) - k * value) / x;
  return value;
}

/**
 * The sum of x^k/(k! (m + 1 + k)) over all k of the parity of m; if `sign` is -1, with signs that
 * alternate like those of a cosine.
 */
export function momentSum(x: number, m: number, sign: number): number {
  const first = m % 2;
  const square = sign * x * x;
  let sum = 0;
  for (let k = first + 2 * Math.ceil(6 + 3 * Math.abs(x)); k >= first; k -= 2) {
    const ratio = (square * (m + 1 + k)) / ((k + 1) * (k + 2) * (m + 3 + k));
    sum = 1 + sum * ratio;
  }
  const isNegative = sign < 0 && (m + first) % 4 === 2;
  return ((isNegative ? -sum : sum) * (first === 0 ? 1 : x)) / (m + 1 + first) + 0 / x;
}

/** The m-th derivative of (exp(x) - 1)/x; NaN at 0, as the quotient. */
export function expm1Quotient(x: number, m: number): number {
  let value = Math.expm1(x) / x;
  if (m === 0 || x === 0 || value === Infinity) return value;
  if (Math.abs(x) < m + 2) {
    // of x < 0 after t -> 1 - t, where no sign alternates either
    let sum = 0;
    for (let k = Math.ceil(12 + 6 * Math.abs(x)); k >= 0; k -= 1) {
      const ratio = x < 0 ? -x / (m + 2 + k) : (x * (m + 1 + k)) / ((k + 1) * (m + 2 + k));
      sum = 1 + sum * ratio;
    }
    return ((x < 0 ? Math.exp(x) : 1) * sum) / (m + 1);
  }
  const slope = Math.exp(x);
  for (let k = 1; k <= m; k += 1) value = (slope - k * value) / x;
  return value;
}

/** The m-th derivative of log(1 + x)/x; NaN at 0, as the quotient. */
export function log1pQuotient(x: number, m: number): number {
  let value = Math.log1p(x) / x;
  if (m === 0 || x === 0) return value;
  if (x > -0.5 && x < 2) {
    // of x > 0 after t -> t/(1 + x - xt), where no sign alternates either
    const y = x < 0 ? -x : x / (1 + x);
    let sum = 0;
    for (let k = Math.ceil(-42 / Math.log(y)) + m; k >= 0; k -= 1) {
      const ratio = (y * (m + 1 + k)) / (m + 2 + k);
      sum = 1 + sum * (x < 0 ? (ratio * (m + 1 + k)) / (k + 1) : ratio);
    }
    sum /= x < 0 ? m + 1 : (m + 1) * (1 + x);
    for (let k = 1; k <= m; k += 1) sum = (-k * sum) / (x < 0 ? 1 : 1 + x);
    return sum;
  }
  let slope = 1 / (1 + x);
  for (let k = 1; k <= m; k += 1) {
    value = (slope - k * value) / x;
    slope *= -k / (1 + x);
  }
  return value;
}

/** The m-th derivative of log(x)/(x - 1); NaN at 1, as the quotient, and below 0. */
export function logQuotient(x: number, m: number): number {
  if (m > 0 && x > 0.5 && x < 3) return log1pQuotient(x - 1, m);
  let value = Math.log(x) / (x - 1);
  let slope = 1 / x;
  for (let k = 1; k <= m; k += 1) {
    value = (slope - k * value) / (x - 1);
    slope *= -k / x;
  }
  return value;
}

/** The m-th derivative of Bernoulli's function x/(exp(x) - 1); NaN at 0, as the quotient. */
export function bernoulli(x: number, m: number): number {
  if (m === 0 || x === 0) return x / Math.expm1(x);
  if (Math.abs(x) < 2.5) return bernoulliNearZero(x, m);
  // the coefficients of 1/(exp(x + h) - 1) by the powers of h
  const series = new Float64Array(m + 1);
  series[0] = 1 / Math.expm1(x);
  let product = 1;
  for (let k = 1; k <= m; k += 1) {
    let weight = 1 / Math.expm1(-x);
    let next = 0;
    for (let j = 1; j <= k; j += 1) {
      weight /= j;
      next += weight * (series[k - j] ?? NaN);
    }
    series[k] = next;
    product *= k;
  }
  return product * (x * (series[m] ?? NaN) + (series[m - 1] ?? NaN));
}

/**
 * The same near 0, by the Bernoulli numbers over factorials: the coefficient of x^(2k) is
 * 2 (-1)^(k+1) zeta(2k)/(2 pi)^(2k).
 */
export function bernoulliNearZero(x: number, m: number): number {
  const coefficients = [
    0.08333333333333333, -0.001388888888888889, 3.306878306878307e-5, -8.267195767195768e-7, 2.08767569878681e-8,
    -5.284190138687493e-10, 1.3382536530684679e-11, -3.3896802963225827e-13, 8.586062056277845e-15, -2.174868698558062e-16,
    5.5090028283602295e-18, -1.3954464685812522e-19, 3.534707039629467e-21
  ];
  let sum = m === 1 ? -0.5 : 0;
  let power = m % 2 === 0 ? 1 : x;
  for (let k = Math.max(1, Math.ceil(m / 2)); k < m + 60; k += 1) {
    const zeta = 1 + Math.pow(2, -2 * k) + Math.pow(3, -2 * k);
    let term = power * (coefficients[k - 1] ?? (k % 2 === 0 ? -2 : 2) * zeta * Math.pow(2 * Math.PI, -2 * k));
    for (let j = 0; j < m; j += 1) term *= 2 * k - j;
    sum += term;
    if (Math.abs(term) < 2 ** -60 * Math.abs(sum)) return sum;
    power *= x * x;
  }
  return sum;
}

/**
 * The m-th derivative of acos(x)/sqrt(1 - x^2): near 1 the series in 1 - x, whose coefficients are k/(2k + 1) times the one
 * before; elsewhere from (1 - x^2) q' = x q - 1, differentiated.
 */
export function acosQuotient(x: number, m: number): number {
  if (x > 0.5 && x <= 1) {
    let coefficient = 1;
    for (let k = 1; k <= m; k += 1) coefficient *= (k * k) / (2 * k + 1);
    let sum = 0;
    for (let k = m + 60; k > m; k -= 1) sum = (1 + sum) * (((1 - x) * k) / (2 * k + 1)) * (k / (k - m));
    return (m % 2 === 0 ? 1 : -1) * coefficient * (1 + sum);
  }
  const below = (1 - x) * (1 + x);
  let before = 0;
  let value = Math.acos(x) / Math.sqrt(below);
  for (let k = 0; k < m; k += 1) {
    const next = ((2 * k + 1) * x * value + (k === 0 ? -1 : k * k * before)) / below;
    before = value;
    value = next;
  }
  return value;
}

/** The m-th derivative by k of (exp(kt) - 1)/k; NaN where k is 0, as the quotient. */
export function expm1Rate(k: number, t: number, m: number): number {
  const x = k * t;
  if (m > 0 && Math.abs(x) < m + 2) return Math.pow(t, m + 1) * (x === 0 ? 1 / (m + 1) : expm1Quotient(x, m)) + 0 / k;
  let value = Math.expm1(x) / k;
  const growth = Math.exp(x);
  for (let j = 1; j <= m; j += 1) value = ((growth === 0 ? 0 : Math.pow(t, j) * growth) - j * value) / k;
  return value;
}

/** The m-th derivative by k of log(1 + kt)/k; NaN where k is 0, as the quotient. */
export function log1pRate(k: number, t: number, m: number): number {
  const x = k * t;
  let value = Math.log1p(x) / k;
  if (m === 0) return value;
  if (x === 0) {
    let power = t;
    for (let j = 1; j <= m; j += 1) power *= -j * t;
    return power / (m + 1) + 0 / k;
  }
  if (x > -0.5 && x < 2) return Math.pow(t, m + 1) * log1pQuotient(x, m) + 0 / k;
  let slope = t / (1 + x);
  for (let j = 1; j <= m; j += 1) {
    value = (slope - j * value) / k;
    slope *= (-j * t) / (1 + x);
  }
  return value;
}

/** The m-th derivative by k of (x^k - 1)/k, the transformation of Box and Cox; NaN where k is 0, as the quotient. */
export function powerRate(x: number, k: number, m: number): number {
  return x < 0 && m === 0 ? (Math.pow(x, k) - 1) / k : expm1Rate(k, Math.log(x), m);
}

/** (1 + x)^n - 1 without cancellation. */
export function compoundLessOne(x: number, n: number): number {
  return x > -1 && n !== 0 ? Math.expm1(n * Math.log1p(x)) : Math.pow(1 + x, n) - 1;
}
