// The generated value, gradient and Hessian of every operation, by every target, within bars of 60-digit references, and
// docs/accuracy.md, the table of what was measured.
import { readFileSync, writeFileSync } from "node:fs";
import { afterAll, describe, expect, test } from "vitest";
import { accuracyPage, type AccuracyNotes } from "../scripts/accuracy-page.js";
import { formulaOps, scalarOps } from "../src/ops/index.js";
import type { Case } from "./cases/compare.js";
import { measure, referenceNames, type Accuracy } from "./accuracy/operations.js";
import { IS_CAMPAIGN } from "./support/effort.js";
import type { RunTarget } from "./support/targets.js";

const NOTES: AccuracyNotes = {
  bars: [2, 4, 16],
  covered: {
    bend: "the gradient that it stands for; it is never computed",
    flat_root: "`sqrt`, where it is not 0",
    flat_power: "`pow`, where it is not 0",
    erf_difference: "`erf` and `erfc`: it is a difference of two of one of them",
    power_share: "`pow` and `div`: x^n/(a + x^n) is one or the other over a sum",
    power_rest: "the same",
    expm1_rate: "`expm1_quotient` near 0; elsewhere a product's rounding is in the exponent, as in what is written",
    log1p_rate: "`log1p_quotient`, times a power",
    power_rate: "`expm1_rate` of a logarithm",
    sin_rate: "`sin`, over a number; near 0 a series",
    sinh_rate: "`sinh`, over a number; near 0 a series",
    tan_rate: "`tan`, over a number; near 0 a series",
    tanh_rate: "`tanh`, over a number; near 0 a series",
    atan_rate: "`atan`, over a number; near 0 a series",
    atanh_rate: "`atanh`, over a number; near 0 a series",
    asin_rate: "`asin`, over a number; near 0 a series",
    asinh_rate: "`asinh`, over a number; near 0 a series",
    compound_rate: "`compound_less_one`, over a number; its derivatives are made of `expm1_rate` and `log1p_quotient`",
    root_rate: "`root_minus_one`, over a number",
    root_difference: "`sqrt`: a number over a sum of two",
    exp_difference: "`exp`: a series near 0, elsewhere a difference of two",
    langevin: "`coth` and `div`; near 0 a series",
    compound_less_one: "`expm1` of a product, as `expm1_rate`",
    digamma_next: "`factorial`: its first derivative is `out*digamma_next(x)`",
    lowered_power: "`pow`: its derivatives are made of it and of its derivatives",
    one_minus_square: "`asin`, `acos`, `asech`, `atanh`: their first derivatives are made of it, their second of its derivative",
    atan_slope: "`atan`, `acot`: their first derivatives, up to the sign",
    asec_slope: "`asec`, `acsc`: their first derivatives, up to the sign",
    acsch_slope: "`acsch`: its first derivative, with the other sign",
    acoth_slope: "`acoth`: its first derivative",
    versine: "`1 - cos(x)`, whose derivatives are those of `sin`: within 2 ulp (test/runtime/accuracy.test.ts)",
    versine_of: "the same where the sine and the cosine are computed too: within 3 ulp (test/simplify/beside.test.ts)",
    sin_quotient_slope: "`sin_quotient`, `sinc`: their first derivatives, where the cosine is computed too",
    turn: "`atan2`: its first derivatives, up to the sign",
    log1p_square_slope: "`log1p_square`: its first derivative by the first argument",
    log1p_square_fall: "`log1p_square`: its first derivative by the second, with the other sign",
    root_slope: "`cbrt`, `nthRoot`: their first derivatives by the argument",
    log_slope: "`logBase`: its first derivative by the argument",
    base_slope: "`logBase`: its first derivative by the base, with the other sign",
    logaddexp_slope: "`logaddexp`: its first derivative by the first argument",
    logit_slope: "`logit`: its first derivative",
    erfcx_slope: "`erfcx`: its derivatives",
    erfinv_slope: "`erfinv`: its first derivative",
    mills_ratio: "`lognormcdf`: its first derivative",
    mills_rest: "`lognormcdf`: its second derivative is `-mills_ratio(x)*mills_rest(x)`",
    sinc_slope: "`sinc`: its derivatives",
    polygamma_rise: "`lbeta`: its first derivatives, with the other sign",
    normal_pdf: "`gelu`: its second derivative is `(2 - x^2)*normal_pdf(x)`",
  },
  narrower: {
    pow: "exponents of size 0.5 to 1000",
    logBase: "from 1e-300 to 1e300",
    logistic: "`x` from 1e-150 to 1e300, `y` from -700 to 700",
    logistic_rest: "the same",
    sinh_quotient: "nothing between 700 and 720, where a part overflows before the quotient does",
    expm1_quotient: "the same",
    bernoulli: "the same",
    over_square_sum: "from 1e-50 to 1e50",
    over_expm1: "`x` from 1e-150 to 1e300, `y` from -700 to 700",
    cosine: "from 1e-50 to 1e50",
    polygamma: "above -40: between its poles further down its value is up to 2.5 ulp off",
  },
};

const ORDER = [...scalarOps, ...formulaOps].map((op) => op.name);
const isUpdating = process.env.GRADC_UPDATE === "1";
const names = [...referenceNames()].sort((a, b) => ORDER.indexOf(a) - ORDER.indexOf(b));
const targets = [["JavaScript", "body"], ["WebAssembly", "wasm-body"]] as const;
const isWhole = isUpdating || IS_CAMPAIGN;
const measured = new Map<string, Accuracy>();
afterAll(() => measured.clear());

function measuredIn(target: RunTarget, name: string): Accuracy {
  const key = `${target} ${name}`;
  const row = measured.get(key) ?? measure(name, target, isWhole || target === "body" ? 1 : 8);
  measured.set(key, row);
  return row;
}

test("every operation is measured at 500 points or more", () => {
  const all = new Set([...names, ...Object.keys(NOTES.covered)]);
  expect(ORDER.filter((name) => !all.has(name))).toEqual([]);
  expect(names.filter((name) => measuredIn("body", name).points < 500)).toEqual([]);
});

describe.each(targets)("accuracy of %s, in ulp", (_target, target) => {
  test.each(names)("%s", (name) => {
    const missed = measuredIn(target, name).peaks.filter((peak, order) => !(peak.ulp <= (NOTES.bars[order] ?? 0)));
    expect(missed).toEqual([]);
  });
});

test.runIf(isWhole)("docs/accuracy.md", () => {
  const open = new Set(JSON.parse(readFileSync("test/cases/open.json", "utf8")) as readonly string[]);
  const cases = readFileSync("test/cases/failures.jsonl", "utf8").trimEnd().split("\n").map((line) => JSON.parse(line) as Case);
  const [js, wasm] = targets.map(([, target]) => names.map((name) => measuredIn(target, name))) as [Accuracy[], Accuracy[]];
  const page = accuracyPage(js, wasm, NOTES, cases.filter((c) => open.has(c.id) && c.quality !== undefined && c.quality !== false));
  if (isUpdating) writeFileSync("docs/accuracy.md", page);
  expect(readFileSync("docs/accuracy.md", "utf8"), "run: GRADC_UPDATE=1 vitest run test/accuracy.test.ts").toBe(page);
});
