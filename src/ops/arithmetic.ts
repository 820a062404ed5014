// Sums, products, powers, roots and roundings. Conventions at kinks are those of docs/language.md.
import { hypot2, hypotMinusOne, loweredPower, mod, nthRoot, overSquareSum, rootMinusOne, roundHalfAway } from "../runtime/stable.js";
import { BELOW_ZERO, has, ZEROS } from "../graph/classes.js";
import type { FormulaOp, Known, ScalarOp } from "../graph/operation.js";
import { tiePartial } from "./ties.js";

const ANY = [-3, 3] as const;
const POSITIVE = [0.1, 4] as const;

export const arithmetic: readonly ScalarOp[] = [
  {
    kind: "scalar", name: "add", params: ["x", "y"], doc: "The sum x + y.", internal: true,
    evaluate: (x, y) => x + y, partials: { x: "1", y: "1" },
    code: { op: "add" }, operator: "+",
    laws: {
      cheap: true, linear: true, grows: "as its arguments", flat: "as its arguments", monotone: true, regular: true,
      commutative: true,
    },
    sample: [ANY, ANY],
  },
  {
    kind: "scalar", name: "sub", params: ["x", "y"], doc: "The difference x - y.", internal: true,
    evaluate: (x, y) => x - y, partials: { x: "1", y: "-1" },
    code: { op: "sub" }, laws: { cheap: true, linear: true, grows: "as its arguments", monotone: true, regular: true },
    operator: "-", paper: ["-", "−"], sample: [ANY, ANY],
  },
  {
    kind: "scalar", name: "mul", params: ["x", "y"], doc: "The product x * y.", internal: true,
    evaluate: (x, y) => x * y, partials: { x: "y", y: "x" },
    code: { op: "mul" }, operator: "*",
    laws: { cheap: true, linear: "in each", grows: "as its arguments", monotone: true, regular: true, commutative: true, vanishes: true },
    sample: [ANY, ANY],
  },
  {
    kind: "scalar", name: "div", params: ["x", "y"], doc: "The quotient x / y.", internal: true,
    evaluate: (x, y) => x / y, partials: { x: "1/y", y: "-out/y" },
    code: { op: "div" }, laws: { cheap: true, monotone: true, regular: (_x, y) => !has(y, ZEROS) }, operator: "/", sample: [ANY, POSITIVE],
    edges: [[1, 0], [0, 0], [1e-200, 1e-200], [1e200, 1e200]],
  },
  {
    kind: "scalar", name: "neg", params: ["x"], doc: "The opposite, -x.", internal: true,
    evaluate: (x) => -x, partials: { x: "-1" },
    code: { op: "neg" }, laws: { cheap: true, linear: true, grows: "as its arguments", monotone: true, regular: true },
    operator: "-", sample: [ANY],
  },
  {
    kind: "scalar", name: "pow", params: ["x", "y"],
    doc: "The power x^y. At (0, 0) both derivatives are 0; d/dy is 0 at x = 0, y >= 0 and NaN at x < 0.",
    evaluate: (x, y) => x ** y,
    partials: { x: "y == 0 and abs(x) < 1e-300 ? 0 : y*lowered_power(x, y, 1)", y: "x == 0 ? (y >= 0 ? 0 : 0/0) : out*log(x)" },
    code: { op: "pow" }, laws: { monotone: "in the first", losesNaN: true, regular: isRegularPower },
    operator: "^", sample: [POSITIVE, ANY],
    edges: [[0, 0], [0, 1], [0, 2], [0, -1], [-2, 3], [-2, 0.5], [1.3, 0], [2, 1]],
  },
  {
    kind: "scalar", name: "lowered_power", params: ["x", "y", "k"], internal: true, means: "x^(y - k)",
    doc: "x^(y - k) for a whole number k, without the rounding of y - k: what the derivatives of x^y are made of.",
    evaluate: (x, y, k) => loweredPower(x, y, k),
    partials: {
      x: "y == k and abs(x) < 1e-300 ? 0 : (y - k)*lowered_power(x, y, k + 1)",
      y: "x == 0 ? (y >= k ? 0 : 0/0) : out*log(x)", k: "0",
    },
    code: { runtime: "loweredPower" }, laws: { monotone: "in the first", losesNaN: true },
    sample: [POSITIVE, ANY, [1, 1]], edges: [[0, 1, 1], [0, 2, 1], [-2, 3, 1], [131.3, -31.52, 1]],
  },
  {
    kind: "scalar", name: "over_square_sum", params: ["x", "y"], doc: "x/(y + x^2), where the square overflows too.",
    internal: true, means: "x/(y + x^2)",
    evaluate: (x, y) => overSquareSum(x, y), partials: { x: "(y/(y + x^2) - x*out)/(y + x^2)", y: "-out/(y + x^2)" },
    code: { runtime: "overSquareSum" }, sample: [ANY, POSITIVE], edges: [[0, 2], [1e200, 2], [-1e200, 2], [1, -1]],
  },
  {
    kind: "scalar", name: "abs", params: ["x"], paper: { between: [["\\lvert", "|"], ["\\rvert", "|"]] },
    doc: "The absolute value; its derivative at 0 is 0.",
    evaluate: (x) => Math.abs(x), partials: { x: "sign(x)" },
    code: { op: "abs" },
    laws: { cheap: true, grows: "as its arguments", flat: true, length: true, monotone: true, range: [0, Infinity], total: true },
    sample: [ANY], edges: [[0], [-0]],
  },
  {
    kind: "scalar", name: "bend", params: ["v", "x", "r", "c"], internal: true, means: "v",
    doc: "v, a part of a gradient that a length r of x has given for the cotangent c: where r and c are 0 its " +
      "derivative by x is that of c by r.",
    evaluate: (v) => v, partials: { v: "1", x: "0", r: "0", c: "0" }, code: { formula: "v" }, laws: { losesNaN: true },
    sample: [ANY, ANY, POSITIVE, ANY],
  },
  {
    kind: "scalar", name: "sign", params: ["x"], paper: ["\\operatorname{sgn}", "sgn"],
    doc: "1, 0 or -1 with the sign of x; its derivative is 0.",
    evaluate: (x) => Math.sign(x), partials: "zero",
    code: { op: "sign" }, laws: { cheap: true, monotone: true, range: [-1, 1], total: true }, sample: [ANY], edges: [[0], [-0]],
  },
  {
    kind: "scalar", name: "sqrt", params: ["x"], paper: { root: 2 }, doc: "The square root; NaN below 0, derivative +Infinity at 0.",
    evaluate: (x) => Math.sqrt(x), partials: { x: "0.5/abs(out)" },
    code: { op: "sqrt" }, laws: { cheap: true, monotone: true, regular: (x) => !has(x, BELOW_ZERO), range: [0, Infinity] },
    sample: [POSITIVE], edges: [[0], [-0], [-1]],
  },
  {
    kind: "scalar", name: "flat_root", params: ["x", "y"], internal: true, means: "sqrt(x)",
    doc: "sqrt(x) of a number that is flat where y is 0, as a sum of squares is where it is 0 itself: there the " +
      "derivative is 0, as that of a norm.",
    evaluate: (x) => Math.sqrt(x), partials: { x: "y == 0 ? 0 : 0.5/abs(out)", y: "0" },
    code: { formula: "sqrt(x)" }, laws: { length: "of squares", losesNaN: true, range: [0, Infinity] }, sample: [POSITIVE, POSITIVE],
  },
  {
    kind: "scalar", name: "flat_power", params: ["x", "y"], internal: true, means: "x^y",
    doc: "x^y of a number that is flat where it is 0, as a sum of powers above 1 is: there the derivative is 0, as that of a norm.",
    evaluate: (x, y) => x ** y,
    partials: { x: "x == 0 ? 0 : y*lowered_power(x, y, 1)", y: "x > 0 ? out*log(x) : (x == 0 ? (y >= 0 ? 0 : 0/0) : 0/0)" },
    code: { op: "pow" }, laws: { grows: true, losesNaN: true }, sample: [POSITIVE, [0.1, 0.9]],
  },
  {
    kind: "scalar", name: "cbrt", params: ["x"], paper: { root: 3 }, doc: "The real cube root, of negative numbers too.",
    evaluate: (x) => Math.cbrt(x), partials: { x: "x == 0 ? 1/abs(x) : root_slope(x, 3, out)" },
    code: { op: "cbrt" }, laws: { monotone: true, total: true }, sample: [[0.1, 4]], edges: [[0], [-8]],
  },
  {
    kind: "scalar", name: "root_slope", params: ["x", "n", "r"], internal: true, means: "r/(n*x)",
    doc: "r/(n*x) for r = nthRoot(x, n), its derivative. r counts as a function of x and n, which the partials contain.",
    evaluate: (x, n, r) => r / x / n, partials: { x: "(1/n - 1)*out/x", n: "-out*(1 + log(x)/n)/n", r: "0" },
    code: { formula: "r/x/n" }, sample: [POSITIVE, [2, 5], [0.5, 1.5]],
  },
  {
    kind: "scalar", name: "nthRoot", params: ["x", "n"], paper: { root: "second" }, defaults: { n: 2 },
    doc: "The real n-th root; of a negative number where n is odd.",
    evaluate: (x, n) => nthRoot(x, n),
    partials: { x: "x == 0 ? 1/abs(x) : root_slope(x, n, out)", n: "x == 0 ? 0 : -out*log(x)/(n*n)" },
    code: { runtime: "nthRoot" }, sample: [POSITIVE, [2, 5]], edges: [[-8, 3], [0, 3], [-4, 2]],
  },
  {
    kind: "scalar", name: "hypot", params: ["x", "y", "..."],
    doc: "The length sqrt(x^2 + y^2 + ...) without overflow; its derivative at the origin is 0.",
    evaluate: (x, y) => hypot2(x, y), partials: { x: "cosine(x, y, out)", y: "cosine(y, x, out)" },
    code: { runtime: "hypot2" },
    laws: { flat: true, length: true, monotone: true, regular: true, commutative: true, range: [0, Infinity] },
    sample: [ANY, ANY],
    edges: [[0, 0], [3e200, 4e200], [3e-200, 4e-200]],
  },
  {
    kind: "scalar", name: "root_minus_one", params: ["x"], doc: "sqrt(1 + x) - 1 without cancellation.", internal: true,
    means: "sqrt(1 + x) - 1",
    evaluate: (x) => rootMinusOne(x), partials: { x: "0.5/sqrt(1 + x)" },
    code: { runtime: "rootMinusOne" }, laws: { range: [-1, Infinity] }, sample: [[-0.9, 3]], edges: [[0], [1e-9], [-1], [-2]],
  },
  {
    kind: "scalar", name: "hypot_minus_one", params: ["x"], doc: "sqrt(1 + x^2) - 1 without cancellation.",
    internal: true, means: "sqrt(1 + x^2) - 1",
    evaluate: (x) => hypotMinusOne(x), partials: { x: "cosine(x, 1, hypot(x, 1))" },
    code: { runtime: "hypotMinusOne" }, laws: { flat: true, range: [0, Infinity], total: true }, sample: [ANY],
    edges: [[0], [1e-9], [1e200]],
  },
  {
    kind: "scalar", name: "cosine", params: ["x", "y", "h"], internal: true, means: "h == 0 ? 0 : x/h",
    doc: "x/h for h = hypot(x, y), and 0 at the origin: the derivative of hypot. h counts as a function of x and y, " +
      "which its partials contain.",
    evaluate: (x, _y, h) => x / Math.max(h, 5e-324),
    partials: { x: "cosine(y, x, h)*(cosine(y, x, h)/max(h, 5e-324))", y: "-cosine(x, y, h)*(cosine(y, x, h)/max(h, 5e-324))", h: "0" },
    code: { formula: "x/max(h, 5e-324)" }, laws: { losesNaN: true }, sample: [ANY, ANY, POSITIVE],
    edges: [[3e200, 4e200, 5e200], [3e-200, 4e-200, 5e-200]],
  },
  {
    kind: "scalar", name: "max", params: ["x", "y", "..."], paper: ["\\max", "max"],
    doc: "The greatest; a tie splits the derivative in equal parts.",
    evaluate: Math.max,
    partials: { x: "x > y ? 1 : (x < y ? 0 : (x == y ? 0.5 : 0/0))", y: "y > x ? 1 : (y < x ? 0 : (x == y ? 0.5 : 0/0))" },
    partialOf: tiePartial, code: { op: "max" }, reduces: true,
    laws: { cheap: true, monotone: true, commutative: true, total: true }, sample: [ANY, ANY],
    edges: [[1, 1], [NaN, 1], [0, -0]],
  },
  {
    kind: "scalar", name: "min", params: ["x", "y", "..."], paper: ["\\min", "min"],
    doc: "The least; a tie splits the derivative in equal parts.",
    evaluate: Math.min,
    partials: { x: "x < y ? 1 : (x > y ? 0 : (x == y ? 0.5 : 0/0))", y: "y < x ? 1 : (y > x ? 0 : (x == y ? 0.5 : 0/0))" },
    partialOf: tiePartial, code: { op: "min" }, reduces: true,
    laws: { cheap: true, monotone: true, commutative: true, total: true }, sample: [ANY, ANY],
    edges: [[1, 1], [NaN, 1], [0, -0]],
  },
  {
    kind: "scalar", name: "floor", params: ["x"], paper: { between: [["\\lfloor", "⌊"], ["\\rfloor", "⌋"]] },
    doc: "The greatest whole number not above x; its derivative is 0.",
    evaluate: (x) => Math.floor(x), partials: "zero", code: { op: "floor" },
    laws: { cheap: true, monotone: true, total: true }, sample: [ANY],
  },
  {
    kind: "scalar", name: "ceil", params: ["x"], paper: { between: [["\\lceil", "⌈"], ["\\rceil", "⌉"]] },
    doc: "The least whole number not below x; its derivative is 0.",
    evaluate: (x) => Math.ceil(x), partials: "zero", code: { op: "ceil" },
    laws: { cheap: true, monotone: true, total: true }, sample: [ANY],
  },
  {
    kind: "scalar", name: "round", params: ["x"], doc: "The nearest whole number, half away from zero; its derivative is 0.",
    evaluate: (x) => roundHalfAway(x), partials: "zero", code: { runtime: "roundHalfAway" },
    laws: { monotone: true, total: true }, sample: [ANY], edges: [[0.5], [-0.5], [0.49999999999999994]],
  },
  {
    kind: "scalar", name: "fix", params: ["x"], doc: "The whole part, rounded towards zero; its derivative is 0.",
    evaluate: (x) => Math.trunc(x), partials: "zero", code: { op: "trunc" },
    laws: { cheap: true, monotone: true, total: true }, sample: [ANY],
  },
  {
    kind: "scalar", name: "mod", params: ["x", "y"], doc: "x - y*floor(x/y), with the sign of y; mod(x, 0) is x.",
    evaluate: (x, y) => mod(x, y), partials: { x: "1", y: "-round((x - out)/y)" },
    code: { runtime: "mod" }, operator: "mod", paper: ["\\bmod", "mod"], sample: [ANY, POSITIVE], edges: [[-5, 3], [5, 0]],
  },
];

export const arithmeticFormulas: readonly FormulaOp[] = [
  { kind: "formula", name: "square", params: ["x"], doc: "The square, x^2.", formula: "x^2", sample: [ANY] },
  { kind: "formula", name: "cube", params: ["x"], doc: "The cube, x^3.", formula: "x^3", sample: [ANY] },
  ...["clamp", "clip"].map((name): FormulaOp => ({
    kind: "formula", name, params: ["x", "lo", "hi"], doc: "x between lo and hi: min(max(x, lo), hi), with the derivatives of these.",
    formula: "min(max(x, lo), hi)", sample: [ANY, [-1, 0], [0.5, 2]], edges: [[-1, -1, 2], [2, -1, 2], [0, 0, 0]],
  })),
];

/** A power by a known exponent, of a base that it is defined for. */
function isRegularPower(x: Known, { constant }: Known): boolean {
  return constant !== undefined && !has(x, (Number.isInteger(constant) ? 0 : BELOW_ZERO) | (constant < 0 ? ZEROS : 0));
}
