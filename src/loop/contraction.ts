// A contraction that sums into an array and is no matrix product: plain loops, the sum innermost in
// a local, or outermost into memory where that runs along the memory.
import type { Node } from "../graph/graph.js";
import { contractionOf } from "../ops/contraction.js";
import { summedLabels } from "../plan/kinds.js";
import { loopsOver, nest, type LoopIndex, type Lowering } from "./lowering.js";
import { apply, store, use, ZERO, type Buffer, type Index, type Stmt } from "./ir.js";
import { factorProduct, flatIndex } from "./values.js";

export function sumContraction(l: Lowering, node: Node, target: Buffer): readonly Stmt[] {
  const { labels, out, dims } = contractionOf(node.attrs);
  const summed = summedLabels(node);
  const indices = loopsOver(l, dims);
  const at = new Map<number, Index>([...out, ...summed].map((label) => [label, (indices[label] as LoopIndex).index]));
  const value = factorProduct(l, node, labels, at);
  const place = flatIndex(node.shape, out.map((label) => at.get(label) as Index));
  const loops = (over: readonly number[], body: readonly Stmt[]): readonly Stmt[] =>
    nest(over.map((label) => indices[label] as LoopIndex), body);
  if (runsAlongMemory(labels, out, summed)) {
    return [
      { kind: "fill", buffer: target, value: 0 },
      ...loops([...summed, ...out], [store(target, place, value, true)]),
    ];
  }
  const sum = l.newLocal("sum");
  return loops(out, [
    { kind: "let", local: sum, value: ZERO, mutable: true },
    ...loops(summed, [{ kind: "assign", local: sum, value: apply("add", use(sum), value) }]),
    store(target, place, use(sum)),
  ]);
}

/** Whether most factors are read along their last dimension when the result's last label is innermost. */
function runsAlongMemory(labels: readonly (readonly number[])[], out: readonly number[], summed: readonly number[]): boolean {
  const last = out[out.length - 1];
  const ends = labels.filter((own) => own.length > 1).map((own) => own[own.length - 1] as number);
  const byOut = ends.filter((label) => label === last).length;
  const bySum = ends.filter((label) => summed.includes(label)).length;
  return byOut > bySum;
}
