// The last step alone of a state: no row of any other step is kept, and backwards its cotangent is where the steps start.
import { nth } from "../../diagnostics/known.js";
import { windowOf } from "../../ops/windows.js";
import { isLoop, loopOf, loopResult } from "../../ops/loop.js";
import { addDims, sameDim } from "../../shape/dim.js";
import type { StructuralRule } from "../rule.js";

const lastOfSteps: StructuralRule = {
  name: "last-of-steps", op: "slice", keeps: "bits",
  apply: ({ b }, node) => {
    const stack = b.node(node.args[0]);
    if (!isLoop(stack)) return undefined;
    const { role, slot, ...loop } = loopOf(stack);
    const { starts, steps, sizes } = windowOf(node.attrs);
    const state = role === "stack" ? loop.body.next.indexOf(nth(loop.body.outs, slot)) : -1;
    const isLast = sizes[0] === 1 && (loop.down ? starts[0] === 0 : sameDim(addDims(nth(starts, 0), 1), loop.steps));
    if (state < 0 || !isLast) return undefined;
    const last = loopResult(b, loop, "last", state);
    return b.reshape(b.apply("slice", [last], { starts: starts.slice(1), steps: steps.slice(1), sizes: sizes.slice(1) }), node.shape);
  },
};

export const stepRules: readonly StructuralRule[] = [lastOfSteps];
