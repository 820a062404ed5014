// Second derivatives at 0 of smooth functions of |x|, as cos(norm(x)): the gradient is f'(r)*x/r, and by the conventions
// of kinks 0 at r = 0, where the limit of f'(r)/r is f''(0). The gradient's own derivative has it from a mark: its value
// is that of the gradient, and where r and f'(r) are 0 its derivative by x is f''(r).
import type { Builder } from "../graph/builder.js";
import { argOf, asApplied, type NodeId } from "../graph/graph.js";
import { keepsOrder } from "../graph/operation.js";
import { sameShape } from "../shape/shape.js";
import { isMasked, plus, times } from "./accumulate.js";

/** A slope of more operations is not followed. */
const MAX_PATH = 64;

/** What a length r gives to the cotangent of x, with the mark; without one where the cotangent of r does not change with r. */
export function bent(b: Builder, value: NodeId, x: NodeId, r: NodeId, ct: NodeId): NodeId {
  const path = pathBetween(b, plain(b, r), plain(b, ct));
  return path === undefined || path.length === 0 ? value : marked(b, value, [x, r, ct]);
}

/** The mark goes into a choice, whose branches that are 0 tell what takes no part. */
function marked(b: Builder, value: NodeId, rest: readonly NodeId[]): NodeId {
  if (!isMasked(b, value)) return b.constantOf(value) === 0 ? value : b.apply("bend", [value, ...rest]);
  const [c, yes, no] = asApplied(b.node(value)).args;
  return b.apply("select", [c, marked(b, yes, rest), marked(b, no, rest)]);
}

/** The derivative of a mark by x. */
export function bendBySelf(b: Builder, id: NodeId, partialOf: (id: NodeId, index: number) => NodeId | undefined): NodeId | undefined {
  const [, , r, ct] = b.node(id).args as readonly [NodeId, NodeId, NodeId, NodeId];
  const [radius, slope] = [plain(b, r), plain(b, ct)];
  const tangents = new Map<NodeId, NodeId>([[radius, b.constant(1)]]);
  for (const at of pathBetween(b, radius, slope) ?? []) {
    let sum: NodeId | undefined;
    b.node(at).args.forEach((arg, index) => {
      const tangent = tangents.get(arg);
      const factor = tangent === undefined ? undefined : partialOf(at, index);
      if (tangent !== undefined && factor !== undefined) sum = plus(b, sum, times(b, tangent, factor));
    });
    if (sum !== undefined) tangents.set(at, sum);
  }
  const bend = tangents.get(slope);
  if (bend === undefined) return undefined;
  const zero = b.constant(0);
  const isAtKink = b.apply("and", [b.apply("eq", [r, zero]), b.apply("eq", [ct, zero])]);
  return b.apply("select", [isAtKink, r === radius ? bend : b.reshape(b.broadcastTo(bend, b.shape(radius)), b.shape(r)), zero]);
}

/** A length before its summed dimensions were kept as 1. */
function plain(b: Builder, id: NodeId): NodeId {
  const node = b.node(id);
  return keepsOrder(b, node) ? argOf(node) : id;
}

/** The operations that lead from one value to another, in order; undefined where they are many or not element by element. */
function pathBetween(b: Builder, from: NodeId, to: NodeId): readonly NodeId[] | undefined {
  const below = new Set<NodeId>();
  const stack = [to];
  for (let at = stack.pop(); at !== undefined; at = stack.pop()) {
    if (at <= from || below.has(at)) continue;
    below.add(at);
    if (below.size > MAX_PATH) return undefined;
    stack.push(...b.node(at).args);
  }
  const onPath = new Set([from]);
  const path = [...below].sort((x, y) => x - y).filter((at) => {
    const moves = b.node(at).args.some((arg) => onPath.has(arg));
    if (moves) onPath.add(at);
    return moves;
  });
  const isElementwise = (at: NodeId): boolean => b.ops.get(b.node(at).op)?.kind === "scalar" && sameShape(b.shape(at), b.shape(from));
  return path.every(isElementwise) ? path : undefined;
}
