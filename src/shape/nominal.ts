// What arrays cost where sizes are named: each named size counts as this.
import { termsOf, type Dim } from "./dim.js";
import type { Shape } from "./shape.js";

export const NOMINAL_SIZE = 100;

export function nominal(dim: Dim): number {
  return termsOf(dim).reduce((sum, t) => sum + t.factor * NOMINAL_SIZE ** t.names.length, 0);
}

export function nominalSize(shape: Shape): number {
  return shape.reduce<number>((p, d) => p * nominal(d), 1);
}
