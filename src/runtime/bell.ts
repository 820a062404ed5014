// The error function and the normal distribution, given what a function and its derivative have in common: exp(-x²), exp(-x²/2), or a
// tail. Coefficients: see test/accuracy/fit-coefficients.py.
import { productError } from "./arithmetic.js";

/** A power of two next to exp(-scale x²), which is it times 1 + gaussianRest(x, scale). */
export function gaussianScale(x: number, scale: number): number {
  return 2 ** (scale * x * x > 1600 ? -2400 : Math.round((-scale * x * x) / Math.LN2));
}

/** What exp(-scale x²) is over that power of two, less 1: with x² as an exact square and a rest. */
export function gaussianRest(x: number, scale: number): number {
  const top = Math.fround(x);
  const power = Math.round((-scale * x * x) / Math.LN2);
  const high = -scale * top * top - power * 0.6931471805592082;
  const low = scale * (top - x) * (top + x) - power * 7.371002565167799e-13;
  return scale * x * x > 1600 ? 0 : Math.expm1(high + low);
}

/** factor * exp(-scale x²) * (main + rest), of the two parts of the exponential. */
export function gaussianOf(power: number, more: number, factor: number, main: number, rest: number): number {
  return power === 0 ? 0 : power * (factor * (main + (rest + (main + rest) * more)));
}

/** The same, of the two parts of exp(-scale x²). */
export function scaledErfcOf(x: number, scale: number, factor: number, power: number, more: number): number {
  const z = scale === 1 ? x : x * Math.SQRT1_2;
  // What is lost in rounding z (the last constant is sqrt(1/2) - SQRT1_2).
  const lost = scale === 1 ? 0 : productError(x, Math.SQRT1_2, z) - x * 4.833646656726457e-17;
  if (z > 2.5) {
    const s = 1 / (z * z);
    const p =
      -0.28209479177387813 - s * (11.007575497861812 + s * (158.6972188309339
        + s * (1065.1477492031508 + s * (3439.537116844946 + s * (4943.143027925594
        + s * (2444.685110847611 + s * (103.67817884916 - s * 9.19795539083)))))));
    const q =
      1 + s * (40.52083916063664 + s * (619.5982520307809 + s * (4566.419690896789
        + s * (17191.751223267207 + s * (32250.347363919025 + s * (26963.341118208114
        + s * 7360.44377804978))))));
    // The roundings of z and of this quotient go into the small term.
    const f = factor / z;
    const rounded = (factor - f * z - productError(f, z, f * z)) / factor - lost / z;
    return gaussianOf(power, more, f, 0.5641895835477563, s * (p / q) + 0.564 * rounded);
  }
  if (z > 1) {
    const t = z - 1.765625 + lost;
    const p =
      -0.1292499084365303 + t * (0.054732389506020477 - t * (0.02174202214330865
        - t * (8.17206582961992e-3 - t * (2.92528736515198e-3 - t * (1.00236844186129e-3
        - t * (3.3013731004858e-4 - t * (1.0486743816613e-4 - t * (3.221794157466e-5
        - t * (9.59652921397e-6 - t * (2.77710685896e-6 - t * (7.8219001464e-7
        - t * (2.14765458e-7 - t * (5.75980578e-8 - t * (1.51019923e-8 - t * (3.8219392e-9
        - t * (9.487253e-10 - t * (2.78633e-10 - t * 7.2008e-11)))))))))))))))));
    return gaussianOf(power, more, factor, 0.2829392590892693, t * p);
  }
  const t = z - 0.48046875 + lost;
  const p =
    -0.5269835919736672 + t * (0.3726434020141965 - t * (0.23196005494143842
      - t * (0.1305969221832828 - t * (0.06768492599455485 - t * (0.0326921434652083
      - t * (0.0148506779077862 - t * (6.3892142143712e-3 - t * (2.617968991921e-3
      - t * (1.026272233898e-3 - t * (3.86340453115e-4 - t * (1.4010911809e-4
      - t * (4.908653721e-5 - t * (1.664154473e-5 - t * (5.45304986e-6 - t * (1.761519e-6
      - t * (6.000514e-7 - t * 1.642466e-7))))))))))))))));
  return gaussianOf(power, more, factor, 0.6258425497202944, t * p);
}

/** erf(x), of the two parts of exp(-x²). */
export function erfOf(x: number, power: number, more: number): number {
  if (x <= -1) return scaledErfcOf(-x, 1, 1, power, more) - 1;
  return x >= 1 ? 1 - scaledErfcOf(x, 1, 1, power, more) : erfCentral(x);
}

/** erf(x) for x from -1 to 1. */
export function erfCentral(x: number): number {
  const s = x * x;
  const p =
    0.12837916709551257 - s * (0.3761263890318375 - s * (0.11283791670954879
      - s * (0.026866170645076793 - s * (5.223977624818014e-3 - s * (8.54832698083379e-4
      - s * (1.20553311116427e-4 - s * (1.4925595266831e-5 - s * (1.646100048412e-6
      - s * (1.6350312701e-7 - s * (1.4659775274e-8 - s * (1.137284886e-9 - s * 5.9571761e-11)))))))))));
  return x + x * p;
}

/** erfc(x), of the two parts of exp(-x²). */
export function erfcOf(x: number, power: number, more: number): number {
  return x < 0.25 ? 1 - erfOf(x, power, more) : scaledErfcOf(x, 1, 1, power, more);
}

/** 2/sqrt(pi) exp(-x²), of the two parts of the exponential. */
export function erfDerivativeOf(power: number, more: number): number {
  return gaussianOf(power, more, 1, 1.1283791670955126, 0);
}

/** The standard normal density, of the two parts of exp(-x²/2). */
export function normalPdfOf(power: number, more: number): number {
  return gaussianOf(power, more, 1, 0.3989422804014327, 0);
}

/** The same, of the two parts of exp(-x²/2). */
export function normalTailOf(x: number, power: number, more: number): number {
  return scaledErfcOf(Math.abs(x), 0.5, 0.5, power, more);
}

/** The same, of the tail. */
export function normalCdfOf(x: number, tail: number): number {
  return x > 0 ? 1 - tail : tail;
}

/** The same, of the tail. */
export function geluOf(x: number, tail: number): number {
  // a tail that is no normal double has too few digits
  if (tail < 1e-300) return x > 0 ? x : scaledErfcOf(-x, 0.5, 0.5 * x, gaussianScale(x, 0.5), gaussianRest(x, 0.5));
  return x > 0 ? x - x * tail : x * tail;
}
