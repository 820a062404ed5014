// Functions of machine learning, each in the form that neither overflows nor cancels,
// closed under differentiation: a slope is an operation with its own accurate slope.
import { gelu } from "../runtime/erf.js";
import { sech2, sigmoid, sigmoidDerivative, softplus } from "../runtime/stable.js";
import type { FormulaOp, ScalarOp } from "../graph/operation.js";

const ANY = [-3, 3] as const;

export const learning: readonly ScalarOp[] = [
  {
    kind: "scalar", name: "sigmoid", params: ["x"], paper: ["\\sigma", "σ"], doc: "1/(1 + exp(-x)).", evaluate: (x) => sigmoid(x),
    partials: { x: "sigmoid_slope(x)" }, code: { runtime: "sigmoid" },
    laws: { flat: "where vanished", saturates: true, monotone: true, range: [0, 1], total: true }, sample: [ANY],
    edges: [[0], [800], [-800]],
  },
  {
    kind: "scalar", name: "sigmoid_slope", params: ["x"],
    doc: "sigmoid(x)*sigmoid(-x), the derivative of sigmoid and of its kin.", internal: true,
    means: "sigmoid(x)*sigmoid(-x)",
    evaluate: (x) => sigmoidDerivative(x), partials: { x: "-out*tanh(x/2)" }, code: { runtime: "sigmoidDerivative" },
    laws: { saturates: true, monotone: true, range: [0, 0.25], total: true }, sample: [ANY], edges: [[40]],
  },
  {
    kind: "scalar", name: "softplus", params: ["x"], doc: "log(1 + exp(x)).", evaluate: (x) => softplus(x),
    partials: { x: "sigmoid(x)" }, code: { runtime: "softplus" },
    laws: { flat: "where vanished", saturates: true, monotone: true, range: [0, Infinity], total: true }, sample: [ANY],
    edges: [[800], [-800]],
  },
  {
    kind: "scalar", name: "sech2", params: ["x"], doc: "1/cosh(x)^2, the derivative of tanh.", internal: true, means: "1/cosh(x)^2",
    evaluate: (x) => sech2(x), partials: { x: "-2*out*tanh(x)" }, code: { runtime: "sech2" },
    laws: { flat: "where vanished", saturates: true, monotone: true, range: [0, 1], total: true }, sample: [ANY], edges: [[300]],
  },
  {
    kind: "scalar", name: "relu", params: ["x"], doc: "max(x, 0); its derivative at 0 is 0.", evaluate: (x) => Math.max(x, 0),
    partials: { x: "out > 0 ? 1 : 0" }, code: { formula: "max(x, 0)" },
    laws: { grows: "as its arguments", flat: true, monotone: true, range: [0, Infinity], total: true }, sample: [ANY], edges: [[0]],
  },
  {
    kind: "scalar", name: "gelu", params: ["x"], doc: "x times the normal distribution function, the exact form.", evaluate: (x) => gelu(x),
    partials: { x: "normcdf(x) + x*normal_pdf(x)" }, code: { runtime: "gelu" }, laws: { saturates: true, total: true },
    sample: [ANY], edges: [[0], [-10]],
  },
];

export const learningFormulas: readonly FormulaOp[] = [
  {
    kind: "formula", name: "leaky_relu", params: ["x", "slope"], defaults: { slope: 0.01 },
    doc: "x where x > 0, else slope*x; its derivative at 0 is the slope.", formula: "x > 0 ? x : slope*x",
    sample: [ANY, [0.01, 0.5]], edges: [[0, 0.01]],
  },
  {
    kind: "formula", name: "elu", params: ["x", "alpha"], defaults: { alpha: 1 },
    doc: "x where x > 0, else alpha*(exp(x) - 1); its derivative at 0 is alpha.", formula: "x > 0 ? x : alpha*expm1(x)",
    sample: [ANY, [0.5, 2]], edges: [[0, 2], [800, 1]],
  },
  { kind: "formula", name: "silu", params: ["x"], doc: "x*sigmoid(x).", formula: "x*sigmoid(x)", sample: [ANY], edges: [[-800]] },
];
