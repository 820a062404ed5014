// Measures the run-time functions and the host's own against 80-digit references, in ulp.
import { describe, expect, it } from "vitest";
import { readReference, worstError } from "../accuracy/ulp.js";
import { lbeta, polygammaRise } from "../../src/runtime/beta.js";
import {
  erf, erfc, erfcx, erfcxDerivative, erfDerivative, erfinv, gelu, logNormalCdf, millsRatio, millsRest, normalCdf,
  normalPdf,
} from "../../src/runtime/erf.js";
import { gamma } from "../../src/runtime/gamma.js";
import { lgamma } from "../../src/runtime/lgamma.js";
import { cotPi, digamma, polygamma } from "../../src/runtime/polygamma.js";
import { acoth, acsch, acsc, asec, asech, coth, csch, sech } from "../../src/runtime/reciprocal.js";
import {
  versine, hypot2, log1mexp, logAddExp, logit, logSigmoid, mod, nthRoot, sech2, sigmoid, sigmoidDerivative, softplus, xlogy,
} from "../../src/runtime/stable.js";

interface Case {
  readonly compute: (...args: number[]) => number;
  readonly bound: number;
  /** What else to measure against: the larger of two terms that cancel at a zero of the function. */
  readonly scale?: (...args: number[]) => number;
}

function within(bound: number, compute: (...args: number[]) => number, scale?: Case["scale"]): Case {
  return scale === undefined ? { compute, bound } : { compute, bound, scale };
}

const trigamma = (x: number) => polygamma(1, x);

/** The nearest pole's term of a derivative of digamma. */
function poleTerm(n: number, x: number): number {
  return gamma(n + 1) * Math.pow(Math.abs(x - Math.round(x)), -n - 1);
}

const cases: Record<string, Case> = {
  erf: within(2, erf),
  erfc: within(2, erfc),
  erfDerivative: within(2, erfDerivative),
  normalCdf: within(2, normalCdf),
  normalPdf: within(2, normalPdf),
  gelu: within(2, gelu),
  gamma: within(2, gamma),
  gammaNegative: within(2, gamma),
  gammaSubnormal: within(3, gamma),
  lgamma: within(2, lgamma),
  lgammaNegative: within(2, lgamma, () => 1),
  digamma: within(2, digamma),
  digammaNegative: within(3, digamma, (x) => Math.max(digamma(1 - x), Math.PI * Math.abs(cotPi(x)))),
  trigamma: within(2, trigamma),
  trigammaNegative: within(4, trigamma),
  polygamma: within(3, polygamma),
  polygammaNegative: within(3, polygamma, poleTerm),
  sigmoid: within(2, sigmoid),
  sigmoidDerivative: within(4, sigmoidDerivative),
  softplus: within(2, softplus),
  logSigmoid: within(2, logSigmoid),
  sech2: within(4, sech2),
  log1mexp: within(2, log1mexp),
  versine: within(2, versine),
  hypot2: within(1, hypot2),
  mod: within(0.5, mod),
  nthRoot: within(1, nthRoot),
  xlogy: within(2, xlogy),
  erfcx: within(2, erfcx),
  erfinv: within(2, erfinv),
  logNormalCdf: within(2, logNormalCdf),
  millsRatio: within(2, millsRatio),
  millsRest: within(4, millsRest),
  logit: within(2, logit),
  logAddExp: within(2, logAddExp, (x, y) => Math.max(Math.abs(x), Math.abs(y))),
  lbeta: within(3, lbeta, (x, y) => Math.max(...[x, y, x + y].map((z) => (Math.max(x, y) < 10 || z < 10 ? Math.abs(lgamma(z)) : 0)))),
  erfcxDerivative: within(4, (m, x) => erfcxDerivative(x, m)),
  polygammaRise: within(4, polygammaRise),
  sech: within(2, sech),
  csch: within(2, csch),
  coth: within(2, coth),
  asec: within(2, asec),
  acsc: within(2, acsc),
  asech: within(2, asech),
  acsch: within(2, acsch),
  acoth: within(2, acoth),
  // Plain compositions that are good enough as they are.
  sec: within(2, (x) => 1 / Math.cos(x)),
  csc: within(2, (x) => 1 / Math.sin(x)),
  cot: within(2, (x) => 1 / Math.tan(x)),
  acot: within(2, (x) => Math.atan(1 / x)),
  exp: within(1, Math.exp),
  expm1: within(1, Math.expm1),
  log: within(1, Math.log),
  log2: within(2, Math.log2),
  log10: within(2, Math.log10),
  log1p: within(1, Math.log1p),
  sin: within(1, Math.sin),
  cos: within(1, Math.cos),
  tan: within(1, Math.tan),
  asin: within(1, Math.asin),
  acos: within(1, Math.acos),
  atan: within(1, Math.atan),
  atan2: within(2, Math.atan2),
  sinh: within(2, Math.sinh),
  cosh: within(2, Math.cosh),
  tanh: within(2, Math.tanh),
  asinh: within(2, Math.asinh),
  acosh: within(2, Math.acosh),
  atanh: within(2, Math.atanh),
  cbrt: within(1, Math.cbrt),
  pow: within(1, Math.pow),
};

describe("accuracy in ulp of the exact value", () => {
  for (const [name, { compute, bound, scale }] of Object.entries(cases)) {
    it(`${name} stays within ${bound} ulp`, () => {
      const worst = worstError(readReference(name), compute, scale);
      const report = `${worst.ulp.toFixed(2)} ulp at (${worst.at.join(", ")}): ${worst.computed}, exact ${worst.expected}`;
      expect(worst.ulp, report).toBeLessThanOrEqual(bound);
    });
  }
});

describe("gamma at whole numbers", () => {
  it("is correctly rounded from 1 to 171", () => {
    let factorial = 1n;
    for (let n = 1; n <= 171; n += 1) {
      expect(gamma(n)).toBe(Number(factorial));
      factorial *= BigInt(n);
    }
    expect(gamma(172)).toBe(Infinity);
  });

  it("is infinite between them above 172", () => {
    for (const x of [172.5, 180.5, 199.9, 200.5, 1e300]) expect(gamma(x)).toBe(Infinity);
  });
});
