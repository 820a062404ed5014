// Quotients that are 0/0 at 0 are operations of their own while they are differentiated, and plain quotients afterwards.
import type { DataRule } from "../rule.js";

function plain(name: string, from: string, to: string): DataRule {
  return { name, from, to, phases: ["finish"], keeps: "bits" };
}

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
    name: "logarithm-over-difference", from: "?y*log(?x)/(?x - 1)", to: "?y*log_quotient(?x, 0)",
    phases: ["stabilize"], keeps: "value",
  },
  {
    name: "only-logarithm-over-difference", from: "log(?x)/(?x - 1)", to: "log_quotient(?x, 0)",
    phases: ["stabilize"], keeps: "value",
  },
  plain("plain-expm1-rate", "expm1_rate(?k, ?t, 0)", "expm1(?k*?t)/?k"),
  plain("plain-log1p-rate", "log1p_rate(?k, ?t, 0)", "log1p(?k*?t)/?k"),
  plain("plain-sin-quotient", "sin_quotient(?x, 0)", "sin(?x)/?x"),
  plain("plain-sinh-quotient", "sinh_quotient(?x, 0)", "sinh(?x)/?x"),
  plain("plain-expm1-quotient", "expm1_quotient(?x, 0)", "expm1(?x)/?x"),
  plain("plain-log1p-quotient", "log1p_quotient(?x, 0)", "log1p(?x)/?x"),
  plain("plain-log-quotient", "log_quotient(?x, 0)", "log(?x)/(?x - 1)"),
  plain("plain-bernoulli", "bernoulli(?x, 0)", "?x/expm1(?x)"),
];
