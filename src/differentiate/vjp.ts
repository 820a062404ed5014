// Reverse mode, symbol to symbol: the general back-propagation of Goodfellow, Bengio and Courville,
// Deep Learning, 6.5. One downward loop over the graph; grad_table holds the cotangent of each node;
// every edge on a path from the wanted inputs to the output is visited once.
import type { Builder } from "../graph/builder.js";
import type { Formulas } from "../graph/formula.js";
import type { Node, NodeId } from "../graph/graph.js";
import { contractionOf } from "../ops/contraction.js";
import { sameShape } from "../shape/shape.js";
import { linearly, maskedByItself, plus, times, unbroadcast } from "./accumulate.js";
import { partial } from "./partials.js";

/** What the table holds for a cotangent of zero. */
const ABSENT = -1;
const VIA: readonly string[] = Object.freeze(["vjp"]);

/**
 * The cotangents of `wrt`, given those of `outputs`: the products of the transposed Jacobian and the
 * seeds. New nodes are appended to the same graph. An absent entry is a zero.
 */
export function vjp(b: Builder, formulas: Formulas, outputs: ReadonlyMap<NodeId, NodeId>, wrt: readonly NodeId[]): Map<NodeId, NodeId> {
  const top = Math.max(-1, ...outputs.keys());
  const onPath = reaches(b, top, wrt);
  const gradTable = new Int32Array(top + 1).fill(ABSENT);
  for (const [id, seed] of outputs) gradTable[id] = seed;
  const targets = new Set(wrt);
  const origin = b.origin;
  for (let id = top; id >= 0; id--) {
    const ct = gradTable[id] as number;
    if (ct === ABSENT || onPath[id] === 0 || (targets.has(id) && b.node(id).args.length === 0)) continue;
    b.origin = { span: b.node(id).origin.span, via: VIA };
    spread(b, formulas, id, ct, onPath, gradTable);
  }
  b.origin = origin;
  return new Map(wrt.flatMap((id) => {
    const ct = gradTable[id] ?? ABSENT;
    return ct === ABSENT ? [] : [[id, ct] as const];
  }));
}

/** Marks the nodes up to `top` that depend on one of `from`. */
export function reaches(b: Builder, top: NodeId, from: readonly NodeId[]): Uint8Array {
  const marks = new Uint8Array(top + 1);
  for (const id of from) if (id <= top) marks[id] = 1;
  for (let id = 0; id <= top; id++) {
    if (marks[id] === 1) continue;
    for (const arg of b.node(id).args) {
      if (marks[arg] === 1) {
        marks[id] = 1;
        break;
      }
    }
  }
  return marks;
}

function spread(b: Builder, formulas: Formulas, id: NodeId, ct: NodeId, onPath: Uint8Array, gradTable: Int32Array): void {
  const { args } = b.node(id);
  for (let index = 0; index < args.length; index++) {
    const arg = args[index] as NodeId;
    if (onPath[arg] === 0) continue;
    const contribution = contributionTo(b, formulas, id, ct, index);
    const before = gradTable[arg] as number;
    const sum = plus(b, before === ABSENT ? undefined : before, contribution);
    if (sum !== undefined) gradTable[arg] = sum;
  }
}

const MOVES: ReadonlySet<string> = new Set(["reshape", "slice", "place", "gather", "scatter", "concat", "stack"]);

const WINDOWS: ReadonlySet<string> = new Set(["slice", "gather"]);

/** Whether the operation only moves elements of an argument that itself is computed from others. */
function isMove(b: Builder, node: Node, index: number): boolean {
  const moves = MOVES.has(node.op) || (node.op === "contract" && (node.args.length === 1 || !isSum(node)));
  return moves && b.node(node.args[index] as NodeId).args.length > 0;
}

/** Whether a contraction sums over some label. */
function isSum(node: Node): boolean {
  const { out, dims } = contractionOf(node.attrs);
  return dims.length > out.length;
}

/** What the cotangent of a node adds to that of its argument `index`. */
function contributionTo(b: Builder, formulas: Formulas, id: NodeId, ct: NodeId, index: number): NodeId | undefined {
  const node = b.node(id);
  const record = b.ops.get(node.op);
  if (record === undefined) return undefined;
  if (record.kind === "tensor") {
    const moves = isMove(b, node, index);
    const moved = linearly(b, ct, moves, (g) => record.vjp(b, node, g, index, id));
    // elements outside a window take no part: exactly 0, whatever their local derivatives are
    return moved !== undefined && moves && WINDOWS.has(node.op) ? maskedByItself(b, moved) : moved;
  }
  const factor = partial(b, formulas, record, id, index);
  if (factor === undefined) return undefined;
  const shape = b.shape(node.args[index] as NodeId);
  const product = times(b, ct, factor);
  const full = sameShape(shape, node.shape) ? product : b.broadcastTo(product, node.shape);
  return unbroadcast(b, full, shape);
}
