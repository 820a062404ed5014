// A contraction that sums into an array and is no matrix product: plain loops, the sum innermost in
// a local, or around the rest of the result into memory where that runs along the memory.
import type { Node } from "../graph/graph.js";
import { contractionOf, summedLabels } from "../ops/contraction.js";
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
  // as with the one row of a last layer
  if (summed.every((label) => dims[label] === 1)) return loops(out, [store(target, place, value)]);
  const lead = leading(labels, out);
  const rest = out.slice(lead.length);
  if (rest.length > 0 && runsAlongMemory(labels, out, summed)) {
    return loops(lead, [
      ...(lead.length === 0 ? [{ kind: "fill", buffer: target, value: 0 } as const] : zeros(l, node, target, lead, at)),
      ...loops([...summed, ...rest], [store(target, place, value, true)]),
    ]);
  }
  const sum = l.newLocal("sum");
  return loops(out, [
    { kind: "let", local: sum, value: ZERO, mutable: true },
    ...loops(summed, [{ kind: "assign", local: sum, value: apply("add", use(sum), value) }]),
    store(target, place, use(sum)),
  ]);
}

/** The labels with which the result begins, and the factors that have them too. */
function leading(labels: readonly (readonly number[])[], out: readonly number[]): readonly number[] {
  const isFirst = (label: number, before: readonly number[]): boolean =>
    labels.every((own) => !own.includes(label) || own.slice(0, own.indexOf(label)).every((l) => before.includes(l)));
  const end = out.findIndex((label, i) => !isFirst(label, out.slice(0, i)));
  return end < 0 ? out : out.slice(0, end);
}

/** What of the result belongs to indices of its first labels is set to 0. */
function zeros(l: Lowering, node: Node, target: Buffer, lead: readonly number[], at: ReadonlyMap<number, Index>): readonly Stmt[] {
  const rest = loopsOver(l, node.shape.slice(lead.length));
  const place = flatIndex(node.shape, [...lead.map((label) => at.get(label) as Index), ...rest.map(({ index }) => index)]);
  return nest(rest, [store(target, place, ZERO)]);
}

/** Whether most factors are read along their last dimension when the result's last label is innermost. */
function runsAlongMemory(labels: readonly (readonly number[])[], out: readonly number[], summed: readonly number[]): boolean {
  const last = out[out.length - 1];
  const ends = labels.filter((own) => own.length > 1).map((own) => own[own.length - 1] as number);
  const byOut = ends.filter((label) => label === last).length;
  const bySum = ends.filter((label) => summed.includes(label)).length;
  return byOut > bySum;
}
