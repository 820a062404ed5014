// Mutants that are as true as what they change, so that no test can see them; each with its reason.

export interface Equivalent {
  /** As `keyOf` writes it: the rule or operation and the kind of change. */
  readonly mutant: string;
  readonly reason: string;
}

const byReason: readonly (readonly [reason: string, mutants: readonly string[]])[] = [
  ["any number over 0 is the same infinity", [
    "cbrt, number",
    "nthRoot, number",
    "power-half-of-any, number",
    "power-three-halves-of-any, number",
  ]],
  ["a product with and a quotient by 1 or -1 have the same bits", [
    "times-one, operator",
    "times-minus-one, operator",
    "exponential-of-logarithm, operator",
    "times-guard, operator",
    "over-one, operator",
    "over-minus-one, operator",
  ]],
  ["x + 0 is claimed in value only, and so is x - 0", [
    "add-zero, operator",
  ]],
  ["the greatest and the least of x and x are both x", [
    "max-of-same, function",
    "min-of-same, function",
  ]],
  ["both of x and x hold where x holds", [
    "and-same, function",
    "or-same, function",
  ]],
  ["every number but 0 counts as true", [
    "and-true, number",
    "or-true, number",
  ]],
  ["the left side is the right side: the rule says nothing", [
    "absolute-of-negated, sign dropped",
    "equal-branches, guard dropped",
    "nonzero-mask, guard dropped",
  ]],
  ["the sign of a zero is no value", [
    "cosine, sign flipped",
    "root_slope, sign flipped",
    "turn, sign flipped",
    "base_slope, sign flipped",
    "minus-zero-times, sign dropped",
    "minus-zero-times, sign flipped",
    "choose-between-zeros, sign dropped",
    "choose-between-zeros, sign flipped",
    "choose-between-zeros, guard dropped",
    "choose-between-zeros, branches swapped",
    "choose-zero, sign dropped",
    "choose-zero, sign flipped",
    "choose-zero, guard dropped",
    "choose-zero, branches swapped",
    "select, sign flipped",
    "polygamma, sign flipped",
    "lowered_power, sign flipped",
    "zero-times-finite, sign flipped",
    "zero-over-regular, sign flipped",
    "difference-of-same, sign flipped",
    "zero-times, sign flipped",
    "zero-over, sign flipped",
  ]],
  ["0*x is 0 for every finite x, not only for those that are not 0", [
    "zero-over-regular, operator",
  ]],
  ["the power is the quotient to the bit here, but no standard promises that", [
    "power-minus-one, stronger claim",
    "power-half, stronger claim",
    "power-half-of-any, stronger claim",
    "power-minus-half, stronger claim",
  ]],
  ["of order 0 the function is computed as the quotient; beside other factors it may be rounded otherwise", [
    "logarithm-over-difference, stronger claim",
  ]],
  ["any negative number over 0 is -Infinity", [
    "power-half-of-any, number",
    "power-three-halves-of-any, number",
    "power-minus-half-of-any, number",
  ]],
  ["both forms are right unless one overflows or vanishes, and neither does for x between 1 and 2", [
    "log1p_square_fall, comparison",
    "log1p_square_fall, number",
  ]],
  ["how far a power is lowered is a whole number and no parameter", [
    "lowered_power, number",
  ]],
  ["the order of a derivative is a whole number and no parameter", [
    "polygamma, number",
    ...["sin_quotient", "sinh_quotient", "expm1_quotient", "log1p_quotient", "bernoulli"].flatMap((name) => [
      `${name}, number`, `${name}, sign flipped`,
    ]),
  ]],
];

export const equivalents: readonly Equivalent[] = byReason.flatMap(([reason, mutants]) => mutants.map((mutant) => ({ mutant, reason })));
