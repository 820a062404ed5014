// Poles, limits, exact cases and NaN of the run-time functions.
import { describe, expect, it } from "vitest";
import * as erfs from "../../src/runtime/erf.js";
import * as gammas from "../../src/runtime/gamma.js";
import * as lgammas from "../../src/runtime/lgamma.js";
import * as polygammas from "../../src/runtime/polygamma.js";
import * as quotients from "../../src/runtime/quotients.js";
import * as reciprocals from "../../src/runtime/reciprocal.js";
import * as stables from "../../src/runtime/stable.js";

const { erf, erfc, erfDerivative, gelu, normalCdf, normalPdf } = erfs;
const { gamma } = gammas;
const { lgamma } = lgammas;
const { digamma, polygamma } = polygammas;
const { acoth, acsch, acsc, asec, asech, coth, csch, sech } = reciprocals;
const { hypot2, log1mexp, logSigmoid, mod, nthRoot, roundHalfAway, sech2, sigmoid, softplus, xlogy } = stables;

/** Checks rows of [what, computed, expected]; -0 and 0 are the same. */
function agree(rows: readonly (readonly [string, number, number])[]): void {
  for (const [what, computed, expected] of rows) expect(computed + 0, what).toBe(expected);
}

describe("NaN", () => {
  const functions = { ...erfs, ...gammas, ...lgammas, ...polygammas, ...quotients, ...reciprocals, ...stables };
  for (const [name, compute] of Object.entries(functions) as [string, (...args: number[]) => number][]) {
    // an order of a derivative is a whole number, never NaN
    it(`${name} hands NaN on from each argument`, () => {
      const others = compute.length === 1 ? [] : [3, 1.5, 2, 0.25];
      for (let k = 0; k < compute.length; k += 1) {
        const args = Array.from({ length: compute.length }, (_, i) => (i === k ? NaN : (others[i] ?? 1)));
        if (name === "factorialBelow" || (name in quotients && k > 0) || (name.endsWith("erivative") && k === 0 && compute.length === 2))
          continue;
        expect(compute(...args), `argument ${k + 1}`).toBeNaN();
      }
    });
  }
});

describe("error function family", () => {
  it("has its limits", () => {
    agree([
      ["erf(0)", erf(0), 0], ["erf(inf)", erf(Infinity), 1], ["erf(-inf)", erf(-Infinity), -1],
      ["erfc(0)", erfc(0), 1], ["erfc(inf)", erfc(Infinity), 0], ["erfc(-inf)", erfc(-Infinity), 2], ["erfc(30)", erfc(30), 0],
      ["erf'(inf)", erfDerivative(Infinity), 0], ["pdf(-inf)", normalPdf(-Infinity), 0], ["pdf(1e200)", normalPdf(1e200), 0],
      ["cdf(0)", normalCdf(0), 0.5], ["cdf(-inf)", normalCdf(-Infinity), 0], ["cdf(inf)", normalCdf(Infinity), 1],
      ["gelu(0)", gelu(0), 0], ["gelu(-inf)", gelu(-Infinity), 0], ["gelu(inf)", gelu(Infinity), Infinity],
      ["gelu(1e300)", gelu(1e300), 1e300],
    ]);
    expect(erf(-0)).toBe(-0);
    expect(erfc(27.2)).toBeGreaterThan(0);
  });
});

describe("gamma family", () => {
  it("has its poles and limits", () => {
    agree([
      ["gamma(0)", gamma(0), Infinity], ["gamma(-3)", gamma(-3), Infinity], ["gamma(inf)", gamma(Infinity), Infinity],
      ["gamma(-inf)", gamma(-Infinity), NaN], ["gamma(171.7)", gamma(171.7), Infinity], ["gamma(-200.5)", gamma(-200.5), 0],
      ["gamma(-178.5)", gamma(-178.5), 0], ["gamma(1e-310)", gamma(1e-310), Infinity], ["gamma(-1e-310)", gamma(-1e-310), -Infinity],
      ["lgamma(1)", lgamma(1), 0], ["lgamma(2)", lgamma(2), 0], ["lgamma(0)", lgamma(0), Infinity], ["lgamma(-4)", lgamma(-4), Infinity],
      ["lgamma(inf)", lgamma(Infinity), Infinity], ["lgamma(-inf)", lgamma(-Infinity), Infinity],
      ["lgamma(3e305)", lgamma(3e305), Infinity],
      ["digamma(0)", digamma(0), NaN], ["digamma(-2)", digamma(-2), NaN], ["digamma(inf)", digamma(Infinity), Infinity],
      ["trigamma(0)", polygamma(1, 0), Infinity], ["trigamma(-5)", polygamma(1, -5), Infinity], ["tetragamma(-5)", polygamma(2, -5), NaN],
      ["trigamma(inf)", polygamma(1, Infinity), 0], ["trigamma(1e-200)", polygamma(1, 1e-200), Infinity],
      ["tetragamma(1e-200)", polygamma(2, 1e-200), -Infinity], ["polygamma(0)", polygamma(0, 1.25), digamma(1.25)],
    ]);
  });

  it("turns sign between the negative poles", () => {
    expect([-0.5, -1.5, -2.5, -3.5, -100.5, -101.5].map((x) => Math.sign(gamma(x)))).toEqual([-1, 1, -1, 1, -1, 1]);
  });

  it("keeps its size next to the far poles", () => {
    const x = -179 + 2 ** -44;
    // gamma(-n + d) is 1/(n! d) up to a relative n d, and 179! is (179·178·…·172) 171!.
    const factor = [179, 178, 177, 176, 175, 174, 173, 172].reduce((product, k) => product / k, 2 ** 44 / gamma(172 - 1));
    expect(gamma(x) / (-factor / 171)).toBeCloseTo(1, 6);
  });
});

describe("stable forms", () => {
  it("have their limits", () => {
    agree([
      ["sigmoid(-inf)", sigmoid(-Infinity), 0], ["sigmoid(inf)", sigmoid(Infinity), 1], ["sigmoid(0)", sigmoid(0), 0.5],
      ["softplus(1000)", softplus(1000), 1000], ["softplus(-inf)", softplus(-Infinity), 0], ["softplus(inf)", softplus(Infinity), Infinity],
      ["logSigmoid(-1000)", logSigmoid(-1000), -1000], ["sech2(inf)", sech2(Infinity), 0], ["sech2(0)", sech2(0), 1],
      ["log1mexp(0)", log1mexp(0), -Infinity], ["log1mexp(-inf)", log1mexp(-Infinity), 0], ["log1mexp(1)", log1mexp(1), NaN],
      ["xlogy(0,0)", xlogy(0, 0), 0], ["xlogy(1,0)", xlogy(1, 0), -Infinity], ["xlogy(0,-1)", xlogy(0, -1), 0],
      ["hypot2(0,0)", hypot2(0, 0), 0], ["hypot2(-inf,1)", hypot2(-Infinity, 1), Infinity],
      ["hypot2(huge)", hypot2(3 * 2 ** 900, 4 * 2 ** 900), 5 * 2 ** 900],
      ["hypot2(max,max)", hypot2(Number.MAX_VALUE, Number.MAX_VALUE), Infinity], ["hypot2(tiny)", hypot2(5e-324, 0), 5e-324],
    ]);
  });

  it("round halves away from 0", () => {
    agree([
      ["0.5", roundHalfAway(0.5), 1], ["-0.5", roundHalfAway(-0.5), -1], ["2.5", roundHalfAway(2.5), 3], ["-2.5", roundHalfAway(-2.5), -3],
      ["under a half", roundHalfAway(0.49999999999999994), 0], ["2^52 + 1", roundHalfAway(2 ** 52 + 1), 2 ** 52 + 1],
      ["2^51 + 0.5", roundHalfAway(2 ** 51 + 0.5), 2 ** 51 + 1], ["-inf", roundHalfAway(-Infinity), -Infinity],
    ]);
  });

  it("take the modulus towards minus infinity", () => {
    agree([
      ["5 mod 3", mod(5, 3), 2], ["-5 mod 3", mod(-5, 3), 1], ["5 mod -3", mod(5, -3), -1], ["-5 mod -3", mod(-5, -3), -2],
      ["x mod 0", mod(2.5, 0), 2.5], ["-6 mod 3", mod(-6, 3), 0], ["5 mod inf", mod(5, Infinity), 5], ["inf mod 5", mod(Infinity, 5), NaN],
    ]);
    expect(mod(-6, 3)).toBe(0);
  });

  it("take real roots", () => {
    agree([
      ["3rd of -8", nthRoot(-8, 3), -2], ["4th of -16", nthRoot(-16, 4), NaN], ["2nd of 2", nthRoot(2, 2), Math.SQRT2],
      ["-2nd of 4", nthRoot(4, -2), 0.5], ["0th", nthRoot(4, 0), NaN], ["4th of 0", nthRoot(0, 4), 0],
      ["-4th of 0", nthRoot(0, -4), Infinity],
      ["5th of inf", nthRoot(Infinity, 5), Infinity], ["5th of -inf", nthRoot(-Infinity, 5), -Infinity], ["1st", nthRoot(-7.5, 1), -7.5],
    ]);
    for (let n = 2; n <= 12; n += 1) {
      for (let base = 2; base ** n < 2 ** 53; base = base < 40 ? base + 1 : base * 2 + 1) {
        expect(nthRoot(base ** n, n), `root ${n} of ${base}^${n}`).toBe(base);
      }
    }
  });
});

describe("reciprocal functions", () => {
  it("have their limits and poles", () => {
    agree([
      ["sech(inf)", sech(Infinity), 0], ["sech(0)", sech(0), 1], ["csch(0)", csch(0), Infinity],
      ["coth(0)", coth(0), Infinity], ["csch(inf)", csch(Infinity), 0],
      ["coth(-inf)", coth(-Infinity), -1], ["asec(1)", asec(1), 0], ["asec(-1)", asec(-1), Math.PI], ["asec(0.5)", asec(0.5), NaN],
      ["acsc(1)", acsc(1), Math.PI / 2], ["acsc(-1)", acsc(-1), -Math.PI / 2], ["acsc(0.5)", acsc(0.5), NaN],
      ["acsc(inf)", acsc(Infinity), 0],
      ["asech(1)", asech(1), 0], ["asech(0)", asech(0), Infinity], ["asech(2)", asech(2), NaN], ["asech(-1)", asech(-1), NaN],
      ["acsch(0)", acsch(0), Infinity], ["acoth(1)", acoth(1), Infinity], ["acoth(-1)", acoth(-1), -Infinity],
      ["acoth(0.5)", acoth(0.5), NaN],
    ]);
  });
});
