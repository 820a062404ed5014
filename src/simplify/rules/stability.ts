// Stable forms: recognised before differentiating, so that derivatives are those of the stable form,
// and once more after it.
import type { DataRule, Phase } from "../rule.js";

const STABLE: readonly Phase[] = ["stabilize", "canonicalize"];

function stable(name: string, from: string, to: string, when?: readonly string[]): DataRule {
  return { name, from, to, phases: STABLE, keeps: "value", ...(when === undefined ? {} : { when }) };
}

export const stability: readonly DataRule[] = [
  stable("softplus", "log(1 + exp(?x))", "softplus(?x)"),
  stable("softplus-log1p", "log1p(exp(?x))", "softplus(?x)"),
  stable("softplus-shifted", "log(?c + exp(?x))", "log(?c) + softplus(?x - log(?c))", ["constant ?c", "above ?c"]),
  stable("softplus-by-hand", "max(?x, 0) + log1p(exp(-abs(?x)))", "softplus(?x)"),
  stable("softplus-by-relu", "relu(?x) + log1p(exp(-abs(?x)))", "softplus(?x)"),
  stable("log1mexp", "log(-expm1(?x))", "log1mexp(?x)"),
  stable("log1mexp-log1p", "log1p(-exp(?x))", "log1mexp(?x)"),
  stable("log-of-sigmoid", "log(sigmoid(?x))", "-softplus(-?x)"),
  stable("log-of-cosh", "log(cosh(?x))", "log_cosh(?x)"),
  stable("log1p", "log(1 + ?x)", "log1p(?x)"),
  stable("log1p-negative", "log(1 - ?x)", "log1p(-?x)"),
  stable("expm1", "exp(?x) - 1", "expm1(?x)"),
  stable("expm1-negative", "1 - exp(?x)", "-expm1(?x)"),
  stable("sigmoid-ratio", "exp(?x)/(1 + exp(?x))", "sigmoid(?x)"),
  stable("tanh-half", "expm1(?x)/(1 + exp(?x))", "tanh(0.5*?x)"),
  stable("sigmoid", "?y/(1 + exp(-?x))", "?y*sigmoid(?x)"),
  stable("sigmoid-negative", "?y/(1 + exp(?x))", "?y*sigmoid(-?x)"),
  stable("one-minus-sigmoid", "1 - sigmoid(?x)", "sigmoid(-?x)"),
  stable("sigmoid-slope", "sigmoid(?x)*sigmoid(-?x)", "sigmoid_slope(?x)"),
  stable("sech-square", "1 - tanh(?x)^2", "sech2(?x)"),
  stable("tanh-ratio", "(exp(?x) - exp(-?x))/(exp(?x) + exp(-?x))", "tanh(?x)"),
  stable("sinh-of-exponentials", "0.5*(exp(?x) - exp(-?x))", "sinh(?x)"),
  stable("cosh-of-exponentials", "0.5*(exp(?x) + exp(-?x))", "cosh(?x)"),
  stable("hypot", "sqrt(?x^2 + ?y^2)", "hypot(?x, ?y)"),
  stable("hypot-one", "sqrt(1 + ?x^2)", "hypot(1, ?x)"),
  { ...stable("hypot-of-three", "sqrt(?x^2 + ?y^2 + ?z^2)", "hypot(hypot(?x, ?y), ?z)"), unshared: true },
  { ...stable("hypot-of-hypot", "sqrt(?x^2 + ?y^2 + ?z^2 + ?w^2)", "hypot(hypot(?x, ?y), hypot(?z, ?w))"), unshared: true },
  stable("square-of-hypot", "hypot(?x, ?y)^2", "?x^2 + ?y^2"),
  stable("one-minus-cos", "1 - cos(?x)", "2*sin(0.5*?x)^2"),
  stable("cos-minus-one", "cos(?x) - 1", "-2*sin(0.5*?x)^2"),
  stable("log-of-difference", "log(exp(?x) - exp(?y))", "?x + log1mexp(?y - ?x)"),
  stable("log-of-uneven-power", "log(?x^?c)", "?c*log(?x)", ["moderate ?c", "quarters ?c", "uneven ?c"]),
  stable("log-of-even-power", "log(?x^?c)", "?c*log(abs(?x))", ["moderate ?c", "even ?c"]),
  stable("square-of-difference", "?x^2 - 2*(?x*?y) + ?y^2", "(?x - ?y)^2"),
  stable("square-of-difference-last", "?x^2 + ?y^2 - 2*(?x*?y)", "(?x - ?y)^2"),
  stable("root-of-one-less-square", "sqrt(1 - ?x^2)", "sqrt((1 - ?x)*(1 + ?x))"),
  stable("over-one-less-square", "?y/(1 - ?x^2)", "?y/((1 - ?x)*(1 + ?x))"),
  stable("erfc", "1 - erf(?x)", "erfc(?x)"),
  stable("erf", "1 - erfc(?x)", "erf(?x)"),
];
