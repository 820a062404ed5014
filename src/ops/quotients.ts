// Quotients that are 0/0 at 0, each with all its derivatives: made of the quotient's parts, these cancel near 0.
import {
  acosQuotient, bernoulli, compoundLessOne, expm1Quotient, expm1Rate, log1pQuotient, log1pRate, logQuotient, powerRate,
  powerRest, powerShare, sinhQuotient, sinQuotient, sinQuotientSlope,
} from "../runtime/quotients.js";
import { expDifference, langevin } from "../runtime/rates.js";
import { rootDifference, rootMinusOne } from "../runtime/stable.js";
import type { ScalarOp } from "../graph/operation.js";

const ORDER = [0, 0] as const;

export const quotients: readonly ScalarOp[] = [
  {
    kind: "scalar", name: "sin_quotient", params: ["x", "m"],
    doc: "The m-th derivative of sin(x)/x; NaN at 0, as the quotient.", internal: true, means: quotient(sineSlope),
    evaluate: (x, m) => sinQuotient(x, m), partials: { x: "sin_quotient(x, m + 1)", m: "0" },
    beside: { order: 1, parts: ["sin", "cos"], formula: "sin_quotient_slope(x, sin(x)/x, cos(x))" },
    code: { runtime: "sinQuotient" }, sample: [[-3, 3], ORDER], edges: [[1e-9, 0], [0, 0]],
  },
  {
    kind: "scalar", name: "sin_quotient_slope", params: ["x", "q", "c"], internal: true, means: "(c - q)/x",
    doc: "The derivative of sin(x)/x, which is q. q and c, the cosine, count as functions of x, which its partials contain.",
    evaluate: (x, q, c) => sinQuotientSlope(x, q, c), partials: { x: "sin_quotient(x, 2)", q: "0", c: "0" },
    code: { runtime: "sinQuotientSlope" }, laws: { losesNaN: true },
    sample: [[1.1, 3], [-0.3, 0.9], [-1, 0.6]], edges: [[0, 1, 1], [0, NaN, 1]],
  },
  {
    kind: "scalar", name: "sinh_quotient", params: ["x", "m"],
    doc: "The m-th derivative of sinh(x)/x; NaN at 0, as the quotient.", internal: true,
    means: quotient((k) => (k % 2 === 0 ? "sinh(x)" : "cosh(x)")),
    evaluate: (x, m) => sinhQuotient(x, m), partials: { x: "sinh_quotient(x, m + 1)", m: "0" },
    code: { runtime: "sinhQuotient" }, sample: [[-3, 3], ORDER], edges: [[1e-9, 0], [0, 0], [800, 0], [-800, 0]],
  },
  {
    kind: "scalar", name: "expm1_quotient", params: ["x", "m"],
    doc: "The m-th derivative of (exp(x) - 1)/x; NaN at 0, as the quotient.", internal: true,
    means: quotient((k) => (k === 0 ? "expm1(x)" : "exp(x)")),
    evaluate: (x, m) => expm1Quotient(x, m), partials: { x: "expm1_quotient(x, m + 1)", m: "0" },
    code: { runtime: "expm1Quotient" }, sample: [[-3, 3], ORDER], edges: [[1e-9, 0], [0, 0], [800, 0], [-800, 0]],
  },
  {
    kind: "scalar", name: "log1p_quotient", params: ["x", "m"],
    doc: "The m-th derivative of log(1 + x)/x; NaN at 0, as the quotient, and below -1.", internal: true,
    means: quotient((k) => logSlope(k, "log1p(x)", "(1 + x)")),
    evaluate: (x, m) => log1pQuotient(x, m), partials: { x: "log1p_quotient(x, m + 1)", m: "0" },
    code: { runtime: "log1pQuotient" }, sample: [[-0.5, 3], ORDER], edges: [[1e-9, 0], [0, 0], [-2, 0], [1e200, 0]],
  },
  {
    kind: "scalar", name: "log_quotient", params: ["x", "m"],
    doc: "The m-th derivative of log(x)/(x - 1); NaN at 1, as the quotient, and below 0.", internal: true,
    means: quotient((k) => logSlope(k, "log(x)", "x"), "(x - 1)"),
    evaluate: (x, m) => logQuotient(x, m), partials: { x: "log_quotient(x, m + 1)", m: "0" },
    code: { runtime: "logQuotient" }, sample: [[0.3, 3], ORDER], edges: [[1 + 1e-9, 0], [1, 0], [0, 0], [1e200, 0]],
  },
  {
    kind: "scalar", name: "bernoulli", params: ["x", "m"],
    doc: "The m-th derivative of Bernoulli's function x/(exp(x) - 1); NaN at 0, as the quotient.", internal: true,
    means: bernoulliMeaning, derivativesOf: { name: "bernoulli", formula: "x ./ expm1(x)" },
    evaluate: (x, m) => bernoulli(x, m), partials: { x: "bernoulli(x, m + 1)", m: "0" },
    code: { runtime: "bernoulli" }, sample: [[-3, 3], ORDER], edges: [[1e-9, 0], [0, 0], [800, 0], [-800, 0]],
  },
  {
    kind: "scalar", name: "acos_quotient", params: ["x", "m"],
    doc: "The m-th derivative of acos(x)/sqrt(1 - x^2), which is 1 at 1.", internal: true,
    means: (m) => (m === 0 ? "acos(x)/sqrt(1 - x^2)" : undefined),
    evaluate: (x, m) => acosQuotient(x, m), partials: { x: "acos_quotient(x, m + 1)", m: "0" },
    code: { runtime: "acosQuotient" }, sample: [[-0.9, 0.99], ORDER], edges: [[1, 0], [0.9999999, 0], [2, 0]],
  },
  {
    kind: "scalar", name: "expm1_rate", params: ["k", "t", "m"], internal: true,
    doc: "The m-th derivative by k of (exp(k*t) - 1)/k; NaN where k is 0, as the quotient.",
    means: quotient((j) => (j === 0 ? "expm1(k*t)" : `${power("t", j)}*exp(k*t)`), "k"),
    evaluate: (k, t, m) => expm1Rate(k, t, m),
    partials: { k: "expm1_rate(k, t, m + 1)", t: "t^m*exp(k*t)", m: "0" },
    code: { runtime: "expm1Rate" }, sample: [[0.1, 2], [-2, 2], ORDER], edges: [[1e-9, 2, 0], [0, 1, 0], [1, 0, 0], [-3, -1e-12, 0]],
  },
  {
    kind: "scalar", name: "log1p_rate", params: ["k", "t", "m"], internal: true,
    doc: "The m-th derivative by k of log(1 + k*t)/k; NaN where k is 0, as the quotient.",
    means: quotient((j) => logSlope(j, "log1p(k*t)", "(1 + k*t)", "t"), "k"), evaluate: (k, t, m) => log1pRate(k, t, m),
    partials: { k: "log1p_rate(k, t, m + 1)", t: "(-1)^m*factorial(m)*t^m/(1 + k*t)^(m + 1)", m: "0" },
    code: { runtime: "log1pRate" }, sample: [[0.1, 2], [-0.4, 2], ORDER], edges: [[1e-9, 2, 0], [0, 1, 0], [1, 0, 0], [2, -1, 0]],
  },
  {
    kind: "scalar", name: "power_rate", params: ["x", "k", "m"], internal: true,
    doc: "The m-th derivative by k of (x^k - 1)/k; NaN where k is 0, as the quotient.",
    means: quotient((j) => (j === 0 ? "(x^k - 1)" : `x^k*${power("log(x)", j)}`), "k"),
    evaluate: (x, k, m) => powerRate(x, k, m),
    partials: { x: "m == 0 ? x^(k - 1) : x^(k - 1)*log(x)^m", k: "power_rate(x, k, m + 1)", m: "0" },
    code: { runtime: "powerRate" }, sample: [[0.2, 3], [0.1, 3], ORDER],
    edges: [[3, 1e-9, 0], [2, 0, 0], [0, 2, 0], [-2, 3, 0]],
  },
  {
    kind: "scalar", name: "compound_less_one", params: ["x", "n"], internal: true, means: "(1 + x)^n - 1",
    doc: "(1 + x)^n - 1 without cancellation.", evaluate: (x, n) => compoundLessOne(x, n),
    partials: {
      x: "n*lowered_power(1 + x, n, 1)", n: "x == -1 ? (n >= 0 ? 0 : 0/0) : (1 + x)^n*log1p(x)",
    },
    code: { runtime: "compoundLessOne" }, laws: { losesNaN: true }, sample: [[-0.9, 3], [-3, 3]],
    edges: [[1e-12, 10], [0, 3], [-1, 2], [-3, 2]],
  },
  {
    kind: "scalar", name: "compound_rate", params: ["x", "n"], internal: true, means: "((1 + x)^n - 1)/x",
    doc: "((1 + x)^n - 1)/x, with derivatives near 0; NaN at 0, as the quotient.", evaluate: (x, n) => compoundLessOne(x, n) / x,
    partials: {
      x: "x > -1 ? expm1_rate(log1p(x), n, 1)/(1 + x)*log1p_quotient(x, 0) + expm1_rate(log1p(x), n, 0)*log1p_quotient(x, 1) " +
        ": (n*lowered_power(1 + x, n, 1) - out)/x",
      n: "x == -1 ? (n >= 0 ? 0 : 0/0) : (1 + x)^n*log1p_quotient(x, 0)",
    },
    code: { formula: "compound_less_one(x, n)/x" }, sample: [[0.1, 3], [-3, 3]],
    edges: [[1e-9, 10], [0, 3], [-1, 2], [-3, 2]],
  },
  {
    kind: "scalar", name: "root_rate", params: ["k", "t"], internal: true, means: "(sqrt(1 + k*t) - 1)/k",
    doc: "(sqrt(1 + k*t) - 1)/k, with derivatives near 0; NaN where k is 0, as the quotient.",
    evaluate: (k, t) => rootMinusOne(k * t) / k,
    partials: {
      k: "-0.5*(t/(1 + sqrt(1 + k*t)))^2/sqrt(1 + k*t)", t: "0.5/sqrt(1 + k*t)",
    },
    code: { formula: "root_minus_one(k*t)/k" }, sample: [[0.1, 2], [-0.4, 2]], edges: [[1e-9, 2], [0, 1], [1, 0], [2, -1]],
  },
  {
    kind: "scalar", name: "root_difference", params: ["x", "d"], internal: true, means: "sqrt(x + d) - sqrt(x)",
    doc: "sqrt(x + d) - sqrt(x) without cancellation.", evaluate: (x, d) => rootDifference(x, d),
    partials: { x: "-0.5*out/(sqrt(x)*sqrt(x + d))", d: "0.5/sqrt(x + d)" },
    code: { runtime: "rootDifference" }, sample: [[0.2, 3], [-0.1, 3]], edges: [[1e12, 1e-3], [0, 0], [0, 1], [1, 0], [1, -2]],
  },
  {
    kind: "scalar", name: "exp_difference", params: ["p", "q", "t", "m"], internal: true,
    doc: "The m-th derivative by p of (exp(p*t) - exp(q*t))/(p - q); NaN where p is q, as the quotient.",
    means: (m) => (m === 0 ? "(exp(p*t) - exp(q*t))/(p - q)"
      : m === 1 ? "(t*exp(p*t) - (exp(p*t) - exp(q*t))/(p - q))/(p - q)" : undefined),
    evaluate: (p, q, t, m) => expDifference(p, q, t, m),
    partials: {
      p: "exp_difference(p, q, t, m + 1)",
      q: "m == 0 ? exp_difference(q, p, t, 1) : t*out - exp_difference(p, q, t, m + 1)",
      t: "m == 0 ? (p > q ? p*out + exp(q*t) : q*out + exp(p*t)) : p*out + m*exp_difference(p, q, t, m - 1)",
      m: "0",
    },
    code: { runtime: "expDifference" }, sample: [[0.5, 2], [-2, 0.3], [0.2, 2], ORDER],
    edges: [[1, 1 + 1e-9, 2, 0], [1, 1, 2, 0], [-1, -900, 2, 0], [2, 1, 0, 0]],
  },
  {
    kind: "scalar", name: "langevin", params: ["x", "m"], internal: true,
    doc: "The m-th derivative of coth(x) - 1/x, Langevin's function; NaN at 0, as the difference.",
    means: (m) => (m === 0 ? "coth(x) - 1/x" : m === 1 ? "1/x^2 - csch(x)^2" : undefined),
    evaluate: (x, m) => langevin(x, m), partials: { x: "langevin(x, m + 1)", m: "0" },
    code: { runtime: "langevin" }, sample: [[0.3, 3], ORDER], edges: [[1e-9, 0], [0, 0], [800, 0], [-2, 0]],
  },
  {
    kind: "scalar", name: "power_share", params: ["a", "x", "n"], internal: true, means: "x^n/(a + x^n)",
    doc: "x^n/(a + x^n), the Hill function, with derivatives where the power overflows or vanishes.",
    evaluate: (a, x, n) => powerShare(a, x, n),
    partials: {
      a: "-out*power_rest(a, x, n)",
      x: "abs(x^n) <= 1 ? n*lowered_power(x, n, 1)*(a*power_rest(a, x, n)*power_rest(a, x, n)) : n*(out*(a*power_rest(a, x, n)))/x",
      n: "x == 0 ? (n >= 0 ? 0 : 0/0) : out*(a*power_rest(a, x, n))*log(x)",
    },
    code: { runtime: "powerShare" }, laws: { losesNaN: true }, sample: [[0.2, 3], [0.1, 4], [-3, 3]],
    edges: [[1, 0, 2], [1, 1e90, 4], [2, 1e-90, 4], [1, -2, 3]],
  },
  {
    kind: "scalar", name: "power_rest", params: ["a", "x", "n"], internal: true, means: "1/(a + x^n)",
    doc: "1/(a + x^n), with derivatives where the power overflows or vanishes.",
    evaluate: (a, x, n) => powerRest(a, x, n),
    partials: {
      a: "-out^2",
      x: "-(abs(x^n) <= 1 ? n*lowered_power(x, n, 1)*out^2 : n*(out*power_share(a, x, n))/x)",
      n: "x == 0 ? (n >= 0 ? 0 : 0/0) : -(out*power_share(a, x, n))*log(x)",
    },
    code: { runtime: "powerRest" }, laws: { losesNaN: true }, sample: [[0.2, 3], [0.1, 4], [-3, 3]],
    edges: [[1, 0, 2], [1, 1e90, 4], [2, 1e-90, 4], [1, -2, 3]],
  },
];

/** Of f/x the derivative of an order by x, from those of lower orders: (f/x)^(k) = (f^(k) - k (f/x)^(k-1))/x. */
export function quotient(slope: (k: number) => string, x = "x"): (order: number) => string {
  return (order) => {
    let value = `${slope(0)}/${x}`;
    for (let k = 1; k <= order; k++) value = `(${slope(k)} - ${k === 1 ? value : `${k}*(${value})`})/${x}`;
    return value;
  };
}

function sineSlope(k: number): string {
  return `${k % 4 < 2 ? "" : "-"}${k % 2 === 0 ? "sin(x)" : "cos(x)"}`;
}

/** Of a logarithm, as it is written, with its argument; `inner` are the factors that each derivative adds. */
function logSlope(k: number, logarithm: string, argument: string, inner?: string): string {
  if (k === 0) return logarithm;
  let factor = 1;
  for (let j = 1; j < k; j++) factor *= -j;
  return `${inner === undefined ? factor : `${factor}*${power(inner, k)}`}/${power(argument, k)}`;
}

export function power(base: string, exponent: number): string {
  return exponent === 1 ? base : `${base}^${exponent}`;
}

/** x/(exp(x) - 1) and its first derivative. */
function bernoulliMeaning(order: number): string | undefined {
  if (order === 0) return "x/expm1(x)";
  return order === 1 ? "(1 - x*exp(x)/expm1(x))/expm1(x)" : undefined;
}
