// The operations of random scalar programs: their text, arity, and value where it is smooth and in the domain.
import { erf, erfc } from "../../src/runtime/erf.js";
import { gamma } from "../../src/runtime/gamma.js";
import { lgamma } from "../../src/runtime/lgamma.js";
import { digamma } from "../../src/runtime/polygamma.js";

export interface ScalarStep {
  readonly name: string;
  /** `$0`, `$1`, … are the operands, `#` is the constant. */
  readonly text: string;
  readonly arity: number;
  /** The constant from a number in [0, 1). */
  readonly constant?: (at: number) => number;
  /** No value outside the domain and near kinks and discontinuities. */
  readonly evaluate: (args: readonly number[], constant: number) => number | undefined;
}

type Test = (x: number) => boolean;
const NEAR = 1e-6;
const any: Test = (x) => Math.abs(x) < 50;
const positive: Test = (x) => x > 1e-4;
const offZero: Test = (x) => Math.abs(x) > NEAR;
const inside: Test = (x) => Math.abs(x) < 0.999;
const outside: Test = (x) => Math.abs(x) > 1.001;
const offWhole: Test = (x) => Math.abs(x) < 1e6 && Math.abs(x - Math.round(x)) > NEAR;
const offHalf: Test = (x) => offWhole(x + 0.5);
const offPole: Test = (x) => x > 1e-3 && x < 30 || x > -6 && Math.abs(x - Math.round(x)) > 1e-3 && x < 30;
const sigmoid = (x: number): number => 1 / (1 + Math.exp(-x));

function unary(name: string, f: (x: number) => number, domain: Test = any, text = `${name}($0)`): ScalarStep {
  return { name, text, arity: 1, evaluate: ([x = NaN]) => (domain(x) ? f(x) : undefined) };
}

const UNARY: readonly ScalarStep[] = [
  unary("neg", (x) => -x, Number.isFinite, "-$0"), unary("abs", Math.abs, offZero), unary("sign", Math.sign, offZero),
  unary("sqrt", Math.sqrt, positive), unary("cbrt", Math.cbrt, (x) => Math.abs(x) > 1e-4),
  unary("square", (x) => x * x), unary("cube", (x) => x ** 3),
  unary("floor", Math.floor, offWhole), unary("ceil", Math.ceil, offWhole), unary("fix", Math.trunc, offWhole),
  unary("round", Math.round, offHalf),
  unary("exp", Math.exp), unary("expm1", Math.expm1), unary("log", Math.log, positive), unary("log2", Math.log2, positive),
  unary("log10", Math.log10, positive), unary("log1p", Math.log1p, (x) => x > -0.999),
  unary("sin", Math.sin), unary("cos", Math.cos), unary("tan", Math.tan, (x) => any(x) && Math.abs(Math.cos(x)) > 1e-2),
  unary("sec", (x) => 1 / Math.cos(x), (x) => any(x) && Math.abs(Math.cos(x)) > 1e-2),
  unary("csc", (x) => 1 / Math.sin(x), (x) => any(x) && Math.abs(Math.sin(x)) > 1e-2),
  unary("cot", (x) => 1 / Math.tan(x), (x) => any(x) && Math.abs(Math.sin(x)) > 1e-2),
  unary("asin", Math.asin, inside), unary("acos", Math.acos, inside), unary("atan", Math.atan, Number.isFinite),
  unary("asec", (x) => Math.acos(1 / x), outside), unary("acsc", (x) => Math.asin(1 / x), outside),
  unary("acot", (x) => Math.atan(1 / x), offZero),
  unary("sinh", Math.sinh), unary("cosh", Math.cosh), unary("tanh", Math.tanh),
  unary("sech", (x) => 1 / Math.cosh(x)), unary("csch", (x) => 1 / Math.sinh(x), (x) => any(x) && Math.abs(x) > 1e-3),
  unary("coth", (x) => 1 / Math.tanh(x), (x) => any(x) && Math.abs(x) > 1e-3),
  unary("asinh", Math.asinh, Number.isFinite), unary("acosh", Math.acosh, (x) => x > 1.001), unary("atanh", Math.atanh, inside),
  unary("asech", (x) => Math.acosh(1 / x), (x) => x > 1e-3 && x < 0.999),
  unary("acsch", (x) => Math.asinh(1 / x), (x) => Math.abs(x) > 1e-3), unary("acoth", (x) => Math.atanh(1 / x), outside),
  unary("erf", erf), unary("erfc", erfc), unary("gamma", gamma, offPole), unary("lgamma", lgamma, offPole),
  unary("digamma", digamma, offPole),
  unary("factorial", (x) => gamma(x + 1), (x) => offPole(x + 1)),
  unary("sigmoid", sigmoid), unary("softplus", (x) => Math.log1p(Math.exp(x))), unary("relu", (x) => Math.max(x, 0), offZero),
  unary("leaky_relu", (x) => Math.max(x, 0.01 * x), offZero), unary("elu", (x) => (x > 0 ? x : Math.expm1(x)), (x) => any(x) && offZero(x)),
  unary("gelu", (x) => x * erfc(-x / Math.SQRT2) / 2), unary("silu", (x) => x * sigmoid(x)),
  unary("stop_gradient", (x) => x, Number.isFinite),
];

type Of = (x: number, y: number) => number;

function binary(name: string, text: string, f: Of, domain: (x: number, y: number) => boolean = () => true): ScalarStep {
  return { name, text, arity: 2, evaluate: ([x = NaN, y = NaN]) => (domain(x, y) ? f(x, y) : undefined) };
}

function apart(x: number, y: number): boolean {
  return Math.abs(x - y) > NEAR * Math.max(1, Math.abs(x), Math.abs(y));
}

const mod: Of = (x, y) => x - y * Math.floor(x / y);
const BINARY: readonly ScalarStep[] = [
  binary("add", "$0 + $1", (x, y) => x + y), binary("sub", "$0 - $1", (x, y) => x - y), binary("mul", "$0 * $1", (x, y) => x * y),
  binary("div", "$0 / $1", (x, y) => x / y, (_, y) => Math.abs(y) > 1e-4),
  binary("pow", "$0 ^ $1", (x, y) => x ** y, (x, y) => x > 1e-3 && Math.abs(y) < 20),
  binary("hypot", "hypot($0, $1)", Math.hypot), binary("atan2", "atan2($0, $1)", Math.atan2, (x, y) => Math.abs(x) > 1e-4 || y > 1e-4),
  binary("mod", "mod($0, $1)", mod, (x, y) => Math.abs(y) > 1e-3 && offWhole(x / y)),
  binary("min", "min($0, $1)", Math.min, apart), binary("max", "max($0, $1)", Math.max, apart),
  binary("logBase", "log($0, $1)", (x, y) => Math.log(x) / Math.log(y), (x, y) => positive(x) && positive(y) && Math.abs(y - 1) > 1e-2),
];

function withConstant(
  name: string, text: string, constant: (at: number) => number, f: Of,
  domain: (x: number, c: number) => boolean = () => true,
): ScalarStep {
  return { name, text, arity: 1, constant, evaluate: ([x = NaN], c) => (domain(x, c) ? f(x, c) : undefined) };
}

const short = (at: number): number => Math.round(400 * at - 200) / 100 + 0.005;
const above = (at: number): number => Math.round(300 * at + 10) / 100;
const whole = (at: number): number => Math.floor(10 * at) - 4;
const CONSTANT: readonly ScalarStep[] = [
  withConstant("addc", "$0 + #", short, (x, c) => x + c), withConstant("mulc", "# * $0", short, (x, c) => x * c),
  withConstant("csub", "# - $0", short, (x, c) => c - x), withConstant("divc", "$0 / #", short, (x, c) => x / c),
  withConstant("cdiv", "# / $0", short, (x, c) => c / x, (x) => Math.abs(x) > 1e-4),
  withConstant("powi", "$0 ^ #", whole, (x, c) => x ** c, (x) => Math.abs(x) > 1e-2),
  withConstant("powc", "$0 ^ #", short, (x, c) => x ** c, (x) => x > 1e-3),
  withConstant("cpow", "# ^ $0", above, (x, c) => c ** x, any),
  withConstant("nthRoot", "nthRoot($0, #)", (at) => 2 + Math.floor(4 * at), (x, c) => x ** (1 / c), positive),
  withConstant("leaky", "leaky_relu($0, #)", above, (x, c) => (x > 0 ? x : c * x), offZero),
  withConstant("eluc", "elu($0, #)", above, (x, c) => (x > 0 ? x : c * Math.expm1(x)), (x) => any(x) && offZero(x)),
];

type Condition = (a: readonly number[]) => boolean;

/** `$0`…: pairs of numbers that the condition compares, then the two branches. */
function choice(name: string, condition: string, pairs: readonly (readonly [number, number])[], test: Condition): ScalarStep {
  const n = Math.max(...pairs.flat()) + 1;
  return {
    name, arity: n + 2, text: `${condition} ? $${n} : $${n + 1}`,
    evaluate: (a) => (pairs.every(([i, j]) => apart(a[i] ?? NaN, a[j] ?? NaN)) ? a[test(a) ? n : n + 1] : undefined),
  };
}

const at = (a: readonly number[], i: number): number => a[i] ?? NaN;
const CHOICES: readonly ScalarStep[] = [
  choice("iflt", "$0 < $1", [[0, 1]], (a) => at(a, 0) < at(a, 1)), choice("ifge", "$0 >= $1", [[0, 1]], (a) => at(a, 0) >= at(a, 1)),
  choice("ifne", "$0 != $1", [[0, 1]], () => true), choice("ifnot", "not ($0 <= $1)", [[0, 1]], (a) => at(a, 0) > at(a, 1)),
  choice("ifand", "$0 < $1 and $2 > $3", [[0, 1], [2, 3]], (a) => at(a, 0) < at(a, 1) && at(a, 2) > at(a, 3)),
  choice("ifor", "$0 < $1 or $2 > $3", [[0, 1], [2, 3]], (a) => at(a, 0) < at(a, 1) || at(a, 2) > at(a, 3)),
  choice("ifchain", "$0 < $1 < $2", [[0, 1], [1, 2]], (a) => at(a, 0) < at(a, 1) && at(a, 1) < at(a, 2)),
];

const MORE: readonly ScalarStep[] = [
  {
    name: "max3", text: "max($0, $1, $2)", arity: 3,
    evaluate: ([x = NaN, y = NaN, z = NaN]) => (apart(x, y) && apart(y, z) && apart(x, z) ? Math.max(x, y, z) : undefined),
  },
  {
    name: "min3", text: "min($0, $1, $2)", arity: 3,
    evaluate: ([x = NaN, y = NaN, z = NaN]) => (apart(x, y) && apart(y, z) && apart(x, z) ? Math.min(x, y, z) : undefined),
  },
  { name: "hypot3", text: "hypot($0, $1, $2)", arity: 3, evaluate: (a) => Math.hypot(...a) },
];

/** Arithmetic comes up more often than its share of names. */
export const SCALAR_STEPS: readonly ScalarStep[] = [
  ...UNARY, ...BINARY, ...BINARY, ...BINARY.slice(0, 4), ...BINARY.slice(0, 4), ...CONSTANT, ...CHOICES, ...MORE,
];
