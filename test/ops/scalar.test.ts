// Every function of numbers, because it is in the table: values, first and second derivatives of
// generated scalar and vector code against the record, differences, the interpreter and forward mode.
import { describe, expect, test } from "vitest";
import { formulaOps, scalarOps } from "../../src/ops/index.js";
import type { FormulaOp, ScalarOp } from "../../src/graph/operation.js";
import { some } from "../support/effort.js";
import { firstDifference, fromCode, fromGraph, inJson, isClose, spread, type Evaluate } from "./compare.js";

/** A function as the language writes it, elementwise on arrays too. */
interface Case {
  readonly name: string;
  readonly text: (args: readonly string[]) => string;
  /** The meaning in numbers, where the record says it. */
  readonly evaluate?: (...args: number[]) => number;
  readonly samples: readonly (readonly number[])[];
  readonly edges: readonly (readonly number[])[];
  /** Rewriting makes this form more accurate than what is written: at edges the written form is no oracle. */
  readonly rewritten: boolean;
}

/** Operations without a name in the language, by what leads to them; `from` picks the parameters. */
const WAYS: Readonly<Record<string, { readonly text: string; readonly from?: readonly number[]; readonly rewritten?: true }>> = {
  logBase: { text: "log(#, @)" },
  log1mexp: { text: "log(1 - exp(#))", rewritten: true },
  log_one_minus_square: { text: "log(1 - (#) .^ 2)", rewritten: true },
  logistic: { text: "1 ./ (1 + (#) .* exp(@))", rewritten: true },
  logistic_rest: { text: "1 ./ (# + exp(-(@)))", rewritten: true },
  log1p_square: { text: "log(1 + (#) .^ 2 ./ @)", rewritten: true },
  log1p_square_slope: { text: "grad(sum(log(1 + (#) .^ 2 ./ @)), #)", rewritten: true },
  log1p_square_fall: { text: "-grad(sum(log(1 + (#) .^ 2 ./ @)), @)", rewritten: true },
  over_square_sum: { text: "# ./ (@ + (#) .^ 2)", rewritten: true },
  over_expm1: { text: "# ./ (exp(@) - 1)", rewritten: true },
  erf_difference: { text: "erf(#) - erf(@)", rewritten: true },
  acos_quotient: { text: "acos(#) ./ sin(acos(#))", from: [0], rewritten: true },
  over_sinh: { text: "# ./ sinh(@)", rewritten: true },
  atan_exp: { text: "atan(exp(#))", rewritten: true },
  power_share: { text: "(@) .^ $ ./ (# + (@) .^ $)", rewritten: true },
  power_rest: { text: "1 ./ (# + (@) .^ $)", rewritten: true },
  flat_root: { text: "sqrt((#) .^ 2 + (# - 1) .^ 2 + (# - 2) .^ 2 + (# - 3) .^ 2 + (# - 4) .^ 2)", from: [0] },
  flat_power: { text: "((#) .^ 2 + (# - 1) .^ 2) .^ 0.3", from: [0] },
  bend: { text: "abs(#) .* sin(abs(#))", from: [0] },
  versine: { text: "1 - cos(#)", rewritten: true },
  versine_of: { text: "1 - cos(#) + sin(#) .* cos(#)", from: [0] },
  sin_quotient_slope: { text: "grad(sum(sinc(#)), #) + cos(#)", from: [0], rewritten: true },
  acos_one_minus: { text: "acos(1 - (#))", rewritten: true },
  root_minus_one: { text: "sqrt(1 + (#)) - 1", rewritten: true },
  hypot_minus_one: { text: "sqrt(1 + (#) .^ 2) - 1", rewritten: true },
  sin_quotient: { text: "sin(#) ./ (#)", from: [0], rewritten: true },
  sinh_quotient: { text: "sinh(#) ./ (#)", from: [0], rewritten: true },
  expm1_quotient: { text: "expm1(#) ./ (#)", from: [0], rewritten: true },
  log1p_quotient: { text: "log1p(#) ./ (#)", from: [0], rewritten: true },
  log_quotient: { text: "log(#) ./ (# - 1)", from: [0], rewritten: true },
  expm1_rate: { text: "expm1((#) .* @) ./ (#)", from: [0, 1], rewritten: true },
  log1p_rate: { text: "log1p((#) .* @) ./ (#)", from: [0, 1], rewritten: true },
  power_rate: { text: "((#) .^ @ - 1) ./ (@)", from: [0, 1], rewritten: true },
  sin_rate: { text: "sin((#) .* @) ./ (#)", from: [0, 1], rewritten: true },
  sinh_rate: { text: "sinh((#) .* @) ./ (#)", from: [0, 1], rewritten: true },
  tan_rate: { text: "tan((#) .* @) ./ (#)", from: [0, 1], rewritten: true },
  tanh_rate: { text: "tanh((#) .* @) ./ (#)", from: [0, 1], rewritten: true },
  atan_rate: { text: "atan((#) .* @) ./ (#)", from: [0, 1], rewritten: true },
  atanh_rate: { text: "atanh((#) .* @) ./ (#)", from: [0, 1], rewritten: true },
  asin_rate: { text: "asin((#) .* @) ./ (#)", from: [0, 1], rewritten: true },
  asinh_rate: { text: "asinh((#) .* @) ./ (#)", from: [0, 1], rewritten: true },
  compound_rate: { text: "((1 + #) .^ @ - 1) ./ (#)", from: [0, 1], rewritten: true },
  root_rate: { text: "(sqrt(1 + (#) .* @) - 1) ./ (#)", from: [0, 1], rewritten: true },
  root_difference: { text: "sqrt(# + @) - sqrt(#)", from: [0, 1], rewritten: true },
  exp_difference: { text: "(exp((#) .* $) - exp((@) .* $)) ./ (# - @)", from: [0, 1, 2], rewritten: true },
  langevin: { text: "coth(#) - 1 ./ (#)", from: [0], rewritten: true },
  compound_less_one: { text: "(1 + #) .^ @ - 1", rewritten: true },
  bernoulli: { text: "(#) ./ (exp(#) - 1)", from: [0], rewritten: true },
  log_cosh: { text: "log(cosh(#))", rewritten: true },
  erf_slope: { text: "grad(sum(erf(#)), #)" },
  sigmoid_slope: { text: "grad(sum(sigmoid(#)), #)" },
  sech2: { text: "grad(sum(tanh(#)), #)" },
  polygamma: { text: "grad(sum(digamma(#)), #)", from: [1] },
  lowered_power: { text: "grad(sum(# .^ @), #)", from: [0, 1] },
  digamma_next: { text: "grad(sum(factorial(#)), #) ./ factorial(#)" },
  cosine: { text: "grad(sum(hypot(#, @)), #)", from: [0, 1] },
  turn: { text: "grad(sum(atan2(@, #)), @)", from: [0, 1] },
  root_slope: { text: "grad(sum(nthRoot(#, @)), #)", from: [0, 1] },
  atan_slope: { text: "grad(sum(atan(#)), #)" },
  acoth_slope: { text: "grad(sum(acoth(#)), #)" },
  asec_slope: { text: "grad(sum(asec(#)), #)" },
  acsch_slope: { text: "-grad(sum(acsch(#)), #)" },
  log_slope: { text: "grad(sum(log(#, @)), #)" },
  base_slope: { text: "-grad(sum(log(#, @)), @)", from: [0, 1] },
  one_minus_square: { text: "grad(sum(atanh(#)), #)" },
  erfcx_slope: { text: "grad(sum(erfcx(#)), #)", from: [0] },
  erfinv_slope: { text: "grad(sum(erfinv(#)), #)", from: [0] },
  logaddexp_slope: { text: "grad(sum(logaddexp(#, @)), #)" },
  logit_slope: { text: "grad(sum(logit(#)), #)" },
  mills_ratio: { text: "grad(sum(lognormcdf(#)), #)" },
  mills_rest: { text: "-grad(sum(log(grad(sum(lognormcdf(#)), #))), #)" },
  sinc_slope: { text: "grad(sum(sinc(#)), #)", from: [0] },
  polygamma_rise: { text: "-grad(sum(lbeta(#, @)), #)", from: [1, 2] },
  normal_pdf: { text: "grad(sum(gelu(#)), #)" },
  select: { text: "# ? @ : $" },
};
/** What a way leads to is not the operation alone. */
const NO_VALUE = new Set([
  "versine_of", "sin_quotient_slope", "flat_root", "flat_power", "bend", "logit_slope", "digamma_next", "erfinv_slope",
  "mills_rest", "normal_pdf",
  "cosine", "lowered_power", "one_minus_square", "turn", "root_slope", "base_slope", "acoth_slope", "log_slope",
]);
const ELEMENTWISE: Readonly<Record<string, string>> = { "*": ".*", "/": "./" };

function written(op: ScalarOp | FormulaOp): Case["text"] {
  const way = WAYS[op.name]?.text;
  if (way !== undefined) return ([x, y, z]) => way.replaceAll("#", String(x)).replaceAll("@", String(y)).replaceAll("$", String(z));
  if (op.kind === "formula" || op.internal !== true) return (args) => `${op.name}(${args.join(", ")})`;
  const symbol = op.operator;
  if (symbol === undefined) throw new Error(`test/ops/scalar.test.ts does not know how to reach ${op.name}: add a way`);
  return (args) => (args.length === 1 ? `${symbol} ${args[0]}` : `${args[0]} ${ELEMENTWISE[symbol] ?? symbol} ${args[1]}`);
}

function caseOf(op: ScalarOp | FormulaOp): Case {
  const from = WAYS[op.name]?.from ?? op.sample.map((_, i) => i);
  const columns = op.sample.map((interval, i) => spread(12, interval, i));
  const [samples, edges] = [spread(12, [0, 1]).map((_, row) => columns.map((c) => c[row] as number)), op.edges ?? []];
  const picked = (points: readonly (readonly number[])[]): number[][] => points.map((p) => from.map((i) => p[i] as number));
  const fixed = op.sample.map(([low]) => low);
  const evaluate = (...args: number[]): number => {
    const all = fixed.map((low, i) => (from.includes(i) ? args[from.indexOf(i)] as number : low));
    return op.kind === "scalar" ? op.evaluate(...all) : NaN;
  };
  const hasValue = op.kind === "scalar" && !NO_VALUE.has(op.name);
  return {
    name: op.name, text: written(op), ...(hasValue ? { evaluate } : {}), samples: picked(samples), edges: picked(edges),
    rewritten: WAYS[op.name]?.rewritten === true,
  };
}

const cases = [...scalarOps, ...formulaOps].map(caseOf);
const named = cases.map((c) => [c.name, c] as const);

/** Poles, and edges at which a derivative jumps, so that there is no further one. */
const JUMPS: ReadonlyMap<string, readonly string[]> = new Map([["pow", ["0,1", "0,-1"]], ["lowered_power", ["0,1", "0,2"]]]);

function namesOf(c: Case): string[] {
  return (c.samples[0] as readonly number[]).map((_, i) => `a${i + 1}`);
}

function pointOf(names: readonly string[], args: readonly number[]): Record<string, unknown> {
  return Object.fromEntries(names.map((name, i) => [name, inJson(args[i] as number)]));
}

function scalarProgram(c: Case): string {
  const names = namesOf(c);
  return `param ${names.join(", ")}\noutput y = ${c.text(names)}`;
}

const UNUSUAL = [NaN, Infinity, -Infinity, 0, -0, 1, -1, 1e300, -1e-300];

function combinations(numbers: readonly number[], length: number): number[][] {
  return length === 0 ? [[]] : combinations(numbers, length - 1).flatMap((rest) => numbers.map((x) => [...rest, x]));
}

/** Central difference of eighth order in one of the arguments. */
function slope(f: (...args: number[]) => number, args: readonly number[], index: number): number {
  const h = 2.5e-4;
  const at = (step: number): number => f(...args.map((x, i) => (i === index ? x + step * h : x)));
  const weights = [672, -168, 32, -3];
  return weights.reduce((sum, w, k) => sum + w * (at(k + 1) - at(-k - 1)), 0) / (840 * h);
}

const reader = (run: Evaluate, names: readonly string[], part: string) =>
  (...args: number[]): number => run(pointOf(names, args)).get(part)?.[0] ?? NaN;

const [onVectors, ofFixedSize] = [new Set(some(cases, 6)), new Set(some(cases, 12))];

describe.each(named)("%s", (_name, c) => {
  const names = namesOf(c);
  const all = combinations(UNUSUAL, names.length);
  const unusual = names.length === 1 ? all : some(all, 4);
  const run = fromCode(scalarProgram(c), { hessian: true });
  const plain = fromGraph(scalarProgram(c), { hessian: true });

  test.runIf(c.evaluate !== undefined)("has the value of its record", () => {
    for (const args of [...c.samples, ...c.edges, ...unusual]) {
      const [found, expected] = [run(pointOf(names, args)).get("y")?.[0] ?? NaN, c.evaluate?.(...args) as number];
      expect(isClose(found, expected, 1e-13), `at ${args.join(", ")}: ${found} is not ${expected}`).toBe(true);
    }
  });

  test("has the derivatives that differences show", () => {
    for (const args of some(c.samples, 3)) names.forEach((name, i) => {
      const found = run(pointOf(names, args));
      const first = slope(reader(run, names, "y"), args, i);
      expect(
        isClose(found.get(`d/d${name}`)?.[0] ?? NaN, first, 1e-8, 1),
        `d/d${name} at ${args.join(", ")}: ${found.get(`d/d${name}`)} is not ${first}`,
      ).toBe(true);
      for (const other of names) {
        const second = slope(reader(run, names, `d/d${other}`), args, i);
        const [there, back] = [found.get(`d2/d${other},${name}`)?.[0] ?? NaN, found.get(`d2/d${name},${other}`)?.[0] ?? NaN];
        expect(isClose(there, second, 1e-7, 1), `d2/d${other},${name} at ${args.join(", ")}: ${there} is not ${second}`).toBe(true);
        expect(isClose(there, back, 1e-12, 1), `d2/d${other},${name} at ${args.join(", ")} is not symmetric: ${there}, ${back}`).toBe(true);
      }
    });
  });

  test.runIf(names.length > 1)("has a symmetric Hessian at its edges", () => {
    for (const args of c.edges) for (const [i, name] of names.entries()) for (const other of names.slice(0, i)) {
      if (JUMPS.get(c.name)?.includes(args.join()) === true) continue;
      for (const found of [run(pointOf(names, args)), plain(pointOf(names, args))]) {
        const [there, back] = [found.get(`d2/d${other},${name}`)?.[0] ?? NaN, found.get(`d2/d${name},${other}`)?.[0] ?? NaN];
        expect(isClose(there, back, 1e-12, 1), `d2/d${other},${name} at ${args.join(", ")} is not symmetric: ${there}, ${back}`).toBe(true);
      }
    }
  });

  test("agrees with the interpreter, at edges and with unusual numbers too", () => {
    for (const args of [...c.samples, ...(c.rewritten ? [] : [...c.edges, ...unusual])]) {
      const found = run(pointOf(names, args));
      for (const [part, expected] of plain(pointOf(names, args))) {
        expect(firstDifference(found.get(part), expected, 1e-12, 1e-3), `${part} at ${args.join(", ")}`).toBeUndefined();
      }
    }
  });

  const sizes = ofFixedSize.has(c) ? [["named", true], ["fixed", false]] as const : [["named", true]] as const;
  test.runIf(onVectors.has(c)).each(sizes)("is the same on vectors of %s size", (_size, isNamed) => {
    const points = [...c.samples, ...c.edges, ...unusual];
    const weights = spread(points.length, [0.5, 2], 1);
    const vector = fromCode(vectorProgram(c, isNamed ? "n" : String(points.length)));
    const found = vector({ ...Object.fromEntries(names.map((name, i) => [name, points.map((p) => inJson(p[i] as number))])), w: weights });
    const scalars = points.map((args) => run(pointOf(names, args)));
    const agree = (part: string, of: string, power: number, count = points.length): void => {
      const expected = scalars.slice(0, count).map((s, i) => (s.get(of)?.[0] ?? NaN) * (weights[i] as number) ** power);
      expect(
        firstDifference(found.get(part)?.slice(0, count), expected, 1e-12, 1e-3),
        `${part} of ${points.slice(0, 40).map((p) => `(${p.join(", ")})`).join(" ")}`,
      ).toBeUndefined();
    };
    agree("y", "y", 0);
    for (const name of names) {
      agree(`d/d${name}`, `d/d${name}`, 1);
      agree(`forward_${name}`, `d/d${name}`, 1);
      agree(`reverse_${name}`, `d/d${name}`, 1);
      // of numbers near the ends of the range, a second derivative is the rounding of its two terms
      agree(`bend_${name}`, `d2/d${name},${name}`, 2, c.samples.length + c.edges.length);
    }
  });
});

/** The function fused into a sum and as an array of its own; its slopes in both modes. */
function vectorProgram(c: Case, size: string): string {
  const names = namesOf(c);
  return [
    `param ${names.map((name) => `${name}[${size}]`).join(", ")}`, `input w[${size}]`,
    `y = ${c.text(names)}`, "output J = sum(y .* w)", "output y",
    ...names.flatMap((name) => [
      `output forward_${name} = jvp(y, ${name}, w)`, `output reverse_${name} = vjp(y, ${name}, w)`,
      `output bend_${name} = hvp(J, ${name}, w)`,
    ]),
  ].join("\n");
}

test("every operation is reached", () => {
  const scalar = [...scalarOps, ...formulaOps];
  expect(new Set(cases.map((c) => c.name)).size).toBe(scalar.length);
  expect(Object.keys(WAYS).filter((name) => !scalar.some((op) => op.name === name))).toEqual([]);
});
