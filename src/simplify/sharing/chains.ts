// Maximal chains of sums and of products of single numbers: what is between them is used once, so that
// they may be formed in any order. An element of a chain is a node, or its opposite (in a product: its reciprocal).
import { nth } from "../../diagnostics/known.js";
import type { Builder } from "../../graph/builder.js";
import { argOf, type Node, type NodeId } from "../../graph/graph.js";

export type Kind = "sum" | "product";

/** A node times two, plus one where it stands for its opposite or its reciprocal. */
export type Element = number;

/** A new element out of two older nodes: the first with the second, or with its opposite or reciprocal. */
export interface Pair {
  readonly first: number;
  readonly second: number;
  readonly isOpposed: boolean;
  /** Most chains have it the other way round. */
  readonly isTurned: boolean;
}

/** An inner node of a chain: places among the inner nodes, or `~place` among the elements. */
export interface Branch {
  readonly left: number;
  readonly right: number;
}

export interface Chain {
  readonly kind: Kind;
  readonly root: NodeId;
  /** Each before those that it is made of; the first is the root. */
  readonly branches: readonly Branch[];
  readonly elements: readonly Element[];
  /** Of a product: whether it is the opposite of the product of its elements. */
  readonly isNegative: boolean;
}

const FORWARD: Readonly<Record<Kind, string>> = { sum: "add", product: "mul" };
const BACKWARD: Readonly<Record<Kind, string>> = { sum: "sub", product: "div" };

/** What kind of chain a node belongs to. */
export function kindOf({ op, shape }: Node): Kind | undefined {
  if (shape.length > 0) return undefined;
  if (op === "add" || op === "sub") return "sum";
  return op === "mul" || op === "div" ? "product" : undefined;
}

/** How often each node is used, where the opposite of a node uses it as often as it is used itself. */
export function usesThroughSigns(b: Builder, order: readonly NodeId[], roots: readonly NodeId[]): Int32Array {
  const uses = new Int32Array(b.graph.size);
  for (const id of roots) uses[id] = nth(uses, id) + 1;
  for (let at = order.length - 1; at >= 0; at--) {
    const id = nth(order, at);
    const { op, args } = b.node(id);
    for (const arg of args) uses[arg] = nth(uses, arg) + (op === "neg" ? nth(uses, id) : 1);
  }
  return uses;
}

export interface Chains {
  /** By their roots. */
  readonly chains: ReadonlyMap<NodeId, Chain>;
  /** Nodes of chains that are not roots. */
  readonly inner: ReadonlySet<NodeId>;
}

/** All chains among the nodes that the roots need. */
export function chainsOf(b: Builder, order: readonly NodeId[], roots: readonly NodeId[]): Chains {
  const uses = usesThroughSigns(b, order, roots);
  const inner = new Set<NodeId>();
  const chains = new Map<NodeId, Chain>();
  for (let at = order.length - 1; at >= 0; at--) {
    const id = nth(order, at);
    const kind = kindOf(b.node(id));
    if (kind !== undefined && !inner.has(id)) chains.set(id, chainFrom(b, id, kind, uses, inner));
  }
  return { chains, inner };
}

function chainFrom(b: Builder, root: NodeId, kind: Kind, uses: Int32Array, inner: Set<NodeId>): Chain {
  const branches: { left: number; right: number }[] = [{ left: 0, right: 0 }];
  const elements: Element[] = [];
  const nodes = [{ id: root, flipped: 0 }];
  let isNegative = false;
  for (let at = 0; at < nodes.length; at++) {
    const { id, flipped } = nodes[at] as { id: NodeId; flipped: number };
    const { op, args } = b.node(id);
    const places = args.map((arg, i) => {
      const { id: under, isNegative: isOpposite } = withoutSigns(b, arg);
      if (kind === "product") isNegative = isNegative !== isOpposite;
      const isFlipped = flipped ^ (i === 1 && op === BACKWARD[kind] ? 1 : 0) ^ (kind === "sum" && isOpposite ? 1 : 0);
      if (uses[under] === 1 && kindOf(b.node(under)) === kind) {
        inner.add(under);
        branches.push({ left: 0, right: 0 });
        return nodes.push({ id: under, flipped: isFlipped }) - 1;
      }
      return ~(elements.push(under * 2 + isFlipped) - 1);
    });
    branches[at] = { left: nth(places, 0), right: nth(places, 1) };
  }
  return { kind, root, branches, elements, isNegative };
}

/** The node under any opposites, and whether their number is odd. */
export function withoutSigns(b: Builder, id: NodeId): { id: NodeId; isNegative: boolean } {
  let under = id, isNegative = false;
  for (let node = b.node(under); node.op === "neg"; node = b.node(under)) {
    under = argOf(node);
    isNegative = !isNegative;
  }
  return { id: under, isNegative };
}

/** A value that is still to be taken with the other sign, or as a reciprocal. */
export interface Signed {
  readonly node: NodeId;
  readonly isNegative: boolean;
  readonly isInverse: boolean;
}

export function positive(node: NodeId): Signed {
  return { node, isNegative: false, isInverse: false };
}

/** The sum or the product of two values. */
export function join(b: Builder, kind: Kind, x: Signed, y: Signed): Signed {
  const flag = kind === "sum" ? "isNegative" : "isInverse";
  if (kind === "product" && b.constantOf(x.node) === 1) return { ...y, isNegative: x.isNegative !== y.isNegative };
  if (kind === "product" && b.constantOf(y.node) === 1) return { ...x, isNegative: x.isNegative !== y.isNegative };
  const isNegative = kind === "product" && x.isNegative !== y.isNegative;
  const op = x[flag] === y[flag] ? FORWARD[kind] : BACKWARD[kind];
  const args = op === BACKWARD[kind] && x[flag] ? [y.node, x.node] : [x.node, y.node];
  const node = folded(b, op, args) ?? b.apply(op, args);
  return { node, isNegative, isInverse: false, [flag]: x[flag] && y[flag] };
}

/** Numbers that come side by side make one. */
function folded(b: Builder, op: string, args: readonly NodeId[]): NodeId | undefined {
  const record = b.ops.get(op);
  const values = args.map((a) => b.constantOf(a));
  if (record?.kind !== "scalar" || values.some((v) => v === undefined)) return undefined;
  return b.constant(record.evaluate(...values as number[]));
}

/** The value itself. */
export function settled(b: Builder, { node, isNegative, isInverse }: Signed): NodeId {
  const upright = isInverse ? b.apply("div", [b.constant(1), node]) : node;
  return isNegative ? b.apply("neg", [upright]) : upright;
}
