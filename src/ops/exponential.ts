// Exponentials and logarithms.
import {
  log1mexp, log1pSquare, log1pSquareFall, log1pSquareSlope, logAddExp, logAddExpSlope, logCosh, logit,
  logOneMinusSquare,
} from "../runtime/stable.js";
import { BELOW_ZERO, has, ZEROS } from "../graph/classes.js";
import type { ScalarOp } from "../graph/operation.js";

const ANY = [-3, 3] as const;
const POSITIVE = [0.1, 4] as const;

export const exponential: readonly ScalarOp[] = [
  {
    kind: "scalar", name: "exp", params: ["x"], paper: ["\\exp", "exp"], doc: "e^x.",
    evaluate: (x) => Math.exp(x), partials: { x: "out" },
    code: { op: "exp" },
    laws: { grows: true, flat: "where vanished", saturates: true, monotone: true, range: [0, Infinity] }, sample: [ANY],
    edges: [[800], [-800]],
  },
  {
    kind: "scalar", name: "expm1", params: ["x"], doc: "e^x - 1, accurate near 0.",
    evaluate: (x) => Math.expm1(x), partials: { x: "exp(x)" },
    code: { op: "expm1" }, laws: { grows: true, saturates: true, monotone: true, range: [-1, Infinity] }, sample: [ANY],
    edges: [[0], [-50], [1e-300]],
  },
  {
    kind: "scalar", name: "log", params: ["x"], paper: ["\\log", "log"],
    doc: "The natural logarithm, or log(x, base) to another base; NaN below 0.",
    evaluate: (x) => Math.log(x), partials: { x: "x >= 0 ? 1/x : 0/0" },
    code: { op: "log" }, laws: { monotone: true, regular: (x) => !has(x, BELOW_ZERO | ZEROS) }, sample: [POSITIVE], edges: [[0], [-1]],
  },
  {
    kind: "scalar", name: "logBase", params: ["x", "base"], doc: "The logarithm to a base.", internal: true, means: "log(x, base)",
    evaluate: (x, base) => Math.log(x) / Math.log(base),
    partials: { x: "x >= 0 ? log_slope(x, base) : 0/0", base: "-base_slope(x, base, out)" },
    code: { formula: "log(x)/log(base)" }, sample: [POSITIVE, [2, 5]],
  },
  {
    kind: "scalar", name: "log_slope", params: ["x", "base"], doc: "1/(x log(base)), the derivative of a logarithm.",
    internal: true, means: "1/(x*log(base))",
    evaluate: (x, base) => 1 / (x * Math.log(base)),
    partials: { x: "-out/x", base: "-1/(x*log(base)*(base*log(base)))" },
    code: { formula: "1/(x*log(base))" }, sample: [POSITIVE, [2, 5]],
  },
  {
    kind: "scalar", name: "base_slope", params: ["x", "base", "l"], internal: true, means: "l/(base*log(base))",
    doc: "l/(base log(base)) for l = log(x, base), the opposite of its derivative by the base. l counts as a function " +
      "of x and base, which its partials contain.",
    evaluate: (_x, base, l) => l / (base * Math.log(base)),
    partials: { x: "x >= 0 ? 1/(x*log(base)*(base*log(base))) : 0/0", base: "-(out*(1 + 2/log(base)))/base", l: "0" },
    code: { formula: "l/(base*log(base))" }, laws: { losesNaN: true }, sample: [POSITIVE, [2, 5], ANY],
  },
  {
    kind: "scalar", name: "log2", params: ["x"], paper: ["\\log", "log", "2"], doc: "The logarithm to base 2.",
    evaluate: (x) => Math.log2(x), partials: { x: `x >= 0 ? ${Math.LOG2E}/x : 0/0` },
    code: { op: "log2" }, laws: { monotone: true }, sample: [POSITIVE], edges: [[0], [-1]],
  },
  {
    kind: "scalar", name: "log10", params: ["x"], paper: ["\\log", "log", "10"], doc: "The logarithm to base 10.",
    evaluate: (x) => Math.log10(x), partials: { x: `x >= 0 ? ${Math.LOG10E}/x : 0/0` },
    code: { op: "log10" }, sample: [POSITIVE], edges: [[0], [-1]],
  },
  {
    kind: "scalar", name: "log1p", params: ["x"], doc: "log(1 + x), accurate near 0; NaN below -1.",
    evaluate: (x) => Math.log1p(x), partials: { x: "x >= -1 ? 1/(1 + x) : 0/0" },
    code: { op: "log1p" }, laws: { monotone: true }, sample: [[-0.5, 3]], edges: [[0], [-1], [-2]],
  },
  {
    kind: "scalar", name: "logit", params: ["x"], doc: "log(x/(1 - x)), the inverse of sigmoid; NaN outside of 0 to 1.",
    evaluate: (x) => logit(x), partials: { x: "x >= 0 ? (x <= 1 ? logit_slope(x) : 0/0) : 0/0" },
    code: { runtime: "logit" }, sample: [[0.05, 0.95]], edges: [[0], [1], [0.5], [-1], [2]],
  },
  {
    kind: "scalar", name: "logit_slope", params: ["x"], doc: "1/(x*(1 - x)), the derivative of logit.", internal: true,
    means: "1/(x*(1 - x))",
    evaluate: (x) => 1 / (x * (1 - x)), partials: { x: "(2*x - 1)*out*out" },
    code: { formula: "1/(x*(1 - x))" }, sample: [[0.05, 0.95]], edges: [[0], [1], [0.5]],
  },
  {
    kind: "scalar", name: "logaddexp", params: ["x", "y"], doc: "log(exp(x) + exp(y)), without overflow.",
    evaluate: (x, y) => logAddExp(x, y), partials: { x: "logaddexp_slope(x, y)", y: "logaddexp_slope(y, x)" },
    code: { runtime: "logAddExp" }, laws: { commutative: true, total: true }, sample: [ANY, ANY],
    edges: [[1, 1], [800, 0], [-800, 0], [-800, -801]],
  },
  {
    kind: "scalar", name: "logaddexp_slope", params: ["x", "y"],
    doc: "sigmoid(x - y), the derivative of logaddexp by x.", internal: true, means: "sigmoid(x - y)",
    evaluate: (x, y) => logAddExpSlope(x, y), partials: { x: "out*logaddexp_slope(y, x)", y: "-out*logaddexp_slope(y, x)" },
    code: { runtime: "logAddExpSlope" }, laws: { range: [0, 1] }, sample: [ANY, ANY], edges: [[1, 1], [800, 0], [-800, 0]],
  },
  {
    kind: "scalar", name: "log1mexp", params: ["x"], doc: "log(1 - exp(x)), accurate for all x < 0; NaN above 0.",
    internal: true, means: "log(1 - exp(x))",
    evaluate: (x) => log1mexp(x), partials: { x: "x <= 0 ? -over_expm1(1, -x) : 0/0" },
    code: { runtime: "log1mexp" }, laws: { saturates: true, range: [-Infinity, 0] }, sample: [[-3, -0.1]],
    edges: [[0], [-1e-300], [-800], [1]],
  },
  {
    kind: "scalar", name: "log_cosh", params: ["x"], doc: "log(cosh(x)), without overflow and accurate near 0.",
    internal: true, means: "log(cosh(x))",
    evaluate: (x) => logCosh(x), partials: { x: "tanh(x)" },
    code: { runtime: "logCosh" },
    laws: { flat: true, range: [0, Infinity], total: true }, sample: [ANY], edges: [[0], [1e-9], [800]],
  },
  {
    kind: "scalar", name: "logistic", params: ["a", "x"],
    doc: "1/(1 + a*exp(x)), with derivatives that do not overflow.", internal: true, means: "1/(1 + a*exp(x))",
    evaluate: (a, x) => 1 / (1 + a * Math.exp(x)),
    partials: { a: "-logistic(a, x)*logistic_rest(a, x)", x: "-(logistic(a, x)*(a*logistic_rest(a, x)))" },
    code: { formula: "1/(1 + a*exp(x))" }, sample: [[0.2, 3], ANY], edges: [[2, 800], [2, -800], [0, 3], [-3, 2]],
  },
  {
    kind: "scalar", name: "logistic_rest", params: ["a", "x"],
    doc: "exp(x)/(1 + a*exp(x)), with derivatives that do not overflow.", internal: true, means: "1/(a + exp(-x))",
    evaluate: (a, x) => 1 / (a + Math.exp(-x)), partials: { a: "-logistic_rest(a, x)^2", x: "logistic(a, x)*logistic_rest(a, x)" },
    code: { formula: "1/(a + exp(0 - x))" }, sample: [[0.2, 3], ANY], edges: [[2, 800], [2, -800], [0, 3], [-3, 2]],
  },
  {
    kind: "scalar", name: "log_one_minus_square", params: ["x"],
    doc: "log(1 - x^2), accurate near 0 and near 1; NaN beyond.", internal: true, means: "log(1 - x^2)",
    evaluate: (x) => logOneMinusSquare(x), partials: { x: "abs(x) <= 1 ? -2*x/one_minus_square(x) : 0/0" },
    code: { runtime: "logOneMinusSquare" }, laws: { range: [-Infinity, 0] }, sample: [[-0.9, 0.9]],
    edges: [[0], [1], [-1], [1e-9], [0.999999999], [2]],
  },
  {
    kind: "scalar", name: "log1p_square", params: ["x", "y"], doc: "log(1 + x^2/y), where the square overflows too.",
    internal: true, means: "log(1 + x^2/y)",
    evaluate: (x, y) => log1pSquare(x, y),
    partials: { x: "log1p_square_slope(x, y)", y: "-log1p_square_fall(x, y)" },
    code: { runtime: "log1pSquare" }, sample: [ANY, POSITIVE], edges: [[0, 2], [1e-9, 2], [1e200, 2], [2, -1]],
  },
  {
    kind: "scalar", name: "log1p_square_slope", params: ["x", "y"], internal: true, means: "2*x/(y + x^2)",
    doc: "2*x/(y + x^2), the derivative of log(1 + x^2/y) by x; NaN where that has no value.",
    evaluate: (x, y) => log1pSquareSlope(x, y),
    partials: { x: "2*((y/(y + x^2) - 0.5*x*out)/(y + x^2))", y: "-out/(y + x^2)" },
    code: { runtime: "log1pSquareSlope" }, sample: [ANY, POSITIVE], edges: [[0, 2], [1e-9, 2], [1e200, 2], [2, -1]],
  },
  {
    kind: "scalar", name: "log1p_square_fall", params: ["x", "y"], internal: true, means: "x^2/(y*(y + x^2))",
    doc: "x^2/(y*(y + x^2)), the opposite of the derivative of log(1 + x^2/y) by y; NaN where that has no value.",
    evaluate: (x, y) => log1pSquareFall(x, y),
    // of small x and y out itself may have vanished
    partials: {
      x: "log1p_square_slope(x, y)/(y + x^2)",
      y: "abs(x) < 1 ? -over_square_sum(x, y)/y*(x/y + over_square_sum(x, y)) : -(out/y + out/(y + x^2))",
    },
    code: { runtime: "log1pSquareFall" }, sample: [ANY, POSITIVE], edges: [[0, 2], [1e-9, 2], [1e200, 2], [2, -1]],
  },
  {
    kind: "scalar", name: "over_expm1", params: ["y", "x"], doc: "y/(e^x - 1), with derivatives that do not overflow.",
    internal: true, means: "y/expm1(x)",
    evaluate: (y, x) => y / Math.expm1(x), partials: { y: "over_expm1(1, x)", x: "out*over_expm1(1, -x)" },
    code: { formula: "y/expm1(x)" }, sample: [ANY, [0.2, 3]], edges: [[1, 800], [1, -800], [2, 1e-9], [2, -1e-9], [1, 0]],
  },
  {
    kind: "scalar", name: "over_sinh", params: ["y", "x"], doc: "y/sinh(x), with derivatives that do not overflow.",
    internal: true, means: "y/sinh(x)",
    evaluate: (y, x) => y / Math.sinh(x), partials: { y: "over_sinh(1, x)", x: "-out*coth(x)" },
    code: { formula: "y/sinh(x)" }, sample: [ANY, [0.2, 3]], edges: [[1, 800], [1, -800], [2, 1e-9], [2, -1e-9], [1, 0]],
  },
];
