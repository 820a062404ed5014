// Rules of choices and conditions.
import type { DataRule, Phase } from "../rule.js";

/** Masks of derivatives are told apart by their form while differentiating, so they go only after it. */
const AFTER: readonly Phase[] = ["canonicalize", "finish"];

/** Of counts of branches that are taken, as sums and multiples of conditions, only whether they are zero matters. */
function counted(name: string, from: string, to: string, ...when: readonly string[]): DataRule {
  return { name: `counted-${name}`, from, to, when, phases: AFTER, keeps: "bits" };
}

const MULTIPLE = ["counting ?x", "whole ?c", "above ?c"];

export const logic: readonly DataRule[] = [
  counted("choice", "(?x + ?y) ? ?a : ?b", "(?x or ?y) ? ?a : ?b", "counting ?x ?y"),
  counted("and", "(?x + ?y) and ?z", "(?x or ?y) and ?z", "counting ?x ?y"),
  counted("or", "(?x + ?y) or ?z", "(?x or ?y) or ?z", "counting ?x ?y"),
  counted("not", "not (?x + ?y)", "not (?x or ?y)", "counting ?x ?y"),
  counted("choice-by-multiple", "(?c*?x) ? ?a : ?b", "?x ? ?a : ?b", ...MULTIPLE),
  counted("multiple-and", "(?c*?x) and ?z", "?x and ?z", ...MULTIPLE),
  counted("multiple-or", "(?c*?x) or ?z", "?x or ?z", ...MULTIPLE),
  counted("multiple-not", "not (?c*?x)", "not ?x", ...MULTIPLE),
  { name: "equal-branches", from: "?c ? ?x : ?x", to: "?x", keeps: "bits" },
  { name: "choose-by-negation", from: "not ?c ? ?x : ?y", to: "?c ? ?y : ?x", keeps: "bits" },
  { name: "same-choice-in-then", from: "?c ? (?c ? ?x : ?y) : ?z", to: "?c ? ?x : ?z", keeps: "bits" },
  { name: "same-choice-in-else", from: "?c ? ?x : (?c ? ?y : ?z)", to: "?c ? ?x : ?z", keeps: "bits" },
  { name: "choose-truth", from: "?c ? 1 : 0", to: "?c", when: ["logical ?c"], keeps: "bits" },
  { name: "choose-falsity", from: "?c ? 0 : 1", to: "not ?c", keeps: "bits" },
  { name: "not-equal", from: "not (?x == ?y)", to: "?x != ?y", keeps: "bits" },
  { name: "not-different", from: "not (?x != ?y)", to: "?x == ?y", keeps: "bits" },
  { name: "not-not", from: "not (not ?x)", to: "?x", when: ["logical ?x"], keeps: "bits" },
  { name: "and-same", from: "?x and ?x", to: "?x", when: ["logical ?x"], keeps: "bits" },
  { name: "or-same", from: "?x or ?x", to: "?x", when: ["logical ?x"], keeps: "bits" },
  { name: "and-true", from: "?x and 1", to: "?x", when: ["logical ?x"], keeps: "bits" },
  { name: "or-false", from: "?x or 0", to: "?x", when: ["logical ?x"], keeps: "bits" },
  { name: "and-false", from: "?x and 0", to: "0", keeps: "bits" },
  { name: "or-true", from: "?x or 1", to: "1", keeps: "bits" },
  { name: "or-with-itself-and", from: "?x or (?x and ?y)", to: "?x", when: ["logical ?x"], keeps: "bits" },
  { name: "and-with-itself-or", from: "?x and (?x or ?y)", to: "?x", when: ["logical ?x"], keeps: "bits" },
  { name: "or-with-negated-and", from: "?x or (not ?x and ?y)", to: "?x or ?y", keeps: "bits" },
  { name: "and-with-negated-or", from: "?x and (not ?x or ?y)", to: "?x and ?y", keeps: "bits" },
  { name: "or-with-itself-or", from: "?x or (?x or ?y)", to: "?x or ?y", keeps: "bits" },
  { name: "and-with-itself-and", from: "?x and (?x and ?y)", to: "?x and ?y", keeps: "bits" },
  { name: "either-way", from: "(?x and ?y) or (?x and not ?y)", to: "?x", when: ["logical ?x"], keeps: "bits" },
  { name: "either-with-same", from: "(?x and ?y) or (?x and ?z)", to: "?x and (?y or ?z)", unshared: true, keeps: "bits" },
  { name: "both-or-same", from: "(?x or ?y) and (?x or ?z)", to: "?x or (?y and ?z)", unshared: true, keeps: "bits" },
  { name: "and-not", from: "?x and not ?x", to: "0", keeps: "bits" },
  { name: "or-not", from: "?x or not ?x", to: "1", keeps: "bits" },
  { name: "not-below-itself", from: "?x < ?x", to: "0", keeps: "bits" },
  { name: "not-above-itself", from: "?x > ?x", to: "0", keeps: "bits" },
  {
    name: "add-choices", from: "(?c ? ?x : ?a) + (?c ? ?y : ?b)", to: "?c ? ?x + ?y : ?a + ?b",
    when: ["constant ?a ?b"], unshared: true, keeps: "bits",
  },
  {
    name: "add-choices-else", from: "(?c ? ?a : ?x) + (?c ? ?b : ?y)", to: "?c ? ?a + ?b : ?x + ?y",
    when: ["constant ?a ?b"], unshared: true, keeps: "bits",
  },
  {
    name: "subtract-choices", from: "(?c ? ?x : ?a) - (?c ? ?y : ?b)", to: "?c ? ?x - ?y : ?a - ?b",
    when: ["constant ?a ?b"], unshared: true, keeps: "bits",
  },
  { name: "negate-choice", from: "-(?c ? ?x : 0)", to: "?c ? -?x : 0", unshared: true, phases: AFTER, keeps: "value" },
  { name: "negate-choice-else", from: "-(?c ? 0 : ?x)", to: "?c ? 0 : -?x", unshared: true, phases: AFTER, keeps: "value" },
  { name: "choose-between-zeros", from: "?c ? -0 : 0", to: "0", phases: AFTER, keeps: "value" },
  { name: "choose-zero", from: "?c ? 0 : -0", to: "0", phases: AFTER, keeps: "value" },
  {
    name: "either-mask", from: "?c or ?d ? (?c ? ?x : 0) + (?d ? ?y : 0) : 0", to: "(?c ? ?x : 0) + (?d ? ?y : 0)",
    phases: AFTER, keeps: "bits",
  },
  { name: "times-guard", from: "?x*(?c ? 1 : 0/0)", to: "?c ? ?x : 0/0", phases: AFTER, keeps: "bits" },
  { name: "times-guarded", from: "?x*(?c ? ?y : 0/0)", to: "?c ? ?x*?y : 0/0", unshared: true, phases: AFTER, keeps: "bits" },
  { name: "nonzero-mask", from: "?x != 0 ? ?x : 0", to: "?x", phases: AFTER, keeps: "value" },
];
