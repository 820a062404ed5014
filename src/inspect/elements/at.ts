// Where the elements of an array are in what it is made of: under another shape, in a window, before it was stretched.
import { nth } from "../../diagnostics/known.js";
import type { Node } from "../../graph/graph.js";
import { windowOf } from "../../ops/windows.js";
import { sameDim } from "../../shape/dim.js";
import type { Shape } from "../../shape/shape.js";
import { fixedPlace, movedPlace, scalePlace, type Place } from "./places.js";

/** Where an element is along a dimension, or the dimension as a whole. */
export type At = Place | "whole";

/** Thrown where an array has no form by its elements. */
export class NoForm extends Error {}

export const ONE = fixedPlace(1);

/** Places in an argument that is stretched to a shape. */
export function broadcastAt(shape: Shape, own: Shape, at: readonly At[]): readonly At[] {
  return own.map((dim, i) => {
    const axis = i + shape.length - own.length;
    return dim === 1 && !sameDim(nth(shape, axis), 1) ? ONE : at[axis] as At;
  });
}

/** Places in an array of the same elements under a shape that differs in dimensions of 1 alone; undefined under others. */
export function reshapedAt(shape: Shape, of: Shape, at: readonly At[]): readonly At[] | undefined {
  const left = at.filter((_, axis) => shape[axis] !== 1);
  const kept = shape.filter((d) => d !== 1);
  const own = of.filter((d) => d !== 1);
  if (kept.length !== own.length || kept.some((d, i) => !sameDim(d, nth(own, i)))) return undefined;
  return of.map((dim) => (dim === 1 ? ONE : left.shift() as At));
}

/** Places in an array of which a window is taken. */
export function windowAt(node: Node, of: Shape, at: readonly At[]): readonly At[] {
  const { starts, steps } = windowOf(node.attrs);
  return at.map((own, axis) => {
    const [start, step] = [nth(starts, axis), nth(steps, axis)];
    if (start === 0 && step === 1 && (own !== "whole" || sameDim(nth(of, axis), nth(node.shape, axis)))) return own;
    if (own === "whole") throw new NoForm();
    return movedPlace(scalePlace(movedPlace(own, -1), step), movedPlace(ONE, start).dim);
  });
}

export function sure<T>(found: T | undefined): T {
  if (found === undefined) throw new NoForm();
  return found;
}
