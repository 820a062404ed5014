// A shape is a list of dimensions; a scalar has none.
import { nth } from "../diagnostics/known.js";
import { formatDim, multiplyDims, sameDim, type Dim } from "./dim.js";

export type Shape = readonly Dim[];

export const SCALAR: Shape = Object.freeze([]);

/** The dimension along an axis that a shape has. */
export function dimAt(shape: Shape, axis: number): Dim {
  return nth(shape, axis);
}

export function sameShape(a: Shape, b: Shape): boolean {
  return a === b || (a.length === b.length && a.every((d, i) => sameDim(d, nth(b, i))));
}

/** The NumPy broadcast of two shapes: aligned at the right, 1 stretches; undefined if they do not fit. */
export function broadcastShapes(a: Shape, b: Shape): Shape | undefined {
  if (a === b || b.length === 0) return a;
  if (a.length === 0) return b;
  const rank = Math.max(a.length, b.length);
  const out: Dim[] = [];
  for (let i = 0; i < rank; i++) {
    const x = a[a.length - rank + i] ?? 1;
    const y = b[b.length - rank + i] ?? 1;
    if (sameDim(x, y) || y === 1) out.push(x);
    else if (x === 1) out.push(y);
    else return undefined;
  }
  return out;
}

/** Steps in memory for each dimension of a row-major array. */
export function strides(shape: Shape): Dim[] {
  const out: Dim[] = shape.map(() => 1);
  for (let i = shape.length - 2; i >= 0; i--) out[i] = multiplyDims(nth(out, i + 1), nth(shape, i + 1));
  return out;
}

/** As errors show a shape: `scalar`, `[3]`, `[m, 4]`. */
export function formatShape(shape: Shape): string {
  return shape.length === 0 ? "scalar" : `[${shape.map(formatDim).join(", ")}]`;
}
