// Mutants that are as true as what they change, so that no test can see them; each with its reason.
import { codeByReason } from "./equivalent-code.js";

export interface Equivalent {
  /** As `keyOf` writes it. */
  readonly mutant: string;
  readonly reason: string;
}

const byReason: readonly (readonly [reason: string, mutants: readonly string[]])[] = [
  ["any number over 0 is the same infinity", [
    "src/ops/arithmetic.ts in cbrt, number: \"x == 0 ? 1/0 : root_slope(x, 3, out)\" -> \"x == 0 ? 2/0 : root_slope(x, 3, out)\"",
    "src/ops/arithmetic.ts in nthRoot, number: \"x == 0 ? 1/0 : root_slope(x, n, out)\" -> \"x == 0 ? 2/0 : root_slope(x, n, out)\"",
    "src/simplify/rules/powers.ts in power-half-of-any, number: \"?x == -1/0 ? 1/0 : abs(sqrt(?x))\" -> \"?x == -1/0 ? 2/0 : abs(sqrt(?x))\"",
    "src/simplify/rules/powers.ts in power-three-halves-of-any, number: \"?x == -1/0 ? 1/0 : ?x*sqrt(?x)\" -> \"?x == -1/0 ? 2/0 : ?x*sqrt(?x)\"",
  ]],
  ["a product with and a quotient by 1 or -1 have the same bits", [
    "src/simplify/rules/algebra.ts in times-one, operator: \"?x*1\" -> \"?x/1\"",
    "src/simplify/rules/algebra.ts in times-minus-one, operator: \"?x*(-1)\" -> \"?x/(-1)\"",
    "src/simplify/rules/algebra.ts in exponential-of-logarithm, operator: \"?x*(?x >= 0 ? 1 : 0/0)\" -> \"?x/(?x >= 0 ? 1 : 0/0)\"",
    "src/simplify/rules/logic.ts in times-guard, operator: \"?x*(?c ? 1 : 0/0)\" -> \"?x/(?c ? 1 : 0/0)\"",
    "src/simplify/rules/algebra.ts in over-one, operator: \"?x/1\" -> \"?x*1\"",
    "src/simplify/rules/algebra.ts in over-minus-one, operator: \"?x/(-1)\" -> \"?x*(-1)\"",
  ]],
  ["x + 0 is claimed in value only, and so is x - 0", [
    "src/simplify/rules/algebra.ts in add-zero, operator: \"?x + 0\" -> \"?x - 0\"",
  ]],
  ["the greatest and the least of x and x are both x", [
    "src/simplify/rules/algebra.ts in max-of-same, function: \"max(?x, ?x)\" -> \"min(?x, ?x)\"",
    "src/simplify/rules/algebra.ts in min-of-same, function: \"min(?x, ?x)\" -> \"max(?x, ?x)\"",
  ]],
  ["both of x and x hold where x holds", [
    "src/simplify/rules/logic.ts in and-same, function: \"?x and ?x\" -> \"?x or ?x\"",
    "src/simplify/rules/logic.ts in or-same, function: \"?x or ?x\" -> \"?x and ?x\"",
  ]],
  ["every number but 0 counts as true", [
    "src/simplify/rules/logic.ts in and-true, number: \"?x and 1\" -> \"?x and 2\"",
    "src/simplify/rules/logic.ts in or-true, number: \"?x or 1\" -> \"?x or 2\"",
  ]],
  ["the left side is the right side: the rule says nothing", [
    "src/simplify/rules/algebra.ts in absolute-of-negated, sign dropped: \"abs(-?x)\" -> \"abs(?x)\"",
    "src/simplify/rules/logic.ts in equal-branches, guard dropped: \"?c ? ?x : ?x\" -> \"?x\"",
    "src/simplify/rules/logic.ts in nonzero-mask, guard dropped: \"?x != 0 ? ?x : 0\" -> \"?x\"",
  ]],
  ["the sign of a zero is no value", [
    "src/ops/arithmetic.ts in cosine, sign flipped: \"0\" -> \"-(0)\"",
    "src/ops/arithmetic.ts in root_slope, sign flipped: \"0\" -> \"-(0)\"",
    "src/ops/trigonometric.ts in turn, sign flipped: \"0\" -> \"-(0)\"",
    "src/ops/exponential.ts in base_slope, sign flipped: \"0\" -> \"-(0)\"",
    "src/simplify/rules/algebra.ts in minus-zero-times, sign dropped: \"-0*?x\" -> \"0*?x\"",
    "src/simplify/rules/algebra.ts in minus-zero-times, sign flipped: \"-0*?x\" -> \"-(-0*?x)\"",
    "src/simplify/rules/algebra.ts in minus-zero-times, sign flipped: \"0\" -> \"-(0)\"",
    "src/simplify/rules/logic.ts in choose-between-zeros, sign dropped: \"?c ? -0 : 0\" -> \"?c ? 0 : 0\"",
    "src/simplify/rules/logic.ts in choose-between-zeros, sign flipped: \"?c ? -0 : 0\" -> \"-(?c ? -0 : 0)\"",
    "src/simplify/rules/logic.ts in choose-between-zeros, guard dropped: \"?c ? -0 : 0\" -> \"-0\"",
    "src/simplify/rules/logic.ts in choose-between-zeros, branches swapped: \"?c ? -0 : 0\" -> \"?c ? 0 : -0\"",
    "src/simplify/rules/logic.ts in choose-between-zeros, sign flipped: \"0\" -> \"-(0)\"",
    "src/simplify/rules/logic.ts in choose-zero, sign dropped: \"?c ? 0 : -0\" -> \"?c ? 0 : 0\"",
    "src/simplify/rules/logic.ts in choose-zero, sign flipped: \"?c ? 0 : -0\" -> \"-(?c ? 0 : -0)\"",
    "src/simplify/rules/logic.ts in choose-zero, guard dropped: \"?c ? 0 : -0\" -> \"0\"",
    "src/simplify/rules/logic.ts in choose-zero, branches swapped: \"?c ? 0 : -0\" -> \"?c ? -0 : 0\"",
    "src/simplify/rules/logic.ts in choose-zero, sign flipped: \"0\" -> \"-(0)\"",
    "src/ops/comparison.ts in select, sign flipped: \"0\" -> \"-(0)\"",
    "src/ops/special.ts in polygamma, sign flipped: \"0\" -> \"-(0)\"",
    "src/ops/arithmetic.ts in lowered_power, sign flipped: \"0\" -> \"-(0)\"",
    "src/simplify/rules/algebra.ts in zero-times-finite, sign flipped: \"0*?x\" -> \"-(0*?x)\"",
    "src/simplify/rules/algebra.ts in zero-times-finite, sign flipped: \"0\" -> \"-(0)\"",
    "src/simplify/rules/algebra.ts in zero-over-regular, sign flipped: \"0/?x\" -> \"-(0/?x)\"",
    "src/simplify/rules/algebra.ts in zero-over-regular, sign flipped: \"0\" -> \"-(0)\"",
    "src/simplify/rules/algebra.ts in difference-of-same, sign flipped: \"?x - ?x\" -> \"-(?x - ?x)\"",
    "src/simplify/rules/algebra.ts in difference-of-same, sign flipped: \"0\" -> \"-(0)\"",
    "src/simplify/rules/algebra.ts in zero-times, sign flipped: \"0*?x\" -> \"-(0*?x)\"",
    "src/simplify/rules/algebra.ts in zero-times, sign flipped: \"0\" -> \"-(0)\"",
    "src/simplify/rules/algebra.ts in zero-over, sign flipped: \"0/?x\" -> \"-(0/?x)\"",
    "src/simplify/rules/algebra.ts in zero-over, sign flipped: \"0\" -> \"-(0)\"",
  ]],
  ["0*x is 0 for every finite x, not only for those that are not 0", [
    "src/simplify/rules/algebra.ts in zero-over-regular, operator: \"0/?x\" -> \"0*?x\"",
  ]],
  ["the power is the quotient to the bit here, but no standard promises that", [
    "src/simplify/rules/powers.ts in power-minus-one, stronger claim: \"value\" -> \"bits\"",
    "src/simplify/rules/powers.ts in power-half, stronger claim: \"value\" -> \"bits\"",
    "src/simplify/rules/powers.ts in power-half-of-any, stronger claim: \"value\" -> \"bits\"",
    "src/simplify/rules/powers.ts in power-minus-half, stronger claim: \"value\" -> \"bits\"",
  ]],
  ["any negative number over 0 is -Infinity", [
    "src/simplify/rules/powers.ts in power-half-of-any, number: \"?x == -1/0 ? 1/0 : abs(sqrt(?x))\" -> \"?x == -2/0 ? 1/0 : abs(sqrt(?x))\"",
    "src/simplify/rules/powers.ts in power-three-halves-of-any, number: \"?x == -1/0 ? 1/0 : ?x*sqrt(?x)\" -> \"?x == -2/0 ? 1/0 : ?x*sqrt(?x)\"",
    "src/simplify/rules/powers.ts in power-minus-half-of-any, number: \"?x == -1/0 ? 0 : 1/abs(sqrt(?x))\" -> \"?x == -2/0 ? 0 : 1/abs(sqrt(?x))\"",
  ]],
  ["both forms are right unless one overflows or vanishes, and neither does for x between 1 and 2", [
    "src/ops/exponential.ts in log1p_square_fall, comparison: \"abs(x) < 1 ? -over_square_sum(x, y)/y*(x/y + over_square_sum(x, y)) : -(out/y + out/(y +  -> \"abs(x) <= 1 ? -over_square_sum(x, y)/y*(x/y + over_square_sum(x, y)) : -(out/y + out/(y +",
    "src/ops/exponential.ts in log1p_square_fall, number: \"abs(x) < 1 ? -over_square_sum(x, y)/y*(x/y + over_square_sum(x, y)) : -(out/y + out/(y +  -> \"abs(x) < 2 ? -over_square_sum(x, y)/y*(x/y + over_square_sum(x, y)) : -(out/y + out/(y + ",
  ]],
  ["how far a power is lowered is a whole number and no parameter", [
    "src/ops/arithmetic.ts in lowered_power, number: \"0\" -> \"1\"",
  ]],
  ["the order of a derivative is a whole number and no parameter", [
    "src/ops/special.ts in polygamma, number: \"0\" -> \"1\"",
    ...["sin_quotient", "sinh_quotient", "expm1_quotient", "log1p_quotient", "bernoulli"].flatMap((name) => [
      `src/ops/quotients.ts in ${name}, number: "0" -> "1"`, `src/ops/quotients.ts in ${name}, sign flipped: "0" -> "-(0)"`,
    ]),
  ]],
];

export const equivalents: readonly Equivalent[] = [...byReason, ...codeByReason].flatMap(([reason, mutants]) => mutants.map((mutant) => ({ mutant, reason })));
