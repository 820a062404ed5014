// Which elements of a result may depend on which elements of an argument: walks through both at once.
import { nth } from "../diagnostics/known.js";
import { addDims, multiplyDims, productOfDims, type Dim } from "../shape/dim.js";
import { dimAt, strides, type Shape } from "../shape/shape.js";

/** The place of an element at a step: the first number plus one number a step of each axis. */
export type Going = readonly Dim[];

/**
 * At each step of a walk through the whole numbers below `box`, the element `to` of the result may depend on the element
 * `from` of the argument; both are places in row-major order.
 */
export interface Walk {
  readonly box: readonly Dim[];
  readonly to: Going;
  readonly from: Going;
  /** [a, b, least]: only the steps at which axis a is ahead of axis b by so much at least. */
  readonly where?: readonly (readonly [number, number, number])[];
  /** Along one axis these numbers stand for the step, on the way of the result or of the argument. */
  readonly table?: { readonly axis: number; readonly numbers: readonly number[]; readonly isOfTo: boolean };
}

/** Each element on the one at its own place. */
export function alike(shape: Shape): Walk {
  const size = productOfDims(shape);
  return { box: [size], to: [0, 1], from: [0, 1] };
}

/** Each element on the one that it is stretched from, as in NumPy. */
export function stretched(from: Shape, to: Shape): Walk {
  const own = strides(from);
  const lead = to.length - from.length;
  const steps = to.map((_, i) => (i < lead || from[i - lead] === 1 ? 0 : nth(own, i - lead)));
  return { box: to, to: inOrder(to), from: [0, ...steps] };
}

/** A window, from its own elements to those of the whole. */
export function inWindow(whole: Shape, starts: readonly Dim[], steps: readonly Dim[]): Going {
  const own = strides(whole);
  const first = starts.reduce<Dim>((sum, start, i) => addDims(sum, multiplyDims(start, nth(own, i))), 0);
  return [first, ...own.map((stride, i) => multiplyDims(stride, nth(steps, i)))];
}

/** Through an array, in its own order. */
export function inOrder(shape: Shape): Going {
  return [0, ...strides(shape)];
}

/** Each element of a result without some axes on all those along them. */
export function reduced(from: Shape, axes: readonly number[]): Walk {
  const kept = strides(from.filter((_, i) => !axes.includes(i)));
  let at = 0;
  return { box: from, to: [0, ...from.map((_, i) => (axes.includes(i) ? 0 : nth(kept, at++)))], from: inOrder(from) };
}

/** Each element on those before it along an axis and on itself; reversed, on those behind it. */
export function running(shape: Shape, axis: number, isReversed: boolean): Walk {
  const own = strides(shape);
  const [last, step] = [shape.length, nth(own, axis)];
  return {
    box: [...shape, dimAt(shape, axis)],
    to: [0, ...own, 0], from: [0, ...own.map((stride, i) => (i === axis ? 0 : stride)), step],
    where: [isReversed ? [last, axis, 0] : [axis, last, 0]],
  };
}

/** Each element on all. */
export function toOne(from: Shape): Walk {
  return { box: [productOfDims(from)], to: [0, 0], from: [0, 1] };
}

export function fromOne(to: Shape): Walk {
  return { box: [productOfDims(to)], to: [0, 1], from: [0, 0] };
}
