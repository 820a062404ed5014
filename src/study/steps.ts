// The time line: the forward pass, each edge backward, each rule that simplifies, a sentence for each.
import { argOf, type NodeId } from "../graph/graph.js";
import type { Program } from "../graph/program.js";
import { gradientName, type Explanation, type Walk } from "../inspect/explain.js";
import { forwardSentence, ruleSentence, seedSentence, visitSentence } from "../inspect/explain-text.js";
import type { Sketch } from "../inspect/drawing/sketch.js";
import type { Rewritten } from "../inspect/rewritten.js";

export type Step =
  | { readonly kind: "forward"; readonly node: NodeId; readonly text: string }
  | { readonly kind: "seed"; readonly node: NodeId; readonly text: string }
  | {
    readonly kind: "visit"; readonly visit: number; readonly from: NodeId; readonly to: NodeId; readonly adds: string;
    /** The name of the entry that it changes. */
    readonly entry: string; readonly isSummed: boolean; readonly rule: string; readonly local?: string; readonly text: string;
  }
  | {
    readonly kind: "rule"; readonly rule: string; readonly before: string; readonly after: string; readonly text: string;
    /** Before and after as graphs. */
    readonly sketches: readonly [Sketch, Sketch];
  };

/** A rule that has fired. */
export interface Simplified {
  readonly told: Rewritten;
  readonly sketches: readonly [Sketch, Sketch];
}

export function stepsOf(program: Program, walk: Walk, told: Explanation, simplified: readonly Simplified[]): Step[] {
  const b = program.builder;
  const forward = walk.order.map((node, i): Step => {
    const step = told.forward[i] as Explanation["forward"][number];
    return { kind: "forward", node, text: forwardSentence(step) };
  });
  const visits = walk.visits.map(({ node, index }, visit): Step => {
    const step = told.backward[visit] as Explanation["backward"][number];
    const { adds, isSummed, rule, local } = step;
    return {
      kind: "visit", visit, from: node, to: argOf(b.node(node), index), adds, entry: gradientName(step.to), isSummed, rule,
      ...(local === undefined ? {} : { local }), text: visitSentence(step),
    };
  });
  const rules = simplified.map(({ told: { rule, before, after }, sketches }): Step =>
    ({ kind: "rule", rule, before, after, text: ruleSentence({ rule, before, after }), sketches }));
  return [...forward, { kind: "seed", node: walk.of, text: seedSentence(told.of) }, ...visits, ...rules];
}
