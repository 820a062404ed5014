// A contraction that sums into an array and is no matrix product: plain loops, the sum innermost in
// a local, or around the rest of the result into memory where that runs along the memory.
import { nth } from "../diagnostics/known.js";
import type { Node, NodeId } from "../graph/graph.js";
import { contractionOf, summedLabels } from "../ops/contraction.js";
import { termsIn, type Region } from "../plan/triangles.js";
import { isFew, type Dim } from "../shape/dim.js";
import { loopsOver, nest, type LoopIndex, type Lowering } from "./lowering.js";
import { apply, int, plus, store, use, ZERO, type Buffer, type Index, type Num, type Stmt } from "./ir.js";
import { factorProduct, flatIndex, fromIndex } from "./values.js";

export function sumContraction(l: Lowering, id: NodeId, node: Node, target: Buffer): readonly Stmt[] {
  const { labels, out, dims } = contractionOf(node.attrs);
  const summed = summedLabels(node);
  const indices = loopsOver(l, dims);
  const at = new Map<number, Index>([...out, ...summed].map((label) => [label, (indices[label] as LoopIndex).index]));
  const value = inRegion(factorProduct(l, node, labels, at), termsIn(l.plan.triangles, id, node, l.plan.stored), at);
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
      ...loops(fewInside([...summed, ...rest], dims), [store(target, place, value, true)]),
    ]);
  }
  const sum = l.newLocal("sum");
  return loops(out, [
    { kind: "let", local: sum, value: ZERO, mutable: true },
    ...loops(summed, [{ kind: "assign", local: sum, value: apply("add", use(sum), value) }]),
    store(target, place, use(sum)),
  ]);
}

/** A term that is left out where it is known to be 0, or where nothing reads what it is a term of. */
function inRegion(term: Num, region: Region, at: ReadonlyMap<number, Index>): Num {
  return region.reduce<Num>((value, [ahead, behind, least]) => {
    const [left, right] = [at.get(ahead) as Index, plus(at.get(behind) as Index, int(least))].map(fromIndex) as [Num, Num];
    return { kind: "select", test: { kind: "compare", op: "ge", left, right }, then: value, else: ZERO };
  }, term);
}

/** Loops of few steps inside of the others, where what they read stays at hand. */
function fewInside(order: readonly number[], dims: readonly Dim[]): readonly number[] {
  const isInside = (label: number): boolean => isFew(nth(dims, label));
  return [...order.filter((label) => !isInside(label)), ...order.filter(isInside)];
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
  const ends = labels.filter((own) => own.length > 1).map((own) => nth(own, own.length - 1));
  const byOut = ends.filter((label) => label === last).length;
  const bySum = ends.filter((label) => summed.includes(label)).length;
  return byOut > bySum;
}
