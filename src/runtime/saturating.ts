// Functions that saturate, given the exponential that a function and its derivative have in common.

/** exp(-|x|), which functions that saturate have in common. */
export function expMinus(x: number): number {
  return Math.exp(-Math.abs(x));
}

/** sigmoid(x), given e = exp(-|x|). */
export function sigmoidOf(x: number, e: number): number {
  if (x >= 0) return 1 / (1 + e);
  const s = e / (1 + e);
  return x < -1 ? e - e * s : s;
}

/** The derivative of sigmoid at x, given e = exp(-|x|). */
export function sigmoidDerivativeOf(e: number): number {
  return e / (1 + e * (2 + e));
}

/** log(1 + exp(x)), given e = exp(-|x|). */
export function softplusOf(x: number, e: number): number {
  return Math.max(x, 0) + Math.log1p(e);
}

/** log(sigmoid(x)), given e = exp(-|x|). */
export function logSigmoidOf(x: number, e: number): number {
  return Math.min(x, 0) - Math.log1p(e);
}

/** 1/cosh(x)², given e = exp(-2|x|). */
export function sech2Of(e: number): number {
  return 4 * (e / (1 + e * (2 + e)));
}

/** tanh(x), given e = exp(-2|x|); near 0, 1 - e cancels. */
export function tanhOf(x: number, e: number): number {
  if (Math.abs(x) < 0.55) return tanhCentral(x);
  const t = (1 - e) / (1 + e);
  return x < 0 ? -t : t;
}

/** tanh(x) near 0, by a quotient of polynomials. */
export function tanhCentral(x: number): number {
  const z = x * x;
  const p = 0.3333333333333333 + z * (0.02050156634563848 + z * 0.00019930065261748);
  const q = 1 + z * (0.46150469903691427 + z * (0.02329501966789987 + z * 0.0002066650595186));
  return x * (1 - z * (p / q));
}
