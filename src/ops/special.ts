// The error function, the gamma function and their kin; computed by src/runtime.
import { erf, erfc, erfDerivative } from "../runtime/erf.js";
import { gamma } from "../runtime/gamma.js";
import { lgamma } from "../runtime/lgamma.js";
import { digamma, digammaNext, factorial, polygamma } from "../runtime/polygamma.js";
import type { ScalarOp } from "../graph/operation.js";

const ANY = [-3, 3] as const;
const POSITIVE = [0.3, 5] as const;

export const special: readonly ScalarOp[] = [
  {
    kind: "scalar", name: "erf", params: ["x"], doc: "The error function.", evaluate: (x) => erf(x),
    partials: { x: "erf_slope(x)" }, code: { runtime: "erf" }, laws: { parity: "odd", range: [-1, 1], total: true }, sample: [ANY], edges: [[0], [10]],
  },
  {
    kind: "scalar", name: "erfc", params: ["x"], doc: "1 - erf(x), accurate in the tail.", evaluate: (x) => erfc(x),
    partials: { x: "-erf_slope(x)" }, code: { runtime: "erfc" }, laws: { range: [0, 2], total: true }, sample: [ANY], edges: [[0], [26]],
  },
  {
    kind: "scalar", name: "erf_slope", params: ["x"], doc: "2/sqrt(pi) * exp(-x^2), the derivative of erf.", internal: true,
    evaluate: (x) => erfDerivative(x), partials: { x: "-2*x*out" }, code: { runtime: "erfDerivative" },
    laws: { parity: "even", range: [0, 1.13], total: true }, sample: [ANY],
  },
  {
    kind: "scalar", name: "gamma", params: ["x"], doc: "The gamma function; gamma(n + 1) is n.", evaluate: (x) => gamma(x),
    partials: { x: "out*digamma(x)" }, code: { runtime: "gamma" }, sample: [POSITIVE], edges: [[3], [-0.5]],
  },
  {
    kind: "scalar", name: "factorial", params: ["x"], doc: "gamma(x + 1), for any real x.", evaluate: (x) => factorial(x),
    partials: { x: "out*digamma_next(x)" }, code: { runtime: "factorial" }, sample: [[0.1, 4]], edges: [[-0.5], [0]],
  },
  {
    kind: "scalar", name: "lgamma", params: ["x"], doc: "log(abs(gamma(x))).", evaluate: (x) => lgamma(x),
    partials: { x: "digamma(x)" }, code: { runtime: "lgamma" }, sample: [POSITIVE], edges: [[1], [2], [-0.5]],
  },
  {
    kind: "scalar", name: "digamma", params: ["x"], doc: "The derivative of lgamma.", evaluate: (x) => digamma(x),
    partials: { x: "polygamma(1, x)" }, code: { runtime: "digamma" }, sample: [POSITIVE], edges: [[1.4616321449683623], [-0.5]],
  },
  {
    kind: "scalar", name: "digamma_next", params: ["x"], doc: "digamma(x + 1), near its root too: the derivative of log(factorial(x)).", internal: true,
    evaluate: (x) => digammaNext(x), partials: { x: "polygamma(1, x + 1)" }, code: { runtime: "digammaNext" }, sample: [[0.1, 4]], edges: [[0.46163214496836225], [-0.5]],
  },
  {
    kind: "scalar", name: "polygamma", params: ["n", "x"], doc: "The n-th derivative of digamma.", internal: true,
    evaluate: (n, x) => polygamma(n, x), partials: { n: "0", x: "polygamma(n + 1, x)" }, code: { runtime: "polygamma" },
    sample: [[1, 1], POSITIVE],
  },
];
