// f(k*t)/k of functions f that are 0 at 0, each with all its derivatives by k: made of the quotient's parts, these cancel near 0.
// With t = 1 it is f(k)/k.
import {
  asinhRate, asinRate, atanhRate, atanRate, sinhRate, sinRate, tanhRate, tanRate,
} from "../runtime/rates.js";
import type { ScalarOp } from "../graph/operation.js";
import { power, quotient } from "./quotients.js";

interface ZeroFunction {
  readonly name: string;
  readonly evaluate: (k: number, t: number, m: number) => number;
  readonly runtime: string;
  /** Its first derivatives, over u. */
  readonly slopes: readonly [string, string, string];
}

const functions: readonly ZeroFunction[] = [
  { name: "sin", evaluate: sinRate, runtime: "sinRate", slopes: ["cos(u)", "-sin(u)", "-cos(u)"] },
  { name: "sinh", evaluate: sinhRate, runtime: "sinhRate", slopes: ["cosh(u)", "sinh(u)", "cosh(u)"] },
  {
    name: "tan", evaluate: tanRate, runtime: "tanRate",
    slopes: ["1/cos(u)^2", "2*tan(u)/cos(u)^2", "(2 + 6*tan(u)^2)/cos(u)^2"],
  },
  {
    name: "tanh", evaluate: tanhRate, runtime: "tanhRate",
    slopes: ["sech(u)^2", "-2*tanh(u)*sech(u)^2", "sech(u)^2*(4*tanh(u)^2 - 2*sech(u)^2)"],
  },
  {
    name: "atan", evaluate: atanRate, runtime: "atanRate",
    slopes: ["1/(1 + u^2)", "-2*u/(1 + u^2)^2", "(6*u^2 - 2)/(1 + u^2)^3"],
  },
  {
    name: "atanh", evaluate: atanhRate, runtime: "atanhRate",
    slopes: ["1/((1 - u)*(1 + u))", "2*u/((1 - u)*(1 + u))^2", "(6*u^2 + 2)/((1 - u)*(1 + u))^3"],
  },
  {
    name: "asin", evaluate: asinRate, runtime: "asinRate",
    slopes: ["1/sqrt((1 - u)*(1 + u))", "u/((1 - u)*(1 + u))^1.5", "(1 + 2*u^2)/((1 - u)*(1 + u))^2.5"],
  },
  {
    name: "asinh", evaluate: asinhRate, runtime: "asinhRate",
    slopes: ["1/sqrt(1 + u^2)", "-u/(1 + u^2)^1.5", "(2*u^2 - 1)/(1 + u^2)^2.5"],
  },
];

/** The functions that have a rate. */
export const zeroFunctions: readonly string[] = functions.map(({ name }) => name);

export const rates: readonly ScalarOp[] = functions.map(({ name, evaluate, runtime, slopes }): ScalarOp => {
  const slope = (order: number): string => `(${(slopes[order - 1] ?? "").replace(/\bu\b/g, "(k*t)")})`;
  return {
    kind: "scalar", name: `${name}_rate`, params: ["k", "t", "m"], internal: true,
    doc: `The m-th derivative by k of ${name}(k*t)/k; NaN where k is 0, as the quotient.`,
    means: (m) => (m > slopes.length ? undefined
      : quotient((j) => (j === 0 ? `${name}(k*t)` : `${power("t", j)}*${slope(j)}`), "k")(m)),
    evaluate,
    partials: {
      k: `${name}_rate(k, t, m + 1)`,
      t: `m == 0 ? ${slope(1)} : (m == 1 ? t*${slope(2)} : (m == 2 ? t^2*${slope(3)} : ` +
        `(k*${name}_rate(k, t, m + 1) + (m + 1)*${name}_rate(k, t, m))/t))`,
      m: "0",
    },
    code: { runtime }, sample: [[0.1, 0.9], [-0.9, 0.9], [0, 0]], edges: [[1e-9, 0.5, 0], [0, 0.5, 0], [0.5, 0, 0], [-0.5, 0.3, 0]],
  };
});
