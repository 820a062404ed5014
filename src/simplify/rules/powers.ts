// Powers as products, roots and reciprocals: just before planning, when no rule looks for powers any more.
import type { NodeId } from "../../graph/graph.js";
import type { Builder } from "../../graph/builder.js";
import { sumError } from "../../runtime/arithmetic.js";
import { MOST_EXPONENT } from "../limits.js";
import type { DataRule, StructuralRule } from "../rule.js";

export const powers: readonly DataRule[] = [
  { name: "power-minus-one", from: "?x^(-1)", to: "1/?x", phases: ["finish"], keeps: "value" },
  // of -Infinity these powers are Infinity or 0, as in IEEE arithmetic, and a root is none; the power of -0 is 0, its root -0
  { name: "power-half", from: "?x^0.5", to: "abs(sqrt(?x))", when: ["above-minus-infinity ?x"], phases: ["finish"], keeps: "value" },
  {
    name: "power-half-of-finite", from: "?x^0.5", to: "abs(sqrt(?x))", phases: ["finish"], keeps: "value-where-defined",
    counterexample: [-Infinity],
  },
  { name: "power-half-of-any", from: "?x^0.5", to: "?x == -1/0 ? 1/0 : abs(sqrt(?x))", phases: ["finish"], keeps: "value" },
  { name: "power-three-halves", from: "?x^1.5", to: "?x*sqrt(?x)", when: ["above-minus-infinity ?x"], phases: ["finish"], keeps: "value" },
  {
    name: "power-three-halves-of-finite", from: "?x^1.5", to: "?x*sqrt(?x)", phases: ["finish"],
    keeps: "value-where-defined", counterexample: [-Infinity],
  },
  { name: "power-three-halves-of-any", from: "?x^1.5", to: "?x == -1/0 ? 1/0 : ?x*sqrt(?x)", phases: ["finish"], keeps: "value" },
  {
    name: "power-minus-half", from: "?x^(-0.5)", to: "1/abs(sqrt(?x))", when: ["above-minus-infinity ?x"],
    phases: ["finish"], keeps: "value",
  },
  {
    name: "power-minus-half-of-finite", from: "?x^(-0.5)", to: "1/abs(sqrt(?x))", phases: ["finish"],
    keeps: "value-where-defined", counterexample: [-Infinity],
  },
  { name: "power-minus-half-of-any", from: "?x^(-0.5)", to: "?x == -1/0 ? 0 : 1/abs(sqrt(?x))", phases: ["finish"], keeps: "value" },
];

export const wholePower: StructuralRule = {
  name: "whole-power", op: "pow", keeps: "value", phases: ["finish"],
  apply: (c, node) => {
    const [x, y] = node.args;
    const n = c.b.constantOf(y);
    if (n === undefined || !Number.isInteger(n) || Math.abs(n) < 2 || Math.abs(n) > MOST_EXPONENT) return undefined;
    const power = powerOf(c.b, x, Math.abs(n));
    return n > 0 ? power : c.b.apply("div", [c.b.constant(1), power]);
  },
};

/** A lowered power whose exponent is a number is a plain power, where that number is a double. */
export const plainPower: StructuralRule = {
  name: "plain-power", op: "lowered_power", keeps: "bits",
  apply: (c, node) => {
    const [x, y, k] = node.args;
    const [power, lowered] = [c.b.constantOf(y), c.b.constantOf(k)];
    if (power === undefined || lowered === undefined || sumError(power, -lowered, power - lowered) !== 0) return undefined;
    return c.b.apply("pow", [x, c.b.constant(power - lowered)]);
  },
};

/** By squares, so that powers of one base share them. */
function powerOf(b: Builder, x: NodeId, n: number): NodeId {
  if (n === 1) return x;
  if (n % 2 === 1) return b.apply("mul", [x, powerOf(b, x, n - 1)]);
  const half = powerOf(b, x, n / 2);
  return b.apply("mul", [half, half]);
}
