// What running a program at a point gives, whichever way it is run.
import type { DerivativeKind } from "../graph/derivative-kinds.js";
import type { Point } from "../graph/evaluate.js";
import type { Tensor } from "../graph/tensor.js";

/** Arrays of one output or block: one, or one for each part of a record. */
export type Parts = readonly Tensor[];

/** One item a block of each kind, none where a kind was not asked for. */
export interface RawResult extends Readonly<Record<DerivativeKind, readonly Parts[]>> {
  readonly outputs: readonly Parts[];
}

/** Gives the derivatives of some kinds, or of all that were asked for. */
export type Runner = (point: Point, kinds?: readonly DerivativeKind[]) => RawResult;
