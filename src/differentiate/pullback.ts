// Cotangents and tangents through operations on whole arrays, with what is known of branches not taken.
import type { Builder } from "../graph/builder.js";
import type { Node, NodeId } from "../graph/graph.js";
import { contractionOf, partsOf, pullback } from "../ops/contraction.js";
import type { TensorOp } from "../graph/operation.js";
import { axesOf } from "../ops/reduction.js";
import type { Shape } from "../shape/shape.js";
import { isGuarded, linearly } from "./accumulate.js";
import { contractFlow } from "./masked-contraction.js";
import { applied, carried, countOf, eitherMask, maskOf, plusFlow, strongest, type Flow, type Mask, type Sweep } from "./flow.js";

/** Whether an operation moves or adds elements: what is behind it takes part where some taken element gets to. */
function isMove({ flow }: TensorOp): boolean {
  return flow === "moves" || flow === "reads a part" || flow === "leaves zeros" || flow === "joins";
}

/** What the cotangent of an array operation adds to that of its argument `index`. */
export function pullbackFlow(s: Sweep, record: TensorOp, id: NodeId, ct: Flow, index: number): Flow | undefined {
  const { b } = s;
  const node = b.node(id);
  if (isGuarded(b, ct.value) && !isMove(record)) return underGuard(s, ct, (part) => pullbackFlow(s, record, id, part, index));
  const mask = maskOf(s, ct);
  if (node.op === "contract" && mask !== undefined) return contractFlow(s, pullback(b, node, ct.value, index), 0, mask, isApart(node));
  const map = (g: NodeId): NodeId | undefined => record.vjp(b, node, g, index, id);
  const value = map(ct.value);
  if (value === undefined) return undefined;
  if (isMove(record)) return { value, mask: behindMove(s, record, node, mask, map) };
  return mask === undefined ? { value } : groupFlow(s, node, id, value, backward(s, record, node, mask));
}

/** One condition guards all elements, in a choice of which some branch may be 0: the map goes into the branches. */
function underGuard(s: Sweep, flow: Flow, map: (part: Flow) => Flow | undefined): Flow | undefined {
  const masks: (Mask | undefined)[] = [];
  const value = linearly(s.b, flow.value, (part) => {
    const mapped = map({ value: part, mask: flow.mask });
    masks.push(mapped?.mask);
    return mapped?.value;
  });
  if (value === undefined) return undefined;
  const [first, ...more] = masks;
  return { value, mask: more.reduce((all, m) => (all === undefined || m === undefined ? undefined : eitherMask(s, all, m)), first) };
}

/** Whether no label is summed over, so that elements of an argument don't meet. */
function isApart(node: Node): boolean {
  const { out, dims } = contractionOf(node.attrs);
  return dims.length <= out.length;
}

function behindMove(
  s: Sweep, record: TensorOp, node: Node, mask: Mask | undefined, map: (g: NodeId) => NodeId | undefined,
): Mask | undefined {
  const { b } = s;
  const moved = (count: NodeId): NodeId => map(count) as NodeId;
  if (mask !== undefined) return carried(s, mask, node.shape, moved);
  return record.flow === "reads a part"
    ? { parts: [], counts: true, reason: "window", make: () => moved(b.fill(1, node.shape)) }
    : undefined;
}

/** What takes part in the groups of elements to which the taken results belong. */
function backward(s: Sweep, record: TensorOp, node: Node, mask: Mask): Mask {
  const { b } = s;
  if (record.flow === "reduces") return carried(s, mask, node.shape, (count) => b.keepAxes(count, axesOf(node)));
  return carried(s, mask, node.shape, (count) => anyOf(b, record, node, count));
}

/** The number of taken elements in each group, or in the whole array. */
function anyOf(b: Builder, record: TensorOp, node: Node, count: NodeId): NodeId {
  if (record.flow !== "groups") return b.sum(count, b.shape(count).map((_, i) => i));
  const axes = typeof node.attrs.axis === "number" ? [node.attrs.axis] : axesOf(node);
  return b.keepAxes(b.sum(count, axes), axes);
}

/** The result of a rule for groups, of which those that take no part are 0 where the rule could make them NaN. */
function groupFlow(s: Sweep, node: Node, id: NodeId, value: NodeId, mask: Mask): Flow {
  if (mask.reason === "slope") return { value };
  const isWild = [id, ...node.args].some((arg) => s.wild.isPossible(arg, mask.reason));
  return isWild ? applied(s, { value }, mask) : { value, mask };
}

/** The tangent of an array operation, given those of its arguments. */
export function pushforwardFlow(s: Sweep, record: TensorOp, id: NodeId, tangents: readonly (Flow | undefined)[]): Flow | undefined {
  const { b } = s;
  const node = b.node(id);
  const masks = tangents.map((t) => (t === undefined ? undefined : maskOf(s, t)));
  if (node.op === "contract" && masks.some((m) => m !== undefined)) return tangentOfContraction(s, node, tangents, masks);
  const value = record.jvp(b, node, tangents.map((t) => t?.value), id);
  if (value === undefined) return undefined;
  const isPartial = record.flow === "leaves zeros" || (record.flow === "joins" && tangents.some((t) => t === undefined));
  if (!isPartial && masks.every((m) => m === undefined)) return { value };
  if (isMove(record)) return { value, mask: behindTangents(s, record, id, tangents, masks) };
  const moving = masks.filter((_, i) => tangents[i] !== undefined);
  const [first, ...more] = moving.map(
    (m, i) => (m === undefined ? undefined : forward(s, record, node, m, b.shape(node.args[i] as NodeId))),
  );
  const mask = more.reduce((all, m) => (all === undefined || m === undefined ? undefined : eitherMask(s, all, m)), first);
  return mask === undefined ? { value } : groupFlow(s, node, id, value, mask);
}

function tangentOfContraction(
  s: Sweep, node: Node, tangents: readonly (Flow | undefined)[], masks: readonly (Mask | undefined)[],
): Flow | undefined {
  const parts = partsOf(node);
  let sum: Flow | undefined;
  tangents.forEach((tangent, i) => {
    if (tangent === undefined) return;
    const factors = parts.factors.map((f, at) => (at === i ? { node: tangent.value, labels: f.labels } : f));
    sum = plusFlow(s, sum, contractFlow(s, { ...parts, factors }, i, masks[i], isApart(node)));
  });
  return sum;
}

/** What a tangent behind a move takes part in: where there is no tangent, nothing does. */
function behindTangents(
  s: Sweep, record: TensorOp, id: NodeId, tangents: readonly (Flow | undefined)[], masks: readonly (Mask | undefined)[],
): Mask {
  const { b } = s;
  const node = b.node(id);
  const parts = masks.filter((m) => m !== undefined);
  return {
    parts, counts: true, reason: strongest(parts),
    make: (made) => {
      const queue = [...made];
      const counts = node.args.map((arg, i) => {
        const mask = masks[i];
        if (tangents[i] === undefined) return undefined;
        return b.broadcastTo(mask === undefined ? b.constant(1) : countOf(b, mask, queue.shift() as NodeId), b.shape(arg));
      });
      return record.jvp(b, node, counts, id) as NodeId;
    },
  };
}

/** What takes part in the results of the groups that taken elements belong to. */
function forward(s: Sweep, record: TensorOp, node: Node, mask: Mask, shape: Shape): Mask {
  const { b } = s;
  return carried(s, mask, shape, (count) => (record.flow === "reduces" ? b.sum(count, axesOf(node)) : anyOf(b, record, node, count)));
}
