// Indices of the sums and maps around an expression.
import type { Span } from "../diagnostics/source.js";
import type { NodeId } from "../graph/graph.js";
import { addDims, multiplyDims, type Dim } from "../shape/dim.js";
import type { Affine } from "./affine.js";
import type { Steps } from "./lift.js";

/** An index while its body is elaborated. */
export interface Index {
  readonly name: string;
  readonly span: Span;
  readonly leaf: NodeId;
  /** All numbers that it runs through; of a range that depends on another index, those of all cases together. */
  readonly steps: Steps;
  readonly last: Dim;
  /** Which of the numbers count, where the range depends on another index. */
  readonly test: NodeId | undefined;
}

/** The least (-1) or greatest (1) number that a sum of indices reaches. */
export function extremeOf(at: readonly Index[], { dim, by }: Affine, sign: 1 | -1): Dim {
  return [...by].reduce<Dim>((sum, [leaf, times]) => {
    const { steps, last } = at.find((index) => index.leaf === leaf) as Index;
    const [low, high] = steps.step > 0 ? [steps.first, last] : [last, steps.first];
    return addDims(sum, multiplyDims(times, times * sign > 0 ? high : low));
  }, dim);
}
