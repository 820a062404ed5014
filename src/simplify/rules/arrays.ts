// Stable forms of arrays: sums along axes ?a, and values seen through views ?v.
import type { DataRule, Phase } from "../rule.js";

const STABLE: readonly Phase[] = ["stabilize", "canonicalize"];

function stable(name: string, from: string, to: string, when?: readonly string[]): DataRule {
  return { name, from, to, phases: STABLE, keeps: "value", ...(when === undefined ? {} : { when }) };
}

/** A root of squares times and over positive numbers; a sum that is needed anyway would be computed twice. */
function norm(name: string, inside: string, to: string, when?: readonly string[]): DataRule[] {
  return [
    { ...stable(name, `sqrt(${inside})`, to, when), unshared: true },
    { ...stable(`power-${name}`, `(${inside})^0.5`, to, when), unshared: true },
  ];
}

/** Before the rules of sums with weights, whose forms are longer. */
export const exponentialSums: readonly DataRule[] = [
  stable("log-of-product", "log(reduce_prod(?x, ?a))", "sum(log(?x), ?a)", ["nonnegative ?x"]),
  stable("logsumexp", "log(sum(exp(?z), ?a))", "logsumexp(?z, ?a)"),
  stable("logsumexp-of-powers", "log(sum(?c^?z, ?a))", "logsumexp(log(?c)*?z, ?a)", ["base ?c"]),
  stable("log-of-mean-of-exponentials", "log(sum(exp(?z), ?a)/?n)", "logsumexp(?z, ?a) - log(?n)", ["scalar ?n", "tame ?n", "above ?n"]),
  stable(
    "log-of-mean-of-powers", "log(sum(?c^?z, ?a)/?n)", "logsumexp(log(?c)*?z, ?a) - log(?n)",
    ["base ?c", "scalar ?n", "tame ?n", "above ?n"],
  ),
  stable("logcumsumexp", "log(view(cumsum(exp(?z), ?a), ?v))", "view(logcumsumexp(?z, ?a), ?v)"),
  stable("logcumsumexp-of-powers", "log(view(cumsum(?c^?z, ?a), ?v))", "view(logcumsumexp(log(?c)*?z, ?a), ?v)", ["base ?c"]),
  stable("softmax", "exp(?z)/kept(sum(exp(?z), ?a), ?a)", "softmax(?z, ?a)"),
  stable("part-of-softmax", "view(exp(view(?z, ?v)), ?w)/sum(exp(?z), ?a)", "view(view(softmax(?z, ?a), ?v), ?w)", ["scalar ?a"]),
  stable("log-softmax", "log(view(softmax(?z, ?a), ?v))", "view(log_softmax(?z, ?a), ?v)"),
];

/** Of factors of one shape under a sum, whatever else is multiplied there. */
function inSum(...row: Parameters<typeof stable>): DataRule {
  return { ...stable(...row), among: true };
}

/** Of one class the logarithm has all its digits where the probability is near 1; for all classes that is not worth its cost. */
const AFTER = { phases: ["canonicalize"] } as const;

export const probabilities: readonly DataRule[] = [
  stable("logsumexp-less-one", "logsumexp(?z, ?a) - view(?z, ?v)", "-view(log_softmax(?z, ?a), ?v)", ["class ?v ?a", "alike ?a ?v"]),
  stable("one-less-logsumexp", "view(?z, ?v) - logsumexp(?z, ?a)", "view(log_softmax(?z, ?a), ?v)", ["class ?v ?a", "alike ?a ?v"]),
  { ...stable("log-softmax-slice", "slice(log_softmax(?z, ?a), ?v)", "slice(log_own_class(?z, ?a), ?v)", ["class ?v ?a"]), ...AFTER },
  { ...inSum("log-softmax-of-one", "sum(?m*log_softmax(?z, ?a), ?s)", "sum(?m*log_own_class(?z, ?a), ?s)", ["once ?m ?a"]), ...AFTER },
  { ...inSum("entropy-of-softmax", "sum(softmax(?z, ?a)*log_softmax(?z, ?a), ?a)", "-softmax_entropy(?z, ?a)"), phases: ["stabilize"] },
  // each logarithm has all its digits where it is near 0, so that their difference has them
  {
    ...inSum(
      "divergence-of-softmax", "sum(softmax(?p, ?a)*(log_softmax(?p, ?a) - log_softmax(?q, ?b)), ?s)",
      "sum(softmax(?p, ?a)*(log_own_class(?p, ?a) - log_own_class(?q, ?b)), ?s)",
    ),
    phases: ["stabilize"],
  },
];

export const squareSums: readonly DataRule[] = [
  ...norm("root-of-sum-of-squares", "sum(?x^2, ?a)", "reduce_norm(?x, ?a)"),
  ...norm("root-of-multiple-of-squares", "?c*sum(?x^2, ?a)", "sqrt(?c)*reduce_norm(?x, ?a)", ["scalar ?c", "above ?c", "finite ?c"]),
  ...norm("root-of-mean-of-squares", "sum(?x^2, ?a)/?n", "reduce_norm(?x, ?a)/sqrt(?n)", ["scalar ?n", "above ?n", "finite ?n"]),
  ...norm(
    "root-of-multiple-of-mean-of-squares", "?c*sum(?x^2, ?a)/?n", "sqrt(?c)*reduce_norm(?x, ?a)/sqrt(?n)",
    ["scalar ?c ?n", "above ?c ?n", "finite ?c ?n"],
  ),
  stable("root-of-view-of-squares", "sqrt(view(?x^2, ?v))", "abs(view(?x, ?v))"),
  stable(
    "variance-by-squares", "sum(?x^2, ?a)/?n - (sum(?x, ?a)/?n)^2", "sum((?x - kept(sum(?x, ?a)/?n, ?a))^2, ?a)/?n", ["count ?n ?a"],
  ),
  stable("square-of-norm", "reduce_norm(?x, ?a)^2", "sum(?x*?x, ?a)", ["hardly-used ?a"]),
  stable(
    "log-of-ratio-of-softmax", "log(softmax(?p, ?a)/softmax(?q, ?b))", "log_softmax(?p, ?a) - log_softmax(?q, ?b)",
  ),
];
