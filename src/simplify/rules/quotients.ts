// Quotients that are 0/0 at 0 are operations of their own while they are differentiated, and plain quotients afterwards.
import { zeroFunctions } from "../../ops/rates.js";
import type { DataRule } from "../rule.js";

function form(name: string, from: string, to: string, when: readonly string[] = []): DataRule {
  return { name, from, to, when, phases: ["stabilize"], keeps: "value" };
}

function plain(name: string, from: string, to: string): DataRule {
  return { name, from, to, phases: ["finish"], keeps: "bits" };
}

/** Before the rates, of which some would take their place. */
export const quotientForms: readonly DataRule[] = [
  // the logarithm of a rotation: near none at all both parts vanish
  { ...form("angle-over-sine", "acos(?x)/sin(acos(?x))", "acos_quotient(?x, 0)"), among: true },
  // a density over its tail: both parts vanish in the tail
  { ...form("scaled-complement", "exp(?e)*erfc(?x)", "erfcx(?x)", ["square ?e ?x"]), among: true },
  { ...form("over-scaled-complement", "exp(?e)/erfc(?x)", "1/erfcx(?x)", ["minus-square ?e ?x"]), among: true },
  {
    ...form("mills-ratio", "exp(?e)/normcdf(?x)", `${Math.sqrt(2 * Math.PI)}*mills_ratio(?x)`, ["minus-half-square ?e ?x"]),
    among: true,
  },
  // each of two sigmoids may have vanished; of several such odds the exponents are added up
  {
    ...form("further-odds-of-sigmoids", "exp(?e)*sigmoid(?x)/sigmoid(?y)", "exp(?e + ?x)", ["negated ?x ?y"]),
    phases: ["stabilize", "canonicalize"], among: true,
  },
  {
    ...form("odds-of-sigmoids", "sigmoid(?x)/sigmoid(?y)", "exp(?x)", ["negated ?x ?y"]),
    phases: ["stabilize", "canonicalize"], among: true,
  },
  form("langevin", "coth(?x) - 1/?x", "langevin(?x, 0)"),
  form("langevin-by-tanh", "1/tanh(?x) - 1/?x", "langevin(?x, 0)"),
  form("root-of-sum-less-root", "sqrt(?x + ?d) - sqrt(?x)", "root_difference(?x, ?d)"),
  form("root-less-root-of-sum", "sqrt(?x) - sqrt(?x + ?d)", "-root_difference(?x, ?d)"),
  form("root-of-difference-less-root", "sqrt(?x - ?d) - sqrt(?x)", "root_difference(?x, -?d)"),
  form("root-less-root-of-difference", "sqrt(?x) - sqrt(?x - ?d)", "-root_difference(?x, -?d)"),
];

export const quotients: readonly DataRule[] = [
  {
    name: "one-minus-cos-over-square-of-length", from: "?d*sin(?c*?x)^2/?x^2", to: "?d*?c^2*sinc(?c*?x)^2",
    when: ["moderate ?c ?d", "length ?x"], phases: ["stabilize"], keeps: "value",
  },
  {
    name: "one-minus-cos-over-square", from: "?d*sin(?c*?x)^2/?x^2", to: "?d*?c^2*sin_quotient(?c*?x, 0)^2",
    when: ["moderate ?c ?d"], phases: ["stabilize"], keeps: "value",
  },
  {
    name: "logarithm-over-difference", from: "log(?x)/(?x - 1)", to: "log_quotient(?x, 0)", among: true,
    phases: ["stabilize"], keeps: "value",
  },
  plain("plain-expm1-rate", "expm1_rate(?k, ?t, 0)", "expm1(?k*?t)/?k"),
  plain("plain-log1p-rate", "log1p_rate(?k, ?t, 0)", "log1p(?k*?t)/?k"),
  plain("plain-sin-quotient", "sin_quotient(?x, 0)", "sin(?x)/?x"),
  plain("plain-sinh-quotient", "sinh_quotient(?x, 0)", "sinh(?x)/?x"),
  plain("plain-expm1-quotient", "expm1_quotient(?x, 0)", "expm1(?x)/?x"),
  plain("plain-log1p-quotient", "log1p_quotient(?x, 0)", "log1p(?x)/?x"),
  plain("plain-log-quotient", "log_quotient(?x, 0)", "log(?x)/(?x - 1)"),
  ...zeroFunctions.map((f) => plain(`plain-${f}-rate`, `${f}_rate(?k, ?t, 0)`, `${f}(?k*?t)/?k`)),
  // a hypotenuse that is nowhere 0 needs no guard
  { ...plain("plain-cosine", "cosine(?x, ?y, ?h)", "?x/?h"), when: ["never-zero ?h"] },
  plain("plain-bernoulli", "bernoulli(?x, 0)", "?x/expm1(?x)"),
];
