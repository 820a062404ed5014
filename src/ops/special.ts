// The error function, the gamma function and their kin; computed by src/runtime.
import { lbeta, polygammaRise } from "../runtime/beta.js";
import {
  erf, erfc, erfcx, erfcxDerivative, erfDerivative, erfDifference, erfinv, erfinvSlope, logNormalCdf, millsRatio,
  millsRest, normalCdf, normalPdf,
} from "../runtime/erf.js";
import { gamma } from "../runtime/gamma.js";
import { lgamma } from "../runtime/lgamma.js";
import { digamma, digammaNext, factorial, polygamma } from "../runtime/polygamma.js";
import { sincDerivative } from "../runtime/quotients.js";
import type { FormulaOp, ScalarOp } from "../graph/operation.js";

const ANY = [-3, 3] as const;
const POSITIVE = [0.3, 5] as const;

export const special: readonly ScalarOp[] = [
  {
    kind: "scalar", name: "erf", params: ["x"], doc: "The error function.", evaluate: (x) => erf(x),
    partials: { x: "erf_slope(x)" }, code: { runtime: "erf" },
    laws: { saturates: true, monotone: true, range: [-1, 1], total: true }, sample: [ANY], edges: [[0], [10]],
  },
  {
    kind: "scalar", name: "erfc", params: ["x"], doc: "1 - erf(x), accurate in the tail.", evaluate: (x) => erfc(x),
    partials: { x: "-erf_slope(x)" }, code: { runtime: "erfc" },
    laws: { flat: "where vanished", saturates: true, monotone: true, range: [0, 2], total: true }, sample: [ANY], edges: [[0], [26]],
  },
  {
    kind: "scalar", name: "erf_slope", params: ["x"], doc: "2/sqrt(pi) * exp(-x^2), the derivative of erf.",
    internal: true, means: "2/sqrt(pi)*exp(-x^2)",
    evaluate: (x) => erfDerivative(x), partials: { x: "-2*x*out" }, code: { runtime: "erfDerivative" },
    laws: { saturates: true, range: [0, 1.13], total: true }, sample: [ANY],
  },
  {
    kind: "scalar", name: "erf_difference", params: ["x", "y"], doc: "erf(x) - erf(y), in the tails too.",
    internal: true, means: "erf(x) - erf(y)",
    evaluate: (x, y) => erfDifference(x, y), partials: { x: "erf_slope(x)", y: "-erf_slope(y)" }, code: { runtime: "erfDifference" },
    laws: { range: [-2, 2], total: true }, sample: [ANY, ANY], edges: [[8, 9], [-8, -9], [1, 1]],
  },
  {
    kind: "scalar", name: "erfcx", params: ["x"], doc: "exp(x^2)*erfc(x), which does not vanish where erfc does.",
    evaluate: (x) => erfcx(x),
    partials: { x: "erfcx_slope(x, 1)" }, code: { runtime: "erfcx" }, laws: { range: [0, Infinity] }, sample: [[-2, 3]],
    edges: [[0], [30], [-30]],
  },
  {
    kind: "scalar", name: "erfcx_slope", params: ["x", "m"], doc: "The m-th derivative of erfcx.", internal: true,
    means: (m) => (m === 1 ? "2*x*erfcx(x) - 2/sqrt(pi)" : undefined), derivativesOf: { name: "erfcx", formula: "erfcx(x)" },
    evaluate: (x, m) => erfcxDerivative(x, m), partials: { x: "erfcx_slope(x, m + 1)", m: "0" },
    code: { runtime: "erfcxDerivative" }, sample: [[-2, 3], [1, 1]], edges: [[0, 1], [30, 1]],
  },
  {
    kind: "scalar", name: "erfinv", params: ["x"], doc: "The y with erf(y) = x; infinite at 1 and -1, NaN beyond.",
    evaluate: (x) => erfinv(x),
    partials: { x: "erfinv_slope(x, out)" }, code: { runtime: "erfinv" }, sample: [[-0.95, 0.95]], edges: [[0], [-0], [1], [-1], [2]],
  },
  {
    kind: "scalar", name: "erfinv_slope", params: ["x", "y"], internal: true, means: "sqrt(pi)/2*exp(y^2)",
    doc: "sqrt(pi)/2*exp(y^2) for y = erfinv(x), its derivative. y counts as a function of x, which the partial contains.",
    evaluate: (x, y) => erfinvSlope(x, y), partials: { x: "2*y*out*out", y: "0" },
    code: { runtime: "erfinvSlope" }, laws: { losesNaN: true }, sample: [[-0.95, 0.95], [0, 0]], edges: [[0, 0]],
  },
  {
    kind: "scalar", name: "normcdf", params: ["x"], doc: "The standard normal distribution function.", evaluate: (x) => normalCdf(x),
    partials: { x: "normal_pdf(x)" }, code: { runtime: "normalCdf" },
    laws: { flat: "where vanished", saturates: true, monotone: true, range: [0, 1], total: true }, sample: [ANY], edges: [[0], [-30]],
  },
  {
    kind: "scalar", name: "normal_pdf", params: ["x"], doc: "The normal density.", internal: true,
    means: "exp(-x^2/2)/sqrt(2*pi)", evaluate: (x) => normalPdf(x),
    partials: { x: "-x*out" }, code: { runtime: "normalPdf" },
    laws: { saturates: true, monotone: true, range: [0, 0.4], total: true }, sample: [ANY],
  },
  {
    kind: "scalar", name: "lognormcdf", params: ["x"],
    doc: "The logarithm of the standard normal distribution function, without underflow.",
    evaluate: (x) => logNormalCdf(x), partials: { x: "mills_ratio(x)" }, code: { runtime: "logNormalCdf" },
    laws: { range: [-Infinity, 0] }, sample: [ANY], edges: [[0], [-50], [40]],
  },
  {
    kind: "scalar", name: "mills_ratio", params: ["x"],
    doc: "The normal density over the distribution function, the derivative of its logarithm.", internal: true,
    means: "exp(-x^2/2)/(sqrt(2*pi)*normcdf(x))",
    evaluate: (x) => millsRatio(x), partials: { x: "-out*mills_rest(x)" }, code: { runtime: "millsRatio" },
    laws: { saturates: true, range: [0, Infinity] }, sample: [ANY], edges: [[-50], [40]],
  },
  {
    kind: "scalar", name: "mills_rest", params: ["x"], doc: "x + mills_ratio(x), without cancellation.", internal: true,
    means: "x + exp(-x^2/2)/(sqrt(2*pi)*normcdf(x))",
    evaluate: (x) => millsRest(x), partials: { x: "1 - mills_ratio(x)*out" }, code: { runtime: "millsRest" },
    sample: [ANY], edges: [[-50], [40]],
  },
  {
    kind: "scalar", name: "sinc", params: ["x"], doc: "sin(x)/x, and 1 at 0.", evaluate: (x) => sincDerivative(x, 0),
    partials: { x: "sinc_slope(x, 1)" }, code: { formula: "sinc_slope(x, 0)" },
    laws: { range: [-0.25, 1], total: true }, sample: [ANY], edges: [[0], [1e-9]],
  },
  {
    kind: "scalar", name: "sinc_slope", params: ["x", "m"], doc: "The m-th derivative of sinc.", internal: true,
    means: (m) => (m === 0 ? "sinc(x)" : undefined), derivativesOf: { name: "sinc", formula: "sinc(x)" },
    evaluate: (x, m) => sincDerivative(x, m), partials: { x: "sinc_slope(x, m + 1)", m: "0" }, code: { runtime: "sincDerivative" },
    beside: { order: 1, parts: ["sinc", "cos"], formula: "sin_quotient_slope(x, sinc(x), cos(x))" },
    laws: { range: [-1, 1] }, sample: [ANY, [1, 1]], edges: [[0, 1], [1e-9, 1]],
  },
  {
    kind: "scalar", name: "gamma", params: ["x"], paper: ["\\Gamma", "Γ"],
    doc: "The gamma function; gamma(n + 1) is n.", evaluate: (x) => gamma(x),
    partials: { x: "out*digamma(x)" }, code: { runtime: "gamma" }, laws: { grows: true }, sample: [POSITIVE], edges: [[3], [-0.5]],
  },
  {
    kind: "scalar", name: "factorial", params: ["x"], doc: "gamma(x + 1), for any real x.", evaluate: (x) => factorial(x),
    partials: { x: "out*digamma_next(x)" }, code: { runtime: "factorial" }, laws: { grows: true }, sample: [[0.1, 4]], edges: [[-0.5], [0]],
  },
  {
    kind: "scalar", name: "lgamma", params: ["x"], doc: "log(abs(gamma(x))).", evaluate: (x) => lgamma(x),
    partials: { x: "digamma(x)" }, code: { runtime: "lgamma" }, sample: [POSITIVE], edges: [[1], [2], [-0.5]],
  },
  {
    kind: "scalar", name: "digamma", params: ["x"], paper: ["\\psi", "ψ"], doc: "The derivative of lgamma.", evaluate: (x) => digamma(x),
    partials: { x: "polygamma(1, x)" }, code: { runtime: "digamma" }, sample: [POSITIVE], edges: [[1.4616321449683623], [-0.5]],
  },
  {
    kind: "scalar", name: "digamma_next", params: ["x"],
    doc: "digamma(x + 1), near its root too: the derivative of log(factorial(x)).", internal: true,
    means: "digamma(x + 1)",
    evaluate: (x) => digammaNext(x), partials: { x: "polygamma(1, x + 1)" }, code: { runtime: "digammaNext" },
    sample: [[0.1, 4]], edges: [[0.46163214496836225], [-0.5]],
  },
  {
    kind: "scalar", name: "polygamma", params: ["n", "x"], doc: "The n-th derivative of digamma.", internal: true,
    means: (n) => (n === 0 ? "digamma(x)" : n === 1 ? "trigamma(x)" : undefined),
    derivativesOf: { name: "polygamma", formula: "digamma(x)" },
    evaluate: (n, x) => polygamma(n, x), partials: { n: "0", x: "polygamma(n + 1, x)" }, code: { runtime: "polygamma" },
    sample: [[1, 1], POSITIVE],
  },
  {
    kind: "scalar", name: "lbeta", params: ["a", "b"], doc: "The logarithm of the beta function, lgamma(a) + lgamma(b) - lgamma(a + b).",
    evaluate: (a, b) => lbeta(a, b), partials: { a: "-polygamma_rise(0, a, b)", b: "-polygamma_rise(0, b, a)" },
    code: { runtime: "lbeta" }, laws: { commutative: true }, sample: [POSITIVE, POSITIVE], edges: [[1, 1], [0.5, 40], [30, 50]],
  },
  {
    kind: "scalar", name: "polygamma_rise", params: ["n", "x", "h"], internal: true,
    means: (n) =>
      (n < 2 ? ["digamma(x + h) - digamma(x)", "trigamma(x + h) - trigamma(x)"][n] : `polygamma(${n}, x + h) - polygamma(${n}, x)`),
    doc: "The n-th derivative of digamma at x + h less that at x, without cancellation.",
    evaluate: (n, x, h) => polygammaRise(n, x, h), partials: { n: "0", x: "polygamma_rise(n + 1, x, h)", h: "polygamma(n + 1, x + h)" },
    code: { runtime: "polygammaRise" }, sample: [[0, 0], POSITIVE, POSITIVE], edges: [[0, 0.5, 40], [0, 40, 0.5]],
  },
];

export const specialFormulas: readonly FormulaOp[] = [
  {
    kind: "formula", name: "trigamma", params: ["x"], doc: "The derivative of digamma.", formula: "polygamma(1, x)",
    sample: [POSITIVE], edges: [[-0.5]],
  },
];
