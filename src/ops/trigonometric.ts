// Trigonometric and hyperbolic functions and their inverses. The factored forms of the
// derivatives, such as (1 - x)*(1 + x) for 1 - x^2, keep full accuracy near the ends of the domain.
import { acosOneMinus, acoth, acsc, acsch, asec, asech, coth, csch, sech } from "../runtime/reciprocal.js";
import { hypot2, versine, versineOf } from "../runtime/stable.js";
import type { ScalarOp } from "../graph/operation.js";

const ANY = [-3, 3] as const;
const UNIT = [-0.9, 0.9] as const;
const ABOVE_ONE = [1.1, 4] as const;
const POSITIVE = [0.2, 2.9] as const;

export const trigonometric: readonly ScalarOp[] = [
  {
    kind: "scalar", name: "one_minus_square", params: ["x"],
    doc: "1 - x^2 without cancellation near 1, and with a derivative that has none near 0.", internal: true,
    means: "1 - x^2",
    evaluate: (x) => (1 - x) * (1 + x), partials: { x: "-2*x" }, code: { formula: "(1 - x)*(1 + x)" },
    laws: { monotone: true, regular: true }, sample: [UNIT], edges: [[0]],
  },
  {
    kind: "scalar", name: "atan_slope", params: ["x"], doc: "1/(1 + x^2), the derivative of atan.", internal: true,
    means: "1/(1 + x^2)", evaluate: (x) => 1 / (1 + x * x),
    partials: { x: "-2*(x*out*out)" }, code: { formula: "1/(1 + x*x)" },
    laws: { monotone: true, range: [0, 1], total: true }, sample: [ANY],
  },
  {
    kind: "scalar", name: "acoth_slope", params: ["x"], doc: "1/(1 - x^2), the derivative of acoth.", internal: true,
    means: "1/(1 - x^2)", evaluate: (x) => 1 / ((1 - x) * (1 + x)),
    partials: { x: "2*(x*out*out)" }, code: { formula: "1/((1 - x)*(1 + x))" }, sample: [ABOVE_ONE],
  },
  {
    kind: "scalar", name: "asec_slope", params: ["x"], doc: "1/(|x| sqrt(x^2 - 1)), the derivative of asec.",
    internal: true, means: "1/(abs(x)*sqrt(x^2 - 1))",
    evaluate: (x) => 1 / (Math.abs(x) * Math.sqrt((Math.abs(x) - 1) * (Math.abs(x) + 1))),
    partials: { x: "-out*(1/x + x*out*(x*(x*out)))" }, code: { formula: "1/(abs(x)*sqrt((abs(x) - 1)*(abs(x) + 1)))" }, sample: [ABOVE_ONE],
  },
  {
    kind: "scalar", name: "acsch_slope", params: ["x"],
    doc: "1/(|x| sqrt(x^2 + 1)), the opposite of the derivative of acsch.", internal: true,
    means: "1/(abs(x)*sqrt(x^2 + 1))",
    evaluate: (x) => 1 / (Math.abs(x) * hypot2(1, x)),
    partials: { x: "-out*(1/x + x*out*(x*(x*out)))" }, code: { formula: "1/(abs(x)*hypot(1, x))" }, sample: [POSITIVE],
  },
  {
    kind: "scalar", name: "turn", params: ["x", "y", "h"], internal: true, means: "x/h/h",
    doc: "x/h^2 for h = hypot(x, y) above 0: the derivative of atan2. h counts as a function of x and y, which its partials contain.",
    evaluate: (x, _y, h) => x / h / h, partials: { x: "(y/h - x/h)*((y/h + x/h)/h)/h", y: "-2*(x/h/h*(y/h/h))", h: "0" },
    code: { formula: "x/h/h" }, laws: { losesNaN: true }, sample: [ANY, ANY, POSITIVE], edges: [[1e-200, 1e-200, 1.4142135623730951e-200]],
  },
  {
    kind: "scalar", name: "sin", params: ["x"], paper: ["\\sin", "sin"], doc: "The sine.", evaluate: (x) => Math.sin(x),
    partials: { x: "cos(x)" }, code: { op: "sin" }, laws: { range: [-1, 1], total: true }, sample: [ANY],
  },
  {
    kind: "scalar", name: "cos", params: ["x"], paper: ["\\cos", "cos"], doc: "The cosine.", evaluate: (x) => Math.cos(x),
    partials: { x: "-sin(x)" }, code: { op: "cos" }, laws: { range: [-1, 1], total: true }, sample: [ANY],
  },
  {
    kind: "scalar", name: "versine", params: ["x"], internal: true, means: "1 - cos(x)", doc: "1 - cos(x), without cancellation near 0.",
    evaluate: versine, partials: { x: "sin(x)" }, code: { runtime: "versine" },
    beside: { parts: ["sin", "cos"], formula: "versine_of(sin(x), cos(x))" },
    laws: { range: [0, 2], total: true }, sample: [ANY], edges: [[0], [1e-9]],
  },
  {
    kind: "scalar", name: "versine_of", params: ["s", "c"], internal: true, means: "1 - c",
    doc: "1 - c for the sine s and the cosine c of an angle, without cancellation near 0.",
    evaluate: versineOf, partials: { s: "0", c: "-1" }, code: { runtime: "versineOf" }, laws: { losesNaN: true },
    sample: [[-1, 1], [-1, 0.4]], edges: [[0, 1], [1e-9, 1]],
  },
  {
    kind: "scalar", name: "tan", params: ["x"], paper: ["\\tan", "tan"], doc: "The tangent.", evaluate: (x) => Math.tan(x),
    partials: { x: "1 + out*out" }, code: { op: "tan" }, laws: { total: true }, sample: [[-1.2, 1.2]],
  },
  {
    kind: "scalar", name: "sec", params: ["x"], paper: ["\\sec", "sec"], doc: "1/cos(x).", evaluate: (x) => 1 / Math.cos(x),
    partials: { x: "out*tan(x)" }, code: { formula: "1/cos(x)" }, sample: [[-1.2, 1.2]],
  },
  {
    kind: "scalar", name: "csc", params: ["x"], paper: ["\\csc", "csc"], doc: "1/sin(x).", evaluate: (x) => 1 / Math.sin(x),
    partials: { x: "-out/tan(x)" }, code: { formula: "1/sin(x)" }, sample: [POSITIVE],
  },
  {
    kind: "scalar", name: "cot", params: ["x"], paper: ["\\cot", "cot"], doc: "1/tan(x).", evaluate: (x) => 1 / Math.tan(x),
    partials: { x: "-(csc(x)*csc(x))" }, code: { formula: "1/tan(x)" }, sample: [POSITIVE],
  },
  {
    kind: "scalar", name: "asin", params: ["x"], paper: ["\\arcsin", "arcsin"], doc: "The arc sine, for |x| <= 1.",
    evaluate: (x) => Math.asin(x),
    partials: { x: "1/sqrt(one_minus_square(x))" }, code: { op: "asin" }, sample: [UNIT], edges: [[1], [-1], [2]],
  },
  {
    kind: "scalar", name: "acos", params: ["x"], paper: ["\\arccos", "arccos"], doc: "The arc cosine, for |x| <= 1.",
    evaluate: (x) => Math.acos(x),
    partials: { x: "-1/sqrt(one_minus_square(x))" }, code: { op: "acos" }, sample: [UNIT], edges: [[1], [-1], [2]],
  },
  {
    kind: "scalar", name: "acos_one_minus", params: ["x"], doc: "acos(1 - x), without cancellation near 0.",
    internal: true, means: "acos(1 - x)",
    evaluate: (x) => acosOneMinus(x), partials: { x: "1/sqrt(x*(2 - x))" },
    code: { runtime: "acosOneMinus" }, laws: { range: [0, 3.2] }, sample: [[0.1, 1.9]], edges: [[0], [2], [-1], [1e-9]],
  },
  {
    kind: "scalar", name: "atan", params: ["x"], paper: ["\\arctan", "arctan"], doc: "The arc tangent.", evaluate: (x) => Math.atan(x),
    partials: { x: "atan_slope(x)" }, code: { op: "atan" }, laws: { monotone: true, range: [-1.6, 1.6], total: true }, sample: [ANY],
  },
  {
    kind: "scalar", name: "atan_exp", params: ["x"],
    doc: "atan(exp(x)), with derivatives that neither overflow nor vanish too early.", internal: true,
    means: "atan(exp(x))",
    evaluate: (x) => Math.atan(Math.exp(x)), partials: { x: "0.5*sech(x)" }, code: { formula: "atan(exp(x))" },
    laws: { range: [0, 1.571], total: true }, sample: [ANY], edges: [[800], [-800], [400]],
  },
  {
    kind: "scalar", name: "asec", params: ["x"], doc: "acos(1/x), for |x| >= 1.", evaluate: asec,
    partials: { x: "asec_slope(x)" }, code: { runtime: "asec" }, sample: [ABOVE_ONE], edges: [[-2]],
  },
  {
    kind: "scalar", name: "acsc", params: ["x"], doc: "asin(1/x), for |x| >= 1.", evaluate: acsc,
    partials: { x: "-asec_slope(x)" }, code: { runtime: "acsc" }, sample: [ABOVE_ONE], edges: [[-2]],
  },
  {
    kind: "scalar", name: "acot", params: ["x"], doc: "atan(1/x).", evaluate: (x) => Math.atan(1 / x),
    partials: { x: "-atan_slope(x)" }, code: { formula: "atan(1/x)" }, sample: [POSITIVE], edges: [[-2]],
  },
  {
    kind: "scalar", name: "atan2", params: ["y", "x"], doc: "The angle of the point (x, y); at the origin both derivatives are 0.",
    evaluate: (y, x) => Math.atan2(y, x),
    partials: { y: "hypot(x, y) == 0 ? 0 : turn(x, y, hypot(x, y))", x: "hypot(x, y) == 0 ? 0 : -turn(y, x, hypot(x, y))" },
    code: { op: "atan2" }, laws: { total: true }, sample: [POSITIVE, ANY], edges: [[0, 0], [1e-200, 1e-200], [1e200, 1e200], [0, -1]],
  },
  {
    kind: "scalar", name: "sinh", params: ["x"], paper: ["\\sinh", "sinh"], doc: "The hyperbolic sine.", evaluate: (x) => Math.sinh(x),
    partials: { x: "cosh(x)" }, code: { op: "sinh" }, laws: { grows: true, monotone: true }, sample: [ANY],
  },
  {
    kind: "scalar", name: "cosh", params: ["x"], paper: ["\\cosh", "cosh"], doc: "The hyperbolic cosine.", evaluate: (x) => Math.cosh(x),
    partials: { x: "sinh(x)" }, code: { op: "cosh" }, laws: { grows: true, monotone: true, range: [1, Infinity] }, sample: [ANY],
  },
  {
    kind: "scalar", name: "sech", params: ["x"], doc: "1/cosh(x).", evaluate: sech,
    partials: { x: "-out*tanh(x)" }, code: { runtime: "sech" },
    laws: { flat: "where vanished", saturates: true, range: [0, 1], total: true },
    sample: [ANY], edges: [[800]],
  },
  {
    kind: "scalar", name: "csch", params: ["x"], doc: "1/sinh(x).", evaluate: csch,
    partials: { x: "-out/tanh(x)" }, code: { runtime: "csch" }, laws: { saturates: true }, sample: [POSITIVE],
  },
  {
    kind: "scalar", name: "coth", params: ["x"], paper: ["\\coth", "coth"], doc: "1/tanh(x).", evaluate: coth,
    partials: { x: "-(csch(x)*csch(x))" }, code: { runtime: "coth" }, laws: { saturates: true }, sample: [POSITIVE],
  },
  {
    kind: "scalar", name: "asinh", params: ["x"], doc: "The inverse hyperbolic sine.", evaluate: (x) => Math.asinh(x),
    partials: { x: "1/hypot(1, x)" }, code: { op: "asinh" }, laws: { monotone: true, total: true }, sample: [ANY], edges: [[1e200]],
  },
  {
    kind: "scalar", name: "acosh", params: ["x"], doc: "The inverse hyperbolic cosine, for x >= 1.", evaluate: (x) => Math.acosh(x),
    partials: { x: "1/(sqrt(x - 1)*sqrt(x + 1))" }, code: { op: "acosh" }, laws: { range: [0, Infinity] },
    sample: [ABOVE_ONE], edges: [[1], [0]],
  },
  {
    kind: "scalar", name: "atanh", params: ["x"], doc: "The inverse hyperbolic tangent, for |x| < 1.", evaluate: (x) => Math.atanh(x),
    partials: { x: "abs(x) <= 1 ? 1/one_minus_square(x) : 0/0" }, code: { op: "atanh" }, sample: [UNIT], edges: [[1], [2]],
  },
  {
    kind: "scalar", name: "asech", params: ["x"], doc: "acosh(1/x), for 0 < x <= 1.", evaluate: asech,
    partials: { x: "-1/(x*sqrt(one_minus_square(x)))" }, code: { runtime: "asech" }, sample: [[0.1, 0.9]],
  },
  {
    kind: "scalar", name: "acsch", params: ["x"], doc: "asinh(1/x).", evaluate: acsch,
    partials: { x: "-acsch_slope(x)" }, code: { runtime: "acsch" }, sample: [POSITIVE], edges: [[-2]],
  },
  {
    kind: "scalar", name: "acoth", params: ["x"], doc: "atanh(1/x), for |x| > 1.", evaluate: acoth,
    partials: { x: "abs(x) >= 1 ? acoth_slope(x) : 0/0" }, code: { runtime: "acoth" }, sample: [ABOVE_ONE], edges: [[-2]],
  },
  {
    kind: "scalar", name: "tanh", params: ["x"], paper: ["\\tanh", "tanh"], doc: "The hyperbolic tangent.", evaluate: (x) => Math.tanh(x),
    partials: { x: "sech2(x)" }, code: { op: "tanh" },
    laws: { saturates: true, monotone: true, range: [-1, 1], total: true }, sample: [ANY], edges: [[0], [19], [300]],
  },
];
