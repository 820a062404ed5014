// Cotangents and tangents through operations on whole arrays, with what is known of branches not taken.
import type { Builder } from "../graph/builder.js";
import { argOf, asApplied, type Node, type NodeId } from "../graph/graph.js";
import { contractionOf, isContraction, partsOf, pullback } from "../ops/contraction.js";
import type { TensorOp } from "../graph/operation.js";
import { axesOf } from "../ops/reduction.js";
import type { Shape } from "../shape/shape.js";
import { isGuarded, linearly } from "./accumulate.js";
import { throughContraction } from "./masked-contraction.js";
import {
  applied, imageOf, countOf, eitherSupport, supportOf, plusSensitivity, strongest, type Sensitivity, type Support,
  type Sweep,
} from "./support.js";

/** Whether an operation moves or adds elements: what is behind it takes part where some taken element gets to. */
function isMove({ flow }: TensorOp): boolean {
  return flow === "moves" || flow === "reads a part" || flow === "leaves zeros" || flow === "joins";
}

/** What the cotangent of an array operation adds to that of its argument `index`. */
export function throughMap(s: Sweep, record: TensorOp, id: NodeId, ct: Sensitivity, index: number): Sensitivity | undefined {
  const { b } = s;
  const node = b.node(id);
  if (isGuarded(b, ct.value) && !isMove(record)) return underGuard(s, ct, (part) => throughMap(s, record, id, part, index));
  const support = supportOf(s, ct);
  if (isContraction(node) && support !== undefined)
    return throughContraction(s, pullback(b, asApplied(node), ct.value, index), 0, support, isApart(node));
  const map = (g: NodeId): NodeId | undefined => record.vjp(b, asApplied(node), g, index, id);
  const value = map(ct.value);
  if (value === undefined) return undefined;
  if (isMove(record)) return { value, support: behindMove(s, record, node, support, map) };
  return support === undefined ? { value } : throughGroups(s, node, id, value, backward(s, record, node, support));
}

/** One condition guards all elements, in a choice of which some branch may be 0: the map goes into the branches. */
function underGuard(s: Sweep, sensitivity: Sensitivity, map: (part: Sensitivity) => Sensitivity | undefined): Sensitivity | undefined {
  const supports: (Support | undefined)[] = [];
  const value = linearly(s.b, sensitivity.value, (part) => {
    const mapped = map({ value: part, support: sensitivity.support });
    supports.push(mapped?.support);
    return mapped?.value;
  });
  if (value === undefined) return undefined;
  const [first, ...more] = supports;
  return { value, support: more.reduce((all, m) => (all === undefined || m === undefined ? undefined : eitherSupport(s, all, m)), first) };
}

/** Whether no label is summed over, so that elements of an argument don't meet. */
function isApart(node: Node): boolean {
  const { out, dims } = contractionOf(node.attrs);
  return dims.length <= out.length;
}

function behindMove(
  s: Sweep, record: TensorOp, node: Node, support: Support | undefined, map: (g: NodeId) => NodeId | undefined,
): Support | undefined {
  const { b } = s;
  const moved = (count: NodeId): NodeId => map(count) as NodeId;
  if (support !== undefined) return imageOf(s, support, node.shape, moved);
  return record.flow === "reads a part"
    ? { parts: [], counts: true, cause: "window", make: () => moved(b.fill(1, node.shape)) }
    : undefined;
}

/** What takes part in the groups of elements to which the taken results belong. */
function backward(s: Sweep, record: TensorOp, node: Node, support: Support): Support {
  const { b } = s;
  if (record.flow === "reduces") return imageOf(s, support, node.shape, (count) => b.keepAxes(count, axesOf(node)));
  return imageOf(s, support, node.shape, (count) => anyOf(b, record, node, count));
}

/** The number of taken elements in each group, or in the whole array. */
function anyOf(b: Builder, record: TensorOp, node: Node, count: NodeId): NodeId {
  if (record.flow !== "groups") return b.sum(count, b.shape(count).map((_, i) => i));
  const axes = typeof node.attrs.axis === "number" ? [node.attrs.axis] : axesOf(node);
  return b.keepAxes(b.sum(count, axes), axes);
}

/** The result of a rule for groups, of which those that take no part are 0 where the rule could make them NaN. */
function throughGroups(s: Sweep, node: Node, id: NodeId, value: NodeId, support: Support): Sensitivity {
  if (support.cause === "slope") return { value };
  const mayBeNonFinite = [id, ...node.args].some((arg) => s.finiteness.isPossible(arg, support.cause));
  return mayBeNonFinite ? applied(s, { value }, support) : { value, support };
}

/** The tangent of an array operation, given those of its arguments. */
export function forwardThroughMap(
  s: Sweep, record: TensorOp, id: NodeId, tangents: readonly (Sensitivity | undefined)[],
): Sensitivity | undefined {
  const { b } = s;
  const node = b.node(id);
  const supports = tangents.map((t) => (t === undefined ? undefined : supportOf(s, t)));
  if (isContraction(node) && supports.some((m) => m !== undefined)) return tangentOfContraction(s, node, tangents, supports);
  const value = record.jvp(b, asApplied(node), tangents.map((t) => t?.value), id);
  if (value === undefined) return undefined;
  const isPartial = record.flow === "leaves zeros" || (record.flow === "joins" && tangents.some((t) => t === undefined));
  if (!isPartial && supports.every((m) => m === undefined)) return { value };
  if (isMove(record)) return { value, support: behindTangents(s, record, id, tangents, supports) };
  const [first, ...more] = supports.flatMap((m, i) => {
    if (tangents[i] === undefined) return [];
    return [m === undefined ? undefined : forward(s, record, node, m, b.shape(argOf(node, i)))];
  });
  const support = more.reduce((all, m) => (all === undefined || m === undefined ? undefined : eitherSupport(s, all, m)), first);
  return support === undefined ? { value } : throughGroups(s, node, id, value, support);
}

function tangentOfContraction(
  s: Sweep, node: Node, tangents: readonly (Sensitivity | undefined)[], supports: readonly (Support | undefined)[],
): Sensitivity | undefined {
  const parts = partsOf(node);
  let sum: Sensitivity | undefined;
  tangents.forEach((tangent, i) => {
    if (tangent === undefined) return;
    const factors = parts.factors.map((f, at) => (at === i ? { node: tangent.value, labels: f.labels } : f));
    sum = plusSensitivity(s, sum, throughContraction(s, { ...parts, factors }, i, supports[i], isApart(node)));
  });
  return sum;
}

/** What a tangent behind a move takes part in: where there is no tangent, nothing does. */
function behindTangents(
  s: Sweep, record: TensorOp, id: NodeId, tangents: readonly (Sensitivity | undefined)[], supports: readonly (Support | undefined)[],
): Support {
  const { b } = s;
  const node = b.node(id);
  const parts = supports.filter((m) => m !== undefined);
  return {
    parts, counts: true, cause: strongest(parts),
    make: (made) => {
      const queue = [...made];
      const counts = node.args.map((arg, i) => {
        const support = supports[i];
        if (tangents[i] === undefined) return undefined;
        return b.broadcastTo(support === undefined ? b.constant(1) : countOf(b, support, queue.shift() as NodeId), b.shape(arg));
      });
      return record.jvp(b, asApplied(node), counts, id) as NodeId;
    },
  };
}

/** What takes part in the results of the groups that taken elements belong to. */
function forward(s: Sweep, record: TensorOp, node: Node, support: Support, shape: Shape): Support {
  const { b } = s;
  return imageOf(s, support, shape, (count) => (record.flow === "reduces" ? b.sum(count, axesOf(node)) : anyOf(b, record, node, count)));
}
