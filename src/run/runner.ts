// What running a program at a point gives, whichever way it is run.
import type { Point } from "../graph/evaluate.js";
import type { Tensor } from "../graph/tensor.js";

/** Arrays of one output or block: one, or one for each part of a record. */
export type Parts = readonly Tensor[];

export interface RawResult {
  readonly outputs: readonly Parts[];
  readonly gradient: readonly Parts[];
  readonly hessian: readonly Parts[];
}

export type Runner = (point: Point) => RawResult;
