// What arrays cost where sizes are named: each named size counts as this.
import { namesOfDim, termsOf, type Dim } from "./dim.js";
import type { Shape } from "./shape.js";

export const NOMINAL_SIZE = 100;

/** The sizes of a dimension, each as the nominal one. */
export function nominalSizes(dim: Dim): ReadonlyMap<string, number> {
  return new Map(namesOfDim(dim).map((name) => [name, NOMINAL_SIZE]));
}

export function nominal(dim: Dim): number {
  return termsOf(dim).reduce((sum, t) => sum + t.factor * NOMINAL_SIZE ** t.names.length, 0);
}

export function nominalSize(shape: Shape): number {
  return shape.reduce<number>((p, d) => p * nominal(d), 1);
}
