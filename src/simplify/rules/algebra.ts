// Rules of sums, products and quotients. Constants are on the left of products and move outwards;
// signs move outwards until a sum takes them up.
import type { DataRule, Phase } from "../rule.js";

/** What has another derivative at 0 is dropped only once nothing is differentiated any more. */
const AFTER: readonly Phase[] = ["canonicalize", "finish"];

export const neutral: readonly DataRule[] = [
  { name: "subtract-zero", from: "?x - 0", to: "?x", keeps: "bits" },
  { name: "add-minus-zero", from: "?x + -0", to: "?x", keeps: "bits" },
  { name: "add-zero", from: "?x + 0", to: "?x", keeps: "value" },
  { name: "subtract-from-minus-zero", from: "-0 - ?x", to: "-?x", keeps: "bits" },
  { name: "subtract-from-zero", from: "0 - ?x", to: "-?x", keeps: "value" },
  { name: "times-one", from: "?x*1", to: "?x", keeps: "bits" },
  { name: "times-minus-one", from: "?x*(-1)", to: "-?x", keeps: "bits" },
  { name: "over-one", from: "?x/1", to: "?x", keeps: "bits" },
  { name: "over-minus-one", from: "?x/(-1)", to: "-?x", keeps: "bits" },
  { name: "power-one", from: "?x^1", to: "?x", keeps: "bits" },
  { name: "power-zero", from: "?x^0", to: "1", keeps: "bits" },
  { name: "max-of-same", from: "max(?x, ?x)", to: "?x", keeps: "bits" },
  { name: "min-of-same", from: "min(?x, ?x)", to: "?x", keeps: "bits" },
  { name: "difference-of-finite", from: "?x - ?x", to: "0", when: ["finite ?x"], keeps: "bits" },
  { name: "ratio-of-regular", from: "?x/?x", to: "1", when: ["regular ?x"], keeps: "bits" },
  { name: "zero-times-finite", from: "0*?x", to: "0", when: ["finite ?x"], keeps: "value" },
  { name: "zero-over-regular", from: "0/?x", to: "0", when: ["regular ?x"], keeps: "value" },
];

export const signs: readonly DataRule[] = [
  { name: "double-negation", from: "-(-?x)", to: "?x", keeps: "bits" },
  { name: "add-negated", from: "?x + -?y", to: "?x - ?y", keeps: "bits" },
  { name: "subtract-negated", from: "?x - -?y", to: "?x + ?y", keeps: "bits" },
  { name: "add-negated-product", from: "?x + -?y*?z", to: "?x - ?y*?z", unshared: true, keeps: "bits" },
  { name: "subtract-negated-product", from: "?x - -?y*?z", to: "?x + ?y*?z", unshared: true, keeps: "bits" },
  { name: "negated-minus", from: "-?x - ?y", to: "-(?x + ?y)", when: ["alike ?x ?y"], keeps: "value" },
  { name: "negated-difference", from: "-(?x - ?y)", to: "?y - ?x", unshared: true, keeps: "value" },
  { name: "negate-constant-times", from: "-(?c*?x)", to: "-?c*?x", when: ["constant ?c"], unshared: true, keeps: "bits" },
  { name: "negate-constant-over", from: "-(?c/?x)", to: "-?c/?x", when: ["constant ?c"], unshared: true, keeps: "bits" },
  { name: "negate-over-constant", from: "-(?x/?c)", to: "?x/-?c", when: ["constant ?c"], unshared: true, keeps: "bits" },
  { name: "negated-times", from: "-?x*?y", to: "-(?x*?y)", when: ["alike ?x ?y"], keeps: "bits" },
  { name: "negated-times-constant", from: "?c*(-?x)", to: "-?c*?x", when: ["constant ?c"], keeps: "bits" },
  { name: "negated-over-constant", from: "(-?x)/?c", to: "?x/-?c", when: ["constant ?c"], keeps: "bits" },
  { name: "negated-over", from: "(-?x)/?y", to: "-(?x/?y)", when: ["alike ?x ?y"], keeps: "bits" },
  { name: "constant-over-negated", from: "?c/(-?x)", to: "-?c/?x", when: ["constant ?c"], keeps: "bits" },
  { name: "over-negated", from: "?x/(-?y)", to: "-(?x/?y)", when: ["alike ?x ?y"], keeps: "bits" },
  { name: "absolute-of-negated", from: "abs(-?x)", to: "abs(?x)", keeps: "bits" },
];

export const constants: readonly DataRule[] = [
  { name: "constant-times-constant", from: "?c*(?d*?x)", to: "(?c*?d)*?x", when: ["moderate ?c ?d", "variable ?x"], keeps: "value" },
  {
    name: "constant-times-fraction", from: "?c*(?d/?x)", to: "(?c*?d)/?x", when: ["moderate ?c ?d", "variable ?x"],
    unshared: true, keeps: "value",
  },
  {
    name: "constant-times-multiple-of-fraction", from: "?c*(?x*(?d/?y))", to: "(?c*?d)*(?x/?y)",
    when: ["moderate ?c ?d", "variable ?x ?y", "alike ?x ?y"], unshared: true, keeps: "value",
  },
  {
    name: "lift-constant", from: "(?c*?x)*?y", to: "?c*(?x*?y)", when: ["moderate ?c", "variable ?x ?y", "alike ?x ?y"],
    unshared: true, keeps: "value",
  },
  {
    name: "constant-to-smaller", from: "?x*(?c*?y)", to: "(?c*?x)*?y",
    when: ["moderate ?c", "variable ?x ?y", "smaller ?x ?y"], unshared: true, keeps: "value",
  },
  {
    name: "gather-scalars", from: "?s*(?t*?x)", to: "(?s*?t)*?x", when: ["scalar ?s ?t", "tame ?t", "array ?x"],
    unshared: true, keeps: "value",
  },
  {
    name: "gather-tame-scalars", from: "?s*(?t*?x)", to: "(?s*?t)*?x", when: ["scalar ?s ?t", "tame ?s", "array ?x"],
    unshared: true, keeps: "value",
  },
  {
    name: "gather-divisor", from: "(?t*?x)/?s", to: "(?t/?s)*?x", when: ["scalar ?s ?t", "tame ?s ?t", "array ?x"],
    unshared: true, keeps: "value",
  },
  { name: "add-same", from: "?x + ?x", to: "2*?x", keeps: "bits" },
  {
    name: "add-multiples", from: "?c*?x + ?d*?x", to: "(?c + ?d)*?x", when: ["constant ?c ?d", "variable ?x"],
    unshared: true, keeps: "value",
  },
  {
    name: "subtract-multiples", from: "?c*?x - ?d*?x", to: "(?c - ?d)*?x", when: ["constant ?c ?d", "variable ?x"],
    unshared: true, keeps: "value",
  },
  { name: "add-multiple", from: "?x + ?c*?x", to: "(?c + 1)*?x", when: ["constant ?c", "variable ?x"], unshared: true, keeps: "value" },
  {
    name: "subtract-from-multiple", from: "?c*?x - ?x", to: "(?c - 1)*?x", when: ["constant ?c", "variable ?x"],
    unshared: true, keeps: "value",
  },
  {
    name: "subtract-multiple", from: "?x - ?c*?x", to: "(1 - ?c)*?x", when: ["constant ?c", "variable ?x"],
    unshared: true, keeps: "value",
  },
  {
    name: "common-constant-sum", from: "?c*?x + ?c*?y", to: "?c*(?x + ?y)",
    when: ["constant ?c", "variable ?x ?y", "alike ?x ?y"], unshared: true, keeps: "value",
  },
  {
    name: "common-constant-difference", from: "?c*?x - ?c*?y", to: "?c*(?x - ?y)",
    when: ["constant ?c", "variable ?x ?y", "alike ?x ?y"], unshared: true, keeps: "value",
  },
  {
    name: "opposite-constants", from: "?c*?x - ?d*?y", to: "?c*(?x + ?y)",
    when: ["opposite ?c ?d", "variable ?x ?y", "alike ?x ?y"], unshared: true, keeps: "value",
  },
  {
    name: "add-negative-multiple", from: "?x + ?c*?y", to: "?x - -?c*?y", when: ["below ?c", "variable ?x ?y"],
    unshared: true, keeps: "bits",
  },
  {
    name: "subtract-negative-multiple", from: "?x - ?c*?y", to: "?x + -?c*?y", when: ["below ?c", "variable ?x ?y"],
    unshared: true, keeps: "bits",
  },
  { name: "over-power-of-two", from: "?x/?c", to: "?x*(1/?c)", when: ["power-of-two ?c"], keeps: "bits" },
  { name: "times-reciprocal", from: "?x*(1/?y)", to: "?x/?y", when: ["alike ?x ?y"], unshared: true, keeps: "value" },
];

export const factors: readonly DataRule[] = [
  { name: "common-factor-sum", from: "?a*?b + ?a*?c", to: "?a*(?b + ?c)", when: ["alike ?b ?c"], unshared: true, keeps: "value" },
  { name: "common-factor-difference", from: "?a*?b - ?a*?c", to: "?a*(?b - ?c)", when: ["alike ?b ?c"], unshared: true, keeps: "value" },
  {
    name: "common-factor-of-multiple", from: "?c*(?x*?t) + ?y*?t", to: "(?c*?x + ?y)*?t",
    when: ["moderate ?c", "alike ?x ?y ?t", "variable ?x ?y ?t"], unshared: true, keeps: "value",
  },
  {
    name: "common-factor-less-multiple", from: "?y*?t - ?c*(?x*?t)", to: "(?y - ?c*?x)*?t",
    when: ["moderate ?c", "alike ?x ?y ?t", "variable ?x ?y ?t"], unshared: true, keeps: "value",
  },
  {
    name: "common-factor-multiple-less", from: "?c*(?x*?t) - ?y*?t", to: "(?c*?x - ?y)*?t",
    when: ["moderate ?c", "alike ?x ?y ?t", "variable ?x ?y ?t"], unshared: true, keeps: "value",
  },
  { name: "common-divisor-sum", from: "?a/?c + ?b/?c", to: "(?a + ?b)/?c", when: ["alike ?a ?b"], unshared: true, keeps: "value" },
  { name: "common-divisor-difference", from: "?a/?c - ?b/?c", to: "(?a - ?b)/?c", when: ["alike ?a ?b"], unshared: true, keeps: "value" },
];

export const roots: readonly DataRule[] = [
  { name: "root-of-square", from: "sqrt(?x^2)", to: "abs(?x)", keeps: "value" },
  { name: "square-of-absolute", from: "abs(?x)^2", to: "?x^2", keeps: "bits" },
  { name: "absolute-of-unsigned", from: "abs(?x)", to: "?x", when: ["unsigned ?x"], phases: AFTER, keeps: "bits" },
  { name: "relu-of-unsigned", from: "relu(?x)", to: "?x", when: ["unsigned ?x"], phases: AFTER, keeps: "bits" },
  { name: "max-of-unsigned", from: "max(?x, 0)", to: "?x", when: ["unsigned ?x"], phases: AFTER, keeps: "bits" },
  { name: "absolute-of-flat", from: "abs(?x)", to: "?x", when: ["unsigned ?x", "flat-or-vanishing ?x"], keeps: "bits" },
  { name: "relu-of-flat", from: "relu(?x)", to: "?x", when: ["unsigned ?x", "flat-or-vanishing ?x"], keeps: "bits" },
  { name: "max-of-flat", from: "max(?x, 0)", to: "?x", when: ["unsigned ?x", "flat-or-vanishing ?x"], keeps: "bits" },
  {
    name: "root-of-flat", from: "sqrt(?x)", to: "flat_root(?x, ?x)", when: ["flat ?x", "alone ?x", "perhaps-zero ?x"],
    phases: ["stabilize"], keeps: "bits",
  },
  { name: "power-half-of-flat", from: "?x^0.5", to: "sqrt(?x)", when: ["flat ?x", "alone ?x"], phases: ["stabilize"], keeps: "value" },
  {
    name: "power-of-flat", from: "?x^?y", to: "flat_power(?x, ?y)",
    when: ["flat ?x", "alone ?x", "perhaps-zero ?x", "fractional ?y"], phases: ["stabilize"], keeps: "bits",
  },
  { name: "plain-gradient", from: "bend(?v, ?x, ?r, ?c)", to: "?v", phases: AFTER, keeps: "bits" },
  { name: "plain-root", from: "flat_root(?x, ?y)", to: "sqrt(?x)", phases: AFTER, keeps: "bits" },
  { name: "plain-flat-power", from: "flat_power(?x, ?y)", to: "?x^?y", when: ["fractional ?y"], phases: AFTER, keeps: "bits" },
  { name: "square-of-root", from: "sqrt(?x)^2", to: "?x", when: ["nonnegative ?x"], keeps: "value" },
  {
    name: "power-of-power-unsigned", from: "(?x^?a)^?b", to: "?x^(?a*?b)",
    when: ["nonnegative ?x", "small ?a ?b", "quarters ?a ?b"], keeps: "value",
  },
  { name: "power-of-power-whole", from: "(?x^?a)^?b", to: "?x^(?a*?b)", when: ["whole ?a ?b", "small ?a ?b"], keeps: "value" },
  { name: "exponential-of-logarithm", from: "exp(log(?x))", to: "?x*(?x >= 0 ? 1 : 0/0)", keeps: "value" },
  { name: "logarithm-of-exponential", from: "log(exp(?x))", to: "?x", keeps: "value" },
  { name: "logarithm-of-root", from: "log(sqrt(?x))", to: "0.5*log(?x)", keeps: "value" },
  { name: "square-of-flat-root", from: "flat_root(?x, ?x)^2", to: "?x", when: ["flat ?x"], keeps: "value" },
  { name: "logarithm-of-flat-root", from: "log(flat_root(?x, ?x))", to: "0.5*log(?x)", keeps: "value" },
  { name: "logarithm-of-reciprocal", from: "log(1/?x)", to: "-log(?x)", keeps: "value" },
  {
    name: "logarithm-of-power", from: "log(?x^?c)", to: "?c*log(?x)",
    when: ["moderate ?c", "quarters ?c", "nonnegative ?x"], keeps: "value",
  },
];

/** Right for real numbers, wrong at the values beside them. */
export const refused: readonly DataRule[] = [
  { name: "difference-of-same", from: "?x - ?x", to: "0", keeps: "value-where-defined", counterexample: [Infinity] },
  { name: "ratio-of-same", from: "?x/?x", to: "1", keeps: "value-where-defined", counterexample: [0] },
  { name: "zero-times", from: "0*?x", to: "0", keeps: "value-where-defined", counterexample: [Infinity] },
  { name: "minus-zero-times", from: "-0*?x", to: "0", keeps: "value-where-defined", counterexample: [Infinity] },
  { name: "zero-over", from: "0/?x", to: "0", keeps: "value-where-defined", counterexample: [0] },
  { name: "one-to-the-power", from: "1^?x", to: "1", keeps: "value-where-defined", counterexample: [NaN] },
  { name: "square-of-any-root", from: "sqrt(?x)^2", to: "?x", keeps: "value-where-defined", counterexample: [-1] },
  { name: "exponential-of-any-logarithm", from: "exp(log(?x))", to: "?x", keeps: "value-where-defined", counterexample: [-1] },
  { name: "cancel-sum", from: "(?x + ?y) - ?y", to: "?x", keeps: "value-where-defined", counterexample: [1, Infinity] },
  { name: "cancel-difference", from: "(?x - ?y) + ?y", to: "?x", keeps: "value-where-defined", counterexample: [1, Infinity] },
  { name: "cancel-product", from: "(?x*?y)/?y", to: "?x", keeps: "value-where-defined", counterexample: [1, 0] },
  { name: "cancel-quotient", from: "(?x/?y)*?y", to: "?x", keeps: "value-where-defined", counterexample: [1, 0] },
  {
    name: "product-of-exponentials", from: "exp(?x)*exp(?y)", to: "exp(?x + ?y)", unshared: true,
    keeps: "value-where-defined", counterexample: [-800, 800],
  },
  {
    name: "power-of-exponential", from: "exp(?x)^?y", to: "exp(?x*?y)", phases: ["stabilize", "canonicalize"],
    keeps: "value-where-defined", counterexample: [Infinity, 0],
  },
  {
    name: "log-of-nonnegative-power", from: "log(?x^?y)", to: "?y*log(?x)", when: ["nonnegative ?x"],
    phases: ["stabilize", "canonicalize"], keeps: "value-where-defined", counterexample: [0, 0],
  },
  { name: "pythagoras", from: "sin(?x)^2 + cos(?x)^2", to: "1", keeps: "value-where-defined", counterexample: [Infinity] },
  { name: "hyperbolic-pythagoras", from: "cosh(?x)^2 - sinh(?x)^2", to: "1", keeps: "value-where-defined", counterexample: [800] },
  {
    name: "nested-factor-sum", from: "(?a*?b)*?c + ?a*?d", to: "?a*(?b*?c + ?d)", when: ["alike ?a ?b ?c ?d"],
    unshared: true, keeps: "value-where-defined", counterexample: [1e-300, 1e300, 1e300, 0],
  },
  {
    name: "divide-twice", from: "?x/?y/?z", to: "?x/(?y*?z)", when: ["alike ?y ?z"], unshared: true,
    keeps: "value-where-defined", counterexample: [1e300, 1e200, 1e200],
  },
];
