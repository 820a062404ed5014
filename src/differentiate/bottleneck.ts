// Smaller arrays that everything a variable does goes through, as W*x for a matrix W: what depends on the variable is
// differentiated by those, and the derivatives by the variable are a contraction of these.
import type { Builder } from "../graph/builder.js";
import { reachable } from "../graph/evaluate.js";
import { argOf, type Node, type NodeId } from "../graph/graph.js";
import { isChoice, isName } from "../graph/operation.js";
import { factorsOf, isContraction, partsOf } from "../ops/contraction.js";
import { nominalSize } from "../shape/nominal.js";
import { finitenessOf } from "./non-finite.js";

/** A value in which everything is linear in a variable, and the steps that lead from the variable to it. */
export interface Bottleneck {
  readonly node: NodeId;
  readonly steps: readonly Step[];
}

export interface Step {
  readonly node: Node;
  /** The argument that the step before is. */
  readonly index: number;
}

/** The smallest value, smaller than both, that all of x goes through linearly on its way to f. */
export function bottleneckOf(b: Builder, f: NodeId, x: NodeId): Bottleneck | undefined {
  const order = reachable(b, [f]);
  if (hasBranches(b, order)) return undefined;
  const users = onlyUsers(b, order, x);
  const steps: Step[] = [];
  let [best, least, length] = [x, Math.min(nominalSize(b.shape(x)), nominalSize(b.shape(f))), 0];
  let at = x;
  for (let next = users.get(at); next !== undefined && next >= 0 && at !== f; next = users.get(at)) {
    const step = linearStep(b, next, at);
    if (step === undefined) break;
    steps.push(step);
    at = next;
    const size = nominalSize(b.shape(at));
    if (size < least) [best, least, length] = [at, size, steps.length];
  }
  return length === 0 ? undefined : { node: best, steps: steps.slice(0, length) };
}

/** Whether the program chooses by a condition of its own: then sweeps tell elements of branches not taken from zeros. */
function hasBranches(b: Builder, order: readonly NodeId[]): boolean {
  return order.some((id) => {
    const node = b.node(id);
    return isChoice(b, node) && !b.node(argOf(node)).origin.via.some((pass) => pass === "vjp" || pass === "jvp");
  });
}

/** For each node that depends on x, and for x, the node that uses it; -1 where several do. */
function onlyUsers(b: Builder, order: readonly NodeId[], x: NodeId): ReadonlyMap<NodeId, NodeId> {
  const users = new Map<NodeId, NodeId>();
  for (const id of order) {
    if (id < x) continue;
    for (const arg of new Set(b.node(id).args)) if (arg >= x) users.set(arg, users.has(arg) ? -1 : id);
  }
  return users;
}

/** The factor of a contraction through which alone it depends on x, where that factor is the smaller of the two. */
export function smallerFactor(b: Builder, f: NodeId, x: NodeId): Step | undefined {
  const node = b.node(f);
  if (!isContraction(node)) return undefined;
  const order = reachable(b, [f]);
  if (hasBranches(b, order)) return undefined;
  const dependent = new Set([x]);
  for (const id of order) if (b.node(id).args.some((a) => dependent.has(a))) dependent.add(id);
  const [arg, ...more] = node.args.filter((a) => dependent.has(a));
  if (arg === undefined || more.length > 0 || nominalSize(b.shape(arg)) >= nominalSize(node.shape)) return undefined;
  return linearStep(b, f, arg);
}

/** The derivatives of the contraction, from those of the factor. */
export function overFactor(b: Builder, jacobian: NodeId, { node, index }: Step): NodeId {
  const { factors, out, dims } = partsOf(node);
  const own = factors[index]?.labels ?? [];
  const columns = b.shape(jacobian).slice(own.length).map((dim, i) => [dims.size + i, dim] as const);
  const labels = columns.map(([label]) => label);
  const others = factors.filter((_, i) => i !== index);
  return b.contract([{ node: jacobian, labels: [...own, ...labels] }, ...others], [...out, ...labels], new Map([...dims, ...columns]));
}

/** A name, or a contraction in which the value occurs once, has no diagonal taken, and meets nothing that is infinite by itself. */
function linearStep(b: Builder, id: NodeId, arg: NodeId): Step | undefined {
  const node = b.node(id);
  const index = node.args.indexOf(arg);
  if (isName(b, node)) return { node, index };
  if (!isContraction(node) || node.args.indexOf(arg, index + 1) >= 0) return undefined;
  const { labels } = factorsOf(node)[index] ?? { labels: [] };
  const finiteness = finitenessOf(b);
  const isPlain = new Set(labels).size === labels.length && node.args.every((a) => a === arg || !finiteness.isComputed(a));
  return isPlain ? { node, index } : undefined;
}

/** The derivatives of f by the variable, from those by the value after all the steps; `rank` is that of f. */
export function throughSteps(b: Builder, jacobian: NodeId, steps: readonly Step[], rank: number): NodeId {
  return [...steps].reverse().reduce(
    (whole, { node, index }) => (isName(b, node) ? whole : throughContraction(b, whole, node, index, rank)),
    jacobian,
  );
}

function throughContraction(b: Builder, jacobian: NodeId, node: Node, index: number, rank: number): NodeId {
  const { factors, out, dims } = partsOf(node);
  const rows = Array.from({ length: rank }, (_, i) => dims.size + i);
  const all = new Map([...dims, ...rows.map((label, i) => [label, b.shape(jacobian)[i] ?? 1] as const)]);
  const others = factors.filter((_, i) => i !== index);
  return b.contract([{ node: jacobian, labels: [...rows, ...out] }, ...others], [...rows, ...factors[index]?.labels ?? []], all);
}
